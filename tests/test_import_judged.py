"""What people decided goes out and comes back with who and when: a whole ledger, a part, two together."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from linked import Pile, Written
from reviewed import decide, judge, keep

from accordingto import pipeline
from accordingto.errors import LedgerError
from accordingto.judgement import Act, Change
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.view import Custody, LedgerView, Seen
from accordingto.publish import readback
from accordingto.publish.exports import FORMATS, export
from accordingto.publish.selection import selected
from accordingto.report import Span


class Case:
    """Two reports of one closing and of a flood, and a third of neither."""

    def __init__(self, folder: Path) -> None:
        self.pile = Pile()
        north, south, east = (
            self.pile.report(name, day)
            for name, day in (
                ("North Post", "2024-03-03"),
                ("South Post", "2024-03-04"),
                ("East Post", "2024-03-05"),
            )
        )
        self.closed = north.claim("the colony in Lipetsk was closed", by="Prison Union", event="close")
        self.again = south.claim("the colony in Lipetsk was closed", by="Justice Ministry", event="close")
        self.flood = south.claim("the cells flooded", by="Anna Petrova", event="flood")
        self.fire = east.claim("the mill burned", by="Ivan Petrov", event="burn")
        self.written = self.pile.written
        self.path = keep(folder / "ledger.db", self.written)

    def matter_of(self, view: LedgerView, claim: str) -> str:
        return next(m.id for m in view.matters if claim in m.claims)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def taken(data: bytes, ledger: Path) -> LedgerView:
    pipeline.bring(readback.loads(data), ledger)
    return pipeline.view(ledger)


def decisions(view: LedgerView) -> list[tuple[str, str, str]]:
    return [(j.act.value, j.by, j.at.isoformat()) for j in view.judgements]


def test_a_judged_ledger_is_the_same_in_every_form(case, tmp_path):
    view = decide(
        case.path,
        judge(Act.ACCEPT, case.closed.id, case.again.id, by="Mara"),
        judge(Act.REJECT, case.flood.id, by="Ilya", minute=1, why="a metaphor"),
        judge(Act.NOTE, case.fire.id, by="Mara", minute=2, why="ask the mill"),
    )
    again = taken(export(view, "json"), tmp_path / "other.db")
    for name in set(FORMATS) - {"pdf"}:  # a PDF is slow, and made of the same lines as a Word file
        assert export(again, name) == export(view, name)
    assert decisions(again) == decisions(view)


def test_a_part_goes_out_and_comes_in_though_a_decision_was_on_more(case, tmp_path):
    # One click accepted claims of all three reports; the part holds one of them.
    view = decide(case.path, judge(Act.ACCEPT, case.fire.id, case.closed.id, case.flood.id))
    part = selected(view, reports=[case.fire.report])
    assert [c.id for c in part.claims] == [case.fire.id]
    again = taken(export(part, "json"), tmp_path / "other.db")
    assert decisions(again) == decisions(view)
    assert [r.state.value for r in again.reviews if r.claim == case.fire.id] == ["accepted"]


def test_a_part_brings_the_undoing_with_what_it_undoes(case, tmp_path):
    wrong = judge(Act.REJECT, case.closed.id)
    view = decide(case.path, wrong, judge(Act.UNDO, case.closed.id, undoes=wrong.id, seen=wrong.id, minute=1))
    part = selected(view, matters=[case.matter_of(view, case.closed.id)])
    again = taken(export(part, "json"), tmp_path / "other.db")
    assert decisions(again) == decisions(view)
    assert case.closed.id in {c.id for c in again.claims}


def test_the_parts_of_a_ledger_make_the_whole_again(case, tmp_path):
    view = decide(
        case.path,
        judge(Act.ACCEPT, case.fire.id, case.closed.id),
        judge(Act.CORRECT, case.flood.id, change=Change(evidence=(case.flood.evidence[0],)), minute=1),
    )
    for report in sorted(r.id for r in view.reports):
        whole = taken(export(selected(view, reports=[report]), "json"), tmp_path / "other.db")
    assert whole.claims == view.claims
    assert {(m.title, m.independent_origins) for m in whole.matters} == {
        (m.title, m.independent_origins) for m in view.matters
    }
    assert sorted(decisions(whole)) == sorted(decisions(view))


def test_two_desks_judge_apart_and_both_are_kept(case, tmp_path):
    first = export(pipeline.view(case.path), "json")
    here = decide(case.path, judge(Act.ACCEPT, case.closed.id, by="Mara"))
    taken(first, tmp_path / "other.db")
    there = decide(tmp_path / "other.db", judge(Act.REJECT, case.closed.id, by="Ilya", minute=1))
    both = taken(export(there, "json"), case.path)
    assert decisions(both) == [*decisions(here), *decisions(there)]


def test_a_decision_on_words_that_a_newer_reading_lost_still_goes_out_and_comes_in(case, tmp_path):
    decide(case.path, judge(Act.CORRECT, case.fire.id, change=Change(evidence=(Span(0, 3),))))
    fire = next(w for w in case.written if w.id == case.fire.report)
    fire.text, fire.claims = fire.text.replace("mill", "barn"), []
    keep(case.path, [fire], maker="v2")
    view = pipeline.view(case.path)
    again = taken(export(view, "json"), tmp_path / "other.db")
    assert decisions(again) == decisions(view)
    assert (again.claims, again.matters) == (view.claims, view.matters)


def test_an_edited_page_comes_back_as_it_stands_now(tmp_path):
    pile = Pile()
    was, now = pile.report("North Post", "2024-03-03"), pile.report("North Post", "2024-03-04")
    was.claim("40 guards walked out", by="Prison Union", event="walk")
    now.claim("60 guards walked out", by="Prison Union", event="walk")
    ledger = tmp_path / "ledger.db"
    for day, written in enumerate((was, now), 1):
        _got(ledger, written, day)
    view = pipeline.view(ledger)
    assert ([r.id for r in view.reports], len(view.edits)) == ([now.id], 1)
    out = export(view, "json")
    again = taken(out, tmp_path / "other.db")
    assert (again.reports, again.claims, again.custody) == (view.reports, view.claims, view.custody)
    assert again.edits == view.edits  # worked out again from the version that came along
    assert export(again, "json") == out
    back = pipeline.bring(readback.loads(out), ledger)
    assert (back.reports, back.snapshots, back.beside) == (0, 0, ())
    assert export(pipeline.view(ledger), "json") == out


def _got(ledger: Path, written: Written, day: int) -> None:
    """The report as it stood at one address on a day of March."""
    at = datetime(2024, 3, day, tzinfo=UTC)
    address = "https://north.example/guards"
    engine = open_ledger(ledger)
    with transaction(engine, write=True) as connection:
        write.add_custody(
            connection,
            Custody(
                report=written.id,
                path=address,
                sha256=sha256(written.text.encode()).hexdigest(),
                retrieved=at,
                seen=(Seen(address=address, at=at),),
            ),
        )
        write.add_reading(
            connection,
            write.Reading(
                report=written.report,
                claims=tuple(written.claims),
                non_responses=(),
                published=None,
                maker="v1",
            ),
        )
    engine.dispose()


def test_a_damaged_decision_is_refused_by_its_place(case):
    view = decide(case.path, judge(Act.NOTE, case.fire.id, why="ask the mill"))
    out = export(view, "json").replace(b'"why": "ask the mill"', b'"why": ""')
    with pytest.raises(LedgerError, match=r"judgements\[0\]: it says nothing without a why"):
        readback.loads(out)
