"""Places: a gazetteer entry or an area, with an uncertainty radius; unplaceable beats a false point."""

from dataclasses import dataclass

from accordingto.report import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Degrees, WGS 84; `radius_km` is the uncertainty: the place lies within it of the point."""

    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place as worded in a report. `point` is None where it cannot be placed; `rule` says why.

    `country` is ISO 3166-1 alpha-2, `admin1` the GeoNames code ("RU.48"), `feature` the GeoNames
    feature code or "AREA" for a region that is no unit ("southern Russia", "outside Kherson"); `geonameid`
    is then the entry that it is a part of or lies around. "PRN" is a prison, mostly without a point.
    """

    span: Span
    name: str
    geonameid: int | None = None
    country: str | None = None
    admin1: str | None = None
    feature: str | None = None
    point: Point | None = None
    rule: str
