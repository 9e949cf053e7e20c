"""Reading originals anew: what stands and was read by another version of the program."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from accordingto import pipeline
from accordingto.errors import SkipReport
from accordingto.evidence import receive
from accordingto.gather.arrivals import CAPS, Desk
from accordingto.keep import originals
from accordingto.keep.store import Store
from accordingto.ledger import read as ledger_read
from accordingto.ledger.read import Stands
from accordingto.ledger.store import transaction
from accordingto.ledger.write import Extraction
from accordingto.report import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A report that is held, with the store its original lies in: small, however large the original is.

    A worker that reads documents never has the key: of an encrypted store it is handed the opened original.
    """

    store: Store
    of: Stands

    def __str__(self) -> str:
        return self.of.path

    def opened(self) -> Snapshot:
        """The original. Raises EvidenceBroken if it is gone or was changed."""
        of = self.of
        data = originals.get(self.store, of.sha256)
        return Snapshot(
            path=of.path,
            data=data,
            sha256=of.sha256,
            retrieved=of.retrieved,
            sidecar=of.sidecar,
            retrieval=of.retrieval,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_stored, (self.store, self.of)) if self.store.lock is None else (_same, (self.opened(),))


def _stored(store: Store, of: Stands) -> Stored:
    return Stored(store=store, of=of)


def _same(snapshot: Snapshot) -> Snapshot:
    return snapshot


@dataclass(slots=True, kw_only=True)
class Reread:
    """How many were read anew, how many need not be, and what could not be read."""

    read: int = 0
    current: int = 0
    left: list[SkipReport]


def reread(desk: Desk, *, progress: Callable[[int, int], None] = lambda done, of: None) -> Reread:
    """Read all that stands and was read by another version. What was read before stays beside it.

    Originals are opened one at a time for each worker, and results are kept as they come: memory does
    not grow with the number of pages.
    """
    done = Reread(left=[])
    if desk.store is None:
        return done
    with transaction(desk.engine, desk.subject) as connection:
        standing = ledger_read.standing_now(connection)
    behind = [Stored(store=desk.store, of=s) for s in standing if s.maker != pipeline.maker()]
    done.current = len(standing) - len(behind)
    crew = 1 if len(behind) < pipeline.SMALL_PILE else os.cpu_count() or 1
    with closing(desk.reading(read_stored, behind, workers=crew, caps=CAPS)) as outcomes:
        for number, (_, outcome) in enumerate(outcomes, start=1):
            if isinstance(outcome, SkipReport):
                done.left.append(outcome)
            else:
                with transaction(desk.engine, desk.subject, write=True) as connection:
                    receive.add(connection, desk.store, outcome, actor=desk.actor)
                done.read += 1
            progress(number, len(behind))
    return done


def read_stored(item: Stored | Snapshot) -> Extraction:
    """The extraction of an original. Raises SkipReport; EvidenceBroken, which stops, if it was changed."""
    return pipeline.extract_snapshot(item if isinstance(item, Snapshot) else item.opened())
