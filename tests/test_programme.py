"""The stages on the page and in the commands: counted by origin, never added up, empty where nothing is."""

import json
import re
from pathlib import Path

import pytest
from tests.linked import Pile
from tests.publish_case import SECRET, VIEW
from tests.test_audit import matter, origin, view
from tests.test_codebook import MUSEUM, loans, written
from tests.test_publish import Page
from tests.test_series import counted
from typer.testing import CliRunner

from accordingto.cli import app
from accordingto.codebook import load, programme
from accordingto.publish import programme as published
from accordingto.publish.dossier import dossier
from accordingto.report import Stated
from accordingto.voice import Access, VoiceKind

ROOT = Path(__file__).parents[1]


def toll():
    """A flood: the agency counts, a mirror carries it twice, a nurse counts on her own, a paper asks."""
    pile = Pile()
    wire = pile.report("Wire", "2024-06-03")
    agency = {"by": "the Coast Agency", "kind": VoiceKind.OFFICIAL_BODY, "access": Access.OFFICIAL_STATEMENT}
    twelve = "12 people were killed in the flood"
    first = wire.claim(twelve, **agency, event="kill", figures=(counted(twelve, 12, 12),), places=("Anse",))
    again = [
        pile.report(f"Mirror {n}", "2024-06-04").claim(twelve, **agency, event="kill", through=("Wire",))
        for n in range(2)
    ]
    nine = "9 people died in the ward"
    nurse = {"by": "Ana Reis", "kind": VoiceKind.PERSON, "access": Access.EYEWITNESS}
    seen = pile.report("Post", "2024-06-05").claim(nine, **nurse, event="die", figures=(counted(nine, 9, 9),))
    matters = [
        matter("12 people were killed in the flood", origin("the Coast Agency", first, *again)),
        matter("9 people died in the ward", origin("Ana Reis", seen)),
    ]
    return view(pile, matters=matters)


def test_a_stage_counts_origins_and_never_mentions():
    found = programme(toll(), load("disaster-toll"))
    stage = next(s for s in found.stages if s.id == "toll")
    assert len(stage.placed) == 4
    assert (stage.independent_origins, stage.most, len(stage.reports)) == (2, 1, 4)
    assert [(o.name, o.counted) for o in stage.origins] == [("Ana Reis", True), ("the Coast Agency", True)]
    assert stage.reported == ("2024-06-03", "2024-06-05")
    assert [name for name, _ in stage.places] == ["Anse"]


def test_the_newest_ranges_stand_by_origin_and_are_never_added_up():
    found = programme(toll(), load("disaster-toll"))
    stage = next(s for s in found.stages if s.id == "toll")
    assert sorted((n.line.origin, n.line.points[0].soft.low) for n in stage.figures) == [
        ("Ana Reis", 9),
        ("the Coast Agency", 12),
    ]
    assert "21" not in "".join(published.as_text(toll(), load("disaster-toll")))


def test_two_unnamed_people_are_not_two_origins_of_a_stage():
    pile = Pile()
    known = {"kind": VoiceKind.UNNAMED, "access": Access.EYEWITNESS, "event": "kill"}
    one = pile.report("Wire", "2024-06-03").claim("7 people were killed", by="a witness", **known)
    two = pile.report("Post", "2024-06-03").claim("5 people were killed", by="a resident", **known)
    held = view(pile, matters=[matter("7", origin("a witness", one)), matter("5", origin("a resident", two))])
    stage = next(s for s in programme(held, load("disaster-toll")).stages if s.id == "toll")
    assert stage.independent_origins == 1
    assert "anonymous" in next(o.reason for o in stage.origins if not o.counted)


def section(html: str) -> str:
    start = html.index('<section id="programme"')
    return html[start : html.index("</section>", start)]


def test_the_page_says_nothing_claimed_where_nothing_is():
    html = section(dossier(toll(), title="Flood", codebook=load("disaster-toll")))
    text = " ".join(Page(html + "</section>").text.split())
    assert "7 Rebuilding and inquiry nothing claimed" in text
    assert "missing: nothing claimed" in text
    assert "2 independent origins; 2 matters in 4 reports; no single matter by more than 1" in text
    assert "event “die”; words “died”" in text


def test_every_link_of_the_stages_leads_somewhere():
    html = dossier(toll(), title="Flood", codebook=load("disaster-toll"))
    links = re.findall(r'href="#([^"]+)"', section(html))
    assert "s-toll" in links
    assert set(links) <= set(Page(html).ids)


def test_a_page_without_a_codebook_has_no_stages():
    assert 'id="programme"' not in dossier(toll(), title="Flood")


def test_a_hostile_codebook_is_escaped_and_cannot_run(tmp_path):
    bad = MUSEUM.replace("A painting on loan", "<script>alert(1)</script>").replace("Asked for", "<b>x")
    html = dossier(view(loans()), title="Loans", codebook=load(written(tmp_path, bad)))
    assert "<script" not in html
    assert "&lt;b&gt;x" in html


def test_a_withheld_name_is_in_no_picture(tmp_path):
    book = load(written(tmp_path, MUSEUM.replace('["asked for", "request*"]', '["aboard", "passengers"]')))
    told = [*published.as_text(VIEW, book), published.as_json(VIEW, book)]
    assert "aboard" in "".join(told)
    assert SECRET not in "".join(told)
    assert SECRET not in dossier(VIEW, title="Ferry", codebook=book)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "a.txt").write_text(
        "At least 12 people were killed in the flood in Anse, the Coast Agency said.\n"
    )
    made = CliRunner().invoke(
        app,
        ["build", str(folder / "a.txt"), "-o", str(folder / "d.html"), "--ledger", str(folder / "l.db"),
         "--codebook", "disaster-toll"],
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    return folder


def test_build_draws_the_stages(ledger):
    assert "Killed, injured, missing" in section((ledger / "d.html").read_text(encoding="utf-8"))


def test_the_command_gives_text_and_json(ledger):
    asked = ["programme", "--ledger", str(ledger / "l.db"), "--codebook", "disaster-toll"]
    text = CliRunner().invoke(app, asked)
    assert text.exit_code == 0
    assert "4. Killed, injured, missing: 1 independent origin; 1 matter in 1 report" in text.output
    found = json.loads(CliRunner().invoke(app, [*asked, "--json"]).output)
    stage = next(s for s in found["stages"] if s["id"] == "toll")
    assert (stage["independent_origins"], stage["title"]) == (1, "Killed, injured, missing")


def test_a_bad_codebook_stops_before_anything_is_read(ledger, tmp_path):
    bad = written(tmp_path, MUSEUM.replace('"request*"', '"re*quest"'))
    asked = ["build", str(ledger / "a.txt"), "-o", str(tmp_path / "d.html"), "--codebook", bad]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 1
    assert f"accordingto: {bad}: stage 1 (asked), rule 1, words:" in done.output
    assert not (tmp_path / "d.html").exists()


def test_codebooks_are_listed_and_shown():
    listed = CliRunner().invoke(app, ["codebook", "list"]).output
    assert [line.split(":")[0] for line in listed.splitlines()] == [
        "disaster-toll",
        "recruitment-from-prisons",
    ]
    shown = CliRunner().invoke(app, ["codebook", "show", "disaster-toll"]).output
    assert shown == (ROOT / "src/accordingto/codebooks/disaster-toll.toml").read_text(encoding="utf-8")


def test_undated_reports_give_no_days():
    pile = Pile()
    said = pile.report("Wire").claim("7 people were killed", by="the Coast Agency", event="kill")
    held = view(pile, matters=[matter("7", origin("the Coast Agency", said))])
    stage = next(s for s in programme(held, load("disaster-toll")).stages if s.id == "toll")
    assert not isinstance(held.reports[0].published, Stated)
    assert (stage.reported, stage.first) == ((), None)
