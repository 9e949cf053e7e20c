"""Earlier versions of pages go out with their names blacked out and come back: edits are worked out again."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.reviewed import judge

from accordingto import pipeline
from accordingto.errors import LedgerError, WithheldFound
from accordingto.evidence import receive
from accordingto.evidence.verify import verify
from accordingto.judgement import Act, Change
from accordingto.keep.proof import Proof
from accordingto.keep.store import beside
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.view import LedgerView
from accordingto.publish import readback
from accordingto.publish.exports import export
from accordingto.publish.selection import selected

OTHER = "https://paper.example/news/harbour"
SAID = "The ministry said that {} people had left the town."
NAMED = "Anna Berg, a nurse, said that the hospital in Snizhne had no water. Berg said {} people were ill."
NAMELESS = (
    "A nurse, who asked not to be named, said that the hospital in Snizhne had no water. She said {} people "
    "were ill."
)


def kept(folder: Path, *bodies: str, address: str = "https://paper.example/news/bridge") -> LedgerView:
    """A ledger of one page got once an hour, each time with the next of these bodies."""
    folder.mkdir(exist_ok=True)
    engine = open_ledger(folder / "l.db")
    for hour, body in enumerate(bodies, 10):
        page = folder / f"{address.rsplit('/', 1)[1]}{hour}.txt"
        page.write_text(f"{body}\n")
        about = {"url": address, "publisher": "The Paper", "retrieved": f"2024-03-01T{hour}:00:00Z"}
        page.with_name(f"{page.name}.meta.json").write_text(json.dumps(about))
        with transaction(engine, write=True) as connection:
            receive.add(connection, beside(folder / "l.db"), pipeline.extract(page))
    engine.dispose()
    return pipeline.view(folder / "l.db")


def again(data: bytes, ledger: Path) -> bytes:
    pipeline.bring(readback.loads(data), ledger)
    return export(pipeline.view(ledger), "json")


def test_edits_come_back_byte_for_byte(tmp_path: Path) -> None:
    """There and back again at one page, one edit at another, a third that never changed."""
    kept(tmp_path, SAID.format(40), SAID.format(60), SAID.format(40))
    kept(tmp_path, "The mayor said the harbour was open.", "The mayor denied it was open.", address=OTHER)
    view = kept(tmp_path, "The mayor said the mill burned.", address=f"{OTHER}/mill")
    assert [e.back is not None for e in view.edits] == [False, False, True]
    assert len(view.earlier) == 2
    out = export(view, "json")
    assert again(out, tmp_path / "other.db") == out
    held = (tmp_path / "other.db").read_bytes()
    assert again(out, tmp_path / "other.db") == out
    assert (tmp_path / "other.db").read_bytes() == held  # twice adds nothing
    assert again(out, tmp_path / "l.db") == out
    assert verify(tmp_path / "other.db").breaks == ()


def test_of_two_readers_the_same_readings_are_compared_again(tmp_path: Path) -> None:
    """What stands was read anew, its earlier version was not: both are compared as one reader had it."""
    kept(tmp_path, SAID.format(40), SAID.format(60))
    again_read = replace(pipeline.extract(tmp_path / "bridge11.txt"), maker="newer")
    engine = open_ledger(tmp_path / "l.db")
    with transaction(engine, write=True) as connection:
        receive.add(connection, beside(tmp_path / "l.db"), again_read)
    engine.dispose()
    now = pipeline.view(tmp_path / "l.db")
    assert ([m.maker for m in now.made], len(now.earlier)) == (["newer"], 2)
    assert not now.edits[0].other_reader
    out = export(now, "json")
    assert again(out, tmp_path / "other.db") == out


def test_a_name_that_an_outlet_took_out_leaves_in_no_form(tmp_path: Path) -> None:
    """The newer version withholds the nurse's name: the earlier one, its text included, goes without it."""
    view = kept(tmp_path, NAMED.format(4), NAMELESS.format(5))
    assert len(view.edits) == 1
    out = export(view, "json")
    for form in ("json", "html", "csv", "jsonl"):
        data = export(view, form).decode()
        assert "Anna" not in data
        assert "Berg" not in data
    assert "████ ████, a nurse, said" in out.decode()
    assert again(out, tmp_path / "other.db") == out
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        assert "Berg" not in "\n".join(connection.iterdump())


def test_a_name_that_a_person_withholds_is_in_no_earlier_version(tmp_path: Path) -> None:
    """What stands prints it, and is shown as it is; what no longer stands does not come back with it."""
    view = kept(tmp_path, NAMED.format(4), NAMED.format(5))
    nurse = next(c for c in view.claims if c.origin.name == "Anna Berg")
    hop = nurse.chain[-1]
    voice = replace(hop.voice, name="a voice whose name is withheld", protected=True, mention=None)
    chain = (*nurse.chain[:-1], replace(hop, voice=voice))
    pipeline.judge(tmp_path / "l.db", judge(Act.CORRECT, nurse.id, change=Change(chain=chain)))
    view = pipeline.view(tmp_path / "l.db")
    (older,) = view.earlier
    assert "Berg" not in str(older)
    assert "Anna" not in str(view.edits)
    out = export(view, "json")
    assert again(out, tmp_path / "other.db") == out


def test_a_voice_that_an_earlier_version_withholds_has_an_id_of_its_export(tmp_path: Path) -> None:
    view = kept(tmp_path, NAMELESS.format(4), NAMELESS.format(5))
    one, other = (json.loads(export(view, "json")) for _ in range(2))
    ids = [
        {
            hop["voice"]["alias"]
            for claim in (*document["claims"], *document["earlier"][0]["claims"])
            for hop in claim["hops"]
            if hop["voice"]["protected"]
        }
        for document in (one, other)
    ]
    assert None not in ids[0] | ids[1]
    assert len(ids[0]) >= 2
    assert not ids[0] & ids[1]
    out = export(view, "json")
    assert again(out, tmp_path / "other.db") == out


def test_the_proof_looks_into_earlier_versions_too(tmp_path: Path) -> None:
    view = kept(tmp_path, NAMED.format(4), SAID.format(60))
    with pytest.raises(WithheldFound):
        export(view, "json", proof=Proof({"s1": ("Anna Berg",)}))


def test_a_part_of_a_ledger_brings_the_versions_of_its_own_pages(tmp_path: Path) -> None:
    kept(tmp_path, SAID.format(40), SAID.format(60))
    view = kept(tmp_path, "The mayor said the harbour was open.", "The mayor denied it.", address=OTHER)
    one = next(r for r in view.reports if "60 people" in r.text)
    part = selected(view, reports=[one.id])
    assert ["40 people" in e.report.text for e in part.earlier] == [True]
    out = export(part, "json")
    assert json.loads(again(out, tmp_path / "other.db"))["edits"] == json.loads(out)["edits"] != []


def test_what_one_holds_oneself_goes_on_standing_beside_their_earlier_versions(tmp_path: Path) -> None:
    view = kept(tmp_path, SAID.format(40), SAID.format(60))
    own = kept(tmp_path / "own", SAID.format(40))
    assert own.reports[0].id == view.earlier[0].report.id
    theirs = tuple(replace(e, maker="theirs", claims=()) for e in view.earlier)
    pipeline.bring(replace(view, earlier=theirs), tmp_path / "own" / "l.db")
    now = pipeline.view(tmp_path / "own" / "l.db")
    assert [e.maker for e in now.earlier] == [own.made[0].maker]
    assert len(now.edits) == 1


DAMAGED = {
    "a span beyond the text": (("claims", 0, "evidence", 0, "end"), 9999, "earlier[0].claims[0].evidence[0]"),
    "of another report": (("claims", 0, "report"), "x1", "earlier[0].claims[0].report: 'x1' is another"),
    "no custody": (("custody",), [], "earlier[0].custody: the file does not say how it was got"),
    "no id": (("report", "id"), "../x", "earlier[0].report.id: '../x' is no id"),
    "no hash": (("custody", 0, "sha256"), "x", "earlier[0].custody[0].sha256: 'x' is no SHA-256"),
    "no reader": (("maker",), None, "earlier[0].maker: not in the published form"),
    "no report": (("report",), 7, "earlier[0].report: not in the published form"),
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict:
    view = kept(tmp_path_factory.mktemp("kept"), SAID.format(40), SAID.format(60))
    return json.loads(export(view, "json"))


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_version_is_refused_by_its_place(document: dict, case: str) -> None:
    place, to, error = DAMAGED[case]
    damaged = json.loads(json.dumps(document))
    inside = damaged["earlier"][0]
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = to
    with pytest.raises(LedgerError) as refused:
        readback.load(damaged)
    assert str(refused.value).startswith(error)


def test_the_same_reading_twice_is_refused(document: dict) -> None:
    twice = document | {"earlier": document["earlier"] * 2}
    with pytest.raises(LedgerError, match=r"earlier\[1\].maker"):
        readback.load(twice)


def test_a_file_without_earlier_versions_is_taken_as_before(document: dict, tmp_path: Path) -> None:
    first = {k: v for k, v in document.items() if k != "earlier"}
    pipeline.bring(readback.load(first), tmp_path / "l.db")
    assert pipeline.view(tmp_path / "l.db").edits == ()
