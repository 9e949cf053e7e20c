"""Topics: claims about one thing, kept in step as claims come and go.

Each claim, in order of publication, joins the topic of those nearest before it that it meets under shared
keys and is like; else it opens one. What it decides depends
on what stands before it alone (compare Gruenheid, Dong and Srivastava 2014, whose incremental linkage
likewise redoes only what a change can reach): a change is followed forward, to those that met what changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    work = _Work(index, seen, weighed.new.union(kin))
    for place, item in weighed.was.items():
        now = index.get(Item, place)
        if item.topic >= 0 and (now is None or now.topic != item.topic):
            index.drop("topic", [(item.topic, place)])
            work.touched.add(item.topic)
        if now is None or now.keys != item.keys:
            work.look(work.after(place, item))
    for place in sorted(work.news):
        now, was = index.get(Item, place), weighed.was.get(place)
        if now is None:
            continue
        if place not in weighed.new or (was is not None and was.keys == now.keys):
            work.push([place, *work.compared(place, now)])
        else:
            work.look(work.after(place, now))
        if now.topic < 0 or now.keys != (was or now).keys:
            work.look([place])
    work.run()
    for number in work.touched:
        if index.nth("topic", number, 0) is None:
            index.forget(Topic, number)
    return work.touched


class _Work:
    """Items to be decided, earliest first."""

    def __init__(self, index: Index, seen: Seen, news: Iterable[int]) -> None:
        self.index, self.seen = index, seen
        self.news = set(news)  # items that say, or belong to, something else than before
        # With nothing there before, all is decided once, in order, and nobody has to be told.
        self.anew = index.nth("topic", 0, 0) is None and index.get(TopicNumbers, 0) is None
        self.limits = lexicon("any", "linking")["compare"]
        self.touched: set[int] = set()
        self._moved: set[int] = set()  # items that have another topic than before
        self._look: set[int] = set()  # items that may have others before them than when they were decided
        self._heap: list[int] = []
        self._in: set[int] = set()

    def push(self, places: Iterable[int]) -> None:
        """Puts items on the list, each once."""
        for p in places:
            if p not in self._in:
                self._in.add(p)
                heappush(self._heap, p)

    def look(self, places: Iterable[int]) -> None:
        """The same for items that have to look anew whom they meet."""
        held = list(places)
        self._look.update(held)
        self.push(held)

    def after(self, place: int, item: Item) -> list[int]:
        """Those that have this item among the nearest before them."""
        if self.anew:
            return []
        met = self.index.after("met", item.keys, place, self.limits["window"])
        return [p for held in met for p in held]

    def compared(self, place: int, item: Item) -> Iterator[int]:
        """Those that were compared with this item when they were decided."""
        at = split(place)
        for p in set(self.after(place, item)) - self._in:
            other = self.index.get(Item, p)
            if other is not None and at in other.likely:
                yield p

    def run(self) -> None:
        """Decides all that is on the list and all that this changes."""
        while self._heap:
            place = heappop(self._heap)
            item = self.index.get(Item, place)
            if item is None:
                continue
            known = place not in self._look
            likely = [joined(*p) for p in item.likely] if known else self._likely(place, item)
            at = tuple(split(p) for p in likely)
            if at == item.likely and place not in self.news and not self._matters(item, likely):
                continue
            made = self._decide(place, replace(item, likely=at), likely)
            if made != item:
                self.index.put(place, made)
            if made.topic != item.topic:
                self._move(place, item.topic, made.topic)
                self.push(self.compared(place, made))

    def _matters(self, item: Item, likely: Sequence[int]) -> bool:
        """True if what is new of those before it can change what the item decided.

        Others of its likely ones were too unlike to be compared with, and still are.
        """
        for n, p in enumerate(likely):
            if p not in self.news:
                continue
            if p in self._moved or n in item.near:
                return True
            if n in item.firsts and self._alike(item, p):
                return True
        return False

    def _alike(self, item: Item, place: int) -> bool:
        other = self.index.get(Item, place)
        assert other is not None, "a key without its item"
        if len(set(item.frame) & set(other.frame)) > 1:
            return True
        return bool(cosine(item, other) >= self.limits["wording"])

    def _move(self, place: int, old: int, new: int) -> None:
        if old >= 0:
            self.index.drop("topic", [(old, place)])
            self.touched.add(old)
        self.index.add("topic", [(new, place)])
        self.touched.add(new)
        self.news.add(place)
        self._moved.add(place)

    def _likely(self, place: int, item: Item) -> list[int]:
        """Those before it that it meets under most keys; their number bounds the work."""
        met = self.index.before("met", item.keys, place, self.limits["window"])
        often = Counter(p for held in met for p in held)
        return sorted(often, key=lambda p: (-often[p], -p))[: self.limits["likely"]]

    def _decide(self, place: int, item: Item, likely: Iterable[int]) -> Item:
        """The item with the number of the topic that it belongs to, and what that was decided by."""
        groups: dict[int, list[tuple[int, int]]] = {}
        for n, p in enumerate(likely):
            other = self.index.get(Item, p)
            assert other is not None, "a key without its item"
            groups.setdefault(other.topic, []).append((n, p))
        near: list[int] = []
        best, score = None, 0.0
        for number, members in groups.items():
            if not self._alike(item, members[0][1]):
                continue
            some = members[: self.limits["members"]]
            near += [n for n, _ in some]
            s = self.seen(place)
            found = [compare(s, self.seen(p)) for _, p in some]
            close = sum(c.score for c in found) / len(found)
            if any(c.same for c in found) and close >= self.limits["same"] * 0.8 and close > score:
                best, score = number, close
        return replace(
            item,
            topic=self._open(place, item) if best is None else best,
            firsts=tuple(members[0][0] for members in groups.values()),
            near=tuple(sorted(near)),
        )

    def _open(self, place: int, item: Item) -> int:
        """The topic that this item is the first of: that which it was the first of before, else a new one."""
        held = self.index.get(Topic, item.topic) if item.topic >= 0 else None
        if held is not None and held.at == split(place):
            return item.topic
        number = (self.index.get(TopicNumbers, 0) or TopicNumbers(0)).next
        self.index.put(0, TopicNumbers(number + 1))
        self.index.put(number, Topic(split(place)))
        return number
