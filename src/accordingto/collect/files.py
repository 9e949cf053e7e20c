"""Files and folders on disk become Snapshots.

In a folder, files are taken whose ending can carry a report (languages/any/files.toml), in sorted order,
at any depth; sidecars, hidden files, hidden folders and what goes with a saved page (styles, scripts, data)
are left out, and any other file gets a line that it is not read. A file that is named outright is always
tried, whatever it is called.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from accordingto.errors import (
    BadSidecar,
    EmptyInput,
    MissingInput,
    NotAReport,
    SkipReport,
    TooLarge,
    UnreadableInput,
)
from accordingto.languages import lexicon
from accordingto.report import Sidecar, Snapshot

_SURROGATE = re.compile(r"[\ud800-\udfff]")  # also stands for a byte of a name that is no UTF-8 (PEP 383)


def find(paths: Sequence[Path], besides: Sequence[Path] = ()) -> tuple[list[Path], list[SkipReport]]:
    """The files to read, each once, and what was asked for but cannot be.

    Order: as given; inside a folder sorted by path. `besides` is left out without a word.
    A link that leads back into a folder already visited is not followed.
    """
    found: list[Path] = []
    skipped: list[SkipReport] = []
    seen_files = {Path(os.path.realpath(path)) for path in besides}
    seen_folders: set[Path] = set()
    for path in paths:
        try:
            if path.is_dir():
                candidates = list(_walk(path, seen_folders, skipped))
            elif os.path.lexists(path) or path.exists():
                candidates = [path]
            else:
                skipped.append(MissingInput(str(path), "no such file or folder"))
                continue
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            skipped.append(_refused(path, error))
            continue
        for candidate in candidates:
            if not _is_unicode(candidate):
                skipped.append(UnreadableInput(str(candidate), "its name is not UTF-8; rename it"))
                continue
            real = Path(os.path.realpath(candidate))
            if real not in seen_files:
                seen_files.add(real)
                found.append(candidate)
    return found, skipped


def sidecar_ending() -> str:
    """What a sidecar's name adds to its file's."""
    return str(lexicon("any", "files")["sidecar_ending"])


def _walk(folder: Path, seen: set[Path], skipped: list[SkipReport]) -> Iterator[Path]:
    files = lexicon("any", "files")
    stack = [folder]
    while stack:
        current = stack.pop()
        real = Path(os.path.realpath(current))
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = sorted(current.iterdir())
        except OSError as error:
            skipped.append(_refused(current, error))
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith(files["sidecar_ending"]):
                continue
            if os.path.isdir(entry):  # noqa: PTH112  # Path.is_dir raises for what may not be looked at
                folders.append(entry)
            elif entry.suffix.lower() in files["report_endings"]:
                yield entry
            elif entry.suffix.lower() not in files["beside_endings"]:
                skipped.append(NotAReport(str(entry), f"a {entry.suffix} file in a folder is not read"))
        stack.extend(reversed(folders))


def snapshot(path: Path) -> Snapshot:
    """The bytes of a file with its sidecar.

    `retrieved` is what the sidecar says, else the time the file was last written: the moment when its
    content came to this disk, which stays the same from run to run.

    Raises MissingInput, UnreadableInput, EmptyInput, TooLarge or BadSidecar.
    """
    files = lexicon("any", "files")
    data, written = _bytes_of(path, files["largest_file"])
    if not data:
        raise EmptyInput(str(path), "the file is empty")
    sidecar = _sidecar(path)
    retrieved = _written_at(written)
    if sidecar and sidecar.retrieved:
        retrieved = _moment(sidecar.retrieved) or retrieved
    return Snapshot(
        path=str(path),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        retrieved=retrieved,
        sidecar=sidecar,
    )


def _bytes_of(path: Path, cap: int) -> tuple[bytes, float]:
    try:
        if path.exists() and not path.is_file():
            raise NotAReport(str(path), "not a regular file")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size > cap:
                raise TooLarge(
                    str(path), f"{_size(status.st_size)}, more than the {_size(cap)} that are read"
                )
            data = file.read(cap + 1)  # it may have grown since
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    if len(data) > cap:
        raise TooLarge(str(path), f"more than the {_size(cap)} that are read")
    return data, status.st_mtime


def _size(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 10_000_000 else f"{count / 1e3:.0f} kB"


def _refused(path: Path, error: OSError | ValueError) -> SkipReport:
    """What an error of the file system means to the caller."""
    if isinstance(error, ValueError):
        return MissingInput(str(path), "not a usable path")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return MissingInput(str(path), "no such file, or it vanished while being read")
    return UnreadableInput(str(path), error.strerror or "may not be opened")


def _sidecar(path: Path) -> Sidecar | None:
    files = lexicon("any", "files")
    beside = path.with_name(path.name + files["sidecar_ending"])
    if not beside.exists():
        return None
    try:
        data, _ = _bytes_of(beside, files["largest_sidecar"])
    except SkipReport as error:
        raise BadSidecar(str(beside), error.reason) from None
    return sidecar_of(str(beside), data)


def sidecar_of(beside: str, data: bytes) -> Sidecar:
    """What the bytes of a sidecar say; `beside` is its name. Raises BadSidecar."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError: UTF-8, JSON, and a number of 5,000 digits
        raise BadSidecar(beside, f"not valid JSON in UTF-8 ({type(error).__name__})") from None
    return _checked(beside, content, lexicon("any", "files")["sidecar_keys"])


def _checked(beside: str, content: Any, keys: list[str]) -> Sidecar:
    """A sidecar with usable values. Keys of others are left alone: collectors write more than we read."""
    if not isinstance(content, dict):
        raise BadSidecar(beside, "not a JSON object")
    values: dict[str, str] = {}
    for key in keys:
        value = content.get(key)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise BadSidecar(beside, f'"{key}" is not a string')
        if _SURROGATE.search(value):
            raise BadSidecar(beside, f'"{key}" is no Unicode (half a surrogate pair)')
        values[key] = value.strip()
    if "published" in values and _day(values["published"]) is None:
        raise BadSidecar(beside, '"published" is not a date (YYYY, YYYY-MM, YYYY-MM-DD)')
    if "retrieved" in values and _moment(values["retrieved"]) is None:
        raise BadSidecar(beside, '"retrieved" is not an ISO date or time')
    return Sidecar(**values)


def _is_unicode(path: Path) -> bool:
    return not _SURROGATE.search(str(path))


def _written_at(seconds: float) -> datetime:
    """A file's time, to the second; the epoch where the disk holds a time that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, tz=UTC)


def _day(value: str) -> str | None:
    """An ISO date of any precision, or the date part of an ISO time."""
    parts = value[:10].split("-")
    if len(value) <= 7:
        value = "-".join([*parts, *["01"] * (3 - len(parts))])
    moment = _moment(value)
    return moment.date().isoformat() if moment else None


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        try:
            moment = datetime.combine(date.fromisoformat(value), datetime.min.time())
        except ValueError:
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
