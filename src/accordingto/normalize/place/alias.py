"""Names that a person has placed: the shipped table of aliases, and a desk's own, which wins."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accordingto.errors import DataError
from accordingto.languages import lexicon
from accordingto.normalize.place.fold import fold

_SHIPPED = "languages/en/place_aliases.toml"


@dataclass(frozen=True, slots=True)
class Alias:
    """What a name means: an entry of the gazetteer, or a point (degrees, WGS 84) with its radius."""

    name: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float = 5.0
    country: str | None = None


Aliases = dict[str, Alias]


@cache
def aliases(path: Path | None = None) -> Aliases:
    """Folded name → meaning, of the shipped table and of the TOML file at `path`. Raises DataError.

    The result is shared between callers: read it, never change it.
    """
    table = _read(lexicon("en", "place_aliases"), _SHIPPED)
    if path is not None:
        try:
            own = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(str(path), f"the table of place aliases cannot be read: {error}") from None
        except tomllib.TOMLDecodeError as error:
            raise DataError(str(path), f"not valid TOML: {error}") from None
        table |= _read(own, str(path))
    return table


def _read(table: dict[str, Any], source: str) -> Aliases:
    found: Aliases = {}
    for number, row in enumerate(table.get("alias", ()), 1):
        names = row.get("names") if isinstance(row, dict) else None
        if not isinstance(names, list) or not all(isinstance(name, str) and fold(name) for name in names):
            raise DataError(source, f"alias {number} has no list of names")
        at, geonameid = row.get("at"), row.get("geonameid")
        if (at is None) == (geonameid is None):
            raise DataError(source, f"alias {number} ({names[0]}) needs either `geonameid` or `at`")
        if geonameid is not None and not isinstance(geonameid, int):
            raise DataError(source, f"alias {number} ({names[0]}): geonameid is a number")
        if at is not None and not _point(at):
            raise DataError(source, f"alias {number} ({names[0]}): `at` is [latitude, longitude] in degrees")
        lat, lon = at if at is not None else (None, None)
        alias = Alias(names[0], geonameid, lat, lon, float(row.get("radius_km", 5.0)), row.get("country"))
        found.update({fold(name): alias for name in names})
    return found


def _point(at: object) -> bool:
    if not isinstance(at, list) or len(at) != 2 or not all(isinstance(x, int | float) for x in at):
        return False
    return bool(-90 <= at[0] <= 90 and -180 <= at[1] <= 180)
