"""Figures and times as ranges: pale for what the words allow, dark for what a reader takes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from accordingto.claim import Claim
from accordingto.figure import Figure, Measure
from accordingto.publish import axis, words
from accordingto.publish.axis import Axis
from accordingto.publish.cards import Card
from accordingto.report import Report, Stated
from accordingto.when import TimeRole, TimeType, When

T = TypeVar("T", Figure, When)

_SHOWN = 24  # rows of a chart before the rest is folded
_TOUCH = 0.8  # percent: the least width at which a bar is seen
_FAR = timedelta(days=20 * 366)  # a time this far from every publication date does not stretch the axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Left edge and width in percent; `open_*` where it runs on without a known end."""

    left: float
    width: float
    open_left: bool = False
    open_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a chart: whose words, the words, what they were read as, and the bars."""

    who: str
    about: str
    wording: str
    says: str
    pale: Bar
    dark: Bar | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Rows on one axis, the first of them shown, the rest folded."""

    title: str
    axis: Axis
    shown: tuple[Line, ...]
    folded: tuple[Line, ...]


def figures(
    claims: Sequence[Claim], cards: Mapping[str, Card], reports: Mapping[str, Report]
) -> tuple[Chart, ...]:
    """One chart a unit; within it by what is counted, then by date."""
    by_unit: dict[str, list[tuple[Figure, list[Claim]]]] = {}
    for figure, mine in _once(claims, lambda c: c.figures):
        unit = words.phrase("length of time") if figure.measure is Measure.DURATION else figure.unit or ""
        by_unit.setdefault(unit, []).append((figure, mine))
    charts = []
    for unit, rows in sorted(by_unit.items(), key=lambda item: (-len(item[1]), item[0])):
        rows.sort(key=lambda row: (row[0].population or "~", _dated(row[0], reports[row[1][0].report])))
        ends = [v for f, _ in rows for b in (f.hard, f.soft) for v in (b.low, b.high) if v is not None]
        across = axis.amounts(ends)
        lines = [_figure_line(f, mine, across, cards, reports) for f, mine in rows]
        charts.append(chart(unit or words.phrase("people and things"), across, lines))
    return tuple(charts)


def times(
    claims: Sequence[Claim],
    cards: Mapping[str, Card],
    reports: Mapping[str, Report],
    *,
    with_publication: bool = True,
) -> Chart | None:
    """What is said to have happened when; None if no time could be placed.

    `with_publication` has the axis reach the days on which the reports came out.
    """
    rows = [
        (when, mine)
        for when, mine in _once(claims, lambda c: c.times)
        if when.role is TimeRole.EVENT
        and when.type not in (TimeType.DURATION, TimeType.SET)
        and words.middle(when) is not None
    ]
    published = [d for d in (_day(r) for r in reports.values()) if d]
    rows = [row for row in rows if _near(row[0], published)]
    if not rows:
        return None
    ends = [d for w, _ in rows for d in (w.earliest, w.latest) if d]
    across = axis.days(ends + published if with_publication and ends else ends or published)
    rows.sort(key=lambda row: (words.middle(row[0]) or date.min, row[1][0].id))
    lines = []
    for when, mine in rows:
        span = bar(across, when.earliest, when.latest)
        first = cards[mine[0].id]
        text = reports[mine[0].report].text
        lines.append(
            Line(
                who=first.who,
                about=words.shortened(first.quote, 120),
                wording=words.one_line(when.span.of(text)),
                says=words.when(when),
                pale=span,
                dark=None if span.open_left or span.open_right else span,
                cards=tuple(cards[c.id] for c in mine),
            )
        )
    return chart("", across, lines)


def chart(title: str, across: Axis, lines: Sequence[Line]) -> Chart:
    """Rows on an axis, those that say the same once; beyond a length the rest is folded."""
    lines = _joined(lines)
    return Chart(title=title, axis=across, shown=tuple(lines[:_SHOWN]), folded=tuple(lines[_SHOWN:]))


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines that say the same of the same in the same words, as copies do, become one."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.about.casefold(), line.wording.casefold(), line.says), []).append(line)
    return [
        replace(
            same[0],
            who=words.listed(dict.fromkeys(line.who for line in same)),
            cards=tuple({card.id: card for line in same for card in line.cards}.values()),
        )
        for same in found.values()
    ]


def _once(claims: Iterable[Claim], values: Callable[[Claim], Iterable[T]]) -> list[tuple[T, list[Claim]]]:
    """Each value with all claims of its report that rest on it: nested claims share their figures."""
    found: dict[tuple[str, T], list[Claim]] = {}
    for claim in claims:
        for value in values(claim):
            found.setdefault((claim.report, value), []).append(claim)
    return [(value, mine) for (_, value), mine in found.items()]


def _figure_line(
    figure: Figure,
    claims: Sequence[Claim],
    across: Axis,
    cards: Mapping[str, Card],
    reports: Mapping[str, Report],
) -> Line:
    report = reports[claims[0].report]
    counted = figure.population_span.of(report.text) if figure.population_span else figure.population
    known = [
        words.one_line(counted) if counted else words.phrase("not said what"),
        words.label("measure", figure.measure),
        words.phrase("as of", when=words.when(figure.as_of)) if figure.as_of else "",
    ]
    return Line(
        who=cards[claims[0].id].who,
        about=" · ".join(k for k in known if k),
        wording=words.one_line(figure.span.of(report.text)),
        says=words.quantity(figure),
        pale=bar(across, figure.hard.low, figure.hard.high),
        dark=bar(across, figure.soft.low, figure.soft.high) if figure.soft.high is not None else None,
        cards=tuple(cards[c.id] for c in claims),
    )


def bar(across: Axis, low: float | date | None, high: float | date | None) -> Bar:
    """From `low` to `high` on an axis; None is an end that is not known."""
    left = across.at(_number(low)) if low is not None else 0.0
    right = across.at(_number(high)) if high is not None else 100.0
    left = min(left, 100 - _TOUCH)
    return Bar(
        left=round(left, 2),
        width=round(max(_TOUCH, right - left), 2),
        open_left=low is None,
        open_right=high is None,
    )


def _number(value: float | date) -> float:
    return value.toordinal() if isinstance(value, date) else value


def _day(report: Report) -> date | None:
    if not isinstance(report.published, Stated):
        return None
    try:
        return date.fromisoformat(report.published.value)
    except ValueError:  # a year or a month alone
        return None


def _near(when: When, published: Sequence[date]) -> bool:
    middle = words.middle(when)
    return middle is not None and (not published or any(abs(middle - d) < _FAR for d in published))


def _dated(figure: Figure, report: Report) -> str:
    middle = words.middle(figure.as_of) if figure.as_of else None
    if middle is not None:
        return middle.isoformat()
    return report.published.value if isinstance(report.published, Stated) else "~"
