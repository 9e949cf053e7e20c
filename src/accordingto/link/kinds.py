"""Kinds of happening: which words reports use of the same event ("die", "death", "succumb")."""

from functools import cache

from accordingto.languages import lexicon
from accordingto.link.words import stem


@cache
def _kinds() -> dict[str, frozenset[int]]:
    held: dict[str, set[int]] = {}
    for number, row in enumerate(lexicon("en", "kinds")["kinds"]):
        for word in row:
            held.setdefault(stem(word), set()).add(number)
    return {word: frozenset(rows) for word, rows in held.items()}


def kinds(word: str) -> frozenset[int]:
    """The kinds a stem belongs to, as row numbers of the table; empty for a word it does not hold."""
    return _kinds().get(word, frozenset())


@cache
def _same() -> dict[str, str]:
    held: dict[str, str] = {}
    for row in lexicon("en", "kinds")["same"]:
        for word in row:
            held.setdefault(stem(word), stem(row[0]))
    return held


def plain(word: str) -> str:
    """The stem that stands for all words of the same people or thing ("inmate" for "prisoner")."""
    return _same().get(word, word)


def alike(a: str, b: str) -> bool:
    """True if two stems are the same or can name the same event."""
    return a == b or bool(kinds(a) & kinds(b))


@cache
def listed(table: str) -> frozenset[str]:
    """The plain stems of a list of words in the table: "once", "onset", "echo"."""
    return frozenset(plain(stem(word)) for word in lexicon("en", "kinds")[table])
