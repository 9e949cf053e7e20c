"""Figure series as the page draws them: ranges over days, a line only within one origin and one kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accordingto.audit.series import Line, Point, Series, series
from accordingto.ledger.view import LedgerView
from accordingto.publish import axis, words
from accordingto.publish.axis import Axis
from accordingto.publish.cards import Card, reading_order
from accordingto.publish.figures import as_of, counted

_COLOURS = 5  # origins that have a colour of their own; later ones share the last
_LEAST = 4.0  # percent of the height: an exact count is seen as a dot


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point: percent from left and top, its ranges as (top, height), and what it says.

    `revised` is "" , "revised" or "correction".
    """

    left: float
    middle: float
    pale: tuple[float, float]
    open: bool
    dark: tuple[float, float] | None
    says: str
    day: str
    wording: str
    again: str
    revised: str
    why: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """An origin's points of one kind; `number` and `colour` tell origins apart on the drawing."""

    number: int
    colour: int
    origin: str
    kind: str
    marks: tuple[Mark, ...]
    undated: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A series on its two axes."""

    title: str
    days: Axis
    amounts: Axis
    tracks: tuple[Track, ...]
    says: str


def overtime(view: LedgerView, cards: Mapping[str, Card]) -> tuple[Drawn, ...]:
    """The series that move: counts at two days at least, of a (shielded) view."""
    return tuple(_drawn(s, cards) for s in series(view) if len(_days(s)) > 1)


def _days(s: Series) -> set[date]:
    return {p.latest for line in s.lines for p in line.points if p.latest}


def _drawn(s: Series, cards: Mapping[str, Card]) -> Drawn:
    points = [p for line in s.lines for p in (*line.points, *line.undated)]
    ends = [v for p in points for b in (p.hard, p.soft) for v in (b.low, b.high) if v is not None]
    days, amounts = axis.days(sorted(_days(s))), axis.amounts(ends)
    order = list(dict.fromkeys(line.origin for line in sorted(s.lines, key=_first)))
    tracks = []
    for line in sorted(s.lines, key=lambda x: (order.index(x.origin), _first(x))):
        number = order.index(line.origin) + 1
        tracks.append(
            Track(
                number=number,
                colour=min(number, _COLOURS),
                origin=line.origin,
                kind=line.kind,
                marks=_marks(line.points, days, amounts, s, cards),
                undated=_marks(line.undated, days, amounts, s, cards),
            )
        )
    title = counted(s)
    return Drawn(
        title=title,
        days=days,
        amounts=amounts,
        tracks=tuple(tracks),
        says=words.phrase("series says", title=title, origins=words.listed(order)),
    )


def _first(line: Line) -> tuple[date, str, str]:
    return (line.points[0].latest or date.max if line.points else date.max, line.origin, line.kind)


def _marks(
    points: Sequence[Point], days: Axis, amounts: Axis, s: Series, cards: Mapping[str, Card]
) -> tuple[Mark, ...]:
    return tuple(_mark(p, days, amounts, s, cards) for p in points)


def _mark(point: Point, days: Axis, amounts: Axis, s: Series, cards: Mapping[str, Card]) -> Mark:
    soft = point.soft if point.soft.high is not None else point.hard
    high = soft.high if soft.high is not None else soft.low
    said = words.bounds(point.soft)
    if point.soft != point.hard:
        said = words.phrase("likely", soft=said, hard=words.bounds(point.hard))
    revised = point.revises
    return Mark(
        left=days.at(point.latest.toordinal()) if point.latest else 0.0,
        middle=round(100 - (amounts.at(soft.low) + amounts.at(high)) / 2, 2),
        pale=_stretch(amounts, point.hard.low, point.hard.high),
        open=point.hard.high is None,
        dark=_stretch(amounts, point.soft.low, point.soft.high) if point.soft.high is not None else None,
        says=f"{said} {s.unit}" if s.unit else said,
        day=as_of(point),
        wording=point.wording,
        again=words.day(point.again) if point.again else "",
        revised=("correction" if revised.correction else "revised") if revised else "",
        why="; ".join(revised.reasons[1:] or revised.reasons) if revised else "",
        cards=tuple(sorted((cards[c] for c in point.claims if c in cards), key=reading_order)),
    )


def _stretch(amounts: Axis, low: float, high: float | None) -> tuple[float, float]:
    """Top and height in percent; what has no upper bound runs to the top."""
    bottom = 100 - amounts.at(low)
    top = 100 - amounts.at(high) if high is not None else 0.0
    height = max(_LEAST, bottom - top)
    return round((top + bottom - height) / 2, 2), round(height, 2)
