"""Receiving: bytes first, then the custody log, then the ledger's rows, all before the transaction ends."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from accordingto.errors import EvidenceBroken
from accordingto.evidence import rows
from accordingto.judgement import Judgement
from accordingto.keep import custody, originals
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.store import Store, beside
from accordingto.keep.verify import read_log
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
    _settle_judgement(connection, store)
    last = custody.last(store, Act.READ)
    if last is None:
        if not custody.last(store, Act.FOUND) and (acts := [*_rows(connection, Act.FOUND, actor)]):
            custody.append(store, acts)
        return
    digests = dict(last["subjects"])
    report, maker = digests.get("report", ""), str(last["about"].get("maker"))
    if not rows.has_extraction(connection, report, maker):
        subjects = (("report", report), ("extraction", digests.get("extraction", "")))
        custody.append(store, [Done(act=Act.LOST, subjects=subjects, actor=actor)])


def judged(connection: Connection, store: Store | None, new: Judgement) -> None:
    """Log a judgement that was just added, by who made it; call it inside the same transaction."""
    if store:
        digest = dict(rows.judgements(connection))[new.id]
        _settle_judgement(connection, store)
        subjects = (("judgement", digest), *(("claim", claim) for claim in new.subject))
        about = {"judged": new.act.value}
        custody.append(store, [Done(act=Act.JUDGED, subjects=subjects, about=about, actor=new.by)])


def _settle_judgement(connection: Connection, store: Store) -> None:
    last = custody.last(store, Act.JUDGED)
    digest = dict(last["subjects"]).get("judgement", "") if last else ""
    if digest and digest not in {held for _, held in rows.judgements(connection)}:
        custody.append(store, [Done(act=Act.LOST, subjects=(("judgement", digest),))])


def imported(connection: Connection, store: Store | None, *, actor: str = DESK) -> None:
    """Log every row that the log does not tell of yet: what came from another ledger, without originals."""
    if store:
        told = {(kind, id_) for _, kind, id_ in read_log(store).done}
        acts = [
            done
            for done in _rows(connection, Act.IMPORTED, actor)
            if not told.intersection(done.subjects[:1])
        ]
        if acts:
            custody.append(store, acts)


def _rows(connection: Connection, act: Act, actor: str) -> Iterator[Done]:
    for row in rows.snapshots(connection):
        subjects = (("snapshot", rows.snapshot_digest(*row)),)
        yield Done(act=act, subjects=subjects, about={"path": row[0], "sha256": row[1]}, actor=actor)
    for report, digest in rows.extractions(connection):
        read = (("extraction", digest), ("report", report))
        yield Done(act=act, subjects=read, actor=actor)
    for kind, found in (("judgement", rows.judgements), ("retrieval", rows.retrievals)):
        for _, digest in found(connection):
            yield Done(act=act, subjects=((kind, digest),), actor=actor)


def open_store(ledger: Path | None) -> Store | None:
    """The store beside a ledger; None for a ledger in memory."""
    return beside(ledger) if ledger else None


def _received(connection: Connection, store: Store, kept: Snapshot, actor: str) -> list[Done]:
    """The bytes put away, and the act to log: none if this very snapshot is in ledger and store."""
    had = originals.has(store, kept.sha256)
    if originals.put(store, kept.data) != kept.sha256:
        raise EvidenceBroken(kept.path, "the SHA-256 it came with is not that of its bytes")
    if had and kept.retrieval is None and write.has_snapshot(connection, kept):
        return []
    row = rows.snapshot_digest(*rows.snapshot_row(kept))
    subjects: tuple[tuple[str, str], ...] = (("original", kept.sha256), ("snapshot", row))
    about: dict[str, Any] = {
        "path": kept.path,
        "bytes": len(kept.data),
        "retrieved": kept.retrieved.isoformat(),
    }
    if kept.sidecar:
        about["sidecar"] = json.loads(to_json(kept.sidecar))
    if kept.retrieval:
        body = to_json(kept.retrieval)
        about["retrieval"] = json.loads(body)
        subjects = (*subjects, ("retrieval", rows.retrieval_digest(kept.sha256, body)))
    act = Act.FETCHED if kept.retrieval else Act.RECEIVED
    return [Done(act=act, subjects=subjects, about=about, actor=actor)]
