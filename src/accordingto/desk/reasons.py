"""Reasons of links in the reader's language.

Linking writes a reason down as an English sentence, and so it is kept and exported. Each such sentence is one
of the templates under [reason] in languages/en/desk.toml, which is read backwards here: what stands in its
holes is put into the same template of another language. A sentence that is none of them stays English.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from accordingto.desk.words import Words
from accordingto.languages import lexicon
from accordingto.voice import Access, Stance

_HOLE = re.compile(r"\{(\w+)\}")
_NUMBER = r"[\d.,]+%?"
# What may stand in a hole, by its name; anything, elsewhere.
_HOLES: Mapping[str, str] = {
    "n": _NUMBER,
    "share": _NUMBER,
    "stance": "|".join(map(re.escape, Stance)),
    "ways": rf"(?:{'|'.join(map(re.escape, Access))})(?:, (?:{'|'.join(map(re.escape, Access))}))*",
}
# A sentence that begins with a name: one, not a whole reason before it.
_NAME = r"[^:;]+?"
_AMONG = "; "  # between reasons that are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason as it is shown; `language` is English where there are no words for it in the reader's."""

    text: str
    language: str


def reason(text: str, say: Words) -> Reason:
    """A reason of linking, or of a person's judgement on links, in the language of `say`."""
    if say.language == "en":
        return Reason(text=text, language="en")
    whole = text.strip()
    bare = whole.removesuffix(".")
    told = _told(bare, say)
    if told is None and bare[:1].isupper():  # the start of a sentence
        told = _told(bare[:1].lower() + bare[1:], say)
    if told is None:
        return Reason(text=text, language="en")
    if whole.endswith("."):
        told = f"{told[:1].upper()}{told[1:]}."
    return Reason(text=told, language=say.language)


def template(text: str) -> tuple[str, dict[str, str]] | None:
    """The key of the template that a sentence was made by, and what stands in its holes."""
    for key, pattern in _templates():
        if found := pattern.fullmatch(text):
            return key, found.groupdict()
    return None


def _told(text: str, say: Words) -> str | None:
    found = template(text)
    if found is None:
        parts = text.split(_AMONG)
        told = [_told(part, say) for part in parts] if len(parts) > 1 else [None]
        return None if None in told else _AMONG.join(part for part in told if part is not None)
    key, held = found
    return say(f"reason.{key}", **{name: _filled(name, value, say) for name, value in held.items()})


def _filled(name: str, value: str, say: Words) -> str:
    if name == "why":
        return _told(value, say) or value
    if name == "ways":
        return ", ".join(say.label("access", way) for way in value.split(", "))
    return say.label("stance", value) if name == "stance" else value


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """By key: those that begin with words of their own first, then those with most of them."""
    held = lexicon("en", "desk")["reason"]
    ordered = sorted(held, key=lambda k: (held[k].startswith("{"), -len(_HOLE.sub("", held[k])), k))
    return tuple((key, _pattern(held[key])) for key in ordered)


def _pattern(said: str) -> re.Pattern[str]:
    out, last = [], 0
    for hole in _HOLE.finditer(said):
        anything = ".+?" if hole.start() else _NAME
        out += [re.escape(said[last : hole.start()]), f"(?P<{hole[1]}>{_HOLES.get(hole[1], anything)})"]
        last = hole.end()
    return re.compile("".join(out) + re.escape(said[last:]), re.DOTALL)
