"""Which place a name means: population, what the report names beside it, and one sense per report.

Every name votes, through all its candidates, for second-order units and for cells of the map; what
several names can share ("Paris" and "Lamar County" in Texas) supports the candidates there. Units
that are named outright and senses that are settled then give each country and unit its share of the
report (after the "spatial minimality" and "one referent per discourse" of Leidner 2007).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from accordingto.languages import lexicon
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.mention import HOLDS, Mention
from accordingto.normalize.place.scan import Kind, vocabulary

_ROUNDS = 4
# Settled names that speak for others: the first of a text of any length.
_MOST = 150
_NEAR_KM = 150.0
# "Kyiv" and "Hamburg" are the cities, unless the words say otherwise.
_OF_SEAT = -6.0
# "Washington" is the capital, unless the state's towns speak for the state.
_OF_CAPITAL = -2.5
# A settlement this small is only believed if the report names its country, unit or surroundings.
_SMALL = 5_000
_CITY = 50_000
_ITSELF = "itself"
_Chosen = tuple[Entry | None, str]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a mention was taken to mean, and why. `entry` is None for what could not be placed."""

    mention: Mention
    entry: Entry | None
    rule: str


@dataclass(slots=True)
class _Ground:
    """What speaks for a place: weights of codes of countries and units, settled points, and votes."""

    codes: Counter[str] = field(default_factory=Counter)
    total: int = 0
    points: dict[str, tuple[float, float, Entry, int]] = field(default_factory=dict)
    seconds: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    cells: dict[tuple[int, int], dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def count(self, code: str, weight: int = 1) -> None:
        self.total += weight
        self.codes[code.split(".", maxsplit=1)[0]] += weight
        if "." in code:
            self.codes[code] += weight


def settle(mentions: Sequence[Mention], gazetteer: Gazetteer, home: str | None = None) -> list[Sense]:
    """The sense of every mention, in their order. `home` is the publisher's country or unit, if known."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind is Kind.NAME and mention.entries:
            groups[_key(mention)].append(mention)
    _join(groups)
    keys = {id(mention): key for key, group in groups.items() for mention in group}
    ground = _outright(mentions, home)
    _vote(ground, groups)
    chosen: dict[str, _Chosen] = {}
    for _ in range(_ROUNDS):
        before = dict(chosen)
        chosen = {key: _choose(group, ground, key) for key, group in groups.items()}
        if chosen == before:
            break
        ground.points = {
            key: (entry.lat or 0.0, entry.lon or 0.0, entry, min(len(groups[key]), 3))
            for key, (entry, _rule) in islice(chosen.items(), _MOST)
            if entry is not None
        }
    return [_sense(mention, chosen.get(keys.get(id(mention), "")), gazetteer) for mention in mentions]


def _key(mention: Mention) -> str:
    """The name, and the unit after the comma where one of its places lies there."""
    name = fold(mention.name)
    if mention.level:
        return f"{name}, {_ITSELF} {mention.level}"
    if (
        mention.within is None
        or _enumerated(mention)
        or not any(_within(entry, mention.within) for entry in mention.entries)
    ):
        return name
    return f"{name}, {' '.join(sorted(_codes(mention.within)))}"


def _join(groups: dict[str, list[Mention]]) -> None:
    """One sense per report: a name without a unit means what it means with its first unit."""
    for key in [key for key in groups if "," not in key]:
        fuller = [other for other in groups if other.startswith(f"{key}, ") and _ITSELF not in other]
        if fuller:
            groups[fuller[0]] += groups.pop(key)


def _outright(mentions: Sequence[Mention], home: str | None) -> _Ground:
    """Countries and units that are named by names with one reading."""
    ground = _Ground()
    if home:
        ground.count(home, 2)
    for mention in mentions:
        for code in mention.codes:
            if not code.startswith("*"):
                ground.count(code)
        if mention.area is not None and mention.area.country:
            ground.count(mention.area.country)
    return ground


def _vote(ground: _Ground, groups: dict[str, list[Mention]]) -> None:
    """Each name spreads one vote over the second-order units and cells of its candidates."""
    for key, group in groups.items():
        entries = _allowed(group)
        share = 1 / math.sqrt(len(entries))
        for entry in entries:
            if entry.unit:
                continue
            if entry.admin2:
                ground.seconds[entry.admin2][key] = share
            if (cell := _cell(entry)) is not None:
                ground.cells[cell][key] = share


def _allowed(group: list[Mention]) -> list[Entry]:
    """The candidates that agree with a unit named after the comma, or all."""
    for mention in group:
        if mention.within is not None and not _enumerated(mention):
            inside = [entry for entry in mention.entries if _within(entry, mention.within)]
            if inside:
                return inside
    return list(group[0].entries)


def _choose(group: list[Mention], ground: _Ground, key: str) -> _Chosen:
    entries = _allowed(group)
    handicap = dict.fromkeys(_overshadowed(entries), _OF_CAPITAL) | dict.fromkeys(_seats(entries), _OF_SEAT)
    best = max(
        entries,
        key=lambda entry: _prior(entry, group[0]) + _context(entry, ground, key) + handicap.get(entry.id, 0),
    )
    contained = len(entries) < len(group[0].entries)
    if not contained and _doubtful(best, ground, key):
        return None, "a small namesake without its country's agreement"
    if contained:
        return best, "the unit named after the comma"
    if group[0].level == HOLDS:
        return best, "the unit that holds the name before it"
    if best.feature == "PCLI":
        return best, "a country's name"
    return best, "the report's surroundings" if len(entries) > 1 else "the only place of that name"


def _seats(entries: Sequence[Entry]) -> set[int]:
    """First-order units that share their name with the city that makes up a good part of them."""
    cities = {entry.admin1: entry.population for entry in entries[::-1] if entry.settlement}
    return {
        entry.id
        for entry in entries
        if entry.feature == "ADM1" and cities.get(entry.admin1, 0) > 0.35 * entry.population
    }


def _overshadowed(entries: Sequence[Entry]) -> set[int]:
    """First-order units elsewhere in a country whose capital bears their name ("Washington")."""
    capitals = {entry.country: entry.admin1 for entry in entries if entry.feature == "PPLC"}
    return {
        entry.id
        for entry in entries
        if entry.feature == "ADM1" and capitals.get(entry.country, entry.admin1) != entry.admin1
    }


def _prior(entry: Entry, mention: Mention) -> float:
    weigh = lexicon("en", "place")["sense"]
    value = weigh["population"] * math.log10(entry.population + 50)
    last = mention.name.split()[-1].casefold()
    if entry.feature == "ADM1":
        bare = entry.alternate and last not in vocabulary("first_order")
        value += weigh["unit_alternate"] if bare else weigh["unit"]
    elif entry.alternate:
        value += weigh["alternate"]
    if entry.feature == "PCLI":
        value += weigh["country"]
    elif entry.feature == "PPLC":
        value += weigh["capital"]
    elif entry.feature == "ADM2":
        value += weigh["second_order" if last in vocabulary("second_order") else "second_order_bare"]
    return float(value)


def _context(entry: Entry, ground: _Ground, key: str) -> float:
    weigh = lexicon("en", "place")["sense"]
    total, country, unit, near = float(ground.total), 0.0, 0.0, 0.0
    country += ground.codes[entry.country]
    unit += ground.codes[entry.admin1] if entry.admin1 else 0
    for other, (lat, lon, settled, times) in ground.points.items():
        if other == key:
            continue
        total += times
        country += times * (settled.country == entry.country)
        unit += times * (entry.admin1 is not None and settled.admin1 == entry.admin1)
        if entry.lat is not None and entry.lon is not None and not settled.unit:
            near += math.exp(-_km(entry.lat, entry.lon, lat, lon) / _NEAR_KM)
    total = max(total, 1.0)
    value = weigh["country_share"] * country / total + weigh["unit_share"] * unit / total
    value += weigh["near"] * min(near, weigh["near_most"])
    if entry.admin2 and not entry.unit:
        value += weigh["second_shared"] * _others(ground.seconds[entry.admin2], key)
    if (cell := _cell(entry)) is not None and not entry.unit:
        votes: dict[str, float] = {}
        for row in (-1, 0, 1):
            for column in (-1, 0, 1):
                votes.update(ground.cells.get((cell[0] + row, cell[1] + column), {}))
        value += weigh["cell"] * min(_others(votes, key), weigh["cell_most"])
    return float(value)


def _others(votes: dict[str, float], key: str) -> float:
    return sum(share for other, share in votes.items() if other != key)


def _cell(entry: Entry) -> tuple[int, int] | None:
    """The cell of one degree that holds the entry."""
    if entry.lat is None or entry.lon is None:
        return None
    return math.floor(entry.lat), math.floor(entry.lon)


def _enumerated(mention: Mention) -> bool:
    """True for "Canada, Mexico" and "Ohio, Pennsylvania": units in a list, none within the other."""
    container = mention.within
    if container is None or container.kind is Kind.ABBREVIATION:
        return False
    units = [entry for entry in mention.entries if entry.unit and not entry.alternate]
    if any(entry.feature == "PCLI" for entry in units):
        return True
    inside = [entry for entry in mention.entries if _within(entry, container)]
    if any(entry.settlement and entry.population > _CITY for entry in inside):
        return False  # "Washington, D.C."
    return any(
        "." in code and code.split(".")[0] == entry.country for entry in units for code in _codes(container)
    )


def _codes(container: Mention) -> set[str]:
    return set(container.codes) | {e.admin1 or e.country for e in container.entries if e.unit}


def _within(entry: Entry, container: Mention) -> bool:
    codes = _codes(container)
    seconds = {e.admin2 for e in container.entries if e.feature == "ADM2"}
    return (
        entry.country in codes
        or entry.admin1 in codes
        or (entry.admin2 is not None and entry.admin2 in seconds)
    )


def _doubtful(entry: Entry, ground: _Ground, key: str) -> bool:
    """A small settlement (or creek, of a full dump) that nothing else in the report agrees with."""
    if entry.unit or entry.feature == "ADM2" or entry.population >= _SMALL:
        return False
    others = [settled for other, (_, _, settled, _) in ground.points.items() if other != key]
    agree = ground.codes[entry.country] or any(settled.country == entry.country for settled in others)
    return not agree


def _sense(mention: Mention, chosen: _Chosen | None, gazetteer: Gazetteer) -> Sense:
    if mention.kind in {Kind.ALIAS, Kind.PRISON}:
        rule = (
            "table of aliases" if mention.entries or mention.area else "a numbered prison that nobody placed"
        )
        return Sense(mention, mention.entries[0] if mention.entries else None, rule)
    if mention.codes:
        return Sense(mention, gazetteer.unit(mention.codes[0]), f"{mention.kind} in the lexicon")
    if mention.area is not None:
        unit = gazetteer.unit(mention.area.part_of) if mention.area.part_of else None
        return Sense(mention, unit, "region in the lexicon")
    return Sense(mention, *chosen) if chosen else Sense(mention, None, "not in the gazetteer")


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on a flat map, good enough below a thousand kilometres."""
    across = abs(lon1 - lon2)
    across = min(across, 360 - across) * math.cos(math.radians((lat1 + lat2) / 2))
    return 111.2 * math.hypot(lat1 - lat2, across)
