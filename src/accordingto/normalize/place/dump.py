"""Import a full GeoNames dump (allCountries.txt, or one country's) into a gazetteer of one's own.

The shipped gazetteer holds places above 500 inhabitants; the dump adds hamlets, rivers, mountains and
prisons, and gives units their own points. The work goes on in `TARGET.part`, in transactions that hold
the place reached in the dump, so that a second run goes on where a killed one stopped; TARGET itself only
appears, or is replaced, when all is read.
"""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from accordingto.errors import DataError, OutputError
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import PATH, Gazetteer, legible

Progress = Callable[[int, int], None]

# Settlements, units, mountains, waters and parks whole; of buildings only prisons, camps and airports.
_CLASSES = frozenset("PATHL")
_BUILDINGS = frozenset({"PRN", "AIRP", "AIRB", "MILB", "CMP", "CMPRF", "NUC", "RSTN", "PRT"})
_COLUMNS = 19
_BATCH = 20_000  # lines a transaction
_RADII_KM = {"P": 1.0, "S": 1.0, "A": 25.0, "T": 10.0, "H": 10.0, "L": 10.0}
_STATE = """
CREATE TABLE IF NOT EXISTS import_state (
    dump TEXT PRIMARY KEY, size INTEGER NOT NULL, countries TEXT NOT NULL, reached INTEGER NOT NULL,
    added INTEGER NOT NULL, unreadable INTEGER NOT NULL
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: places added or made more exact, lines that could not be read."""

    target: Path
    places: int
    unreadable: int
    resumed: bool


def import_geonames(
    dump: Path,
    target: Path,
    *,
    countries: Collection[str] = (),
    progress: Progress | None = None,
    base: Path = PATH,
) -> Imported:
    """Add the places of a GeoNames dump to `target`, which starts as a copy of `base`.

    `countries` are ISO 3166-1 alpha-2 codes; none means all. `progress` is called with the bytes read and
    the bytes in all. Raises DataError for what is no dump or no gazetteer, OutputError if the target
    cannot be written.
    """
    wanted = frozenset(code.strip().upper() for code in countries if code.strip())
    if bad := sorted(code for code in wanted if len(code) != 2 or not code.isalpha()):
        raise DataError("countries", f"not a country code of two letters: {', '.join(bad)}")
    size = _check(dump)
    part = target.with_name(target.name + ".part")
    start = target if target.is_file() else base
    try:
        if not part.is_file():
            Gazetteer(start)  # raises DataError if it is damaged
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = part.with_name(part.name + ".new")
            shutil.copyfile(start, fresh)
            fresh.replace(part)
        result = _run(dump, size, part, wanted, progress)
        part.replace(target)
    except OSError as error:
        raise OutputError(str(target), f"the gazetteer cannot be written: {error}") from None
    except sqlite3.DatabaseError as error:
        raise OutputError(str(part), f"{error}; remove it and import again") from None
    return Imported(target=target, places=result[0], unreadable=result[1], resumed=result[2])


def _check(dump: Path) -> int:
    try:
        with dump.open("rb") as lines:
            first = lines.readline(100_000)
        size = dump.stat().st_size
    except OSError as error:
        raise DataError(str(dump), f"the dump cannot be read: {error.strerror or error}") from None
    fields = first.decode("utf-8", "replace").split("\t")
    if len(fields) != _COLUMNS or not fields[0].isdigit():
        raise DataError(
            str(dump), f"not a GeoNames dump: {_COLUMNS} columns are expected, {len(fields)} found"
        )
    return size


def _run(
    dump: Path, size: int, part: Path, wanted: frozenset[str], progress: Progress | None
) -> tuple[int, int, bool]:
    db = sqlite3.connect(part, isolation_level=None)
    try:
        db.execute(_STATE)
        key = (dump.name, size, ",".join(sorted(wanted)))
        row = db.execute(
            "SELECT reached, added, unreadable FROM import_state WHERE (dump, size, countries) = (?, ?, ?)",
            key,
        ).fetchone()
        reached, added, unreadable = row or (0, 0, 0)
        resumed = 0 < reached < size
        with dump.open("rb") as lines:
            lines.seek(reached)
            while batch := _batch(lines):
                db.execute("BEGIN")
                for line in batch:
                    outcome = _line(db, line, wanted)
                    added += outcome is True
                    unreadable += outcome is None
                db.execute(
                    "INSERT OR REPLACE INTO import_state VALUES (?, ?, ?, ?, ?, ?)",
                    (*key, lines.tell(), added, unreadable),
                )
                db.execute("COMMIT")
                if progress is not None:
                    progress(lines.tell(), size)
    finally:
        db.close()
    return added, unreadable, resumed


def _batch(lines: BinaryIO) -> list[bytes]:
    found = []
    for _ in range(_BATCH):
        line = lines.readline()
        if not line:
            break
        found.append(line)
    return found


def _line(db: sqlite3.Connection, line: bytes, wanted: frozenset[str]) -> bool | None:
    """True if the place was taken, False if it was not wanted, None if the line makes no sense."""
    fields = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
    if len(fields) != _COLUMNS:
        return None
    group, code, country = fields[6], fields[7], fields[8]
    if wanted and country not in wanted:
        return False
    if group not in _CLASSES and code not in _BUILDINGS:
        return False
    try:
        number, lat, lon, population = (
            int(fields[0]),
            float(fields[4]),
            float(fields[5]),
            int(fields[14] or 0),
        )
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or not fields[1]:
        return None
    admin1 = f"{country}.{fields[10]}" if fields[10] and fields[10] != "00" else None
    admin2 = f"{admin1}.{fields[11]}" if admin1 and fields[11] else None
    # What we hold already keeps its feature (our code asks for ADM1 and PPLC) and takes the true point.
    held = db.execute("UPDATE place SET lat = ?, lon = ? WHERE id = ?", (lat, lon, number)).rowcount
    if not held:
        radius = _RADII_KM.get(group, 1.0)
        row = (number, fields[1], code or group, country, admin1, admin2, lat, lon, radius, population)
        db.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for name, alternate in _names(fields):
        db.execute("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", (name, number, alternate))
    return True


def _names(fields: list[str]) -> Iterator[tuple[str, int]]:
    for name in (fields[1], fields[2]):
        if key := fold(name):
            yield key, 0
    for name in fields[3].split(","):
        if legible(name) and (key := fold(name)):
            yield key, 1
