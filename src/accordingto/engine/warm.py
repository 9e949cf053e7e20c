"""A worker process that is kept between items: for a desk, where the next report comes in a minute."""

import multiprocessing
from collections.abc import Callable
from typing import Generic

from accordingto.engine.local import Caps, Item, Result, _collect, _hand, _start, _Worker
from accordingto.errors import SkipReport


class Warm(Generic[Item, Result]):
    """`step` in one process of its own, under the same caps as `local.run`; a worker that dies is replaced.

    `step` must be importable by name. One thread at a time may use it.
    """

    def __init__(self, step: Callable[[Item], Result], caps: Caps) -> None:
        self._step = step
        self._caps = caps
        self._context = multiprocessing.get_context("spawn")
        self._crew: list[_Worker[Item]] = []

    def do(self, item: Item) -> Result | SkipReport:
        """What `step` makes of the item, or why it is left out. Other errors of ours are raised."""
        if not self._crew:
            self._crew = [_start(self._context, self._step, self._caps)]
        done: dict[int, Result | SkipReport] = {}
        _hand(self._crew[0], 0, [item], self._caps)
        while 0 not in done:
            if _collect(self._crew, [item], done, self._caps):
                self._crew = []  # it is gone; the next item starts another
        return done[0]

    def end(self) -> None:
        """End the process, whatever it is doing; another thread that waits for it is told it died."""
        for worker in self._crew:
            worker.process.kill()

    def close(self) -> None:
        """End the process and let go of it; nobody may be waiting for it."""
        self.end()
        for worker in self._crew:
            worker.process.join()
            worker.pipe.close()
        self._crew = []
