"""The inbox folder: what was dropped on the desk and is not read yet, as files beside the ledger."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from accordingto.collect import files
from accordingto.errors import OutputError, SkipReport
from accordingto.report import Sidecar, Snapshot

_UNSAFE = re.compile(r"[^\w.\- ]+")
PREFIX = "inbox/"
LONGEST_NAME, LONGEST_ENDING = 120, 10  # bytes


class Folder:
    """The folder of one ledger (LEDGER-inbox). A file is whole or not there."""

    def __init__(self, ledger: Path) -> None:
        self.path = inbox_of(ledger)

    def shown(self, path: Path) -> str:
        """The path as the ledger keeps it: no folder of this machine goes into it."""
        return PREFIX + path.name

    def keep(self, name: str, data: bytes, sidecar: Sidecar) -> Path:
        """The bytes of a report and what is said of it; the same ones are kept once. Raises OutputError."""
        said = {key: value for key, value in asdict(sidecar).items() if value}
        beside = json.dumps(said, ensure_ascii=False, sort_keys=True).encode() if said else b""
        try:
            self.path.mkdir(exist_ok=True)
            path = self._free(safe_name(name), data, beside)
            if beside:
                write_whole(_sidecar(path), beside)
            write_whole(path, data)
        except OSError as error:
            raise OutputError(str(self.path), error.strerror or str(error)) from error
        return path

    def snapshot(self, path: Path) -> Snapshot:
        """The file as a snapshot. Raises SkipReport."""
        return replace(files.snapshot(path), path=self.shown(path))

    def left(self) -> Iterator[tuple[Path, Snapshot]]:
        """What lies there, in the order of names; what a killed run had half written is removed."""
        if not self.path.is_dir():
            return
        for half in self.path.glob(".*.part"):
            half.unlink(missing_ok=True)
        for path in sorted(files.find([self.path])[0]):
            with suppress(SkipReport):
                yield path, self.snapshot(path)

    def clear(self, path: Path) -> None:
        """Remove what the ledger now keeps itself."""
        path.unlink(missing_ok=True)
        _sidecar(path).unlink(missing_ok=True)

    def handed(self, path: Path) -> None:
        """What the worker that reads it is given beside its path: nothing, it opens the file itself."""

    def _free(self, name: str, data: bytes, beside: bytes) -> Path:
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, dot + ending) if dot and stem else (name, "")
        number = 1
        while True:
            path = self.path / (name if number == 1 else f"{stem}-{number}{ending}")
            sidecar = _sidecar(path)
            said = sidecar.read_bytes() if sidecar.exists() else b""
            if not path.exists() or (path.read_bytes() == data and said == beside):
                return path
            number += 1


def inbox_of(ledger: Path) -> Path:
    """Where what was dropped for a ledger lies."""
    return ledger.absolute().parent / f"{ledger.stem}-inbox"


def safe_name(name: str) -> str:
    """A name that is safe on every disk: no folders, not hidden, not longer than a disk takes."""
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" ._")
    stem, dot, ending = bare.rpartition(".")
    if not (dot and stem):
        stem, ending = bare, ""
    stem = stem.encode()[:LONGEST_NAME].decode(errors="ignore")
    bare = f"{stem}.{ending[:LONGEST_ENDING]}" if ending else stem
    if not bare or bare.endswith(files.sidecar_ending()):
        return f"pasted {datetime.now(UTC):%Y-%m-%d %H%M%S}.txt"
    return bare


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + files.sidecar_ending())


def write_whole(path: Path, data: bytes) -> None:
    """The file is whole or not there."""
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(data)
    half.replace(path)
