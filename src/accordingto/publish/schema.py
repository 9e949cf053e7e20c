"""The JSON Schema (2020-12) of a published ledger, worked out from the nouns themselves.

python -m accordingto.publish.schema > docs/ledger.schema.json
"""

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import EnumType
from typing import Any, TypeVar, Union, get_args, get_origin

from accordingto.ledger.codec import Plain
from accordingto.ledger.view import LedgerView
from accordingto.publish.json import CLAIM_NAMES, FORMAT, MATTER_NAMES
from accordingto.report import Span, Stated, Unstated

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_NAMES = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def schema() -> Plain:
    """The schema; one definition a noun, by its name."""
    definitions: dict[str, Plain] = {}
    document = _object(LedgerView, definitions)
    document["properties"] |= {"format": {"const": FORMAT}, "made_by": _NAMES}
    document["required"] += ["format"]
    _rename(definitions["Claim"], CLAIM_NAMES)
    definitions["Claim"]["properties"] |= {
        "origin": _NAMES,
        "chain": {"type": "array", "items": _NAMES, "minItems": 1},
        "cue": {"type": "array", "items": {"$ref": "#/$defs/Span"}},
        "access": {"$ref": "#/$defs/Access"},
        "stance": {"$ref": "#/$defs/Stance"},
    }
    _rename(definitions["Matter"], MATTER_NAMES)
    definitions["Matter"]["properties"] |= dict.fromkeys(
        ("independent_origins", "mentions", "reports"), _COUNT
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A ledger of attributed claims",
        **document,
        "$defs": dict(sorted(definitions.items())),
    }


def _rename(definition: Plain, names: dict[str, str]) -> None:
    for key in ("properties", "required"):
        held = definition[key]
        if isinstance(held, dict):
            definition[key] = {names.get(k, k): v for k, v in held.items()}
        else:
            definition[key] = [names.get(k, k) for k in held]


def _of(kind: Any, definitions: dict[str, Plain]) -> Plain:
    shape = get_origin(kind)
    if shape in (Union, types.UnionType):
        return {"anyOf": [_of(k, definitions) for k in get_args(kind)]}
    if shape is tuple:
        return _tuple(get_args(kind), definitions)
    if shape is Stated:
        name = f"Stated{getattr(get_args(kind)[0], '__name__', 'Value').title()}"
        return _define(name, Stated, definitions, get_args(kind)[0])
    if kind is date:
        return {"type": "string", "format": "date"}
    if kind is datetime:
        return {"type": "string", "format": "date-time"}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    return _define(kind.__name__, kind, definitions)


def _tuple(kinds: tuple[Any, ...], definitions: dict[str, Plain]) -> Plain:
    if kinds[-1] is Ellipsis:
        return {"type": "array", "items": _of(kinds[0], definitions)}
    each = [_of(k, definitions) for k in kinds]
    return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}


def _define(name: str, kind: Any, definitions: dict[str, Plain], inner: Any = None) -> Plain:
    if name not in definitions:
        definitions[name] = {}  # held open: nouns may contain themselves
        if kind is Unstated:
            values = {"enum": [u.value for u in Unstated]}
            definitions[name] = {
                "type": "object",
                "properties": {"unstated": values},
                "required": ["unstated"],
            }
        elif isinstance(kind, EnumType):
            definitions[name] = {"enum": [m.value for m in kind]}  # type: ignore[var-annotated]
        else:
            definitions[name] = _object(kind, definitions, inner)
    return {"$ref": f"#/$defs/{name}"}


def _object(kind: Any, definitions: dict[str, Plain], inner: Any = None) -> Plain:
    assert is_dataclass(kind)
    hints = typing.get_type_hints(kind)
    shown = {
        f.name: _of(inner if isinstance(hints[f.name], TypeVar) else hints[f.name], definitions)
        for f in fields(kind)
    }
    needed = [f.name for f in fields(kind) if f.default is MISSING]
    if kind is Span:
        shown["text"] = _NAMES  # the wording it quotes, where the report is at hand
    return {"type": "object", "properties": shown, "required": needed}
