"""The API: what the pages do, for programs. Described at /api, in OpenAPI at /api/openapi.json."""

from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Security
from fastapi.security import HTTPBearer
from sqlalchemy import func, select
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from accordingto.desk import api_models as models
from accordingto.desk.api_judging import Wrong, judgement_of
from accordingto.desk.reading import Reading
from accordingto.desk.reviewed import Judged, judged_report, report_of
from accordingto.desk.state import desk_of
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Judgement
from accordingto.ledger import moved, search
from accordingto.ledger.pages import matters as matter_pages
from accordingto.ledger.pages.matters import MatterFilter, MatterLine
from accordingto.ledger.tables import report_line, search_claim, search_report
from accordingto.report import Sidecar

_bearer = HTTPBearer(
    auto_error=False, description="A key made on the desk's page /api; browsers use the cookie."
)
_NO: dict[int | str, dict[str, Any]] = {
    400: {"model": models.Refusal, "description": "The body is no JSON in UTF-8."},
    401: {"model": models.Refusal, "description": "No session, and no key."},
    403: {"model": models.Refusal, "description": "Not from here, or the desk is for reading only."},
    413: {"model": models.Refusal, "description": "The body is too large."},
    421: {"model": models.Refusal, "description": "Not the desk's own address."},
    422: {"model": models.Mistakes, "description": "A value cannot be used."},
}
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": models.Refusal, "description": "Not here."}}
router = APIRouter(prefix="/api", dependencies=[Security(_bearer)], responses=_NO)


@router.post("/reports", status_code=202, tags=["inbox"])
def drop(request: Request, given: models.Dropping) -> models.Item:
    """Keep a report and have it read; its progress is told by the inbox."""
    sidecar = Sidecar(url=given.url, publisher=given.publisher, published=given.published)
    dropped = _reading(request).drop(given.name, given.text.encode(), sidecar)
    return models.Item(name=dropped.name, state=dropped.state.value)


@router.get("/inbox", tags=["inbox"])
def inbox(request: Request) -> models.Inbox:
    """What was dropped, the newest first."""
    reading = desk_of(request).reading
    if reading is None:
        return models.Inbox(items=[], busy=False, linking=False)
    items = [
        models.Item(**{k: v for k, v in asdict(d).items() if k in models.Item.model_fields})
        for d in reading.items()
    ]
    return models.Inbox(items=items, busy=reading.busy(), linking=reading.linking())


@router.post("/inbox/again", status_code=202, tags=["inbox"], responses=_MISSING)
def again(request: Request, which: models.Again) -> models.Item:
    """Read once more what failed, or was left from an earlier run."""
    if not _reading(request).again(which.name):
        raise HTTPException(404, "Nothing of this name is to be read again.")
    return models.Item(name=which.name, state="waiting")


@router.get("/reports", tags=["reports"])
def reports(
    request: Request, asked: Annotated[models.PageQuery, Query()]
) -> models.Listed[models.ReportLine]:
    """All reports, the newest first."""
    rows = select(*(report_line.c[name] for name in models.ReportLine.model_fields)).order_by(
        report_line.c.published.desc(), report_line.c.id
    )
    with desk_of(request).look() as connection:
        total = connection.execute(select(func.count()).select_from(report_line)).scalar_one()
        found = connection.execute(rows.limit(asked.size).offset((asked.page - 1) * asked.size)).all()
    items = [models.ReportLine(**row._mapping) for row in found]
    return models.Listed(items=items, total=total, page=asked.page, size=asked.size)


@router.get("/reports/{report_id}", tags=["reports"], responses=_MISSING)
def report(request: Request, report_id: Annotated[models.ReportId, Path()]) -> models.WholeReport:
    """One report: its text with passages, and its claims as people left them."""
    with desk_of(request).look() as connection:
        held = judged_report(connection, report_id)
    if held is None:
        raise HTTPException(404, "No such report.")
    return models.WholeReport(
        report=_plain(held.single.report),
        claims=[_reviewed(held, c.id) for c in held.single.claims],
        non_responses=[_plain(n) for n in held.single.non_responses],
    )


@router.get("/claims/{claim_id}", tags=["claims"], responses=_MISSING)
def claim(request: Request, claim_id: Annotated[models.ClaimId, Path()]) -> models.ReviewedClaim:
    """One claim as it stands, with what was decided of it."""
    with desk_of(request).look() as connection:
        found = report_of(connection, claim_id)
        held = judged_report(connection, found) if found else None
    if held is None or held.claim(claim_id) is None:
        raise HTTPException(404, "No such claim stands.")
    return _reviewed(held, claim_id)


@router.post(
    "/judgements",
    status_code=201,
    response_model=models.Kept,
    tags=["judgements"],
    responses={**_MISSING, 409: {"model": models.Meanwhile, "description": "Decided meanwhile."}},
)
def judge(request: Request, given: models.Judging) -> models.Kept | Response:
    """Decide: what is said is appended, and nothing is ever overwritten."""
    desk = desk_of(request)
    with desk.change() as connection:
        try:
            made = judgement_of(connection, given)
            new = desk.judge(connection, made)
        except Wrong as error:
            return _mistake(["body", *error.loc], error.says)
        except BadJudgement as error:
            return _mistake(["body"], error.reason)
        except DecidedMeanwhile as error:
            came = [_plain(j) for j in error.meanwhile if isinstance(j, Judgement)]
            told = {"detail": error.reason, "meanwhile": came}
            return JSONResponse(told, 409)
    if desk.reading is not None:
        desk.reading.stale()
    return models.Kept(id=made.id, new=new)


@router.get("/matters", tags=["matters"])
def matters(request: Request, asked: Annotated[models.MatterQuery, Query()]) -> models.Listed[MatterLine]:
    """Matters with their counts, filtered and sorted."""
    chosen = MatterFilter(**asked.model_dump(exclude={"page", "size"}))
    with desk_of(request).look() as connection:
        found = matter_pages.matters(connection, chosen, number=asked.page, size=asked.size)
    return models.Listed(items=list(found.rows), total=found.total, page=found.number, size=found.size)


@router.get("/matters/{matter_id}", tags=["matters"], responses=_MISSING)
def matter(request: Request, matter_id: Annotated[str, Path(pattern=r"^[0-9a-z]{1,32}$")]) -> dict[str, Any]:
    """One matter: its claims, its origins, and the reason of each count."""
    with desk_of(request).look() as connection:
        found = matter_pages.one(connection, matter_id)
        homes = moved.went(connection, matter_id) if found is None else None
    if found is None:
        raise HTTPException(404, f"Its claims are now in {', '.join(homes)}." if homes else "No such matter.")
    return _plain(found[1])


@router.get("/search", tags=["search"])
def find(request: Request, asked: Annotated[models.SearchQuery, Query()]) -> models.Found:
    """Full text of claims or reports, in Latin or Cyrillic letters."""
    index = search_claim if asked.of == "claims" else search_report
    with desk_of(request).look() as connection:
        total = search.count(connection, index, asked.q)
        ids = search.find(connection, index, asked.q, total=total, first=asked.first, size=asked.size)
    return models.Found(ids=list(ids), total=total)


def _reading(request: Request) -> Reading:
    reading = desk_of(request).reading
    if reading is None:
        raise HTTPException(403, "This desk is open for reading only.")
    return reading


def _plain(noun: object) -> dict[str, Any]:
    """A noun as the exported JSON has it."""
    plain: dict[str, Any] = msgspec.to_builtins(noun)
    return plain


def _reviewed(held: Judged, claim_id: str) -> models.ReviewedClaim:
    proposal = held.proposals.get(claim_id)
    history = held.history.get(claim_id, ())
    return models.ReviewedClaim(
        claim=_plain(held.claim(claim_id)),
        state=held.state(claim_id),
        seen=held.seen(claim_id) or None,
        history=[_plain(j) for j in history],
        undone=[j.id for j in history if j.id in held.undone],
        proposal=_plain(proposal) if proposal else None,
    )


def _mistake(loc: list[str | int], says: str) -> Response:
    return JSONResponse({"detail": [{"loc": loc, "msg": says, "type": "judgement"}]}, 422)
