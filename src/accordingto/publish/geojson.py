"""Places as GeoJSON (RFC 7946): one feature a place as one claim names it, its uncertainty as its shape."""

import json
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from accordingto.claim import Claim
from accordingto.ledger.codec import Plain, to_plain
from accordingto.ledger.view import LedgerView
from accordingto.publish.csv import about
from accordingto.publish.json import listed
from accordingto.publish.outlines import clipped
from accordingto.report import Report
from accordingto.where import Point, Where

Ring = list[tuple[float, float]]  # longitude, latitude
VAST_KM = 800  # beyond this radius an area is no place on a map: "Europe" points nowhere
_EARTH_KM = 6371.0088  # mean radius (IUGG)
_CORNERS = 64  # of a circle: its edge is off by at most 0.13 % of the radius
_DIGITS = 6  # of a degree: a tenth of a metre


def places(view: LedgerView) -> Iterator[str]:
    """A FeatureCollection, one feature a line; the view is taken as it is.

    Within a kilometre: a Point. Else a circle of its radius as a Polygon, a MultiPolygon where it crosses
    the 180th meridian. A country, an area wider than VAST_KM or a place that could not be placed has
    no geometry (null) and says why.
    """
    reports = {r.id: r for r in view.reports}
    matters: dict[str, list[str]] = {}
    for matter in view.matters:
        for claim in matter.claims:
            matters.setdefault(claim, []).append(matter.id)
    features = (
        json.dumps(feature, ensure_ascii=False, sort_keys=True, allow_nan=False)
        for claim in view.claims
        if claim.report in reports
        for feature in _features(claim, reports[claim.report], matters.get(claim.id, []))
    )
    yield '{"type": "FeatureCollection", "features": ['
    yield from listed(features)
    yield "]}\n"


def _features(claim: Claim, report: Report, matters: list[str]) -> Iterator[Plain]:
    for number, where in enumerate(claim.places, 1):
        unplaced = _unplaced(where)
        yield {
            "type": "Feature",
            "id": f"{claim.id}-{number}",
            "geometry": None if unplaced or where.point is None else shape(where.point),
            "properties": {
                **about(claim, report),
                "claim": claim.id,
                "matters": matters,
                "place": where.name,
                "place_words": where.span.of(report.text),
                "place_start": where.span.start,
                "place_end": where.span.end,
                "place_rule": where.rule,
                "country": where.country,
                "admin1": where.admin1,
                "geonameid": where.geonameid,
                "feature": where.feature,
                "latitude": where.point.lat if where.point else None,
                "longitude": where.point.lon if where.point else None,
                "radius_km": where.point.radius_km if where.point else None,
                "no_geometry": unplaced,
                "times": [to_plain(t, report.text) for t in claim.times],
            },
        }


def _unplaced(where: Where) -> str | None:
    if where.point is None:
        return f"not placed: {where.rule}"
    if (where.feature or "").startswith("PCL"):
        return "a country: its middle is no place"
    if where.point.radius_km > VAST_KM:
        return "an area too wide to be a place"
    return None


@lru_cache(maxsize=4096)  # many claims name one place
def shape(point: Point) -> Plain:
    """The geometry of a point with its uncertainty; shared between callers: read it, never change it."""
    lon = (point.lon + 180) % 360 - 180 if not -180 <= point.lon <= 180 else point.lon
    if point.radius_km < 1:
        return {"type": "Point", "coordinates": list(_rounded([(lon, point.lat)])[0])}
    parts = [_closed(part) for part in _parts(_circle(lon, point.lat, point.radius_km))]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": [parts[0]]}
    return {"type": "MultiPolygon", "coordinates": [[part] for part in parts]}


def _circle(lon: float, lat: float, radius_km: float) -> Ring:
    """All points of this distance on a sphere, counterclockwise; longitudes run on beyond 180."""
    away, north = radius_km / _EARTH_KM, math.radians(lat)
    ring: Ring = []
    for corner in range(_CORNERS):
        bearing = -2 * math.pi * corner / _CORNERS
        up = math.asin(
            max(
                -1.0,
                min(
                    1.0,
                    math.sin(north) * math.cos(away) + math.cos(north) * math.sin(away) * math.cos(bearing),
                ),
            )
        )
        side = math.atan2(
            math.sin(bearing) * math.sin(away) * math.cos(north),
            math.cos(away) - math.sin(north) * math.sin(up),
        )
        ring.append((lon + math.degrees(side), math.degrees(up)))
    pole = 90.0 if lat > 0 else -90.0
    if math.radians(90 - abs(lat)) > away:
        return ring
    # The circle holds a pole: on a map it is all that lies beyond a line from edge to edge.
    line = sorted(((x + 180) % 360 - 180, y) for x, y in ring)
    edge = (line[0][1] + line[-1][1]) / 2
    line = [(-180.0, edge), *line, (180.0, edge)]
    return (
        [*line, (180.0, pole), (-180.0, pole)] if pole > 0 else [(-180.0, pole), (180.0, pole), *line[::-1]]
    )


def _parts(ring: Ring) -> Iterator[Ring]:
    """Cut at the 180th meridian (RFC 7946, section 3.1.9)."""
    for shift in (-360, 0, 360):
        moved = [(x + shift, y) for x, y in ring]
        part = clipped(moved, -180, -90, 180, 90)
        if len(set(_rounded(part))) > 2:
            yield part


def _closed(ring: Sequence[tuple[float, float]]) -> list[list[float]]:
    points = _rounded(ring)
    points = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    return [list(p) for p in ([*points, points[0]] if points[-1] != points[0] else points)]


def _rounded(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(round(x, _DIGITS) + 0.0, round(y, _DIGITS) + 0.0) for x, y in ring]
