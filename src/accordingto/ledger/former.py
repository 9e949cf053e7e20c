"""Judged claims as the people who judged them saw them, where the ledger has been read anew since."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from accordingto.claim import Claim
from accordingto.judgement import Former
from accordingto.ledger.codec import from_json
from accordingto.ledger.standing import versions
from accordingto.ledger.tables import claim, extraction, judged, judgement, snapshot
from accordingto.report import Report


def former(
    connection: Connection, standing: Collection[int], *, report: str | None = None
) -> tuple[Former, ...]:
    """Every judged claim that was seen in an extraction that no longer stands (`standing`: those that do).

    `report` asks only for claims whose report now stands under that id.
    """
    pins = (
        select(judgement.c.id, judged.c.extraction, claim.c.body)
        .join(judged, judged.c.judgement == judgement.c.number)
        .join(claim, (claim.c.extraction == judged.c.extraction) & (claim.c.id == judged.c.claim))
        .order_by(judgement.c.number, judged.c.claim)
    )
    old = [row for row in connection.execute(pins) if row.extraction not in standing]
    if not old:
        return ()
    now = _leads(connection)
    readings: dict[int, tuple[str, str, frozenset[str]]] = {}
    found = []
    for made, number, body in old:
        if number not in readings:
            read = connection.execute(select(extraction.c.body).where(extraction.c.number == number))
            then = from_json(Report, read.scalar_one())
            known = frozenset(connection.scalars(select(claim.c.id).where(claim.c.extraction == number)))
            readings[number] = (then.text, now.get(then.id, then.id), known)
        text, stands, known = readings[number]
        if report in (None, stands):
            seen = from_json(Claim, body)
            found.append(Former(judgement=made, claim=seen, text=text, report=stands, known=known))
    return tuple(found)


def _leads(connection: Connection) -> dict[str, str]:
    """From a report that no longer stands to the one that does: the same bytes described better by a
    corrected sidecar, or the newest version of the same page."""
    newest: dict[tuple[str, str], list[str]] = {}
    columns = (snapshot.c.path, snapshot.c.sha256, snapshot.c.report)
    for path, sha256, report in connection.execute(select(*columns).order_by(snapshot.c.number)):
        newest.setdefault((path, sha256), []).append(report)
    leads = {old: reports[-1] for reports in newest.values() for old in reports[:-1] if old != reports[-1]}
    for states in versions(connection).values():
        leads.update({v.report: states[-1].report for v in states[:-1] if v.report != states[-1].report})
    return leads
