"""Text cut into tokens, each with the class letter that the time grammar reads."""

import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(
    r"""
      [0-9]{4}-[0-9]{2}-[0-9]{2}
      (?:[T\ ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?![\w-])
    | [0-9]{1,4}(?P<sep>[/.-])[0-9]{1,2}(?P=sep)[0-9]{2,4}(?![\w/-])
    | [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![\w:])
    | [0-9]{1,2}[:.][0-9]{2}(?=\s?[ap]\.?m\b)
    | ['’]?(?:[0-9]{2})?[0-9]0['’]?s\b
    | FY[0-9]{2,4}\b
    | [QH][1-4]\b
    | [0-9]{1,3}(?:st|nd|rd|th)\b
    | [0-9]+/[0-9]+(?![\w/])
    | (?>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?![^\W0-9A-Za-z_])
    | [ap]\.\s?m\.?(?!\w)
    | [o]['’]clock\b
    | ['’](?:s|ll|d|re|ve|t)\b
    | [^\W\d_]+
    | \d+
    | [^\w\s]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"\n[ \t\r]*\n")
_PUNCTUATION = {".": ".", ",": ",", "-": "-", "–": "-", "'": "'", "’": "'", "(": "(", ")": ")", "/": "\\"}
_DIGITS = "0123456789"  # "²" is a digit to Python, and no number
_MERIDIEM = {"am", "pm"}


@dataclass(frozen=True, slots=True)
class Words:
    """`single`: word to (class, value). `phrases`: first word to (rest, class, value), longest first.

    `clues` are the lists of the section [tense], as sets; `known_days` is the section of that name.
    """

    single: dict[str, tuple[str, Any]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]]
    clues: dict[str, frozenset[str]]
    known_days: dict[str, dict[str, Any]]


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry a token; `classes` is one string, for the grammar's patterns.

    Words that say nothing about time have the class "_"; "¶" stands where a paragraph ends, "?" for
    digits that are not read.
    """

    text: str
    classes: str = ""
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    word: list[str] = field(default_factory=list)
    value: list[Any] = field(default_factory=list)


def tokenize(text: str, words: Words) -> Tokens:
    """Cut and classify; phrases of the lexicon become one token."""
    out = Tokens(text)
    start, end, word, value = out.start, out.end, out.word, out.value
    classes: list[str] = []
    single, phrases = words.single, words.phrases
    seen: dict[str, tuple[str, Any]] = {}
    raw = [(m.start(), m.end(), m.group()) for m in TOKEN.finditer(text)]
    count = len(raw)
    i = 0
    last_end = 0
    while i < count:
        a, b, token = raw[i]
        if a - last_end > 1 and _BREAK.search(text, last_end, a):
            classes.append("¶")
            start.append(last_end)
            end.append(last_end)
            word.append("")
            value.append(None)
        low = token.lower()
        size = 1
        if low in phrases:
            for rest, cls, val in phrases[low]:
                n = len(rest)
                if all(j < count and raw[j][2].lower() == w for j, w in enumerate(rest, i + 1)):
                    size, b = n + 1, raw[i + n][1]
                    classes.append(cls)
                    value.append(val)
                    low = " ".join((low, *rest))
                    break
        if size == 1:
            known = seen.get(low)
            if known is None:
                known = seen[low] = single.get(low) or _classify(low)
            cls, val = known
            # "may", "march" and "sat" are words too: the month has its capital; "the Times" is none.
            if (cls in "mw" and token[0].islower()) or (cls == "*" and token[0].isupper()):
                cls = "_"
            classes.append(cls)
            value.append(val)
        start.append(a)
        end.append(b)
        word.append(low)
        last_end = b
        i += size
    out.classes = "".join(classes)
    return out


def _classify(low: str) -> tuple[str, Any]:
    first = low[0]
    if not low.isascii() and low.isdigit():
        return "?", None  # other or mixed digit scripts are not read
    if "0" <= first <= "9" or (first in "'’" and len(low) > 2 and low[1] in _DIGITS):
        return _number(low)
    if first in _PUNCTUATION and len(low) == 1:
        return _PUNCTUATION[low], None
    if first == "f" and low[-1] in _DIGITS:
        year = int(low[2:])
        return "Y", year if year > 99 else year + (1900 if year >= 50 else 2000)
    if first in "ap" and low.replace(".", "").replace(" ", "") in _MERIDIEM:
        return "p", low[0]
    if low in ("'s", "’s"):
        return "'", None
    return "_", None


def _number(low: str) -> tuple[str, Any]:
    if low.isdigit():
        if len(low) == 4 and "1000" <= low <= "2999":
            return "Y", int(low)
        if len(low) <= 2:
            return "d", int(low)
        return "N", float(low) if len(low) < 16 else None
    last = low[-1]
    if low[-2:] in ("st", "nd", "rd", "th"):
        return "O", int(low[:-2])
    if last == "s":
        digits = low.strip("'’s")
        return "y", digits
    if ":" in low and "-" not in low:
        return "k", low
    if "/" in low and low.count("/") == 1:
        return "x", low
    if _WORD.search(low) or low.count("-") == 2 or low.count("/") == 2 or low.count(".") == 2:
        return "I", low
    return "N", float(low.replace(",", "")) if len(low) < 20 else None
