"""The versions of pages, two by two, for asking what was edited."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, select

from accordingto.claim import Claim
from accordingto.ledger.codec import from_json
from accordingto.ledger.standing import Version, versions
from accordingto.ledger.tables import claim, extraction
from accordingto.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as it was got at a time, and what one version of the program (`maker`) made of it."""

    address: str
    at: datetime
    report: Report
    claims: tuple[Claim, ...]
    maker: str


def successive(connection: Connection, until: datetime | None = None) -> tuple[tuple[State, State], ...]:
    """Each version of a page with the one that took its place, by address and time.

    Both as read by the newest program that read both, so that a better reader is not taken for an edit;
    where no program did, each as read by its newest. Raises LedgerError if a row cannot be read.
    """
    pairs = [
        (old, new)
        for _, states in sorted(versions(connection, until).items())
        for old, new in pairwise(states)
    ]
    wanted = {version.report for pair in pairs for version in pair}
    made: dict[str, dict[str, int]] = defaultdict(dict)
    if wanted:
        columns = (extraction.c.report, extraction.c.maker, extraction.c.number)
        for report, maker, number in connection.execute(select(*columns).order_by(extraction.c.number)):
            if report in wanted:
                made[report][maker] = number
    out = []
    for old, new in pairs:
        before, after = made.get(old.report, {}), made.get(new.report, {})
        if before and after:
            both = max(before.keys() & after.keys(), key=lambda m: after[m], default=None)
            out.append((_state(connection, old, before, both), _state(connection, new, after, both)))
    return tuple(out)


def _state(connection: Connection, version: Version, made: Mapping[str, int], maker: str | None) -> State:
    maker = maker or max(made, key=lambda m: made[m])
    number = made[maker]
    body = connection.execute(select(extraction.c.body).where(extraction.c.number == number)).scalar_one()
    rows = connection.execute(select(claim.c.body).where(claim.c.extraction == number))
    found = [from_json(Claim, row.body) for row in rows]
    return State(
        address=version.address,
        at=datetime.fromisoformat(version.at),
        report=from_json(Report, body),
        claims=tuple(sorted(found, key=lambda c: c.id)),
        maker=maker,
    )
