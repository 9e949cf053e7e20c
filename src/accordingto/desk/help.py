"""Pages that explain: the keys."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from accordingto.desk.page import render

router = APIRouter(include_in_schema=False)


@router.get("/shortcuts")
def shortcuts(request: Request) -> Response:
    """Every key, and what it does."""
    return render(request, "shortcuts")
