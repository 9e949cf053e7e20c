"""A custody log carried into an encrypted store: every line sealed anew, its place and its old chain kept.

A line's hash is over its body as it lies there, so that sealing it gives it another one. What the lines were
can be made again from their opened bodies, hash by hash, up to the head that the act `encrypted` names: heads
that were noted down and anchors that were given before go on being checked. A torn line goes along sealed,
and is as little a line as before.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from accordingto.errors import EvidenceBroken
from accordingto.keep import custody
from accordingto.keep.custody import NOTHING, Head
from accordingto.keep.store import Lock, Store


class Chain:
    """The lines of a log as they were before it was encrypted, made again one after the other."""

    def __init__(self) -> None:
        self.hashes: dict[int, str] = {}
        self._last = b""
        self._behind: list[bytes] = []

    def line(self, n: int, body: Mapping[str, Any]) -> None:
        """The next whole line, which is number `n` of the file."""
        bound = {"body": body, "n": n, "previous": before(self._last, self._behind)}
        line = custody.canonical({**bound, "hash": custody.own_hash(bound)})
        self.hashes[n] = hashlib.sha256(line).hexdigest()
        self._last, self._behind = line + b"\n", []

    def torn(self, lock: Lock, raw: bytes) -> None:
        """A fragment, with its line feed if it has one."""
        fragment = raw.removesuffix(b"\n")
        try:
            opened = lock.open(base64.b64decode(fragment, validate=True))
        except (EvidenceBroken, ValueError):  # torn after the log was encrypted: no part of what was before
            opened = fragment
        self._behind.append(opened + raw[len(fragment) :])


def before(last: bytes, behind: list[bytes]) -> str:
    """What `previous` of the next line must be: after the last whole line and the fragments since."""
    stood = (last + b"".join(behind)).removesuffix(b"\n")
    return hashlib.sha256(stood).hexdigest() if last or behind else NOTHING


def sealed(source: Store, lock: Lock, size: int) -> Iterator[bytes]:
    """The lines of an open log, as they may lie in an encrypted store; `size` bytes of it belong to it.

    The log must be unbroken: what a changed line was cannot be told any more once it is sealed.
    """
    last, behind = b"", list[bytes]()
    for n, raw in enumerate(_first(source, size), start=1):
        fragment = raw.removesuffix(b"\n")
        end = raw[len(fragment) :]
        parsed = custody.whole(fragment)
        if parsed is None:
            shut = base64.b64encode(lock.shut(fragment)) + end
            behind.append(shut)
            yield shut
            continue
        body = base64.b64encode(lock.shut(custody.canonical(parsed["body"]))).decode()
        bound = {"body": body, "n": n, "previous": before(last, behind)}
        line = custody.canonical({**bound, "hash": custody.own_hash(bound)})
        last, behind = line + b"\n", []
        yield line + end


def head(source: Store, size: int) -> Head:
    """The last whole line among the first `size` bytes of a log."""
    found = Head()
    for n, raw in enumerate(_first(source, size), start=1):
        line = raw.removesuffix(b"\n")
        if custody.whole(line) is not None:
            found = Head(n=n, sha256=hashlib.sha256(line).hexdigest())
    return found


def _first(source: Store, size: int) -> Iterator[bytes]:
    for raw in custody.raw_lines(source):
        if size <= 0:
            return
        yield raw[:size]
        size -= len(raw)


def stood(chain: Chain, about: Mapping[str, Any]) -> Head | None:
    """The head that an act `encrypted` names, if the chain made again comes to it."""
    n, _, sha256 = str(about.get("head", "")).partition(":")
    if n == "0" and not chain.hashes:
        return Head()
    if n.isdecimal() and chain.hashes.get(int(n)) == sha256:
        return Head(n=int(n), sha256=sha256)
    return None
