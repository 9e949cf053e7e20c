"""Verifying a ledger with its evidence: log, originals and rows against each other."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from accordingto.errors import AnchorError, LedgerError
from accordingto.evidence import rows
from accordingto.keep import anchor
from accordingto.keep.custody import Act, Head
from accordingto.keep.store import Store, beside
from accordingto.keep.verify import HOLDS_BYTES, Break, Logged, check_originals, read_log
from accordingto.ledger.codec import from_json
from accordingto.ledger.store import open_ledger, transaction
from accordingto.report import Sidecar, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was recomputed and found. No break means that all of it is as it was kept, up to `head`."""

    lines: int
    originals: int
    extractions: int
    head: Head
    breaks: tuple[Break, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What the ledger says, small: rows of snapshots, and extractions as (report, digest)."""

    snapshots: tuple[rows.SnapshotRow, ...]
    extractions: tuple[tuple[str, str], ...]
    judgements: tuple[tuple[str, str], ...]
    retrievals: tuple[tuple[str, str], ...]


_ROWS_ALONE = (Act.FOUND, Act.IMPORTED)  # what was in the ledger before its log, or came from another one
_TELL_OF_SNAPSHOTS = (*HOLDS_BYTES, *_ROWS_ALONE)


def verify(
    ledger: Path,
    *,
    remembered: Head | None = None,
    anchors: Sequence[Path] = (),
    roots: bytes | None = None,
) -> Verified:
    """Recompute everything. `remembered` is a head written down earlier, which must still stand.

    `anchors` are tokens kept elsewhere, beside those of the store; `roots` the certificates (PEM) of the
    authority that signed them: without these only what a token is for is checked, not who signed it.
    Raises LedgerError if there is no ledger at that path or it cannot be read.
    """
    if not ledger.is_file():
        raise LedgerError(str(ledger), "no such ledger")
    store = beside(ledger)
    engine = open_ledger(ledger)
    try:
        # Rows before lines: what a build adds meanwhile is logged before its row can be seen.
        with transaction(engine, str(ledger)) as connection:
            held = _held(connection)
    finally:
        engine.dispose()
    tokens, breaks = _tokens(store, anchors, roots)
    logged = read_log(store, [t.line for t in tokens] + ([remembered.n] if remembered else []))
    breaks = [*logged.breaks, *_remembered(logged, remembered), *breaks, *_anchored(tokens, logged)]
    breaks += [*check_originals(store, logged), *_snapshots(held, logged), *_extractions(held, logged)]
    breaks += [*_judgements(held, logged), *_retrievals(held, logged)]
    return Verified(
        lines=logged.lines,
        originals=len(logged.bytes_of),
        extractions=len(held.extractions),
        head=logged.head,
        breaks=tuple(breaks),
        notes=tuple(logged.notes),
    )


def _tokens(
    store: Store, elsewhere: Sequence[Path], roots: bytes | None
) -> tuple[list[anchor.Anchor], list[Break]]:
    tokens, breaks = [], []
    for found in [*anchor.kept(store, roots), *(anchor.read(path, roots) for path in elsewhere)]:
        if isinstance(found, AnchorError):
            breaks.append(Break(where=f"anchor {found.subject}", what=found.reason))
        else:
            tokens.append(found)
    return tokens, breaks


def _anchored(tokens: Sequence[anchor.Anchor], logged: Logged) -> Iterator[Break]:
    told = {sha256 for act, kind, sha256 in logged.done if act == Act.ANCHORED and kind == "token"}
    there = {hashlib.sha256(token.path.read_bytes()).hexdigest() for token in tokens}
    for sha256 in sorted(told - there):
        yield Break(where=f"anchor {sha256[:12]}…", what="the custody log tells of its token, but it is gone")
    for token in tokens:
        where = f"anchor {token.path.name}"
        if logged.lines < token.line:
            what = (
                f"witnesses line {token.line}, but the end of the log was cut off after line {logged.lines}"
            )
            yield Break(where=where, what=what)
        elif logged.hashes.get(token.line) != token.sha256:
            yield Break(where=where, what=f"witnesses another line {token.line} than stands in the log")
        else:
            logged.notes.append(f"line {token.line} of the custody log: {token.says} ({token.path.name})")


def _held(connection: Connection) -> _Held:
    return _Held(
        snapshots=tuple(rows.snapshots(connection)),
        extractions=tuple(rows.extractions(connection)),
        judgements=tuple(rows.judgements(connection)),
        retrievals=tuple(rows.retrievals(connection)),
    )


def _remembered(logged: Logged, remembered: Head | None) -> Iterator[Break]:
    if remembered is None or logged.hashes.get(remembered.n) == remembered.sha256:
        return
    where = f"custody log, line {remembered.n}"
    if logged.lines < remembered.n:
        yield Break(where=where, what=f"is gone: the end of the log was cut off after line {logged.lines}")
    else:
        yield Break(where=where, what="is not the line that is remembered: the log was written anew")


def _snapshots(held: _Held, logged: Logged) -> Iterator[Break]:
    for row in held.snapshots:
        path, sha256, sidecar, _, report = row
        where = f"snapshot {path} ({sha256[:12]}…)"
        digest = rows.snapshot_digest(*row)
        if not any((act, "snapshot", digest) in logged.done for act in _TELL_OF_SNAPSHOTS):
            yield Break(where=where, what="its row is not one that the custody log tells of")
        elif sha256 not in logged.bytes_of and (Act.IMPORTED, "snapshot", digest) in logged.done:
            logged.notes.append(f"{where}: came from another ledger; its original is not here")
        elif sha256 not in logged.bytes_of:
            yield Break(where=where, what="its original was never kept: build again from the file")
        elif report != _report_id(path, sha256, sidecar):
            yield Break(where=where, what="has not the report id that its bytes and sidecar give")


def _extractions(held: _Held, logged: Logged) -> Iterator[Break]:
    for report, digest in held.extractions:
        if not any((act, "extraction", digest) in logged.done for act in (Act.READ, *_ROWS_ALONE)):
            what = "its text or claims are not those that the custody log tells of"
            yield Break(where=f"report {report[:12]}…", what=what)
    there = {digest for _, digest in held.extractions}
    for act, kind, digest in sorted(logged.done):
        if (act, kind) != (Act.READ, "extraction") or digest in there:
            continue
        if (Act.LOST, kind, digest) in logged.done:
            continue
        where = f"extraction {digest[:12]}…"
        if digest == logged.last_of["extraction"]:
            logged.notes.append(f"{where}: logged last, and not in the ledger: the process was cut off")
        else:
            yield Break(where=where, what="the custody log tells of it, but the ledger holds it no longer")


def _judgements(held: _Held, logged: Logged) -> Iterator[Break]:
    told = {digest for act, kind, digest in logged.done if kind == "judgement" and act != Act.LOST}
    for id_, digest in held.judgements:
        if digest not in told:
            yield Break(where=f"judgement {id_}", what="is not as the custody log tells of it")
    for digest in sorted(told - {digest for _, digest in held.judgements}):
        where = f"judgement {digest[:12]}…"
        if digest == logged.last_of["judgement"]:
            logged.notes.append(f"{where}: logged last, and not in the ledger: the process was cut off")
        elif (Act.LOST, "judgement", digest) not in logged.done:
            yield Break(where=where, what="the custody log tells of it, but the ledger holds it no longer")


def _retrievals(held: _Held, logged: Logged) -> Iterator[Break]:
    told = {digest for _, kind, digest in logged.done if kind == "retrieval"}
    for address, digest in held.retrievals:
        if digest not in told:
            what = "how it was retrieved is not as the custody log tells of it"
            yield Break(where=f"address {address}", what=what)


def _report_id(path: str, sha256: str, sidecar: str) -> str:
    kept = None if sidecar == "null" else from_json(Sidecar, sidecar)
    never = datetime.fromtimestamp(0, tz=UTC)
    return Snapshot(path=path, data=b"", sha256=sha256, retrieved=never, sidecar=kept).report_id
