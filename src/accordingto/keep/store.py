"""Where evidence lies: a folder beside the ledger, with originals, the custody log and anchors."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from accordingto.errors import OutputError
from accordingto.keep import keys

ENDING = ".evidence"  # ledger.db → ledger.db.evidence/
PRIVATE = 0o700  # evidence is for its owner alone; the ledger beside it may be shared by the user


class Lock(Protocol):
    """What hides bytes and names at rest in an encrypted ledger (`keep.keys`)."""

    def shut(self, data: bytes) -> bytes:
        """The bytes as they may lie on disk."""

    def open(self, data: bytes) -> bytes:
        """The bytes again. Raises EvidenceBroken if they were changed."""

    def name(self, sha256: str) -> str:
        """A file name that tells nothing of the bytes to who lacks the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The evidence of one ledger. `lock` is None where it lies open."""

    folder: Path
    lock: Lock | None = None

    @property
    def originals(self) -> Path:
        return self.folder / "originals"

    @property
    def log(self) -> Path:
        return self.folder / "custody.jsonl"

    @property
    def anchors(self) -> Path:
        return self.folder / "anchors"


def beside(ledger: Path) -> Store:
    """The store of the ledger at this path, with its key if it is encrypted; nothing is made yet."""
    return Store(folder=ledger.with_name(ledger.name + ENDING), lock=keys.of(ledger))


def make(folder: Path) -> None:
    """A folder for its owner alone, if it is not there; its parent's entry is on disk afterwards."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make(folder.parent)
    try:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        settle(folder.parent)
    except OSError as error:
        raise OutputError(str(folder), error.strerror or str(error)) from error


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on disk: a file whose name is lost is lost."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_once(target: Path, data: bytes) -> None:
    """A new file, read-only, whole or not at all, on disk when this returns."""
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        half.unlink(missing_ok=True)  # of a process with our number that was killed
        descriptor = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o400)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o444)
            os.fsync(file.fileno())
        half.replace(target)
        settle(target.parent)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OutputError(str(target), error.strerror or str(error)) from error
