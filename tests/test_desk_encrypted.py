"""A desk on an encrypted ledger: after a day of work no plain byte of a report is on the disk."""

import io
import json
import os
import re
import sys
import tempfile

import pyrage
import pytest
from tests.desk import csrf, opened, until_read
from tests.test_keep_encrypted import names_and_bytes

from accordingto.cli.seal import ask_for_ledgers
from accordingto.desk.reading import Link
from accordingto.desk.sealed import SealedFolder, lying_open
from accordingto.desk.serve import Serving
from accordingto.errors import SealError, UnreadableInput
from accordingto.evidence.verify import verify
from accordingto.keep import keys
from accordingto.keep.store import beside
from accordingto.report import Sidecar

WORDS = "a passphrase of the tests"
PLANTED = ("Quillmarsh", "Oswin Tarrant", "forty-one barges", "planted-name", "tarrant.example", "Mara Iluk")
PAGE = f"""<html><head><title>Barges leave {PLANTED[0]}</title></head><body><article><h1>Barges leave</h1><p>
{PLANTED[1]} said on Tuesday that {PLANTED[2]} had left the harbour of {PLANTED[0]}.</p></article>
</body></html>"""
PASTED = f"Two crews are missing\n\nTwo crews of {PLANTED[0]} are missing, {PLANTED[1]} said on Wednesday.\n"
LARGE = b"%PDF-1.7\nno page of Quillmarsh\n" * 60_000  # more than an upload that is kept in memory by itself
WRITES = os.O_WRONLY | os.O_RDWR
_written: list[str] | None = None


def _note(event: str, given: tuple) -> None:
    if _written is None or event != "open" or not isinstance(given[2], int) or not given[2] & WRITES:
        return
    if not isinstance(given[0], int):  # a descriptor was opened before, and noted then
        _written.append(os.fspath(given[0]))


sys.addaudithook(_note)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory):
    """What lies in the ledger's folder and where temporary files go after a day's work; and what was got."""
    global _written  # noqa: PLW0603  # an audit hook stays for good, and is to note this day alone
    folder, temporary = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("temporary")
    ledger = folder / "l.db"
    keys.make(ledger, WORDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        patch.delenv(keys.PASSPHRASE_FILE, raising=False)
        _written = []
        with opened(ledger, workers=1) as client:
            got = work(client)
        written, _written = _written, None
    return ledger, temporary, got, written


def work(client) -> dict[str, str]:
    """Drop, paste, judge, search, export."""
    word = {"csrf": csrf(client), "by": PLANTED[5]}
    files = [("files", (f"{PLANTED[3]}.html", PAGE.encode())), ("files", (f"{PLANTED[3]}.pdf", LARGE))]
    assert client.post("/inbox", data=word, files=files).status_code == 303
    said = {"publisher": "The Courier", "url": f"https://{PLANTED[4]}/a", "text": PASTED}
    assert client.post("/inbox", data=word | said).status_code == 303
    shown = until_read(client)
    report = re.search(r'href="(/reports/\w{64})"', shown)[1]
    claim = re.search(r'value="accept (\S+) ', client.get(report).text)[1]
    judged = client.post("/judge", data=word | {"go": f"accept {claim} -"})
    answer = client.get("/export/json")
    if answer.status_code == 303:
        pytest.fail("the export was not made in time")
    return {"inbox": shown, "judged": str(judged.status_code), "export": answer.text}


def test_the_work_is_done_as_on_an_open_ledger(day) -> None:
    _, _, got, _ = day
    assert "Barges leave" in got["inbox"]
    assert f"inbox/{PLANTED[3]}.pdf" in got["inbox"]
    assert got["judged"] in ("200", "303")
    document = json.loads(got["export"])
    assert len(document["reports"]) == 2
    assert [j["by"] for j in document["judgements"]] == [PLANTED[5]]
    assert document["relations"] is not None


def test_no_byte_and_no_name_on_the_disk_shows_what_was_dropped(day) -> None:
    ledger, temporary, _, _ = day
    held = list(names_and_bytes(ledger.parent))
    assert {name.split("/")[0] for name, _ in held} == {"l.db", "l.db.key", "l.db.evidence", "l-inbox"}
    for name, data in [*held, *names_and_bytes(temporary)]:
        assert not any(word.casefold() in name.casefold() for word in PLANTED)
        for word in PLANTED:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert word.encode(encoding) not in data, name
    assert len([name for name, _ in held if name.endswith(".age")]) == 1  # the PDF that could not be read


def test_nothing_was_written_anywhere_else_not_even_for_a_moment(day) -> None:
    """Files without a name, too, as an upload that is spooled to the disk is."""
    ledger, _, _, written = day
    besides = [path for path in written if not path.startswith((str(ledger.parent), "/dev/null", "/proc/"))]
    assert besides == []
    assert any("l-inbox" in path for path in written)  # the hook does note


def test_it_verifies_and_the_next_desk_names_what_was_not_read(day) -> None:
    ledger, _, _, _ = day
    assert verify(ledger).breaks == ()
    with opened(ledger, workers=0) as client:
        shown = client.get("/inbox").text
        assert f"inbox/{PLANTED[3]}.pdf" in shown
    with opened(ledger, read_only=True) as client:
        assert client.get("/inbox").status_code in (200, 403)


def test_the_passphrase_is_asked_for_before_the_desk_answers(day, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, _, _, _ = day
    serving = Serving(ledger, read_only=True)
    assert serving.address.startswith("http://127.0.0.1:")
    serving._socket.close()
    ask_for_ledgers()
    monkeypatch.delenv(keys.PASSPHRASE_FILE, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    keys.forget(ledger)
    with pytest.raises(SealError, match="there is no terminal to ask at"):
        Serving(ledger)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SealedFolder:
    ledger = tmp_path_factory.mktemp("sealed") / "l.db"
    keys._held[ledger.absolute()] = keys.Key(pyrage.x25519.Identity.generate())  # without a passphrase
    return SealedFolder(ledger, keys.of(ledger))


def test_the_same_report_twice_is_one_file_and_another_of_the_same_name_is_two(folder: SealedFolder) -> None:
    said = Sidecar(publisher="The Courier")
    kept = [
        folder.keep(name, data, sidecar)
        for name, data, sidecar in (
            ("a.txt", b"one", Sidecar()),
            ("a.txt", b"one", Sidecar()),
            ("a.txt", b"two\nlines", Sidecar()),
            ("a.txt", b"one", said),
            ("../b", b"three", said),
        )
    ]
    assert [folder.shown(path) for path in kept] == [
        "inbox/a.txt", "inbox/a.txt", "inbox/a-2.txt", "inbox/a-3.txt", "inbox/b",
    ]  # fmt: skip
    assert len({*kept}) == 4
    snapshot = folder.snapshot(kept[2])
    assert (snapshot.data, snapshot.sidecar) == (b"two\nlines", None)
    assert folder.snapshot(kept[3]).sidecar == said
    (folder.path / ".x.part").write_bytes(b"half")
    assert sorted(path for path, _ in folder.left()) == sorted({*kept})
    assert not (folder.path / ".x.part").exists()
    for path in kept:
        folder.clear(path)


def test_a_file_that_was_changed_or_put_there_is_not_read(folder: SealedFolder) -> None:
    path = folder.keep("a.txt", b"one", Sidecar())
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (folder.path / "plain.age").write_text("put there")
    assert list(folder.left()) == []
    with pytest.raises(UnreadableInput, match="was changed, or sealed with another key"):
        folder.handed(path)


def test_what_lies_open_from_before_is_not_read_and_is_named(folder: SealedFolder) -> None:
    ledger = folder.path.parent / "l.db"
    folder.path.mkdir(exist_ok=True)
    (folder.path / "old.txt").write_text("dropped while it was open")
    assert lying_open(ledger) == []  # no key file: an open ledger's inbox is open
    keys.key_file(ledger).write_bytes(b"")
    assert lying_open(ledger) == ["old.txt"]
    assert not [snapshot for _, snapshot in folder.left() if "old" in snapshot.path]


def test_the_key_on_its_way_to_the_process_that_links_is_printed_nowhere(folder: SealedFolder) -> None:
    ledger = folder.path.parent / "l.db"
    link = Link(ledger, keys.handed(ledger))
    assert "AGE-SECRET" not in f"{link} {link!r} {link.key} {vars(folder)}"
    assert link.key.secret.startswith("AGE-SECRET-KEY-")
    keys.forget(ledger)
    link.key.take()
    assert beside(ledger).lock.name("0") == folder._lock.name("0")
