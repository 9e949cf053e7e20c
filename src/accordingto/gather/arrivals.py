"""What was fetched comes into the ledger: read in worker processes, kept where its text is new."""

import hashlib
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine

from accordingto import pipeline
from accordingto.collect import warc
from accordingto.collect.address import same_page
from accordingto.collect.warc import Located
from accordingto.engine.local import Caps, run
from accordingto.errors import EvidenceBroken, SkipReport
from accordingto.evidence import receive
from accordingto.keep import originals
from accordingto.keep.store import Store
from accordingto.ledger import read as ledger_read
from accordingto.ledger.store import transaction
from accordingto.ledger.write import Extraction
from accordingto.read import read
from accordingto.report import Report, Role, Snapshot, Stated

Page: TypeAlias = Snapshot | Located  # fetched, or still in its archive

CAPS = Caps(seconds=120.0, memory=3 << 30)  # of a page from the web, which is smaller than a court's PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A page that was fetched, and what the ledger holds under its address.

    `held` is the fingerprint of the text that stands; `before` are the bytes behind it where another
    version of this program read them, so that a better reader is not taken for an edit.
    """

    page: Page
    held: str | None = None
    before: Snapshot | None = None

    def __str__(self) -> str:
        return self.page.path if isinstance(self.page, Snapshot) else str(self.page)  # names it in errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of an arrival: `changed` where its address was held with another text."""

    added: bool
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where arrivals are kept: the open ledger, the store beside it, and who the custody log names.

    `reading` runs a step on items as `engine.local.run` does, by default in worker processes, so that a
    hostile page costs only itself.
    """

    engine: Engine
    subject: str
    store: Store | None
    actor: str
    reading: Callable[..., Generator[Any, None, None]] = run


def keep(
    desk: Desk,
    pages: Sequence[Page],
    told: Callable[[Kept | SkipReport, Page], None],
) -> None:
    """Read and keep pages; `told` hears of each as it is done, whether it was kept or why not.

    A page whose text is the one that stands under its address is not kept again.
    """
    with transaction(desk.engine, desk.subject) as connection:
        arrivals = [_arrival(connection, desk.store, page) for page in pages]
    crew = 1 if len(arrivals) < pipeline.SMALL_PILE else os.cpu_count() or 1
    with closing(desk.reading(read_arrival, arrivals, workers=crew, caps=CAPS)) as outcomes:
        for arrival, outcome in outcomes:
            if isinstance(outcome, SkipReport):
                told(outcome, arrival.page)
                continue
            if outcome:
                with transaction(desk.engine, desk.subject, write=True) as connection:
                    for extraction in outcome:
                        receive.add(connection, desk.store, extraction, actor=desk.actor)
            changed = bool(outcome) and (arrival.held is not None or arrival.before is not None)
            told(Kept(added=bool(outcome), changed=changed), arrival.page)


def read_arrival(arrival: Arrival) -> tuple[Extraction, ...]:
    """The extraction of a page, none if its text is the one held; before it the held one, read anew."""
    snapshot = arrival.page if isinstance(arrival.page, Snapshot) else warc.snapshot(arrival.page)
    report = read(snapshot)
    held = arrival.held
    if arrival.before is not None:
        held = fingerprint(read(arrival.before))
    if fingerprint(report) == held:
        return ()
    new = pipeline.extraction_of(snapshot, report)
    if arrival.before is None:
        return (new,)
    return pipeline.extract_snapshot(arrival.before), new


def fingerprint(report: Report) -> str:
    """Of what an article says: its title and its words outside furniture and captions, not their spacing."""
    title = report.title.value if isinstance(report.title, Stated) else ""
    parts = [p.span.of(report.text) for p in report.article() if p.role is not Role.CAPTION]
    return hashlib.sha256(" ".join(" ".join([title, *parts]).split()).encode(errors="replace")).hexdigest()


def _arrival(connection: Connection, store: Store | None, page: Page) -> Arrival:
    address = same_page(page.path if isinstance(page, Snapshot) else page.address)
    held = ledger_read.newest_at(connection, address) if address else None
    if held is None:
        return Arrival(page=page)
    if held.maker == pipeline.maker():
        return Arrival(page=page, held=fingerprint(held.report))
    if store is not None and originals.has(store, held.sha256):
        try:
            data = originals.get(store, held.sha256)
        except EvidenceBroken:  # `verify` names it; here the text that was kept has to do
            return Arrival(page=page, held=fingerprint(held.report))
        before = Snapshot(
            path=held.path,
            data=data,
            sha256=held.sha256,
            retrieved=held.retrieved,
            sidecar=held.sidecar,
            retrieval=held.retrieval,
        )
        return Arrival(page=page, before=before)
    return Arrival(page=page, held=fingerprint(held.report))
