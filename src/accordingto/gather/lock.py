"""One round of asking at a time on one ledger: two would each keep their own pauses for one host."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from accordingto.gather.arrivals import Desk
from accordingto.keep.store import make


@contextmanager
def alone(desk: Desk, told: Callable[[str], None] = lambda note: None) -> Iterator[None]:
    """Wait until no other process asks for this ledger; `told` hears if it has to.

    The system lets go of the lock should this process be killed.
    """
    if desk.store is None:
        yield
        return
    make(desk.store.folder)
    descriptor = os.open(desk.store.folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told(f"waiting: another add or watch fetches for {desk.subject}")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
