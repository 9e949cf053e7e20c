"""What claims say of how many, when and where: kinds of figures, months, places; and which claims."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from accordingto.claim import Claim
from accordingto.ledger.pages.page import Page, page_of, page_of_groups
from accordingto.ledger.pages.remembered import remembered
from accordingto.ledger.tables import claim_figure, claim_line, claim_place

_F, _P, _L = claim_figure.c, claim_place.c, claim_line.c
MONTH = 7  # characters of an ISO day that name its month


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is counted ("prisoner", "transfer", no unit), and by how many figures; None is not said."""

    population: str | None
    state: str | None
    unit: str | None
    figures: int


def kinds(connection: Connection, *, number: int, size: int) -> Page[Kind]:
    """Kinds of figures, the most frequent first."""
    rows: Select[Any] = (
        select(_F.population, _F.state, _F.unit, func.count())
        .group_by(_F.population, _F.state, _F.unit)
        .order_by(func.count().desc(), _F.population, _F.state, _F.unit)
    )
    return page_of_groups(
        connection,
        rows,
        lambda r: Kind(population=r[0], state=r[1], unit=r[2], figures=r[3]),
        number=number,
        size=size,
    )


def counting(
    connection: Connection,
    kind: tuple[str | None, str | None, str | None],
    *,
    place: str = "",
    number: int,
    size: int,
) -> Page[str]:
    """Ids of claims with a figure of that population, state and unit, by the time of what is counted."""
    population, state, unit = kind
    same: list[ColumnElement[bool]] = [_F.population.is_(population), _F.state.is_(state), _F.unit.is_(unit)]
    rows: Select[Any] = select(_L.id).where(_L.id.in_(select(_F.claim).where(*same)))
    if place:
        rows = rows.where(_L.id.in_(select(_P.claim).where(_P.name == place)))
    return _ids(connection, rows.order_by(func.coalesce(_L.earliest, _L.published), _L.id), number, size)


def only(claim: Claim, kind: Kind) -> Claim:
    """The claim with no other figures than those of that kind."""
    same = (kind.population, kind.state, kind.unit)
    return replace(claim, figures=tuple(f for f in claim.figures if (f.population, f.state, f.unit) == same))


def months(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Each month ("2024-03") in which something is said to have happened, with how many claims say so."""
    return remembered(connection, "months", lambda: _months(connection))


def _months(connection: Connection) -> tuple[tuple[str, int], ...]:
    month: Any = func.substr(_L.earliest, 1, MONTH)
    rows: Select[Any] = (
        select(month, func.count()).where(_L.earliest.is_not(None)).group_by(month).order_by(month)
    )
    return tuple((row[0], row[1]) for row in connection.execute(rows))


def happening(connection: Connection, start: str, end: str, *, number: int, size: int) -> Page[str]:
    """Ids of claims about something that began between two ISO days, both inclusive, in that order."""
    rows: Select[Any] = select(_L.id).where(_L.earliest.between(start, end)).order_by(_L.earliest, _L.id)
    return _ids(connection, rows, number, size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that claims name; `lat`, `lon` and `radius_km` are None where it cannot be placed.

    `country_itself` is True for a country: named often, and nowhere on a map.
    """

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    mentions: int
    country_itself: bool


def spots(connection: Connection, *, placed: bool, number: int, size: int) -> Page[Spot]:
    """Places, those that most claims name first."""
    question = ("spots", placed, number, size)
    return remembered(connection, question, lambda: _spots(connection, placed, number, size))


def _spots(connection: Connection, placed: bool, number: int, size: int) -> Page[Spot]:
    rows: Select[Any] = (
        select(_P.name, func.min(_P.country), _P.lat, _P.lon, _P.radius_km, func.max(_P.whole), func.count())
        .where(_P.lat.is_not(None) if placed else _P.lat.is_(None))
        .group_by(_P.name, _P.lat, _P.lon, _P.radius_km)
        .order_by(func.count().desc(), _P.name)
    )
    return page_of_groups(
        connection,
        rows,
        lambda r: Spot(
            name=r[0],
            country=r[1],
            lat=r[2],
            lon=r[3],
            radius_km=r[4],
            mentions=r[6],
            country_itself=bool(r[5]),
        ),
        number=number,
        size=size,
    )


def at_place(connection: Connection, name: str, *, number: int, size: int) -> Page[str]:
    """Ids of the claims that name a place, newest report first."""
    rows: Select[Any] = select(_L.id).where(_L.id.in_(select(_P.claim).where(_P.name == name)))
    return _ids(connection, rows.order_by(_L.published.desc(), _L.id), number, size)


def _ids(connection: Connection, rows: Select[Any], number: int, size: int) -> Page[str]:
    return page_of(connection, rows, lambda row: str(row[0]), number=number, size=size)
