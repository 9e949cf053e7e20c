"""Verifying: every byte of the evidence is hashed again, every line of the custody log followed.

What a chain of hashes can show: a line or an original that was changed, removed, added or moved, as long as
the lines after it stand. What it cannot: that the end of the log was cut off, or that everything was written
anew from some line on. Only a head that was remembered elsewhere, or anchored, shows that.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accordingto.errors import EvidenceBroken
from accordingto.keep import carry, custody, originals
from accordingto.keep.custody import Act, Head
from accordingto.keep.store import Store

_TELL_OF_ROWS = {Act.READ, Act.FOUND, Act.IMPORTED, Act.JUDGED}
HOLDS_BYTES = {Act.RECEIVED, Act.FETCHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One thing that is not as it was kept. `where` names the line, file or row."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True, kw_only=True)
class Logged:
    """What the custody log says, line by line, and where it breaks.

    `bytes_of` has each SHA-256 of an original with the line that first told of it; `done` each act with
    its subjects (act, kind, id); `told` the last line that tells of a subject (kind, id) other than as lost.
    `hashes` are those of the lines asked for, `opened` what these were before the log was encrypted, if it
    was. `notes` are things to know that are no break.
    """

    lines: int = 0
    head: Head = field(default_factory=Head)
    breaks: list[Break] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bytes_of: dict[str, int] = field(default_factory=dict)
    done: set[tuple[str, str, str]] = field(default_factory=set)
    told: dict[tuple[str, str], int] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    opened: dict[int, str] = field(default_factory=dict)

    def stood(self, head: Head) -> bool:
        """True if the line of this number, one of those asked for, is or was this one."""
        return head.sha256 in (self.hashes.get(head.n), self.opened.get(head.n))


def read_log(store: Store, wanted: Iterable[int] = ()) -> Logged:
    """Follow the log from its first line to its last; `hashes` keeps the SHA-256 of the `wanted` lines."""
    logged, keep = Logged(), set(wanted)
    last, behind = b"", list[bytes]()  # the last whole line, and fragments since
    chain = carry.Chain() if store.lock else None  # of the lines as they were if they were open once
    for n, raw in enumerate(custody.raw_lines(store), start=1):
        line = raw.removesuffix(b"\n")
        logged.lines = n
        parsed = custody.whole(line)
        if parsed is None:
            behind.append(raw)
            if chain and store.lock:
                chain.torn(store.lock, raw)
            continue
        body = _follow(store, logged, parsed, line, n=n, before=carry.before(last, behind), torn=bool(behind))
        if chain and body is not None and body["act"] == Act.ENCRYPTED:
            head = carry.stood(chain, body["about"])
            if head is None:
                what = "is not the log that was encrypted: a line was changed, removed, added or moved"
                logged.breaks.append(Break(where=f"custody log, before line {n}", what=what))
            else:
                logged.opened = {k: sha256 for k, sha256 in chain.hashes.items() if k in keep and k <= head.n}
            chain = None
        elif chain and body is not None:
            chain.line(n, body)
        if n in keep:
            logged.hashes[n] = hashlib.sha256(line).hexdigest()
        logged.head = Head(n=n, sha256=hashlib.sha256(line).hexdigest())
        last, behind = line + b"\n", []
    if behind:
        logged.notes.append(
            f"custody log, line {logged.head.n + 1}: torn, the process that wrote it was cut off; "
            f"the next act will be logged after it"
        )
    return logged


def _follow(
    store: Store, logged: Logged, parsed: Mapping[str, Any], line: bytes, *, n: int, before: str, torn: bool
) -> dict[str, Any] | None:
    """Note what a line tells; its body, None if it cannot be read."""
    where = f"custody log, line {n}"
    if custody.canonical(parsed) != line or parsed["hash"] != custody.own_hash(parsed):
        logged.breaks.append(Break(where=where, what="was changed: its own hash does not fit"))
        return None
    if parsed["previous"] != before or parsed["n"] != n:
        what = "does not follow the line before it: a line was changed, removed, added or moved there"
        logged.breaks.append(Break(where=where, what=what))
    try:
        body = custody.body_of(store, parsed)
        subjects = [(str(kind), str(id_)) for kind, id_ in body["subjects"]]
        act = str(body["act"])
    except (EvidenceBroken, KeyError, TypeError, ValueError) as error:
        logged.breaks.append(Break(where=where, what=f"cannot be read: {error}"))
        return None
    if torn != (act == Act.TORN):
        what = (
            "a line before it is no line of a custody log"
            if torn
            else "tells of a torn line, but none is there"
        )
        logged.breaks.append(Break(where=where, what=what))
    elif torn:
        logged.notes.append(f"{where}: the line before it was torn by a process that was cut off")
    for kind, id_ in subjects:
        logged.done.add((act, kind, id_))
        if act != Act.LOST:
            logged.told[kind, id_] = n
        if act in HOLDS_BYTES and kind == "original":
            logged.bytes_of.setdefault(id_, n)
    return body


def is_of_first_form(store: Store) -> bool:
    """True if the log begins with lines that name rows by some of their columns alone."""
    for raw in custody.raw_lines(store):
        line = custody.whole(raw.removesuffix(b"\n"))
        try:
            body = custody.body_of(store, line) if line else {}
        except (EvidenceBroken, ValueError):
            continue
        if body.get("act") in _TELL_OF_ROWS:
            return "rows" not in body.get("about", {})
    return False


def check_originals(store: Store, logged: Logged) -> Iterable[Break]:
    """Each original that the log tells of is there with its bytes; nothing else lies among them."""
    known = {}
    for sha256, n in sorted(logged.bytes_of.items(), key=lambda item: item[1]):
        known[originals.where(store, sha256)] = sha256
        try:
            originals.get(store, sha256)
        except EvidenceBroken as error:
            yield Break(where=f"original {sha256} (custody log, line {n})", what=error.reason)
    for path in originals.files(store):
        if path not in known:
            if path.name.startswith(".") and path.name.endswith(".part"):
                logged.notes.append(f"{path.name}: half an original, left by a process that was cut off")
            elif not (originals.is_in_place(path) and _is_what_it_says(store, path)):
                yield Break(where=f"file {path.name}", what="lies among the originals, but is none")
            else:
                logged.notes.append(f"original {path.name}: is kept, but the log tells of it nowhere")


def _is_what_it_says(store: Store, path: Any) -> bool:
    """True for an original whose process was cut off before it could log it."""
    data = path.read_bytes()
    if store.lock is None:
        return bool(hashlib.sha256(data).hexdigest() == path.name)
    try:
        return store.lock.name(hashlib.sha256(store.lock.open(data)).hexdigest()) == str(path.name)
    except EvidenceBroken:
        return False
