"""The words of a text as linking sees them: quotations cut, five-word runs, stems that carry meaning."""

import re
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

from accordingto.languages import lexicon

RUN = 5  # words; shorter runs are common phrases, longer ones break on one changed word

# A quotation left open runs on over paragraphs, but no further than this many characters without a mark.
_OPEN_TO = 1500
_MARK = re.compile(r"[\"“”„«»]|``|''")
# A single quote opens only after white space and closes only before it, else apostrophes would cut prose.
_SINGLE = re.compile(r"(?:(?<=\s)|^)[‘']([^\n‘]{3,600}?)[’'](?=[\s,.;:)]|$)", re.MULTILINE)
WORD = re.compile(r"\w+")


def without_quotations(text: str) -> str:
    """The text with everything between quotation marks cut; a line break stands in its place."""
    kept, at = [], 0
    for start, end in _quoted(text):
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return _SINGLE.sub("\n", "\n".join(kept))


def quotations(text: str) -> tuple[str, ...]:
    """What stands between quotation marks, in order, without the marks."""
    return tuple(_MARK.sub("", text[start:end]).strip() for start, end in _quoted(text))


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """Where quotations stand, marks included. One that runs over paragraphs is closed by its last mark."""
    opened: int | None = None
    for mark in _MARK.finditer(text):
        before, after = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
        opens = mark.group() in {"“", "„", "«", "``"} or (after.isalnum() and not before.strip(" \n([—–-"))
        if opened is not None and mark.start() - opened > _OPEN_TO:
            yield opened, _line_end(text, opened)  # never closed: the rest of its own line
            opened = None
        if opened is None:
            if opens or (after.strip() and not before.strip()):
                opened = mark.start()
        elif opens:
            # Each paragraph of a long quotation opens anew; elsewhere the one before was never closed.
            yield opened, mark.start() if before in {"", "\n"} else _line_end(text, opened)
            opened = mark.start()
        else:
            yield opened, mark.end()
            opened = None
    if opened is not None:
        yield opened, _line_end(text, opened)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order."""
    return WORD.findall(text.lower())


def runs(text: str, *, least: int = 0) -> Iterator[int]:
    """Every run of five words within a line, as a 32-bit number (crc32: the same in every process).

    With `least`, only runs that hold so many lower-case words: a long name or title is nobody's prose.
    """
    for line in text.split("\n"):
        found = WORD.findall(line)
        small = [w.islower() for w in found]
        for i in range(len(found) - RUN + 1):
            if sum(small[i : i + RUN]) >= least:
                yield crc32(" ".join(found[i : i + RUN]).lower().encode())


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
