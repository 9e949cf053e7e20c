"""Time that is counted, not waited for: rounds of fetching that keep pauses of minutes take none."""

import queue
from dataclasses import replace

from accordingto.collect.politeness import Clock
from accordingto.collect.web import Web
from accordingto.errors import SkipReport
from accordingto.gather.means import Means


class CountedClock(Clock):
    """Moves on when there is nothing to do but wait; what a request takes costs nothing."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def next(self, done, patience, *, busy):
        if busy:
            return done.get(timeout=60)  # of a server on this machine
        self.at += patience or 0.0
        raise queue.Empty


def here(step, items, **_how):
    """Reading without worker processes, which cost a second each to start."""
    for item in items:
        try:
            yield item, step(item)
        except SkipReport as error:
            yield item, error


class Here:
    """The same for what is kept between items."""

    def __init__(self, step) -> None:
        self.step = step

    def do(self, item):
        try:
            return self.step(item)
        except SkipReport as error:
            return error

    def close(self) -> None:
        pass


def means(web: Web | None = None, clock: Clock | None = None, **changed) -> Means:
    return replace(Means(web=web, reading=here, apart=Here, clock=clock or CountedClock()), **changed)
