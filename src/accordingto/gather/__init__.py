"""From the web to the ledger: joins collecting with reading and keeping, as `pipeline` does for files."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from accordingto import pipeline
from accordingto.collect.watchlist import Source, Watchlist
from accordingto.engine.local import run
from accordingto.evidence import receive
from accordingto.gather.archives import import_archives
from accordingto.gather.arrivals import Desk
from accordingto.gather.errand import Want
from accordingto.gather.lock import alone
from accordingto.gather.means import Means
from accordingto.gather.reread import Reread, reread
from accordingto.gather.watch import Round, known_lists, watch
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.visits import visits

PAUSE = 60.0  # seconds between two rounds of a `watch` that goes on: each source has its own time

Progress = Callable[[int, int], None]
Reading = Callable[..., Generator[Any, None, None]]


def _quiet(done: int, of: int) -> None:
    pass


def add(
    ledger: Path,
    settings: Watchlist,
    sources: Sequence[Source],
    *,
    actor: str,
    means: Means | None = None,
    progress: Progress = _quiet,
) -> Round:
    """Fetch addresses now, whatever they are: pages, and what lists pages with all that it lists."""
    means = means or Means()
    with _open(ledger, actor, means.reading) as desk, alone(desk, means.told):
        return watch(desk, settings, sources, means=means, want=Want.EITHER, progress=progress)


def watch_once(
    ledger: Path,
    settings: Watchlist,
    *,
    actor: str,
    means: Means | None = None,
    progress: Progress = _quiet,
) -> Round:
    """One round over the sources of the list, or where it has none over the lists that `add` met."""
    means = means or Means()
    with _open(ledger, actor, means.reading) as desk, alone(desk, means.told):
        with transaction(desk.engine, desk.subject) as connection:
            sources = settings.sources or known_lists(visits(connection))
        return watch(desk, settings, sources, means=means, progress=progress)


def import_warc(
    ledger: Path,
    archives: Sequence[Path],
    *,
    actor: str,
    reading: Reading = run,
    progress: Progress = _quiet,
) -> Round:
    """Take all pages out of WARC and WACZ files."""
    with _open(ledger, actor, reading) as desk:
        return import_archives(desk, archives, progress=progress)


def read_anew(ledger: Path, *, actor: str, reading: Reading = run, progress: Progress = _quiet) -> Reread:
    """Read anew, from the originals, what another version of the program read."""
    with _open(ledger, actor, reading) as desk:
        return reread(desk, progress=progress)


@contextmanager
def _open(ledger: Path, actor: str, reading: Reading) -> Iterator[Desk]:
    engine = open_ledger(ledger)
    try:
        desk = Desk(
            engine=engine,
            subject=str(ledger),
            store=receive.open_store(ledger),
            actor=actor,
            reading=reading,
        )
        with transaction(engine, desk.subject, write=True) as connection:
            receive.begin(connection, desk.store, actor=actor)
        yield desk
        pipeline.relink(engine, desk.subject)
    finally:
        engine.dispose()
