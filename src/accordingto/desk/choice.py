"""What is ticked in lists: made one matter, or exported together."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.desk.deeds import NAMED, NotSo
from accordingto.desk.forms import Posted, text
from accordingto.desk.matters import Refusal, listed
from accordingto.desk.page import remember
from accordingto.desk.state import desk_of
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Act, Judgement
from accordingto.ledger.pages import matters as pages

router = APIRouter(include_in_schema=False)
MOST = 500  # matters, and reports, that an address names
MERGED = 50  # matters that are made one at once


@router.post("/matters")
def chosen(request: Request, form: Posted) -> Response:
    """The ticked matters made one, or what is ticked taken to the export page."""
    match text(form, "do"):
        case "export":
            wanted = [(kind, i) for kind in ("matter", "report") for i in ticked(form, kind)]
            return RedirectResponse(f"/export?{urlencode(wanted)}", 303)
        case "merge":
            return _merge(request, form)
        case _:
            raise HTTPException(400, "No such deed.")


def ticked(form: FormData, name: str) -> list[str]:
    """The values of ticked boxes, each once, as they came."""
    found = dict.fromkeys(v for v in form.getlist(name) if isinstance(v, str) and v)
    return list(found)[:MOST]


def _merge(request: Request, form: FormData) -> Response:
    desk, names = desk_of(request), ticked(form, "matter")
    given = {key: text(form, key) for key in ("by", "why")}
    try:
        with desk.change() as connection:
            made = _merging(connection, names, form)
            desk.judge(connection, made)
    except NotSo as wrong:
        return listed(request, Refusal(says=wrong.says, given=given, ticked=frozenset(names)), 422)
    except BadJudgement as error:
        return listed(request, Refusal(says=error.reason, given=given, ticked=frozenset(names)), 422)
    except DecidedMeanwhile as error:
        return listed(request, Refusal(says=error.reason, given=given, ticked=frozenset(names)), 409)
    if desk.reading is not None:
        desk.reading.stale()
    return remember(RedirectResponse(f"/matters/{names[0]}?done=merged", 303), made.by)


def _merging(connection: Connection, names: list[str], form: FormData) -> Judgement:
    by = text(form, "by")
    if not by:
        raise NotSo("wrong.by")
    if len(names) > MERGED:
        raise NotSo("deed.too_many")
    claims = {name: pages.in_reading_order(connection, name, most=NAMED) for name in names}
    if len(names) < 2 or not all(claims.values()):
        raise NotSo("deed.tick_two")
    return Judgement(
        act=Act.MERGE,
        subject=tuple(c for held in claims.values() for c in held),
        by=by,
        at=datetime.now(UTC),
        why=text(form, "why"),
        seen=text(form, "seen") or None,
    )
