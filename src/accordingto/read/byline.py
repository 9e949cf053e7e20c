"""Publisher, day and authors as the text itself states them: bylines, datelines, wire credits, appeals.

Furniture never dates a report. A line of furniture may name the publisher, with low confidence.
"""

import re
from collections.abc import Iterator, Sequence

from accordingto.languages import lexicon
from accordingto.read.dates import days
from accordingto.read.phrases import Phrases, folded, words_of
from accordingto.report import Passage, Role, Span, Stated, Sure

_NAME = r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][\w'’.-]*"
_PERSON = rf"{_NAME}(?:\s+(?:{_NAME}|de|van|von|der|al|bin|la|le|du)){{1,4}}"
_AND = r"(?:,\s*|\s+(?:and|и|та|&)\s+)"
_BY = re.compile(
    rf"^(?:by|written by|story by|автор:?|авторка:?|текст:)\s+(?P<names>(?-i:{_PERSON}(?:{_AND}{_PERSON})*))",
    re.I,
)
_WIRE = re.compile(
    r"^(?P<place>[A-Z][A-Za-z.'’ -]{1,40}(?:,\s[A-Z][A-Za-z. ]{1,30})?),?\s*"
    r"(?:[A-Z][a-z]+\.?\s\d{1,2}\s*)?\((?P<agency>[A-Z][\w. /-]{1,30})\)\s*(?:—|–|-{1,2}|\s)"
)
_LOOKED_AT = 500  # characters of a passage
_SPLIT = re.compile(r",\s*|\s+(?:and|и|та|&)\s+")
# Furniture that says what it is may name any day or person; a bare byline is furniture by its place only.
_BY_PLACE = {"byline", "points", "outside the article"}
_FIRST_NAME = re.compile(_NAME)


def published(text: str, passages: Sequence[Passage], languages: tuple[str, ...]) -> Stated[str] | None:
    """The day in the lines around the headline. A day of publication is preferred to an update's."""
    best: tuple[int, Stated[str]] | None = None
    for passage in _head(passages):
        line = passage.span.of(text)[:_LOOKED_AT]
        for day in days(line, languages):
            before = folded(line[: day.start])
            rank = _rank(before, languages)
            if rank == 0 and len(line) > 90 and passage.role is not Role.NAVIGATION:
                continue  # a day within a sentence is what the report is about
            span = Span(passage.span.start + day.start, passage.span.start + day.end)
            found = Stated(
                value=day.value,
                source="byline",
                sure=Sure.LOW if rank < 0 else Sure.MEDIUM,
                wording=span.of(text),
                span=span,
            )
            if best is None or rank > best[0]:
                best = (rank, found)
    return best[1] if best else None


def _lead(passages: Sequence[Passage]) -> int:
    """The index of the lead, else of the first line of the body, else 0."""
    roles = [p.role for p in passages]
    return next((roles.index(r) for r in (Role.LEAD, Role.BODY) if r in roles), 0)


def _head(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The lines that can hold a byline: between two lines above the headline and the lead, of no appeal."""
    reach = lexicon("any", "looks")["headline"]["byline_reach"]
    lead = _lead(passages)
    headline = next((i for i, p in enumerate(passages) if p.role is Role.HEADLINE), None)
    start = max(0, (lead if headline is None or headline > lead else headline) - reach)
    for passage in passages[start:lead]:
        if passage.rule in _BY_PLACE or not passage.role.furniture:
            yield passage


def _rank(before: str, languages: tuple[str, ...]) -> int:
    words = words_of(before)
    for code in languages:
        table = lexicon(code, "byline")
        if Phrases(table["updated"]).found(before, words):
            return -1
        if Phrases(table["published"]).found(before, words):
            return 1
    return 0


def authors(text: str, passages: Sequence[Passage]) -> Stated[tuple[str, ...]] | None:
    """The names behind "By", in a line of their own around the headline."""
    lead = _lead(passages)
    for passage in passages[max(0, lead - 8) : lead + 1]:
        found = _BY.match(passage.span.of(text)[:_LOOKED_AT])
        if found and (not passage.role.furniture or passage.rule in _BY_PLACE):
            names = tuple(n for n in _SPLIT.split(found["names"]) if n and _FIRST_NAME.match(n))
            span = Span(passage.span.start + found.start("names"), passage.span.start + found.end("names"))
            return Stated(value=names, source="byline", sure=Sure.MEDIUM, wording=span.of(text), span=span)
    return None


def agency(text: str, passages: Sequence[Passage]) -> Stated[str] | None:
    """The agency of a wire dateline ("KYIV (Reuters) —") at the head of the lead."""
    lead = passages[_lead(passages)] if passages else None
    found = _WIRE.match(lead.span.of(text)[:_LOOKED_AT]) if lead else None
    if not lead or not found:
        return None
    span = Span(lead.span.start + found.start("agency"), lead.span.start + found.end("agency"))
    return Stated(
        value=found["agency"], source="wire dateline", sure=Sure.LOW, wording=span.of(text), span=span
    )


def publisher(text: str, passages: Sequence[Passage], languages: tuple[str, ...]) -> Stated[str] | None:
    """Who speaks in the page's own appeals and notices: a name in the slot of a known phrase."""
    slots = [re.compile(slot) for code in languages for slot in lexicon(code, "byline").get("publisher", [])]
    counts: dict[str, tuple[int, Span]] = {}
    for passage in passages:
        if not passage.role.furniture:
            continue
        for slot in slots:
            for found in slot.finditer(passage.span.of(text)[:_LOOKED_AT]):
                name = found["name"].strip(" .,!?:")
                span = Span(
                    passage.span.start + found.start("name"),
                    passage.span.start + found.start("name") + len(name),
                )
                number, first = counts.get(name, (0, span))
                counts[name] = (number + 1, first)
    if not counts:
        return None
    name = max(counts, key=lambda n: (counts[n][0], -counts[n][1].start))
    return Stated(value=name, source="furniture", sure=Sure.LOW, wording=name, span=counts[name][1])
