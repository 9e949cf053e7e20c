"""Receiving: bytes first, then the custody log, then the ledger's rows, all before the transaction ends."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from accordingto.errors import EvidenceBroken
from accordingto.evidence import rows
from accordingto.keep import custody, originals
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.store import Store, beside
from accordingto.ledger import write
from accordingto.ledger.codec import to_json
from accordingto.ledger.write import Extraction
from accordingto.report import Snapshot


def add(connection: Connection, store: Store | None, new: Extraction, *, actor: str = DESK) -> None:
    """Keep a report with its original and log both; `store` None (a ledger in memory) keeps rows alone.

    Call it inside a writing transaction. The bytes are on disk before the log tells of them, and the log
    before the rows are: a process killed at any moment leaves no row without its original, and at most
    one reading that is logged and not there (`begin` says so in the log). What came from an address is
    logged as fetched, with its whole retrieval record.
    """
    if store is None:
        write.add(connection, new)
        return
    acts = _received(connection, store, new.snapshot, actor)
    known = rows.has_extraction(connection, new.report.id, new.maker)
    write.add(connection, new)
    if not known:
        digest = rows.digest_of(new)
        subjects = (("report", new.report.id), ("extraction", digest), ("original", new.snapshot.sha256))
        done = {"claims": len(new.claims), "maker": new.maker}
        acts.append(Done(act=Act.READ, subjects=subjects, about=done, actor=actor))
    if acts:
        custody.append(store, acts)


def keep_bytes(store: Store | None, kept: Snapshot, *, actor: str = DESK) -> None:
    """For a report that the ledger holds already: its original, too, if it was not kept at the time."""
    if store and not originals.has(store, kept.sha256):
        originals.put(store, kept.data)
        about = {"path": kept.path, "bytes": len(kept.data), "note": "was read before its original was kept"}
        custody.append(
            store, [Done(act=Act.RECEIVED, subjects=(("original", kept.sha256),), about=about, actor=actor)]
        )


def begin(connection: Connection, store: Store | None, *, actor: str = DESK) -> None:
    """Before a run adds to a ledger: log what is there and was never logged, and what was logged in vain.

    A ledger older than its log is logged as found. A last reading that never came into the ledger, since
    its process was cut off, is logged as lost. Call it inside a writing transaction: whoever else is at
    work has then logged and written both, or neither.
    """
    if store is None:
        return
    if not store.log.exists():
        if acts := [*_found(connection, actor)]:
            custody.append(store, acts)
        return
    last = custody.last(store, Act.READ)
    if last is None:
        return
    digests = dict(last["subjects"])
    report, maker = digests.get("report", ""), str(last["about"].get("maker"))
    if not rows.has_extraction(connection, report, maker):
        subjects = (("report", report), ("extraction", digests.get("extraction", "")))
        custody.append(store, [Done(act=Act.LOST, subjects=subjects, actor=actor)])


def _found(connection: Connection, actor: str) -> Iterator[Done]:
    about = {"note": "was in the ledger when the log began"}
    for row in rows.snapshots(connection):
        subjects = (("snapshot", rows.snapshot_digest(*row)),)
        yield Done(act=Act.FOUND, subjects=subjects, about={"path": row[0], **about}, actor=actor)
    for report, digest in rows.extractions(connection):
        told = (("report", report), ("extraction", digest))
        yield Done(act=Act.FOUND, subjects=told, about=about, actor=actor)


def open_store(ledger: Path | None) -> Store | None:
    """The store beside a ledger; None for a ledger in memory."""
    return beside(ledger) if ledger else None


def _received(connection: Connection, store: Store, kept: Snapshot, actor: str) -> list[Done]:
    """The bytes put away, and the act to log: none if this very snapshot is in ledger and store."""
    had = originals.has(store, kept.sha256)
    if originals.put(store, kept.data) != kept.sha256:
        raise EvidenceBroken(kept.path, "the SHA-256 it came with is not that of its bytes")
    if had and write.has_snapshot(connection, kept):
        return []
    subjects = (("original", kept.sha256), ("snapshot", rows.snapshot_digest(*rows.snapshot_row(kept))))
    about: dict[str, Any] = {
        "path": kept.path,
        "bytes": len(kept.data),
        "retrieved": kept.retrieved.isoformat(),
    }
    if kept.sidecar:
        about["sidecar"] = json.loads(to_json(kept.sidecar))
    if kept.retrieval:
        about["retrieval"] = json.loads(to_json(kept.retrieval))
    act = Act.FETCHED if kept.retrieval else Act.RECEIVED
    return [Done(act=act, subjects=subjects, about=about, actor=actor)]
