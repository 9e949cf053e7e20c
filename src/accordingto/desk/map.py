"""The map: places that claims name, where they can be placed; what cannot be is listed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from accordingto.desk.address import Here, number, said
from accordingto.desk.board import board, told
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger.pages import matters, values
from accordingto.ledger.pages.values import Spot
from accordingto.publish import places, words
from accordingto.where import Point

router = APIRouter(include_in_schema=False)
DRAWN, LISTED, CLAIMS = 60, 60, 12


@router.get("/map")
def places_page(request: Request) -> Response:
    """The places, and the claims that name the one that is chosen."""
    say = words_for(request)
    name = said(request, "place")
    with desk_of(request).look() as connection:
        placed = values.spots(connection, placed=True, number=number(request), size=DRAWN)
        unplaced = values.spots(connection, placed=False, number=number(request, "unplaced"), size=LISTED)
        ids = values.at_place(connection, name, number=number(request, "claims"), size=CLAIMS)
        shown = board(connection, ids.rows if name else ())
        homes = matters.within(connection, [c.id for c in shown.claims])
    dotted = [spot for spot in placed.rows if is_drawn(spot)]
    return render(
        request,
        "map",
        map=places.drawn([_spot(spot) for spot in dotted]),
        dotted=dotted,
        wide=[spot for spot in placed.rows if not is_drawn(spot)],
        placed=placed,
        unplaced=unplaced,
        name=name,
        found=ids,
        claims=told(shown, shown.claims, say, homes),
        here=Here(request),
    )


def is_drawn(spot: Spot) -> bool:
    """True for what a dot or a circle can stand for: a country's middle would be a false point."""
    return not spot.country_itself and spot.radius_km is not None and not places.is_vast(spot.radius_km)


def _spot(spot: Spot) -> places.Spot:
    point = Point(lat=spot.lat or 0.0, lon=spot.lon or 0.0, radius_km=spot.radius_km or 0.0)
    return places.Spot(name=spot.name, says=words.spot(spot.name, spot.country, point.radius_km), point=point)
