"""One spelling for all spellings: case, accents, marks of softness, script and transliteration taken away.

`fold("Юрій Ґалаґан")`, `fold("Yurii Galagan")` and `fold("ЮРИЙ ГАЛАГАН")` are the same. It is coarse on
purpose: two names that it takes for one stop an export once too often, never once too rarely. The tables are
languages/any/spellings.toml. Scripts other than Latin and Cyrillic keep their letters.
"""

import re
import unicodedata
from functools import cache, lru_cache

from accordingto.languages import lexicon
from accordingto.report import Span

_SOFT = re.compile(
    "[\u0027\u2018\u2019\u201b\u201c\u201d\u2032\u2033\u02b9\u02ba\u02bc\u02bb\u0060\u00b4\u00b7]"
)
_WORD = re.compile(r"[^\W_]+")
# A word as it is written, with what `bare` takes out of it: apostrophes, accents of their own, joiners.
_RUN = re.compile(rf"(?:[^\W_]|{_SOFT.pattern}|[\u0300-\u036f\u00ad\u200b-\u200f\u2060])+")


def words(text: str) -> list[str]:
    """The words and numbers of a text in order, each folded."""
    return [_word(word) for word in _WORD.findall(bare(text))]


def placed(text: str) -> list[tuple[str, Span]]:
    """The same words, each with where it stands in the text."""
    return [(word, Span(*run.span())) for run in _RUN.finditer(text) for word in words(run[0])]


def fold(text: str) -> str:
    """All words of a text, folded, with one space between."""
    return " ".join(words(text))


def bare(text: str) -> str:
    """Small letters without accents, joiners and apostrophes; what is in other scripts stays."""
    plain = unicodedata.normalize("NFKD", text)
    if not plain.isascii():
        marks = {ord(c): None for c in set(plain) if unicodedata.category(c) in {"Mn", "Cf", "Me"}}
        plain = plain.translate(marks)
    return _SOFT.sub("", plain).casefold()


def latin(text: str) -> str:
    """`bare` text with its Cyrillic letters in Latin ones, nothing collapsed yet."""
    return text if text.isascii() else text.translate(_letters())


def collapse(plain: str) -> str:
    """The one spelling of small Latin letters."""
    for pattern, to in _steps():
        plain = pattern.sub(to, plain)
    return plain


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> str:
    return collapse(latin(word))


@cache
def _letters() -> dict[int, str]:
    return str.maketrans(lexicon("any", "spellings")["letters"])


@cache
def _steps() -> tuple[tuple[re.Pattern[str], str], ...]:
    steps = lexicon("any", "spellings")["collapse"]
    return tuple((re.compile(step["from"]), step["to"]) for step in steps)
