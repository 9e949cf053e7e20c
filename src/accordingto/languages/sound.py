"""How a word sounds, whatever alphabet it is written in: for finding names, never for joining voices."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from accordingto.languages import lexicon

WORD = re.compile(r"[^\W_]+(?:['’ʼ`-][^\W_]+)*")
_INNER = re.compile(r"['’ʼ`-]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_DOUBLE = re.compile(r"(.)\1+")


def words_of(text: str) -> Iterator[re.Match[str]]:
    """Each word of a text where it stands; an apostrophe or hyphen inside parts none."""
    return WORD.finditer(text)


def is_cyrillic(word: str) -> bool:
    """True if a letter of it is Cyrillic."""
    return _CYRILLIC.search(word) is not None


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """The word in Latin letters by its sound: the same for "Кирило" and "Kyrylo". "" for signs alone."""
    table = lexicon("any", "transliteration")
    said = _INNER.sub("", word.casefold())
    if is_cyrillic(said):
        said = said.replace("йо", "ё").replace("ьо", "ё")
        said = "".join(table["cyrillic"].get(letter, letter) for letter in said)
    else:
        for spelled, one in table["latin"]["steps"]:
            said = said.replace(spelled, one)
    for spelled, one in table["both"]["steps"]:
        said = said.replace(spelled, one)
    return _DOUBLE.sub(r"\1", said)


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """The word, casefolded, without an ending that inflection may change; short words stay whole."""
    said = word.casefold()
    keep, endings = _endings(is_cyrillic(said))
    for ending in endings:
        if said.endswith(ending) and len(said) - len(ending) >= keep:
            return said[: -len(ending)]
    return said


@cache
def _endings(cyrillic: bool) -> tuple[int, tuple[str, ...]]:
    table = lexicon("any", "transliteration")["endings"]
    longest = sorted(table["cyrillic" if cyrillic else "latin"], key=lambda e: (-len(e), e))
    return int(table["keep"]), tuple(longest)
