"""How much the words of a claim tell: inverse frequency as it stood when the claim was published.

A word's weight in a claim counts the wordings before it, and none after (as topic tracking does, where
frequencies grow with the stream: Yang et al. 1998; Brants, Chen and Farahat 2003). So a new report changes
no older claim. The first wordings of a pile are too few to count by; they are weighed by all of the first
`base` together. Counts are rounded to two binary digits: a report that turns up late, with an early
date, changes only the few claims whose rounded count it moves.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from accordingto.languages import lexicon
from accordingto.link.block import Signature, keys
from accordingto.link.index import Index, key
from accordingto.link.place import LAST, end, report_of

_EVERY = 10**9


@dataclass(frozen=True, slots=True)
class Item:
    """What stands for all claims with the same words and times, at the place of the first of them.

    `weight` by feature and their length, `norm`; `keys` under which it meets others; `frame` as in
    `Signature`; `topic` the number of
    its topic (-1: none yet). `likely` are those whose topics it was held against when that was decided (see
    `place.split`), by their numbers there `firsts` the first of each topic, `near` those that it was compared
    with, the first of their topic being like enough.
    """

    weight: dict[str, float]
    norm: float
    keys: tuple[int, ...]
    frame: tuple[str, ...] = ()
    topic: int = -1
    likely: tuple[tuple[int, int], ...] = ()
    firsts: tuple[int, ...] = ()
    near: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a change did to the items: `was` are those that are gone or different now, as they were;
    `new` the places of those that are new or different; `folds` the places of items with other claims.
    """

    was: Mapping[int, Item]
    new: frozenset[int]
    folds: frozenset[int]


def reweigh(index: Index, gone: Mapping[int, Signature], come: Mapping[int, Signature]) -> Weighed:
    """Brings items and weights in step; the caller has put the records of `come`, not of `gone`."""
    anew = index.nth("all", 0, 0) is None
    folds = {s.fold for s in (*gone.values(), *come.values())}
    before = {f: index.nth("same", f, 0) for f in folds}
    index.drop("same", [(s.fold, p) for p, s in gone.items()])
    index.add("same", [(s.fold, p) for p, s in come.items()])
    after = {f: index.nth("same", f, 0) for f in folds}
    lowered = {h: f for f, h in before.items() if h is not None and (h != after[f] or h in gone)}
    raised = {h: f for f, h in after.items() if h is not None and (h != before[f] or h in come)}
    old_base = _base_end(index)
    held = {h: gone[h] if h in gone else _signature(index, h) for h in lowered}
    fresh = {h: _signature(index, h) for h in raised}
    index.drop("all", [(0, h) for h in held])
    index.drop("feature", [(key(f), h) for h, s in held.items() for f in s.features])
    index.add("all", [(0, h) for h in fresh])
    index.add("feature", [(key(f), h) for h, s in fresh.items() for f in s.features])
    was: dict[int, Item] = {}
    for h in held:
        item = index.get(Item, h)
        assert item is not None, "a fold without its item"
        was[h] = item
        index.forget(Item, h)
    base = _base_end(index)
    again = set(fresh)
    if not anew:
        again |= _moved(index, [*held.items(), *fresh.items()], *sorted((old_base, base)))
    new = set()
    rows: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for h in sorted(again):
        item = index.get(Item, h)
        s = fresh.get(h) or _signature(index, h)
        weight = _weights(index, s, h, base)
        if item is not None and item.weight == weight:
            continue
        if item is not None:
            was[h] = item
        most = lexicon("any", "linking")["compare"]["keys"]
        made = Item(weight, length(weight), tuple(keys(weight, s.frame, most)), tuple(sorted(s.frame)))
        if item is not None:
            made = replace(item, weight=weight, norm=made.norm, keys=made.keys)
        index.put(h, made)
        rows[True].extend((k, h) for k in made.keys)
        new.add(h)
    rows[False].extend((k, h) for h, item in was.items() for k in item.keys)
    index.drop("met", rows[False])
    index.add("met", rows[True])
    return Weighed(was=was, new=frozenset(new), folds=frozenset(h for h in after.values() if h is not None))


def _signature(index: Index, place: int) -> Signature:
    found = index.get(Signature, place)
    assert found is not None, "a posting without its claim"
    return found


def _base_end(index: Index) -> int:
    """The end of the report with the last wording that all of the base is weighed by."""
    last = index.nth("all", 0, int(lexicon("any", "linking")["weigh"]["base"]))
    return LAST if last is None else end(last)


def _weights(index: Index, s: Signature, place: int, base: int) -> dict[str, float]:
    features = sorted(s.features)
    until = max(end(place), base)
    total = rounded(index.count("all", [0], until)[0]) + 1
    counts = index.count("feature", [key(f) for f in features], until)
    # A kind is shared by different words: half as telling as the word itself.
    return {
        f: math.log(1 + total / (rounded(n) + 0.5)) * (0.5 if f[0] == "~" else 1.0)
        for f, n in zip(features, counts, strict=True)
    }


def length(weight: Mapping[str, float]) -> float:
    """The length of weighted features; summed exactly, so that the last digit is always the same."""
    return math.sqrt(math.fsum(w * w for w in weight.values()))


def rounded(n: int) -> int:
    """A count cut to its first binary digits, as many as the table says; small ones stay exact."""
    over = n.bit_length() - int(lexicon("any", "linking")["weigh"]["digits"])
    return n >> over << over if over > 0 else n


def _thresholds(least: int, most: int) -> Iterator[int]:
    """The counts above `least` up to `most` that round to themselves."""
    n = least + 1
    while n <= most:
        down = rounded(n)
        if down == n:
            yield n
        n = down + (1 << max(0, n.bit_length() - int(lexicon("any", "linking")["weigh"]["digits"])))


def _moved(index: Index, changed: Sequence[tuple[int, Signature]], low: int, high: int) -> set[int]:
    """Items that a change of these others can have given other weights; more than have, never fewer.

    `low` and `high` are the ends of the base before and after, the nearer first.
    """
    if not changed:
        return set()
    again: set[int] = set()
    first: dict[str, int] = {}
    times = Counter(f for _, s in changed for f in s.features)
    for place, s in changed:
        for f in s.features:
            first[f] = min(first.get(f, place), place)
    earliest = min(first.values(), default=LAST)
    earliest = min(earliest, *(p for p, _ in changed))
    if earliest <= high:
        again.update(
            p for p in index.after("all", [0], -1, _EVERY if high == LAST else _base())[0] if p <= high
        )
    for f, place in first.items():
        again |= _crossing(index, "feature", key(f), max(place, low), times[f])
    for report in {report_of(p) for p in _crossing(index, "all", 0, max(earliest, low), len(changed))}:
        again.update(_in_report(index, "all", 0, report))
    return again


def _base() -> int:
    """Wordings of the base, and as many again: where its end moves, those of the report that it ends with."""
    return 2 * int(lexicon("any", "linking")["weigh"]["base"])


def _crossing(index: Index, space: str, wanted: int, place: int, times: int) -> set[int]:
    """Holders after `place` whose rounded count may differ after `times` changes before them."""
    if place == LAST:
        return set()
    least, most = index.count(space, [wanted], place)[0], index.count(space, [wanted], LAST)[0]
    out: set[int] = set()
    for t in _thresholds(max(least - times, 0), most + times):
        for n in range(max(t - times - 1, 0), t + times):
            holder = index.nth(space, wanted, n)
            if holder is not None and end(holder) >= place:
                out.update(_in_report(index, space, wanted, report_of(holder)))
    return out


def _in_report(index: Index, space: str, wanted: int, report: int) -> list[int]:
    """The places under that key in the report at that place."""
    found = index.after(space, [wanted], report - 1, 64)[0]
    if len(found) == 64 and found[-1] <= end(report):
        found = index.after(space, [wanted], report - 1, _EVERY)[0]
    return [p for p in found if p <= end(report)]
