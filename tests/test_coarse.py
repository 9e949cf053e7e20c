"""What might tell who a withheld voice is leaves black or widened, wherever it stands, by a policy."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.publish_case import same_ids
from typer.testing import CliRunner

from accordingto import pipeline
from accordingto.audit import policy
from accordingto.audit.coarse import coarsened
from accordingto.claim import Flag
from accordingto.cli import app
from accordingto.errors import BadSettings, WithheldFound
from accordingto.keep.proof import Proof
from accordingto.ledger.view import Earlier
from accordingto.publish import readback
from accordingto.publish.exports import FORMATS, export
from accordingto.relation import Relation, RelationKind
from accordingto.report import Stated, Sure

CAREFUL, STRICT = policy.load("careful"), policy.load("strict")
QUOTE = "They counted us twice every night and took the blankets away in winter"
TEXT = f"""Inmate tells of the colony

"{QUOTE}," one former inmate, who asked not to be named, told the paper.

A former inmate, whose name is withheld, said she was convicted of theft and beaten in Bristol on 14 May 2024.

The ministry said that 40 women had left the prison on 2 May 2024.
"""
ECHO = f"""Paper: blankets taken away

An inmate told another paper that they {QUOTE[5:].lower()}.
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coarse")
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text(ECHO)
    return pipeline.build([folder]).view


def withheld(view):
    return [c for c in view.claims if c.origin.protected]


@pytest.mark.parametrize("name", FORMATS)
def test_the_words_of_a_withheld_voice_are_in_no_form(view, name):
    coarse = coarsened(view, CAREFUL, same_ids)
    proof = Proof({}).besides(coarse.phrases)
    if name not in ("geojson", "events"):  # which carry no words of this claim
        with pytest.raises(WithheldFound):
            export(view, name, proof=proof)
    assert export(coarse.view, name, proof=proof)


def test_another_report_that_has_the_same_words_loses_them_too(view):
    coarse = coarsened(view, CAREFUL, same_ids).view
    echo = next(r.text for r in coarse.reports if r.path.endswith("b.txt"))
    assert "every night" not in echo
    assert echo.startswith("Paper: blankets taken away")
    assert len(echo) == len(ECHO)


@pytest.mark.parametrize("where", ["headline", "matter", "reason"])
def test_words_that_stand_in_a_title_or_a_reason_are_black(view, where):
    said = f"Again: {QUOTE.upper()}!"
    report, matter = view.reports[0], view.matters[0]
    relation = Relation(a="x", b="y", kind=RelationKind.REPEATS, reasons=())
    title = Stated(value=said, source="sidecar", sure=Sure.HIGH, wording=said)
    planted = {
        "headline": {"reports": (replace(report, title=title), *view.reports[1:])},
        "matter": {"matters": (replace(matter, title=said), *view.matters[1:])},
        "reason": {"relations": (replace(relation, reasons=(said,)),)},
    }[where]
    coarse = coarsened(replace(view, **planted), CAREFUL, same_ids).view
    assert "COUNTED" not in str(coarse)


@pytest.mark.parametrize("marks", ['""', "“”", "«»"])
def test_what_is_quoted_beside_a_claim_is_black_as_well(tmp_path, marks):
    """ "We were told" is no claim of its own, and "Hush, dear colleague" is none at all."""
    said = "Hush, dear colleague. We were told to hide the papers before the inspectors came on Monday."
    text = f"A former guard, who asked not to be named, said: {marks[0]}{said}{marks[1]}\n"
    (tmp_path / "a.txt").write_text(
        f"Guard tells of the colony\n\n{text}\nThe ministry said that all was well.\n"
    )
    coarse = coarsened(pipeline.build([tmp_path / "a.txt"]).view, CAREFUL, same_ids).view
    (held,) = coarse.reports
    assert not any(word in held.text for word in ("Hush", "colleague", "told", "papers", "Monday"))
    assert "A former guard, who asked not to be named, said:" in held.text
    assert "The ministry said that all was well." in held.text


def test_every_span_points_where_it_did(view):
    before = {c.id: c for c in view.claims}
    coarse = coarsened(view, STRICT, same_ids).view
    assert [len(r.text) for r in coarse.reports] == [len(r.text) for r in view.reports]
    for claim in coarse.claims:
        assert claim.evidence == before[claim.id].evidence
    assert readback.loads(export(coarse, "json", draw=same_ids)).claims


def test_an_earlier_version_of_a_page_is_made_coarse_by_itself(view):
    first = next(r for r in view.reports if r.text.startswith("Inmate"))
    said = tuple(c for c in view.claims if c.report == first.id)
    held = Earlier(report=first, claims=said, maker="v0", custody=())
    gone = replace(view, reports=(), claims=(), non_responses=(), matters=(), relations=(), earlier=(held,))
    (earlier,) = coarsened(gone, STRICT, same_ids).view.earlier
    assert "blankets" not in str(earlier)
    assert {c.origin.name for c in earlier.claims if c.origin.protected} == {
        c.origin.alias for c in withheld(earlier)
    }
    assert any(Flag.COARSENED in c.flags for c in earlier.claims)


def test_what_others_said_is_left_as_it_is(view):
    coarse = coarsened(view, STRICT, same_ids).view
    texts = {r.id: r.text for r in coarse.reports}
    (ministry,) = [c for c in coarse.claims if "inistry" in c.origin.name]
    assert "40 women had left the prison" in ministry.evidence[0].of(texts[ministry.report])
    assert ministry.times[0].earliest == date(2024, 5, 2)
    assert Flag.COARSENED not in ministry.flags


def test_a_day_becomes_its_year_and_a_place_its_country(view):
    (beaten,) = [c for c in withheld(view) if c.places]
    made = next(c for c in coarsened(view, CAREFUL, same_ids).view.claims if c.id == beaten.id)
    (when, where) = (made.times[-1], made.places[0])
    assert (when.earliest, when.latest, when.edtf) == (date(2024, 1, 1), date(2024, 12, 31), "2024")
    assert (where.name, where.point, where.geonameid, where.admin1) == ("GB", None, None, None)
    assert Flag.COARSENED in made.flags


def test_strict_leaves_no_word_day_or_place_of_such_a_voice(view):
    coarse = coarsened(view, STRICT, same_ids).view
    for claim in withheld(coarse):
        text = next(r.text for r in coarse.reports if r.id == claim.report)
        assert not re.search(r"\w", "".join(s.of(text) for s in claim.evidence))
        assert (claim.times, claim.places) == ((), ())
        assert re.fullmatch("withheld-[0-9a-f]{8}", claim.origin.name)
    assert "ormer inmate" not in export(coarse, "json").decode()


def test_a_name_that_the_report_prints_and_a_person_withheld_is_black_in_strict(view):
    claim = next(c for c in view.claims if "inistry" in c.origin.name)
    voice = replace(claim.origin, name="The ministry", protected=True, mention=None)
    held = replace(claim, chain=(*claim.chain[:-1], replace(claim.last, voice=voice)))
    planted = replace(view, claims=tuple(held if c.id == held.id else c for c in view.claims))
    assert "The ministry" not in str(coarsened(planted, STRICT, same_ids).view.reports)


def test_a_ledger_without_withheld_voices_is_left_as_it_is(view):
    open_ = replace(
        view, claims=tuple(c for c in view.claims if not c.origin.protected), matters=(), relations=()
    )
    assert coarsened(open_, STRICT, same_ids).view == open_


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("says = 3", "says: Expected `str`, got `int`"),
        ('says = "x"', "Object missing required field"),
        ("says = [", "not valid TOML"),
        ("whom = true", "“whom” is no setting of a policy"),
    ],
)
def test_what_is_no_policy_is_one_error_that_names_it(tmp_path, written, says):
    own = tmp_path / "own.toml"
    own.write_text(written)
    with pytest.raises(BadSettings, match=re.escape(str(own))) as refused:
        policy.load(str(own))
    assert says in str(refused.value)


def test_a_place_is_no_year(tmp_path):
    own = tmp_path / "own.toml"
    shipped = Path(policy.__file__).parents[1] / "policies" / "careful.toml"
    own.write_text(shipped.read_text().replace('"country"   #', '"year"  #'))
    with pytest.raises(BadSettings, match="places: Invalid enum value 'year'"):
        policy.load(str(own))


def test_a_policy_there_is_not_names_those_there_are():
    with pytest.raises(BadSettings, match=r"no such policy; shipped are careful, strict"):
        policy.load("none")


def test_as_a_user_runs_it(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    run = CliRunner()
    ledger, page, rows = (str(tmp_path / n) for n in ("l.db", "d.html", "l.json"))
    assert run.invoke(app, ["build", str(tmp_path / "a.txt"), "-o", page, "--ledger", ledger]).exit_code == 0
    plain = run.invoke(app, ["export", "--ledger", ledger, "-f", "json", "-o", rows])
    assert "weigh: 1 × a claim quotes a withheld voice word for word" in plain.stderr
    made = run.invoke(app, ["export", "--ledger", ledger, "-f", "json", "-o", rows, "--policy", "careful"])
    assert made.exit_code == 0
    assert "made coarse: 2 claims" in made.stderr
    assert "weigh" not in made.stderr
    assert "blankets" not in Path(rows).read_text()
    built = run.invoke(
        app, ["build", str(tmp_path / "a.txt"), "-o", page, "--ledger", ledger, "--policy", "strict"]
    )
    assert built.exit_code == 0
    assert "blankets" not in Path(page).read_text()


def test_originals_that_hold_the_words_do_not_leave_under_a_policy(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt.meta.json").write_text('{"url": "https://paper.example/a"}')
    run = CliRunner()
    ledger, page, out = (str(tmp_path / n) for n in ("l.db", "d.html", "o.wacz"))
    assert run.invoke(app, ["build", str(tmp_path / "a.txt"), "-o", page, "--ledger", ledger]).exit_code == 0
    archive = ["export", "--ledger", ledger, "-f", "wacz", "-o", out]
    stopped = run.invoke(app, [*archive, "--policy", "careful"])
    assert (stopped.exit_code, Path(out).exists()) == (1, False)
    assert "wacz export" in stopped.stderr
    assert run.invoke(app, archive).exit_code == 0
