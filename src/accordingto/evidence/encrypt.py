"""An open ledger as an encrypted one: new files beside each other, the old ones untouched.

Rows keep their numbers, originals their bytes, the custody log its lines, each sealed (`keep.carry`). All is
made in a folder of its own beside the target, nothing of it ever open, and comes to its place when it is
whole.
"""

import os
import tempfile
from contextlib import closing
from pathlib import Path

from accordingto.errors import EvidenceBroken, LedgerError, OutputError
from accordingto.keep import carry, custody, keys, originals
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.keys import key_file
from accordingto.keep.store import ENDING, Lock, Store, beside, make, write_once
from accordingto.keep.verify import read_log
from accordingto.ledger.store import DATABASE_ERRORS, connect, export_to, refuse_foreign


def encrypt(source: Path, target: Path, passphrase: str, *, actor: str = DESK) -> None:
    """Make the encrypted ledger with its evidence, and log it there.

    Raises LedgerError if there is no open ledger at `source`, OutputError if anything is at the target's
    places already, EvidenceBroken if the custody log is broken: where, could not be seen any more. What
    else is broken comes along as it is; `verify` of the new one names it as it does of the old one.
    """
    check(source, target)
    held = beside(source)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            new = Path(folder) / target.name
            keys.make(new, passphrase)
            try:
                _fill(source, held, new, actor)
                store = beside(new)
                store.folder.rename(target.with_name(target.name + ENDING))
                key_file(new).rename(key_file(target))
                new.rename(target)
            finally:
                keys.moved(new, target)
    except OSError as error:
        raise OutputError(str(error.filename or target), error.strerror or str(error)) from error


def check(source: Path, target: Path) -> None:
    """Raise what `encrypt` does before it writes anything: to be asked before a passphrase is."""
    if not source.is_file():
        raise LedgerError(str(source), "no such ledger")
    if key_file(source).exists():
        raise LedgerError(str(source), "is encrypted already")
    for place in (target, key_file(target), target.with_name(target.name + ENDING)):
        if os.path.lexists(place):
            raise OutputError(str(place), "is there already; an encrypted ledger takes the place of nothing")
    refuse_foreign(source)
    held = beside(source)
    broken = read_log(held).breaks
    if broken:
        raise EvidenceBroken(str(held.log), f"is broken, and must be looked at first: {broken[0]}")


def _fill(source: Path, held: Store, new: Path, actor: str) -> None:
    store = beside(new)
    lock = store.lock
    if lock is None:
        raise LedgerError(str(new), "has no key")
    make(store.folder)
    size = _rows(source, held, new)
    for path in originals.files(held):
        if originals.is_in_place(path):
            place = originals.where(store, path.name)
            make(place.parent)
            write_once(place, lock.shut(path.read_bytes()))
    if held.anchors.is_dir():
        make(store.anchors)
        for path in sorted(held.anchors.glob("*")):
            write_once(store.anchors / path.name, path.read_bytes())
    _log(held, store, lock, size)
    about = {"head": str(carry.head(held, size))}
    custody.append(store, [Done(act=Act.ENCRYPTED, about=about, actor=actor)])


def _rows(source: Path, held: Store, new: Path) -> int:
    """The rows as they are now; how many bytes of the log belong to them."""
    try:
        with closing(connect(source)) as lock:
            lock.execute("BEGIN IMMEDIATE")  # who adds to the ledger waits
            export_to(source, new)
            size = held.log.stat().st_size if held.log.exists() else 0
            lock.execute("ROLLBACK")
    except DATABASE_ERRORS as error:
        raise LedgerError(str(source), str(error)) from error
    return size


def _log(held: Store, store: Store, lock: Lock, size: int) -> None:
    if size:
        descriptor = os.open(store.log, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(carry.sealed(held, lock, size))
            file.flush()
            os.fsync(file.fileno())
