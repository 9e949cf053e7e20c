"""What is still open, since when; and who did not answer."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from accordingto.desk.address import Here, number
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger.pages import questions as pages

router = APIRouter(include_in_schema=False)
LIST = 30


@router.get("/open")
def questions(request: Request) -> Response:
    """Open questions, the oldest first, and silences."""
    words_for(request)
    with desk_of(request).look() as connection:
        found = pages.questions(connection, number=number(request), size=LIST)
        silences = pages.silences(connection, number=number(request, "silent"), size=LIST)
    return render(request, "questions", found=found, silences=silences, here=Here(request))
