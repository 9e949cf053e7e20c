"""Time expressions as intervals: recognizer, resolver, anchors, and the unknown publication date."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accordingto.normalize.time.expressions import read_times
from accordingto.report import Span
from accordingto.when import When

__all__ = ["times"]


def times(
    text: str,
    published: date | None,
    *,
    hidden: Sequence[Span] = (),
    doc: Any = None,
    said: Sequence[tuple[Span, date]] = (),
) -> tuple[When, ...]:
    """Every time expression of `text` outside the `hidden` (furniture) spans, in order.

    `published` anchors relative times; where it is None they keep their offset. `said` are
    quotations with the day they were said on, which anchors what stands inside. `doc` is not needed.
    """
    return tuple(read_times(text, published, hidden, said))
