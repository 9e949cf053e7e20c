"""Matters, filtered and sorted, a page at a time; and one matter whole."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, literal_column, select

from accordingto.ledger.codec import from_json
from accordingto.ledger.pages.page import Page, page_of
from accordingto.ledger.tables import claim_line, claim_place, matter, matter_origin, relation
from accordingto.relation import Matter, Relation

COUNTS = ("none", "one", "more")  # independent origins
SORTS = ("weight", "newest", "mentions", "origins", "title")
REVIEWS = ("unreviewed", "reviewed", "pinned")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterFilter:
    """Which matters; what is empty or False chooses nothing.

    `count` is one of COUNTS, `sort` of SORTS, `review` of REVIEWS. `since` and `until` are ISO days that
    the event's time has to meet. `place` is a place's name, `voice` an origin's id (a named one),
    `report` a report's id.
    """

    count: str = ""
    conflict: bool = False
    question: bool = False
    place: str = ""
    voice: str = ""
    report: str = ""
    since: str = ""
    until: str = ""
    review: str = ""
    sort: str = "weight"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterLine:
    """A matter in a list."""

    id: str
    title: str
    independent: int
    mentions: int
    reports: int
    conflicts: int
    questions: int
    first: str | None
    last: str | None
    earliest: str | None
    latest: str | None
    pinned: bool
    unreviewed: int  # claims that nobody has judged

    @property
    def tone(self) -> str:
        """conflict, open, many, one or none."""
        if self.conflicts:
            return "conflict"
        if self.questions == self.mentions:
            return "open"
        return "many" if self.independent > 1 else "one" if self.independent else "none"


COLUMNS: tuple[ColumnElement[Any], ...] = (
    matter.c.id,
    matter.c.title,
    matter.c.independent,
    matter.c.mentions,
    matter.c.reports,
    matter.c.conflicts,
    matter.c.questions,
    matter.c.first,
    matter.c.last,
    matter.c.earliest,
    matter.c.latest,
    matter.c.pinned,
    matter.c.unreviewed,
)


def line(row: Any) -> MatterLine:
    """A row of COLUMNS."""
    return MatterLine(**dict(zip((c.name for c in COLUMNS), row, strict=False)))


def matters(connection: Connection, chosen: MatterFilter, *, number: int, size: int) -> Page[MatterLine]:
    """The matters that the filter leaves."""
    rows: Select[Any] = select(matter.c.id).where(*_conditions(chosen)).order_by(*_order(chosen.sort))
    return drawn_up(connection, page_of(connection, rows, itemgetter(0), number=number, size=size))


def drawn_up(connection: Connection, ids: Page[str]) -> Page[MatterLine]:
    """The lines of these ids: sorting whole rows would drag each matter's body along."""
    found = lines(connection, list(ids.rows))
    return Page(rows=tuple(found[i] for i in ids.rows), total=ids.total, number=ids.number, size=ids.size)


def _conditions(chosen: MatterFilter) -> list[ColumnElement[bool]]:
    m = matter.c
    held: list[ColumnElement[bool]] = []
    if chosen.count in COUNTS:
        held.append(
            {"none": m.independent == 0, "one": m.independent == 1, "more": m.independent > 1}[chosen.count]
        )
    if chosen.conflict:
        held.append(m.conflicts > 0)
    if chosen.question:
        held.append(m.questions > 0)
    if chosen.since:
        held.append(m.latest >= chosen.since)
    if chosen.until:
        held.append(m.earliest <= chosen.until)
    if chosen.place:
        named = select(claim_line.c.matter).join(claim_place, claim_place.c.claim == claim_line.c.id)
        held.append(m.id.in_(named.where(claim_place.c.name == chosen.place)))
    if chosen.voice:
        heard = select(matter_origin.c.matter).where(matter_origin.c.origin == chosen.voice)
        held.append(m.id.in_(heard))
    if chosen.report:
        held.append(m.id.in_(select(claim_line.c.matter).where(claim_line.c.report == chosen.report)))
    if chosen.review in REVIEWS:
        held.append(
            {"unreviewed": m.unreviewed > 0, "reviewed": m.unreviewed == 0, "pinned": m.pinned}[chosen.review]
        )
    return held


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    m = matter.c
    heaviest = (m.independent.desc(), m.mentions.desc(), m.reports.desc(), m.id)
    return {
        "newest": (m.last.desc(), *heaviest),
        "mentions": (m.mentions.desc(), *heaviest),
        "origins": heaviest,
        "title": (m.title, m.id),
    }.get(sort, (literal_column("conflicts > 0").desc(), *heaviest))  # as the index has it


def one(connection: Connection, name: str) -> tuple[MatterLine, Matter] | None:
    """A matter by id; None if the ledger shows none."""
    row = connection.execute(select(*COLUMNS, matter.c.body).where(matter.c.id == name)).first()
    return (line(row), from_json(Matter, row.body)) if row else None


def lines(connection: Connection, ids: list[str]) -> dict[str, MatterLine]:
    """Matters by id."""
    rows = connection.execute(select(*COLUMNS).where(matter.c.id.in_(ids)))
    return {made.id: made for made in map(line, rows)}


def within(connection: Connection, claims: list[str]) -> dict[str, str]:
    """Claim id to the id of its matter."""
    rows: Select[Any] = select(claim_line.c.id, claim_line.c.matter).where(
        claim_line.c.id.in_(claims), claim_line.c.matter.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(rows)}


def there_are(connection: Connection) -> bool:
    """True if the ledger holds a matter at all."""
    return bool(connection.execute(select(exists().where(matter.c.id.is_not(None)))).scalar())


def in_reading_order(connection: Connection, name: str, *, most: int, after: int = 0) -> tuple[str, ...]:
    """Ids of a matter's claims, by publication, report and place in it; undated reports last."""
    c = claim_line.c
    rows = (
        select(c.id)
        .where(c.matter == name)
        .order_by(c.published.is_(None), c.published, c.report, c.position, c.id)
        .limit(most)
        .offset(after)
    )
    return tuple(connection.execute(rows).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relation of one of a matter's claims; `other` is the matter at its other end, if another."""

    relation: Relation
    other: str | None


def relations(connection: Connection, name: str, *, number: int, size: int) -> Page[Link]:
    """What stands between a matter's claims and others, conflicts first."""
    mine = select(claim_line.c.id).where(claim_line.c.matter == name)
    r = relation.c
    rows: Select[Any] = (
        select(r.body).where(r.a.in_(mine) | r.b.in_(mine)).order_by(r.kind != "conflicts", r.kind, r.a, r.b)
    )
    found = page_of(connection, rows, lambda row: from_json(Relation, row[0]), number=number, size=size)
    homes = within(connection, [end for one in found.rows for end in (one.a, one.b)])
    return Page(
        rows=tuple(
            Link(
                relation=one,
                other=next((h for end in (one.a, one.b) if (h := homes.get(end)) not in (None, name)), None),
            )
            for one in found.rows
        ),
        total=found.total,
        number=found.number,
        size=size,
    )
