"""Words, numbers and signs of a text with their offsets, and phrases of a lexicon matched over them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

# Digits grouped by thin, no-break or plain spaces ("10 000") are one number; so are "10,000" and "2.5".
_WORD = re.compile(
    r"(?P<num>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<line>[ \t\r\f\v]*\n\s*)"
    r"|(?P<sign>US\$|[^\s\w]|_)"
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word, number, sign or line break; `low` is its lower case, `kind` one of num word sign line."""

    start: int
    end: int
    low: str
    raw: str
    kind: str


def lex(text: str, start: int = 0, end: int | None = None) -> list[Lexeme]:
    """The lexemes of `text[start:end]`, offsets in `text`."""
    stop = len(text) if end is None else end
    found = []
    for m in _WORD.finditer(text, start, stop):
        raw = m.group()
        found.append(Lexeme(m.start(), m.end(), raw.lower(), raw, m.lastgroup or "sign"))
    return found


T = TypeVar("T")


class Phrases(Generic[T]):
    """Phrases of one or more words, each with a value; the longest that fits wins."""

    __slots__ = ("_by_first",)

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in entries:
            words = tuple(x.low for x in lex(phrase))
            self._by_first.setdefault(words[0], []).append((words, value))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def __contains__(self, first: str) -> bool:
        return first in self._by_first

    def at(self, lexemes: list[Lexeme], i: int) -> tuple[int, T] | None:
        """(index behind the phrase, its value) for the longest phrase that begins at `i`."""
        if i >= len(lexemes):
            return None
        for words, value in self._by_first.get(lexemes[i].low, ()):
            stop = i + len(words)
            if stop <= len(lexemes) and all(lexemes[i + k].low == w for k, w in enumerate(words)):
                return stop, value
        return None

    def all(self, lexemes: list[Lexeme]) -> list[tuple[int, int, T]]:
        """(first index, index behind, value) of every phrase, none overlapping, in order."""
        found, i, known = [], 0, self._by_first
        while i < len(lexemes):
            hit = self.at(lexemes, i) if lexemes[i].low in known else None
            if hit is not None:
                found.append((i, hit[0], hit[1]))
            i = hit[0] if hit is not None else i + 1
        return found

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], T]]:
        return (row for rows in self._by_first.values() for row in rows)
