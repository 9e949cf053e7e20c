"""What a line of plain text looks like: named observations that tell article from furniture.

After Kohlschütter, Fankhauser and Nejdl, "Boilerplate detection using shallow text features" (WSDM 2010):
how long a line is and how long its neighbours are says most of what markup would say. Added here: whether it
reads like a sentence (function words, closing punctuation), whether the page repeats it, and what it says.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from accordingto.languages import lexicon
from accordingto.read.language import function_words
from accordingto.read.phrases import Hits, Phrases, folded, hits, words_of

_WORD = re.compile(r"[^\W_]+(?:['’ʼ.-][^\W_]+)*")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOP = re.compile(r"""[.!?…。！？][)\]"'”’»]*(?:\[\d+\])?$|[.!?,]["”’»]$|[。」』]$""")
_TRAIL = re.compile(r"(?:\.\.\.|…)\s*(?:\W*)$")
_DATE = re.compile(
    r"\b(?:\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\b)?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d\d)",
    re.I,
)
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]+\.[a-z]{2,}", re.I)
_SYMBOLS = re.compile(r"[|›»•·→←▶▼▲★✓✕×©®™#@_=<>{}\\/~+]|https?:|www\.")
_INNER_STOP = re.compile(r"[.!?]['\"”’)]?\s+[\"“‘(]?[A-ZА-ЯЁІЇЄҐ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One line: its words, how it reads by itself, and what it says of furniture."""

    size: int
    words: int
    sentence: bool
    seen: frozenset[str]
    hits: Hits | None


def looks(lines: Sequence[str], language: str, languages: tuple[str, ...]) -> list[Look]:
    """Every line of a page by itself and among its neighbours, as named observations.

    `language` chooses the function words; `languages` the lexicons of furniture.
    """
    repeated = Counter(folded(line) for line in lines)
    function = function_words(language)
    alone = [_alone(line, function, repeated, languages) for line in lines]
    return [
        Look(
            size=look.size,
            words=look.words,
            sentence=look.sentence,
            seen=look.seen | frozenset(_among(alone, i)) | frozenset(_again(lines, i, look)),
            hits=look.hits,
        )
        for i, look in enumerate(alone)
    ]


def _alone(line: str, function: frozenset[str], repeated: Counter[str], languages: tuple[str, ...]) -> Look:
    limits = lexicon("any", "looks")["limits"]
    size, tail = len(line), line[-limits["tail"] :]
    line = line[: limits["head"]]  # enough to know a line by, and no pattern meets a megabyte
    words = _WORD.findall(line)
    count = len(words) + len(_IDEOGRAPH.findall(line)) // 2
    few = count <= limits["few_words"]
    found = hits(line, languages)
    seen = {next(name for name, most in limits["length"] if count <= most)}
    seen.update(_ending(tail, few))
    if _INNER_STOP.search(line):
        seen.add("two sentences")
    seen.update(_wording(words, few, function))
    seen.update(_letters(line, words, count))
    seen.update(_stated(line, count, languages))
    if repeated[folded(line)] > 1:
        seen.add("repeated" if few else "repeated prose")
    if found:
        seen.update(_said(found, count > limits["prose_words"]))
    sentence = count >= limits["prose_words"] or "closed" in seen
    return Look(size=size, words=count, sentence=sentence, seen=frozenset(seen), hits=found)


def _ending(tail: str, few: bool) -> Iterator[str]:
    if _TRAIL.search(tail):
        yield "trails off"
    elif _STOP.search(tail):
        yield "closed but short" if few else "closed"
    if not few and not _STOP.search(tail):
        yield "long but open"
    if tail.endswith(":"):
        yield "colon"


def _wording(words: Sequence[str], few: bool, function: frozenset[str]) -> Iterator[str]:
    lower = [w.lower() for w in words]
    share = sum(w in function for w in lower) / max(1, len(words))
    if not few:
        yield next(name for name, most in lexicon("any", "looks")["limits"]["function"] if share <= most)
    elif share == 0:
        yield "no function word"
    if {"you", "your"} & set(lower):
        yield "speaks to the reader"


def _letters(line: str, words: Sequence[str], count: int) -> Iterator[str]:
    limits = lexicon("any", "looks")["limits"]
    few = count <= limits["few_words"]
    capital = sum(w[:1].isupper() or w[:1].isdigit() for w in words)
    if len(words) > 1 and capital >= limits["title_case"] * len(words):
        yield "short title case" if few else "title case"
    if words and words[0][:1].islower():
        yield "starts small"
    if _SYMBOLS.search(line):
        yield "symbols" if few else "symbols in prose"
    if line[:1] in '"“«„‘':
        yield "quotation"
    if words and count > 2 and line.isupper():
        yield "all capitals"


def _stated(line: str, count: int, languages: tuple[str, ...]) -> Iterator[str]:
    """What a line names that stands beside articles: a date, an address, a picture, an author."""
    limits = lexicon("any", "looks")["limits"]
    if count <= limits["date_words"] and _DATE.search(line):
        yield "date"
    if _EMAIL.search(line):
        yield "e-mail"
    low = folded(line)
    parts = words_of(low)
    for name, phrases in _signs(languages):
        if phrases.found(low, parts):
            yield name if count <= limits["prose_words"] else f"{name} in prose"


@cache
def _signs(languages: tuple[str, ...]) -> tuple[tuple[str, Phrases], ...]:
    tables = [lexicon(code, "byline") for code in languages]
    return tuple(
        (name, Phrases(p for t in tables for p in t.get(name, [])))
        for name in ("byline", "dateline", "caption")
    )


def _said(found: Hits, prose: bool) -> Iterator[str]:
    where = " in prose" if prose else ""
    points = 2 * found.strong + found.weak
    if found.strong >= 2 or points >= 4:
        yield "says furniture plainly" + where
    elif points >= 2:
        yield "says furniture" + where
    elif points == 1:
        yield "hints furniture" + where
    if found.opens:
        yield "opens furniture"


def _among(alone: list[Look], i: int) -> Iterator[str]:
    """What stands around line i. Lines of one or two words are stepped over: links break prose into them."""
    limits = lexicon("any", "looks")["limits"]
    before, after = alone[max(0, i - limits["window"]) : i], alone[i + 1 : i + 1 + limits["window"]]
    if before:  # the edge of a file says nothing
        yield next(name for name, most in limits["before"] if _share(before) <= most)
    if after:
        yield next(name for name, most in limits["after"] if _share(after) <= most)
    around = alone[max(0, i - 2) : i] + alone[i + 1 : i + 3]
    if any({"date", "dateline", "byline"} & look.seen for look in around):
        yield "near a date"
    if i and alone[i - 1].sentence and i + 1 < len(alone) and alone[i + 1].sentence:
        yield "between sentences"


def _again(lines: Sequence[str], i: int, look: Look) -> Iterator[str]:
    """Pages say a caption or the title of a card twice in a row; writers hardly ever a sentence."""
    limits = lexicon("any", "looks")["limits"]
    if look.words > limits["few_words"]:
        near = [*lines[max(0, i - limits["again"]) : i], *lines[i + 1 : i + 1 + limits["again"]]]
        if lines[i] in near:
            yield "said twice in a row"


def _share(neighbours: Sequence[Look]) -> float:
    """The share of characters that stand in sentences."""
    size = sum(look.size for look in neighbours)
    return sum(look.size for look in neighbours if look.sentence) / size if size else 0.0
