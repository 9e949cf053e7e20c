"""Originals: the bytes of every report, each kept once under its SHA-256, read-only."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from accordingto.errors import EvidenceBroken
from accordingto.keep.store import Store, make, write_once

_NAME = re.compile(r"[0-9a-f]{64}")


def put(store: Store, data: bytes) -> str:
    """Keep these bytes and return their SHA-256 in hex; what is there already is left as it is.

    The bytes are on disk when this returns, so that a ledger's row written afterwards never names
    bytes that a killed process or a power cut has lost. Raises OutputError if they cannot be written,
    EvidenceBroken if other bytes lie under that name.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    place = where(store, sha256)
    if place.exists():
        if store.lock is None and place.stat().st_size != len(data):
            raise EvidenceBroken(str(place), "other bytes lie under this name than were kept")
        return sha256
    make(place.parent)
    write_once(place, store.lock.shut(data) if store.lock else data)
    return sha256


def where(store: Store, sha256: str) -> Path:
    """The file that holds, or would hold, the bytes of this SHA-256."""
    name = store.lock.name(sha256) if store.lock else sha256
    return store.originals / name[:2] / name


def has(store: Store, sha256: str) -> bool:
    """True if a file lies where these bytes belong."""
    return where(store, sha256).is_file()


def get(store: Store, sha256: str) -> bytes:
    """The bytes, hashed again. Raises EvidenceBroken if they are gone or are other bytes."""
    place = where(store, sha256)
    try:
        data = place.read_bytes()
    except OSError as error:
        raise EvidenceBroken(str(place), f"the original is gone: {error.strerror}") from error
    if store.lock:
        data = store.lock.open(data)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EvidenceBroken(str(place), "the original was changed: its bytes have another SHA-256")
    return data


def files(store: Store) -> Iterator[Path]:
    """Every file among the originals, whatever its name, sorted."""
    if store.originals.is_dir():
        yield from sorted(path for path in store.originals.rglob("*") if not path.is_dir())


def is_in_place(path: Path) -> bool:
    """True for a file named as an original is, in the folder of its first two letters."""
    return bool(_NAME.fullmatch(path.name)) and path.parent.name == path.name[:2]
