"""What survives rewording: the sequence of names, figures and quotations of a text.

A reworded copy (synonyms swapped, translated and back) shares few runs of words with what it copies, but
tells the same names, numbers and quotations in the same order.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from accordingto.languages import lexicon
from accordingto.link.words import quotations, without_quotations, words

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n+")
_NAME = re.compile(r"\b[^\W\d_][\w’'.-]*\b")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def marks(text: str) -> tuple[str, ...]:
    """Names (one word each, lower case) and figures of the prose in order, then quotations (first words)."""
    spelled: Mapping[str, int] = lexicon("en", "marks")["numbers"]
    found: list[str] = []
    inner = ["q:" + " ".join(words(q)[:4]) for q in quotations(text) if len(words(q)) >= 4]
    prose = without_quotations(text)
    capital = {w.lower() for s in _SENTENCE.split(prose) for w in _NAME.findall(s)[1:] if w[:1].isupper()}
    empty = frozenset(lexicon("en", "stems")["empty"])
    for sentence in _SENTENCE.split(prose):
        for token in re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_][\w’'-]*", sentence):
            low = token.lower().removesuffix("’s").removesuffix("'s")
            if _NUMBER.fullmatch(token):
                found.append("n:" + token.replace(",", ""))
            elif low in spelled:
                found.append(f"n:{spelled[low]}")
            elif token[0].isupper() and low in capital and low not in empty:
                found.append(low)
    return (*found, *inner)


def neighbours(told: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of marks that stand next to each other, each mark taken once."""
    longest = lexicon("any", "linking")["reworded"]["longest"]
    return list(pairwise(list(dict.fromkeys(told))[:longest]))


def in_order(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest sequence that stands in the same order in both; each mark once in each."""
    where = {m: i for i, m in enumerate(b)}
    return _rising(where[m] for m in a if m in where)


def _rising(numbers: Iterable[int]) -> int:
    """Length of the longest rising subsequence (patience sorting, n log n)."""
    ends: list[int] = []
    for n in numbers:
        at = bisect_left(ends, n)
        ends[at : at + 1] = [n]
    return len(ends)
