"""The custody log: every act on evidence as one line of JSON, each line bound to the one before.

A line is `{"body", "hash", "n", "previous"}` in canonical JSON (keys sorted, no spaces, ASCII). `n` is the
number of the line in the file; `previous` the SHA-256 of the bytes of the line before, without its line
feed (64 zeros before the first; with the torn bytes behind it, if there are any); `hash` the SHA-256 of
the canonical JSON of the other three. `body` says what was done: time (UTC), actor, act, tool, subjects
(what it was done to: kind and SHA-256 or id) and about. In an encrypted ledger `body` is age in base64, so
that the chain can be checked without the key.

A process that is killed while it writes leaves a torn last line. It is never mended: the next append puts a
line of the act `torn` after it that says how long it was and what its SHA-256 is, and goes on.
"""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from accordingto import __version__
from accordingto.errors import EvidenceBroken, OutputError
from accordingto.keep.store import Store, make, settle

NOTHING = "0" * 64  # `previous` of the first line
DESK = "desk"  # who acts where nobody gave a name; the account of the computer is never asked
_BLOCK = 1 << 16
_OPEN = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW


class Act(StrEnum):
    """What is done to evidence."""

    RECEIVED = "received"  # bytes came from this disk
    FETCHED = "fetched"  # bytes came from an address
    READ = "read"  # claims were taken from a report
    FOUND = "found"  # was in the ledger when the log began
    LOST = "lost"  # rows that were logged never came into the ledger: their process was cut off
    JUDGED = "judged"
    EXPORTED = "exported"
    BUNDLED = "bundled"
    BACKED_UP = "backed up"
    RESTORED = "restored"
    ANCHORED = "anchored"
    SEALED = "sealed"  # something about a voice was put away; only its random id is told
    IMPORTED = "imported"  # rows came from another ledger, without their originals
    ENCRYPTED = "encrypted"  # log and evidence were open up to here; `about.head` is the open log's head
    TORN = "torn"  # the line before was cut off by a killed process


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One act to be logged. `subjects` names what it was done to, as pairs (kind, SHA-256 or id)."""

    act: Act
    subjects: tuple[tuple[str, str], ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    actor: str = DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line: its number, and the SHA-256 of its bytes. Who remembers it can prove what was there."""

    n: int = 0
    sha256: str = NOTHING

    def __str__(self) -> str:
        return f"{self.n}:{self.sha256}"


def append(store: Store, acts: Sequence[Done]) -> Head:
    """Log these acts, one line each, on disk when this returns; the head afterwards.

    Writers in other processes wait for each other. Raises OutputError if the log cannot be written,
    EvidenceBroken if its end is no line of a custody log.
    """
    make(store.folder)
    fresh = not store.log.exists()
    try:
        descriptor = os.open(store.log, _OPEN, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            head, lines = _lines(store, descriptor, acts)
            _write_all(descriptor, lines)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if fresh:
            settle(store.folder)
    except OSError as error:
        raise OutputError(str(store.log), error.strerror or str(error)) from error
    return head


def head(store: Store) -> Head:
    """The last whole line; line 0 of an empty log. Raises EvidenceBroken if it is no line of ours."""
    return last_line(store)[1]


def last_line(store: Store) -> tuple[bytes, Head]:
    """The last whole line's bytes, without its line feed, and its head; empty and line 0 of an empty log."""
    if not store.log.exists():
        return b"", Head()
    with store.log.open("rb") as file:
        tail = _tail(store.log, file.fileno())
    return tail.line, tail.head


def last(store: Store, act: Act) -> dict[str, Any] | None:
    """The body of the last line of this act; None if there is none."""
    if store.log.exists():
        with store.log.open("rb") as file:
            told = f'"act":"{act.value}"'.encode()
            for piece in _backwards(file.fileno()):
                if store.lock is None and told not in piece:
                    continue
                if (line := whole(piece)) and (body := body_of(store, line))["act"] == act:
                    return body
    return None


def bodies_backwards(store: Store) -> Iterator[dict[str, Any]]:
    """What each whole line says was done, from the last line to the first."""
    if store.log.exists():
        with store.log.open("rb") as file:
            for piece in _backwards(file.fileno()):
                if line := whole(piece):
                    yield body_of(store, line)


def canonical(value: object) -> bytes:
    """JSON that has one form only: sorted keys, no spaces, ASCII."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def body_of(store: Store, line: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says was done. Raises EvidenceBroken if it cannot be opened."""
    body = line["body"]
    if isinstance(body, str):
        if store.lock is None:
            raise EvidenceBroken(str(store.log), f"line {line['n']} is encrypted, and there is no key")
        body = json.loads(store.lock.open(base64.b64decode(body)))
    if not isinstance(body, dict):
        raise EvidenceBroken(str(store.log), f"line {line['n']} holds no act")
    return body


def raw_lines(store: Store) -> Iterator[bytes]:
    """Each line's bytes with its line feed; the last has none if it was torn. Nothing if there is no log."""
    if store.log.exists():
        with store.log.open("rb") as file:
            yield from file


def _lines(store: Store, descriptor: int, acts: Sequence[Done]) -> tuple[Head, bytes]:
    tail = _tail(store.log, descriptor)
    head, out = tail.head, []
    if not tail.ended:
        out.append(b"\n")
    elif tail.behind:
        torn = tail.behind.removesuffix(b"\n")
        if torn == tail.behind:
            out.append(b"\n")
        stood = tail.line + b"\n" + torn if tail.line else torn
        head = Head(n=head.n + 1 + torn.count(b"\n"), sha256=_sha256(stood))
        about = {"bytes": len(torn), "sha256": _sha256(torn)}
        acts = [Done(act=Act.TORN, subjects=(("line", str(head.n)),), about=about), *acts]
    for done in acts:
        line = _line(store, head, done)
        out += [line, b"\n"]
        head = Head(n=head.n + 1, sha256=_sha256(line))
    return head, b"".join(out)


def _line(store: Store, before: Head, done: Done) -> bytes:
    body: object = {
        "about": dict(done.about),
        "act": done.act.value,
        "actor": done.actor,
        "subjects": [list(subject) for subject in done.subjects],
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "tool": f"accordingto {__version__}",
    }
    if store.lock:
        body = base64.b64encode(store.lock.shut(canonical(body))).decode()
    bound = {"body": body, "n": before.n + 1, "previous": before.sha256}
    return canonical({**bound, "hash": own_hash(bound)})


def own_hash(line: Mapping[str, Any]) -> str:
    """What `hash` of a line must be."""
    return _sha256(canonical({key: line[key] for key in ("body", "n", "previous")}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tail:
    """The last whole line, and what stands torn behind it up to the end of the file.

    `ended` is False for a line that is whole but for its line feed.
    """

    head: Head
    line: bytes
    behind: bytes
    ended: bool


def _tail(log: Path, descriptor: int) -> _Tail:
    behind: list[bytes] = []
    for at, piece in enumerate(_backwards(descriptor)):
        if (n := _number(log, piece)) is not None:
            last = Head(n=n, sha256=_sha256(piece))
            return _Tail(head=last, line=piece, behind=b"\n".join(behind[::-1]), ended=at > 0)
        behind.append(piece)
    return _Tail(head=Head(), line=b"", behind=b"\n".join(behind[::-1]), ended=True)


def _backwards(descriptor: int) -> Iterator[bytes]:
    """What stands between line feeds, from the end: first what follows the last one, often nothing."""
    start = os.fstat(descriptor).st_size
    rest = b""
    while start:
        step = min(_BLOCK, start)
        start -= step
        pieces = (os.pread(descriptor, step, start) + rest).split(b"\n")
        rest = pieces[0]
        yield from reversed(pieces[1:])
    yield rest


def _number(log: Path, line: bytes) -> int | None:
    """The number of a whole line; None for a fragment. A whole line that was changed is not built upon."""
    parsed = whole(line)
    if parsed is None:
        return None
    if parsed["hash"] != own_hash(parsed):
        raise EvidenceBroken(str(log), "its last line was changed; nothing was added. Run verify")
    return int(parsed["n"])


def whole(line: bytes) -> dict[str, Any] | None:
    """A line as it was written, or None for what is no line of a custody log."""
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict) or parsed.keys() != {"body", "hash", "n", "previous"}:
        return None
    return parsed if isinstance(parsed["n"], int) else None


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
