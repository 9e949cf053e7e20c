"""The index of linking, kept in the ledger: adding a report reads what stands under its own keys, no more.

Nobody's truth lives here. It is made from the claims that stand, and made anew when the program, or most of
what stands, is another.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from accordingto.errors import LedgerError
from accordingto.link import MemoryIndex
from accordingto.link.index import SPACES
from accordingto.link.place import LAST, joined, split

T = TypeVar("T")
_SPACE = {name: number for number, name in enumerate(SPACES)}
_KEY_BITS = 56


@dataclass(frozen=True, slots=True)
class LinkedBy:
    """The program that made the index (see `pipeline.maker`), under place 0."""

    maker: str


@dataclass(slots=True)
class _Steps:
    """Places under one key at which it is known how many stand before them: a common word has a hundred
    thousand, and counting goes on from the nearest known place instead of from the first."""

    places: list[int] = field(default_factory=lambda: [0])
    counts: list[int] = field(default_factory=lambda: [0])

    def note(self, place: int, count: int) -> None:
        """Remembers that so many stand before that place."""
        at = bisect_left(self.places, place)
        if at == len(self.places) or self.places[at] != place:
            self.places.insert(at, place)
            self.counts.insert(at, count)


class LedgerIndex:
    """`link.Index` on two tables of a ledger, within the transaction of a connection."""

    def __init__(self, connection: Connection) -> None:
        raw = connection.connection.driver_connection
        if raw is None:
            raise LedgerError("ledger", "its connection is closed")
        self._cursor: sqlite3.Cursor = raw.cursor()
        self._held: dict[tuple[type[Any], int], Any] = {}
        self._steps: dict[int, _Steps] = {}

    def add(self, space: str, rows: Iterable[tuple[int, int]]) -> None:
        self._change("INSERT OR IGNORE INTO link_posting (key, report, claim) VALUES (?, ?, ?)", space, rows)

    def drop(self, space: str, rows: Iterable[tuple[int, int]]) -> None:
        self._change("DELETE FROM link_posting WHERE key = ? AND report = ? AND claim = ?", space, rows)

    def _change(self, statement: str, space: str, rows: Iterable[tuple[int, int]]) -> None:
        made = sorted((_key(space, key), *split(place)) for key, place in rows)
        self._cursor.executemany(statement, made)
        for row in made:
            self._steps.pop(row[0], None)

    def before(self, space: str, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        rows = (
            "SELECT report, claim FROM link_posting WHERE key = ? AND (report, claim) < (?, ?) "
            "ORDER BY report DESC, claim DESC LIMIT ?"
        )
        return [self._places(rows, space, key, place, most) for key in keys]

    def after(self, space: str, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        rows = (
            "SELECT report, claim FROM link_posting WHERE key = ? AND (report, claim) > (?, ?) "
            "ORDER BY report, claim LIMIT ?"
        )
        return [self._places(rows, space, key, place, most) for key in keys]

    def _places(self, rows: str, space: str, key: int, place: int, most: int) -> list[int]:
        found = self._cursor.execute(rows, (_key(space, key), *split(place), most))
        return [joined(report, claim) for report, claim in found]

    def count(self, space: str, keys: Sequence[int], place: int) -> list[int]:
        return [self._count(_key(space, key), place) for key in keys]

    def _count(self, key: int, place: int) -> int:
        if place == LAST:
            rows = "SELECT count(*) FROM link_posting WHERE key = ?"
            return int(self._cursor.execute(rows, (key,)).fetchone()[0])
        steps = self._steps.setdefault(key, _Steps())
        at = bisect_right(steps.places, place) - 1
        if steps.places[at] == place:
            return steps.counts[at]
        rows = (
            "SELECT count(*) FROM link_posting WHERE key = ? AND (report, claim) >= (?, ?) "
            "AND (report, claim) < (?, ?)"
        )
        between = self._cursor.execute(rows, (key, *split(steps.places[at]), *split(place))).fetchone()[0]
        found = steps.counts[at] + int(between)
        steps.note(place, found)
        return found

    def nth(self, space: str, key: int, number: int) -> int | None:
        stored, start, before = _key(space, key), 0, 0
        if number:
            steps = self._steps.setdefault(stored, _Steps())
            at = bisect_right(steps.counts, number) - 1
            start, before = steps.places[at], steps.counts[at]
        rows = (
            "SELECT report, claim FROM link_posting WHERE key = ? AND (report, claim) >= (?, ?) "
            "ORDER BY report, claim LIMIT 1 OFFSET ?"
        )
        row = self._cursor.execute(rows, (stored, *split(start), number - before)).fetchone()
        if row is None:
            return None
        found = joined(*row)
        if number:
            steps.note(found, number)
        return found

    def get(self, kind: type[T], place: int) -> T | None:
        at = (kind, place)
        if at not in self._held:
            rows = "SELECT body FROM link_record WHERE kind = ? AND report = ? AND claim = ?"
            found = self._cursor.execute(rows, (kind.__name__, *split(place))).fetchone()
            self._held[at] = _read(kind, found[0]) if found else None
        record: T | None = self._held[at]
        return record

    def put(self, place: int, record: object) -> None:
        self._held[type(record), place] = record
        self._write([(place, record)])

    def _write(self, records: Iterable[tuple[int, object]]) -> None:
        self._cursor.executemany(
            "INSERT OR REPLACE INTO link_record (kind, report, claim, body) VALUES (?, ?, ?, ?)",
            (
                (type(r).__name__, *split(place), msgspec.msgpack.encode(r, order="deterministic"))
                for place, r in records
            ),
        )

    def forget(self, kind: type[Any], place: int) -> None:
        self._held[kind, place] = None
        self._cursor.execute(
            "DELETE FROM link_record WHERE kind = ? AND report = ? AND claim = ?",
            (kind.__name__, *split(place)),
        )

    def every(self, kind: type[T]) -> Iterator[tuple[int, T]]:
        rows = "SELECT report, claim, body FROM link_record WHERE kind = ? ORDER BY report, claim"
        for report, claim, body in self._cursor.execute(rows, (kind.__name__,)).fetchall():
            yield joined(report, claim), _read(kind, body)

    def empty(self) -> bool:
        return self._cursor.execute("SELECT 1 FROM link_record LIMIT 1").fetchone() is None

    def clear(self) -> None:
        """Forgets everything."""
        self._held.clear()
        self._steps.clear()
        self._cursor.execute("DELETE FROM link_posting")
        self._cursor.execute("DELETE FROM link_record")

    def fill(self, made: MemoryIndex) -> None:
        """Takes over an index that was made in memory: many times faster than making it here."""
        self.clear()
        for space, postings in sorted(made.postings.items(), key=lambda e: _SPACE[e[0]]):
            self._cursor.executemany(
                "INSERT INTO link_posting (key, report, claim) VALUES (?, ?, ?)",
                ((_key(space, key), report, claim) for key, report, claim in postings.rows()),
            )
        for kind in sorted(made.kinds(), key=lambda k: k.__name__):
            self._write(made.every(kind))


def _key(space: str, key: int) -> int:
    return _SPACE[space] << _KEY_BITS | key


_DECODERS: dict[type[Any], msgspec.msgpack.Decoder[Any]] = {}


def _read(kind: type[T], body: bytes) -> T:
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    try:
        record: T = decoder.decode(body)
    except msgspec.DecodeError as error:
        raise LedgerError("ledger", f"its index of links cannot be read: {error}") from error
    return record
