"""Judging claims: what a form of the report page decides is appended; two tabs are told of each other."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.claim import Claim
from accordingto.desk.fields import WrongField, change_of
from accordingto.desk.forms import Posted, text
from accordingto.desk.page import remember, render
from accordingto.desk.report import Asked, page
from accordingto.desk.reviewed import Judged, judged_report, report_of
from accordingto.desk.spans import NoSuchWords, spans_of
from accordingto.desk.state import desk_of
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Act, Change, Judgement

router = APIRouter(include_in_schema=False)
PARTS = 6  # pieces that one form splits a claim into


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a button says: the deed, the claim, the newest judgement that its page showed, and a third thing.

    Written on buttons as "accept CLAIM SEEN [OF]": one form serves a page of claims. `of` is a judgement to
    undo or a proposal.
    """

    do: str
    claim: str
    seen: str | None
    of: str


def deed_of(said: str) -> Deed:
    """The deed that a button names. Raises HTTPException (400)."""
    words = said.split()
    if not 2 <= len(words) <= 4:
        raise HTTPException(400, "No deed and claim are named.")
    do, claim_id, *rest = words
    seen = rest[0] if rest else "-"
    return Deed(
        do=do, claim=claim_id, seen=None if seen == "-" else seen, of=rest[1] if len(rest) > 1 else ""
    )


@router.post("/judge")
def judge(request: Request, form: Posted) -> Response:
    """One decision; back to the claim, or to the form with what was wrong in it."""
    deed = deed_of(text(form, "go"))
    desk = desk_of(request)
    asked = Asked(claim=deed.claim, do=deed.do, fields=_fields(form))
    with desk.change() as connection:
        held = _held(connection, deed.claim)
        claim = held.claim(deed.claim)
        if claim is None:
            raise HTTPException(404, deed.claim)
        try:
            made = judgement_of(deed, form, claim, held)
            desk.judge(connection, made)
            wrong = None
        except WrongField as error:
            wrong = (error.field, error.why)
        except BadJudgement as error:
            wrong = ("", error.reason)
        except DecidedMeanwhile as error:
            return _meanwhile(request, deed, error, held, form)
    if wrong:
        return page(request, held, asked=asked, wrong=wrong, status=422)
    if desk.reading is not None:
        desk.reading.stale()
    return remember(
        RedirectResponse(f"/reports/{held.single.report.id}?at={deed.claim}#c-{deed.claim}", 303), made.by
    )


def judgement_of(deed: Deed, form: FormData, claim: Claim, held: Judged) -> Judgement:
    """The judgement that a form makes. Raises WrongField, BadJudgement, HTTPException."""
    by, why = text(form, "by"), text(form, "why")
    if not by:
        raise WrongField("by", "wrong.by")
    body = held.single.report.text
    subject: tuple[str, ...] = (deed.claim,)
    change = undoes = None
    match deed.do:
        case "accept":
            act = Act.ACCEPT
        case "reject":
            act = Act.REJECT
        case "note":
            act = Act.NOTE
        case "correct":
            act, change = Act.CORRECT, change_of(_fields(form), claim, body)
            if not change.values:
                raise WrongField("", "wrong.nothing")
        case "split":
            act, change = Act.SPLIT_CLAIM, _parts(form, claim, body)
        case "merge":
            act, subject = Act.MERGE_CLAIMS, (deed.claim, *_others(form, deed.claim))
        case "take" | "keep":
            act, change = _proposed(deed, held)
        case "undo":
            act, undoes = Act.UNDO, deed.of
            subject = _undone(deed, held)
        case _:
            raise HTTPException(400, "No such deed.")
    return Judgement(
        act=act,
        subject=subject,
        change=change,
        by=by,
        at=datetime.now(UTC),
        why=why,
        undoes=undoes,
        seen=deed.seen,
    )


def _held(connection: Connection, claim_id: str) -> Judged:
    report = report_of(connection, claim_id)
    held = judged_report(connection, report) if report else None
    if held is None:
        raise HTTPException(404, claim_id)
    return held


def _fields(form: FormData) -> dict[str, str]:
    """A form's fields as text; line ends as the report's text has them."""
    return {name: value.replace("\r\n", "\n") for name, value in form.multi_items() if isinstance(value, str)}


def _parts(form: FormData, claim: Claim, body: str) -> Change:
    near = claim.evidence[0].start if claim.evidence else 0
    parts = []
    for n in range(PARTS):
        try:
            spans = spans_of(text(form, f"part-{n}"), body, near)
        except NoSuchWords:
            raise WrongField(f"part-{n}", "wrong.words") from None
        if spans:
            parts.append(spans)
    if len(parts) < 2:
        raise WrongField("part-1", "wrong.parts")
    return Change(parts=tuple(parts))


def _others(form: FormData, claim_id: str) -> list[str]:
    others = [v for v in form.getlist("with") if isinstance(v, str) and v != claim_id]
    if not others:
        raise WrongField("with", "wrong.with")
    return others


def _proposed(deed: Deed, held: Judged) -> tuple[Act, Change]:
    proposal = held.proposals.get(deed.claim)
    if proposal is None or proposal.id != deed.of:
        raise HTTPException(404, deed.of)
    if deed.do == "keep":
        return Act.REJECT, Change(proposal=proposal.id)
    return Act.ACCEPT, proposal.change or Change(proposal=proposal.id)


def _undone(deed: Deed, held: Judged) -> tuple[str, ...]:
    made = next((j for j in held.history.get(deed.claim, ()) if j.id == deed.of), None)
    if made is None:
        raise HTTPException(404, deed.of)
    return made.subject


def _meanwhile(
    request: Request, deed: Deed, error: DecidedMeanwhile, held: Judged, form: FormData
) -> Response:
    """The later tab is told, and its input offered again."""
    came = [j for j in error.meanwhile if isinstance(j, Judgement)]
    again = (deed.do, deed.claim, came[-1].id if came else "-", deed.of)
    return render(
        request,
        "meanwhile",
        status=409,
        report=held.single.report.id,
        claim=deed.claim,
        do=deed.do,
        came=came,
        again=" ".join(again).strip(),
        given=[(k, v) for k, v in form.multi_items() if isinstance(v, str) and v and k not in ("csrf", "go")],
    )
