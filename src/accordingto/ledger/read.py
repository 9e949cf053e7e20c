"""Reading a ledger: the newest extraction of each report that still stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Table, select

from accordingto.claim import Claim, NonResponse
from accordingto.ledger.codec import from_json
from accordingto.ledger.standing import standing, versions
from accordingto.ledger.tables import claim, extraction, non_response, retrieval, snapshot
from accordingto.ledger.view import Custody, Dated, Made, Seen
from accordingto.report import Report, Sidecar
from accordingto.retrieval import Retrieval
from accordingto.when import When

T = TypeVar("T", Claim, NonResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was read out of reports, before anything is linked; each tuple sorted by id."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    dated: tuple[Dated, ...]
    custody: tuple[Custody, ...]
    made: tuple[Made, ...]


def kept(connection: Connection, until: datetime | None = None) -> Kept:
    """Everything that stands, or stood at a moment. Raises LedgerError if a row cannot be read."""
    numbers = standing(connection, until)
    columns = (extraction.c.number, extraction.c.body, extraction.c.published, extraction.c.maker)
    rows = [row for row in connection.execute(select(*columns)) if row.number in numbers]
    read = [(from_json(Report, row.body), row) for row in rows]
    reports = [report for report, _ in read]
    dated = [
        Dated(report=r.id, published=from_json(When, row.published))
        for r, row in read
        if row.published != "null"
    ]
    made = [Made(report=r.id, maker=row.maker) for r, row in read]
    return Kept(
        reports=tuple(sorted(reports, key=lambda r: r.id)),
        claims=_nouns(connection, claim, Claim, numbers),
        non_responses=_nouns(connection, non_response, NonResponse, numbers),
        dated=tuple(sorted(dated, key=lambda d: d.report)),
        custody=custody(connection, {r.id for r in reports}),
        made=tuple(sorted(made, key=lambda m: m.report)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The newest state of a page: its report, who made that of it, and the bytes it came from; with the
    record of how they were got, which tells their encoding."""

    report: Report
    maker: str
    path: str
    sha256: str
    retrieved: datetime
    sidecar: Sidecar | None
    retrieval: Retrieval | None


def newest_at(connection: Connection, address: str) -> Held | None:
    """What stands under an address (as `collect.address.same_page` writes it); None if it is not held."""
    latest = (
        select(snapshot)
        .join(retrieval, retrieval.c.snapshot == snapshot.c.number)
        .where(retrieval.c.address == address)
        .order_by(retrieval.c.at.desc(), retrieval.c.number.desc())
        .limit(1)
    )
    row = connection.execute(latest).first()
    if row is None:
        return None
    made = select(extraction).where(extraction.c.report == row.report).order_by(extraction.c.number.desc())
    read = connection.execute(made.limit(1)).first()
    if read is None:
        return None
    return Held(
        report=from_json(Report, read.body),
        maker=read.maker,
        path=row.path,
        sha256=row.sha256,
        retrieved=datetime.fromisoformat(row.retrieved),
        sidecar=_sidecar(row.sidecar),
        retrieval=_records(connection, row.number).get(row.number),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """A report that stands: which bytes it came from, how they were got, and who read it last."""

    report: str
    path: str
    sha256: str
    retrieved: datetime
    sidecar: Sidecar | None
    retrieval: Retrieval | None
    maker: str


def standing_now(connection: Connection) -> tuple[Stands, ...]:
    """Every report that stands, and every earlier version of its page, by path and content; no texts."""
    numbers = standing(connection)
    edited = {v.report for states in versions(connection).values() if len(states) > 1 for v in states}
    columns = (extraction.c.number, extraction.c.report, extraction.c.maker)
    made = {
        row.report: row.maker
        for row in connection.execute(select(*columns).order_by(extraction.c.number))
        if row.number in numbers or row.report in edited
    }
    newest = {
        row.report: row
        for row in connection.execute(select(snapshot).order_by(snapshot.c.number))
        if row.report in made
    }
    records = _records(connection)
    found = [
        Stands(
            report=row.report,
            path=row.path,
            sha256=row.sha256,
            retrieved=datetime.fromisoformat(row.retrieved),
            sidecar=_sidecar(row.sidecar),
            retrieval=records.get(row.number),
            maker=made[row.report],
        )
        for row in newest.values()
    ]
    return tuple(sorted(found, key=lambda s: (s.path, s.sha256)))


def _records(connection: Connection, of: int | None = None) -> dict[int, Retrieval]:
    """How each snapshot was got, or that one: the first time that a record tells of it."""
    rows = select(retrieval.c.snapshot, retrieval.c.body).where(retrieval.c.body != "null")
    if of is not None:
        rows = rows.where(retrieval.c.snapshot == of)
    newest_first = rows.order_by(retrieval.c.at.desc(), retrieval.c.number.desc())
    return {row.snapshot: from_json(Retrieval, row.body) for row in connection.execute(newest_first)}


def custody(connection: Connection, reports: set[str]) -> tuple[Custody, ...]:
    """Every snapshot that led to one of these reports, oldest first (the newest describes the bytes)."""
    seen: dict[int, list[Seen]] = defaultdict(list)
    for row in connection.execute(select(retrieval).order_by(retrieval.c.at, retrieval.c.number)):
        record = from_json(Retrieval, row.body) if row.body != "null" else None
        at = datetime.fromisoformat(row.at)
        seen[row.snapshot].append(Seen(address=row.address, at=at, retrieval=record))
    rows = connection.execute(select(snapshot).order_by(snapshot.c.number))
    return tuple(
        Custody(
            report=row.report,
            path=row.path,
            sha256=row.sha256,
            retrieved=datetime.fromisoformat(row.retrieved),
            sidecar=_sidecar(row.sidecar),
            seen=tuple(seen[row.number]),
        )
        for row in rows
        if row.report in reports
    )


def _sidecar(body: str) -> Sidecar | None:
    return from_json(Sidecar, body) if body != "null" else None


def _nouns(connection: Connection, table: Table, kind: type[T], numbers: set[int]) -> tuple[T, ...]:
    rows = connection.execute(select(table.c.extraction, table.c.body)).all()
    nouns = [from_json(kind, body) for number, body in rows if number in numbers]
    return tuple(sorted(nouns, key=lambda noun: noun.id))
