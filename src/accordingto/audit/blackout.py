"""Words blacked out: by place, or wherever as many of them as somebody could recognise stand in a row."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias, TypeVar, cast

from accordingto.keep.fold import fold, placed
from accordingto.keep.telling import fewest_quoted, recognised
from accordingto.report import Span

BLACK = "█"
_OPENING, _CLOSING = '“"«„', '”"»“'
T = TypeVar("T")
Phrase: TypeAlias = tuple[str, ...]  # words in a row, folded


def phrases_of(said: str) -> Iterator[Phrase]:
    """The runs of words by which somebody could recognise what was said; a short saying is one itself."""
    words, size = fold(said).split(), recognised()
    if fewest_quoted() <= len(words) < size:
        yield tuple(words)
    yield from (tuple(words[n : n + size]) for n in range(len(words) - size + 1))


def quotation_around(text: str, span: Span) -> Span:
    """The whole quotation that these words stand in, up to its marks in the line; or the words alone.

    What is quoted beside a claim ("I cook there, and …") tells as much, and need not be a claim itself.
    """
    first, last = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    before = max(text.rfind(mark, first, span.start + 1) for mark in _OPENING)
    after = min(
        (
            at
            for mark in _CLOSING
            if (at := text.find(mark, span.end - 1, len(text) if last < 0 else last)) >= 0
        ),
        default=-1,
    )
    return span if before < 0 or after < 0 else Span(min(before, span.start), max(after + 1, span.end))


def blackened(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans black, line breaks kept: all other spans point where they did."""
    signs = list(text)
    for span in spans:
        for at in range(span.start, span.end):
            signs[at] = "\n" if signs[at] == "\n" else BLACK
    return "".join(signs)


def silenced(said: str, words: Iterable[str]) -> str:
    """A sentence of ours without these names and values."""
    for word in words:
        said = said.replace(word, BLACK * 3)
    return said


def without(value: T, phrases: Collection[Phrase]) -> T:
    """Any noun with the words of these phrases blacked out in all its texts."""
    if not phrases:
        return value
    made: Any = value
    if isinstance(value, str):
        made = _cut(value, phrases)
    elif isinstance(value, tuple):
        parts = [without(v, phrases) for v in value]
        made = value if all(a is b for a, b in zip(parts, value, strict=True)) else tuple(parts)
    elif is_dataclass(value) and not isinstance(value, type | Span):
        changed = {}
        for field in fields(value):
            was = getattr(value, field.name)
            now = without(was, phrases)
            if now is not was:
                changed[field.name] = now
        made = replace(value, **changed) if changed else value
    return cast(T, made)


def _cut(text: str, phrases: Collection[Phrase]) -> str:
    found = placed(text)
    black = []
    for size in {len(phrase) for phrase in phrases}:
        for n in range(len(found) - size + 1):
            if tuple(word for word, _ in found[n : n + size]) in phrases:
                black.append(Span(found[n][1].start, found[n + size - 1][1].end))
    return blackened(text, black) if black else text
