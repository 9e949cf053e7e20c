"""Nouns to plain data and back, driven by their own field types: no noun is spelled out twice."""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin

from accordingto.errors import LedgerError
from accordingto.report import Span, Stated, Unstated

Plain: TypeAlias = dict[str, Any]
T = TypeVar("T")


def encode(value: object, text: str | None = None) -> Any:
    """Plain data for a noun. With the report's `text`, each span carries the wording it quotes."""
    plain: Any = value
    if isinstance(value, Span):
        plain = {"start": value.start, "end": value.end}
        plain |= {} if text is None else {"text": value.of(text)}
    elif isinstance(value, Unstated):
        plain = {"unstated": value.value}
    elif isinstance(value, Enum):
        plain = value.value
    elif isinstance(value, (date, datetime)):
        plain = value.isoformat()
    elif isinstance(value, tuple):
        plain = [encode(v, text) for v in value]
    elif is_dataclass(value):
        plain = {f.name: encode(getattr(value, f.name), text) for f in fields(value)}
    return plain


def decode(kind: Any, plain: Any) -> Any:
    """The noun of type `kind` that `plain` was made from. Raises LedgerError where it does not fit."""
    try:
        return _decode(kind, plain)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise LedgerError(
            getattr(kind, "__name__", str(kind)), f"not in the published form: {error}"
        ) from None


def _decode(kind: Any, plain: Any) -> Any:
    shape = get_origin(kind)
    if shape in (Union, types.UnionType):
        noun = _decode_union(get_args(kind), plain)
    elif shape is tuple:
        noun = _decode_tuple(get_args(kind), plain)
    elif shape is Stated:
        noun = _decode_fields(Stated, plain, get_args(kind)[0])
    elif is_dataclass(kind):
        noun = _decode_fields(kind, plain)
    elif kind in (date, datetime):
        noun = kind.fromisoformat(plain)
    elif issubclass(kind, StrEnum):
        noun = kind(plain)
    elif kind is float and isinstance(plain, int):
        noun = float(plain)
    elif isinstance(plain, kind):
        noun = plain
    else:
        raise TypeError(f"{kind.__name__} is wanted, not {plain!r:.60}")
    return noun


def _decode_tuple(kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise TypeError(f"a list is wanted, not {plain!r:.60}")
    each = [kinds[0]] * len(plain) if kinds[-1] is Ellipsis else kinds
    return tuple(_decode(k, p) for k, p in zip(each, plain, strict=True))


def _decode_union(kinds: tuple[Any, ...], plain: Any) -> Any:
    if plain is None and type(None) in kinds:
        return None
    if isinstance(plain, Mapping) and set(plain) == {"unstated"} and Unstated in kinds:
        return Unstated(plain["unstated"])
    rest = [k for k in kinds if k not in (type(None), Unstated)]
    return _decode(rest[0], plain)


def _decode_fields(kind: Any, plain: Any, inner: Any = None) -> Any:
    if not isinstance(plain, Mapping):
        raise TypeError(f"an object is wanted for {kind.__name__}, not {plain!r:.60}")
    hints = _hints(kind)
    given = {}
    for f in fields(kind):
        if f.name in plain:
            hint = inner if isinstance(hints[f.name], TypeVar) else hints[f.name]
            given[f.name] = _decode(hint, plain[f.name])
        elif f.default is MISSING:
            raise KeyError(f"{kind.__name__} has no {f.name}")
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
