"""Figures: what is counted, and each kind of it as ranges on one axis."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from accordingto.desk.address import Here, number, said
from accordingto.desk.board import board
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger.pages import counted, matters, values
from accordingto.ledger.pages.matters import MatterLine
from accordingto.ledger.pages.values import Kind
from accordingto.publish.overtime import Drawn, overtime
from accordingto.publish.ranges import figures as ranges
from accordingto.relation import Matter

router = APIRouter(include_in_schema=False)
LIST, CLAIMS = 40, 30
COUNTED, SERIES = 150, 9  # claims that are looked at for what moves, and series that are drawn


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
        moves, left = _moves(connection, kind, place) if ids.number == 1 else ((), 0)
    claims = [values.only(c, kind) for c in shown.claims]
    charts = ranges(claims, shown.cards, shown.reports)
    return render(
        request,
        "figures",
        kinds=None,
        chosen=kind,
        place=place,
        found=ids,
        charts=charts,
        moves=moves,
        left=left,
        newest=COUNTED,
        here=here,
    )


def _moves(
    connection: Connection, kind: Kind, place: str
) -> tuple[tuple[tuple[Drawn, MatterLine | None], ...], int]:
    """What moves over time, with the matter that it is of; and how many older claims were not looked at."""
    ids, total = counted.newest(connection, kind, place=place, most=COUNTED)
    shown = board(connection, ids)
    claims = [values.only(c, kind) for c in shown.claims]
    view = counted.part(connection, claims, shown.reports.values())
    drawn = overtime(view, shown.cards)[:SERIES]
    homes = [home_of(d, view.matters) for d in drawn]
    lines = matters.lines(connection, [home for home in homes if home])
    return tuple((d, lines.get(home)) for d, home in zip(drawn, homes, strict=True)), max(0, total - len(ids))


def home_of(drawn: Drawn, matters_: Iterable[Matter]) -> str:
    """The one matter whose claims a series draws; "" where they are of several."""
    said = {card.id for track in drawn.tracks for m in (*track.marks, *track.undated) for card in m.cards}
    held = [m.id for m in matters_ if not said.isdisjoint(m.claims)]
    return held[0] if len(held) == 1 else ""
