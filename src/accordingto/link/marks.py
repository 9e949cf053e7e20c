"""What survives rewording: the sequence of names, figures and quotations of a text.

A reworded copy (synonyms swapped, translated and back) shares few runs of words with what it copies, but
tells the same names, numbers and quotations in the same order.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

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


def reworded(sequences: Sequence[tuple[str, ...]]) -> dict[tuple[int, int], tuple[float, int]]:
    """Pairs of texts that tell the same marks in the same order: (share of the shorter, marks in order).

    Candidates share neighbouring pairs of marks that few texts have; the measure is the longest common
    subsequence, each mark taken once.
    """
    limits = lexicon("any", "linking")["reworded"]
    first: list[list[str]] = [list(dict.fromkeys(s))[: limits["longest"]] for s in sequences]
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, s in enumerate(first):
        for pair in pairwise(s):
            index[pair].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in index.values():
        shared.update(met(holders))
    out = {}
    for (a, b), n in shared.items():
        if n < limits["neighbours"] or min(len(first[a]), len(first[b])) < limits["marks"]:
            continue
        order = in_order(first[a], first[b])
        share = order / min(len(first[a]), len(first[b]))
        if order >= limits["marks"] and share >= limits["share"]:
            out[(a, b)] = (share, order)
    return out


def met(holders: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of holders to compare: all of a few; of many, each with the first ones and the one before it."""
    limits = lexicon("any", "linking")["copies"]
    if len(holders) <= limits["all_pairs"]:
        yield from combinations(holders, 2)
        return
    for k, b in enumerate(holders):
        for a in {*holders[: min(k, limits["leaders"])], *holders[max(k - 1, 0) : k]}:
            yield a, b


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
