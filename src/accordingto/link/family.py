"""Families: reports joined by copying, in any steps, kept in step as copies go and come."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from accordingto.link.index import Index, key
from accordingto.link.place import LAST

_EVERY = 10**9
Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Family:
    """The number of a report's family: it says who belongs together, and nothing else."""

    number: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The next number that no family has had yet."""

    next: int


def family(index: Index, report: int) -> int:
    """The family of the report at that place; a report without kin is one of its own."""
    found = index.get(Family, report)
    return found.number if found else -report - 1


def regroup(index: Index, parted: Pairs, joined: Pairs, gone: set[int], come: set[int]) -> set[int]:
    """Brings the families in step; of the reports that stay, those that have gained or lost kin.

    Of reports that stayed together the larger set is left out: of any two that are newly kin, or kin no
    longer, one is named.
    """
    parted, joined, left = set(parted), set(joined), gone - come
    index.drop("kin", _edges(parted))
    index.add("kin", _edges(joined))
    ends = {p for pair in (*parted, *joined) for p in pair}
    if parted:
        labels = {family(index, p) for p in ends}
        members = ends | {p for n in labels for p in _members(index, n)}
        parts = list(_connected(index, members - left))
        was = {p: family(index, p) for p in members}
        for p in left & members:
            _put(index, p, was[p], None)
        size = Counter(was.values())
        for part in parts:
            _name(index, part, was, size)
        now = {p: family(index, p) for p in was}
        return _moved({p: (n, now[p]) for p, n in was.items() if p not in gone | come})
    moved: set[int] = set()
    for labels in _unions(index, joined):
        moved |= _merge(index, labels)
    return moved - come


def _edges(pairs: Pairs) -> Iterator[tuple[int, int]]:
    for a, b in pairs:
        yield _key(a), b
        yield _key(b), a


def _key(number: int) -> int:
    return key(str(number))


def _members(index: Index, number: int) -> list[int]:
    if number < 0:
        return [-number - 1]
    return index.after("family", [_key(number)], -1, _EVERY)[0]


def _unions(index: Index, joined: set[tuple[int, int]]) -> list[set[int]]:
    """The families that new copies make one."""
    top: dict[int, int] = {}

    def root(n: int) -> int:
        top.setdefault(n, n)
        while top[n] != n:
            top[n] = top[top[n]]
            n = top[n]
        return n

    for a, b in sorted(joined):
        x, y = root(family(index, a)), root(family(index, b))
        if x != y:
            top[y] = x
    out: dict[int, set[int]] = defaultdict(set)
    for n in top:
        out[root(n)].add(n)
    return [held for held in out.values() if len(held) > 1]


def _merge(index: Index, numbers: set[int]) -> set[int]:
    """Makes several families one under the number of the largest; those that were not of the largest."""
    held = {n: 1 if n < 0 else index.count("family", [_key(n)], LAST)[0] for n in numbers}
    largest = max(numbers, key=lambda n: (held[n], n))
    number = largest if largest >= 0 else _next(index)
    moved = {p: n for n in numbers - {largest} for p in _members(index, n)}
    for p, n in moved.items():
        _put(index, p, n, number)
    if largest < 0:
        _put(index, -largest - 1, largest, number)
    return set(moved)


def _connected(index: Index, nodes: set[int]) -> Iterator[list[int]]:
    """The connected parts of these reports, which hold all the kin of each other."""
    left = set(nodes)
    while left:
        ahead = [left.pop()]
        part = []
        while ahead:
            here = ahead.pop()
            part.append(here)
            near = left.intersection(index.after("kin", [_key(here)], -1, _EVERY)[0])
            left -= near
            ahead.extend(near)
        yield part


def _name(index: Index, part: list[int], was: Mapping[int, int], size: Mapping[int, int]) -> None:
    """Gives a part the number of the family that it is the larger half of, else a new one."""
    counted = Counter(was[p] for p in part if was[p] >= 0)
    kept = [n for n, count in counted.items() if 2 * count > size[n]]
    number = max(kept, key=lambda n: (counted[n], n)) if kept else _next(index)
    for p in part:
        _put(index, p, was[p], number if len(part) > 1 else None)


def _next(index: Index) -> int:
    held = index.get(Numbers, 0) or Numbers(0)
    index.put(0, Numbers(held.next + 1))
    return held.next


def _put(index: Index, place: int, old: int, new: int | None) -> None:
    if old == new:
        return
    if old >= 0:
        index.drop("family", [(_key(old), place)])
    if new is None:
        index.forget(Family, place)
    else:
        index.add("family", [(_key(new), place)])
        index.put(place, Family(new))


def _moved(stayed: Mapping[int, tuple[int, int]]) -> set[int]:
    """Of the reports with (family before, family now): all that changed kin but the largest set each."""
    sets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for p, both in stayed.items():
        sets[both].append(p)
    out: set[int] = set()
    for side in (0, 1):
        beside: dict[int, list[list[int]]] = defaultdict(list)
        for both, held in sets.items():
            beside[both[side]].append(held)
        for several in beside.values():
            largest = max(several, key=len)
            out.update(p for held in several if held is not largest for p in held)
    return out
