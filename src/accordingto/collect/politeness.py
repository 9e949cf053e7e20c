"""Whose turn it is: one request to a host at a time, a pause after each, many hosts at once."""

import heapq
import queue
import random
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar

from accordingto.errors import Stop
from accordingto.languages import lexicon

Errand = TypeVar("Errand")
Outcome = TypeVar("Outcome")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How gently the web is asked: see languages/any/fetching.toml for each threshold and its unit."""

    delay: float
    jitter: float
    together: int
    longest_wait: float
    retries: int
    backoff: float
    entries: int
    depth: int
    feed_bytes: int
    robots_bytes: int
    robots_hours: float
    every_hours: float
    again_hours: float
    again_days: float
    failed_hours: float
    failures: int


def standard() -> Politeness:
    """The thresholds of fetching.toml."""
    return Politeness(**lexicon("any", "fetching")["politeness"])


class Clock:
    """What time it is, and waiting for what comes first: an outcome, or the time for another request."""

    def now(self) -> float:
        """Seconds on a clock that nobody sets."""
        return time.monotonic()

    def next(self, done: "queue.SimpleQueue[Done]", patience: float | None, *, busy: bool) -> Done:
        """The next outcome; there is none if nothing is `busy`. Raises queue.Empty after `patience` s."""
        return done.get(timeout=patience)


class Turns(Generic[Errand, Outcome]):
    """Errands by host, run in threads, each host's one after the other with a pause between.

    `run` does one errand and returns what came of it; what it raises ends `outcomes`. While those are
    iterated, further errands may be put and hosts told to wait. Threads end with the process: none of them
    holds anything that could be lost.
    """

    def __init__(
        self, run: Callable[[Errand], Outcome], politeness: Politeness, clock: Clock | None = None
    ) -> None:
        self._run = run
        self._politeness = politeness
        self._clock = clock or Clock()
        self._waiting: dict[str, deque[Errand]] = defaultdict(deque)
        self._ready: list[tuple[float, int, str]] = []  # when, tie, host; a host stands here once at most
        self._queued: set[str] = set()
        self._busy: set[str] = set()
        self._free_at: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._done: queue.SimpleQueue[tuple[str, Errand, Outcome | Stop | None]] = queue.SimpleQueue()
        self._count = 0
        self._chance = random.Random()  # noqa: S311  # spreads requests, keeps no secret

    def put(self, host: str, errand: Errand, *, first: bool = False) -> None:
        """Another errand for a host, after those it has; `first` before them."""
        if first:
            self._waiting[host].appendleft(errand)
        else:
            self._waiting[host].append(errand)
        self._queue(host)

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long, whatever waits for it."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), self._clock.now() + seconds)

    def slow(self, host: str, delay: float) -> None:
        """A host's own wish for the pause between requests, where it is longer than ours."""
        self._delays[host] = max(delay, self._politeness.delay)

    def drop(self, host: str) -> list[Errand]:
        """Give up all that waits for a host."""
        left = list(self._waiting[host])
        self._waiting[host].clear()
        return left

    def outcomes(self) -> Iterator[tuple[Errand, Outcome]]:
        """What came of each errand, as it comes, until nothing is left to do."""
        while self._queued or self._busy:
            self._start()
            try:
                host, errand, outcome = self._clock.next(self._done, self._patience(), busy=bool(self._busy))
            except queue.Empty:
                continue
            self._busy.discard(host)
            if isinstance(outcome, Stop):
                raise outcome
            if outcome is None:  # its traceback was printed by the thread
                raise RuntimeError(f"a request to {host} failed by a mistake of this program")
            delay = self._delays.get(host, self._politeness.delay)
            self.pause(host, delay * (1 + self._politeness.jitter * self._chance.random()))
            yield errand, outcome
            self._queue(host)

    def _queue(self, host: str) -> None:
        if self._waiting[host] and host not in self._queued and host not in self._busy:
            self._queued.add(host)
            self._count += 1
            heapq.heappush(self._ready, (self._free_at.get(host, 0.0), self._count, host))

    def _start(self) -> None:
        while self._ready and len(self._busy) < self._politeness.together:
            when, _, host = self._ready[0]
            now = self._clock.now()
            free_at = self._free_at.get(host, 0.0)
            if when > now:
                return
            heapq.heappop(self._ready)
            if free_at > now:  # was told to wait after it was queued
                heapq.heappush(self._ready, (free_at, self._count, host))
                continue
            self._queued.discard(host)
            if self._waiting[host]:
                self._busy.add(host)
                errand = self._waiting[host].popleft()
                threading.Thread(target=self._do, args=(host, errand), daemon=True).start()

    def _patience(self) -> float | None:
        if self._ready and len(self._busy) < self._politeness.together:
            return max(0.0, self._ready[0][0] - self._clock.now())
        return None

    def _do(self, host: str, errand: Errand) -> None:
        outcome: Outcome | Stop | None = None
        try:
            outcome = self._run(errand)
        except Stop as error:
            outcome = error
        finally:  # else who waits for it would wait for ever
            self._done.put((host, errand, outcome))


def asked_wait(retry_after: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3); None where it says nothing."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
