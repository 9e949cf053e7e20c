"""What is sealed stays sealed, and nothing leaves a ledger with sealed voices unsearched."""

import base64
import json
import sqlite3
import zipfile

import pyrage
import pytest
from tests.test_keep import run

from accordingto import pipeline
from accordingto.errors import OutputError, SealError, WithheldFound
from accordingto.evidence import gate
from accordingto.keep import seal
from accordingto.keep.seal import Entry
from accordingto.keep.store import beside
from accordingto.publish import exports

WORDS = "correct horse of the tests"
NAME = "Agafya Shcheglova"
TEXT = """Former inmate tells of the camp

A former inmate, whose name is withheld, said on Tuesday that 40 women had left the prison of Elmwick.
"""
NAMED = "\n\nAgafya Shcheglova said on Monday that she had never been to Elmwick.\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    (folder / "words.txt").write_text(WORDS + "\n")
    recipient = seal.new_identity(folder / "key.age", WORDS)
    seal.create(folder / "sealed.jsonl", [recipient])
    return folder


@pytest.fixture(scope="module")
def identity(keys):
    return seal.open_identity(keys / "key.age", WORDS)


@pytest.fixture
def sealed(keys, tmp_path):
    copy = tmp_path / "sealed.jsonl"
    copy.write_bytes((keys / "sealed.jsonl").read_bytes())
    return copy


def test_what_is_sealed_opens_with_the_key_and_shows_nothing_without_it(keys, identity, sealed):
    entry = Entry(
        strings=(NAME, "+7 912 345-67-89"),
        report="report-of-the-camp",
        wording="a former inmate",
        note="met in the spring",
    )
    id_ = seal.add(sealed, entry)
    assert seal.open_all(sealed, identity) == {id_: entry}
    assert seal.ids(sealed) == (id_,)
    told = sealed.read_bytes() + (keys / "key.age").read_bytes()
    for word in (
        "Agafya",
        "Shcheglova",
        "345-67-89",
        "inmate",
        "in the spring",
        "report-of-the-camp",
        "SECRET-KEY",
    ):
        assert word.encode() not in told
    assert (keys / "key.age").stat().st_mode & 0o777 == 0o600


def test_entries_are_filled_up_to_one_length_and_their_ids_random(sealed, identity):
    ids = [seal.add(sealed, Entry(strings=(name,))) for name in ("Li", "Wolfeschlegelsteinhausen " * 4)]
    lines = [base64.b64decode(json.loads(line)["sealed"]) for line in sealed.read_text().splitlines()[1:]]
    assert {len(pyrage.decrypt(line, [identity])) for line in lines} == {512}
    assert len({*ids, seal.add(sealed, Entry(strings=("Li",)))}) == 3


def test_another_key_or_passphrase_opens_nothing(keys, sealed):
    seal.add(sealed, Entry(strings=(NAME,)))
    with pytest.raises(SealError, match="is not opened by this passphrase"):
        seal.open_identity(keys / "key.age", "another")
    with pytest.raises(SealError, match="is not opened by this identity"):
        seal.open_all(sealed, pyrage.x25519.Identity.generate())


@pytest.mark.parametrize(
    "damage", ["", "no json", '{"format": "other"}', '{"format": "accordingto-sealed/1"}']
)
def test_a_damaged_sealed_file_is_one_error(tmp_path, damage):
    (tmp_path / "s").write_text(damage)
    with pytest.raises(SealError):
        seal.ids(tmp_path / "s")


def test_nothing_is_overwritten(keys):
    with pytest.raises(OutputError):
        seal.new_identity(keys / "key.age", WORDS)
    with pytest.raises(OutputError):
        seal.create(keys / "sealed.jsonl", json.loads((keys / "sealed.jsonl").read_text())["recipients"])


def test_what_is_no_public_key_is_refused(tmp_path):
    with pytest.raises(SealError, match="is no public key of age"):
        seal.create(tmp_path / "s.jsonl", ["age1x"])


@pytest.fixture(scope="module")
def desk(keys, tmp_path_factory):
    """Two ledgers with a sealed voice: in one a report prints the name that the other withholds."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "sealed.jsonl").write_bytes((keys / "sealed.jsonl").read_bytes())
    (folder / "withheld.txt").write_text(TEXT)
    (folder / "printed.txt").write_text("A denial" + NAMED)
    pipeline.build([folder / "withheld.txt"], folder / "good.db")
    pipeline.build([folder / "withheld.txt", folder / "printed.txt"], folder / "bad.db")
    entry = Entry(strings=(NAME,), wording="a former inmate")
    for name in ("good.db", "bad.db"):
        gate.sealed(beside(folder / name), folder / "sealed.jsonl", entry)
    return folder


@pytest.fixture(scope="module")
def entries(identity, desk):
    return seal.open_all(desk / "sealed.jsonl", identity)


CARRY_NO_NAME = {"geojson", "events"}  # this claim has no place on a map and no coded event


@pytest.mark.parametrize("form", exports.FORMATS)
def test_an_export_that_prints_a_sealed_name_is_stopped_in_every_form(desk, entries, form):
    proof = gate.proof(beside(desk / "bad.db"), entries)
    view = pipeline.view(desk / "bad.db")
    if form in CARRY_NO_NAME:
        assert b"heglova" not in exports.export(view, form, proof=proof)
        return
    with pytest.raises(WithheldFound, match="tells who a withheld voice is") as stopped:
        exports.export(view, form, proof=proof)
    assert "heglova" not in str(stopped.value)


@pytest.mark.parametrize("form", exports.FORMATS)
def test_an_export_without_it_leaves_in_every_form(desk, entries, form):
    proof = gate.proof(beside(desk / "good.db"), entries)
    assert exports.export(pipeline.view(desk / "good.db"), form, proof=proof)


def test_without_the_sealed_file_nothing_leaves(desk, entries):
    store = beside(desk / "good.db")
    for held in (None, {}, dict(list(entries.items())[1:])):
        with pytest.raises(WithheldFound, match="voices are sealed for it"):
            gate.proof(store, held)


def test_the_log_tells_of_a_sealing_by_its_random_id_alone(desk):
    log = beside(desk / "good.db").log.read_text()
    assert '"act":"sealed"' in log
    assert not any(word in log for word in ("Agafya", "Shcheglova", "former inmate"))


def test_what_the_desk_keeps_is_searched_too(desk, entries, tmp_path):
    assert list(gate.kept(desk / "good.db", beside(desk / "good.db"), entries)) == []
    assert list(gate.kept(desk / "bad.db", beside(desk / "bad.db"), entries)) == []  # a report prints it
    planted = tmp_path / "planted.db"
    planted.write_bytes((desk / "good.db").read_bytes())
    with sqlite3.connect(planted) as connection:
        connection.execute("UPDATE claim SET origin = 'Щеглова Агафья'")
        connection.execute("INSERT INTO search_claim (id, words) VALUES ('x', 'Agafia Shcheglova')")
    places = list(gate.kept(planted, beside(desk / "good.db"), entries))
    assert any(place.startswith("ledger, claim, row 1") for place in places)
    assert any(place.startswith("ledger, search_claim") for place in places)


def test_sealing_and_exporting_as_a_user_runs_them(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "words").write_text(WORDS)
    run(["build", "a.txt", "-o", "d.html", "--ledger", "l.db"], tmp_path)
    keys = ["--sealed", "s.jsonl", "--identity", "key.age"]
    opening = [*keys, "--passphrase-file", "words"]
    run(["seal", "init", *opening], tmp_path)
    run(["seal", "add", "--sealed", "s.jsonl", "--ledger", "l.db"], tmp_path, said=f"{NAME}\n")
    shut = run(["export", "-f", "json", "-o", "e.json", "--ledger", "l.db"], tmp_path, code=1)
    assert "voices are sealed for it" in shut.stderr
    assert "nothing of 1 entries" in run(["seal", "check", "--ledger", "l.db", *opening], tmp_path).stdout
    export = ["export", "-f", "json", "--ledger", "l.db", *opening, "-o"]
    assert "(its name)" in run([*export, "Agafia_Shcheglova.json"], tmp_path, code=1).stderr
    (tmp_path / "b.txt").write_text("A denial" + NAMED)
    words = ["build", "b.txt", "-o", "d.html", "--ledger", "l.db", *opening]
    before = (tmp_path / "d.html").read_bytes()
    stopped = run(words, tmp_path, code=1)
    assert stopped.stderr.startswith("accordingto: d.html")
    assert (tmp_path / "d.html").read_bytes() == before
    assert run(["verify", "--ledger", "l.db"], tmp_path).exit_code == 0


def test_a_bundle_that_prints_a_sealed_name_is_stopped(desk, entries, tmp_path):
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("x/data/originals/a.txt", NAMED)
    proof = gate.proof(beside(desk / "bad.db"), entries)
    with pytest.raises(WithheldFound, match="tells who a withheld voice is"):
        proof.check([("e.zip", (tmp_path / "e.zip").read_bytes())])
