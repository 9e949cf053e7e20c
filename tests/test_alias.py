"""A withheld voice has a random id in everything that leaves, another one each time."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.publish_case import SECRET, VIEW
from tests.test_exports_paper import words_of
from typer.testing import CliRunner

from accordingto import pipeline
from accordingto.audit.alias import drawn
from accordingto.cli import app
from accordingto.normalize.claims import claim_id
from accordingto.publish import readback
from accordingto.publish.exports import FORMATS, export

ID = re.compile(r"withheld-[0-9a-f]{8}")
NO_VOICES = {"events"}  # the case has no deaths to make a row of
TEXT = """Two women tell of the colony

Two former inmates, whose names are withheld for their safety, said on Tuesday that 40 women had
left the prison.

"We were told to pack at night," one former guard, who asked not to be named, told the paper.
"""


def ids(name: str, data: bytes) -> set[str]:
    said = words_of(name, data) if name in ("docx", "pdf") else data.decode()
    return set(ID.findall(re.sub(r"\s+", "", said) if name == "pdf" else said))


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - NO_VOICES))
def test_two_exports_have_no_id_in_common(name: str):
    once, again = (ids(name, export(VIEW, name)) for _ in range(2))
    assert once
    assert again
    assert not once & again


def test_the_words_of_the_report_stand_before_the_id():
    said = export(VIEW, "csv").decode()
    assert re.search(r"A clerk \[withheld-[0-9a-f]{8}\]", said)
    assert SECRET not in said


def test_in_one_export_a_voice_has_one_id_and_two_voices_have_two(tmp_path: Path):
    (tmp_path / "a.txt").write_text(TEXT)
    built = pipeline.build([tmp_path / "a.txt"])
    hops = [h for c in json.loads(export(built.view, "json"))["claims"] for h in c["hops"]]
    by_name = {(h["voice"]["name"], h["voice"]["alias"]) for h in hops if h["voice"]["protected"]}
    assert len({name for name, _ in by_name}) == len({alias for _, alias in by_name}) == len(by_name) == 2
    assert all(h["voice"]["alias"] is None for h in hops if not h["voice"]["protected"])


def test_ids_are_drawn_and_not_made_from_what_is_withheld():
    one, other = drawn(), drawn()
    assert one("r", SECRET) == one("r", SECRET)
    assert len({one("r", SECRET), one("r", "else"), one("s", SECRET), other("r", SECRET)}) == 4


def test_the_id_of_a_claim_holds_nothing_to_try_names_against():
    held = next(c for c in VIEW.claims if c.origin.protected)
    named = (*held.chain[:-1], replace(held.last, voice=replace(held.origin, name="Somebody Else")))
    same = [claim_id(held.report, held.evidence, c, held.polarity, held.form) for c in (held.chain, named)]
    assert same[0] == same[1]


def test_the_id_that_another_desk_gave_goes_out_again(tmp_path: Path):
    (tmp_path / "a.txt").write_text(TEXT)
    pipeline.build([tmp_path / "a.txt"], tmp_path / "own.db")
    out = export(pipeline.view(tmp_path / "own.db"), "json")
    pipeline.bring(readback.loads(out), tmp_path / "theirs.db")
    theirs = pipeline.view(tmp_path / "theirs.db")
    assert export(theirs, "json") == out
    assert ids("html", export(theirs, "html")) <= ids("json", out)
    assert not ids("html", export(pipeline.view(tmp_path / "own.db"), "html")) & ids("json", out)


def test_what_is_made_together_has_one_id_for_one_voice(tmp_path: Path):
    (tmp_path / "a.txt").write_text(TEXT)
    run = CliRunner()
    made = [str(tmp_path / n) for n in ("d.html", "l.json", "l.db", "e.zip")]
    built = run.invoke(
        app, ["build", str(tmp_path / "a.txt"), "-o", made[0], "--json", made[1], "--ledger", made[2]]
    )
    assert built.exit_code == 0, built.output
    page, rows = (Path(p).read_bytes() for p in made[:2])
    assert ids("html", page) == ids("json", rows) != set()
    matter = json.loads(rows)["matters"][0]["id"]
    packed = run.invoke(app, ["bundle", matter, "--ledger", made[2], "-o", made[3]])
    assert packed.exit_code == 0, packed.output
    with zipfile.ZipFile(io.BytesIO(Path(made[3]).read_bytes())) as bag:
        parts = {n.rsplit("/")[-1]: bag.read(n) for n in bag.namelist()}
    assert ids("html", parts["dossier.html"]) <= ids("json", parts["claims.json"])
    assert not ids("json", parts["claims.json"]) & ids("json", rows)
