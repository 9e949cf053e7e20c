"""Receiving: bytes first, then the custody log, then the ledger's rows, all before the transaction ends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from accordingto.errors import EvidenceBroken
from accordingto.evidence import rows
from accordingto.judgement import Judgement
from accordingto.keep import custody, originals
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.store import Store, beside
from accordingto.keep.verify import is_of_first_form, read_log
from accordingto.ledger import judgements, write
from accordingto.ledger.codec import to_json
from accordingto.ledger.tables import judgement
from accordingto.ledger.write import Extraction
from accordingto.report import Snapshot

Bounds: TypeAlias = Mapping[str, tuple[int, int]]


def add(connection: Connection, store: Store | None, new: Extraction, *, actor: str = DESK) -> None:
    """Keep a report with its original and log both; `store` None (a ledger in memory) keeps rows alone.

    Call it inside a writing transaction. The bytes are on disk before the log tells of them, and the log
    before the rows are: a process killed at any moment leaves no row without its original, and at most
    the acts of its last transaction, logged and not there (the next writer says so in the log). Every row
    that is written is told: bytes that came again from an address are another act.
    """
    if store is None:
        write.add(connection, new)
        return
    _settle(connection, store)
    had = originals.has(store, new.snapshot.sha256)
    if originals.put(store, new.snapshot.data) != new.snapshot.sha256:
        raise EvidenceBroken(new.snapshot.path, "the SHA-256 it came with is not that of its bytes")
    added = write.add(connection, new)
    acts = []
    got = [(rows.SNAPSHOT, added.snapshot), *((rows.RETRIEVAL, n) for n in added.retrievals)]
    if told := [row for kind, n in got if (row := rows.get(connection, kind, n))]:
        acts.append(_came(new.snapshot, told, actor))
    elif not had:
        acts.append(_came(new.snapshot, (), actor))
    if read := rows.get(connection, rows.EXTRACTION, added.extraction):
        about = {"claims": len(new.claims), "maker": new.maker}
        acts.append(_row_act(Act.READ, (read,), (("report", new.report.id),), about, actor))
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

    A ledger older than its log is logged as found. What never came into the ledger, since its process was
    cut off, is logged as lost. Call it inside a writing transaction: whoever else is at work has then
    logged and written both, or neither.
    """
    if store is None:
        return
    if not any(custody.last(store, act) for act in (Act.READ, Act.FOUND, Act.IMPORTED)):
        acts = [_alone(Act.FOUND, row, actor) for kind in rows.TABLES for row in rows.rows(connection, kind)]
        if acts:
            custody.append(store, acts)
        return
    _settle(connection, store)
    _catch_up(connection, store)


def judge(connection: Connection, store: Store | None, new: Judgement) -> bool:
    """Append a judgement and log it, by who made it; False if it was there. `store` None logs nothing.

    Call it inside a writing transaction. Raises DecidedMeanwhile, BadJudgement (`judgements.append`).
    """
    if not judgements.append(connection, new):
        return False
    if store:
        _settle(connection, store)
        number = connection.execute(select(judgement.c.number).where(judgement.c.id == new.id)).scalar_one()
        about = {"judged": new.act.value}
        claims = tuple(("claim", claim) for claim in new.subject)
        told = tuple(rows.rows(connection, rows.JUDGEMENT, number))
        custody.append(store, [_row_act(Act.JUDGED, told, claims, about, new.by)])
    return True


def imported(connection: Connection, store: Store | None, before: Bounds, *, actor: str = DESK) -> None:
    """Log every row that came from another ledger, without originals: those outside of `before`, which are
    the numbers (`rows.bounds`) that were taken before anything came."""
    if store:
        acts = []
        for kind in rows.TABLES:
            least, most = before[kind]
            new = (row for row in rows.rows(connection, kind) if not least <= row.number <= most)
            acts += [_alone(Act.IMPORTED, row, actor) for row in new]
        if acts:
            custody.append(store, acts)


def _came(kept: Snapshot, told: Sequence[rows.Told], actor: str) -> Done:
    """Bytes that came, with what is known of how; what came from an address with its whole record."""
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
    done = _row_act(act, told, about=about, actor=actor)
    return replace(done, subjects=(("original", kept.sha256), *done.subjects))


def _row_act(
    act: Act,
    told: Sequence[rows.Told],
    besides: tuple[tuple[str, str], ...] = (),
    about: Mapping[str, Any] = MappingProxyType({}),
    actor: str = DESK,
) -> Done:
    """An act on rows: each named by its digest, with its number beside, so that it can be looked for."""
    numbers = [[row.kind, row.number] for row in told]
    subjects = (*(row.subject for row in told), *besides)
    return Done(act=act, subjects=subjects, about={**about, "rows": numbers}, actor=actor)


def _alone(act: Act, row: rows.Told, actor: str) -> Done:
    """An act on a row without its bytes: what it is of is told in words as well."""
    about = {key: row.values[key] for key in ("path", "sha256") if key in row.values}
    besides = (("report", row.values["report"]),) if row.kind == rows.EXTRACTION else ()
    return _row_act(act, (row,), besides, about, actor)


def _catch_up(connection: Connection, store: Store) -> None:
    """Judgements made at a desk of a version that did not log them: told as found, once.

    Only in a log that such a version began, and only if every judgement that it tells of stands as told:
    else the untold one may be a told one that was altered.
    """
    if not is_of_first_form(store):
        return
    held = list(rows.rows(connection, rows.JUDGEMENT, older=True))
    if not held:
        return
    told = {(kind, id_) for act, kind, id_ in read_log(store).done if act != Act.LOST}
    judged = {(kind, id_) for kind, id_ in told if kind in (rows.JUDGEMENT, rows.OLDER_JUDGEMENT)}
    untold = [row for row in held if row.subject not in told and row.older not in told]
    if untold and judged <= {one for row in held for one in (row.subject, row.older)}:
        custody.append(store, [_alone(Act.FOUND, row, DESK) for row in untold])


def _settle(connection: Connection, store: Store) -> None:
    """Log as lost what was logged last and never came into the ledger: all acts of one cut-off transaction.

    Whoever writes calls it first, so that only the end of the log can tell of rows that are not there.
    """
    lost: list[tuple[str, str]] = []
    for body in custody.bodies_backwards(store):
        if body["act"] == Act.LOST:
            break
        told = {(kind, id_) for kind, id_ in body["subjects"] if kind in rows.KINDS}
        numbers = body["about"].get("rows", ())
        there = {row.subject for kind, n in numbers if (row := rows.get(connection, kind, n))}
        if told and not numbers:  # a line of the first form
            there = rows.of_older(connection, body)
        lost += sorted(told - there)
        if told & there:
            break
    if lost:
        custody.append(store, [Done(act=Act.LOST, subjects=tuple(lost))])


def open_store(ledger: Path | None) -> Store | None:
    """The store beside a ledger; None for a ledger in memory."""
    return beside(ledger) if ledger else None
