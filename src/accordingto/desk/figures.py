"""Figures: what is counted, and each kind of it as ranges on one axis."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from accordingto.desk.address import Here, number, said
from accordingto.desk.board import board
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger.pages import values
from accordingto.ledger.pages.values import Kind
from accordingto.publish.ranges import figures as ranges

router = APIRouter(include_in_schema=False)
LIST, CLAIMS = 40, 30


@router.get("/figures")
def figures(request: Request) -> Response:
    """The kinds of figures; of the one that is chosen, its figures."""
    words_for(request)
    here, query = Here(request), request.query_params
    if "population" not in query:
        with desk_of(request).look() as connection:
            kinds = values.kinds(connection, number=number(request), size=LIST)
        return render(request, "figures", kinds=kinds, chosen=None, here=here)
    kind = Kind(
        population=said(request, "population") or None,
        state=said(request, "state") or None,
        unit=said(request, "unit") or None,
        figures=0,
    )
    place = said(request, "place")
    with desk_of(request).look() as connection:
        ids = values.counting(
            connection,
            (kind.population, kind.state, kind.unit),
            place=place,
            number=number(request),
            size=CLAIMS,
        )
        shown = board(connection, ids.rows)
    claims = [values.only(c, kind) for c in shown.claims]
    charts = ranges(claims, shown.cards, shown.reports)
    return render(
        request, "figures", kinds=None, chosen=kind, place=place, found=ids, charts=charts, here=here
    )
