"""Deaths as event rows like those of UCDP GED, where a matter fits; what does not is counted with its reason.

Columns and codes follow the codebook of the UCDP Georeferenced Event Dataset (Sundberg and Melander 2013;
Högbladh 2023). What a coder decides (sides, dyad, type of violence, whether it is an event of a conflict
at all) has no column here, and `best` is empty where the reports do not agree on one number.
"""

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from accordingto.claim import Claim, Polarity
from accordingto.figure import Bounds, Figure, Measure
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import wording
from accordingto.publish.csv import inert
from accordingto.relation import Matter
from accordingto.report import Report, Stated
from accordingto.when import TimeRole, When
from accordingto.where import Point, Where

COLUMNS = (
    "id", "matter", "claims", "year", "number_of_sources", "independent_origins",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "source_words",
    "where_prec", "where_coordinates", "where_description", "adm_1", "latitude", "longitude", "country",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_unknown", "best", "high", "low",
)  # fmt: skip
NEAR_KM = 25  # where_prec 2: the place is known to lie within about this distance of the point


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """A claim's figure of deaths with the one time and the one place it holds for."""

    claim: Claim
    figure: Figure
    start: date
    end: date
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Deaths of one population at one time and place, as the claims of one matter give them."""

    matter: Matter | None  # None for a claim that no matter holds
    deaths: tuple[Death, ...]


def rows(view: LedgerView) -> str:
    """RFC 4180 text with a header: one row a matter, time and place, from death figures alone."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    reports = {r.id: r for r in view.reports}
    for event in _sorted(view)[0]:
        row = _row(event, reports)
        cells = (row[column] for column in COLUMNS)
        table.writerow([inert(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def left_out(view: LedgerView) -> Mapping[str, int]:
    """Why figures are in no row, and how many for each reason; the most frequent first."""
    reasons = _sorted(view)[1]
    return dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def _sorted(view: LedgerView) -> tuple[list[Event], Counter[str]]:
    """Figures that make events, and the reasons of all others."""
    claims = {c.id: c for c in view.claims}
    held = {i for m in view.matters for i in m.claims}
    groups: list[tuple[Matter | None, tuple[str, ...]]] = [(m, m.claims) for m in view.matters]
    groups += [(None, (c.id,)) for c in view.claims if c.id not in held]
    events: list[Event] = []
    reasons: Counter[str] = Counter()
    for matter, ids in groups:
        apart: dict[tuple[date, date, Point | None], list[Death]] = {}
        for claim in (claims[i] for i in ids if i in claims):
            for figure in claim.figures:
                death = _death(claim, figure)
                if isinstance(death, str):
                    reasons[death] += 1
                else:
                    apart.setdefault((death.start, death.end, death.place.point), []).append(death)
        for _, deaths in sorted(apart.items(), key=lambda item: item[0][:2]):
            whole = _whole(deaths)
            reasons["deaths, but of a part or of several groups, which are never added up"] += len(
                deaths
            ) - len(whole)
            if whole:
                events.append(Event(matter=matter, deaths=tuple(whole)))
    return events, +reasons


def _whole(deaths: Sequence[Death]) -> list[Death]:
    """Those of one population: of all people where they are counted too ("12 dead, 3 of them children")."""
    counted = {(d.figure.population or "").casefold() for d in deaths}
    if len(counted) > 1:
        counted &= set(_table()["all"])
    return [d for d in deaths if len(counted) == 1 and (d.figure.population or "").casefold() in counted]


def _death(claim: Claim, figure: Figure) -> Death | str:
    """The figure as deaths at one time and place, or why it is none in plain words."""
    table = _table()
    head = (figure.population or "").casefold()
    if figure.state not in table["deaths"]:
        return f"no deaths: {figure.state or 'what happened is not stated'}"
    if figure.unit is not None or figure.of is not None:
        return "deaths, but as a share or in a unit"
    if not any(head == noun or head.endswith(f" {noun}") for noun in table["people"]):
        return f"deaths, but not certainly of people: {head or 'not stated of whom'}"
    if figure.measure not in (Measure.EVENT, Measure.UNSTATED):
        return f"deaths, but of no one event: {figure.measure.value}"
    if claim.polarity is not Polarity.ASSERTED:
        return f"deaths, but {claim.polarity.value}"
    time = _time(claim, figure)
    if isinstance(time, str):
        return time
    place = _place(claim, figure)
    if isinstance(place, str):
        return place
    return Death(claim=claim, figure=figure, start=time[0], end=time[1], place=place)


def _time(claim: Claim, figure: Figure) -> tuple[date, date] | str:
    times: Sequence[When] = [t for t in claim.times if t.role is TimeRole.EVENT]
    if not times and figure.as_of is not None:
        times = [figure.as_of]
    bounds = {(t.earliest, t.latest) for t in times}
    if not bounds:
        return "deaths, but no day is stated"
    if len(bounds) > 1:
        return "deaths, but more than one time"
    start, end = bounds.pop()
    if start is None or end is None:
        return "deaths, but the time is open at an end"
    if _date_prec(start, end) is None:
        return "deaths, but over more than a year"
    return start, end


def _place(claim: Claim, figure: Figure) -> Where | str:
    places = [figure.place] if figure.place else list(claim.places)
    if not places:
        return "deaths, but no place is stated"
    if len({p.point for p in places}) > 1:
        return "deaths, but more than one place"
    if places[0].point is None:
        return "deaths, but the place is on no map"
    return places[0]


def _row(event: Event, reports: Mapping[str, Report]) -> dict[str, object]:
    matter, deaths = event.matter, event.deaths
    mine = sorted({d.claim.report for d in deaths})
    held = [reports[i] for i in mine]
    first = deaths[0]
    place, point = first.place, first.place.point
    low, high, best = _bounds([d.figure.hard for d in deaths])
    claims = list(dict.fromkeys(d.claim for d in deaths))
    key = "\x1f".join((*(c.id for c in claims), str(first.start), str(first.end), place.name))
    return {
        "id": f"e{sha256(key.encode()).hexdigest()[:16]}",
        "matter": matter.id if matter else "",
        "claims": "; ".join(c.id for c in claims),
        "year": first.start.year,
        "number_of_sources": len(held),
        "independent_origins": matter.independent_origins if matter else "",
        "source_article": "; ".join(_article(r) for r in held),
        "source_office": "; ".join(words.publisher(r) for r in held),
        "source_date": "; ".join(
            words.published(r.published) if not isinstance(r.published, Stated) else r.published.value
            for r in held
        ),
        "source_headline": "; ".join(r.title.value if isinstance(r.title, Stated) else "" for r in held),
        "source_original": "; ".join(dict.fromkeys(c.origin.name for c in claims)),
        "source_words": "; ".join(wording(c, reports[c.report].text) for c in claims),
        "where_prec": _where_prec(place),
        "where_coordinates": place.name,
        "where_description": place.span.of(reports[first.claim.report].text),
        "adm_1": place.admin1 or "",
        "latitude": point.lat if point else "",
        "longitude": point.lon if point else "",
        "country": place.country or "",
        "event_clarity": 1 if _date_prec(first.start, first.end) == 1 else 2,
        "date_prec": _date_prec(first.start, first.end),
        "date_start": first.start.isoformat(),
        "date_end": first.end.isoformat(),
        "deaths_unknown": _number(best),
        "best": _number(best),
        "high": _number(high),
        "low": _number(low),
    }


def _bounds(bounds: Sequence[Bounds]) -> tuple[float, float | None, float | None]:
    """Least, most (None: no upper end) and, where all give the one same number, that. People are whole."""
    low = min(b.low + b.low_open for b in bounds)
    highs = [b.high - b.high_open for b in bounds if b.high is not None]
    high = max(highs) if len(highs) == len(bounds) else None
    return low, high, low if low == high else None


def _day(report: Report) -> str:
    return str(report.published.value)


def _article(report: Report) -> str:
    name = report.title.value if isinstance(report.title, Stated) else report.path
    return f"{words.publisher(report)}, {words.published(report.published)}, “{name}”"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value != int(value) else str(int(value))


def _date_prec(start: date, end: date) -> int | None:
    days = (end - start).days + 1
    grades: Mapping[str, int] = _table()["date_prec"]
    return next((int(grade) for grade, most in sorted(grades.items()) if days <= most), None)


def _where_prec(place: Where) -> int:
    grades: Mapping[str, int] = _table()["where_prec"]
    feature = place.feature or ""
    fits = [name for name in grades if feature.startswith(name)]
    grade = grades[max(fits, key=len)] if fits else 5
    near = grade in (1, 5) and place.point is not None and place.point.radius_km <= NEAR_KM
    return 2 if near and feature == "AREA" else grade


@cache
def _table() -> dict[str, Any]:
    where = files("accordingto.publish").joinpath("events.toml")
    return tomllib.loads(where.read_text(encoding="utf-8"))
