"""A hostile document can do no more than fail: what a worker may not do, and a pile of documents that try."""

import gzip
import io
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from fpdf import FPDF
from tests.test_keep_proof import pdf

from accordingto import pipeline
from accordingto.engine import confine
from accordingto.engine.local import Caps, run
from accordingto.engine.warm import Warm
from accordingto.errors import SkipReport

GOOD = "The mayor of Elmwick said on Tuesday that about 40 boats had left the harbour.\n"


def attempt(what: str) -> str:  # noqa: PLR0912  # one thing that may be tried each
    """What code that has taken a worker over may try; runs inside one. Returns what came of it."""
    kind, _, where = what.partition(" ")
    try:
        match kind:
            case "connect":
                socket.create_connection(("127.0.0.1", int(where)), timeout=2)
            case "unix":
                socket.socket(socket.AF_UNIX)
            case "start":
                subprocess.run(["true"], check=True)
            case "fork":
                if os.fork() == 0:
                    os._exit(0)
            case "write":
                Path(where).write_text("was here")
            case "append":
                with Path(where).open("a") as file:
                    file.write("was here")
            case "remove":
                Path(where).unlink()
            case "rename":
                Path(where).rename(where + ".gone")
            case "folder":
                Path(where, "new").mkdir()
            case "kill":
                os.kill(int(where), signal.SIGTERM)
            case "look":
                Path(f"/proc/{where}/mem").open("r+b").close()
            case "environment":
                return os.environ.get(where, "not there")
            case "handed":
                given = Path("/proc/self/environ").read_bytes()
                return "there" if where.encode() in given else "not there"
            case "opened":
                held = [str(opened.resolve()) for opened in Path("/proc/self/fd").iterdir()]
                return "there" if where in held else "not there"
            case "read":
                return Path(where).read_text()
            case "thread":
                thread = threading.Thread(target=time.sleep, args=(0,))
                thread.start()
                thread.join()
            case "files":
                held = [open(os.devnull, "rb") for _ in range(2 * confine.DESCRIPTORS)]  # noqa: SIM115, PTH123
                del held
    except OSError as error:
        return f"refused: {error.strerror or error}"
    return "done"


def tried(what: str) -> str:
    ((_, outcome),) = run(attempt, [what], workers=1, caps=Caps(seconds=60))
    return str(outcome)


def test_here_workers_are_confined():
    assert confine.missing() is None, "install libseccomp with `make tools` (Debian: libseccomp2)"
    assert platform.system() == "Linux"


def test_a_worker_can_read_and_compute_and_nothing_else(tmp_path):
    (tmp_path / "kept").write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        kept = tmp_path / "kept"
        attempts = [f"connect {port}", "unix", "start", "fork", "files", f"kill {os.getpid()}"]
        attempts += [f"write {tmp_path / 'new'}", f"folder {tmp_path}", f"look {os.getpid()}"]
        attempts += [f"{what} {kept}" for what in ("write", "append", "remove", "rename")]
        outcomes = dict(run(attempt, [*attempts, f"read {tmp_path / 'kept'}", "thread"], workers=1))
    assert {what: outcomes[what] for what in attempts if "refused" not in str(outcomes[what])} == {}
    assert outcomes[f"read {tmp_path / 'kept'}"] == "kept"
    assert outcomes["thread"] == "done"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept"]
    assert (tmp_path / "kept").read_text() == "kept"


def test_a_warm_worker_is_confined_as_well(tmp_path):
    (tmp_path / "kept").write_text("kept")
    worker = Warm(attempt, Caps(seconds=60))
    try:
        tried = ["unix", "start", "fork", "files", f"kill {os.getpid()}", f"write {tmp_path / 'new'}"]
        tried += [f"{what} {tmp_path / 'kept'}" for what in ("append", "remove", "rename")]
        assert {what for what in tried if "refused" not in str(worker.do(what))} == set()
        assert worker.do(f"read {tmp_path / 'kept'}") == "kept"
    finally:
        worker.close()


@pytest.mark.parametrize("confined", [True, False], ids=["of documents", "of our own work"])
def test_a_worker_has_no_secret_of_the_environment_and_no_open_file_of_its_parent(
    tmp_path, monkeypatch, confined
):
    for name in ("ACCORDINGTO_PASSPHRASE_FILE", "ACCORDINGTO_SMTP_PASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "correct-horse")
    monkeypatch.setenv("ACCORDINGTO_EVENTS", "needed")
    held = tmp_path / "ledger.db"
    with held.open("wb") as file:
        os.set_inheritable(file.fileno(), True)
        tried = ["environment ACCORDINGTO_PASSPHRASE_FILE", "environment ACCORDINGTO_SMTP_PASSWORD"]
        tried += ["handed correct-horse", f"opened {held}"]
        outcomes = dict(
            run(attempt, [*tried, "environment ACCORDINGTO_EVENTS"], workers=1, caps=Caps(confined=confined))
        )
        assert attempt(f"opened {held}") == "there"  # the test can fail
    assert {outcomes[what] for what in tried} == {"not there"}
    assert outcomes["environment ACCORDINGTO_EVENTS"] == "needed"


def test_what_is_not_confined_can_do_all_that(tmp_path):
    """The test above can fail: outside a confined worker each of these succeeds."""
    (tmp_path / "kept").write_text("kept")
    for what in ("unix", "start", "fork", f"write {tmp_path / 'new'}", f"remove {tmp_path / 'kept'}"):
        assert attempt(what) == "done"


def test_a_machine_without_seccomp_is_told_so(monkeypatch, capsys):
    from accordingto.cli.terminal import tell_unconfined  # noqa: PLC0415

    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    confine.missing.cache_clear()
    try:
        tell_unconfined()
    finally:
        monkeypatch.undo()
        confine.missing.cache_clear()
    assert "note: libseccomp is missing" in capsys.readouterr().err


def xxe(entity: str) -> bytes:
    return f"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{entity}">]>
<html xmlns="http://www.w3.org/1999/xhtml"><body><article><p>{GOOD}&x;</p></article></body></html>""".encode()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{entities}]>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{GOOD}&l11;</p></body></html>""".encode()


def pdf_of(stream: bytes, *, says: str = "/FlateDecode", length: int | None = None) -> bytes:
    """A PDF of one page with this content, its table of places as it should be."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream) if length is None else length}/Filter {says}>>".encode()
        + b"stream\n" + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", bytes(64 << 20))
    return out.getvalue()


def broken_font() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=9)
    made.cell(text=GOOD)
    return bytes(made.output()).replace(b"/Helvetica", b"/" + b"\xff\x00#" * 30).replace(b"/Type1", b"/Type0")


# Each with what it must come to: left out with a reason, read, or either.
PILE: dict[str, tuple[bytes, str]] = {
    "entity-of-a-file.html": (xxe("file:///etc/passwd"), "read"),
    "entity-of-an-address.html": (xxe("http://127.0.0.1:9/x"), "read"),
    "entity-of-a-file.txt": (xxe("file:///etc/passwd"), "either"),
    "billion-laughs.html": (laughs(), "either"),
    "deep.html": (b"<div>" * 100_000 + GOOD.encode() + b"</div>" * 100_000, "either"),
    "deep-quotes.txt": (b"> " * 5_000 + GOOD.encode(), "either"),
    "deep-brackets.txt": (b"(" * 20_000 + GOOD.encode(), "either"),
    "long-line.txt": (b"boats and " * 3_000, "either"),
    "long-word.html": (b"<p>" + b"a" * 100_000 + b"</p>", "either"),
    "attributes.html": (
        b"<p " + b"".join(b"a%d=b " % n for n in range(500)) + b">" + GOOD.encode(),
        "either",
    ),
    "unclosed.html": (b"<a><b><c><table><tr><td>" * 100 + GOOD.encode(), "either"),
    "script.html": (b"<script>while(1);</script><p>" + GOOD.encode() + b"</p>", "either"),
    "zip-bomb.html": (zip_bomb(), "left out"),
    "gzip-bomb.html": (gzip.compress(bytes(64 << 20)), "left out"),
    "zip-and-html.html": (GOOD.encode() + zip_bomb(), "either"),
    "pdf-and-html.html": (pdf(GOOD) + b"<html><p>" + GOOD.encode(), "either"),
    "html-before-pdf.pdf": (b"<html><p>" + GOOD.encode() + b"</p>\n" + pdf(GOOD), "either"),
    "pdf-bomb.pdf": (pdf_of(bomb(1 << 25)), "either"),
    "pdf-twice-packed.pdf": (
        pdf_of(zlib.compress(bomb(1 << 24)), says="[/FlateDecode/FlateDecode]"),
        "either",
    ),
    "pdf-broken-stream.pdf": (pdf_of(b"\x78\x9c" + b"\xff" * 500), "either"),
    "pdf-false-length.pdf": (pdf_of(b"x", says="null", length=2**31 - 1), "either"),
    "pdf-own-child.pdf": (pdf_of(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), "left out"),
    "pdf-broken-font.pdf": (broken_font(), "either"),
    "pdf-javascript.pdf": (
        pdf_of(b"").replace(b"/Pages 2 0 R", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Pages 2 0 R"),
        "left out",
    ),
    "pdf-cut-off.pdf": (pdf(GOOD * 50)[:600], "left out"),
    "noise.pdf": (b"%PDF-1.4\n" + bytes(range(256)) * 400, "left out"),
    "noise.html": (b"<html>" + bytes(range(256)) * 200, "either"),
    "utf-16-half.txt": (("\ufeff" + GOOD).encode("utf-16")[:-1] + b"\xd8", "either"),
    "turned-around.txt": (("\u202e" * 1000 + GOOD + "\u2066" * 1000).encode(), "either"),
    "marks.txt": (("e" + "\u0301" * 20_000 + GOOD).encode(), "either"),
}
SIDECARS = {
    "deep.txt": b"[" * 60_000 + b"]" * 60_000,
    "digits.txt": b'{"url": ' + b"9" * 60_000 + b"}",
    "surrogate.txt": b'{"url": "\\ud800"}',
    "huge.txt": b'{"url": "' + b"x" * 2_000_000 + b'"}',
}
SECONDS, MEMORY = 180.0, 3 << 30  # loading the model counts, and machines are shared


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """The whole pile through workers as `build` has them, with caps of a small machine."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (data, _) in PILE.items():
        (folder / name).write_bytes(data)
    for name, data in SIDECARS.items():
        (folder / f"sidecar-{name}").write_text(GOOD)
        (folder / f"sidecar-{name}.meta.json").write_bytes(data)
    (folder / "good.txt").write_text(GOOD)
    paths = [folder / name for name in [*PILE, *(f"sidecar-{name}" for name in SIDECARS), "good.txt"]]
    found = {}
    for path, outcome in run(pipeline.extract, paths, workers=2, caps=Caps(seconds=SECONDS, memory=MEMORY)):
        found[path.name] = outcome
    assert {p.name for p in folder.iterdir()} == {p.name for p in paths} | {
        f"sidecar-{name}.meta.json" for name in SIDECARS
    }
    return found


@pytest.mark.parametrize("name", PILE)
def test_a_hostile_document_is_left_out_with_a_reason_or_read_as_it_stands(outcomes, name):
    outcome, wanted = outcomes[name], PILE[name][1]
    if isinstance(outcome, SkipReport):
        assert wanted in ("left out", "either"), str(outcome)
        assert "\n" not in str(outcome)
    else:
        assert wanted in ("read", "either")
        assert "root:" not in outcome.report.text
        assert len(outcome.report.text) <= 12_000_000


@pytest.mark.parametrize("name", SIDECARS)
def test_a_hostile_sidecar_is_left_out_with_a_reason(outcomes, name):
    assert isinstance(outcomes[f"sidecar-{name}"], SkipReport)


def test_after_all_of_them_a_good_report_is_read(outcomes):
    assert len(outcomes["good.txt"].claims) == 1
