"""Copies among the reports of an index, kept in step with what comes and goes.

Of reports with the same prose the first stands for all. It is held against the nearest before it under
each run of words and each pair of marks; what comes or goes makes those be looked at again that stand
nearest after it, and nobody else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from accordingto.languages import lexicon
from accordingto.link.copies import (
    Document,
    Filed,
    Own,
    by_marks,
    by_prose,
    citing,
    few,
    filed,
    limits,
    numbers,
    repost,
    shares,
)
from accordingto.link.index import Index, MemoryIndex, key
from accordingto.link.marks import in_order, neighbours
from accordingto.link.place import LAST, UNDATED_FROM, at, day, end_of_day, joined, split, start_of_day
from accordingto.relation import Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a report copies, as decided when it is held against those before it; and whom it cites.

    `originals` are where these stand, in step with `prose` (see `place.split`).
    """

    prose: tuple[Copy, ...] = ()
    originals: tuple[int, ...] = ()
    cites: tuple[Copy, ...] = ()

    @property
    def ends(self) -> tuple[int, ...]:
        """The places of the originals."""
        return tuple(joined(report, 0) for report in self.originals)


Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyChange:
    """Copies that go and come, and the pairs of places (later, earlier) that stop or begin to be kin."""

    went: tuple[Copy, ...]
    came: tuple[Copy, ...]
    parted: Pairs
    joined: Pairs


def copies(documents: Sequence[Document]) -> tuple[Copy, ...]:
    """Copies among the documents, sorted by copier and original; near-linear in their number."""
    order = sorted({d.id: d for d in documents}.values(), key=lambda d: d.id)
    come = {at(day(d.published), rank): filed(d) for rank, d in enumerate(order)}
    index = MemoryIndex()
    for place, one in come.items():
        index.put(place, one)
    return tuple(sorted(recopy(index, {}, come).came, key=lambda c: (c.copier, c.original)))


def recopy(index: Index, gone: Mapping[int, Filed], come: Mapping[int, Filed]) -> CopyChange:
    """Brings the copies in step; the caller has put the records of `come` and forgotten those of `gone`."""
    return _Recopying(index, gone, come).change()


class _Recopying:
    """One change, step by step; `heads` are the reports that stand for all with their prose."""

    def __init__(self, index: Index, gone: Mapping[int, Filed], come: Mapping[int, Filed]) -> None:
        self.index, self.gone, self.come = index, gone, come
        self.window = int(limits()["all_pairs"])
        self.anew = index.nth("whole", 0, 0) is None  # nothing was there: all is decided, nobody is asked
        self.old: dict[int, Copied | None] = {}

    def change(self) -> CopyChange:
        for place in self.gone:
            self._keep(place, Copied())
        folds = {f.same for f in (*self.gone.values(), *self.come.values()) if f.same is not None}
        before = {f: self.index.nth("prose", f, 0) for f in folds}
        quoted = self._refile()
        after = {f: self.index.nth("prose", f, 0) for f in folds}
        lowered = {h for f, h in before.items() if h is not None and (h != after[f] or h in self.gone)}
        raised = {h for f, h in after.items() if h is not None and (h != before[f] or h in self.come)}
        known = {h: self.gone.get(h) or self._filed(h) for h in lowered}
        dirty = self._lower(known) | self._raise(raised, quoted)
        for fold in folds:
            self._reposts(fold, moved=before[fold] != after[fold] or after[fold] in self.come)
        for place in sorted(dirty):
            self._keep_prose(place, self._decided(place))
        self._recite(known, raised, dirty)
        return self._differences()

    def _filed(self, place: int) -> Filed:
        found = self.index.get(Filed, place)
        assert found is not None, "a posting without its report"
        return found

    def _refile(self) -> set[int]:
        """Puts the postings that every report has; the runs that begin or cease to be quoted."""
        i = self.index
        i.drop("prose", [(f.same, p) for p, f in self.gone.items() if f.same is not None])
        i.add("prose", [(f.same, p) for p, f in self.come.items() if f.same is not None])
        touched = np.unique(
            np.concatenate(
                [numbers(f.quoted) for f in (*self.gone.values(), *self.come.values())]
                or [np.empty(0, dtype=np.uint32)]
            )
        ).tolist()
        was = [] if self.anew else i.count("quoted", touched, LAST)
        i.drop("quoted", ((r, p) for p, f in self.gone.items() for r in numbers(f.quoted).tolist()))
        i.add("quoted", ((r, p) for p, f in self.come.items() for r in numbers(f.quoted).tolist()))
        i.drop("whole", [(0, p) for p in self.gone])
        i.add("whole", [(0, p) for p in self.come])
        if self.anew:
            return set()
        now = i.count("quoted", touched, LAST)
        return {r for r, a, b in zip(touched, was, now, strict=True) if bool(a) != bool(b)}

    def _lower(self, known: Mapping[int, Filed]) -> set[int]:
        """Takes reports out that no longer stand for their prose; those after them that may have met them."""
        dirty: set[int] = set()
        for place, f in known.items():
            dirty |= self._after(place, f)
        for space, rows in _rows(known.items()).items():
            self.index.drop(space, rows)
        for place in known:
            self.index.forget(Own, place)
        return dirty - known.keys()

    def _raise(self, raised: set[int], quoted: set[int]) -> set[int]:
        """Puts reports in that stand for their prose; those to be decided: they, and who may meet them."""
        new = {p: self._filed(p) for p in sorted(raised)}
        for space, rows in _rows(new.items()).items():
            self.index.add(space, rows)
        holders = self.index.after("run", sorted(quoted), -1, 10**9) if quoted else []
        changed = {**new, **{p: self._filed(p) for held in holders for p in held}}
        for place, f in changed.items():
            self.index.put(place, self._own(f))
        if self.anew:
            return set(changed)
        dirty = set(changed)
        for place, f in changed.items():
            after = self._after(place, f) - dirty
            # What copied nothing so far, and does not copy this one, copies nothing still.
            dirty |= after if place not in new else {b for b in after if self._may_copy(b, place, f)}
        return dirty

    def _may_copy(self, place: int, other: int, theirs: Filed) -> bool:
        held = self.index.get(Copied, place)
        if held is not None and held.prose:
            return True
        own, before = self.index.get(Own, place), self.index.get(Own, other)
        if own is None or before is None or shares(before, own):
            return True
        return self._marked(theirs, self._filed(place)) is not None

    def _own(self, f: Filed) -> Own:
        held = numbers(f.runs)
        said = self.index.count("quoted", held.tolist(), LAST)
        return Own(runs=held[np.array(said, dtype=np.int64) == 0].tobytes())

    def _after(self, place: int, f: Filed) -> set[int]:
        """Those that have this report among the nearest before them."""
        runs = self.index.after("run", numbers(f.runs).tolist(), place, self.window)
        pairs = self.index.after("pair", _pairs(f), place, self.window)
        return {p for held in (*runs, *pairs) for p in held}

    def _decided(self, place: int) -> list[tuple[int, Copy]]:
        """What this report copies from those before it, nearest first."""
        own, f = self.index.get(Own, place), self._filed(place)
        if own is None:
            return []
        met = self.index.before("run", numbers(own.runs).tolist(), place, self.window)
        often = Counter(p for held in met for p in held)
        full = sum(len(held) == self.window for held in met)  # runs that others beyond the window may hold
        prose: dict[int, Copy] = {}
        for other in sorted(often, reverse=True):
            theirs = self.index.get(Own, other) if often[other] + full >= limits()["runs"] else None
            found = shares(theirs, own) if theirs else None
            if found:
                prose[other] = by_prose(self._filed(other), f, *found)
        marked = {p: c for p, c in self._reworded(place, f) if p not in prose}
        both = sorted({**prose, **marked}.items(), key=lambda e: -e[0])
        kept = {id(c) for c in few([c for _, c in both])}
        return [(p, c) for p, c in both if id(c) in kept]

    def _reworded(self, place: int, f: Filed) -> Iterator[tuple[int, Copy]]:
        """Those before it that tell the same marks in the same order (the longest common subsequence)."""
        least = lexicon("any", "linking")["reworded"]
        if len(f.marks) < least["marks"]:
            return
        met = Counter(p for held in self.index.before("pair", _pairs(f), place, self.window) for p in held)
        for other, n in met.items():
            if n < least["neighbours"]:
                continue
            theirs = self._filed(other)
            found = self._marked(theirs, f)
            if found is not None:
                yield other, by_marks(theirs, f, *found)

    @staticmethod
    def _marked(a: Filed, b: Filed) -> tuple[float, int] | None:
        """(share of the shorter, marks in order) if that makes one a copy of the other."""
        least = lexicon("any", "linking")["reworded"]
        x, y = a.marks[: least["longest"]], b.marks[: least["longest"]]
        order = in_order(x, y)
        if order < least["marks"] or order / min(len(x), len(y)) < least["share"]:
            return None
        return order / min(len(x), len(y)), order

    def _reposts(self, fold: int, *, moved: bool) -> None:
        """Links those with the same prose to the first of them: all if another is first, else the new."""
        first = self.index.nth("prose", fold, 0)
        if first is None:
            return
        head = self._filed(first)
        if moved:
            later = self.index.after("prose", [fold], first, 10**9)[0]
        else:
            later = [p for p, f in self.come.items() if f.same == fold and p != first]
        for place in later:
            self._keep_prose(place, [(first, repost(head, self._filed(place)))])

    def _recite(self, lowered: Mapping[int, Filed], raised: set[int], dirty: set[int]) -> None:
        """Whom reports cite without its prose: those decided anew, and who cites an outlet with a change."""
        again = set(dirty)
        for place, was in list(self.old.items()):
            now = self.index.get(Copied, place)
            again.add(place)
            again.update((was.ends if was else ()) + (now.ends if now else ()))
        if not self.anew:
            changed = [*lowered.items(), *((p, self._filed(p)) for p in raised)]
            again.update(p for place, f in changed for p in self._citers(place, f, len(changed)))
        for place in sorted(again):
            held = self._remembered(place)
            found = self._cites(place) if self.index.get(Own, place) else ()
            if found != (held.cites if held else ()):
                prose, originals = (held.prose, held.originals) if held else ((), ())
                self._keep(place, Copied(prose=prose, originals=originals, cites=found))

    def _citers(self, place: int, f: Filed, changed: int) -> Iterator[int]:
        """Those that cite the outlet of this report and may take it for the one that they mean."""
        if f.publisher is None:
            return
        outlet = key(f.publisher)
        start, last = start_of_day(place) - 1, LAST
        if place >= UNDATED_FROM:
            start = -1
        else:
            beyond = self.index.after("outlet", [outlet], place, int(limits()["cited"]) + changed)[0]
            if len(beyond) == int(limits()["cited"]) + changed:
                last = end_of_day(beyond[-1])
        for p in self.index.after("cites", [outlet], start, 10**9)[0]:
            if p > last:
                return
            yield p

    def _cites(self, place: int) -> tuple[Copy, ...]:
        f = self._filed(place)
        most = int(limits()["cited"])
        out = []
        for name in f.cites:
            until = min(end_of_day(place) + 1, UNDATED_FROM)
            near = self.index.before("outlet", [key(name)], until, most)[0]
            near += self.index.after("outlet", [key(name)], UNDATED_FROM - 1, most)[0]
            others = {p: self._filed(p) for p in near if p != place}
            found = citing(f, name, list(others.values()))
            if found is None:
                continue
            cited, copy = found
            where = next(p for p, o in others.items() if o is cited)
            later, earlier = max(place, where), min(place, where)
            known = self.index.get(Copied, later)
            if known is None or earlier not in known.ends:
                out.append(copy)
        return tuple(out)

    def _keep_prose(self, place: int, found: Iterable[tuple[int, Copy]]) -> None:
        held = list(found)
        was = self._remembered(place)
        cites = was.cites if was else ()
        self._keep(
            place,
            Copied(
                prose=tuple(c for _, c in held),
                originals=tuple(split(p)[0] for p, _ in held),
                cites=cites,
            ),
        )

    def _remembered(self, place: int) -> Copied | None:
        """What is kept of a report now; what was kept before this change is noted once."""
        now = self.index.get(Copied, place)
        self.old.setdefault(place, now)
        return now

    def _keep(self, place: int, copied: Copied) -> None:
        self._remembered(place)
        if copied.prose or copied.cites:
            self.index.put(place, copied)
        else:
            self.index.forget(Copied, place)

    def _differences(self) -> CopyChange:
        went, came = set[Copy](), set[Copy]()
        parted, kin = Pairs(), Pairs()
        for place, kept in self.old.items():
            was, now = kept or Copied(), self.index.get(Copied, place) or Copied()
            went.update((*was.prose, *was.cites))
            came.update((*now.prose, *now.cites))
            parted.update((place, p) for p in was.ends)
            kin.update((place, p) for p in now.ends)
        return CopyChange(
            went=tuple(went - came),
            came=tuple(came - went),
            parted=parted - kin,
            joined=kin - parted,
        )


def _pairs(f: Filed) -> list[int]:
    return [key(f"{a}|{b}") for a, b in neighbours(f.marks)]


def _rows(heads: Iterable[tuple[int, Filed]]) -> dict[str, list[tuple[int, int]]]:
    """The postings that only the first of each prose has."""
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, f in heads:
        rows["run"].extend((r, place) for r in numbers(f.runs).tolist())
        rows["pair"].extend((p, place) for p in _pairs(f))
        rows["cites"].extend((key(name), place) for name in f.cites)
        if f.publisher:
            rows["outlet"].append((key(f.publisher), place))
    return rows
