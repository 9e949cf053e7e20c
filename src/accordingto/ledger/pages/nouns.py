"""Reports, claims and relations by id, as they are shown: judged and shielded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, func, select

from accordingto.claim import Claim
from accordingto.ledger.codec import from_json
from accordingto.ledger.pages.page import Page, page_of
from accordingto.ledger.tables import claim, claim_line, copy, extraction, relation, report_line
from accordingto.relation import Copy, Relation
from accordingto.report import Report

AT_ONCE = 500  # ids in one statement


def claims(connection: Connection, ids: Iterable[str]) -> tuple[Claim, ...]:
    """The claims of these ids in the order given; ids that the ledger does not show are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Claim] = {}
    for some in _batches(wanted):
        body = func.coalesce(claim_line.c.shown, claim.c.body)
        rows = (
            select(claim_line.c.id, body)
            .join(report_line, report_line.c.id == claim_line.c.report)
            .outerjoin(
                claim, (claim.c.extraction == report_line.c.extraction) & (claim.c.id == claim_line.c.id)
            )
            .where(claim_line.c.id.in_(some))
        )
        found |= {row[0]: from_json(Claim, row[1]) for row in connection.execute(rows)}
    return tuple(found[i] for i in wanted if i in found)


def reviews(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """How far each of these claims has been reviewed: a State, by claim id."""
    found: dict[str, str] = {}
    for some in _batches(list(ids)):
        rows = select(claim_line.c.id, claim_line.c.review).where(claim_line.c.id.in_(some))
        found |= {row[0]: row[1] for row in connection.execute(rows)}
    return found


def reports(connection: Connection, ids: Iterable[str]) -> tuple[Report, ...]:
    """The reports of these ids in the order given; ids that the ledger does not show are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Report] = {}
    for some in _batches(wanted):
        rows = (
            select(extraction.c.body)
            .join(report_line, report_line.c.extraction == extraction.c.number)
            .where(report_line.c.id.in_(some))
        )
        for body in connection.execute(rows).scalars():
            report = from_json(Report, body)
            found[report.id] = report
    return tuple(found[i] for i in wanted if i in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in a list."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    path: str
    claims: int


def listed(connection: Connection, *, number: int, size: int) -> Page[ReportLine]:
    """Reports, the newest first, undated ones last."""
    r = report_line.c
    rows = select(r.id, r.title, r.publisher, r.published, r.path, r.claims).order_by(
        r.published.desc(), r.id
    )
    return page_of(connection, rows, lambda row: ReportLine(**row._mapping), number=number, size=size)


def lines(connection: Connection, ids: Sequence[str]) -> dict[str, ReportLine]:
    """Reports in a list, by id."""
    r = report_line.c
    found: dict[str, ReportLine] = {}
    for some in _batches(ids):
        rows = select(r.id, r.title, r.publisher, r.published, r.path, r.claims).where(r.id.in_(some))
        found |= {row.id: ReportLine(**row._mapping) for row in connection.execute(rows)}
    return found


def relations(connection: Connection, ids: Iterable[str], *, most: int) -> tuple[Relation, ...]:
    """Relations with one of these claims at either end, conflicts first, at most so many."""
    wanted = list(dict.fromkeys(ids))
    found: dict[tuple[str, str, str], str] = {}
    for some in _batches(wanted):
        for end in (relation.c.a, relation.c.b):
            rows = (
                select(relation.c.a, relation.c.b, relation.c.kind, relation.c.body)
                .where(end.in_(some))
                .order_by(relation.c.kind != "conflicts", relation.c.a, relation.c.b)
                .limit(most)
            )
            found |= {(row[0], row[1], row[2]): row[3] for row in connection.execute(rows)}
    order = sorted(found, key=lambda key: (key[2] != "conflicts", key))
    return tuple(from_json(Relation, found[key]) for key in order[:most])


def copies(connection: Connection, reports_: Sequence[str]) -> tuple[Copy, ...]:
    """Copies made of or by these reports."""
    rows = select(copy.c.body).where(copy.c.copier.in_(reports_) | copy.c.original.in_(reports_))
    return tuple(from_json(Copy, body) for body in connection.execute(rows).scalars())


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        yield some
