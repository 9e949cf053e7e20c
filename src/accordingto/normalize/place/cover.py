"""Stretches of a text that can be asked quickly whether something meets them."""

from bisect import bisect_right
from collections.abc import Iterable

from accordingto.report import Span


class Cover:
    """The union of spans, each question in logarithmic time."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def meets(self, start: int, end: int) -> bool:
        """True if `[start, end)` shares a character with one of the spans."""
        i = bisect_right(self._ends, start)
        return i < len(self._ends) and self._starts[i] < end
