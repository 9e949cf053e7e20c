"""What is kept stays as it was: each way of changing it is found, and named where it lies."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from tests.test_ledger import extraction
from typer.testing import CliRunner

from accordingto.cli import app
from accordingto.errors import EvidenceBroken
from accordingto.evidence import receive
from accordingto.evidence.verify import verify
from accordingto.keep import custody, originals
from accordingto.keep.custody import Act, Done, Head
from accordingto.keep.store import Store, beside
from accordingto.keep.verify import read_log
from accordingto.ledger.store import open_ledger, transaction

TEXTS = ("Officials said it rained.", "The mayor denied it.", "Two boats were seen.")


def keep(ledger: Path, *texts: str) -> Store:
    """A ledger of these texts with its evidence."""
    store = beside(ledger)
    engine = open_ledger(ledger)
    for n, text in enumerate(texts):
        with transaction(engine, write=True) as connection:
            receive.begin(connection, store)
            receive.add(connection, store, extraction(text, path=f"{n}.txt"))
    engine.dispose()
    return store


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    ledger = tmp_path_factory.mktemp("pristine") / "l.db"
    keep(ledger, *TEXTS)
    return ledger


@pytest.fixture
def ledger(pristine, tmp_path):
    shutil.copytree(pristine.parent, tmp_path / "copy")
    return tmp_path / "copy" / "l.db"


def test_what_was_kept_verifies_and_is_stored_once_read_only_under_its_hash(ledger):
    keep(ledger, TEXTS[0])
    done = verify(ledger)
    assert (done.lines, done.originals, done.extractions) == (6, 3, 3)
    assert (done.breaks, done.notes) == ((), ())
    for text in TEXTS:
        sha = hashlib.sha256(text.encode()).hexdigest()
        place = ledger.parent / "l.db.evidence" / "originals" / sha[:2] / sha
        assert place.read_bytes() == text.encode()
        assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert stat.S_IMODE(beside(ledger).folder.stat().st_mode) == 0o700


def test_the_log_says_what_was_done_with_what_by_whom_and_never_the_account(ledger, monkeypatch):
    monkeypatch.setenv("USER", "account-of-the-computer")
    monkeypatch.setenv("LOGNAME", "account-of-the-computer")
    store = beside(ledger)
    custody.append(store, [Done(act=Act.JUDGED, subjects=(("claim", "c1"),), actor="Ana at the desk")])
    told = [json.loads(raw)["body"] for raw in custody.raw_lines(store)]
    assert [(line["act"], line["actor"]) for line in told] == [
        *[("received", "desk"), ("read", "desk")] * 3,
        ("judged", "Ana at the desk"),
    ]
    assert all(line["tool"].startswith("accordingto ") for line in told)
    assert all(datetime.fromisoformat(line["time"]).tzinfo == UTC for line in told)
    assert told[0]["subjects"][0] == ["original", hashlib.sha256(TEXTS[0].encode()).hexdigest()]
    assert "account-of-the-computer" not in store.log.read_text()


def test_the_chain_can_be_followed_with_sha256sum_alone(ledger):
    lines = beside(ledger).log.read_bytes().splitlines()
    for before, line in pairwise(lines):
        done = subprocess.run(["sha256sum"], input=before, capture_output=True, check=True)
        assert json.loads(line)["previous"] == done.stdout.decode().split()[0]


def _original(ledger: Path, n: int) -> Path:
    return originals.where(beside(ledger), hashlib.sha256(TEXTS[n].encode()).hexdigest())


def _change_log(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def attack(ledger: Path) -> None:
        log = beside(ledger).log
        log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))

    return attack


def _change_original(ledger: Path) -> None:
    place = _original(ledger, 1)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes().replace(b"mayor", b"major"))


def _swap_originals(ledger: Path) -> None:
    one, other = _original(ledger, 0), _original(ledger, 1)
    data = one.read_bytes(), other.read_bytes()
    for place, bytes_ in zip((one, other), data[::-1], strict=True):
        place.chmod(0o600)
        place.write_bytes(bytes_)


def _sql(statement: str) -> Callable[[Path], None]:
    def attack(ledger: Path) -> None:
        with sqlite3.connect(ledger) as connection:
            assert connection.execute(statement).rowcount

    return attack


ATTACKS = {
    "one byte of the log": (
        _change_log(lambda x: [*x[:2], x[2].replace(b"1.txt", b"9.txt"), *x[3:]]),
        "line 3",
    ),
    "one hash of the log": (
        _change_log(lambda x: [*x[:2], x[2].replace(b'"n":3', b'"n":4'), *x[3:]]),
        "line 3",
    ),
    "one space more in the log": (_change_log(lambda x: [x[0].replace(b'":', b'": ', 1), *x[1:]]), "line 1"),
    "a line deleted": (_change_log(lambda x: [*x[:3], *x[4:]]), "line 4"),
    "the first line deleted": (_change_log(lambda x: x[1:]), "line 1"),
    "two lines reordered": (_change_log(lambda x: [*x[:2], x[3], x[2], *x[4:]]), "line 3"),
    "a line twice": (_change_log(lambda x: [*x[:2], x[1], *x[2:]]), "line 3"),
    "a line made of noise": (_change_log(lambda x: [*x[:2], b"noise\n", *x[3:]]), "line 4"),
    "the log emptied": (_change_log(lambda x: []), "snapshot 0.txt"),
    "the tail of the log cut off": (_change_log(lambda x: x[:4]), "snapshot 2.txt"),
    "one byte of an original": (_change_original, "original"),
    "an original deleted": (lambda ledger: _original(ledger, 2).unlink(), "original"),
    "two originals swapped": (_swap_originals, "original"),
    "a file put among the originals": (
        lambda ledger: (_original(ledger, 0).parent / ("0" * 64)).write_bytes(b"put in"),
        "file 000",
    ),
    "a snapshot's time changed": (
        _sql("UPDATE snapshot SET retrieved = '2020-01-01' WHERE number = 2"),
        "1.txt",
    ),
    "a snapshot's report changed": (_sql("UPDATE snapshot SET report = 'x' WHERE number = 2"), "1.txt"),
    "a report's text changed": (
        _sql("UPDATE extraction SET body = replace(body, 'denied', 'agreed') WHERE number = 2"),
        "report",
    ),
    "a claim changed": (_sql("UPDATE claim SET body = replace(body, 'asserted', 'denied')"), "report"),
    "a claim deleted": (_sql("DELETE FROM claim WHERE extraction = 3"), "report"),
    "a report deleted": (_sql("DELETE FROM extraction WHERE number = 1"), "extraction"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_evidence_cannot_be_altered_unseen(ledger, attack):
    alter, place = ATTACKS[attack]
    alter(ledger)
    done = verify(ledger)
    assert done.breaks
    assert place in str(done.breaks[0])


def _forget_last(ledger: Path) -> None:
    """What someone does who knows the tool: log, ledger and original of the last report, all cut off."""
    _change_log(lambda x: x[:4])(ledger)
    with sqlite3.connect(ledger) as connection:
        connection.execute("DELETE FROM claim WHERE extraction = 3")
        connection.execute("DELETE FROM extraction WHERE number = 3")
        connection.execute("DELETE FROM snapshot WHERE number = 3")
    _original(ledger, 2).unlink()


def test_a_tail_cut_off_everywhere_is_found_by_a_remembered_head_and_by_nothing_else(ledger):
    head = verify(ledger).head
    _forget_last(ledger)
    assert verify(ledger).breaks == ()
    broken = verify(ledger, remembered=head).breaks
    assert [str(b) for b in broken] == [
        "custody log, line 6: is gone: the end of the log was cut off after line 4"
    ]


def test_a_log_written_anew_is_found_by_a_remembered_head(ledger, tmp_path):
    head = verify(ledger).head
    _forget_last(ledger)
    keep(ledger, TEXTS[0], "Another one.")
    (broken,) = verify(ledger, remembered=head).breaks
    assert "written anew" in str(broken)


@pytest.mark.parametrize("torn", [b"{", b'{"body":{"about":{}', b"\xff\x00", b"{}\n{", b"no line\n"])
def test_a_torn_last_line_is_named_and_the_log_goes_on_after_it(ledger, torn):
    store = beside(ledger)
    with store.log.open("ab") as log:
        log.write(torn)
    before = verify(ledger)
    assert before.breaks == ()
    assert ["line 7: torn" in note for note in before.notes] == [True]
    custody.append(store, [Done(act=Act.JUDGED)])
    after = verify(ledger)
    assert after.breaks == ()
    assert ["was torn" in note for note in after.notes] == [True]
    assert torn in store.log.read_bytes()
    cut = store.log.read_bytes().replace(torn.removesuffix(b"\n") + b"\n", b"", 1)
    store.log.write_bytes(cut)
    assert verify(ledger).breaks  # the torn bytes are bound into the chain, too


@pytest.mark.parametrize("cut", [1, 2, 40, 300])
def test_a_line_cut_short_by_a_killed_process_is_torn_not_broken(ledger, cut):
    store = beside(ledger)
    custody.append(store, [Done(act=Act.JUDGED, about={"why": "x" * 300})])
    store.log.write_bytes(store.log.read_bytes()[:-cut])
    custody.append(store, [Done(act=Act.EXPORTED)])
    done = verify(ledger)
    assert done.breaks == ()
    assert len(done.notes) == (cut > 1)  # but for its line feed the line is whole


def test_a_changed_last_line_is_not_built_upon(ledger):
    _change_log(lambda x: [*x[:-1], x[-1].replace(b"desk", b"disk")])(ledger)
    with pytest.raises(EvidenceBroken, match="its last line was changed"):
        custody.append(beside(ledger), [Done(act=Act.JUDGED)])


def test_writers_at_the_same_time_make_one_chain(tmp_path):
    store = Store(folder=tmp_path / "evidence")
    with ThreadPoolExecutor(8) as crew:
        list(crew.map(lambda n: custody.append(store, [Done(act=Act.JUDGED)] * (n % 3)), range(30)))
    logged = read_log(store)
    assert (logged.lines, logged.breaks, logged.notes) == (30, [], [])
    assert logged.head == custody.head(store)


# Killed just before the ledger's transaction ends: bytes and log are written, the rows are not.
KILLED = """
import os, signal, sys
from pathlib import Path
from accordingto.evidence import receive
from accordingto.keep.store import beside
from accordingto.ledger.store import open_ledger, transaction
from tests.test_ledger import extraction
ledger = Path(sys.argv[1])
with transaction(open_ledger(ledger), write=True) as connection:
    receive.add(connection, beside(ledger), extraction("It was killed.", path="k.txt"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_no_row_without_bytes_and_its_loss_is_told(ledger):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(ledger)],
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, "."])},
    )
    assert done.returncode == -signal.SIGKILL
    after = verify(ledger)
    assert after.breaks == ()
    assert "cut off" in after.notes[0]
    keep(ledger, "It went on.")
    told = [json.loads(raw)["body"]["act"] for raw in custody.raw_lines(beside(ledger))]
    assert told[-3:] == ["lost", "received", "read"]
    assert (verify(ledger).breaks, verify(ledger).notes) == ((), ())


@given(st.data())
def test_any_changed_byte_of_the_log_is_found(pristine, data):
    """Every byte, with whatever may stand in its place; for the last line the head must be remembered."""
    store = beside(pristine)
    log = store.log.read_bytes()
    head = custody.head(store)
    at = data.draw(st.integers(0, len(log) - 1))
    put = data.draw(st.integers(0, 255).filter(lambda b: b != log[at]))
    try:
        store.log.write_bytes(log[:at] + bytes([put]) + log[at + 1 :])
        logged = read_log(store, [head.n])
        assert logged.breaks or logged.hashes.get(head.n) != head.sha256
    finally:
        store.log.write_bytes(log)


def test_a_ledger_from_before_originals_were_kept_gets_them_at_the_next_build(tmp_path):
    (tmp_path / "a.txt").write_text("The mayor of Elmwick said on Tuesday that about 40 boats had left.")
    words = ["build", "a.txt", "-o", "d.html", "--ledger", "l.db"]
    run(words, tmp_path)
    shutil.rmtree(tmp_path / "l.db.evidence")
    assert verify(tmp_path / "l.db").breaks
    run(words, tmp_path)
    assert verify(tmp_path / "l.db").breaks == ()
    told = [json.loads(raw)["body"]["act"] for raw in custody.raw_lines(beside(tmp_path / "l.db"))]
    assert told == ["found", "found", "received"]


def test_build_keeps_and_verify_checks_as_a_user_runs_them(tmp_path):
    (tmp_path / "a.txt").write_text("The mayor of Elmwick said on Tuesday that about 40 boats had left.")
    run(["build", "a.txt", "-o", "d.html", "--ledger", "l.db", "--actor", "Ana"], tmp_path)
    done = run(["verify", "--ledger", "l.db"], tmp_path)
    assert "1 originals" in done.stdout
    assert "nothing is broken" in done.stdout
    head = done.stdout.split("head ")[1].split()[0]
    assert run(["verify", "--ledger", "l.db", "--head", head], tmp_path).exit_code == 0
    assert '"actor":"Ana"' in (tmp_path / "l.db.evidence" / "custody.jsonl").read_text()
    (original,) = (p for p in (tmp_path / "l.db.evidence" / "originals").rglob("*") if p.is_file())
    original.chmod(0o600)
    original.write_bytes(b"x" + original.read_bytes()[1:])
    broken = run(["verify", "--ledger", "l.db"], tmp_path, code=1)
    assert broken.stderr.startswith("broken: original ")
    assert len(broken.stderr.splitlines()) == 1


def run(words: list[str], folder: Path, code: int = 0, said: str = "") -> Result:
    """A command as a user gives it, in this folder; `said` is its standard input."""
    with contextlib.chdir(folder):
        done = CliRunner().invoke(app, words, input=said, prog_name="accordingto")
    assert done.exit_code == code, (done.stderr, done.exception)
    return done


def test_a_head_reads_as_it_is_written():
    assert str(Head(n=3, sha256="a" * 64)) == "3:" + "a" * 64
