"""An open ledger turned into an encrypted one: the same rows, originals and custody, none of it open."""

import pickle
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from tests.authority import promise, serving
from tests.test_keep import run
from tests.test_keep_encrypted import names_and_bytes
from tests.test_keep_rows import kept_in, page

from accordingto.evidence.encrypt import encrypt
from accordingto.evidence.verify import verify
from accordingto.gather.reread import Stored, read_stored
from accordingto.keep import anchor, carry, custody, keys
from accordingto.keep.custody import Act, Done, Head
from accordingto.keep.store import beside
from accordingto.ledger import read
from accordingto.ledger.store import connect, open_ledger, transaction
from accordingto.report import Snapshot

WORDS = "a passphrase of the tests"
PLANTED = ("Quillmarsh", "paper.example", "saved.txt", "Mara of the desk")
TEXTS = ("It was closed in Quillmarsh.", "It was open in Quillmarsh.", "A boat sank at Quillmarsh.")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An open ledger whose log was torn twice, once with nothing after it, and anchored between."""
    ledger = tmp_path_factory.mktemp("open") / "l.db"
    kept_in(ledger, page(TEXTS[0]), page(TEXTS[1], minute=5))
    store = beside(ledger)
    with store.log.open("ab") as log:
        log.write(b'{"body":"Quillmarsh, torn\n\nand again')
    custody.append(store, [Done(act=Act.EXPORTED, actor="Mara of the desk")])
    with serving(promise) as url:
        anchor.opentimestamps(store, url)
    kept_in(ledger, page(TEXTS[2], fetched=False))
    with store.log.open("ab") as log:
        log.write(b"Quillmarsh, torn at the end")
    return ledger


@pytest.fixture(scope="module")
def made(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was made of it, in a folder of its own, through the command, with the passphrase in a file."""
    target = tmp_path_factory.mktemp("encrypted") / "e.db"
    words = tmp_path_factory.mktemp("words") / "words"
    words.write_text(WORDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(keys.PASSPHRASE_FILE, str(words))
        before = list(names_and_bytes(pristine.parent))
        done = run(["encrypt", "--ledger", str(pristine), "-o", str(target)], target.parent)
        assert "nothing is broken" in done.stdout
        assert "The open files lie where they were" in done.stderr
        assert list(names_and_bytes(pristine.parent)) == before
        keys.forget(target)
        yield target


@pytest.fixture
def ledger(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine.parent, tmp_path / "copy")
    return tmp_path / "copy" / "l.db"


def test_no_byte_and_no_name_of_what_is_made_shows_what_is_in_it(made: Path) -> None:
    held = list(names_and_bytes(made.parent))
    assert {name.split("/")[0] for name, _ in held} == {"e.db", "e.db.key", "e.db.evidence"}
    for name, data in held:
        for word in PLANTED:
            assert word not in name
            assert word.encode() not in data, name
        assert b"SQLite format" not in data


def copied(made: Path, folder: Path) -> Path:
    """A copy whose key is held already: to open one by its passphrase takes a second, on purpose."""
    shutil.copytree(made.parent, folder)
    keys._held[(folder / made.name).absolute()] = keys.of(made)
    return folder / made.name


def dump(ledger: Path) -> dict[str, list]:
    """Every row of every table, and of the schema what is no page of the file."""
    with closing(connect(ledger)) as connection:
        schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        found = {"sqlite_master": connection.execute(schema).fetchall()}
        for kind, name, _, _ in found["sqlite_master"]:
            if kind == "table":
                found[name] = sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
    return found


def test_every_row_is_the_same_with_its_number(made: Path, pristine: Path) -> None:
    one, other = (dump(path) for path in (pristine, made))
    assert one == other
    assert len(one["extraction"]) == 3
    with open_ledger(made).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA application_id").scalar()
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_heads_and_anchors_from_before_go_on_being_checked(made: Path, pristine: Path) -> None:
    head = verify(pristine).head
    lines = list(custody.raw_lines(beside(pristine)))
    assert head == carry.head(beside(pristine), sum(map(len, lines)))
    for n, raw in enumerate(lines, 1):
        if custody.whole(raw.removesuffix(b"\n")):
            old = Head(n=n, sha256=custody._sha256(raw.removesuffix(b"\n")))
            assert verify(made, remembered=old).breaks == ()
            (broken,) = verify(made, remembered=Head(n=n, sha256="0" * 64)).breaks
            assert "written anew" in str(broken)
    done = verify(made, remembered=head)
    assert any("promised by a calendar" in note for note in done.notes)
    assert [note for note in done.notes if "was torn" in note]
    (token,) = beside(pristine).anchors.iterdir()
    assert verify(made, anchors=[token]).breaks == ()


def test_a_log_that_was_not_the_one_is_found(made: Path, pristine: Path, tmp_path: Path) -> None:
    """Who has the key may write lines anew; the head of the open log is then another than is told."""
    target = copied(made, tmp_path / "copy")
    store, source = beside(target), beside(pristine)
    whole = [custody.whole(raw.removesuffix(b"\n")) for raw in custody.raw_lines(store)]
    last = [custody.body_of(store, line) for line in whole if line][-1]
    assert (last["act"], str(verify(pristine).head)) == ("encrypted", last["about"]["head"])
    lines = source.log.read_bytes().splitlines(keepends=True)
    (tmp_path / "other").mkdir()
    other = carry.Store(folder=tmp_path / "other")
    other.log.write_bytes(b"".join(lines[:2]))
    custody.append(other, [Done(act=Act.EXPORTED)])
    store.log.write_bytes(b"".join(carry.sealed(other, store.lock, 1 << 20)))
    custody.append(store, [Done(act=Act.ENCRYPTED, about=last["about"])])
    assert any("is not the log that was encrypted" in str(b) for b in verify(target).breaks)


REFUSED = {
    "the target is there": (lambda d: (d / "e.db").write_text(""), "l.db", "e.db: is there already"),
    "its key is there": (lambda d: (d / "e.db.key").write_text(""), "l.db", "e.db.key: is there already"),
    "its evidence is there": (lambda d: (d / "e.db.evidence").mkdir(), "l.db", "e.db.evidence: is there alr"),
    "no ledger": (lambda d: None, "no.db", "no.db: no such ledger"),
    "no ledger but a file": (
        lambda d: (d / "l.db").write_text("x" * 200),
        "l.db",
        "it is no SQLite database",
    ),
    "encrypted already": (lambda d: (d / "l.db.key").write_text(""), "l.db", "l.db: is encrypted already"),
    "the log is broken": (
        lambda d: (d / "l.db.evidence" / "custody.jsonl").write_text("{}\n{}\n" * 3 + LINE),
        "l.db",
        "is broken, and must be looked at first: custody log, line 7",
    ),
    "into itself": (lambda d: None, "l.db", "l.db: is there already"),
    "no folder": (lambda d: None, "l.db", "nowhere"),
}
LINE = '{"body":{"act":"read","subjects":[]},"hash":"x","n":7,"previous":"x"}\n'


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_encrypted_is_one_line_and_leaves_nothing(
    ledger: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, source, error = REFUSED[case]
    (ledger.parent.parent / "words").write_text(WORDS)
    monkeypatch.setenv(keys.PASSPHRASE_FILE, str(ledger.parent.parent / "words"))
    prepare(ledger.parent)
    before = list(names_and_bytes(ledger.parent))
    target = {"into itself": "l.db", "no folder": "nowhere/e.db"}.get(case, "e.db")
    done = run(["encrypt", "--ledger", source, "-o", target], ledger.parent, code=1)
    assert error in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(names_and_bytes(ledger.parent)) == before


def test_what_is_broken_comes_along_and_is_named_as_before(ledger: Path) -> None:
    """A changed original is not made whole by being sealed."""
    original = next(p for p in beside(ledger).originals.rglob("*") if p.is_file())
    original.chmod(0o600)
    original.write_bytes(b"x" + original.read_bytes()[1:])
    encrypt(ledger, ledger.with_name("e.db"), WORDS)
    for path in (ledger, ledger.with_name("e.db")):
        (broken,) = verify(path).breaks
        assert "the original was changed: its bytes have another SHA-256" in str(broken)


COMMANDS = {
    "verify": (["verify", "--ledger", "e.db"], "nothing is broken"),
    "backup": (["backup", "--ledger", "e.db", "-o", "OUT"], "backup"),
    "export": (["export", "--ledger", "e.db", "-f", "csv", "-o", "OUT"], "2 reports"),
    "export of originals": (["export", "--ledger", "e.db", "-f", "wacz", "-o", "OUT"], "2 reports"),
    "digest": (["digest", "--ledger", "e.db", "--since", "2024-02-28"], "Pages that were edited"),
    "audit": (["audit", "edits", "--ledger", "e.db"], "now  It was open in Quillmarsh."),
    "judgements": (["judgements", "--ledger", "e.db"], "nothing judged"),
    "programme": (["programme", "--ledger", "e.db", "--codebook", "recruitment-from-prisons"], ""),
}


@pytest.fixture(scope="module")
def desk(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another copy of it to be worked on."""
    return copied(made, tmp_path_factory.mktemp("desk") / "copy").parent


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works_on_what_is_made(desk: Path, command: str) -> None:
    words, told = COMMANDS[command]
    assert told in run([w.replace("OUT", f"../{command}") for w in words], desk).stdout
    assert {name.split("/")[0] for name, _ in names_and_bytes(desk)} == {"e.db", "e.db.key", "e.db.evidence"}


def test_a_backup_of_it_comes_back_and_an_export_is_taken_in(desk: Path) -> None:
    run(["backup", "--ledger", "e.db", "-o", "b.tar"], desk)
    assert "nothing is broken" in run(["restore", "b.tar", "--ledger", "r.db"], desk).stdout
    run(["export", "--ledger", "r.db", "-f", "json", "-o", "../out.json"], desk)
    done = run(["import", "../out.json", "--ledger", "e.db"], desk)
    assert "0 reports, 0 claims" in done.stdout
    assert "nothing is broken" in run(["verify", "--ledger", "e.db"], desk).stdout
    assert not any(b"Quillmarsh" in data for _, data in names_and_bytes(desk))
    for path in (desk / "b.tar", desk / "r.db", desk / "r.db.key"):
        path.unlink()
    shutil.rmtree(desk / "r.db.evidence")


def test_a_worker_that_reads_documents_is_handed_the_original_and_never_the_key(made: Path) -> None:
    engine = open_ledger(made)
    with transaction(engine) as connection:
        standing = read.standing_now(connection)
    engine.dispose()
    store = beside(made)
    for one in standing:
        handed = pickle.loads(pickle.dumps(Stored(store=store, of=one)))
        assert isinstance(handed, Snapshot)
        assert handed.sha256 == one.sha256
        assert handed.data.decode() in TEXTS
    assert read_stored(handed).report.text == handed.data.decode()
