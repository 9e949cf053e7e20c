"""Looking spans up by place, in a time that does not grow with the text."""

from bisect import bisect_right
from collections.abc import Iterable

from accordingto.report import Span


class Apart:
    """Spans that do not overlap, to be asked which of them holds or meets a place."""

    __slots__ = ("spans", "starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.starts = [span.start for span in self.spans]

    def at(self, offset: int) -> Span | None:
        """The span that holds this offset."""
        i = bisect_right(self.starts, offset) - 1
        return self.spans[i] if i >= 0 and offset < self.spans[i].end else None

    def meets(self, other: Span) -> bool:
        """True if one of the spans shares a character with `other`."""
        i = bisect_right(self.starts, other.end - 1) - 1
        return i >= 0 and self.spans[i].meets(other)

    def within(self, around: Span) -> list[Span]:
        """The spans that lie inside `around`, in order."""
        first = bisect_right(self.starts, around.start - 1)
        last = bisect_right(self.starts, around.end)
        return [span for span in self.spans[first:last] if around.covers(span)]
