"""Time expressions as intervals: recognizer, resolver, anchors, and the unknown publication date."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    retrieved: date | None = None,
) -> tuple[When, ...]:
    """Every time expression of `text` outside the `hidden` (furniture) spans, in order.

    `published` anchors relative times. Where it is None a date line at the top of the text does;
    without one, a time gets the value that it has on every day on which the text can have been
    published (bound_publication; `retrieved` is the day the copy was taken), and else keeps its offset.
    `said` are quotations with the day they were said on, which anchors what stands inside; where none
    are given, a sentence that dates its own quotation does. `doc` is not needed. Never raises for any
    text.
    """
    found = read_times(text, published, hidden, said)
    if published is None:
        return tuple(_allowed(text, found, hidden, retrieved))
    if not said and (quoted := days_of_saying(text, found)) and any(day != published for _, day in quoted):
        found = read_times(text, published, hidden, quoted)
    return tuple(found)


def _allowed(
    text: str, found: Sequence[When], hidden: Sequence[Span], retrieved: date | None
) -> Iterator[When]:
    """The same times, with the values that every possible day of publication gives them.

    What a relative time means never moves back as the day of speaking moves on, so that a value that
    is the same on the first and on the last possible day is the same on all between.
    """
    bounds = bound_publication(text, found, hidden=hidden, retrieved=retrieved)
    if bounds is None or bounds.earliest is None or bounds.latest is None:
        yield from found
        return
    first = {when.span: when for when in read_times(text, bounds.earliest, hidden)}
    last = {when.span: when for when in read_times(text, bounds.latest, hidden)}
    for when in found:
        one, two = first.get(when.span), last.get(when.span)
        if (
            one is None
            or two is None
            or (one.value, one.earliest, one.latest)
            != (
                two.value,
                two.earliest,
                two.latest,
            )
        ) or one.value == when.value:
            yield when
        else:
            days = f"{bounds.earliest.isoformat()} to {bounds.latest.isoformat()}"
            yield replace(one, rule=f"{one.rule}, the same if published on any day from {days}")
