"""Export: chosen matters, or the whole ledger, in every form that publish has."""

from hashlib import sha256
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from accordingto import pipeline
from accordingto.desk.address import Here
from accordingto.desk.choice import MOST
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.errors import OutputError
from accordingto.evidence import gate
from accordingto.keep.store import beside
from accordingto.ledger import moved
from accordingto.ledger.pages import matters as pages
from accordingto.ledger.pages import nouns
from accordingto.publish.exports import FORMATS, export, format_named
from accordingto.publish.selection import selected

router = APIRouter(include_in_schema=False)


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
        asked=_asked([i for i in ids if i in found], list(reports)),
        forms=FORMATS.values(),
        here=Here(request),
    )


@router.get("/export/{name}")
def download(request: Request, name: str) -> Response:
    """The file. A page among them is handed over to be kept, never shown as one of ours."""
    desk = desk_of(request)
    try:
        form = format_named(name)
    except OutputError:
        raise HTTPException(404, name) from None
    with desk.look() as connection:
        ids, reports = current(connection, _chosen(request, "matter")), _chosen(request, "report")
        held = {*pages.lines(connection, ids), *nouns.lines(connection, reports)}
    for missing in (i for i in (*ids, *reports) if i not in held):
        raise HTTPException(404, missing)
    store = beside(desk.ledger)
    # The desk holds no key: where voices are sealed, only the command with the sealed file can show that the
    # bytes do not tell who they are, and this refuses.
    proof = gate.proof(store, None)
    view = pipeline.view(desk.ledger)
    body = export(selected(view, matters=ids, reports=reports), name, proof=proof)
    if not desk.read_only:
        gate.exported(store, name, sha256(body).hexdigest())
    title = f"{desk.ledger.stem}.{form.extension}".encode("ascii", "replace").decode().replace("?", "_")
    return Response(
        body,
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{title.translate(_UNQUOTED)}"'},
    )


_UNQUOTED = str.maketrans({'"': "_", "\\": "_", "\r": "_", "\n": "_"})


def current(connection: Connection, names: list[str]) -> list[str]:
    """These matters, each where its claims are now; what is not there stays as it is named."""
    held = pages.lines(connection, names)
    now = (moved.went(connection, name) or (name,) if name not in held else (name,) for name in names)
    return list(dict.fromkeys(one for homes in now for one in homes))


def _asked(matters: list[str], reports: list[str]) -> str:
    """The choice as a query, "" for the whole ledger."""
    chosen = [*(("matter", i) for i in matters), *(("report", i) for i in reports)]
    return f"?{urlencode(chosen)}" if chosen else ""


def _chosen(request: Request, kind: str) -> list[str]:
    return list(dict.fromkeys(v for v in request.query_params.getlist(kind) if v))[:MOST]
