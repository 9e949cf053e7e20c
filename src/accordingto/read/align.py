"""Finding an extracted article again in the page's whole text, so that nothing has to be cut.

Extractors return a text of their own, with other white space, bullets and order. Compared are only letters
and digits; each paragraph is looked for after the one before it, then anywhere, then in pieces.
"""

from collections.abc import Sequence

from accordingto.report import Span

_PIECE = 8  # words; long enough to be unique on a page, short enough to step over an inserted link
_PATIENCE = 500  # paragraphs
_LEAST = 12  # letters; shorter paragraphs ("Share") stand in many places and count only in sequence


class Packed:
    """A text with only its letters and digits, each knowing where it stood."""

    def __init__(self, text: str) -> None:
        self.places = [i for i, c in enumerate(text) if c.isalnum()]
        self.text = "".join(text[i] for i in self.places)


def covered(text: str, article: str) -> list[Span]:
    """The stretches of `text` whose letters the article has, in order and not overlapping."""
    page = Packed(text)
    taken = bytearray(len(page.text))
    cursor = missed = 0
    for paragraph in article.split("\n"):
        start = cursor
        cursor = _take(page.text, paragraph, taken, cursor)
        missed += cursor == start
        if missed > _PATIENCE:  # each miss reads the whole page
            break
    return _spans(page.places, taken)


def _take(page: str, paragraph: str, taken: bytearray, cursor: int) -> int:
    """Mark one paragraph; the place after it, or the old cursor if it was not found there."""
    key = "".join(filter(str.isalnum, paragraph))
    if not key:
        return cursor
    at = page.find(key, cursor)
    # What is short must follow closely: far away the same word is a menu entry.
    if len(key) < _LEAST:
        if 0 <= at - cursor <= 200:
            _mark(taken, at, len(key))
            return at + len(key)
        return cursor
    if at < 0:
        at = page.find(key)
    if at >= 0:
        _mark(taken, at, len(key))
        return at + len(key)
    return _take_pieces(page, paragraph.split(), taken, cursor)


def _take_pieces(page: str, words: Sequence[str], taken: bytearray, cursor: int) -> int:
    """Mark the runs of words that are there, where the paragraph as a whole is not."""
    i = 0
    while i < len(words):
        found = False
        for size in (64, 32, 16, _PIECE):
            key = "".join(filter(str.isalnum, "".join(words[i : i + size])))
            at = page.find(key, cursor) if len(key) >= _LEAST else -1
            if at >= 0 and (i + size <= len(words) or size == _PIECE or i == 0):
                _mark(taken, at, len(key))
                cursor, i, found = at + len(key), i + size, True
                break
        if not found:
            i += 1
    return cursor


def _mark(taken: bytearray, at: int, size: int) -> None:
    taken[at : at + size] = b"\x01" * size


def _spans(places: Sequence[int], taken: bytearray) -> list[Span]:
    spans: list[Span] = []
    at = taken.find(1)
    while at >= 0:
        end = taken.find(0, at)
        end = len(taken) if end < 0 else end
        spans.append(Span(places[at], places[end - 1] + 1))
        at = taken.find(1, end)
    return spans
