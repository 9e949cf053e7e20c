"""Export: chosen matters, or the whole ledger, in every form that publish has."""

from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from accordingto import pipeline
from accordingto.desk.address import Here
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.errors import OutputError
from accordingto.evidence import gate
from accordingto.keep.store import beside
from accordingto.ledger.pages import matters as pages
from accordingto.publish.exports import FORMATS, export, format_named
from accordingto.publish.selection import selected

router = APIRouter(include_in_schema=False)
MOST = 500  # matters that an address names


@router.get("/export")
def exports(request: Request) -> Response:
    """What is chosen, and the forms to have it in."""
    words_for(request)
    ids = _chosen(request)
    with desk_of(request).look() as connection:
        found = pages.lines(connection, ids)
        anything = pages.there_are(connection)
    return render(
        request,
        "export",
        chosen=[found[i] for i in ids if i in found],
        anything=anything,
        forms=FORMATS.values(),
        here=Here(request),
    )


@router.get("/export/{name}")
def download(request: Request, name: str) -> Response:
    """The file. A page among them is handed over to be kept, never shown as one of ours."""
    desk, ids = desk_of(request), _chosen(request)
    try:
        form = format_named(name)
    except OutputError:
        raise HTTPException(404, name) from None
    with desk.look() as connection:
        held = pages.lines(connection, ids)
    if len(held) < len(ids):
        raise HTTPException(404, next(i for i in ids if i not in held))
    store = beside(desk.ledger)
    # The desk holds no key: where voices are sealed, only the command with the sealed file can show that the
    # bytes do not tell who they are, and this refuses.
    proof = gate.proof(store, None)
    view = pipeline.view(desk.ledger)
    body = export(selected(view, matters=ids) if ids else view, name, proof=proof)
    if not desk.read_only:
        gate.exported(store, name, sha256(body).hexdigest())
    title = f"{desk.ledger.stem}.{form.extension}".encode("ascii", "replace").decode().replace("?", "_")
    return Response(
        body,
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{title.translate(_UNQUOTED)}"'},
    )


_UNQUOTED = str.maketrans({'"': "_", "\\": "_", "\r": "_", "\n": "_"})


def _chosen(request: Request) -> list[str]:
    return list(dict.fromkeys(v for v in request.query_params.getlist("matter") if v))[:MOST]
