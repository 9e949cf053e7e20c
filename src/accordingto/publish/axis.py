"""Axes of the drawings: where a value lies between left and right, and which ticks are worth a line.

Positions are percent of the width, so that a drawing needs no scaling and its text stays readable on
a phone. (Altair through vl-convert was measured first: 1.2 s and 120 MB for the first chart, and text
that shrinks with the picture.)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accordingto.publish import words

_WIDE = 40  # beyond this ratio of largest to smallest value a linear axis hides the small ones
_LEAST = 1e-9  # smaller values are drawn as nought
_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the axis at `at` percent."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From `low` to `high`; `steps` says that each tick is ten times the one before."""

    low: float
    high: float
    steps: bool
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Percent from the left, kept within the axis."""
        return _at(value, self.low, self.high, self.steps)


def _at(value: float, low: float, high: float, steps: bool) -> float:
    if steps:
        value, low, high = (math.log10(max(v, low)) for v in (value, low, high))
    share = (value - low) / (high - low) if high > low else 0.5
    return round(100 * min(1.0, max(0.0, share)), 2)


def amounts(values: Sequence[float]) -> Axis:
    """An axis for quantities: from 0, or in steps of ten where they differ widely."""
    top = max(values, default=1.0)
    least = min((v for v in values if v > 0), default=top)
    if least > _LEAST and top > _WIDE * least and min(values) >= 0:
        low, high = 10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(top))
        decades = range(round(math.log10(low)), round(math.log10(high)) + 1)
        every = max(1, math.ceil(len(decades) / (_TICKS + 1)))
        marks = [10.0**d for d in decades[::every]]
        return _axis(low, high, True, marks)
    bottom, top = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if top - bottom < _LEAST:
        top = 1.0
    step = _nice((top - bottom) / (_TICKS - 1))
    low, high = math.floor(bottom / step), math.ceil(top / step)
    return _axis(step * low, step * high, False, [step * n for n in range(low, high + 1)])


def _axis(low: float, high: float, steps: bool, marks: Sequence[float]) -> Axis:
    ticks = tuple(Tick(at=_at(m, low, high, steps), label=_short(m)) for m in marks)
    return Axis(low=low, high=high, steps=steps, ticks=ticks)


def _nice(step: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= step * 0.999)


def _short(value: float) -> str:
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return words.number(value / size) + words.phrase(name)
    return words.number(value)


def days(dates: Sequence[date]) -> Axis:
    """An axis of whole years, quarters, months or weeks around these days."""
    first, last = min(dates), max(dates)
    span = (last - first).days
    marks = _day_marks(first, last, span)
    low, high = marks[0].toordinal(), marks[-1].toordinal()
    form = "{0.year}" if span > 3 * 365 else "{1} {0.year}" if span > 60 else "{0.day} {1} {0.year}"
    every = max(1, math.ceil(len(marks) / _TICKS))
    shown = [m for n, m in enumerate(marks) if n % every == 0]
    ticks = tuple(
        Tick(at=_at(m.toordinal(), low, high, False), label=form.format(m, words.short_month(m)))
        for m in shown
    )
    return Axis(low=low, high=high, steps=False, ticks=ticks)


def _day_marks(first: date, last: date, span: int) -> list[date]:
    months = 12 if span > 3 * 365 else 3 if span > 300 else 1
    if span <= 60:
        start = max(1, first.toordinal() - 1)
        return [date.fromordinal(start + 7 * n) for n in range((last.toordinal() - start) // 7 + 2)]
    year, month = first.year, (first.month - 1) // months * months + 1
    marks = [date(year, month, 1)]
    while marks[-1] <= last and marks[-1].year < date.max.year:
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        marks.append(date(year, month, 1))
    return marks
