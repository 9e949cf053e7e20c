"""One round of watching: what is due is asked, what is new is kept, and what failed is remembered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from accordingto.collect import listing
from accordingto.collect.address import same_page
from accordingto.collect.listing import Entry, Kind
from accordingto.collect.politeness import Turns, asked_wait
from accordingto.collect.robots import Robots
from accordingto.collect.watchlist import Source, Watchlist
from accordingto.collect.web import Fetched, Known, Web, snapshot
from accordingto.errors import BadReply, SkipReport
from accordingto.gather import arrivals
from accordingto.gather.arrivals import Desk, Kept, Page
from accordingto.gather.errand import Errand, Runner, Want
from accordingto.ledger.standing import moment
from accordingto.ledger.store import transaction
from accordingto.ledger.visits import Visit, note, visits
from accordingto.report import Snapshot

AT_ONCE = 256  # pages read together: each time a model is loaded in every worker
AT_ONCE_BYTES = 64_000_000  # of pages that wait in memory to be read
WRITTEN_AT_ONCE = 100  # visits, each of which would wait for the disk
WAIT = (429, 500, 502, 503, 504)  # an answer that may be another one in a while
GONE = (404, 410)


@dataclass(slots=True, kw_only=True)
class Round:
    """What a round did. `changed` are pages whose text is another than before, `gone` those no longer
    there, by address; `left` what could not be had, each with why."""

    asked: int = 0
    lists: int = 0
    unchanged: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    left: list[SkipReport] = field(default_factory=list)


def web_of(settings: Watchlist, web: Web | None = None) -> Web:
    """How the settings say to fetch; `web` gives what they leave open."""
    base = web or Web()
    return replace(
        base,
        caps=settings.caps,
        user_agent=settings.user_agent or base.user_agent,
        proxy=settings.proxy or base.proxy,
    )


def watch(
    desk: Desk,
    settings: Watchlist,
    sources: Sequence[Source],
    *,
    web: Web | None = None,
    want: Want = Want.LIST,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Round:
    """Ask the sources that are due, fetch what is new in them, and look again at pages held before.

    `want` EITHER is for addresses that a person adds: they are asked at once, whatever they are.
    """
    going = _Going(desk, settings, web_of(settings, web), now)
    going.begin(sources, want)
    for errand, outcome in going.turns.outcomes():
        going.hear(errand, outcome)
        progress(going.round.asked, going.put)
    going.flush()
    return going.round


class _Going:
    """A round under way: what waits to be read, and what is known of addresses."""

    def __init__(self, desk: Desk, settings: Watchlist, web: Web, now: Callable[[], datetime]) -> None:
        self.round = Round()
        self.put = 0
        self._desk = desk
        self._now = now
        self._web = web
        self._politeness = settings.politeness
        self._robots = Robots(web, settings.politeness) if settings.robots else None
        runner = Runner(web=web, politeness=settings.politeness, robots=self._robots)
        self.turns: Turns[Errand, Fetched | SkipReport | None] = Turns(runner.run, settings.politeness)
        self._unwritten: dict[str, Visit] = {}
        self._waiting: list[tuple[Snapshot, Visit]] = []
        self._hosts: set[str] = set()
        self._asked: set[str] = set()
        with transaction(desk.engine, desk.subject) as connection:
            self._visits = visits(connection)

    def begin(self, sources: Iterable[Source], want: Want) -> None:
        """Put what is due: the sources; and unless a person adds something, pages for a second look."""
        for source in sources:
            visit = self._visits.get(source.address)
            if want is Want.EITHER or visit is None or self._due(visit):
                known = Known(etag=visit.etag, modified=visit.modified) if visit else None
                self._go(Errand(address=source.address, want=want, publisher=source.publisher, known=known))
        if want is not Want.EITHER:
            listed = {source.address for source in sources}
            for visit in self._visits.values():
                if visit.kind == "page" and visit.address not in listed and self._due(visit):
                    known = Known(etag=visit.etag, modified=visit.modified)
                    self._go(Errand(address=visit.address, want=Want.PAGE, known=known))

    def hear(self, errand: Errand, outcome: Fetched | SkipReport | None) -> None:
        """Deal with one answer."""
        if errand.want is Want.RULES:
            self._slow(errand)
            return
        self.round.asked += 1
        if isinstance(outcome, SkipReport):
            self._failed(errand, 0, outcome)
        elif outcome is not None:
            try:
                self._answered(errand, outcome)
            except SkipReport as error:
                self._failed(errand, outcome.retrieval.status, error)

    def flush(self) -> None:
        """Read and keep what waits."""
        waiting, self._waiting = self._waiting, []
        noted = {id(snap): visit for snap, visit in waiting}

        def told(outcome: Kept | SkipReport, of: Page) -> None:
            visit = noted[id(of)]
            if isinstance(outcome, SkipReport):
                self.round.left.append(outcome)
                visit = replace(visit, said=outcome.reason, failures=visit.failures + 1)
            elif outcome.changed:
                self.round.changed.append(visit.address)
            elif outcome.added:
                self.round.added.append(visit.address)
            else:
                self.round.unchanged += 1
            self._note(visit)

        if waiting:
            arrivals.keep(self._desk, [snap for snap, _ in waiting], told)
        self._write_visits()

    def _answered(self, errand: Errand, got: Fetched) -> None:
        record = got.retrieval
        if record.status in WAIT and self._again(errand, got):
            return
        if record.status == 304:
            self.round.unchanged += errand.want is not Want.LIST
            self._note(self._visit(errand, 304))
            return
        if record.status != 200:
            raise BadReply(errand.address, f"answered with status {record.status}")
        kind = listing.kind_of(got.data, record.header("content-type") or "")
        if errand.want is Want.PAGE or kind is Kind.PAGE:
            taken = snapshot(got, publisher=errand.publisher)
            self._waiting.append((taken, self._visit(replace(errand, want=Want.PAGE), 200, got)))
            size = sum(len(snap.data) for snap, _ in self._waiting)
            if len(self._waiting) >= AT_ONCE or size > AT_ONCE_BYTES:
                self.flush()
            return
        self._listed(errand, got, kind)
        self._note(self._visit(replace(errand, want=Want.LIST), 200, got))

    def _listed(self, errand: Errand, got: Fetched, kind: Kind) -> None:
        self.round.lists += 1
        most = self._politeness.entries
        for entry in listing.entries(got.data, kind, got.retrieval.address, most):
            if kind is Kind.INDEX:
                if errand.depth < self._politeness.depth:
                    self._go(
                        replace(
                            errand, address=entry.address, want=Want.LIST, depth=errand.depth + 1, known=None
                        )
                    )
            elif self._is_new(entry):
                self._go(Errand(address=entry.address, want=Want.PAGE, publisher=errand.publisher))

    def _is_new(self, entry: Entry) -> bool:
        """True for a page not asked yet, and for one that failed and is due, or changed since by its list."""
        visit = self._visits.get(entry.address)
        if visit is None or self._due(visit):
            return True
        return entry.updated is not None and not visit.failures and moment(entry.updated) > visit.last

    def _again(self, errand: Errand, got: Fetched) -> bool:
        """Ask once more after the pause that the host wishes for, if that is not too long."""
        wished = asked_wait(got.retrieval.header("retry-after"), self._now())
        pause = self._politeness.backoff * 2**errand.tries if wished is None else wished
        host = _host(errand.address)
        if pause > self._politeness.longest_wait:
            for left in self.turns.drop(host):
                self._failed(left, 0, BadReply(left.address, "its host asks to be left alone for now"))
            return False
        if errand.tries >= self._politeness.retries:
            return False
        self.turns.pause(host, pause)
        self._go(replace(errand, tries=errand.tries + 1))
        return True

    def _failed(self, errand: Errand, status: int, error: SkipReport) -> None:
        self.round.left.append(error)
        visit = self._visit(errand, status)
        if status in GONE and self._visits.get(errand.address) and not visit.failures:
            self.round.gone.append(errand.address)
        self._note(replace(visit, failures=visit.failures + 1, said=error.reason))

    def _slow(self, errand: Errand) -> None:
        """robots.txt is there: keep to the pause it asks for, or leave the host for another day."""
        if self._robots is None:
            return
        url = self._web.guard.url(errand.address, by_proxy=self._web.proxy is not None)
        if not self._robots.knows(url):
            return
        wished = self._robots.delay(url)
        host = _host(errand.address)
        if wished is not None and wished > self._politeness.longest_wait:
            for left in self.turns.drop(host):
                self._failed(
                    left, 0, BadReply(left.address, f"its host wishes {wished:g} seconds between visits")
                )
        elif wished is not None:
            self.turns.slow(host, wished)
            self.turns.pause(host, wished)

    def _go(self, errand: Errand) -> None:
        key = same_page(errand.address) or errand.address
        if not errand.tries and key in self._asked:
            return
        self._asked.add(key)
        try:
            self._web.guard.url(errand.address, by_proxy=self._web.proxy is not None)
        except SkipReport as error:  # named at once, without a place in the queue
            self._failed(errand, 0, error)
            return
        host = _host(errand.address)
        if self._robots is not None and host not in self._hosts:
            self._hosts.add(host)
            self.turns.put(host, replace(errand, want=Want.RULES), first=True)
        self.put += 1
        self.turns.put(host, errand, first=bool(errand.tries))

    def _due(self, visit: Visit) -> bool:
        limits, now = self._politeness, self._now()
        waited = now - datetime.fromisoformat(visit.last)
        if visit.failures:
            often = visit.failures < limits.failures or visit.kind == "list"
            return often and waited >= timedelta(hours=min(limits.failed_hours, limits.again_hours))
        if visit.kind == "list":
            return waited >= timedelta(hours=limits.every_hours)
        held = now - datetime.fromisoformat(visit.first)
        return waited >= timedelta(hours=limits.again_hours) and held <= timedelta(days=limits.again_days)

    def _visit(self, errand: Errand, status: int, got: Fetched | None = None) -> Visit:
        now = moment(self._now())
        before = self._visits.get(errand.address)
        kind = "page" if errand.want is Want.PAGE else "list"
        if before and errand.want is Want.EITHER:
            kind = before.kind
        first = before.first if before else now
        visit = Visit(address=errand.address, kind=kind, first=first, last=now, status=status)
        if got is not None:
            record = got.retrieval
            return replace(visit, etag=record.header("etag"), modified=record.header("last-modified"))
        if before is None:
            return visit
        failures = 0 if status == 304 else before.failures
        return replace(visit, etag=before.etag, modified=before.modified, failures=failures)

    def _note(self, visit: Visit) -> None:
        self._visits[visit.address] = visit
        self._unwritten[visit.address] = visit
        if len(self._unwritten) >= WRITTEN_AT_ONCE:
            self._write_visits()

    def _write_visits(self) -> None:
        """A visit that a killed process has not written costs another request, and no page."""
        with transaction(self._desk.engine, self._desk.subject, write=True) as connection:
            for visit in self._unwritten.values():
                note(connection, visit)
        self._unwritten.clear()


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return address


def known_lists(held: Mapping[str, Visit]) -> tuple[Source, ...]:
    """The lists that were added to a ledger before."""
    return tuple(Source(address=v.address) for v in held.values() if v.kind == "list")
