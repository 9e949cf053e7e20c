"""When which address was last asked: what makes the next request a conditional one."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from accordingto.ledger.tables import visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The last request to an address. Times are UTC, ISO 8601, as `standing.moment` writes them.

    `kind` is "list" or "page"; `status` 0 where nothing answered; `failures` how often in a row; `said`
    why. `etag` and `modified` are those of the last answer that was kept.
    """

    address: str
    kind: str
    first: str
    last: str
    status: int
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    said: str = ""


def visits(connection: Connection) -> dict[str, Visit]:
    """All of them, by address."""
    return {row.address: Visit(**row._mapping) for row in connection.execute(select(visit))}


def note(connection: Connection, done: Visit) -> None:
    """Put a visit in the place of the last one."""
    connection.execute(delete(visit).where(visit.c.address == done.address))
    connection.execute(insert(visit).values(**asdict(done)))
