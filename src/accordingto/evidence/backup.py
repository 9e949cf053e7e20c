"""A backup is one file, ledger and evidence as they were at one moment; restoring checks every byte of it.

A tar: ledger.db, evidence/custody.jsonl, evidence/originals/…, evidence/anchors/…, and at its end
manifest-sha256.txt. Writers wait while the ledger is copied, so that rows and log fit each other.
"""

import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

from accordingto.errors import EvidenceBroken, LedgerError, OutputError
from accordingto.keep import custody, originals
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.keys import key_file
from accordingto.keep.store import ENDING, PRIVATE, Store, beside, make
from accordingto.ledger.store import DATABASE_ERRORS, connect

LEDGER, KEY, LOG, MANIFEST = "ledger.db", "ledger.db.key", "evidence/custody.jsonl", "manifest-sha256.txt"
# What may stand in a backup, and nothing else: a name from outside never chooses where it is written.
_MEMBER = re.compile(
    r"ledger\.db(?:\.key)?|evidence/custody\.jsonl|evidence/originals/[0-9a-f]{2}/[0-9a-f]{64}"
    r"|evidence/anchors/[0-9a-z]+\.[0-9a-z.]+"
)
_BLOCK = 1 << 20


def backup(ledger: Path, target: Path, *, actor: str = DESK) -> str:
    """Write the backup and log it; the SHA-256 of the file. Raises OutputError if it is there already."""
    if not ledger.is_file():
        raise LedgerError(str(ledger), "no such ledger")
    store = beside(ledger)
    half = target.with_name(f".{target.name}.part")
    if target.exists():
        raise OutputError(str(target), "is there already; a backup takes the place of nothing")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            copy = Path(folder) / LEDGER
            lines = _copied(ledger, copy, store)
            with half.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                _pack(file, _members(ledger, copy, store, lines))
                file.flush()
                os.fsync(file.fileno())
        half.rename(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OutputError(str(target), error.strerror or str(error)) from error
    sha256 = _hash_of(target)
    custody.append(store, [Done(act=Act.BACKED_UP, subjects=(("backup", sha256),), actor=actor)])
    return sha256


def restore(source: Path, ledger: Path, *, actor: str = DESK) -> None:
    """Put ledger and evidence of a backup where none are, and log it.

    Raises EvidenceBroken if the file is no whole backup (nothing is left behind then), OutputError if a
    ledger or evidence is there already.
    """
    folder_of_evidence = ledger.with_name(ledger.name + ENDING)
    for place in (ledger, key_file(ledger), folder_of_evidence):
        if os.path.lexists(place):
            raise OutputError(str(place), "is there already; a restore takes the place of nothing")
    try:
        sha256 = _hash_of(source)
        with tempfile.TemporaryDirectory(dir=ledger.parent, prefix=f".{ledger.name}.") as folder:
            found = _unpacked(source, Path(folder))
            if LEDGER not in found:
                raise EvidenceBroken(str(source), "holds no ledger: it is no backup of accordingto")
            make(folder_of_evidence)
            for path in sorted((Path(folder) / "evidence").glob("*")):
                shutil.move(path, folder_of_evidence / path.name)
            if KEY in found:
                (Path(folder) / KEY).rename(key_file(ledger))
            (Path(folder) / LEDGER).rename(ledger)
    except OSError as error:
        raise OutputError(str(error.filename or ledger), error.strerror or str(error)) from error
    custody.append(beside(ledger), [Done(act=Act.RESTORED, subjects=(("backup", sha256),), actor=actor)])


def _copied(ledger: Path, copy: Path, store: Store) -> int:
    """The database as it is now, by SQLite's online backup; how many bytes of the log belong to it."""
    try:
        with (
            closing(connect(ledger)) as lock,
            closing(connect(ledger)) as source,
            closing(connect(copy, like=ledger)) as target,
        ):
            lock.execute("BEGIN IMMEDIATE")  # who adds to the ledger waits; who reads does not
            source.backup(target)
            size = store.log.stat().st_size if store.log.exists() else 0
            lock.execute("ROLLBACK")
    except DATABASE_ERRORS as error:
        raise LedgerError(str(ledger), str(error)) from error
    return size


def _pack(file: io.BufferedWriter, members: Iterable[tuple[str, Path, int]]) -> None:
    manifest = []
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path, size in members:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = size, 0o600
            with path.open("rb") as source:
                read = _Hashed(source)
                archive.addfile(entry, read)
            manifest.append(f"{read.digest.hexdigest()}  {name}\n")
        told = "".join(manifest).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(told), 0o600
        archive.addfile(entry, io.BytesIO(told))


def _members(ledger: Path, copy: Path, store: Store, lines: int) -> Iterator[tuple[str, Path, int]]:
    yield LEDGER, copy, copy.stat().st_size
    if (key := key_file(ledger)).exists():
        yield KEY, key, key.stat().st_size
    if store.log.exists():
        yield LOG, store.log, lines  # what is logged from now on belongs to the next backup
    for path in originals.files(store):
        if originals.is_in_place(path):
            yield f"evidence/originals/{path.parent.name}/{path.name}", path, path.stat().st_size
    for path in sorted(store.anchors.glob("*")) if store.anchors.is_dir() else ():
        yield f"evidence/anchors/{path.name}", path, path.stat().st_size


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _unpacked(source: Path, folder: Path) -> set[str]:
    """The members under `folder`, each checked against the manifest; their names."""
    hashes, told = {}, ""
    try:
        with tarfile.open(source, mode="r:") as archive:
            for entry in archive:
                data = archive.extractfile(entry) if entry.isreg() else None
                if data is None or entry.name in hashes:
                    raise EvidenceBroken(str(source), f"holds {entry.name}, which no backup does")
                if entry.name == MANIFEST:
                    told = data.read(_BLOCK * 64).decode()
                elif not _MEMBER.fullmatch(entry.name):
                    raise EvidenceBroken(str(source), f"holds {entry.name}, which no backup does")
                else:
                    hashes[entry.name] = _written(data, folder / entry.name)
    except (tarfile.TarError, UnicodeDecodeError, EOFError) as error:
        raise EvidenceBroken(str(source), f"is no whole backup: {error}") from error
    lines = (line.split("  ", 1) for line in told.splitlines())
    if {name: sha256 for sha256, name in (line for line in lines if len(line) == 2)} != hashes:
        raise EvidenceBroken(
            str(source), "its files are not those of its manifest: it was cut off or changed"
        )
    return set(hashes)


def _written(data: IO[bytes], place: Path) -> str:
    place.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    digest = hashlib.sha256()
    with place.open("xb") as file:
        while block := data.read(_BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fchmod(file.fileno(), 0o444 if "originals" in place.parts else 0o600)
        os.fsync(file.fileno())
    return digest.hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
