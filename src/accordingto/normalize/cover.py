"""Stretches of a text that can be asked quickly whether one of them meets or covers something."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from accordingto.report import Span


class Cover:
    """Spans in order, with how far those before each reach: each question in logarithmic time."""

    __slots__ = ("_reach", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._reach = list(accumulate((span.end for span in ordered), max))

    def meets(self, start: int, end: int) -> bool:
        """True if `[start, end)` shares a character with one of the spans."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start

    def covers(self, span: Span) -> bool:
        """True if `span` lies within a single one of the spans."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._reach[before - 1] >= span.end
