"""What is remembered of addresses from round to round: when each was asked, and when it is due again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from accordingto.collect.politeness import Politeness
from accordingto.collect.web import Fetched
from accordingto.gather.arrivals import Desk
from accordingto.gather.errand import Want
from accordingto.ledger.standing import moment
from accordingto.ledger.store import transaction
from accordingto.ledger.visits import Visit, note, visits

WRITTEN_AT_ONCE = 100  # visits, each of which would wait for the disk


class Memory:
    """The visits of a ledger, written a hundred at a time: one that a killed process has not written costs
    another request, and no page."""

    def __init__(self, desk: Desk, politeness: Politeness, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._politeness = politeness
        self._now = now
        self._unwritten: dict[str, Visit] = {}
        with transaction(desk.engine, desk.subject) as connection:
            self._visits = visits(connection)

    def of(self, address: str) -> Visit | None:
        """The last visit to an address."""
        return self._visits.get(address)

    def pages_due(self, but: set[str]) -> list[Visit]:
        """Pages that are held, to be looked at again."""
        held = self._visits.values()
        return [v for v in held if v.kind == "page" and v.address not in but and self.due(v)]

    def ages(self) -> Iterator[tuple[str, float]]:
        """Each address with the seconds since it was asked."""
        now = self._now()
        for visit in self._visits.values():
            yield visit.address, (now - datetime.fromisoformat(visit.last)).total_seconds()

    def due(self, visit: Visit) -> bool:
        """True if it is time to ask again."""
        limits, now = self._politeness, self._now()
        waited = now - datetime.fromisoformat(visit.last)
        if visit.failures:
            often = visit.failures < limits.failures or visit.kind == "list"
            return often and waited >= timedelta(hours=min(limits.failed_hours, limits.again_hours))
        if visit.kind == "list":
            return waited >= timedelta(hours=limits.every_hours)
        held = now - datetime.fromisoformat(visit.first)
        return waited >= timedelta(hours=limits.again_hours) and held <= timedelta(days=limits.again_days)

    def visit(self, address: str, want: Want, status: int, got: Fetched | None = None) -> Visit:
        """A visit made now; `got` is an answer with something in it."""
        now = moment(self._now())
        before = self._visits.get(address)
        kind = "page" if want is Want.PAGE else "list"
        if before and want is Want.EITHER:
            kind = before.kind
        first = before.first if before else now
        visit = Visit(address=address, kind=kind, first=first, last=now, status=status)
        if got is not None:
            record = got.retrieval
            return replace(visit, etag=record.header("etag"), modified=record.header("last-modified"))
        if before is None:
            return visit
        failures = 0 if status == 304 else before.failures
        return replace(visit, etag=before.etag, modified=before.modified, failures=failures)

    def note(self, visit: Visit) -> None:
        """Keep a visit."""
        self._visits[visit.address] = visit
        self._unwritten[visit.address] = visit
        if len(self._unwritten) >= WRITTEN_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what is not written."""
        with transaction(self._desk.engine, self._desk.subject, write=True) as connection:
            for visit in self._unwritten.values():
                note(connection, visit)
        self._unwritten.clear()
