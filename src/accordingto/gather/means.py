"""How a round reaches what is outside of it: the network, worker processes, the clock."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Protocol

from accordingto.collect.apart import Item, Said
from accordingto.collect.politeness import Clock
from accordingto.collect.web import Web
from accordingto.engine.local import Caps, run
from accordingto.engine.warm import Warm
from accordingto.errors import SkipReport

# One list or robots.txt. A feed of 1 MB takes three seconds; while one is parsed no other is.
CAPS = Caps(seconds=30.0, memory=1 << 30)


class Apart(Protocol):
    """A step in a process of its own that is kept between items (`engine.warm`)."""

    def do(self, item: Item) -> Said | SkipReport:
        """What the step makes of the item, or why it is left out."""

    def close(self) -> None:
        """End the process."""


def _warm(step: Callable[[Item], Said]) -> Apart:
    return Warm(step, CAPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """`reading` runs a step on documents as `engine.local.run` does; `apart` keeps a worker for lists and
    robots.txt, so that what is hostile costs only itself. `web` None is made from the watch list. `told`
    hears what a person who waits should know."""

    web: Web | None = None
    reading: Callable[..., Generator[Any, None, None]] = run
    apart: Callable[[Callable[[Item], Said]], Apart] = _warm
    clock: Clock = field(default_factory=Clock)
    told: Callable[[str], None] = lambda note: None
