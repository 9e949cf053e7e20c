"""The number-word grammar: "forty-two thousand", "2.3 million", "half a dozen" to a value."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Lexeme

LARGEST = 10**15  # beyond this a float no longer holds every integer, and no report counts so far

_LONGEST = 24  # words of one number; "nine hundred and ninety-nine trillion …" stays below

_PLAIN = re.compile(r"\d+(\.\d+)?$")
_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?$")
_SPACES = re.compile(r"\d{1,3}([ \u00a0\u202f\u2009]\d{3})+$")
_SEPARATORS = re.compile(r"[, \u00a0\u202f\u2009]")


@dataclass(frozen=True, slots=True)
class Number:
    """A value, the unit of its last non-zero digit, and the index behind it."""

    value: float
    grain: float
    stop: int
    dozens: bool = False
    word: bool = False


@cache
def _words(language: str) -> dict[str, Any]:
    return lexicon(language, "numbers")


def digits(raw: str) -> Decimal | None:
    """The value of digits as written in English; None where they can be read in two ways, or not at all.

    "1.500" could be one and a half or fifteen hundred; digits of two scripts in one number are noise.
    """
    if not raw.isascii():
        zeros = {ord(c) - unicodedata.digit(c) for c in raw if c.isdigit() and c.isdecimal()}
        if len(zeros) > 1 or any(c.isdigit() and not c.isdecimal() for c in raw):
            return None
        raw = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in raw)
    if not (_PLAIN.match(raw) or _COMMAS.match(raw) or _SPACES.match(raw)):
        return None
    if len(raw) > 1 and raw[0] == "0" and "." not in raw:  # "007", "0600"
        return None
    value = Decimal(_SEPARATORS.sub("", raw))
    return value if value < LARGEST else None


def grain(value: Decimal) -> float:
    """The unit of the last non-zero digit: 42,000 → 1000, 2.5 → 0.1, 0 → 1."""
    if not value:
        return 1.0
    return float(Decimal(10) ** int(value.normalize().as_tuple().exponent))


def number_at(lexemes: list[Lexeme], i: int, language: str = "en") -> Number | None:
    """The longest number that begins at lexeme `i`: digits with a scale word, words, dozens, halves."""
    words = _words(language)
    half = _half(lexemes, i, words)
    if half is not None:
        return half
    if i < len(lexemes) and lexemes[i].kind == "num":
        return _from_digits(lexemes, i, words)
    return _from_words(lexemes, i, words)


def _from_digits(lexemes: list[Lexeme], i: int, words: dict[str, Any]) -> Number | None:
    value = digits(lexemes[i].raw)
    if value is None:
        return None
    stop = i + 1
    ambiguous = re.fullmatch(r"\d{1,3}\.\d{3}", lexemes[i].raw) is not None
    scales = words["scales"]
    while stop < min(len(lexemes), i + _LONGEST):
        word = lexemes[stop].low
        glued = lexemes[stop].start == lexemes[stop - 1].end
        hyphen = word == "-" and glued and stop + 1 < len(lexemes) and lexemes[stop + 1].low in scales
        if hyphen:  # "$10-million"
            stop += 1
            word = lexemes[stop].low
        if word in scales or (glued and word in words["short_scales"] and word != "m"):
            value *= scales.get(word) or words["short_scales"][word]
            ambiguous = False
            stop += 1
        elif word in words["dozens"]:
            value *= words["dozens"][word]
            return _number(value, stop + 1, dozens=True)
        else:
            break
    return None if ambiguous else _number(value, stop)


def _from_words(lexemes: list[Lexeme], i: int, words: dict[str, Any]) -> Number | None:
    """Units, tens, scales and "and" in the order English allows; "a" counts as one before a scale."""
    total, part, stop, last = Decimal(0), Decimal(0), i, ""
    while stop < min(len(lexemes), i + _LONGEST):
        word = lexemes[stop].low
        if word in words["units"] and last in ("", "hundred", "scale", "and", "tens-"):
            part += words["units"][word]
            last = "unit"
        elif word in words["tens"] and last in ("", "hundred", "scale", "and"):
            part += words["tens"][word]
            last = "tens"
        elif word == "hundred" and last in ("unit", "a", "tens", "tens-unit"):
            part = (part or Decimal(1)) * 100
            last = "hundred"
        elif word in words["scales"] and word != "hundred" and last in ("unit", "tens", "hundred", "a"):
            total += (part or Decimal(1)) * words["scales"][word]
            part, last = Decimal(0), "scale"
        elif word in words["dozens"] and last in ("unit", "a"):
            return _number((part or Decimal(1)) * words["dozens"][word], stop + 1, dozens=True, word=True)
        elif word in ("a", "an") and last == "" and _scale_follows(lexemes, stop + 1, words):
            last = "a"
        elif (
            word in ("-", "‑")
            and last == "tens"
            and _glued(lexemes, stop)
            and _unit_follows(lexemes, stop, words)
        ):
            last = "tens-"
        elif word == "and" and last in ("hundred", "scale") and _continues(lexemes, stop + 1, words):
            last = "and"
        elif last == "tens" and word in words["units"] and 0 < words["units"][word] < 10:
            part += words["units"][word]
            last = "unit"
        else:
            break
        stop += 1
    if last in ("", "a"):
        return None
    fraction = _and_a_half(lexemes, stop)
    if fraction:
        part, stop = part + Decimal("0.5"), stop + fraction
        if stop < len(lexemes) and lexemes[stop].low in words["scales"]:
            part *= words["scales"][lexemes[stop].low]
            stop += 1
    value = total + part
    return _number(value, stop, word=True) if value < LARGEST else None


def _half(lexemes: list[Lexeme], i: int, words: dict[str, Any]) -> Number | None:
    """ "half a dozen", "half a million", "half-million", "a quarter of a million"."""
    low = [x.low for x in lexemes[i : i + 6]]
    for pattern, share in (
        (("half", "a"), Decimal("0.5")),
        (("half", "-"), Decimal("0.5")),
        (("a", "half"), Decimal("0.5")),
        (("a", "half", "-"), Decimal("0.5")),
        (("a", "quarter", "of", "a"), Decimal("0.25")),
        (("quarter", "of", "a"), Decimal("0.25")),
        (("three", "quarters", "of", "a"), Decimal("0.75")),
    ):
        n = len(pattern)
        if tuple(low[:n]) == pattern and n < len(low):
            size = words["scales"].get(low[n]) or words["dozens"].get(low[n])
            if size and low[n] != "hundred":
                return _number(share * size, i + n + 1, dozens=low[n] in words["dozens"], word=True)
    return None


def _number(value: Decimal, stop: int, *, dozens: bool = False, word: bool = False) -> Number | None:
    if value >= LARGEST:
        return None
    return Number(float(value), grain(value), stop, dozens, word)


def _scale_follows(lexemes: list[Lexeme], i: int, words: dict[str, Any]) -> bool:
    return i < len(lexemes) and (lexemes[i].low in words["scales"] or lexemes[i].low in words["dozens"])


def _unit_follows(lexemes: list[Lexeme], i: int, words: dict[str, Any]) -> bool:
    return i + 1 < len(lexemes) and 0 < words["units"].get(lexemes[i + 1].low, 0) < 10


def _glued(lexemes: list[Lexeme], i: int) -> bool:
    return lexemes[i].start == lexemes[i - 1].end


def _continues(lexemes: list[Lexeme], i: int, words: dict[str, Any]) -> bool:
    """After "two hundred and": a smaller number follows, not the next member of a list."""
    return i < len(lexemes) and (lexemes[i].low in words["units"] or lexemes[i].low in words["tens"])


def _and_a_half(lexemes: list[Lexeme], i: int) -> int:
    return 3 if [x.low for x in lexemes[i : i + 3]] == ["and", "a", "half"] else 0
