"""The day of saying: what a quotation's own times are counted from."""

import re
from collections.abc import Sequence
from datetime import date

from accordingto.normalize.time.spans import Apart
from accordingto.report import Span
from accordingto.when import TimeRole, When

_QUOTED = re.compile(r"[“„«][^“”„«»]{3,2000}[”»]|\"[^\"\n]{3,2000}\"|``.{3,2000}?''", re.DOTALL)
_SENTENCE = re.compile(r"[.!?][\"”»')\]]*\s+(?=[\"“„«A-Z])|\n\s*\n")


def days_of_saying(text: str, times: Sequence[When]) -> list[tuple[Span, date]]:
    """Quotations with the day they were said on, where the sentence around them tells it.

    "… last week," she said on May 3: inside the quotation, last week is that before May 3. Only a
    time of saying outside the quotation that is one exact day counts.
    """
    exact = {
        w.span: w.earliest
        for w in times
        if w.role is TimeRole.SAYING and w.earliest and w.earliest == w.latest
    }
    said = Apart(exact)
    if not exact:
        return []
    out: list[tuple[Span, date]] = []
    for match in _QUOTED.finditer(text):
        quoted = Span(match.start(), match.end())
        around = _sentence(text, quoted)
        day = next((exact[span] for span in said.within(around) if not quoted.meets(span)), None)
        if day is not None:
            out.append((quoted, day))
    return out


def _sentence(text: str, quoted: Span) -> Span:
    """From the sentence end before a quotation to the one after it; its own full stops do not count."""
    start = 0
    for match in _SENTENCE.finditer(text, max(0, quoted.start - 600), quoted.start):
        start = match.end()
    after = _SENTENCE.search(text, quoted.end, min(len(text), quoted.end + 600))
    return Span(start, after.start() if after else min(len(text), quoted.end + 600))
