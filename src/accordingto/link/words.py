"""The words of a text as linking sees them: quotations cut, five-word runs, stems that carry meaning."""

import re
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

from accordingto.languages import lexicon

RUN = 5  # words; shorter runs are common phrases, longer ones break on one changed word

# A single quote opens only after white space and closes only before it, else apostrophes would cut prose.
_QUOTED = re.compile(
    r"[\"“”„«]([^\"“”„«»\n]{1,1200})[\"”“»]|``(.{1,1200}?)(?:''|\")|(?:(?<=\s)|^)[‘']([^\n‘]{3,600}?)[’'](?=[\s,.;:)]|$)"
)
_WORD = re.compile(r"\w+")


def without_quotations(text: str) -> str:
    """The text with everything between quotation marks cut; a line break stands in its place."""
    return _QUOTED.sub("\n", text)


def quotations(text: str) -> tuple[str, ...]:
    """What stands between quotation marks, in order, without the marks."""
    return tuple(next(filter(None, m.groups()), "").strip() for m in _QUOTED.finditer(text))


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order."""
    return _WORD.findall(text.lower())


def runs(prose: str, size: int = RUN) -> Iterator[int]:
    """Every run of `size` words within a line, as a 32-bit number (crc32: the same in every process)."""
    for line in prose.split("\n"):
        found = words(line)
        for i in range(len(found) - size + 1):
            yield crc32(" ".join(found[i : i + size]).encode())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A rough stem: inflection cut by the suffix table, so that "recruited" meets "recruiting"."""
    table = lexicon("en", "stems")
    for suffix, least, put in table["suffixes"]:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            base = word[: len(word) - len(suffix)] + str(put)
            doubled = len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz" and not put
            return base[:-1] if doubled else base
    return word


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    return frozenset(lexicon("en", "stems")["empty"])


def telling(text: str) -> frozenset[str]:
    """Stems of the words that say what a text is about; function words and bare figures left out."""
    return frozenset(stem(w) for w in words(text) if w not in _empty() and not w.isdigit() and len(w) > 1)
