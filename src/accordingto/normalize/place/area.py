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


def area(text: str, where: Where, entry: Entry, gazetteer: Gazetteer) -> Where:
    """The area that the words before a placed name make of it, or `where` as it is."""
    point = where.point
    if point is None:
        return where
    start = max(0, where.span.start - _LOOK_BACK)
    patterns = _patterns()
    if found := patterns.distance.search(text, start, where.span.start):
        return _wider(where, found.start(), _distant(point, found), "at a stated distance from a place", text)
    if found := patterns.part.search(text, start, where.span.start):
        return _side(text, where, entry, gazetteer, found)
    if found := patterns.side.search(text, start, where.span.start):
        # "the southern Krasnodar region" says where the region lies, not which part of it is meant.
        described = found[1] is not None and entry.feature not in {"PCLI", "CONT"}
        if not described:
            return _side(text, where, entry, gazetteer, found)
    if found := patterns.around.search(text, start, where.span.start):
        reach = lexicon("en", "place")["area"]["around"][found[1].casefold()]
        near = replace(point, radius_km=point.radius_km + reach)
        return _wider(where, found.start(), near, f"{found[1].casefold()} a place", text)
    if found := patterns.held.search(text, start, where.span.start):
        return _held(text, where, entry, gazetteer, found)
    return where


def _wider(where: Where, start: int, point: Point, rule: str, text: str) -> Where:
    span = Span(start, where.span.end)
    name = " ".join(span.of(text).split())
    return replace(where, span=span, name=name, feature=AREA, point=point, rule=f"{rule}; {where.rule}")


def _side(text: str, where: Where, entry: Entry, gazetteer: Gazetteer, found: re.Match[str]) -> Where:
    """A side of a unit by its settlements; a side of a town is the town, within its own radius."""
    word = next(group for group in found.groups() if group is not None and group.casefold() != "the ")
    side = lexicon("en", "place")["area"]["sides"][word.casefold()]
    start = found.start() + (4 if found[0].casefold().startswith("the ") else 0)
    code = entry.country if entry.feature == "PCLI" else entry.admin1 if entry.feature == "ADM1" else None
    known = regions().get(f"{_ADJECTIVES[side]} {entry.name}")
    if known is not None:
        point = Point(lat=known.lat, lon=known.lon, radius_km=known.radius_km)
        return _wider(where, start, point, "region in the lexicon", text)
    part = gazetteer.part(code, side) if code else None
    assert where.point is not None
    if part is None:
        return _wider(where, start, where.point, "a side of a place", text)
    point = Point(lat=part[0], lon=part[1], radius_km=part[2])
    return _wider(where, start, point, "a side of a unit, by its settlements", text)


def _held(text: str, where: Where, entry: Entry, gazetteer: Gazetteer, found: re.Match[str]) -> Where:
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
    return _wider(where, found.start(), point, "held by another power; the town or its region", text)


def _distant(point: Point, found: re.Match[str]) -> Point:
    far = float(found[1]) * lexicon("en", "place")["area"]["units"][found[2].casefold()]
    if not found[3]:
        return replace(point, radius_km=point.radius_km + far)
    side = lexicon("en", "place")["area"]["sides"][found[3].casefold()]
    steps = [_SHIFT[letter] for letter in side if letter in _SHIFT]
    if not steps or far > 1500:
        return replace(point, radius_km=point.radius_km + far)
    reach = far / math.sqrt(len(steps)) / _KM_PER_DEGREE
    lat = max(-89.0, min(89.0, point.lat + reach * sum(step[0] for step in steps)))
    lon = point.lon + reach * sum(step[1] for step in steps) / max(0.1, math.cos(math.radians(point.lat)))
    lon = (lon + 180) % 360 - 180
    return Point(lat=round(lat, 4), lon=round(lon, 4), radius_km=point.radius_km + far / 3)
