"""Words of a report named in a form's field, as spans: selected, numbered, or written out.

A field may hold "@120-135 the campaigner" (what the script writes when words are selected), "#12-15, 20"
(the numbers that the page can show beside each word), or the words themselves.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from accordingto.publish.words import one_line
from accordingto.report import Span

_AT = re.compile(r"@(\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9})*)(?:\s+(.*))?", re.DOTALL)
_NUMBERS = re.compile(r"#?\s*(\d{1,6}(?:\s*[-–]\s*\d{1,6})?(?:\s*,\s*\d{1,6}(?:\s*[-–]\s*\d{1,6})?)*)")
_WORD = re.compile(r"\S+")


class NoSuchWords(ValueError):
    """The report has no such words; the field's content says which."""


def field_of(spans: Sequence[Span], text: str) -> str:
    """What a field holds for these spans."""
    spans = [s for s in spans if len(s) and s.end <= len(text)]
    if not spans:
        return ""
    places = ",".join(f"{s.start}-{s.end}" for s in spans)
    return f"@{places} {' … '.join(one_line(s.of(text)) for s in spans)}"


def spans_of(field: str, text: str, near: int = 0) -> tuple[Span, ...]:
    """The spans that a field names, in the order of the text; none for an empty field.

    Words written out are taken where they stand nearest to the offset `near`. Raises NoSuchWords.
    """
    field = field.strip()
    if not field:
        return ()
    if selected := _AT.fullmatch(field):
        return _selected(selected[1], selected[2] or "", text)
    if numbered := _NUMBERS.fullmatch(field):
        return _numbered(numbered[1], field, text)
    found = []
    for part in re.split(r"\s*…\s*", field):
        if part:
            found.append(_nearest(part, text, near))
    return _ordered(found, field)


def words(text: str) -> list[Span]:
    """Every word of a text; the first has number 1 on the page."""
    return [Span(m.start(), m.end()) for m in _WORD.finditer(text)]


def _selected(places: str, said: str, text: str) -> tuple[Span, ...]:
    pairs = [place.split("-") for place in places.split(",")]
    if any(int(a) >= int(b) or int(b) > len(text) for a, b in pairs):
        raise NoSuchWords(f"@{places}")
    spans = _ordered([Span(int(a), int(b)) for a, b in pairs], f"@{places}")
    if said.strip() and one_line(said) != " … ".join(one_line(s.of(text)) for s in spans):
        raise NoSuchWords(said)  # the words were changed by hand, the places were not
    return spans


def _numbered(numbers: str, field: str, text: str) -> tuple[Span, ...]:
    every = words(text)
    found = []
    for part in numbers.split(","):
        first, _, last = part.replace("–", "-").partition("-")
        a, b = int(first), int(last or first)
        if not 1 <= a <= b <= len(every):
            raise NoSuchWords(field)
        found.append(Span(every[a - 1].start, every[b - 1].end))
    return _ordered(found, field)


def _nearest(said: str, text: str, near: int) -> Span:
    loose = r"\s+".join(re.escape(word) for word in said.split())
    places = [Span(m.start(), m.end()) for m in re.finditer(loose, text)]
    places = places or [Span(m.start(), m.end()) for m in re.finditer(loose, text, re.IGNORECASE)]
    if not places:
        raise NoSuchWords(said)
    return min(places, key=lambda s: abs(s.start - near))


def _ordered(spans: Sequence[Span], field: str) -> tuple[Span, ...]:
    out = tuple(sorted(set(spans)))
    if any(a.meets(b) for a, b in pairwise(out)):
        raise NoSuchWords(field)
    return out
