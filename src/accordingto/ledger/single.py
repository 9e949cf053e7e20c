"""One report out of a ledger, without reading the others."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from accordingto.claim import Claim, NonResponse
from accordingto.ledger.codec import from_json
from accordingto.ledger.tables import claim, extraction, non_response
from accordingto.report import Report
from accordingto.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """One report, its claims in reading order, who did not answer, and the days its text allows for it."""

    report: Report
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    published: When | None


def one(connection: Connection, report: str) -> Single | None:
    """The newest extraction of a report; None if the ledger has no such report."""
    newest = select(func.max(extraction.c.number)).where(extraction.c.report == report)
    row = connection.execute(
        select(extraction.c.number, extraction.c.body, extraction.c.published).where(
            extraction.c.number == newest.scalar_subquery()
        )
    ).first()
    if row is None:
        return None
    number, body, published = row
    claims = connection.execute(select(claim.c.body).where(claim.c.extraction == number)).scalars()
    silences = connection.execute(select(non_response.c.body).where(non_response.c.extraction == number))
    return Single(
        report=from_json(Report, body),
        claims=tuple(sorted((from_json(Claim, c) for c in claims), key=lambda c: (c.evidence, c.id))),
        non_responses=tuple(from_json(NonResponse, n) for n in silences.scalars()),
        published=from_json(When, published) if published != "null" else None,
    )


def report_of_claim(connection: Connection, claim_id: str) -> str | None:
    """The report whose newest extraction holding it has this claim; None if no extraction has it."""
    rows = (
        select(extraction.c.report)
        .join(claim, claim.c.extraction == extraction.c.number)
        .where(claim.c.id == claim_id)
        .order_by(extraction.c.number.desc())
        .limit(1)
    )
    return connection.execute(rows).scalar()
