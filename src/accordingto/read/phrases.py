"""Matching a lexicon of phrases against lines (the notation is explained in languages/en/furniture.toml)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accordingto.errors import DataError
from accordingto.languages import lexicon
from accordingto.report import Role

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "“": '"', "”": '"'})
# What may stand after a phrase that has to end its line: counts, arrows, stops.
_TAIL = r"[\s.:!?»›>→…()+\d-]*$"


_QUOTED = re.compile(r'"[^"]*"')
_LONG = 100  # characters; a short line may stand in quotation marks as a whole
_WORD = re.compile(r"\w+")
_SIGN = re.compile(r"[^\w\s*^$]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a line says of furniture: the kind it speaks for most, and how plainly."""

    kind: Role
    strong: int
    weak: int
    opens: bool


def folded(line: str) -> str:
    """Lower case with plain apostrophes and spaces, the form in which lexicons are written."""
    return line.translate(_APOSTROPHES).lower()


class Phrases:
    """A list of phrases, looked up by their longest word so that a line costs little."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            keys = _WORD.findall(phrase) or _SIGN.findall(phrase)
            if not keys:
                raise DataError("languages/*/furniture.toml", f"an empty phrase: {phrase!r}")
            self._by_word[max(keys, key=len)].append(phrase)

    def found(self, low: str, words: frozenset[str]) -> list[str]:
        """The phrases that stand in a folded line; `words` are its words and signs."""
        return [
            phrase
            for word in words & self._by_word.keys()
            for phrase in self._by_word[word]
            if _expression(phrase).search(low)
        ]


def words_of(low: str) -> frozenset[str]:
    """Words and signs of a folded line, as Phrases looks them up."""
    return frozenset(_WORD.findall(low)) | frozenset(_SIGN.findall(low))


def hits(line: str, languages: tuple[str, ...]) -> Hits | None:
    """The furniture kind with the most phrases in this line; None if it has none."""
    low = folded(line)
    if len(low) > _LONG:
        low = _QUOTED.sub(" ", low)  # what somebody is quoted with is no notice of the page
    words = words_of(low)
    best: Hits | None = None
    for kind, strong, weak, opens in _tables(languages):
        found = Hits(
            kind=kind,
            strong=len(strong.found(low, words)),
            weak=len(weak.found(low, words)),
            opens=bool(opens.found(low, words)),
        )
        if _rank(found) > _rank(best):
            best = found
    return best


def _rank(found: Hits | None) -> int:
    return 0 if found is None else 3 * found.strong + found.weak + 2 * found.opens


@cache
def _tables(languages: tuple[str, ...]) -> tuple[tuple[Role, Phrases, Phrases, Phrases], ...]:
    tables: list[Mapping[str, Any]] = [lexicon(code, "furniture") for code in languages]

    def phrases(kind: Role, strength: str) -> Phrases:
        return Phrases(p for table in tables for p in table.get(kind.value, {}).get(strength, []))

    kinds = (Role.APPEAL, Role.NEWSLETTER, Role.PAYWALL, Role.COMMENTS, Role.NAVIGATION)
    return tuple(
        (kind, phrases(kind, "strong"), phrases(kind, "weak"), phrases(kind, "opens")) for kind in kinds
    )


@cache
def _expression(phrase: str) -> re.Pattern[str]:
    """A phrase as an expression, made when its longest word first turns up: most never do."""
    start, end = phrase.startswith("^"), phrase.endswith("$")
    core = phrase[start : len(phrase) - end]
    gap = r"\S+(?:\s+\S+){0,2}"
    words = r"\s+".join(gap if w == "*" else re.escape(w).replace(r"\*", gap) for w in core.split())
    before = r"^[\s\W]*" if start else (r"(?<!\w)" if core[0].isalnum() else "")
    after = _TAIL if end else (r"(?!\w)" if core[-1].isalnum() else "")
    return re.compile(f"{before}(?:{words}){after}")
