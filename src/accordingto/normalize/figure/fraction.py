"""Shares in words, as per cent: "a third of", "half the", "one in five", "eight of 10"."""

from functools import cache
from typing import Any

from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Lexeme
from accordingto.normalize.figure.number import Number, number_at

_TOPS = {"a": 1.0, "an": 1.0, "the": 1.0}


@cache
def _words(language: str) -> dict[str, Any]:
    return lexicon(language, "numbers")


def fraction_at(lexemes: list[Lexeme], i: int, language: str = "en") -> Number | None:
    """The share that begins at lexeme `i`, in per cent, and the index behind it."""
    return _part(lexemes, i, language) or _ratio(lexemes, i, language)


def _part(lexemes: list[Lexeme], i: int, language: str) -> Number | None:
    """ "a third of", "two-thirds of", "half of", "half the"."""
    low = [x.low for x in lexemes[i : i + 6]]
    if not low:
        return None
    parts, units = _words(language)["fractions"], _words(language)["units"]
    k, top = 0, 1.0
    if low[0] in _TOPS or low[0] in units:
        top = _TOPS.get(low[0]) or float(units[low[0]])
        k = 2 if len(low) > 1 and low[1] == "-" else 1
    if k >= len(low) or low[k] not in parts or top >= parts[low[k]]:
        return None
    after = low[k + 1] if k + 1 < len(low) else ""
    plain = k or low[k].endswith("s") or parts[low[k]] <= 4
    fits = after == "of" or (low[k] == "half" and after in _words(language)["joins"]["half_of"])
    number = number_at(lexemes, i, language)  # "a quarter of a million" is a number, not a share
    if not plain or not fits or (number is not None and number.stop > i + k + 1):
        return None
    return Number(100.0 * top / parts[low[k]], 0.0, i + k + 1, word=True)


def _ratio(lexemes: list[Lexeme], i: int, language: str) -> Number | None:
    """ "one in five", "eight of 10", "one of every nine": of a size that stands for all."""
    top = number_at(lexemes, i, language)
    if top is None or not 1 <= top.value < 100:
        return None
    low = [x.low for x in lexemes[top.stop : top.stop + 3]]
    if low[:1] == ["in"] or low[:1] == ["of"]:
        k = top.stop + 1
    elif low[:2] == ["out", "of"]:
        k = top.stop + 2
    else:
        return None
    every = k < len(lexemes) and lexemes[k].low == "every"
    of = number_at(lexemes, k + 1 if every else k, language)
    if of is None or not top.value < of.value:
        return None
    joins = _words(language)["joins"]
    sizes = joins["ratio_in"] if low[0] == "in" else joins["ratio_of"]
    if not every and (of.value not in sizes or (low[0] == "in" and top.value >= 10)):
        return None
    return Number(100.0 * top.value / of.value, 0.0, of.stop, word=True)
