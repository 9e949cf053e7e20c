"""Rows of a ledger as the custody log names them: each by one SHA-256 over all that it says."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from accordingto.keep.custody import canonical
from accordingto.ledger.codec import to_json
from accordingto.ledger.tables import claim, extraction, judged, judgement, non_response, retrieval, snapshot
from accordingto.ledger.write import Extraction
from accordingto.report import Snapshot

SnapshotRow = tuple[str, str, str, str, str]  # path, sha256, sidecar, retrieved, report


def snapshot_row(kept: Snapshot) -> SnapshotRow:
    """What the ledger keeps of a snapshot."""
    retrieved = kept.retrieved.isoformat()
    return kept.path, kept.sha256, to_json(kept.sidecar), retrieved, kept.report_id


def snapshot_digest(*row: str) -> str:
    """One SHA-256 over a snapshot's row."""
    return _digest(list(row))


def snapshots(connection: Connection, numbers: Select[tuple[int]] | None = None) -> Iterator[SnapshotRow]:
    """Snapshots in the order they came; only those of `numbers` where given."""
    s = snapshot.c
    found = select(s.path, s.sha256, s.sidecar, s.retrieved, s.report).order_by(s.number)
    if numbers is not None:
        found = found.where(s.number.in_(numbers))
    for row in connection.execute(found):
        yield tuple(row)


def has_extraction(connection: Connection, report: str, maker: str) -> bool:
    """True if the ledger holds what this version made of this report."""
    found = select(extraction.c.number).where(extraction.c.report == report, extraction.c.maker == maker)
    return connection.execute(found).first() is not None


def digest_of(new: Extraction) -> str:
    """One SHA-256 over everything that was taken from a report, as the ledger will hold it."""
    nouns = sorted((c.id, to_json(c)) for c in new.claims)
    silences = sorted((n.id, to_json(n)) for n in new.non_responses)
    return _extraction(new.report.id, new.maker, to_json(new.report), to_json(new.published), nouns, silences)


def extractions(connection: Connection) -> Iterator[tuple[str, str]]:
    """Each extraction as (report, digest), in the order they were made; one in memory at a time."""
    e = extraction.c
    numbers = connection.execute(select(e.number).order_by(e.number)).scalars().all()
    for number in numbers:
        report, maker, body, published = connection.execute(
            select(e.report, e.maker, e.body, e.published).where(e.number == number)
        ).one()
        nouns, silences = (
            [
                (id_, told)
                for id_, told in connection.execute(
                    select(table.c.id, table.c.body).where(table.c.extraction == number).order_by(table.c.id)
                )
            ]
            for table in (claim, non_response)
        )
        yield report, _extraction(report, maker, body, published, sorted(nouns), sorted(silences))


def judgements(connection: Connection) -> Iterator[tuple[str, str]]:
    """Each judgement as (id, digest), in the order they were made."""
    j = judgement.c
    about: dict[int, list[str]] = {}
    for number, name in connection.execute(select(judged.c.judgement, judged.c.claim)):
        about.setdefault(number, []).append(name)
    found = select(j.number, j.id, j.act, j.concern, j.by, j.at, j.undoes, j.body).order_by(j.number)
    for number, id_, *row in connection.execute(found):
        yield id_, _digest([id_, *row, sorted(about.get(number, ()))])


def retrievals(connection: Connection) -> Iterator[tuple[str, str]]:
    """Each retrieval from an address as (address, digest); what only a sidecar tells is in its snapshot."""
    found = (
        select(retrieval.c.address, snapshot.c.sha256, retrieval.c.body)
        .join(snapshot, snapshot.c.number == retrieval.c.snapshot)
        .where(retrieval.c.body != "null")
        .order_by(retrieval.c.number)
    )
    for address, sha256, body in connection.execute(found):
        yield address, retrieval_digest(sha256, body)


def retrieval_digest(sha256: str, body: str) -> str:
    """One SHA-256 over a retrieval record and the bytes that it got."""
    return _digest([sha256, body])


def _extraction(report: str, maker: str, body: str, published: str, *nouns: list[tuple[str, str]]) -> str:
    return _digest([report, maker, body, published, *([list(n) for n in each] for each in nouns)])


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
