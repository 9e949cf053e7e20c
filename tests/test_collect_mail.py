"""Mail goes out through the user's SMTP server, over TLS, to a server on this machine."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from test_collect_digest import NOT_SHELLED, SHELLED, ledger, run

from accordingto.errors import BadSettings, NotSent
from accordingto.publish import mail


class Inbox:
    """Takes mail, and keeps who sent what over which kind of connection."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes, bool]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server, session, envelope):
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
