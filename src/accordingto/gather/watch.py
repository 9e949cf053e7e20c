"""One round of watching: what is due is asked, what is new is kept, and what failed is remembered.

Each request waits for the turn of the host that it goes to, and for that host's robots.txt: the first one,
and each that a redirect leads to.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

import httpx

from accordingto.collect import apart, listing
from accordingto.collect.address import same_page
from accordingto.collect.listing import Entry, Kind, Listed
from accordingto.collect.politeness import Turns, asked_wait
from accordingto.collect.rules import Question, Verdict
from accordingto.collect.watchlist import Source, Watchlist
from accordingto.collect.web import Fetched, Known, Trip, Web, snapshot
from accordingto.errors import BadReply, SkipReport
from accordingto.gather import arrivals
from accordingto.gather.arrivals import Desk, Kept, Page
from accordingto.gather.errand import Errand, Runner, Want
from accordingto.gather.means import Means
from accordingto.gather.memory import Memory
from accordingto.gather.robots import Robots, origin
from accordingto.ledger.standing import moment
from accordingto.ledger.visits import Visit
from accordingto.report import Snapshot

AT_ONCE = 256  # pages read together: each time a model is loaded in every worker
AT_ONCE_BYTES = 64_000_000  # of pages that wait in memory to be read
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
    means: Means,
    want: Want = Want.LIST,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Round:
    """Ask the sources that are due, fetch what is new in them, and look again at pages held before.

    `want` EITHER is for addresses that a person adds: they are asked at once, whatever they are.
    """
    going = _Going(desk, settings, means, now)
    try:
        going.begin(sources, want)
        for errand, outcome in going.turns.outcomes():
            going.hear(errand, outcome)
            progress(going.round.asked, going.put)
        going.flush()
    finally:
        going.apart.close()
    return going.round


class _Going:
    """A round under way: what waits for rules, for its turn, and to be read."""

    def __init__(self, desk: Desk, settings: Watchlist, means: Means, now: Callable[[], datetime]) -> None:
        self.round = Round()
        self.put = 0
        self.apart = means.apart(apart.said)
        self._desk = desk
        self._now = now
        self._web = web_of(settings, means.web)
        self._politeness = settings.politeness
        self._robots: Robots | None = None
        if settings.robots:
            self._robots = Robots(self._web.user_agent, settings.politeness, self._judged, means.clock)
        runner = Runner(web=self._web, politeness=settings.politeness)
        self.turns: Turns[Errand, Fetched | Trip | SkipReport] = Turns(
            runner.run, settings.politeness, means.clock
        )
        self._memory = Memory(desk, settings.politeness, now)
        self._waiting: list[tuple[Snapshot, Visit]] = []
        self._behind: dict[str, list[Errand]] = defaultdict(list)  # until the rules of an origin are known
        self._closed: dict[str, str] = {}  # hosts that are left alone for this round, with why
        self._asked: set[str] = set()

    def begin(self, sources: Iterable[Source], want: Want) -> None:
        """Put what is due: the sources; and unless a person adds something, pages for a second look."""
        self._rest()
        for source in sources:
            visit = self._memory.of(source.address)
            if want is Want.EITHER or visit is None or self._memory.due(visit):
                self._new(source.address, want, publisher=source.publisher, known=_known(visit))
        if want is not Want.EITHER:
            for visit in self._memory.pages_due(but={source.address for source in sources}):
                self._new(visit.address, Want.PAGE, known=_known(visit))

    def hear(self, errand: Errand, outcome: Fetched | Trip | SkipReport) -> None:
        """Deal with one answer."""
        if isinstance(outcome, Trip):
            self._go(replace(errand, trip=outcome))
        elif errand.want is Want.RULES:
            self._learned(errand, outcome)
        elif isinstance(outcome, SkipReport):
            self.round.asked += 1
            self._failed(errand.address, errand.want, 0, outcome)
        else:
            self.round.asked += 1
            try:
                self._answered(errand, outcome)
            except SkipReport as error:
                self._failed(errand.address, errand.want, outcome.retrieval.status, error)

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
            self._memory.note(visit)

        if waiting:
            arrivals.keep(self._desk, [snap for snap, _ in waiting], told)
        self._memory.write()

    def _rest(self) -> None:
        """Hosts that another run has just asked have their pause, too; visits know whole seconds."""
        delay = self._politeness.delay
        for address, age in self._memory.ages():
            if 0 <= age < delay + 1:
                self.turns.pause(_host(address), delay + 1 - age)

    def _new(
        self,
        address: str,
        want: Want,
        *,
        publisher: str | None = None,
        known: Known | None = None,
        depth: int = 0,
    ) -> None:
        """An address to ask, once a round; one that the guard refuses is named without being asked."""
        key = same_page(address) or address
        if key in self._asked:
            return
        self._asked.add(key)
        try:
            trip = self._web.begin(address)
        except SkipReport as error:
            self._failed(address, want, 0, error)
            return
        if not address.isascii():  # what looks like another name is told by the form that is asked
            address = trip.requested
        self.put += 1
        self._go(Errand(address=address, want=want, trip=trip, publisher=publisher, known=known, depth=depth))

    def _go(self, errand: Errand) -> None:
        """An errand to where it leads by now: into the queue of that host, once its rules are known."""
        url = errand.trip.url
        if self._robots is None or errand.want is Want.RULES:  # robots.txt itself is always open: RFC 9309
            self._queue(errand)
        elif self._robots.knows(url):
            try:
                self._robots.permit(url)
            except SkipReport as error:
                self._failed(errand.address, errand.want, 0, error)
            else:
                self._queue(errand)
        else:
            first = not self._behind[origin(url)]
            self._behind[origin(url)].append(errand)
            if first:
                rules = origin(url) + "/robots.txt"
                self._queue(Errand(address=rules, want=Want.RULES, trip=self._web.begin(rules)))

    def _queue(self, errand: Errand) -> None:
        if errand.host in self._closed:
            self._give_up(errand, self._closed[errand.host])
            return
        ahead = errand.want is Want.RULES or bool(errand.trip.passed) or bool(errand.tries)
        self.turns.put(errand.host, errand, first=ahead)

    def _learned(self, errand: Errand, outcome: Fetched | SkipReport) -> None:
        """robots.txt is there: keep to the pause it asks for, and let go what waited for it."""
        url = httpx.URL(errand.address)
        if self._robots is None:
            return
        self._robots.learn(url, outcome)
        wished = self._robots.delay(url)
        if wished is not None and wished > self._politeness.longest_wait:
            self._close(url.host.rstrip("."), f"its host wishes {wished:g} seconds between visits")
        elif wished is not None:
            self.turns.slow(url.host.rstrip("."), wished)
            self.turns.pause(url.host.rstrip("."), wished)
        for waiting in self._behind.pop(origin(url), []):
            self._go(waiting)

    def _close(self, host: str, why: str) -> None:
        """Leave a host alone for this round."""
        self._closed[host] = why
        for left in self.turns.drop(host):
            self._give_up(left, why)

    def _give_up(self, errand: Errand, why: str) -> None:
        error = BadReply(errand.address, why)
        if errand.want is Want.RULES:
            self._learned(errand, error)
        else:
            self._failed(errand.address, errand.want, 0, error)

    def _answered(self, errand: Errand, got: Fetched) -> None:
        record = got.retrieval
        if record.status in WAIT and self._again(errand, got):
            return
        if record.status == 304:
            self.round.unchanged += errand.want is not Want.LIST
            self._memory.note(self._memory.visit(errand.address, errand.want, 304))
            return
        if record.status != 200:
            raise BadReply(errand.address, f"answered with status {record.status}")
        kind = listing.kind_of(got.data, record.header("content-type") or "")
        if errand.want is Want.PAGE or kind is Kind.PAGE:
            taken = snapshot(got, publisher=errand.publisher)
            self._waiting.append((taken, self._memory.visit(errand.address, Want.PAGE, 200, got)))
            size = sum(len(snap.data) for snap, _ in self._waiting)
            if len(self._waiting) >= AT_ONCE or size > AT_ONCE_BYTES:
                self.flush()
            return
        self._listed(errand, got, kind)
        self._memory.note(self._memory.visit(errand.address, Want.LIST, 200, got))

    def _listed(self, errand: Errand, got: Fetched, kind: Kind) -> None:
        self.round.lists += 1
        found = self.apart.do(
            Listed(data=got.data, kind=kind, base=got.retrieval.address, most=self._politeness.entries)
        )
        if isinstance(found, SkipReport):
            raise found
        for entry in cast(Sequence[Entry], found):
            if kind is Kind.INDEX:
                if errand.depth < self._politeness.depth:
                    self._new(entry.address, Want.LIST, publisher=errand.publisher, depth=errand.depth + 1)
            elif self._is_new(entry):
                self._new(entry.address, Want.PAGE, publisher=errand.publisher)

    def _judged(self, question: Question) -> Verdict | SkipReport:
        return cast(Verdict | SkipReport, self.apart.do(question))

    def _is_new(self, entry: Entry) -> bool:
        """True for a page not asked yet, and for one that failed and is due, or changed since by its list."""
        visit = self._memory.of(entry.address)
        if visit is None or self._memory.due(visit):
            return True
        return entry.updated is not None and not visit.failures and moment(entry.updated) > visit.last

    def _again(self, errand: Errand, got: Fetched) -> bool:
        """Ask once more after the pause that the host wishes for, if that is not too long."""
        wished = asked_wait(got.retrieval.header("retry-after"), self._now())
        pause = self._politeness.backoff * 2**errand.tries if wished is None else wished
        if pause > self._politeness.longest_wait:
            self._close(errand.host, "its host asks to be left alone for now")
            return False
        if errand.tries >= self._politeness.retries:
            return False
        self.turns.pause(errand.host, pause)
        self._go(replace(errand, tries=errand.tries + 1))
        return True

    def _failed(self, address: str, want: Want, status: int, error: SkipReport) -> None:
        self.round.left.append(error)
        visit = self._memory.visit(address, want, status)
        if status in GONE and self._memory.of(address) and not visit.failures:
            self.round.gone.append(address)
        self._memory.note(replace(visit, failures=visit.failures + 1, said=error.reason))


def _known(visit: Visit | None) -> Known | None:
    return Known(etag=visit.etag, modified=visit.modified) if visit else None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def known_lists(held: Mapping[str, Visit]) -> tuple[Source, ...]:
    """The lists that were added to a ledger before."""
    return tuple(Source(address=v.address) for v in held.values() if v.kind == "list")
