"""The versions of pages, two by two, for asking what was edited."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import Connection, Table, select

from accordingto.claim import Claim, NonResponse
from accordingto.ledger.codec import from_json
from accordingto.ledger.standing import Version, versions
from accordingto.ledger.tables import claim, extraction, non_response
from accordingto.report import Report
from accordingto.when import When

T = TypeVar("T", Claim, NonResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as it was got at a time, and what one version of the program (`maker`) made of it.

    `number` is that of the reading in the ledger; 0 for one that is in none.
    """

    address: str
    at: datetime
    report: Report
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...] = ()
    published: When | None = None
    maker: str
    number: int = 0


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
    read = select(extraction.c.body, extraction.c.published).where(extraction.c.number == number)
    row = connection.execute(read).one()
    return State(
        address=version.address,
        at=datetime.fromisoformat(version.at),
        report=from_json(Report, row.body),
        claims=_nouns(connection, claim, Claim, number),
        non_responses=_nouns(connection, non_response, NonResponse, number),
        published=from_json(When, row.published) if row.published != "null" else None,
        maker=maker,
        number=number,
    )


def _nouns(connection: Connection, table: Table, kind: type[T], number: int) -> tuple[T, ...]:
    bodies = connection.scalars(select(table.c.body).where(table.c.extraction == number))
    return tuple(sorted((from_json(kind, body) for body in bodies), key=lambda noun: noun.id))
