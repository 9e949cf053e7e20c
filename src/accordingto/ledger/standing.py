"""Which extractions stand: of a page that was got more than once only its newest version counts.

Both versions stay in the ledger. An edit is not a second report, so that linking sees one of them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from accordingto.ledger.tables import extraction, retrieval, snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of a page as it was got: `at` is UTC, ISO 8601; `report` leads to its extractions."""

    address: str
    at: str
    report: str


def moment(at: datetime) -> str:
    """A time as the ledger compares it: UTC, to the second, always of one form."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def standing(connection: Connection, until: datetime | None = None) -> set[int]:
    """Numbers of the extractions that count, one a report.

    The newest snapshot of each path and content leads to a report: the same bytes at the same path with
    a corrected sidecar are the same piece, described better, and the older description no longer stands.
    Other bytes at a path are another piece; other bytes at an address are another version of one piece.
    `until` asks what stood then, going by when bytes were got, as read by the newest program.
    """
    last = moment(until) if until else None
    newest: dict[tuple[str, str], str] = {}
    columns = (snapshot.c.path, snapshot.c.sha256, snapshot.c.report, snapshot.c.retrieved)
    for path, sha256, report, retrieved in connection.execute(select(*columns).order_by(snapshot.c.number)):
        if last is None or moment(datetime.fromisoformat(retrieved)) <= last:
            newest[path, sha256] = report
    reports = set(newest.values())
    outdated: set[str] = set()
    current: set[str] = set()
    for states in versions(connection, until).values():
        found = [v.report for v in states if v.report in reports]
        outdated.update(found[:-1])
        current.update(found[-1:])
    reports -= outdated - current
    rows = select(extraction.c.report, func.max(extraction.c.number)).group_by(extraction.c.report)
    return {number for report, number in connection.execute(rows) if report in reports}


def versions(connection: Connection, until: datetime | None = None) -> dict[str, list[Version]]:
    """For each address the states it was in, oldest first; what was got again unchanged is one state."""
    columns = (retrieval.c.address, retrieval.c.at, snapshot.c.report)
    rows = select(*columns).join(snapshot, retrieval.c.snapshot == snapshot.c.number)
    if until is not None:
        rows = rows.where(retrieval.c.at <= moment(until))
    found: dict[str, list[Version]] = defaultdict(list)
    for address, at, report in connection.execute(rows.order_by(retrieval.c.at, retrieval.c.number)):
        if not found[address] or found[address][-1].report != report:
            found[address].append(Version(address=address, at=at, report=report))
    return found
