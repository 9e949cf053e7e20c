"""The gazetteer: one SQLite file, looked up on disk by folded name; nothing is indexed at start."""

import os
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accordingto.errors import DataError
from accordingto.normalize.place.fold import fold

PATH = Path(__file__).with_name("gazetteer.sqlite")
HOW = "build it with `make gazetteer` (python -m accordingto.normalize.place.build)"
# Raised when the tables change; a file of another version is refused rather than misread.
VERSION = 3

SCHEMA = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, feature TEXT NOT NULL, country TEXT NOT NULL,
    admin1 TEXT, admin2 TEXT, lat REAL, lon REAL, radius_km REAL, population INTEGER NOT NULL
);
CREATE TABLE name (
    folded TEXT NOT NULL, place INTEGER NOT NULL, alternate INTEGER NOT NULL,
    PRIMARY KEY (folded, place)
) WITHOUT ROWID;
CREATE TABLE part (
    code TEXT NOT NULL, side TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, radius_km REAL NOT NULL,
    PRIMARY KEY (code, side)
) WITHOUT ROWID;
CREATE INDEX country ON place (country) WHERE feature = 'PCLI';
CREATE INDEX admin1 ON place (admin1) WHERE feature = 'ADM1';
CREATE INDEX continent ON place (admin1) WHERE feature = 'CONT';
"""
_COLUMNS = "p.id, p.name, p.feature, p.country, p.admin1, p.admin2, p.lat, p.lon, p.radius_km, p.population"
# Names shared by hundreds of hamlets: the larger ones come first, the rest are cut.
_MOST = 60


def legible(name: str) -> bool:
    """True for a name in Latin or Cyrillic letters that is no code ("LAX", "RU-MOW")."""
    if len(name) < 3 or (len(name) < 5 and name.isupper() and "." not in name):
        return False
    return name.isascii() or all(ord(c) < 0x250 or 0x400 <= ord(c) < 0x530 or not c.isalpha() for c in name)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the gazetteer. `admin1` and `admin2` are GeoNames codes ("US.OH", "US.OH.049").

    `lat` and `lon` are None for a unit whose own point is not known; `alternate` is true if the name
    asked for is not its first name.
    """

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
    alternate: bool = False

    @property
    def unit(self) -> bool:
        """True for a country or first-order unit."""
        return self.feature in {"PCLI", "ADM1"}

    @property
    def settlement(self) -> bool:
        return self.feature.startswith("PPL")


class Gazetteer:
    """Read-only look-ups in a gazetteer file. Raises DataError if it is missing, damaged or too old."""

    def __init__(self, path: Path = PATH) -> None:
        self.path = path
        if not path.is_file():
            raise DataError(str(path), f"no gazetteer there: {HOW}")
        try:
            # `immutable` spares the locks: the file is written once, at release time.
            self._db = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            self._db.execute("SELECT 1 FROM place JOIN name ON place = id LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        if version != VERSION:
            raise DataError(str(path), f"a gazetteer of version {version}, not {VERSION}: {HOW}")
        self._seen: dict[str, tuple[Entry, ...]] = {}

    def _damaged(self, error: sqlite3.DatabaseError) -> DataError:
        return DataError(str(self.path), f"a damaged gazetteer ({error}): {HOW}")

    def _rows(self, where: str, *values: object) -> tuple[Entry, ...]:
        try:
            rows = self._db.execute(where, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        return tuple(Entry(*row) for row in rows)

    def named(self, name: str) -> tuple[Entry, ...]:
        """Every entry that bears this name in any spelling we hold, the most populous first."""
        key = fold(name)
        if (found := self._seen.get(key)) is None:
            if len(self._seen) > 50_000:
                self._seen.clear()
            found = self._rows(
                f"SELECT {_COLUMNS}, n.alternate FROM name n JOIN place p ON p.id = n.place"  # noqa: S608
                " WHERE n.folded = ? ORDER BY p.population DESC LIMIT ?",
                key,
                _MOST,
            )
            self._seen[key] = found
        return found

    def by_id(self, geonameid: int) -> Entry | None:
        """The entry with this GeoNames id, if we hold it."""
        rows = self._rows(f"SELECT {_COLUMNS}, 0 FROM place p WHERE p.id = ?", geonameid)  # noqa: S608
        return rows[0] if rows else None

    def unit(self, code: str) -> Entry | None:
        """The country ("UA"), first-order unit ("UA.05") or continent ("*EU") of this code, if we hold it."""
        if (found := self._seen.get(f"\0{code}")) is None:
            column, feature = ("admin1", "ADM1") if "." in code else ("country", "PCLI")
            if code.startswith("*"):
                column, feature = "admin1", "CONT"
            found = self._rows(
                f"SELECT {_COLUMNS}, 0 FROM place p WHERE {column} = ? AND feature = '{feature}' LIMIT 1",  # noqa: S608
                code,
            )
            self._seen[f"\0{code}"] = found
        return found[0] if found else None

    def part(self, code: str, side: str) -> tuple[float, float, float] | None:
        """Middle (lat, lon) and radius in km of a side ("n" … "sw", "c") of a country or first-order unit."""
        try:
            row = self._db.execute(
                "SELECT lat, lon, radius_km FROM part WHERE code = ? AND side = ?", (code, side)
            ).fetchone()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        return None if row is None else (row[0], row[1], row[2])


def imported_path() -> Path:
    """Where a gazetteer with an imported dump lies unless the user says otherwise (XDG data folder)."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "accordingto" / "gazetteer.sqlite"


@cache
def shipped() -> Gazetteer:
    """The gazetteer that ACCORDINGTO_GAZETTEER names, else the user's imported one, else the shipped one.

    Opened once a process. Raises DataError if it is missing or damaged.
    """
    named = os.environ.get("ACCORDINGTO_GAZETTEER")
    imported = imported_path()
    return Gazetteer(Path(named) if named else imported if imported.is_file() else PATH)
