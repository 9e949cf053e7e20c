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


def alike(a: str, b: str) -> bool:
    """True if two stems are the same or can name the same event."""
    return a == b or bool(kinds(a) & kinds(b))
