"""Topics: claims about one thing, kept in step as claims come and go.

Each claim, in order of publication, joins the topic of those nearest before it that it meets under shared
keys and is like, together with the first claim of that topic; else it opens one. What it decides depends
on what stands before it alone (compare Gruenheid, Dong and Srivastava 2014, whose incremental linkage
likewise redoes only what a change can reach): a change is followed forward, to those that met what changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from accordingto.languages import lexicon
from accordingto.link.block import Signature
from accordingto.link.compare import compare, cosine
from accordingto.link.index import Index
from accordingto.link.place import joined, split
from accordingto.link.weigh import Item, Weighed

Seen = Callable[[int], Signature]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, under its number: where its first item stands (see `place.split`)."""

    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TopicNumbers:
    """The next number that no topic has had yet."""

    next: int


def retopic(index: Index, seen: Seen, weighed: Weighed, kin: Iterable[int]) -> set[int]:
    """Decides again what a change can reach; the numbers of the topics that have lost or gained items.

    `kin` are places of items whose reports have gained or lost kin; `seen` gives a claim as it now stands.
    """
    work = _Work(index, seen, weighed, set(kin))
    for place, item in weighed.was.items():
        if item.topic >= 0:
            index.drop("topic", [(item.topic, place)])
            work.touched.add(item.topic)
        work.push(work.after(place, item))
    for place in sorted(weighed.new | work.kin):
        now = index.get(Item, place)
        if now is not None:
            work.push([place, *work.after(place, now)])
    work.run()
    for number in work.touched:
        if index.nth("topic", number, 0) is None:
            index.forget(Topic, number)
    return work.touched


class _Work:
    """Items to be decided, earliest first."""

    def __init__(self, index: Index, seen: Seen, weighed: Weighed, kin: set[int]) -> None:
        self.index, self.seen, self.kin = index, seen, kin
        self.changed = weighed.new | kin
        # With nothing there before, all is decided once, in order, and nobody has to be told.
        self.anew = index.nth("topic", 0, 0) is None and index.get(TopicNumbers, 0) is None
        self.limits = lexicon("any", "linking")["compare"]
        self.touched: set[int] = set()
        self._heap: list[int] = []
        self._in: set[int] = set()

    def push(self, places: Iterable[int]) -> None:
        """Puts items on the list, each once."""
        for p in places:
            if p not in self._in:
                self._in.add(p)
                heappush(self._heap, p)

    def after(self, place: int, item: Item) -> list[int]:
        """Those that have this item among the nearest before them."""
        if self.anew:
            return []
        met = self.index.after("met", item.keys, place, self.limits["block"])
        return [p for held in met for p in held]

    def run(self) -> None:
        """Decides all that is on the list and all that this changes."""
        while self._heap:
            place = heappop(self._heap)
            item = self.index.get(Item, place)
            if item is None:
                continue
            topic = self._decide(place, item)
            if topic != item.topic:
                self._move(place, item, topic)
                self.push(self.after(place, item))

    def _move(self, place: int, item: Item, topic: int) -> None:
        if item.topic >= 0:
            self.index.drop("topic", [(item.topic, place)])
            self.touched.add(item.topic)
        self.index.add("topic", [(topic, place)])
        self.touched.add(topic)
        self.index.put(place, replace(item, topic=topic))

    def _decide(self, place: int, item: Item) -> int:
        """The number of the topic that the item belongs to."""
        s = self.seen(place)
        met = self.index.before("met", item.keys, place, self.limits["block"])
        often = Counter(p for held in met for p in held)
        # Those met under most keys are the likeliest; the number that is looked at bounds the work.
        likely = sorted(often, key=lambda p: (-often[p], -p))[: self.limits["likely"]]
        groups: dict[int, list[int]] = {}
        for p in likely:
            other = self.index.get(Item, p)
            assert other is not None, "a key without its item"
            groups.setdefault(other.topic, []).append(p)
        best, score = None, 0.0
        for number, members in groups.items():
            first = self._first(number)
            if cosine(s, self.seen(first)) < self.limits["wording"]:
                continue
            near = list(dict.fromkeys((first, *members)))[: self.limits["members"]]
            found = [compare(s, self.seen(p)) for p in near]
            close = sum(c.score for c in found) / len(found)
            if any(c.same for c in found) and close >= self.limits["same"] * 0.8 and close > score:
                best, score = number, close
        return self._open(place, item) if best is None else best

    def _first(self, number: int) -> int:
        found = self.index.get(Topic, number)
        assert found is not None, "an item without its topic"
        return joined(*found.at)

    def _open(self, place: int, item: Item) -> int:
        """The topic that this item is the first of: as before, or, if it is not what it was, a new one."""
        if item.topic >= 0 and place not in self.changed and self._first(item.topic) == place:
            return item.topic
        held = self.index.get(TopicNumbers, 0) or TopicNumbers(0)
        self.index.put(0, TopicNumbers(held.next + 1))
        self.index.put(held.next, Topic(split(place)))
        return held.next
