"""Export: chosen matters, or the whole ledger, in every form that publish has."""

import time
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.audit import policy
from accordingto.desk.address import Here
from accordingto.desk.choice import MOST
from accordingto.desk.exporting import Order
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.errors import OutputError
from accordingto.evidence import gate
from accordingto.keep import keys
from accordingto.keep.store import beside
from accordingto.ledger import derived, moved
from accordingto.ledger.pages import matters as pages
from accordingto.ledger.pages import nouns
from accordingto.publish.exports import FORMATS, format_named

router = APIRouter(include_in_schema=False)
FOR_PEOPLE = ("html", "docx", "pdf", "csv")  # named first
POLICIES = ("", *policy.shipped())
PATIENCE = 6.0  # seconds that a browser waits for the file itself; then a page waits in its place
AGAIN = "3"  # seconds after which that page asks again


@router.get("/export")
def exports(request: Request) -> Response:
    """What is chosen, and the forms to have it in."""
    words_for(request)
    with desk_of(request).look() as connection:
        ids = current(connection, _chosen(request, "matter"))
        found = pages.lines(connection, ids)
        reports = nouns.lines(connection, _chosen(request, "report"))
        anything = pages.there_are(connection)
    return render(
        request,
        "export",
        chosen=[found[i] for i in ids if i in found],
        reports=list(reports.values()),
        anything=anything,
        asked=_asked([i for i in ids if i in found], list(reports), _policy(request)),
        policy=_policy(request),
        policies={p: f"/export{_asked([i for i in ids if i in found], list(reports), p)}" for p in POLICIES},
        forms=sorted(FORMATS.values(), key=lambda form: form.name not in FOR_PEOPLE),
        here=Here(request),
    )


@router.get("/export/{name}")
def download(request: Request, name: str) -> Response:
    """The file, or the page that waits for it. A page among the forms is handed over to be kept, never shown
    as one of ours."""
    desk, order = desk_of(request), _order(request, name)
    # Looked at before it is made, and before it is handed over: a voice may be sealed meanwhile.
    gate.proof(beside(desk.ledger), None)
    job = desk.exporting.ask(order)
    if job is None:
        raise HTTPException(503, words_for(request)("export.too_many"), {"Retry-After": "60"})
    if not desk.exporting.wait(job, PATIENCE):
        return RedirectResponse(
            f"/export/{name}/wait{_asked(order.matters, order.reports, order.policy)}", 303
        )
    if job.made is None:
        raise job.wrong or HTTPException(503)
    gate.proof(beside(desk.ledger), None)
    if not desk.read_only:
        gate.exported(beside(desk.ledger), name, sha256(job.made).hexdigest())
    form = format_named(name)
    title = f"{desk.ledger.stem}.{form.extension}".encode("ascii", "replace").decode().replace("?", "_")
    return Response(
        job.made,
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{title.translate(_UNQUOTED)}"'},
    )


@router.get("/export/{name}/wait")
def waiting(request: Request, name: str) -> Response:
    """How long an export has been in the making; the page asks again by itself until it is made."""
    words_for(request)
    desk, order = desk_of(request), _order(request, name)
    here = f"/export/{name}{_asked(order.matters, order.reports, order.policy)}"
    job = desk.exporting.held(order)
    if job is None or job.wrong is not None:  # forgotten, or the ledger has changed: asked for anew, or told
        return RedirectResponse(here, 303)
    with desk.look() as connection:
        reports = nouns.listed(connection, number=1, size=1).total
    answer = render(
        request,
        "wait",
        done=job.done,
        seconds=int(time.monotonic() - job.since),
        size=-(-len(job.made or b"") // 1000),
        reports=reports,
        name=name,
        here=here,
    )
    if not job.done:
        answer.headers["Refresh"] = AGAIN
    return answer


def _order(request: Request, name: str) -> Order:
    """What the address asks for. Raises HTTPException (404) for what is not there."""
    try:
        format_named(name)
    except OutputError:
        raise HTTPException(404, name) from None
    desk = desk_of(request)
    with desk.look() as connection:
        ids, reports = current(connection, _chosen(request, "matter")), _chosen(request, "report")
        held = {*pages.lines(connection, ids), *nouns.lines(connection, reports)}
        stamp = derived.made_from(connection, "")
    for missing in (i for i in (*ids, *reports) if i not in held):
        raise HTTPException(404, missing)
    return Order(
        ledger=desk.ledger,
        form=name,
        matters=tuple(ids),
        reports=tuple(reports),
        policy=_policy(request),
        stamp=stamp,
        key=keys.handed(desk.ledger),
    )


_UNQUOTED = str.maketrans({'"': "_", "\\": "_", "\r": "_", "\n": "_"})


def current(connection: Connection, names: list[str]) -> list[str]:
    """These matters, each where its claims are now; what is not there stays as it is named."""
    held = pages.lines(connection, names)
    now = (moved.went(connection, name) or (name,) if name not in held else (name,) for name in names)
    return list(dict.fromkeys(one for homes in now for one in homes))


def _asked(matters: Iterable[str], reports: Iterable[str], chosen_policy: str) -> str:
    """The choice as a query, "" for the whole ledger as it is."""
    chosen = [*(("matter", i) for i in matters), *(("report", i) for i in reports)]
    chosen += [("policy", chosen_policy)] if chosen_policy else []
    return f"?{urlencode(chosen)}" if chosen else ""


def _policy(request: Request) -> str:
    """The policy that is asked for. Raises HTTPException (404) for one that is not shipped."""
    name = request.query_params.get("policy", "")
    if name not in POLICIES:
        raise HTTPException(404, name)
    return name


def _chosen(request: Request, kind: str) -> list[str]:
    return list(dict.fromkeys(v for v in request.query_params.getlist(kind) if v))[:MOST]
