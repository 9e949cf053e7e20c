"""Times between two events: "two weeks after March 3", "in May, more than a year after the vote"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from accordingto.normalize.time.days import add_months, shift, span
from accordingto.report import Span
from accordingto.when import TimeType, When

_GAP = re.compile(r"\s+(after|before|following|since|into)\s+(?:the\s+)?", re.IGNORECASE)
_APPOSED = re.compile(r"\s*[,–—-]?\s*(?:just |only |some )?", re.IGNORECASE)
_CLAUSE = re.compile(r"(\w+)\s+\w")
_LENGTH = re.compile(r"P(\d+)([DWMY])")


def place_stretches(text: str, times: Sequence[When]) -> list[When]:
    """Durations with "after" or "before": placed where what follows has days, else left a constraint.

    "More than a year after …" has no last day, "less than a year after …" none before the event.
    """
    out: list[When] = []
    for i, when in enumerate(times):
        made = when
        other = None
        if when.type is TimeType.DURATION and when.bound is None:
            gap = _GAP.match(text, when.span.end)
            if gap is not None:
                target = times[i + 1] if i + 1 < len(times) else None
                near = target is not None and target.span.start <= gap.end()
                made = _placed(when, gap[1].lower(), target if near else None)
                if made.earliest is None and made.latest is None and i:
                    other = _other_event(text, times[i - 1], made, gap.start(1))
        out.append(made)
        if other is not None:
            out.append(other)
    return out


def _other_event(text: str, known: When, length: When, start: int) -> When | None:
    """When what stands behind "after" happened: "in May, more than a year after the vote".

    `known` is the time right before the stretch, `start` the place of "after", which the result
    points at: it is a DURATION, for it is no time of the clause that it stands in.
    """
    many = _LENGTH.fullmatch(length.value)
    clause = _CLAUSE.match(text, start)
    if many is None or clause is None or not _APPOSED.fullmatch(text, known.span.end, length.span.start):
        return None
    if known.type is not TimeType.DATE or known.bound or not known.earliest or not known.latest:
        return None
    back = -1 if length.bound in ("after", "following", "since") else 1
    first, last = _move(known.earliest, many, back), _move(known.latest, many, back)
    if length.mod in ("MORE_THAN", "EQUAL_OR_MORE"):
        first, last = (None, last) if back < 0 else (first, None)
    elif length.mod in ("LESS_THAN", "EQUAL_OR_LESS"):
        first, last = (first, known.latest) if back < 0 else (known.earliest, last)
    if first is None and last is None:
        return None
    wording = f"{length.span.of(text)} {'before' if back < 0 else 'after'} {known.span.of(text)}"
    return When(
        span=Span(start, start + len(clause[1])),
        type=TimeType.DURATION,
        value=length.value,
        edtf=span(first, last),
        earliest=first,
        latest=last,
        bound=length.bound,
        markable=False,
        rule=f"constraint: {wording}",
    )


def _placed(when: When, word: str, target: When | None) -> When:
    length = _LENGTH.fullmatch(when.value)
    sign = -1 if word == "before" else 1
    if target is None or length is None or target.type is not TimeType.DATE:
        return replace(when, bound=word)
    start, end = _whole(target)
    first, last = _move(start, length, sign), _move(end, length, sign)
    if when.mod in ("MORE_THAN", "EQUAL_OR_MORE"):
        first, last = (first, None) if sign > 0 else (None, last)
    elif when.mod in ("LESS_THAN", "EQUAL_OR_LESS"):
        first, last = (start, last) if sign > 0 else (first, end)
    if first is None and last is None:
        return replace(when, bound=word)
    return replace(when, bound=word, earliest=first, latest=last, edtf=span(first, last))


def _whole(target: When) -> tuple[date | None, date | None]:
    """The days of the target itself, whose end "after" has opened."""
    if target.bound in ("after", "following") and target.earliest:
        day = target.earliest if "dated_event" in target.rule else shift(target.earliest, -1)
        return day, day
    if target.bound == "before" and target.latest:
        day = shift(target.latest, 1)
        return day, day
    return target.earliest, target.latest or target.earliest


def _move(day: date | None, length: re.Match[str], sign: int) -> date | None:
    if day is None or len(length[1]) > 5:
        return None
    count = int(length[1]) * sign
    if length[2] in "DW":
        return shift(day, count * (7 if length[2] == "W" else 1))
    return add_months(day, count * (12 if length[2] == "Y" else 1))
