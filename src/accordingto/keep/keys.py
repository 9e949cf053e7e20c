"""Keys of encrypted ledgers: one secret a ledger, in a file beside it that a passphrase opens.

`LEDGER.key` holds an age identity, itself sealed by age with the passphrase (scrypt). From it come the key of
the database (SQLCipher), that of the names of originals, and the pair that originals and custody lines are
sealed with. A key is held in memory alone, for the ledgers this process has opened. Whoever copies the disk
has the file: everything rests on the passphrase, or on keeping the key file on another disk.
"""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyrage

from accordingto.errors import EvidenceBroken, LedgerError, OutputError

ENDING = ".key"
PASSPHRASE_FILE = "ACCORDINGTO_PASSPHRASE_FILE"  # noqa: S105  # names a path; workers read it, too

Asking = Callable[[Path], str]


class Key:
    """The secret of one ledger, and what is derived from it; a `keep.store.Lock`."""

    def __init__(self, identity: pyrage.x25519.Identity) -> None:
        self._identity = identity
        self._public = identity.to_public()

    def handed(self, ledger: Path) -> "Handed":
        """The secret, to be taken by another process."""
        return Handed(ledger=ledger, secret=str(self._identity))

    @property
    def database(self) -> str:
        """The raw key of the database: 64 hexadecimal digits."""
        return self._derived("database", b"")

    def name(self, sha256_: str) -> str:
        """A file name for an original that tells nothing of its bytes to who lacks the key."""
        return self._derived("name", sha256_.encode())

    def shut(self, data: bytes) -> bytes:
        """The bytes, sealed."""
        return bytes(pyrage.encrypt(data, [self._public]))

    def open(self, data: bytes) -> bytes:
        """The bytes again. Raises EvidenceBroken if they were changed, or sealed with another key."""
        try:
            return bytes(pyrage.decrypt(data, [self._identity]))
        except pyrage.DecryptError:
            raise EvidenceBroken("what is encrypted", "was changed, or encrypted with another key") from None

    def _derived(self, use: str, of: bytes) -> str:
        return hmac.new(str(self._identity).encode(), use.encode() + b"\0" + of, sha256).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The secret of a ledger on its way, through memory, to a process of ours that reads no document."""

    ledger: Path
    secret: str = field(repr=False)

    def take(self) -> None:
        """Hold it from now on: the ledger can be opened without its passphrase."""
        _held[self.ledger.absolute()] = Key(pyrage.x25519.Identity.from_str(self.secret))


_held: dict[Path, Key] = {}
_asking: list[Asking] = []


def ask_with(asking: Asking) -> None:
    """How a passphrase is asked for when an encrypted ledger is met: a function of its path."""
    _asking[:] = [asking]


def key_file(ledger: Path) -> Path:
    """Where the key of a ledger lies, if it is encrypted."""
    return ledger.with_name(ledger.name + ENDING)


def make(ledger: Path, passphrase: str) -> None:
    """Make the key of a new encrypted ledger. Raises OutputError if a ledger or a key is there already."""
    target = key_file(ledger)
    for place in (ledger, target):
        if os.path.lexists(place):
            raise OutputError(str(place), "is there already; only a new ledger can be encrypted")
    identity = pyrage.x25519.Identity.generate()
    try:
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(str(target), error.strerror or str(error)) from error
    _held[ledger.absolute()] = Key(identity)


def of(ledger: Path) -> Key | None:
    """The key of a ledger; None for one that lies open. Asks for the passphrase, once a process.

    Raises LedgerError if it is encrypted and cannot be opened.
    """
    place = ledger.absolute()
    if place in _held:
        return _held[place]
    source = key_file(ledger)
    if not source.exists():
        return None
    asking = _asking[0] if _asking else _from_file
    try:
        plain = pyrage.passphrase.decrypt(source.read_bytes(), asking(ledger))
        _held[place] = Key(pyrage.x25519.Identity.from_str(plain.decode().strip()))
    except OSError as error:
        raise LedgerError(str(source), error.strerror or str(error)) from error
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
        raise LedgerError(str(ledger), "is encrypted, and this is not its passphrase") from None
    return _held[place]


def handed(ledger: Path) -> Handed | None:
    """The key of a ledger for another process of ours; None for one that lies open."""
    key = of(ledger)
    return key.handed(ledger) if key else None


def moved(ledger: Path, target: Path) -> None:
    """The ledger, if its key is held, lies at `target` now; nothing is held where it is not there."""
    key = _held.pop(ledger.absolute(), None)
    if key is not None and key_file(target).exists():
        _held[target.absolute()] = key


def forget(ledger: Path) -> None:
    """Drop the key from memory."""
    _held.pop(ledger.absolute(), None)


def _from_file(ledger: Path) -> str:
    named = os.environ.get(PASSPHRASE_FILE)
    if not named:
        raise LedgerError(str(ledger), "is encrypted: its passphrase is needed (ACCORDINGTO_PASSPHRASE_FILE)")
    try:
        return Path(named).read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(named, f"the passphrase cannot be read: {error}") from error
