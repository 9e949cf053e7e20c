"""Which place a name means: population, what the report names beside it, and one sense per report.

The units that a report names outright and the places that are certain give each country and first-order
unit a share; candidates are weighed again with those shares and with their distance to what is settled
(after the "spatial minimality" and "one referent per discourse" of Leidner 2007).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.recognize import Mention
from accordingto.normalize.place.scan import Kind, vocabulary

_ROUNDS = 3
_NEAR_KM = 150.0
# A settlement this small is only believed if the report names its country, unit or surroundings.
_SMALL = 5_000


@dataclass(frozen=True, slots=True)
class Sense:
    """What a mention was taken to mean, and why. `entry` is None for what could not be placed."""

    mention: Mention
    entry: Entry | None
    rule: str


@dataclass(slots=True)
class _Ground:
    """What is settled so far: weights of countries and first-order units, and points."""

    countries: Counter[str]
    units: Counter[str]
    points: list[tuple[float, float, str]]

    @property
    def total(self) -> float:
        return max(1.0, sum(self.countries.values()))


def settle(mentions: Sequence[Mention], gazetteer: Gazetteer, home: str | None = None) -> list[Sense]:
    """The sense of every mention, in their order. `home` is the publisher's country or unit, if known."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind is Kind.NAME and mention.entries:
            groups[fold(mention.name)].append(mention)
    ground = _outright(mentions, home)
    chosen: dict[str, tuple[Entry | None, str]] = {}
    for _ in range(_ROUNDS):
        before = dict(chosen)
        chosen = {key: _choose(group, ground, key) for key, group in groups.items()}
        ground = _outright(mentions, home)
        for key, (entry, _rule) in chosen.items():
            if entry is not None:
                _add(ground, entry, key, min(len(groups[key]), 3))
        if chosen == before:
            break
    return [_sense(mention, chosen, gazetteer) for mention in mentions]


def _outright(mentions: Sequence[Mention], home: str | None) -> _Ground:
    """Countries and units that are named by names with one reading."""
    ground = _Ground(Counter(), Counter(), [])
    if home:
        ground.countries[home.split(".")[0]] += 1
        if "." in home:
            ground.units[home] += 2
    for mention in mentions:
        for code in mention.codes:
            ground.countries[code.split(".")[0]] += 1
            if "." in code:
                ground.units[code] += 1
        if mention.area is not None and mention.area.country:
            ground.countries[mention.area.country] += 1
    return ground


def _add(ground: _Ground, entry: Entry, key: str, weight: int) -> None:
    ground.countries[entry.country] += weight
    if entry.admin1:
        ground.units[entry.admin1] += weight
    if entry.lat is not None and entry.lon is not None and entry.feature not in {"PCLI", "ADM1"}:
        ground.points.append((entry.lat, entry.lon, key))


def _choose(group: list[Mention], ground: _Ground, key: str) -> tuple[Entry | None, str]:
    mention = next((m for m in group if m.within is not None), group[0])
    best, score = None, -math.inf
    for entry in mention.entries:
        value = _prior(entry, mention) + _context(entry, ground, key)
        if mention.within is not None:
            value += 12 if _within(entry, mention.within) else 0
        if value > score:
            best, score = entry, value
    if best is None:
        return None, "not in the gazetteer"
    if _doubtful(best, mention, ground):
        return None, "a small namesake without its country's agreement"
    return best, "the report's surroundings" if len(mention.entries) > 1 else "the only place of that name"


def _prior(entry: Entry, mention: Mention) -> float:
    value = 1.2 * math.log10(entry.population + 50)
    value -= 2.0 if entry.alternate else 0.0
    last = mention.name.split()[-1].casefold()
    if entry.feature == "PCLI":
        value += 4.0
    elif entry.feature == "ADM1":
        value += 1.5 if not entry.alternate or last in vocabulary("first_order") else -1.0
    elif entry.feature == "ADM2":
        value += 1.0 if last in vocabulary("second_order") else -2.0
    elif entry.feature == "PPLC":
        value += 1.0
    return value


def _context(entry: Entry, ground: _Ground, key: str) -> float:
    value = 3.0 * ground.countries[entry.country] / ground.total
    if entry.admin1:
        value += 4.0 * ground.units[entry.admin1] / ground.total
    if entry.lat is not None and entry.lon is not None and ground.points:
        near = sum(
            math.exp(-_km(entry.lat, entry.lon, lat, lon) / _NEAR_KM)
            for lat, lon, other in ground.points
            if other != key
        )
        value += 2.0 * min(near, 2.0)
    return value


def _within(entry: Entry, container: Mention) -> bool:
    codes = set(container.codes)
    codes |= {e.admin1 or e.country for e in container.entries if e.feature in {"PCLI", "ADM1"}}
    seconds = {e.admin2 for e in container.entries if e.feature == "ADM2"}
    return (
        entry.country in codes
        or entry.admin1 in codes
        or (entry.admin2 is not None and entry.admin2 in seconds)
    )


def _doubtful(entry: Entry, mention: Mention, ground: _Ground) -> bool:
    if not entry.settlement or entry.population >= _SMALL or mention.within is not None:
        return False
    return ground.countries[entry.country] - 1 <= 0 and len(ground.points) + len(ground.countries) > 1


def _sense(mention: Mention, chosen: dict[str, tuple[Entry | None, str]], gazetteer: Gazetteer) -> Sense:
    if mention.codes:
        return Sense(mention, gazetteer.unit(mention.codes[0]), f"{mention.kind} in the lexicon")
    if mention.area is not None:
        return Sense(mention, None, "region in the lexicon")
    if not mention.entries:
        return Sense(mention, None, "not in the gazetteer")
    entry, rule = chosen[fold(mention.name)]
    if mention.within is not None and (entry is None or not _within(entry, mention.within)):
        inside = [e for e in mention.entries if _within(e, mention.within)]
        if inside:
            return Sense(mention, inside[0], "the unit named after the comma")
    return Sense(mention, entry, rule)


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on a flat map, good enough below a thousand kilometres."""
    across = abs(lon1 - lon2)
    across = min(across, 360 - across) * math.cos(math.radians((lat1 + lat2) / 2))
    return 111.2 * math.hypot(lat1 - lat2, across)
