"""Nouns to JSON and back: the form in which a ledger keeps them."""

from typing import TypeVar

import msgspec

from accordingto.errors import LedgerError

T = TypeVar("T")


def to_json(noun: object) -> str:
    """The noun as JSON, the same noun always as the same string."""
    return msgspec.json.encode(noun, order="deterministic").decode()


def from_json(kind: type[T], body: str) -> T:
    """The noun again. Raises LedgerError if the body is not one of this kind."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise LedgerError(kind.__name__.lower(), f"a row of the ledger cannot be read: {error}") from error
