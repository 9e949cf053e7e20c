"""Judging a matter: pin, name, note, merge, split, and undo, each a judgement that is only ever added."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.desk.forms import Posted, text
from accordingto.desk.matters import page
from accordingto.desk.page import remember
from accordingto.desk.state import desk_of
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Act, Change, Judgement
from accordingto.ledger import moved
from accordingto.ledger.pages import matters as pages
from accordingto.ledger.pages.decided import decided

router = APIRouter(include_in_schema=False)
NAMED = 50  # claims that name a matter in a judgement: enough to find it again when some are gone
DONE = {
    "pin": "pinned",
    "unpin": "unpinned",
    "rename": "renamed",
    "note": "noted",
    "merge": "merged",
    "split": "split",
    "undo": "undone",
    "resolve": "settled",
}


class NotSo(Exception):
    """What a form asks for cannot be; `says` is the key of the words that say why."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Moved(Exception):
    """The matter is no more; `homes` hold its claims."""

    def __init__(self, homes: tuple[str, ...]) -> None:
        super().__init__(*homes)
        self.homes = homes


@router.post("/matters/{name}")
def judge(request: Request, name: str, form: Posted) -> Response:
    """One decision about a matter; back to it, with what was done or what was wrong."""
    do, *ends = text(form, "do").split() or [""]
    if do not in DONE:
        raise HTTPException(400, "No such deed.")
    desk = desk_of(request)
    try:
        with desk.change() as connection:
            if pages.one(connection, name) is None:
                raise Moved(moved.went(connection, name) or ())
            made = _judgement(connection, name, do, form, ends)
            desk.judge(connection, made)
    except Moved as error:
        if not error.homes:
            raise HTTPException(404, name) from None
        return page(request, error.homes[0], wrong="deed.moved_meanwhile", given=_given(form), status=409)
    except NotSo as wrong:
        return page(request, name, wrong=wrong.says, given=_given(form), status=422)
    except BadJudgement as error:
        return page(request, name, wrong=error.reason, given=_given(form), status=422)
    except DecidedMeanwhile as error:
        return page(request, name, wrong=error.reason, given=_given(form), status=409)
    if desk.reading is not None:
        desk.reading.stale()
    return remember(RedirectResponse(f"/matters/{name}?done={DONE[do]}", 303), made.by)


def _judgement(connection: Connection, name: str, do: str, form: FormData, ends: list[str]) -> Judgement:
    by = text(form, "by")
    if not by:
        raise NotSo("wrong.by")
    subject = pages.in_reading_order(connection, name, most=NAMED)
    why = text(form, "note") if do == "note" else text(form, "why")
    change, undoes, act = None, None, Act.UNDO
    match do:
        case "pin":
            act = Act.PIN
        case "rename":
            act, change = Act.RENAME, Change(title=text(form, "title"))
        case "note":
            act = Act.NOTE
        case "merge":
            act, subject = Act.MERGE, (*subject, *_other(connection, name, text(form, "other")))
        case "resolve":
            act, subject = Act.RESOLVE, tuple(ends)
            why = text(form, "why-" + "-".join(ends)) or why
        case "split":
            act, subject = Act.SPLIT, _ticked(connection, name, form)
        case _:
            subject, undoes = _undone(connection, name, do, text(form, "of"))
    return Judgement(
        act=act,
        subject=subject,
        change=change,
        by=by,
        at=datetime.now(UTC),
        why=why,
        undoes=undoes,
        seen=text(form, "seen") or None,
    )


def _other(connection: Connection, name: str, said: str) -> tuple[str, ...]:
    """Claims of the matter that an address or an id names."""
    other = said.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
    claims = pages.in_reading_order(connection, other, most=NAMED) if other and other != name else ()
    if not claims:
        raise NotSo("deed.no_other")
    return claims


def _ticked(connection: Connection, name: str, form: FormData) -> tuple[str, ...]:
    ticked = {value for key, value in form.multi_items() if key == "claim" and isinstance(value, str)}
    homes = pages.within(connection, sorted(ticked))
    mine = tuple(sorted(claim for claim, home in homes.items() if home == name))
    line = pages.one(connection, name)
    if not mine or line is None or len(mine) == line[0].mentions:
        raise NotSo("deed.no_claims")
    return mine


def _undone(connection: Connection, name: str, do: str, of: str) -> tuple[tuple[str, ...], str]:
    held = decided(connection, name)
    pin = held.standing(Act.PIN) if do == "unpin" else None
    found = pin or next((j for j in held.judgements if j.id == of and j.id in held.live), None)
    if found is None:
        raise HTTPException(404, of or name)
    return found.subject, found.id


def _given(form: FormData) -> dict[str, str]:
    return {key: text(form, key) for key in ("by", "why", "title", "note", "other")}
