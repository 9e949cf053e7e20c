"""What linking remembers between reports: an index by key, and one that lives in memory.

Postings are (key, place) pairs within a space ("run", "feature", …), read in the order of places; records
are one noun a place. A ledger keeps the same in tables (`ledger.links`), so that adding a report reads
only what stands under its own keys.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

import numpy as np

from accordingto.link.place import LAST, joined, split

T = TypeVar("T")

# What places are filed under. By report: its id; every report; same prose; runs of words in prose and in
# quotations; neighbouring marks; publisher; cited outlet; kin; family; names told and left to others.
# By claim: same words and times; every item; its words; pairs of these; its topic; its origin; its state;
# the names that it gives for its origin, or that it withholds one.
SPACES = (
    *("report", "whole", "prose", "run", "quoted", "pair", "outlet", "cites", "kin", "family", "publisher"),
    *("full", "full by", "country", "country by", "bare", "vague"),
    *("same", "all", "feature", "met", "topic", "by", "state", "named", "withheld"),
)


class Index(Protocol):
    """Keys are numbers below 2**56 (see `key`); places are those of `link.place`."""

    def add(self, space: str, rows: Iterable[tuple[int, int]]) -> None:
        """Keeps (key, place) postings; one that is kept already stays as it is."""

    def drop(self, space: str, rows: Iterable[tuple[int, int]]) -> None:
        """Forgets postings; one that is not kept is no error."""

    def before(self, space: str, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        """For each key, the `most` places before `place` that are nearest to it, nearest first."""

    def after(self, space: str, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        """For each key, the first `most` places after `place`, in order."""

    def count(self, space: str, keys: Sequence[int], place: int) -> list[int]:
        """For each key, how many places stand before `place`."""

    def nth(self, space: str, key: int, number: int) -> int | None:
        """The place that has `number` others of its key before it; None if there are fewer."""

    def get(self, kind: type[T], place: int) -> T | None:
        """The record of that kind at that place."""

    def put(self, place: int, record: object) -> None:
        """Keeps a record under its type, in the stead of one that is there."""

    def forget(self, kind: type[Any], place: int) -> None:
        """Drops a record; one that is not there is no error."""

    def every(self, kind: type[T]) -> Iterator[tuple[int, T]]:
        """All records of a kind, in order of places."""

    def empty(self) -> bool:
        """True as long as nothing was kept."""


def key(text: str) -> int:
    """A number for a text, the same in every process: 55 bits of BLAKE2b."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 9


class MemoryIndex:
    """An index in memory: for a rebuild, and for piles that nobody keeps."""

    def __init__(self) -> None:
        self.postings: dict[str, Postings] = defaultdict(Postings)
        self._records: dict[type[Any], dict[int, Any]] = defaultdict(dict)

    def add(self, space: str, rows: Iterable[tuple[int, int]]) -> None:
        self.postings[space].change(rows, kept=True)

    def drop(self, space: str, rows: Iterable[tuple[int, int]]) -> None:
        self.postings[space].change(rows, kept=False)

    def before(self, space: str, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        return self.postings[space].nearest(keys, place, -most)

    def after(self, space: str, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        return self.postings[space].nearest(keys, place, most)

    def count(self, space: str, keys: Sequence[int], place: int) -> list[int]:
        held = self.postings[space]
        if place == LAST:
            return [end - start for start, end in held.ranges(keys)]
        return [held.position(start, end, place) - start for start, end in held.ranges(keys)]

    def nth(self, space: str, key: int, number: int) -> int | None:
        held = self.postings[space]
        ((start, end),) = held.ranges([key])
        return held.place(start + number) if start + number < end else None

    def get(self, kind: type[T], place: int) -> T | None:
        return self._records[kind].get(place)

    def put(self, place: int, record: object) -> None:
        self._records[type(record)][place] = record

    def forget(self, kind: type[Any], place: int) -> None:
        self._records[kind].pop(place, None)

    def every(self, kind: type[T]) -> Iterator[tuple[int, T]]:
        held = self._records[kind]
        return ((place, held[place]) for place in sorted(held))

    def empty(self) -> bool:
        return not any(self._records.values())

    def kinds(self) -> list[type[Any]]:
        """The kinds of records that are held."""
        return [kind for kind, held in self._records.items() if held]


class Postings:
    """Postings of one space as sorted arrays: 20 bytes each, where a table of lists would take 100."""

    def __init__(self) -> None:
        self.keys = np.empty(0, dtype=np.int64)
        self.reports = np.empty(0, dtype=np.int64)
        self.claims = np.empty(0, dtype=np.int32)
        self._changed: dict[tuple[int, int], bool] = {}
        self._new: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []

    def change(self, rows: Iterable[tuple[int, int]], *, kept: bool) -> None:
        """Adds or drops rows; they are sorted in when somebody looks."""
        if not len(self.keys) and kept and not self._changed:
            self._bulk(rows)
        else:
            self._sort() if self._new else None
            self._changed.update((row, kept) for row in rows)

    def _bulk(self, rows: Iterable[tuple[int, int]]) -> None:
        got = [(k, *split(p)) for k, p in rows]
        if got:
            keys, reports, claims = zip(*got, strict=True)
            self._new.append((np.array(keys), np.array(reports), np.array(claims, dtype=np.int32)))

    def _sort(self) -> None:
        """Sorts in what was added and leaves out what was dropped."""
        if not self._changed and not self._new:
            return
        parts = [(self.keys, self.reports, self.claims), *self._new]
        keys, reports, claims = (np.concatenate([p[i] for p in parts]) for i in range(3))
        self._new = []
        if self._changed:
            gone = self._changed.keys()
            stay = np.array(
                [(k, joined(r, c)) not in gone for k, r, c in self._rows(keys, reports, claims)], dtype=bool
            )
            added = sorted(row for row, kept in self._changed.items() if kept)
            put = [(k, *split(p)) for k, p in added]
            keys = np.concatenate([keys[stay], np.array([p[0] for p in put], dtype=np.int64)])
            reports = np.concatenate([reports[stay], np.array([p[1] for p in put], dtype=np.int64)])
            claims = np.concatenate([claims[stay], np.array([p[2] for p in put], dtype=np.int32)])
            self._changed = {}
        order = np.lexsort((claims, reports, keys))
        self.keys, self.reports, self.claims = keys[order], reports[order], claims[order]
        if len(self.keys) > 1:
            again = (np.diff(self.keys) == 0) & (np.diff(self.reports) == 0) & (np.diff(self.claims) == 0)
            if again.any():
                once = np.r_[True, ~again]
                self.keys, self.reports, self.claims = self.keys[once], self.reports[once], self.claims[once]

    @staticmethod
    def _rows(*columns: np.ndarray) -> Iterator[tuple[int, int, int]]:
        return zip(*(c.tolist() for c in columns), strict=True)

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """All postings as (key, report, claim), sorted."""
        self._sort()
        return self._rows(self.keys, self.reports, self.claims)

    def ranges(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Where the postings of each key stand."""
        self._sort()
        wanted = np.array(keys, dtype=np.int64)
        starts = np.searchsorted(self.keys, wanted, "left").tolist()
        ends = np.searchsorted(self.keys, wanted, "right").tolist()
        return list(zip(starts, ends, strict=True))

    def nearest(self, keys: Sequence[int], place: int, most: int) -> list[list[int]]:
        """For each key up to `most` places after `place`, or, for a negative number, before it."""
        out: list[list[int]] = [[] for _ in keys]
        report, claim = split(place)
        ranges = self.ranges(keys)
        # Most keys are held by one place alone; these are looked at all at once.
        lone = [n for n, (start, end) in enumerate(ranges) if end - start == 1]
        if lone:
            rows = np.array([ranges[n][0] for n in lone])
            reports, claims = self.reports[rows], self.claims[rows]
            same = reports == report
            hit = (reports < report) | (same & (claims < claim)) if most < 0 else None
            hit = (reports > report) | (same & (claims > claim)) if hit is None else hit
            for k in np.flatnonzero(hit).tolist():
                out[lone[k]] = [joined(int(reports[k]), int(claims[k]))]
        for n, (start, end) in enumerate(ranges):
            if end - start > 1:
                out[n] = self.near(start, end, place, most)
        return out

    def place(self, row: int) -> int:
        """The place of the posting in that row."""
        return joined(int(self.reports[row]), int(self.claims[row]))

    def places(self, start: int, end: int) -> list[int]:
        """The places of the postings in these rows."""
        reports, claims = self.reports[start:end].tolist(), self.claims[start:end].tolist()
        return [joined(r, c) for r, c in zip(reports, claims, strict=True)]

    def position(self, start: int, end: int, place: int) -> int:
        """The first of these rows that stands at `place` or after it."""
        if start == end:
            return start
        report, claim = split(place)
        held = self.reports[start:end]
        low = start + int(np.searchsorted(held, report, "left"))
        high = start + int(np.searchsorted(held, report, "right"))
        return low + bisect_left(self.claims[low:high].tolist(), claim)

    def near(self, start: int, end: int, place: int, most: int) -> list[int]:
        """Up to `most` places after `place`, or, for a negative number, before it, nearest first."""
        if start == end:
            return []
        here = self.position(start, end, place)
        if most < 0:
            return self.places(max(start, here + most), here)[::-1]
        if here < end and self.place(here) == place:
            here += 1
        return self.places(here, min(end, here + most))
