"""Sources: who stands behind what, and what would be left without one."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from accordingto.desk.address import Here, number, one_of
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger.pages import sources as pages

router = APIRouter(include_in_schema=False)
LIST, APART, MATTERS = 40, 15, 12
HOW = ("alone", "beside", "uncounted")


@router.get("/sources")
def sources(request: Request) -> Response:
    """Voices with a name, those on whom most rests alone first."""
    words_for(request)
    sort = one_of(request, "sort", pages.SORTS) or "rests"
    with desk_of(request).look() as connection:
        found = pages.named(connection, sort=sort, number=number(request), size=LIST)
    return render(request, "sources", found=found, sort=sort, sorts=pages.SORTS, here=Here(request))


@router.get("/sources/apart")
def apart(request: Request) -> Response:
    """Voices without a name, or whose name is withheld: by their wording, each within its report."""
    words_for(request)
    with desk_of(request).look() as connection:
        found = pages.apart(connection, number=number(request), size=APART)
    return render(request, "apart", found=found, here=Here(request))


@router.get("/sources/{name}")
def source(request: Request, name: str) -> Response:
    """One voice: matters that rest on it alone, that keep another, and where it does not count."""
    words_for(request)
    with desk_of(request).look() as connection:
        found = pages.one(connection, name)
        if found is None:
            raise HTTPException(404, name)
        resting = {
            how: pages.resting(connection, name, how=how, number=number(request, how), size=MATTERS)
            for how in HOW
        }
    return render(request, "source", source=found, resting=resting, here=Here(request))
