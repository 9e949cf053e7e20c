"""Nouns to JSON and back, driven by their own field types: as a ledger keeps them, and as it is published.

Kept: msgspec's own form. Published: the same as plain data in which each span also has the wording it
quotes (`{start, end, text}`).
"""

import math
from collections.abc import Iterator
from typing import Any, TypeAlias, TypeVar

import msgspec

from accordingto.errors import LedgerError

T = TypeVar("T")
Plain: TypeAlias = dict[str, Any]
_SPAN = {"start", "end"}
_EXACT = 2**53  # beyond it a number read by another program may be another number


def to_json(noun: object) -> str:
    """The noun as JSON, the same noun always as the same string."""
    return msgspec.json.encode(noun, order="deterministic").decode()


def from_json(kind: type[T], body: str) -> T:
    """The noun again. Raises LedgerError if the body is not one of this kind."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise LedgerError(kind.__name__.lower(), f"a row of the ledger cannot be read: {error}") from error


def to_plain(noun: object, text: str | None = None) -> Any:
    """The noun as dicts, lists and plain values. With the report's `text`, each span has its wording."""
    return _worded(msgspec.to_builtins(noun), text)


def _worded(plain: Any, text: str | None) -> Any:
    if isinstance(plain, dict):
        if text is not None and plain.keys() == _SPAN:
            return {**plain, "text": text[plain["start"] : plain["end"]]}
        return {key: _worded(value, text) for key, value in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [_worded(value, text) for value in plain]
    return plain


def from_plain(kind: type[T], plain: object, place: str) -> T:
    """The noun again. Raises LedgerError naming `place` and the field within it that does not fit."""
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$")
        raise LedgerError(place + where.rstrip("`"), f"not in the published form: {reason}") from None


def faults(plain: object, text: str | None) -> Iterator[tuple[str, str]]:
    """What is wrong with values of a published noun of a report with this text: where, and why.

    Spans beyond the text (None: not at hand) or with another wording than stands there; numbers that no
    other program reads the same.
    """
    if isinstance(plain, dict):
        if plain.keys() >= _SPAN:
            yield from _span_faults(plain, text)
        for key, value in plain.items():
            yield from ((f".{key}{where}", why) for where, why in faults(value, text))
    elif isinstance(plain, list):
        for number, value in enumerate(plain):
            yield from ((f"[{number}]{where}", why) for where, why in faults(value, text))
    elif isinstance(plain, (int, float)) and not (math.isfinite(plain) and abs(plain) <= _EXACT):
        yield "", f"{plain} is no number that can be kept"


def _span_faults(span: Plain, text: str | None) -> Iterator[tuple[str, str]]:
    start, end = span["start"], span["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start <= end:
        yield "", f"[{start}, {end}) is no span"
    elif text is None:
        return
    elif end > len(text):
        yield "", f"[{start}, {end}) lies beyond the report's {len(text)} characters"
    elif "text" in span and span["text"] != text[start:end]:
        yield "", f"the report reads {text[start:end]!r:.60} there, not {span['text']!r:.60}"
