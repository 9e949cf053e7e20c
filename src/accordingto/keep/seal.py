"""What a desk knows privately about a voice whose name is withheld, sealed with age, outside the ledger.

The sealed file is lines of JSON: first the recipients (public keys) that every entry is sealed for, then one
entry a line, `{"id", "sealed"}`: a random id and age in base64. Whoever holds the file alone learns how
many entries there are and how long each is, to a block. Sealing needs no secret; opening needs an identity
(the secret key), which lies in a file of its own, itself sealed with a passphrase.
"""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyrage

from accordingto.errors import OutputError, SealError

FORMAT = "accordingto-sealed/1"
_BLOCK = 512  # bytes that an entry is filled up to, so that its length tells little
_ID_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one voice. `strings` are names, numbers, addresses: each is searched for in exports.

    `report` and `wording` say which voice of which report it is ("two former inmates").
    """

    strings: tuple[str, ...]
    report: str = ""
    wording: str = ""
    note: str = ""


def new_identity(target: Path, passphrase: str) -> str:
    """Make a secret key, write it sealed with the passphrase; its public key. Raises OutputError."""
    identity = pyrage.x25519.Identity.generate()
    _write_new(target, pyrage.passphrase.encrypt(f"{identity}\n".encode(), passphrase))
    return str(identity.to_public())


def create(target: Path, recipients: Sequence[str]) -> None:
    """An empty sealed file for these public keys. Raises SealError for what is no key, OutputError."""
    _recipients(str(target), recipients)
    head = {"format": FORMAT, "recipients": list(recipients)}
    _write_new(target, json.dumps(head).encode() + b"\n")


def add(path: Path, entry: Entry) -> str:
    """Seal an entry for the file's recipients and append it; its random id."""
    head, _ = _read(path)
    told = {
        "strings": list(entry.strings),
        "report": entry.report,
        "wording": entry.wording,
        "note": entry.note,
    }
    plain = json.dumps(told, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % _BLOCK)
    sealed = pyrage.encrypt(plain, _recipients(str(path), head))
    id_ = secrets.token_hex(_ID_BYTES)
    line = json.dumps({"id": id_, "sealed": base64.b64encode(sealed).decode()}).encode() + b"\n"
    try:
        with path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error
    return id_


def ids(path: Path) -> tuple[str, ...]:
    """The random ids of the entries, in the order they were sealed; no secret is needed."""
    return tuple(_read(path)[1])


def open_identity(path: Path, passphrase: str) -> pyrage.x25519.Identity:
    """The secret key. Raises SealError if the file is no identity or the passphrase another one."""
    try:
        plain = pyrage.passphrase.decrypt(path.read_bytes(), passphrase)
        return pyrage.x25519.Identity.from_str(plain.decode().strip())
    except OSError as error:
        raise SealError(str(path), error.strerror or str(error)) from error
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
        raise SealError(str(path), "is not opened by this passphrase, or is no identity") from None


def open_all(path: Path, identity: pyrage.x25519.Identity) -> Mapping[str, Entry]:
    """Every entry by its id. Raises SealError if one cannot be opened: nothing is searched for by halves."""
    found = {}
    for id_, sealed in _read(path)[1].items():
        try:
            told = json.loads(pyrage.decrypt(sealed, [identity]))
            found[id_] = Entry(**{**told, "strings": tuple(told["strings"])})
        except (pyrage.DecryptError, ValueError, TypeError, KeyError):
            raise SealError(str(path), f"entry {id_} is not opened by this identity") from None
    return found


def _read(path: Path) -> tuple[list[str], dict[str, bytes]]:
    try:
        lines = path.read_bytes().splitlines()
        head = json.loads(lines[0])
        if head["format"] != FORMAT:
            raise SealError(str(path), f"is not of the form {FORMAT}")
        entries = [json.loads(line) for line in lines[1:]]
        return head["recipients"], {e["id"]: base64.b64decode(e["sealed"], validate=True) for e in entries}
    except OSError as error:
        raise SealError(str(path), error.strerror or str(error)) from error
    except (ValueError, IndexError, KeyError, TypeError, binascii.Error):
        raise SealError(str(path), "is no sealed file, or was damaged") from None


def _recipients(subject: str, keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    if not keys:
        raise SealError(subject, "has no recipient to seal for")
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise SealError(subject, "a recipient is no public key of age (age1…)") from None


def _write_new(target: Path, data: bytes) -> None:
    try:
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(str(target), error.strerror or str(error)) from error
