"""What a topic comes to: its matters with their counts, and the relations among its claims.

It is made anew whenever anything in the topic is another: a claim, a weight, an origin, a copy.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from accordingto.languages import lexicon
from accordingto.link.block import Signature
from accordingto.link.carrier import Pile, joined
from accordingto.link.count import count
from accordingto.link.echo import echoes, pointing
from accordingto.link.family import family
from accordingto.link.held import Side, against, sides
from accordingto.link.index import Index, key
from accordingto.link.matter import matters
from accordingto.link.naming import Named, claims_of, publishes
from accordingto.link.origin import Origin
from accordingto.link.place import report_of
from accordingto.link.relations import relations_in
from accordingto.link.weigh import Item, length
from accordingto.relation import Matter, Relation

_EVERY = 10**9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a topic came to, under its number."""

    matters: tuple[Matter, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Echoes:
    """What the claims of a report point at, under its place.

    `points` are (which of its claims, the first that it points at), counted from the first.
    """

    points: tuple[tuple[int, int], ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Lasted:
    """Conflicts of a claim about a state with those before it, under its place."""

    relations: tuple[Relation, ...] = ()


def echoes_of(held: Sequence[Signature]) -> Echoes:
    """What the claims of one report point at."""
    found = echoes(held)
    pointed = [(s, found[s.claim.id]) for s in held if s.claim.id in found]
    return Echoes(
        tuple((held.index(s), held.index(targets[0])) for s, targets in pointed),
        tuple(r for s, targets in pointed for r in pointing(s, targets)),
    )


class Claims:
    """Claims as they now stand: what they say, with the weights of their words and their report's family."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._held: dict[int, Signature] = {}
        self._family: dict[int, int] = {}

    def __call__(self, place: int) -> Signature:
        """The claim at that place."""
        found = self._held.get(place)
        if found is None:
            s = self.index.get(Signature, place)
            assert s is not None, "a posting without its claim"
            first = self.index.nth("same", s.fold, 0)
            item = self.index.get(Item, first) if first is not None else None
            weight = item.weight if item else dict.fromkeys(s.features, 1.0)  # it only points: not weighed
            found = replace(s, family=self.family(report_of(place)), weight=weight, norm=length(weight))
            self._held[place] = found
        return found

    def family(self, report: int) -> int:
        """The family of the report at that place."""
        if report not in self._family:
            self._family[report] = family(self.index, report)
        return self._family[report]


def pointing_in(index: Index, report: int) -> dict[int, int]:
    """Places of the claims of a report that only point, with the place of the first that each points at."""
    found = index.get(Echoes, report)
    return {report + a: report + b for a, b in found.points} if found else {}


def topic_of(index: Index, place: int) -> int | None:
    """The number of the topic of a claim; of one that only points at another, the topic of that."""
    place = pointing_in(index, report_of(place)).get(place, place)
    s = index.get(Signature, place)
    first = index.nth("same", s.fold, 0) if s else None
    item = index.get(Item, first) if first is not None else None
    return item.topic if item else None


def outcome(index: Index, seen: Claims, number: int) -> Outcome:
    """What the topic of that number comes to; nothing for one without claims."""
    items = index.after("topic", [number], -1, _EVERY)[0]
    folds = [s.fold for s in (index.get(Signature, p) for p in items) if s is not None]
    places = sorted(p for held in index.after("same", folds, -1, _EVERY) for p in held)
    if not places:
        return Outcome()
    topic = [seen(p) for p in places]
    pointed = _pointed(index, seen, places)
    pile = pile_of(index, seen, [*topic, *(s for held in pointed.values() for s in held)])
    groups = matters(topic, joined(topic, pile)[0])
    whole = [[*g, *(e for s in g for e in pointed[s.place])] for g in groups]
    counts = [count(g, pile) for g in whole]
    most = int(lexicon("any", "linking")["matter"]["pairs"])
    between = relations_in([s for g in whole for s in g], counts, most)
    return Outcome(tuple(c.matter for c in counts), tuple(between))


def _pointed(index: Index, seen: Claims, places: Sequence[int]) -> dict[int, list[Signature]]:
    """By place, the claims that point at it."""
    out: dict[int, list[Signature]] = defaultdict(list)
    for report in sorted({report_of(p) for p in places}):
        for echo, target in pointing_in(index, report).items():
            out[target].append(seen(echo))
    return out


def pile_of(index: Index, seen: Claims, group: Sequence[Signature]) -> Pile:
    """What is known of the claims of a topic and of their reports."""
    reports = {report_of(s.place): s.claim.report for s in group}
    named = {r: index.get(Named, r) or Named((), ()) for r in reports}
    publisher = {i: p.outlet for r, i in reports.items() if (p := index.get(Publisher, r)) is not None}
    origin: dict[str, Origin] = {}
    chains: dict[str, frozenset[str]] = {}
    for s in group:
        held, n = named[report_of(s.place)], s.place - report_of(s.place)
        origin[s.claim.id], chains[s.claim.id] = held.origins[n], held.chains[n]
    places = {i: r for r, i in reports.items()}

    def said(report: str, wanted: str) -> list[Signature]:
        at = places[report]
        return [s for s, o in zip(claims_of(index, at), named[at].origins, strict=True) if o.key == wanted]

    return Pile(
        origin=origin,
        chains=chains,
        publisher=publisher,
        family={i: seen.family(r) for r, i in reports.items()},
        said=said,
        outlets=frozenset(k for k in {o.key for o in origin.values()} if publishes(index, k)),
    )


@dataclass(frozen=True, slots=True)
class Publisher:
    """The outlet of a report, as origin key, under the report's place."""

    outlet: str


def relast(index: Index, gone: Iterable[Signature], come: Iterable[Signature], renamed: set[int]) -> set[int]:
    """Places of the claims about states that have to be set against each other anew.

    A state and the event that ended it meet as the later of the two finds the nearest before it. `renamed`
    are reports whose claims have other origins.
    """
    again: set[int] = set()
    gone, come = list(gone), list(come)
    for s in gone:
        for side in sides(s):
            index.drop("state", [(_state(side), s.place)])
            again.update([s.place, *_others(index, side, s.place)])
    for s in come:
        for side in sides(s):
            index.add("state", [(_state(side), s.place)])
    changed = [*come, *(s for r in sorted(renamed) for s in claims_of(index, r))]
    for s in changed:
        for side in sides(s):
            again.update([s.place, *_others(index, side, s.place)])
    return again


def lasted(index: Index, place: int) -> Lasted:
    """The conflicts of a claim about a state with the nearest before it."""
    s = index.get(Signature, place)
    return Lasted(tuple(_conflicts(index, s))) if s is not None else Lasted()


def _conflicts(index: Index, s: Signature) -> Iterator[Relation]:
    for mine in sides(s):
        wanted = _state(Side(mine.state, not mine.lasting, mine.day))
        for place in index.before("state", [wanted], s.place, _most())[0]:
            other = index.get(Signature, place)
            assert other is not None, "a posting without its claim"
            if _key(index, s) == _key(index, other):
                continue
            for theirs in sides(other):
                if theirs.state == mine.state and theirs.lasting != mine.lasting:
                    found = (
                        against(s, other, mine, theirs) if mine.lasting else against(other, s, theirs, mine)
                    )
                    if found is not None:
                        yield found


def _key(index: Index, s: Signature) -> str:
    named, report = index.get(Named, report_of(s.place)), report_of(s.place)
    assert named is not None, "claims without their origins"
    return named.origins[s.place - report].key


def _state(side: Side) -> int:
    return key(f"{side.state}|{side.lasting}")


def _others(index: Index, side: Side, place: int) -> list[int]:
    opposite = _state(Side(side.state, not side.lasting, side.day))
    return index.after("state", [opposite], place, _most())[0]


def _most() -> int:
    return int(lexicon("any", "linking")["compare"]["block"])
