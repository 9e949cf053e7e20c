"""Who stands behind what: origins, what rests on each, and what would be left without one.

Only voices with a name of their own are listed across reports. What has no name, or a withheld one, is
shown by its wording and within its report, and cannot be looked for.
"""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from accordingto.ledger.pages import matters
from accordingto.ledger.pages.matters import MatterLine
from accordingto.ledger.pages.page import Page, page_of, page_of_groups
from accordingto.ledger.pages.remembered import remembered
from accordingto.ledger.tables import matter, matter_origin, report_line

SORTS = ("rests", "matters", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A voice: in how many matters it speaks, counts, and is the last origin left."""

    id: str
    name: str
    kind: str
    named: bool
    protected: bool
    report: str  # the only one, where it has no name
    matters: int
    counted: int
    alone: int
    claims: int


_O = matter_origin.c
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _O.origin,
    func.min(_O.name),
    func.min(_O.kind),
    func.max(_O.named),
    func.max(_O.protected),
    func.min(_O.report),
    func.count(),
    func.sum(case((_O.counted, 1), else_=0)),
    func.sum(case((_O.alone, 1), else_=0)),
    func.sum(_O.claims),
)


def _line(row: Any) -> SourceLine:
    return SourceLine(
        id=row[0],
        name=row[1],
        kind=row[2],
        named=bool(row[3]),
        protected=bool(row[4]),
        report=row[5],
        matters=row[6],
        counted=row[7],
        alone=row[8],
        claims=row[9],
    )


def named(connection: Connection, *, sort: str, number: int, size: int) -> Page[SourceLine]:
    """Voices with a name: those on whom most rests alone first."""
    question = ("named", sort, number, size)
    return remembered(connection, question, lambda: _named(connection, sort, number, size))


def _named(connection: Connection, sort: str, number: int, size: int) -> Page[SourceLine]:
    rows: Select[Any] = select(*_COLUMNS).where(_O.named).group_by(_O.origin)
    order: dict[str, tuple[Any, ...]] = {
        "matters": (_COLUMNS[6].desc(), _COLUMNS[1]),
        "name": (_COLUMNS[1], _O.origin),
    }
    rows = rows.order_by(*order.get(sort, (_COLUMNS[8].desc(), _COLUMNS[7].desc(), _COLUMNS[1])))
    return page_of_groups(connection, rows, _line, number=number, size=size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Voices of one report that have no name, or whose name is withheld."""

    report: str
    title: str | None
    publisher: str | None
    published: str | None
    voices: tuple[SourceLine, ...]


def apart(connection: Connection, *, number: int, size: int) -> Page[Apart]:
    """Reports with such voices, newest first, each with them."""
    r = report_line.c
    holding = select(_O.report).where(~_O.named).distinct()
    rows: Select[Any] = (
        select(r.id, r.title, r.publisher, r.published)
        .where(r.id.in_(holding))
        .order_by(r.published.desc(), r.id)
    )
    found = page_of(connection, rows, tuple, number=number, size=size)
    ids = [row[0] for row in found.rows]
    held: Select[Any] = (
        select(*_COLUMNS).where(~_O.named, _O.report.in_(ids)).group_by(_O.origin).order_by(_COLUMNS[1])
    )
    voices = [_line(row) for row in connection.execute(held)]
    return Page(
        rows=tuple(
            Apart(
                report=row[0],
                title=row[1],
                publisher=row[2],
                published=row[3],
                voices=tuple(v for v in voices if v.report == row[0]),
            )
            for row in found.rows
        ),
        total=found.total,
        number=found.number,
        size=size,
    )


def one(connection: Connection, origin: str) -> SourceLine | None:
    """A voice by id; None if no matter has it."""
    row = connection.execute(select(*_COLUMNS).where(_O.origin == origin).group_by(_O.origin)).first()
    return _line(row) if row else None


def resting(connection: Connection, origin: str, *, how: str, number: int, size: int) -> Page[MatterLine]:
    """Matters of a voice: `how` is "alone" (nobody else is counted), "beside" (others are) or "uncounted"."""
    chosen = {
        "alone": _O.alone,
        "beside": _O.counted & ~_O.alone,
        "uncounted": ~_O.counted,
    }[how]
    rows: Select[Any] = (
        select(matter.c.id)
        .where(matter.c.id.in_(select(_O.matter).where(_O.origin == origin, chosen)))
        .order_by(matter.c.mentions.desc(), matter.c.id)
    )
    return matters.drawn_up(connection, page_of(connection, rows, itemgetter(0), number=number, size=size))
