"""One report or judgement more: only rows that it changes are written, and come out as if all had been."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from linked import Pile, Written
from reviewed import judge
from sqlalchemy import Connection, Engine, select
from test_link_update import REPORTS, UNSHRUNK, pieces_of

from accordingto import added, pipeline
from accordingto.claim import Claim, Polarity
from accordingto.errors import BadJudgement
from accordingto.judgement import Act, Change, Judgement
from accordingto.ledger import derived, judgements
from accordingto.ledger.links import LedgerIndex
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import DERIVED, copy, search_claim, search_report
from accordingto.ledger.write import Extraction
from accordingto.ledger.write import add as keep
from accordingto.link import Piece, update
from accordingto.report import Snapshot, Span
from accordingto.voice import Access, Hop, Voice, VoiceKind


def kept(connection: Connection, piece: Piece) -> None:
    data = piece.report.text.encode()
    keep(
        connection,
        Extraction(
            snapshot=Snapshot(
                path=f"{piece.report.id}.txt",
                data=data,
                sha256=sha256(data).hexdigest(),
                retrieved=datetime(2024, 6, 1, tzinfo=UTC),
            ),
            report=piece.report,
            claims=piece.claims,
            non_responses=(),
            published=None,
            maker=pipeline.maker(),
        ),
    )


def rows(engine: Engine) -> dict[str, Counter[tuple[object, ...]]]:
    """All derived rows; the order in which they were written does not count."""
    with transaction(engine) as connection:
        return {
            t.name: Counter(tuple(r) for r in connection.execute(select(t)))
            for t in (*DERIVED, search_report, search_claim)
            if t is not derived.derived
        }


def as_if_anew(engine: Engine) -> dict[str, Counter[tuple[object, ...]]]:
    with transaction(engine, write=True) as connection:
        derived.spoil(connection)
    assert pipeline.relink(engine, "ledger")
    return rows(engine)


def difference(engine: Engine) -> str:
    """What the rows say otherwise than all derived anew would, table by table; nothing if they are right."""
    now, anew = rows(engine), as_if_anew(engine)
    return "\n".join(
        f"{table}: {what} {row}"
        for table in now
        for what, some in (("left over", now[table] - anew[table]), ("missing", anew[table] - now[table]))
        for row in sorted(some.elements(), key=repr)
    )


@settings(UNSHRUNK, max_examples=20)
@given(st.lists(REPORTS, min_size=1, max_size=6))
def test_each_report_more_leaves_the_rows_that_deriving_all_would(reports) -> None:
    engine = open_ledger(None)
    first, *others = pieces_of(reports)
    with transaction(engine, write=True) as connection:
        kept(connection, first)
    assert pipeline.relink(engine, "ledger")
    for piece in others:
        with transaction(engine, write=True) as connection:
            kept(connection, piece)
            assert added.add(connection, pipeline.maker())
        assert not pipeline.relink(engine, "ledger")
        assert difference(engine) == ""
    engine.dispose()


def a_change(act: Act, claim: Claim, dice: Random) -> Change | None:
    """A change that fits the act, on that claim."""
    span, chain = claim.evidence[0], claim.chain
    if act is Act.RENAME:
        return Change(title=dice.choice(["One", "Two"]))
    if act is Act.SPLIT_CLAIM:
        middle = dice.randint(span.start + 1, span.end - 1)
        return Change(parts=((Span(span.start, middle),), (Span(middle, span.end),)))
    if act is not Act.CORRECT:
        return None
    voice = Voice(name=dice.choice(["Jon Meyer", "Ada Meyer"]), kind=VoiceKind.PERSON, rule="test")
    return dice.choice(
        [
            Change(polarity=dice.choice(list(Polarity))),
            Change(chain=(*chain[:1], Hop(voice=voice, access=Access.EYEWITNESS))),
            Change(evidence=(Span(span.start, span.end - 2),)),
        ]
    )


def a_judgement(engine: Engine, number: int, dice: Random) -> Judgement:
    """Somebody decides something of some claims that stand, or undoes what was decided."""
    view = pipeline.view_of(engine, "ledger")
    if not view.claims:  # all rejected
        last = view.judgements[-1]
        return judge(Act.UNDO, *last.subject, minute=number, undoes=last.id)
    if view.judgements and dice.random() < 0.3:
        one = dice.choice(view.judgements)
        return judge(Act.UNDO, *one.subject, minute=number, undoes=one.id)
    act = dice.choice([a for a in Act if a is not Act.UNDO])
    some = dice.sample(view.claims, min(len(view.claims), dice.randint(2, 3)))
    if act in (Act.CORRECT, Act.SPLIT_CLAIM):
        some = some[:1]
    if act is Act.MERGE_CLAIMS:
        some = [c for c in view.claims if c.report == some[0].report][:2]
    if len(some) < 2 and act in (Act.MERGE_CLAIMS, Act.MERGE, Act.ANSWER, Act.RESOLVE):
        act = Act.REJECT
    subject = tuple(c.id for c in some)
    return judge(act, *subject, minute=number, why="so", change=a_change(act, some[0], dice))


@settings(UNSHRUNK, max_examples=10)
@given(st.lists(REPORTS, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_each_judgement_and_report_leaves_the_rows_that_deriving_all_would(reports, dice) -> None:
    engine, pieces = open_ledger(None), pieces_of(reports)
    assume(pieces[0].claims)
    with transaction(engine, write=True) as connection:
        for piece in pieces[:-2] or pieces[:1]:
            kept(connection, piece)
    pipeline.relink(engine, "ledger")
    for number in range(6):
        one = a_judgement(engine, number, dice)
        with transaction(engine, write=True) as connection:
            if dice.random() < 0.3:
                kept(connection, dice.choice(pieces))
            with suppress(BadJudgement):  # words or claims that do not fit any more
                judgements.append(connection, replace(one, seen=judgements.latest(connection, one.subject)))
            assert added.add(connection, pipeline.maker())
        assert difference(engine) == "", one
    engine.dispose()


def written(report: Written) -> Piece:
    return Piece(report=report.report, claims=tuple(report.claims))


@pytest.mark.parametrize("protected", [False, True], ids=["named", "withheld"])
def test_a_newly_withheld_voice_has_all_rows_looked_at_again(protected: bool) -> None:
    pile = Pile()
    pile.report("Herald", "2024-05-01").claim("the dam broke", by="Ada Meyer", kind=VoiceKind.PERSON)
    new = pile.report("Post", "2024-05-02")
    new.claim("the dam broke at night", by="Ada Meyer", kind=VoiceKind.PERSON, protected=protected)
    engine = open_ledger(None)
    for n, report in enumerate(pile.written):
        with transaction(engine, write=True) as connection:
            kept(connection, written(report))
            if n:
                assert added.add(connection, pipeline.maker()) is not protected
        pipeline.relink(engine, "ledger")
    assert rows(engine) == as_if_anew(engine)
    engine.dispose()


def test_an_earlier_original_takes_the_place_of_a_copy() -> None:
    prose = "The ferry ran aground near Port Ellis on Tuesday evening with many passengers on board."
    pile, engine = Pile(), open_ledger(None)
    for day in (2, 3, 1):
        pile.report(f"Outlet {day}", f"2024-05-{day:02}", prose)
    for n, report in enumerate(pile.written):
        with transaction(engine, write=True) as connection:
            kept(connection, written(report))
            assert n == 0 or added.add(connection, pipeline.maker())
        pipeline.relink(engine, "ledger")
        assert difference(engine) == ""
    with transaction(engine) as connection:
        found = {(c.copier, c.original) for c in connection.execute(select(copy))}
    second, third, first = (w.report.id for w in pile.written)
    assert found == {(second, first), (third, first)}
    engine.dispose()


def test_rows_that_a_killed_process_left_behind_its_links_are_all_derived_anew() -> None:
    pile = Pile()
    pile.report("Herald", "2024-05-01").claim("the dam broke", by="Ada Meyer", kind=VoiceKind.PERSON)
    pile.report("Post", "2024-05-02").claim("the dam broke at night", by="Jon Bell", kind=VoiceKind.PERSON)
    engine = open_ledger(None)
    first, second = (written(w) for w in pile.written)
    with transaction(engine, write=True) as connection:
        kept(connection, first)
    pipeline.relink(engine, "ledger")
    with transaction(engine, write=True) as connection:
        kept(connection, second)
        number = derived.extractions(connection)[second.report.id]
        update(LedgerIndex(connection), [replace(second, mark=str(number))])  # linked, and no rows written
    assert pipeline.relink(engine, "ledger")
    assert rows(engine) == as_if_anew(engine)
    engine.dispose()
