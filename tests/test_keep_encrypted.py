"""A seized disk tells little: of an encrypted ledger no byte of any file shows a planted word."""

import os
import sys

import pytest
from tests.test_keep import run

from accordingto import pipeline
from accordingto.cli.seal import ask_for_ledgers
from accordingto.errors import EvidenceBroken, LedgerError, OutputError
from accordingto.evidence.backup import backup, restore
from accordingto.evidence.verify import verify
from accordingto.keep import custody, keys
from accordingto.keep.store import beside
from accordingto.ledger import store as ledger_store

PLANTED = ("Quillmarsh", "Oswin Tarrant", "forty-one barges", "planted-name", "tarrant.example")
TEXT = f"""Barges leave {PLANTED[0]}

{PLANTED[1]} said on Tuesday that {PLANTED[2]} had left the harbour of {PLANTED[0]}.
"""
WORDS = "a passphrase of the tests"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """An encrypted ledger as a user makes it, with its passphrase in a file elsewhere."""
    folder = tmp_path_factory.mktemp("desk")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "words").write_text(WORDS + "\n")
    (elsewhere / f"{PLANTED[3]}.txt").write_text(TEXT)
    (elsewhere / f"{PLANTED[3]}.txt.meta.json").write_text(f'{{"url": "https://{PLANTED[4]}/a"}}')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(keys.PASSPHRASE_FILE, str(elsewhere / "words"))
        words = ["build", f"{elsewhere}/{PLANTED[3]}.txt", "-o", f"{elsewhere}/d.html", "--encrypted"]
        run([*words, "--ledger", "l.db"], folder)
        yield folder / "l.db", elsewhere


def names_and_bytes(folder):
    """Every name and every byte under a folder."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b""


def test_no_byte_and_no_name_of_the_folder_shows_what_is_in_it(desk):
    ledger, _ = desk
    held = list(names_and_bytes(ledger.parent))
    assert {name.split("/")[0] for name, _ in held} == {"l.db", "l.db.key", "l.db.evidence"}
    for name, data in held:
        assert not any(word.casefold() in name.casefold() for word in PLANTED)
        for word in PLANTED:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert word.encode(encoding) not in data, name
        assert b"SQLite format" not in data
    plain = ledger_store.connect(ledger).execute("SELECT body FROM extraction").fetchall()
    assert PLANTED[0] in plain[0][0]  # with the key it is all there
    assert any(PLANTED[3] in str(custody.body_of(beside(ledger), line)) for line in whole_lines(ledger))


def whole_lines(ledger):
    lines = (custody.whole(raw.removesuffix(b"\n")) for raw in custody.raw_lines(beside(ledger)))
    return [line for line in lines if line]


def test_originals_are_named_by_keyed_hashes(desk):
    import hashlib  # noqa: PLC0415

    ledger, _ = desk
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    assert sha256 not in " ".join(name for name, _ in names_and_bytes(ledger.parent))


def test_it_verifies_and_the_chain_can_be_followed_without_the_key(desk):
    ledger, _ = desk
    done = verify(ledger)
    assert (done.breaks, done.originals) == ((), 1)
    for before, line in zip([None, *whole_lines(ledger)], whole_lines(ledger), strict=False):
        assert line["hash"] == custody.own_hash(line)
        assert isinstance(line["body"], str)
        assert before is None or line["n"] == before["n"] + 1


def test_a_view_and_a_second_build_work_as_on_an_open_ledger(desk):
    ledger, elsewhere = desk
    assert len(pipeline.view(ledger).reports) == 1
    again = pipeline.build([elsewhere / f"{PLANTED[3]}.txt"], ledger)
    assert again.added == 0


def test_another_passphrase_opens_nothing(desk, tmp_path, monkeypatch):
    ledger, _ = desk
    (tmp_path / "other").write_text("another")
    monkeypatch.setenv(keys.PASSPHRASE_FILE, str(tmp_path / "other"))
    keys.forget(ledger)
    with pytest.raises(LedgerError, match="this is not its passphrase"):
        pipeline.view(ledger)


def test_without_a_passphrase_it_is_one_clear_error(desk, monkeypatch):
    ledger, _ = desk
    monkeypatch.delenv(keys.PASSPHRASE_FILE)
    keys.forget(ledger)
    monkeypatch.setattr(keys, "_asking", [])
    with pytest.raises(LedgerError, match="is encrypted: its passphrase is needed"):
        pipeline.view(ledger)
    ask_for_ledgers()


def test_a_changed_original_is_found(desk, tmp_path):
    ledger, _ = desk
    backup(ledger, tmp_path / "b.tar")
    restore(tmp_path / "b.tar", tmp_path / "l.db")
    assert verify(tmp_path / "l.db").breaks == ()
    store = beside(tmp_path / "l.db")
    place = next(store.originals.rglob("[0-9a-f]" * 64))
    place.chmod(0o600)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    (broken,) = verify(tmp_path / "l.db").breaks
    assert "was changed, or encrypted with another key" in str(broken)
    with pytest.raises(EvidenceBroken):
        store.lock.open(b"no age")


def test_its_backup_shows_as_little(desk, tmp_path):
    ledger, _ = desk
    backup(ledger, tmp_path / "b.tar")
    data = (tmp_path / "b.tar").read_bytes()
    assert not any(word.encode() in data for word in PLANTED)


def test_an_open_ledger_is_not_turned_into_an_encrypted_one(desk, tmp_path):
    (tmp_path / "l.db").write_bytes(b"")
    with pytest.raises(OutputError, match="only a new ledger can be encrypted"):
        keys.make(tmp_path / "l.db", WORDS)


def test_without_sqlcipher_it_is_one_clear_error(desk, monkeypatch):
    ledger, _ = desk
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(LedgerError, match="SQLCipher is not to be had"):
        pipeline.view(ledger)


def test_the_passphrase_is_no_argument_of_any_command(desk):
    _, _ = desk
    for words in (["build", "--help"], ["verify", "--help"], ["seal", "open", "--help"]):
        shown = run(words, desk[0].parent).stdout
        assert "--passphrase " not in shown
    assert os.environ[keys.PASSPHRASE_FILE]
