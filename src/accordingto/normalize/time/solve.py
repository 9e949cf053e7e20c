"""Bounds an unknown publication date by the times that the text itself tells.

Each time gives an inequality between the day of publication P and a day of the calendar (a system of
difference constraints: Dechter, Meiri, Pearl 1991): what is told as past began on or before P, what is
told as coming ends on or after P. A month without a year that is news ("until now …") comes after
the dated background.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accordingto.normalize.cover import Cover
from accordingto.normalize.time.days import part_of, real, span, spread
from accordingto.normalize.time.lexicon import words
from accordingto.normalize.time.scene import Found, Scene, direction
from accordingto.normalize.time.tokens import Tokens, tokenize
from accordingto.report import Span
from accordingto.when import TimeRole, TimeType, When

_YEARLESS = re.compile(r"XXXX-(\d\d)(?:-(\d\d))?")
_NEWS = {"until now", "up to now", "up until now", "till now", "until"}
_LOOSE = {"decade", "century", "rel_span", "recent_units"}  # too long to say when a text was written
_CYCLE = 13  # years within which every day of the year but Feb. 29 falls on every weekday
_BARE_YEAR = re.compile(r"[12]\d{3}")
_IN = re.compile(r"\b(?:in|since|during|of|until|by|late|early|around|and|from|to|between|before)\s+$", re.I)
_CLAUSE = 70  # characters before a time in which its verb stands
_AHEAD = 4  # years to look for a month that has no year


@dataclass(frozen=True, slots=True)
class _Bound:
    day: date
    reason: str
    place: Span


def bound_publication(
    text: str,
    times: Sequence[When],
    *,
    hidden: Sequence[Span] = (),
    retrieved: date | None = None,
) -> When | None:
    """The interval in which the text can have been published, or None if nothing bounds it.

    `times` are those of `times(text, None)`; what lies in `hidden` (furniture) dates the page and not
    the report, and is left out. `retrieved` is the day the copy was taken. `rule` of the result says
    in words what bound it; `span` points at the wording that gave the first day, or else the last.
    """
    shut = Cover(hidden)
    open_times = [t for t in times if not shut.meets(t.span.start, t.span.end)]
    stated = next((t for t in open_times if t.role is TimeRole.PUBLICATION and t.earliest), None)
    if stated is not None and stated.earliest is not None:
        return _result(
            _Bound(stated.earliest, f'the text states its date: "{stated.span.of(text)}"', stated.span),
            _Bound(stated.latest or stated.earliest, "", stated.span),
        )
    tokens = tokenize(text, words("en"))
    scene = Scene(tokens, words("en"), None)
    leans = {t.span: _lean(scene, tokens, t.span) for t in open_times}
    floor = _floor(text, open_times, leans)
    floor = _news(text, open_times, leans, floor) or _weekdays(tokens, open_times, leans, floor) or floor
    ceiling = _ceiling(text, open_times, leans)
    if retrieved is not None and (ceiling is None or retrieved < ceiling.day):
        ceiling = _Bound(retrieved, "the copy was taken then", Span(0, 0))
    if floor is not None and ceiling is not None and ceiling.day < floor.day:
        ceiling = None  # a plan that the text says was made, not one still to come
    return _result(floor, ceiling)


def _lean(scene: Scene, tokens: Tokens, place: Span) -> int:
    first = bisect_left(tokens.start, place.start)
    last = bisect_left(tokens.start, place.end)
    return direction(scene, Found(tokens, min(first, len(tokens.start) - 1), last))


def _days(when: When) -> tuple[date, date] | None:
    """The days of the bare expression, whatever the words around it opened."""
    if when.rule.startswith("dated_event") and (first := when.earliest or when.latest):
        return first, when.latest or first
    if when.earliest and when.latest is None and when.bound not in ("after", "following", "later than"):
        days = spread(when.value)
        return when.earliest, max(days[1] if days else when.earliest, when.earliest)
    days = spread(when.value) if when.type in (TimeType.DATE, TimeType.TIME) else None
    if days and when.mod in ("START", "MID", "END"):
        days = part_of(days, when.mod)
    return days


def _floor(text: str, times: Sequence[When], leans: dict[Span, int]) -> _Bound | None:
    """The latest day that the text tells as past."""
    best: _Bound | None = None
    for when in times:
        days = _days(when)
        if days is None or leans[when.span] >= 0 or not _told(text, when) or when.bound == "after":
            continue
        if best is None or days[0] > best.day:
            best = _Bound(days[0], f'"{when.span.of(text)}" is told as past', when.span)
    return best


def _told(text: str, when: When) -> bool:
    """False for a time that names a thing ("the 2016 race", "our 2030 goals") or is too long to tell."""
    if when.rule in _LOOSE or "next" in when.span.of(text).lower():
        return False
    if not _BARE_YEAR.fullmatch(when.span.of(text)):
        return True
    return bool(_IN.search(text, max(0, when.span.start - 20), when.span.start))


def _planned(text: str, when: When) -> bool:
    """True where "will", "scheduled", "plans" stands close before the time, in the same clause."""
    clause = re.split(r"[.,;:!?\n]", text[max(0, when.span.start - _CLAUSE) : when.span.start])[-1]
    return not words("en").clues["future_after"].isdisjoint(clause.lower().split())


def _ceiling(text: str, times: Sequence[When], leans: dict[Span, int]) -> _Bound | None:
    """The earliest day that the text tells as still to come."""
    best: _Bound | None = None
    for when in times:
        days = _days(when)
        if days is None or leans[when.span] <= 0 or not _told(text, when):
            continue
        if when.rule.startswith("dated_event") or not _planned(text, when):
            continue
        if best is None or days[1] < best.day:
            best = _Bound(days[1], f'"{when.span.of(text)}" is still to come', when.span)
    return best


def _news(text: str, times: Sequence[When], leans: dict[Span, int], floor: _Bound | None) -> _Bound | None:
    """A past month without a year, which "until now" sets after the dated background."""
    turn = next((t for t in times if (t.bound or "") in _NEWS and t.value == "PRESENT_REF"), None)
    if floor is None or turn is None:
        return None
    best: _Bound | None = None
    for when in times:
        match = _YEARLESS.fullmatch(when.value)
        if match is None or leans[when.span] >= 0 or when.span.start > turn.span.start:
            continue
        days = _first_after(int(match[1]), int(match[2] or 0), when.mod, floor.day)
        if days is not None and (best is None or days > best.day):
            wording, now = when.span.of(text), turn.span.of(text)
            if turn.bound and turn.bound.lower() not in now.lower():
                now = text[max(0, turn.span.start - len(turn.bound) - 1) : turn.span.end]
            reason = f'{floor.reason}, and "{wording}" comes after it, as "{now}" says'
            best = _Bound(days, reason, when.span)
    return best


def _weekdays(
    tokens: Tokens, times: Sequence[When], leans: dict[Span, int], floor: _Bound | None
) -> _Bound | None:
    """A past "Friday, Oct. 23" is told within a year: its year is one in which that is a Friday."""
    best: _Bound | None = None
    for when in times:
        match = _YEARLESS.fullmatch(when.value)
        named = _weekday(tokens, when.span)
        if floor is None or named is None or match is None or not match[2] or leans[when.span] > 0:
            continue
        low = best or floor
        for year in range(low.day.year - 1, min(low.day.year + _CYCLE, 9999)):
            day = real(year, int(match[1]), int(match[2]))
            told_until = real(year + 1, int(match[1]), 28)
            if day and day.isoweekday() == named and told_until and told_until >= low.day:
                if day > low.day:
                    wording = when.span.of(tokens.text)
                    reason = f'{low.reason}, and the next "{wording}" is that of {year}'
                    best = _Bound(day, reason, when.span)
                break
    return best


def _weekday(tokens: Tokens, place: Span) -> int | None:
    """The weekday named within an expression, 1 to 7."""
    first, last = bisect_left(tokens.start, place.start), bisect_left(tokens.start, place.end)
    return next((int(tokens.value[i]) for i in range(first, last) if tokens.classes[i] in "Ww"), None)


def _first_after(month: int, day: int, mod: str | None, floor: date) -> date | None:
    """The first day of the next such month, part of a month or day that begins on or after `floor`."""
    for year in range(floor.year, min(floor.year + _AHEAD, 9999)):
        days = spread(f"{year:04d}-{month:02d}")
        if day:
            exact = real(year, month, day)
            days = (exact, exact) if exact else None
        if days and mod in ("START", "MID", "END"):
            days = part_of(days, mod)
        if days and days[0] >= floor:
            return days[0]
    return None


def _result(floor: _Bound | None, ceiling: _Bound | None) -> When | None:
    if floor is None and ceiling is None:
        return None
    first, last = floor.day if floor else None, ceiling.day if ceiling else None
    reasons = []
    if floor:
        reasons.append(f"on or after {floor.day.isoformat()}: {floor.reason}")
    if ceiling and ceiling.reason:
        reasons.append(f"on or before {ceiling.day.isoformat()}: {ceiling.reason}")
    same_year = first is not None and last is not None and first.year == last.year
    value = f"{first.year:04d}" if first and same_year else "XXXX-XX-XX"
    if first and first == last:
        value = first.isoformat()
    place = floor.place if floor else ceiling.place if ceiling else Span(0, 0)
    return When(
        span=place,
        type=TimeType.DATE,
        value=value,
        edtf=span(first, last),
        earliest=first,
        latest=last,
        role=TimeRole.PUBLICATION,
        markable=False,
        rule="; ".join(reasons),
    )
