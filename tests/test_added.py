"""One report more: only the rows that it changes are written, and they come out as if all had been."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linked import Pile, Written
from sqlalchemy import Connection, Engine, select
from test_link_update import REPORTS, pieces_of

from accordingto import added, pipeline
from accordingto.ledger import derived
from accordingto.ledger.links import LedgerIndex
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import DERIVED, search_claim, search_report
from accordingto.ledger.write import Extraction
from accordingto.ledger.write import add as keep
from accordingto.link import Piece, update
from accordingto.report import Snapshot
from accordingto.voice import VoiceKind


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


@settings(max_examples=25, deadline=None)
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
        now = rows(engine)
        assert now == as_if_anew(engine)
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
