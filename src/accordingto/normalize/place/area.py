"""Areas that are no unit: a side of a country, what lies around a town, what is held by another power.

The wording is kept whole in the span ("outside St. Petersburg"). Sides come from the gazetteer's table of
parts; what is near a place keeps its point and gets a wider radius; a stated distance widens or moves it.
"""

import math
import re
from dataclasses import dataclass, replace
from functools import cache

from accordingto.languages import lexicon
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.scan import regions
from accordingto.report import Span
from accordingto.where import Point, Where

AREA = "AREA"
_LOOK_BACK = 70  # characters
_SHIFT = {"n": (1, 0), "s": (-1, 0), "e": (0, 1), "w": (0, -1)}
_KM_PER_DEGREE = 111.2
_FARTHEST_KM = 1500.0
_BESIDE_KM = 20.0
_ADJECTIVES = {"n": "northern", "s": "southern", "e": "eastern", "w": "western", "c": "central"} | {
    "ne": "northeastern",
    "nw": "northwestern",
    "se": "southeastern",
    "sw": "southwestern",
}


@dataclass(frozen=True, slots=True)
class _Patterns:
    side: re.Pattern[str]
    part: re.Pattern[str]
    distance: re.Pattern[str]
    around: re.Pattern[str]
    held: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = lexicon("en", "place")["area"]

    def any_of(name: str) -> str:
        return "|".join(map(re.escape, sorted(words[name], key=len, reverse=True)))

    sides, parts, units = any_of("sides"), any_of("parts"), any_of("units")
    return _Patterns(
        side=re.compile(rf"\b(the )?({sides})[ -](?:the )?$", re.IGNORECASE),
        part=re.compile(rf"\b({sides})(?: (?:{parts}))? of (?:the )?$", re.IGNORECASE),
        distance=re.compile(
            rf"\b(?:about |some |around )?(\d{{1,4}}(?:\.\d+)?)[ \u00a0-]?({units})(?: \([^()]*\))?"
            rf"(?: (?:to the )?({sides}))? (?:of|from|outside|away from) (?:the )?$",
            re.IGNORECASE,
        ),
        around=re.compile(rf"\b({any_of('around')}) (?:the )?(?:(?:city|town|village) of )?$", re.IGNORECASE),
        held=re.compile(
            rf"\b({any_of('held')}) (?:(?:parts|part|areas|territory|territories|regions) of )?"
            r"(?:the )?(?:(?:city|town|village|region|port) of )?$",
            re.IGNORECASE,
        ),
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name in its text. `head` is where its phrase starts: at the owner in "Ukraine's Kherson region"."""

    text: str
    head: int
    owner: bool = False  # it is the owner of the next name

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The pattern right before the phrase."""
        return pattern.search(self.text, max(0, self.head - _LOOK_BACK), self.head)


def area(phrase: Phrase, where: Where, entry: Entry, gazetteer: Gazetteer) -> Where:
    """The area that the words before a placed name make of it, or `where` as it is.

    In "occupied eastern Germany's Saxony" the side is the owner's, and what is occupied is the owned.
    """
    point = where.point
    if point is None:
        return where
    patterns = _patterns()
    if not phrase.owner and (found := phrase.search(patterns.distance)):
        return _wider(
            phrase, where, found.start(), _distant(point, found), "at a stated distance from a place"
        )
    if phrase.head == where.span.start:
        if found := phrase.search(patterns.part):
            return _side(phrase, where, entry, gazetteer, found)
        if found := phrase.search(patterns.side):
            # "the southern Krasnodar region" says where the region lies, not which part of it is meant.
            described = found[1] is not None and entry.feature not in {"PCLI", "CONT"}
            if not described:
                return _side(phrase, where, entry, gazetteer, found)
    if phrase.owner:
        return where
    if found := phrase.search(patterns.around):
        reach = lexicon("en", "place")["area"]["around"][found[1].casefold()]
        near = replace(point, radius_km=point.radius_km + reach)
        return _wider(phrase, where, found.start(), near, f"{found[1].casefold()} a place")
    if found := phrase.search(patterns.held):
        return _held(phrase, where, entry, gazetteer, found)
    return where


def _wider(phrase: Phrase, where: Where, start: int, point: Point, rule: str) -> Where:
    # The owner between keeps its own span.
    span = Span(start if phrase.head == where.span.start else where.span.start, where.span.end)
    name = " ".join(phrase.text[start : where.span.end].split())
    return replace(where, span=span, name=name, feature=AREA, point=point, rule=f"{rule}; {where.rule}")


def _side(phrase: Phrase, where: Where, entry: Entry, gazetteer: Gazetteer, found: re.Match[str]) -> Where:
    """A side of a unit by its settlements; a side of a town is the town, within its own radius."""
    word = next(group for group in found.groups() if group is not None and group.casefold() != "the ")
    side = lexicon("en", "place")["area"]["sides"][word.casefold()]
    start = found.start() + (4 if found[0].casefold().startswith("the ") else 0)
    code = entry.country if entry.feature == "PCLI" else entry.admin1 if entry.feature == "ADM1" else None
    known = regions().get(f"{_ADJECTIVES[side]} {entry.name}")
    if known is not None:
        point = Point(lat=known.lat, lon=known.lon, radius_km=known.radius_km)
        return _wider(phrase, where, start, point, "region in the lexicon")
    part = gazetteer.part(code, side) if code else None
    assert where.point is not None
    if part is None and entry.settlement and " of " in found[0]:
        return _wider(phrase, where, start, _beyond(where.point, side), "beside a place")
    if part is None:
        return _wider(phrase, where, start, where.point, "a side of a place")
    point = Point(lat=part[0], lon=part[1], radius_km=part[2])
    return _wider(phrase, where, start, point, "a side of a unit, by its settlements")


def _held(phrase: Phrase, where: Where, entry: Entry, gazetteer: Gazetteer, found: re.Match[str]) -> Where:
    """ "occupied Donetsk" may be the city or the region around it: the point of one, the reach of both."""
    assert where.point is not None
    unit = gazetteer.unit(entry.admin1) if entry.settlement and entry.admin1 else None
    named = unit is not None and any(
        other.id == unit.id for other in gazetteer.named(entry.name) if other.feature == "ADM1"
    )
    # A town that gave its name to no region is the town itself, whoever holds it.
    if not (named and unit is not None) and entry.settlement:
        return where
    radius = unit.radius_km if unit is not None else where.point.radius_km
    point = replace(where.point, radius_km=max(radius, where.point.radius_km))
    return _wider(phrase, where, found.start(), point, "held by another power; the town or its region")


def _distant(point: Point, found: re.Match[str]) -> Point:
    far = float(found[1]) * lexicon("en", "place")["area"]["units"][found[2].casefold()]
    if not found[3]:
        return replace(point, radius_km=point.radius_km + far)
    side = lexicon("en", "place")["area"]["sides"][found[3].casefold()]
    if side not in _ADJECTIVES or side == "c" or far > _FARTHEST_KM:
        return replace(point, radius_km=point.radius_km + far)
    return _moved(point, side, far, point.radius_km + far / 3)


def _beyond(point: Point, side: str) -> Point:
    """ "south of Izium": from the town's edge on, without a stated distance."""
    if side == "c":
        return point
    return _moved(point, side, point.radius_km + _BESIDE_KM, point.radius_km + _BESIDE_KM)


def _moved(point: Point, side: str, far: float, radius: float) -> Point:
    steps = [_SHIFT[letter] for letter in side]
    reach = far / math.sqrt(len(steps)) / _KM_PER_DEGREE
    lat = max(-89.0, min(89.0, point.lat + reach * sum(step[0] for step in steps)))
    lon = point.lon + reach * sum(step[1] for step in steps) / max(0.1, math.cos(math.radians(point.lat)))
    lon = (lon + 180) % 360 - 180
    return Point(lat=round(lat, 4), lon=round(lon, 4), radius_km=round(radius, 1))
