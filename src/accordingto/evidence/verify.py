"""Verifying a ledger with its evidence: log, originals and rows against each other."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from accordingto.errors import AnchorError, LedgerError
from accordingto.evidence import rows
from accordingto.keep import anchor
from accordingto.keep.custody import Act, Head
from accordingto.keep.store import Store, beside
from accordingto.keep.verify import Break, Logged, check_originals, is_of_first_form, read_log
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
    """What the ledger says, small: its rows without their bodies; `strays` belong to none of them.

    `derivable` are the numbers of retrievals that say no more than what they were got with says.
    """

    rows: Mapping[str, tuple[rows.Told, ...]]
    strays: tuple[str, ...]
    derivable: frozenset[int]


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
    older = is_of_first_form(store)
    engine = open_ledger(ledger)
    try:
        # Rows before lines: what a build adds meanwhile is logged before its row can be seen.
        with transaction(engine, str(ledger)) as connection:
            held = _held(connection, older=older)
    finally:
        engine.dispose()
    tokens, breaks = _tokens(store, anchors, roots)
    logged = read_log(store, [t.line for t in tokens] + ([remembered.n] if remembered else []))
    breaks = [*logged.breaks, *_remembered(logged, remembered), *breaks, *_anchored(tokens, logged)]
    breaks += [*check_originals(store, logged), *_rows(held, logged), *_gone(held, logged)]
    breaks += [Break(where=stray, what="belongs to no row that the ledger holds") for stray in held.strays]
    return Verified(
        lines=logged.lines,
        originals=len(logged.bytes_of),
        extractions=len(held.rows[rows.EXTRACTION]),
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
        elif not logged.stood(Head(n=token.line, sha256=token.sha256)):
            yield Break(where=where, what=f"witnesses another line {token.line} than stands in the log")
        else:
            logged.notes.append(f"line {token.line} of the custody log: {token.says} ({token.path.name})")


def _held(connection: Connection, *, older: bool) -> _Held:
    held = {kind: tuple(rows.rows(connection, kind, older=older)) for kind in rows.TABLES}
    derivable = {row.number for row in held[rows.RETRIEVAL] if older and rows.is_derivable(connection, row)}
    return _Held(rows=held, strays=tuple(rows.strays(connection)), derivable=frozenset(derivable))


def _remembered(logged: Logged, remembered: Head | None) -> Iterator[Break]:
    if remembered is None or logged.stood(remembered):
        return
    where = f"custody log, line {remembered.n}"
    if logged.lines < remembered.n:
        yield Break(where=where, what=f"is gone: the end of the log was cut off after line {logged.lines}")
    else:
        yield Break(where=where, what="is not the line that is remembered: the log was written anew")


_NOT_TOLD: Mapping[str, str] = {
    rows.SNAPSHOT: "its row is not one that the custody log tells of",
    rows.RETRIEVAL: "how it was retrieved is not as the custody log tells of it",
    rows.EXTRACTION: "its text or claims are not those that the custody log tells of",
    rows.JUDGEMENT: "is not as the custody log tells of it",
}


def _rows(held: _Held, logged: Logged) -> Iterator[Break]:
    """Rows that the log does not tell of as they stand, and snapshots without their originals."""
    for kind, found in held.rows.items():
        for row in found:
            if not _is_told(row, held, logged):
                yield Break(where=row.name, what=_NOT_TOLD[kind])
            elif kind == rows.SNAPSHOT:
                yield from _snapshot(row, logged)


def _is_told(row: rows.Told, held: _Held, logged: Logged) -> bool:
    if row.subject in logged.told:
        return True
    if row.older is None or row.kind != rows.RETRIEVAL:
        return row.older in logged.told
    # The first form told of a retrieval's record alone, and not at all of what a sidecar says.
    return row.number in held.derivable and (row.older in logged.told or row.is_bare)


def _snapshot(row: rows.Told, logged: Logged) -> Iterator[Break]:
    path, sha256 = row.values["path"], row.values["sha256"]
    if sha256 not in logged.bytes_of:
        if any((Act.IMPORTED, *told) in logged.done for told in (row.subject, row.older) if told):
            logged.notes.append(f"{row.name}: came from another ledger; its original is not here")
        else:
            yield Break(where=row.name, what="its original was never kept: build again from the file")
    elif row.values["report"] != _report_id(path, sha256, row.values["sidecar"]):
        yield Break(where=row.name, what="has not the report id that its bytes and sidecar give")


def _gone(held: _Held, logged: Logged) -> Iterator[Break]:
    """Rows that the log tells of and the ledger holds no longer."""
    there = {
        told for found in held.rows.values() for row in found for told in (row.subject, row.older) if told
    }
    last = max((n for told, n in logged.told.items() if told in there), default=0)
    for told, n in logged.told.items():
        kind, digest = told
        if kind not in rows.KINDS or told in there or (Act.LOST, kind, digest) in logged.done:
            continue
        where = f"{kind.removesuffix('-row')} {digest[:12]}… (custody log, line {n})"
        if n > last:
            logged.notes.append(f"{where}: logged last, and not in the ledger: the process was cut off")
        else:
            yield Break(where=where, what="the custody log tells of it, but the ledger holds it no longer")


def _report_id(path: str, sha256: str, sidecar: str) -> str:
    kept = None if sidecar == "null" else from_json(Sidecar, sidecar)
    never = datetime.fromtimestamp(0, tz=UTC)
    return Snapshot(path=path, data=b"", sha256=sha256, retrieved=never, sidecar=kept).report_id
