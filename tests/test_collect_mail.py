"""Mail goes out through the user's SMTP server, over TLS, to a server on this machine."""

import configparser
import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import typer
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from test_collect_digest import NOT_SHELLED, SHELLED, ledger, run

from accordingto.cli import app
from accordingto.errors import BadSettings, NotSent
from accordingto.publish import mail


class Inbox:
    """Takes mail, and keeps who sent what over which kind of connection."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes, bool]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("gone"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"too much" in envelope.content:
            return "452 no room"
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return "250 OK"

    def login(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right horse", handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own for this machine; needs openssl (make tools)."""
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return made, key


@pytest.fixture
def inbox(certificate: tuple[Path, Path]) -> Iterator[tuple[Inbox, int]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*map(str, certificate))
    taken = Inbox()
    # A free port of the system's choosing: the controller's own check of port 0 would fail.
    with socket.create_server(("localhost", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(
        taken,
        hostname="localhost",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=taken.login,
        auth_required=True,
    )
    server.start()
    try:
        yield taken, port
    finally:
        server.stop()


def settings(folder: Path, at: int, **changed: object) -> Path:
    (folder / "secret").write_text("right horse\n")
    table = {
        "host": "localhost",
        "port": at,
        "seconds": 5,
        "sender": "Desk <desk@paper.example>",
        "user": "desk",
        "password_file": str(folder / "secret"),
    } | changed
    path = folder / "mail.toml"
    path.write_text("[mail]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in table.items()))
    return path


def test_a_digest_goes_out_over_tls_in_both_forms(tmp_path: Path, inbox, certificate) -> None:
    taken, port = inbox
    kept = ledger(tmp_path, {"herald": SHELLED}, {"courier": NOT_SHELLED})
    smtp = settings(tmp_path, port, ca=str(certificate[0]))
    words = [
        "--ledger",
        str(kept),
        "--smtp",
        str(smtp),
        "--title",
        "The week",
        "--mail",
        "editor@paper.example",
    ]
    assert run(*words, "--since", "2024-03-05") == ""
    ((sender, to, data, over_tls),) = taken.mails
    assert (sender, to, over_tls) == ("desk@paper.example", ["editor@paper.example"], True)
    assert taken.logins == [(b"desk", b"right horse")]
    message = message_from_bytes(data, policy=policy.default)
    assert message["Subject"] == "The week"
    assert "Conflicts opened (1)" in message.get_body(("plain",)).get_content()
    assert "<h2>Conflicts opened (1)</h2>" in message.get_body(("html",)).get_content()
    run(*words, "--since", "7d")
    assert len(taken.mails) == 1  # a week in which nothing came is not mailed
    run(*words, "--since", "7d", "--always")
    assert len(taken.mails) == 2


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"ca": ""}, "no TLS", id="a certificate that nobody vouches for"),
        pytest.param({"security": "tls"}, "no TLS", id="no TLS from the first byte"),
        pytest.param({"security": "none"}, "not sent without TLS", id="a password without TLS"),
        pytest.param({"password_file": "wrong"}, "535", id="a wrong password"),
        pytest.param({"port": 1}, "refused", id="nobody there"),
    ],
)
def test_mail_that_cannot_be_sent_is_named(tmp_path: Path, inbox, certificate, changed, why: str) -> None:
    taken, port = inbox
    (tmp_path / "wrong").write_text("wrong horse")
    changed = {"ca": str(certificate[0])} | changed
    if changed.get("password_file"):
        changed["password_file"] = str(tmp_path / "wrong")
    post = mail.load(settings(tmp_path, port, **changed))
    with pytest.raises(NotSent, match=why) as refused:
        mail.send(post, "editor@paper.example", "s", "t", "<p>h")
    assert "horse" not in str(refused.value)
    assert taken.mails == []


@pytest.mark.parametrize("to", ["a@b.example\r\nBcc: c@d.example", "a@b.example\nX: y"])
def test_no_header_is_smuggled_in(to: str) -> None:
    post = mail.Post(host="localhost", sender="desk@paper.example", port=1)
    with pytest.raises(NotSent, match="not an address"):
        mail.send(post, to, "s", "t", "h")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[mail]\nhost = 'h'", "needs host and sender"),
        ("[mail]\nhost = 'h'\nsender = 's'\npassword = 'x'", "a password does not stand here"),
        ("[mail]\nhost = 'h'\nsender = 's'\nport = 'x'", "“port”"),
        ("[mail]\nhost = 'h'\nsender = 's'\nspeed = 1", "“speed”"),
        ("[mail]\nhost = 'h'\nsender = 's'\nsecurity = 'maybe'", "security is one of"),
        ("mail = 1", "needs host and sender"),
        ("[mail", "not valid TOML"),
    ],
)
def test_mail_settings_that_cannot_be_used_are_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "mail.toml"
    path.write_text(text)
    with pytest.raises(BadSettings, match=why):
        mail.load(path)


def test_a_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    post = mail.Post(host="localhost", sender="desk@paper.example", port=1, user="desk")
    monkeypatch.delenv(mail.PASSWORD, raising=False)
    with pytest.raises(BadSettings, match="no password"):
        mail.send(post, "a@b.example", "s", "t", "h")
    monkeypatch.setenv(mail.PASSWORD, "x")
    with pytest.raises(NotSent, match="refused"):
        mail.send(post, "a@b.example", "s", "t", "h")


def test_of_several_recipients_those_who_are_refused_are_named(tmp_path: Path, inbox, certificate) -> None:
    taken, port = inbox
    kept = ledger(tmp_path, {"herald": SHELLED}, {"courier": NOT_SHELLED})
    smtp = settings(tmp_path, port, ca=str(certificate[0]))
    words = ["--ledger", str(kept), "--smtp", str(smtp), "--since", "2024-03-05", "--mail"]
    said = run(*words, "editor@paper.example, gone@paper.example", code=3)
    assert "left out: gone@paper.example: 550 no such user" in said
    assert [to for _, to, _, _ in taken.mails] == [["editor@paper.example"]]
    said = run(*words, "gone@paper.example, gone.too@paper.example", code=1)
    assert "does not take mail for gone@paper.example, gone.too@paper.example" in said
    assert "no room" in run(*words, "editor@paper.example", "--title", "too much", code=1)
    assert len(taken.mails) == 1


UNITS = re.findall(
    r"```ini\n# (accordingto-\S+)\n(.*?)```",
    (Path(__file__).parent.parent / "docs" / "collect.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


def test_the_units_of_the_docs_are_ones_that_systemd_takes(tmp_path: Path) -> None:
    assert [name for name, _ in UNITS] == [
        f"accordingto-{what}.{kind}" for what in ("watch", "digest") for kind in ("service", "timer")
    ]
    bin_ = tmp_path / ".local" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "accordingto").write_text("#!/bin/sh\n")
    (bin_ / "accordingto").chmod(0o755)
    for name, text in UNITS:
        read = configparser.ConfigParser(interpolation=None, strict=True)
        read.optionxform = str  # type: ignore[assignment,method-assign]
        read.read_string(text)
        assert "Description" in read["Unit"]
        if name.endswith("service"):
            assert (read["Service"]["Type"], read["Service"]["SuccessExitStatus"]) == ("oneshot", "3")
            app_words = shlex.split(read["Service"]["ExecStart"].replace("%h", str(tmp_path)))
            assert Path(app_words[0]) == bin_ / "accordingto"
            assert set(options(app_words)) <= options_of(app_words[1])
        (tmp_path / name).write_text(text.replace("%h", str(tmp_path)))
    if shutil.which("systemd-analyze"):  # else what is above has to do
        made = [str(tmp_path / name) for name, _ in UNITS]
        home = os.environ | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
        words = ["systemd-analyze", "verify", "--user", *made]
        done = subprocess.run(words, capture_output=True, text=True, env=home, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_lines_for_cron_name_the_program_in_full_and_options_that_there_are() -> None:
    text = (Path(__file__).parent.parent / "docs" / "collect.md").read_text(encoding="utf-8")
    lines = re.search(r"```cron\n(.*?)```", text, re.DOTALL)[1].splitlines()
    assert len(lines) == 2
    for line in lines:
        assert re.match(r"[0-9*]+ [0-9*]+ \* \* [0-7*]  ~/\.local/bin/accordingto ", line), line
        assert "%" not in line  # a line break to cron
        words = shlex.split(line.partition(">>")[0])[5:]
        assert set(options(words)) <= options_of(words[1])


def options(words: list[str]) -> list[str]:
    return [word for word in words if word.startswith("--")]


def options_of(command: str) -> set[str]:
    found = typer.main.get_command(app).commands[command]
    return {name for p in found.params for name in p.opts}
