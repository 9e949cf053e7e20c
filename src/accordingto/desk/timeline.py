"""The timeline: how much is said to have happened when, and what, month by month."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from accordingto.desk.address import Here, number, said
from accordingto.desk.board import board
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.ledger.pages import values
from accordingto.publish import words
from accordingto.publish.ranges import times

router = APIRouter(include_in_schema=False)
CLAIMS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month in which something is said to have happened; `share` of the fullest month, in percent."""

    code: str
    says: str
    claims: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year with its months that hold something."""

    says: str
    claims: int
    months: tuple[Month, ...]


@router.get("/timeline")
def timeline(request: Request) -> Response:
    """All months, and what is said of the one that is chosen (the last, if none is)."""
    words_for(request)
    with desk_of(request).look() as connection:
        counted = values.months(connection)
        asked = said(request, "month")
        known = [code for code, _ in counted]
        code = asked if asked in known else (known[-1] if known else "")
        first, last = bounds(code) if code else (date.min, date.min)
        ids = values.happening(
            connection, first.isoformat(), last.isoformat(), number=number(request), size=CLAIMS
        )
        shown = board(connection, ids.rows)
    return render(
        request,
        "timeline",
        years=years(counted),
        chosen=code,
        says=words.month(first) if code else "",
        found=ids,
        chart=times(shown.claims, shown.cards, shown.reports, with_publication=False)
        if shown.claims
        else None,
        here=Here(request),
    )


def bounds(code: str) -> tuple[date, date]:
    """The first and the last day of a month ("2024-03")."""
    year, month = int(code[:4]), int(code[5:7])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def years(counted: Sequence[tuple[str, int]]) -> tuple[Year, ...]:
    """Months by year, the newest year first."""
    most = max((n for _, n in counted), default=1)
    by_year: dict[str, list[Month]] = {}
    for code, n in counted:
        made = Month(
            code=code, says=words.short_month(bounds(code)[0]), claims=n, share=round(100 * n / most, 1)
        )
        by_year.setdefault(code[:4], []).append(made)
    return tuple(
        Year(says=year, claims=sum(m.claims for m in months), months=tuple(months))
        for year, months in sorted(by_year.items(), reverse=True)
    )
