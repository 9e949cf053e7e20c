"""The map: places that claims name, numbered, with the radius within which each lies.

Countries and vaster areas are listed, not dotted: a dot in the middle of one would be a false point.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accordingto.claim import Claim
from accordingto.publish import words
from accordingto.publish.cards import Card
from accordingto.publish.outlines import clipped, rings
from accordingto.report import Report
from accordingto.where import Point, Where

_WIDE = 1000  # units of the drawing's width
_SPOT = 3.0  # percent of the width that a number takes
_LEAST = 5.0  # degrees of latitude that a map shows at least
_VAST = 800  # kilometres of radius beyond which an area is listed, not drawn: "Europe" points nowhere
_KM = 111.2  # kilometres a degree of latitude
_TALL = 0.75  # height of a map as a share of its width, at most
_FLAT = 0.35  # and at least, but near the poles


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A numbered place. `left` and `top` in percent of the drawing, `radius` in its units."""

    number: int
    name: str
    says: str
    wordings: tuple[str, ...]
    left: float
    top: float
    radius: float
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """The places that share a spot of the drawing, so that no number hides another."""

    left: float
    top: float
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place to be put on a map, before it has a number: `says` is how it is listed."""

    name: str
    says: str
    point: Point
    wordings: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Land as one path in a drawing `width` by `height`; `countries` and `unplaced` by name, with counts."""

    width: int
    height: int
    land: str
    places: tuple[Place, ...]
    dots: tuple[Dot, ...]
    countries: tuple[tuple[str, int], ...]
    unplaced: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A box in degrees, drawn with longitude shrunk to fit the middle latitude."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        """Units a degree of latitude."""
        return _WIDE / ((self.east - self.west) * self.shrink)

    @property
    def shrink(self) -> float:
        return max(0.2, math.cos(math.radians((self.south + self.north) / 2)))

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return ((lon - self.west) * self.shrink * self.scale, (self.north - lat) * self.scale)


def places(claims: Sequence[Claim], cards: Mapping[str, Card], reports: Mapping[str, Report]) -> Map | None:
    """The map of what these claims name; None where no place could be put on it."""
    dotted: dict[Point, list[tuple[Claim, Where]]] = {}
    countries: dict[str, int] = {}
    unplaced: dict[str, int] = {}
    for claim in claims:
        for where in claim.places:
            if where.point is None:
                unplaced[where.name] = unplaced.get(where.name, 0) + 1
            elif (where.feature or "").startswith("PCL") or is_vast(where.point.radius_km):
                countries[where.name] = countries.get(where.name, 0) + 1
            else:
                dotted.setdefault(where.point, []).append((claim, where))
    order = sorted(dotted.items(), key=lambda item: (-len(item[1]), item[1][0][1].name))
    spots = [_spot(point, named, cards, reports) for point, named in order]
    return drawn(spots, _counted(countries), _counted(unplaced))


def is_vast(radius_km: float) -> bool:
    """True for what is listed, not drawn."""
    return radius_km > _VAST


def drawn(
    spots: Sequence[Spot],
    countries: tuple[tuple[str, int], ...] = (),
    unplaced: tuple[tuple[str, int], ...] = (),
) -> Map | None:
    """A map of these places, numbered as they come; None where there is none to draw."""
    if not spots:
        return None
    view = _view([s.point for s in spots])
    found = tuple(_place(n, spot, view) for n, spot in enumerate(spots, 1))
    return Map(
        width=_WIDE,
        height=view.height,
        land=_land(view),
        places=found,
        dots=tuple(_dots(found)),
        countries=countries,
        unplaced=unplaced,
    )


def _dots(found: Sequence[Place]) -> list[Dot]:
    dots: list[Dot] = []
    for place in found:
        near = next(
            (
                n
                for n, d in enumerate(dots)
                if abs(d.left - place.left) < _SPOT and abs(d.top - place.top) < _SPOT * 1.4
            ),
            None,
        )
        if near is None:
            dots.append(Dot(left=place.left, top=place.top, numbers=(place.number,)))
        else:
            dots[near] = replace(dots[near], numbers=(*dots[near].numbers, place.number))
    return dots


def _counted(names: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(names.items(), key=lambda item: (-item[1], item[0])))


def _spot(
    point: Point,
    named: Sequence[tuple[Claim, Where]],
    cards: Mapping[str, Card],
    reports: Mapping[str, Report],
) -> Spot:
    first = named[0][1]
    wordings = (words.one_line(w.span.of(reports[c.report].text)) for c, w in named)
    return Spot(
        name=first.name,
        says=words.place(first),
        point=point,
        wordings=tuple(dict.fromkeys(w for w in wordings if w.casefold() != first.name.casefold())),
        cards=tuple(cards[i] for i in dict.fromkeys(c.id for c, _ in named)),
    )


def _place(number: int, spot: Spot, view: _View) -> Place:
    x, y = view.xy(spot.point.lon, spot.point.lat)
    return Place(
        number=number,
        name=spot.name,
        says=spot.says,
        wordings=spot.wordings,
        left=round(100 * x / _WIDE, 2),
        top=round(100 * y / view.height, 2),
        radius=round(spot.point.radius_km / _KM * view.scale, 1),
        cards=spot.cards,
    )


def _view(points: Sequence[Point]) -> _View:
    """A box around the points and what may lie within their radius, never square on its head."""
    spans = [(p, min(4.0, p.radius_km / _KM)) for p in points]
    south = max(-90.0, min(p.lat - r for p, r in spans) - 1)
    north = min(90.0, max(p.lat + r for p, r in spans) + 1)
    short = max(0.0, _LEAST - (north - south)) / 2
    south, north = max(-90.0, south - short), min(90.0, north + short)
    shrink = max(0.2, math.cos(math.radians((south + north) / 2)))
    west = min(p.lon - r / shrink for p, r in spans) - 1.5
    east = max(p.lon + r / shrink for p, r in spans) + 1.5
    # Wide enough that the map is not taller than three quarters of its width; but no world twice.
    wanted = min(360.0, max(east - west, (north - south) / shrink / _TALL))
    flat = max(0.0, _FLAT * wanted * shrink - (north - south)) / 2
    south, north = max(-90.0, south - flat), min(90.0, north + flat)
    middle = (west + east) / 2
    west = min(max(-180.0, middle - wanted / 2), 180.0 - wanted)
    return _View(west=west, south=south, east=west + wanted, north=north)


def _land(view: _View) -> str:
    """Rings inside the view as one SVG path, in whole units."""
    parts = []
    for ring in rings():
        inside = clipped(ring, view.west - 1, view.south - 1, view.east + 1, view.north + 1)
        drawn: list[tuple[int, int]] = []
        for lon, lat in inside:
            x, y = view.xy(lon, lat)
            here = (round(x), round(y))
            if not drawn or here != drawn[-1]:
                drawn.append(here)
        if len(drawn) > 2:
            (x0, y0), *rest = drawn
            steps, (x, y) = [], (x0, y0)
            for nx, ny in rest:
                steps.append(f"{nx - x} {ny - y}")
                x, y = nx, ny
            parts.append(f"M{x0} {y0}l{' '.join(steps)}z")
    return "".join(parts)
