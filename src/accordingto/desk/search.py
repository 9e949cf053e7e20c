"""Search: claims and reports by word, by how a word begins, by how a name sounds."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from accordingto.desk.address import Here, number, one_of, said
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger import search as index
from accordingto.ledger.pages import found
from accordingto.ledger.pages.page import Page, within

router = APIRouter(include_in_schema=False)
LIST = 20
PLACES = ("claims", "reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A claim or a report that was found, and its words with those that were looked for marked."""

    line: found.ClaimHit | found.ReportHit
    pieces: tuple[tuple[str, bool], ...]


@router.get("/search")
def search(request: Request) -> Response:
    """What a query finds; the form alone where there is none."""
    words_for(request)
    query, place = said(request, "q"), one_of(request, "in", PLACES) or "claims"
    looked = index.terms(query)
    with desk_of(request).look() as connection:
        page = found.hits(connection, place, query, number=number(request), size=LIST)
        other = found.total(connection, PLACES[1 - PLACES.index(place)], query)
    hits = tuple(Hit(line=line, pieces=index.cut(line.text, looked)) for line in page.rows)
    totals = {place: page.total, PLACES[1 - PLACES.index(place)]: other}
    return render(
        request,
        "search",
        query=query,
        place=place,
        totals=totals,
        most=index.COUNTED,
        found=Page(rows=hits, total=page.total, number=within(page.number, page.total, LIST), size=LIST),
        here=Here(request),
    )
