"""The desk's web app: its pages and its API behind one door."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from accordingto.desk import (
    api,
    api_page,
    choice,
    deeds,
    export,
    figures,
    inbox,
    judge,
    matters,
    questions,
    report,
    search,
    sources,
    timeline,
)
from accordingto.desk import help as help_pages
from accordingto.desk import map as map_pages
from accordingto.desk.exporting import Exporting
from accordingto.desk.page import render
from accordingto.desk.reading import WORKERS, Reading
from accordingto.desk.security import ENTRANCE, HEADERS, Door, Guard, Limits
from accordingto.desk.sessions import Sessions
from accordingto.desk.state import Desk, desk_of
from accordingto.errors import AccordingToError, Refused, SkipReport, WithheldFound, one_line
from accordingto.keep.keys import key_file
from accordingto.ledger.store import open_ledger

ROUTERS = (
    inbox.router,
    report.router,
    judge.router,
    matters.router,
    deeds.router,
    choice.router,
    export.router,
    sources.router,
    figures.router,
    timeline.router,
    map_pages.router,
    questions.router,
    search.router,
    help_pages.router,
    api_page.router,
    api.router,
)
_STATIC = {"desk.css": "text/css", "pages.css": "text/css", "desk.js": "text/javascript"}


def create_app(
    ledger: Path,
    *,
    token: str,
    port: int = 8000,
    read_only: bool = False,
    limits: Limits | None = None,
    workers: int = WORKERS,
) -> FastAPI:
    """The desk on a ledger, made if absent. `token` opens it once; `port` is where it will answer.

    `workers` processes read what is dropped; with 0 it only waits.

    Raises LedgerError if the ledger cannot be opened. The passphrase of an encrypted one is asked here.
    """
    engine = open_ledger(ledger)
    door = Door(port=port, sessions=Sessions(token), read_only=read_only, limits=limits or Limits())
    if key_file(ledger).exists():
        # A file of an upload that is larger would be spooled to the disk, in the open.
        MultiPartParser.spool_max_size = max(MultiPartParser.spool_max_size, door.limits.upload)
    desk = Desk(
        ledger=ledger,
        engine=engine,
        door=door,
        reading=None if read_only else Reading(ledger, engine, workers),
        exporting=Exporting(),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if desk.reading is not None:
            desk.reading.close()
        desk.exporting.close()
        engine.dispose()

    app = FastAPI(title="accordingto", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.add_middleware(Guard, door=door)
    app.add_api_route(ENTRANCE, enter, include_in_schema=False)
    app.add_api_route("/", home, include_in_schema=False)
    app.add_api_route("/static/{name}", static, include_in_schema=False)
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(AccordingToError, failed)
    app.add_exception_handler(RequestValidationError, mistaken)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, broken)
    return app


def enter(request: Request, token: str = "") -> Response:
    """The one-time token of the printed address, for a session."""
    desk = desk_of(request)
    if desk.door.sessions.is_open(request.state.key):
        return RedirectResponse("/", 303)
    key = desk.door.sessions.enter(token)
    if key is None:
        return PlainTextResponse("This address was used already, or is not one of this desk's.\n", 401)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(desk.door.cookie, key, httponly=True, samesite="strict", path="/")
    return answer


def home() -> Response:
    """The first page is the inbox."""
    return RedirectResponse("/inbox", 303)


def static(name: str) -> Response:
    """The style and the script; nothing else is served as a file."""
    if name not in _STATIC:
        raise HTTPException(404)
    body = files("accordingto.desk").joinpath("static", name).read_text(encoding="utf-8")
    return Response(body, media_type=_STATIC[name])


def refused(request: Request, error: Exception) -> Response:
    """A page for what is not there or not allowed."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return _no(request, status, str(getattr(error, "detail", "")), headers)


def failed(request: Request, error: Exception) -> Response:
    """A page for an error of our own tree: what was given cannot be used, or the ledger is in use."""
    if isinstance(error, WithheldFound):
        return _no(request, 403, str(error))
    return _no(request, 422 if isinstance(error, SkipReport | Refused) else 503, str(error))


def mistaken(request: Request, error: Exception) -> Response:
    """A value of a request that cannot be used; what was sent is not sent back."""
    told = error.errors() if isinstance(error, RequestValidationError) else ()
    wrong = [{"loc": [_printable(at) for at in e["loc"]], "msg": e["msg"], "type": e["type"]} for e in told]
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": wrong}, 422)
    return _no(request, 422, "; ".join(e["msg"] for e in wrong))


def _printable(at: str | int) -> str | int:
    return at if isinstance(at, int) else one_line(at[:200])


def _no(request: Request, status: int, says: str, headers: Mapping[str, str] | None = None) -> Response:
    if request.url.path.startswith("/api/"):
        detail: object = says
        if status == 422:
            detail = [{"loc": ["body"], "msg": says, "type": "refused"}]
        return JSONResponse({"detail": detail}, status, headers=dict(headers or {}))
    answer = render(request, "refused", status=status, code=status, says=says)
    answer.headers.update(headers or {})
    return answer


def gone(_request: Request, _error: Exception) -> Response:
    """Who asked has gone, or was sent away by the guard, which then says why."""
    return Response(status_code=400)


def broken(_request: Request, _error: Exception) -> Response:
    """A mistake of ours: said without the trace, which the terminal has."""
    return PlainTextResponse("The desk made a mistake; its terminal says more.\n", 500, headers=HEADERS)
