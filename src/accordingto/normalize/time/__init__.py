"""Time expressions as intervals: recognizer, resolver, anchors, and the unknown publication date."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accordingto.normalize.time.anchor import days_of_saying
from accordingto.normalize.time.expressions import read_times
from accordingto.normalize.time.solve import bound_publication
from accordingto.report import Span
from accordingto.when import When

__all__ = ["bound_publication", "times"]


def times(
    text: str,
    published: date | None,
    *,
    hidden: Sequence[Span] = (),
    doc: Any = None,
    said: Sequence[tuple[Span, date]] = (),
) -> tuple[When, ...]:
    """Every time expression of `text` outside the `hidden` (furniture) spans, in order.

    `published` anchors relative times. Where it is None a date line at the top of the text does, and
    without one they keep their offset. `said` are quotations with the day they were said on, which
    anchors what stands inside; where none are given, a sentence that dates its own quotation does.
    `doc` is not needed. Never raises for any text.
    """
    found = read_times(text, published, hidden, said)
    if not said and (quoted := days_of_saying(text, found)) and any(day != published for _, day in quoted):
        found = read_times(text, published, hidden, quoted)
    return tuple(found)
