"""Figures over time: per population, measure and place, ranges over as-of days, by origin.

Two populations, two states (killed, wounded), two measures, two units and two places are never in one
series. Within a series a line joins only points of one origin and one kind of count: an estimate and
a floor are never joined. Counts of one event are placed by the day on which they were published (what
was known by then), running counts and stocks by the day they hold for; a figure without such a day is
listed apart and not placed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from accordingto.audit.origin import Whose, whose
from accordingto.claim import Claim, Polarity, Strength
from accordingto.figure import Bounds, Figure, Measure
from accordingto.languages import lexicon
from accordingto.ledger.view import LedgerView
from accordingto.relation import Relation, RelationKind
from accordingto.report import Report, Stated

_JOINS = {
    RelationKind.REPEATS,
    RelationKind.CORROBORATES,
    RelationKind.CONFIRMS,
    RelationKind.CONFLICTS,
    RelationKind.UPDATES,
    RelationKind.NARROWS,
}

_LOOKED_BACK = 50  # points of an origin that a later one is held against


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A count that takes the place of an earlier one of the same origin; `of` is a claim's id.

    `correction` is True where a count that can only grow has become smaller.
    """

    of: str
    correction: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A range at a day. `latest` is the day it holds for, None where no day is known.

    `stated` is False where the day is that of publication. `again` is the last day on which a report
    carried the same count again. `claims` and `reports` are ids, the first to say it first.
    """

    earliest: date | None
    latest: date | None
    stated: bool
    hard: Bounds
    soft: Bounds
    cls: str
    wording: str
    strength: Strength
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    again: date | None = None
    revises: Revision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Points of one origin and one kind of count, by day; `undated` have none."""

    origin: str
    kind: str
    points: tuple[Point, ...]
    undated: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One population in one state, one measure, one unit, one place (None: not stated).

    `counted` is the report's wording for the population.
    """

    counted: str
    population: str | None
    state: str | None
    measure: Measure
    unit: str | None
    place: str | None
    lines: tuple[Line, ...]

    @property
    def dated(self) -> int:
        return sum(len(line.points) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """A figure with the claim that states it."""

    figure: Figure
    claim: Claim
    report: Report


def series(view: LedgerView, known: Mapping[str, Whose] | None = None) -> tuple[Series, ...]:
    """All series, those with most dated points first; one with a single point is a series of one.

    `known` is `whose(view)`, where it has been worked out already.
    """
    origin = known or whose(view)
    copiers = {c.copier for c in view.copies}
    related = _related(view.relations)
    groups = _grouped(_counted(view), view)
    out = []
    for held in groups:
        lines: dict[tuple[str, str], list[_Counted]] = defaultdict(list)
        for one in held:
            lines[origin[one.claim.id].key, kind_of(one)].append(one)
        made = [
            _line(origin[mine[0].claim.id].name, kind, mine, copiers) for (_, kind), mine in lines.items()
        ]
        keys = [key for key, _ in lines]
        figure = min((o.figure for o in held), key=lambda f: (f.place is None, f.rule))
        out.append(
            Series(
                counted=_wording(held),
                population=figure.population,
                state=figure.state,
                measure=figure.measure,
                unit=figure.unit,
                place=figure.place.name if figure.place else None,
                lines=tuple(_revised(made, keys, related, {o.claim.id: o.figure for o in held})),
            )
        )
    return tuple(sorted(out, key=_size))


def _wording(held: Sequence[_Counted]) -> str:
    """What most reports call those counted; the shorter of two."""
    spans = [(o.figure.population_span, o.report.text) for o in held if o.figure.population_span]
    said = [" ".join(span.of(text).split()).lower() for span, text in spans if span]
    return max(
        sorted(set(said)), key=lambda w: (said.count(w), -len(w)), default=held[0].figure.population or ""
    )


def _size(s: Series) -> tuple[int, int, str, str, str, str]:
    first = min((c for line in s.lines for p in (*line.points, *line.undated) for c in p.claims), default="")
    return (-s.dated, -len(s.lines), s.population or "~", s.state or "~", s.place or "~", first)


def _counted(view: LedgerView) -> list[_Counted]:
    """Figures that claims assert, each once a claim, of whom or what is known."""
    reports = {r.id: r for r in view.reports}
    nobody = lexicon("any", "series")["uncounted"]["classes"]
    return [
        _Counted(figure=figure, claim=claim, report=reports[claim.report])
        for claim in view.claims
        if claim.polarity is Polarity.ASSERTED and claim.report in reports
        for figure in dict.fromkeys(claim.figures)
        if figure.cls not in nobody
        and (figure.population or figure.state)
        and figure.measure is not Measure.DURATION
    ]


@cache
def _kinds() -> Mapping[str, str]:
    return {cls: kind for kind, held in lexicon("any", "series")["kinds"].items() for cls in held}


def kind_of(one: _Counted) -> str:
    """count, estimate, floor, ceiling, range, vague or none; who only estimates a number counts nothing."""
    kind = _kinds().get(one.figure.cls, "vague")
    guessed = one.claim.stance.value in lexicon("any", "series")["estimating"]["stances"]
    return "estimate" if kind == "count" and guessed else kind


def _grouped(held: Sequence[_Counted], view: LedgerView) -> list[list[_Counted]]:
    """Figures of one series each.

    Counts of an event, and those whose place is not stated, belong together only where their claims
    are of one matter or stand in a relation; others where they count the same at the same place.
    """
    about = _about(view, {o.claim.id for o in held})
    places: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for one in held:
        if (place := _place(one.figure)) is not None:
            places[(about[one.claim.id], *_what(one.figure))].add(place)
    groups: dict[tuple[object, ...], list[_Counted]] = defaultdict(list)
    for one in held:
        thing, what, place = about[one.claim.id], _what(one.figure), _place(one.figure)
        near = places[(thing, *what)]
        if place is None and len(near) == 1:
            place = next(iter(near))  # one happening: what one report leaves unsaid, the other says
        running = one.figure.measure not in (Measure.EVENT, Measure.UNSTATED)
        groups[(None if running and place else thing, place, *what)].append(one)
    return list(groups.values())


def _what(f: Figure) -> tuple[object, ...]:
    whole = f.of if f.unit != "%" else None
    return ((f.population or "").casefold(), f.state, f.measure, f.unit, whole)


def _place(f: Figure) -> str | None:
    if f.place is None:
        return None
    return str(f.place.geonameid) if f.place.geonameid is not None else f.place.name.casefold()


def _about(view: LedgerView, counting: set[str]) -> Mapping[str, str]:
    """Claim id to a name of what it is about: claims of one matter, or related, are about one thing."""
    top = {c: c for c in counting}

    def root(c: str) -> str:
        while top[c] != c:
            top[c] = top[top[c]]
            c = top[c]
        return c

    joined = [[c for c in m.claims if c in top] for m in view.matters]
    joined += [[r.a, r.b] for r in view.relations if r.kind in _JOINS and r.a in top and r.b in top]
    for claims in joined:
        for other in claims[1:]:
            a, b = sorted((root(claims[0]), root(other)))
            top[b] = a
    return {c: root(c) for c in top}


def _line(origin: str, kind: str, held: Sequence[_Counted], copiers: set[str]) -> Line:
    """Points by day; the same range again in a row, or in a copy, is no new count."""
    points: list[_Growing] = []
    undated: list[_Growing] = []
    for one in sorted(held, key=_order):
        point = _point(one)
        if point.latest is None:
            _add(undated, point, True)
        else:
            _add(points, point, one.claim.report in copiers)
    dated, apart = (tuple(g.grown() for g in grown) for grown in (points, undated))
    return Line(origin=origin, kind=kind, points=dated, undated=apart)


def _order(one: _Counted) -> tuple[date, str, str, str]:
    day = _days(one)[1] or date.max
    return (
        day,
        one.report.published.value if isinstance(one.report.published, Stated) else "~",
        one.report.path,
        one.claim.id,
    )


@dataclass(slots=True)
class _Growing:
    """A point that may still be carried again: what is added is kept in order, once."""

    point: Point
    claims: dict[str, None]
    reports: dict[str, None]
    again: date | None = None

    def says(self, new: Point) -> bool:
        old = self.point
        same = (old.hard, old.soft, old.cls) == (new.hard, new.soft, new.cls)
        return same and (not new.stated or (old.earliest, old.latest) == (new.earliest, new.latest))

    def grown(self) -> Point:
        claims, reports = tuple(self.claims), tuple(self.reports)
        return replace(self.point, claims=claims, reports=reports, again=self.again)


def _add(points: list[_Growing], new: Point, carried: bool) -> None:
    """As a point of its own, or to the last one that says the same; a copy may repeat an older one."""
    for old in reversed(points[-_LOOKED_BACK if carried else -1 :]):
        if old.says(new):
            old.claims |= dict.fromkeys(new.claims)
            old.reports |= dict.fromkeys(new.reports)
            old.again = new.latest if new.latest != old.point.latest else old.again
            return
    points.append(_Growing(point=new, claims=dict.fromkeys(new.claims), reports=dict.fromkeys(new.reports)))


def _point(one: _Counted) -> Point:
    earliest, latest, stated = _days(one)
    f = one.figure
    return Point(
        earliest=earliest,
        latest=latest,
        stated=stated,
        hard=f.hard,
        soft=f.soft,
        cls=f.cls,
        wording=" ".join(f.span.of(one.report.text).split()),
        strength=one.claim.strength,
        claims=(one.claim.id,),
        reports=(one.report.id,),
    )


def _days(one: _Counted) -> tuple[date | None, date | None, bool]:
    """The days that a figure holds for, and whether the words state them."""
    as_of = one.figure.as_of
    if one.figure.measure in (Measure.EVENT, Measure.UNSTATED):
        # The day of the event is one for all counts of it: what moves is what is known of it.
        return (*published_days(one.report), False)
    if as_of is None or as_of.latest is None:
        return None, None, True
    return as_of.earliest, as_of.latest, as_of.role.value != "publication"


def published_days(report: Report) -> tuple[date | None, date | None]:
    """First and last day on which a report may have been published; None where it states no date."""
    if not isinstance(report.published, Stated):
        return None, None
    try:
        parts = [int(p) for p in report.published.value.split("-")]
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
        if len(parts) == 2:
            after = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
            return date(parts[0], parts[1], 1), after - timedelta(1)
        day = date(*parts[:3])
    except ValueError:
        return None, None
    return day, day


def _related(relations: Sequence[Relation]) -> Mapping[str, Mapping[str, Relation]]:
    """The updates and conflicts of each claim, by the other claim."""
    found: dict[str, dict[str, Relation]] = defaultdict(dict)
    for r in relations:
        if r.kind in (RelationKind.UPDATES, RelationKind.CONFLICTS):
            found[r.a][r.b] = found[r.b][r.a] = r
    return found


def _revised(
    lines: Sequence[Line],
    keys: Sequence[str],
    related: Mapping[str, Mapping[str, Relation]],
    figures: Mapping[str, Figure],
) -> Iterator[Line]:
    """Lines with every point marked that revises an earlier one of the same origin.

    A relation says so across kinds; without one only a count that shrinks within its own line does.
    """
    before: dict[str, list[Point]] = defaultdict(list)
    for line, key in zip(lines, keys, strict=True):
        before[key] += line.points
    for points in before.values():
        points.sort(key=lambda p: (p.latest or date.max, p.claims))
    for line, key in zip(lines, keys, strict=True):
        marked = []
        for place, point in enumerate(line.points):
            earlier = [p for p in before[key] if p.latest and point.latest and p.latest < point.latest]
            found = (_by_relation(p, point, related, figures) for p in reversed(earlier[-_LOOKED_BACK:]))
            revises = next((r for r in found if r), None)
            if revises is None and place and _shrinks(line.points[place - 1], point, figures):
                revises = _smaller(line.points[place - 1], point)
            marked.append(replace(point, revises=revises))
        yield replace(line, points=tuple(marked))


def _by_relation(
    old: Point,
    new: Point,
    related: Mapping[str, Mapping[str, Relation]],
    figures: Mapping[str, Figure],
) -> Revision | None:
    said = set(old.claims)
    for claim in new.claims:
        for other, relation in related.get(claim, {}).items():
            if other in said:
                shrinks = _shrinks(old, new, figures)
                return Revision(of=other, correction=shrinks, reasons=relation.reasons)
    return None


def _shrinks(old: Point, new: Point, figures: Mapping[str, Figure]) -> bool:
    """True for a count that can only grow and has become smaller."""
    grows = figures[new.claims[0]].measure not in (Measure.STOCK, Measure.RATE)
    return grows and new.hard.high is not None and new.hard.high < old.hard.low


def _smaller(old: Point, new: Point) -> Revision:
    what = f"a smaller count later: {old.wording}, then {new.wording}"
    reasons = (what, "a correction, or an old count carried late")
    return Revision(of=old.claims[0], correction=True, reasons=reasons)
