"""What is still open, since when, and what answers it as people judge; and who did not answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.desk.address import Here, number, one_of, said
from accordingto.desk.board import Told, board, told
from accordingto.desk.choice import ticked
from accordingto.desk.deeds import NotSo
from accordingto.desk.forms import Posted, text
from accordingto.desk.page import remember, render, words_for
from accordingto.desk.state import desk_of
from accordingto.desk.words import Words
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Act, Judgement, standing
from accordingto.ledger import judgements
from accordingto.ledger.pages import found
from accordingto.ledger.pages import matters as matter_pages
from accordingto.ledger.pages import questions as pages
from accordingto.publish import words

router = APIRouter(include_in_schema=False)
LIST, OFFERED = 30, 12
DONE = ("answered", "unanswered")


@router.get("/open")
def questions(request: Request) -> Response:
    """Open questions, the oldest first, those that people found answered, and silences."""
    words_for(request)
    with desk_of(request).look() as connection:
        still = pages.questions(connection, number=number(request), size=LIST)
        answers = pages.answered(connection, number=number(request, "answered"), size=LIST)
        silences = pages.silences(connection, number=number(request, "silent"), size=LIST)
    return render(request, "questions", found=still, answered=answers, silences=silences, here=Here(request))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A judgement that stands: these claims answer the question, as `by` found on a day, and why."""

    id: str
    by: str
    on: str
    why: str
    answers: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One open question: what answers it as people found, and what may; `seen` is the newest judgement."""

    question: Told
    given: tuple[Given, ...]
    near: tuple[Told, ...]  # of its own matter
    looked: tuple[Told, ...]  # found by the words that were looked for
    seen: str


@router.get("/open/{claim}")
def question(request: Request, claim: str) -> Response:
    """One open question, and the claims that may answer it."""
    return page(request, claim)


def page(
    request: Request,
    claim: str,
    *,
    wrong: str = "",
    fields: Mapping[str, str] | None = None,
    ticks: frozenset[str] = frozenset(),
    status: int = 200,
) -> Response:
    """The page of a question; `wrong` says why what its form asked for was not done."""
    say, query = words_for(request), said(request, "q")
    with desk_of(request).look() as connection:
        asked = _asked(connection, claim, query, say, ticks)
    done = one_of(request, "done", DONE)
    return render(
        request,
        "question",
        status=status,
        asked=asked,
        query=query,
        told=f"open.{done}" if done else "",
        wrong=wrong,
        given=defaultdict(str, fields or {}),
        ticked=ticks,
        here=Here(request),
    )


def _asked(connection: Connection, claim: str, query: str, say: Words, ticks: frozenset[str]) -> Asked:
    history = judgements.history(connection, claim)
    live = [j for j in standing(history) if j.act is Act.ANSWER and j.subject[0] == claim]
    answers = {c for j in live for c in j.subject[1:]}
    near = [c for c in pages.may_answer(connection, claim, most=OFFERED) if c not in answers]
    hits = found.hits(connection, "claims", query, number=1, size=OFFERED).rows if query else ()
    ids = (hit.id for hit in hits)
    looked = [c for c in dict.fromkeys((*ids, *sorted(ticks))) if c not in answers and c not in near]
    shown = board(connection, [claim, *sorted(answers), *near, *(c for c in looked if c != claim)])
    by_id = {c.id: c for c in shown.claims}
    if claim not in by_id or by_id[claim].polarity.value not in pages.OPEN:
        raise HTTPException(404, claim)
    homes = matter_pages.within(connection, list(by_id))

    def cards(wanted: list[str] | tuple[str, ...]) -> tuple[Told, ...]:
        return told(shown, [by_id[i] for i in wanted if i in by_id and i != claim], say, homes)

    return Asked(
        question=told(shown, [by_id[claim]], say, homes)[0],
        given=tuple(
            Given(
                id=j.id,
                by=j.by,
                on=words.day(j.at.astimezone(UTC).date()),
                why=j.why,
                answers=cards(j.subject[1:]),
            )
            for j in live
        ),
        near=cards(near),
        looked=cards([c for c in looked if by_id.get(c) and by_id[c].polarity.value not in pages.OPEN]),
        seen=history[-1].id if history else "",
    )


@router.post("/open/{claim}")
def judge(request: Request, claim: str, form: Posted) -> Response:
    """The ticked claims answer the question, or one such judgement is undone."""
    do, desk = text(form, "do"), desk_of(request)
    if do not in ("answer", "undo"):
        raise HTTPException(400, "No such deed.")
    try:
        with desk.change() as connection:
            made = _judgement(connection, claim, do, form)
            desk.judge(connection, made)
    except NotSo as error:
        return _refused(request, claim, form, error.says, 422)
    except BadJudgement as error:
        return _refused(request, claim, form, error.reason, 422)
    except DecidedMeanwhile as error:
        return _refused(request, claim, form, error.reason, 409)
    if desk.reading is not None:
        desk.reading.stale()
    done = "answered" if do == "answer" else "unanswered"
    return remember(RedirectResponse(f"/open/{claim}?done={done}", 303), made.by)


def _refused(request: Request, claim: str, form: FormData, says: str, status: int) -> Response:
    fields = {key: text(form, key) for key in ("by", "why")}
    ticks = frozenset(ticked(form, "claim"))
    return page(request, claim, wrong=says, fields=fields, ticks=ticks, status=status)


def _judgement(connection: Connection, claim: str, do: str, form: FormData) -> Judgement:
    by = text(form, "by")
    if not by:
        raise NotSo("wrong.by")
    shown = {c.id: c for c in board(connection, [claim]).claims}
    if claim not in shown or shown[claim].polarity.value not in pages.OPEN:
        raise HTTPException(404, claim)
    undoes, subject = None, (claim, *(c for c in ticked(form, "claim") if c != claim))
    if do == "undo":
        held = judgements.get(connection, text(form, "of"))
        if held is None or held.act is not Act.ANSWER or held.subject[0] != claim:
            raise HTTPException(404, text(form, "of"))
        undoes, subject = held.id, held.subject
    elif len(subject) < 2:
        raise NotSo("open.tick_one")
    return Judgement(
        act=Act.ANSWER if do == "answer" else Act.UNDO,
        subject=subject,
        by=by,
        at=datetime.now(UTC),
        why=text(form, "why"),
        undoes=undoes,
        seen=text(form, "seen") or None,
    )
