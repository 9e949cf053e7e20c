"""The inbox folder of an encrypted ledger: what was dropped lies there sealed, under names that tell nothing.

A file is age: a line of JSON (name, when it came, what is said of it), a line feed, and the bytes. It is
opened in memory alone, and handed opened to the worker that reads it: workers that read documents never have
the key.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from accordingto.desk.folder import PREFIX, inbox_of, safe_name, write_whole
from accordingto.errors import EvidenceBroken, MissingInput, OutputError, UnreadableInput
from accordingto.keep.keys import key_file
from accordingto.keep.store import Lock, make
from accordingto.report import Sidecar, Snapshot

_ENDING = ".age"


class SealedFolder:
    """As `folder.Folder`, for a ledger with this lock."""

    def __init__(self, ledger: Path, lock: Lock) -> None:
        self.path = inbox_of(ledger)
        self._lock = lock

    def shown(self, path: Path) -> str:
        """The path as the ledger keeps it: what the file was called, and no folder of this machine."""
        return self.snapshot(path).path

    def keep(self, name: str, data: bytes, sidecar: Sidecar) -> Path:
        """The bytes of a report and what is said of it, sealed; the same ones are kept once.

        Raises OutputError.
        """
        said = {key: value for key, value in asdict(sidecar).items() if value}
        bare = safe_name(name)
        held = {snapshot.path: snapshot for _, snapshot in self.left()}
        number, free = 1, bare
        while (there := held.get(PREFIX + free)) and (there.data, there.sidecar or Sidecar()) != (
            data,
            sidecar,
        ):
            number += 1
            stem, dot, ending = bare.rpartition(".")
            free = f"{stem}-{number}.{ending}" if dot and stem else f"{bare}-{number}"
        at = datetime.now(UTC).isoformat(timespec="seconds")
        head = json.dumps({"name": free, "at": at, "said": said}, ensure_ascii=False, sort_keys=True).encode()
        called = self._lock.name(hashlib.sha256(free.encode() + b"\0" + data).hexdigest())
        path = self.path / f"{called}{_ENDING}"
        try:
            make(self.path)
            write_whole(path, self._lock.shut(head + b"\n" + data))
        except OSError as error:
            raise OutputError(str(self.path), error.strerror or str(error)) from error
        return path

    def snapshot(self, path: Path) -> Snapshot:
        """The file, opened. Raises SkipReport."""
        try:
            head, _, data = self._lock.open(path.read_bytes()).partition(b"\n")
            told = json.loads(head)
            return Snapshot(
                path=PREFIX + told["name"],
                data=data,
                sha256=hashlib.sha256(data).hexdigest(),
                retrieved=datetime.fromisoformat(told["at"]),
                sidecar=Sidecar(**told["said"]) if told["said"] else None,
            )
        except OSError as error:
            raise MissingInput(path.name, error.strerror or str(error)) from error
        except (EvidenceBroken, ValueError, KeyError, TypeError) as error:
            raise UnreadableInput(path.name, "was changed, or sealed with another key") from error

    def left(self) -> Iterator[tuple[Path, Snapshot]]:
        """What lies there, one opened at a time; what a killed run had half written is removed."""
        if not self.path.is_dir():
            return
        for half in self.path.glob(".*.part"):
            half.unlink(missing_ok=True)
        for path in sorted(self.path.glob(f"*{_ENDING}")):
            with suppress(MissingInput, UnreadableInput):
                yield path, self.snapshot(path)

    def clear(self, path: Path) -> None:
        """Remove what the ledger now keeps itself."""
        path.unlink(missing_ok=True)

    def handed(self, path: Path) -> Snapshot:
        """What the worker that reads it is given: the opened file. Raises SkipReport."""
        return self.snapshot(path)


def lying_open(ledger: Path) -> list[str]:
    """Names of files in the inbox folder of an encrypted ledger that are not sealed."""
    folder = inbox_of(ledger)
    if not key_file(ledger).exists() or not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix != _ENDING)
