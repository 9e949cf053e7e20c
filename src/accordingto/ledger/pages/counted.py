"""A part of the ledger that counts one kind of people or things: enough to draw it over time."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, select

from accordingto.claim import Claim, Polarity
from accordingto.ledger.codec import from_json
from accordingto.ledger.pages import nouns
from accordingto.ledger.pages.remembered import remembered
from accordingto.ledger.pages.values import Kind
from accordingto.ledger.tables import claim_figure, claim_line, claim_place, matter, relation
from accordingto.ledger.view import LedgerView
from accordingto.relation import Matter, Relation
from accordingto.report import Report

_F, _P, _L = claim_figure.c, claim_place.c, claim_line.c


def newest(connection: Connection, kind: Kind, *, place: str = "", most: int) -> tuple[tuple[str, ...], int]:
    """Ids of claims that assert how many of a kind, newest reports first, at most `most`; and of how many.

    `place` is a place's name. An answer is kept until the ledger changes: on 10,000 reports all claims of
    a kind are sorted for it.
    """
    asked = ("newest", kind.population, kind.state, kind.unit, place, most)
    return remembered(connection, asked, lambda: _newest(connection, kind, place, most))


def _newest(connection: Connection, kind: Kind, place: str, most: int) -> tuple[tuple[str, ...], int]:
    same = (_F.population.is_(kind.population), _F.state.is_(kind.state), _F.unit.is_(kind.unit))
    rows: Select[Any] = select(_L.id).where(
        _L.id.in_(select(_F.claim).where(*same)), _L.polarity == Polarity.ASSERTED.value
    )
    if place:
        rows = rows.where(_L.id.in_(select(_P.claim).where(_P.name == place)))
    total = connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one()
    ordered = rows.order_by(_L.published.is_(None), _L.published.desc(), _L.id).limit(most)
    return tuple(connection.execute(ordered).scalars()), total


def part(connection: Connection, claims: Iterable[Claim], reports: Iterable[Report]) -> LedgerView:
    """These claims and their reports as a view of their own, with what stands between them."""
    held = tuple(sorted(claims, key=lambda c: c.id))
    shown = tuple(sorted(reports, key=lambda r: r.id))
    ids, names = [c.id for c in held], [r.id for r in shown]
    homes = select(_L.matter).where(_L.id.in_(ids), _L.matter.is_not(None)).distinct()
    matters = select(matter.c.body).where(matter.c.id.in_(homes)).order_by(matter.c.id)
    between = (
        select(relation.c.body)
        .where(relation.c.a.in_(ids), relation.c.b.in_(ids))
        .order_by(relation.c.a, relation.c.b, relation.c.kind)
    )
    copies = nouns.copies(connection, names)
    return LedgerView(
        reports=shown,
        claims=held,
        non_responses=(),
        relations=tuple(from_json(Relation, body) for body in connection.execute(between).scalars()),
        matters=tuple(from_json(Matter, body) for body in connection.execute(matters).scalars()),
        copies=tuple(c for c in copies if c.copier in names and c.original in names),
    )
