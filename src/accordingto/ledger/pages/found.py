"""What a search finds, as lines of a page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from accordingto.ledger import search
from accordingto.ledger.pages import nouns
from accordingto.ledger.pages.page import Page, within
from accordingto.ledger.tables import claim_line, report_line, search_claim, search_report

INDEXES = {"claims": search_claim, "reports": search_report}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHit:
    """A claim that was found; `text` are its words."""

    id: str
    text: str
    report: str
    matter: str | None
    origin: str
    title: str | None
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHit:
    """A report that was found; `text` is all of it."""

    id: str
    text: str
    title: str | None
    publisher: str | None
    published: str | None
    claims: int


def total(connection: Connection, place: str, query: str) -> int:
    """How many claims or reports a query finds, counted up to `search.COUNTED`."""
    return search.count(connection, INDEXES[place], query)


def hits(
    connection: Connection, place: str, query: str, *, number: int, size: int
) -> Page[ClaimHit] | Page[ReportHit]:
    """A page of "claims" or "reports" that a query finds, the best first."""
    all_ = total(connection, place, query)
    here = within(number, all_, size)
    ids = search.find(connection, INDEXES[place], query, total=all_, first=(here - 1) * size, size=size)
    if place == "claims":
        return Page(rows=_claims(connection, ids), total=all_, number=here, size=size)
    return Page(rows=_reports(connection, ids), total=all_, number=here, size=size)


def _claims(connection: Connection, ids: tuple[str, ...]) -> tuple[ClaimHit, ...]:
    c, r = claim_line.c, report_line.c
    rows: Select[Any] = (
        select(c.id, c.wording, c.report, c.matter, c.origin, r.title, r.publisher, r.published)
        .join(report_line, r.id == c.report)
        .where(c.id.in_(ids))
    )
    lines = {
        row[0]: ClaimHit(
            id=row[0],
            text=row[1],
            report=row[2],
            matter=row[3],
            origin=row[4],
            title=row[5],
            publisher=row[6],
            published=row[7],
        )
        for row in connection.execute(rows)
    }
    return tuple(lines[i] for i in ids if i in lines)


def _reports(connection: Connection, ids: tuple[str, ...]) -> tuple[ReportHit, ...]:
    r = report_line.c
    rows: Select[Any] = select(r.id, r.title, r.publisher, r.published, r.claims).where(r.id.in_(ids))
    lines = {row[0]: row for row in connection.execute(rows)}
    return tuple(
        ReportHit(
            id=report.id,
            text=report.text,
            title=line[1],
            publisher=line[2],
            published=line[3],
            claims=line[4],
        )
        for report in nouns.reports(connection, ids)
        if (line := lines.get(report.id)) is not None
    )
