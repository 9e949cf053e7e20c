"""What people decided as lines, and what share of a pile they have reviewed."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from reviewed import Case, judge
from typer.testing import CliRunner

from accordingto.audit.reviewed import Share, Twice, reviewed, wilson
from accordingto.claim import Polarity
from accordingto.cli import app
from accordingto.judgement import Act, Change


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = Case(tmp_path)
    rejected = judge(Act.REJECT, made.heated.id, why="no claim", minute=1)
    made.after(
        judge(Act.CORRECT, made.denied.id, change=Change(polarity=Polarity.ASSERTED), why="quoted elsewhere"),
        rejected,
        judge(Act.UNDO, made.heated.id, undoes=rejected.id, seen=rejected.id, minute=2, by="Ilse"),
        judge(Act.ACCEPT, made.walked.id, made.asked.id, minute=3),
        judge(Act.RENAME, made.walked.id, change=Change(title="The walkout"), minute=4),
    )
    return made


def told(case: Case, *options: str) -> str:
    found = CliRunner().invoke(app, ["judgements", "--ledger", str(case.path), *options])
    assert found.exit_code == 0, found.output
    return found.output


def test_judgements_are_listed_with_who_when_what_and_why(case):
    ids = {name: getattr(case, name).id for name in ("walked", "denied", "asked", "heated")}
    assert told(case) == dedent("""\
        2026-03-01 12:00Z  Mara  corrected (polarity: asserted): quoted elsewhere
            “no guards walked out of the colony in Lipetsk”  [{denied}]
        2026-03-01 12:01Z  Mara  rejected: no claim  (undone)
            “the heating failed in the east wing”  [{heated}]
        2026-03-01 12:02Z  Ilse  undone (rejected by Mara)
            “the heating failed in the east wing”  [{heated}]
        2026-03-01 12:03Z  Mara  accepted
            “40 guards walked out of the colony in Lipetsk”  [{walked}]
            “whether the colony in Lipetsk will close”  [{asked}]
        2026-03-01 12:04Z  Mara  named (The walkout)
            “40 guards walked out of the colony in Lipetsk”  [{walked}]
        """).format(**ids)


def test_one_persons_or_one_claims_alone(case):
    assert told(case, "--by", "Ilse").startswith("2026-03-01 12:02Z  Ilse  undone")
    assert told(case, "--claim", case.denied.id).count("\n") == 2
    assert told(case, "--by", "nobody") == "nothing judged\n"
    assert told(case, "--proposals") == "nothing proposed\n"


def test_as_json_each_says_whether_it_stands(case):
    rows = [json.loads(line) for line in told(case, "--json").splitlines()]
    assert [row["stands"] for row in rows] == [True, False, True, True, True]
    assert rows[0]["change"]["polarity"] == "asserted"


def test_an_absent_ledger_is_one_line(tmp_path):
    found = CliRunner().invoke(app, ["judgements", "--ledger", str(tmp_path / "no.db")])
    assert found.exit_code == 1
    assert "no such ledger" in found.output


def test_the_share_of_a_pile_that_somebody_reviewed(case):
    shares = reviewed(
        case.after(judge(Act.ACCEPT, case.walked.id, seen=case.last(case.walked.id), by="Ilse", minute=9))
    )
    told_ = {(s.of, s.name): s for s in shares if isinstance(s, Share)}
    pile = told_["pile", ""]
    assert (pile.read, pile.reviewed, pile.accepted, pile.corrected, pile.rejected) == (4, 3, 2, 1, 0)
    assert pile.changed == (("polarity", 1),)
    assert told_["person", "Mara"].reviewed == 3
    assert told_["person", "Ilse"].reviewed == 1
    assert [s for s in shares if isinstance(s, Twice)] == [Twice(a="Ilse", b="Mara", claims=1, same=1)]


BOUNDS = {
    "half of ten": (5, 10, 0.237, 0.763),
    "all of ten": (10, 10, 0.722, 1.0),
    "none": (0, 4, 0.0, 0.490),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_the_bounds_of_a_share_are_wilsons(name):
    k, n, low, high = BOUNDS[name]
    assert wilson(k, n) == pytest.approx((low, high), abs=0.001)


def test_of_nothing_reviewed_no_share_is_known():
    assert wilson(0, 0) == (None, None)


def test_audit_says_what_was_reviewed(case):
    found = CliRunner().invoke(app, ["audit", "reviewed", "--ledger", str(case.path)])
    assert found.output.splitlines()[:3] == [
        "all reports: 3 of 4 claims reviewed",
        "  accepted as read 2 (of all such claims 21% to 94%), corrected 1, rejected 0",
        "  corrected: polarity 1",
    ]
