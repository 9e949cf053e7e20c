"""The inbox: drop files, paste a text, see each report read."""

import re
from dataclasses import asdict, replace
from datetime import date
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.collect.files import sidecar_ending, sidecar_of
from accordingto.desk.forms import Posted, text, uploads
from accordingto.desk.page import render, words_for
from accordingto.desk.reading import Reading
from accordingto.desk.state import desk_of
from accordingto.errors import SkipReport
from accordingto.report import Sidecar

router = APIRouter(include_in_schema=False)


@router.get("/inbox")
def inbox(request: Request) -> Response:
    """What was dropped and how far it has come, and where to drop more."""
    return _page(request, refused=[], said={})


@router.get("/inbox/progress")
def progress(request: Request) -> Response:
    """The list alone, for the script to put in place of the one on the page."""
    reading = desk_of(request).reading
    items = reading.items() if reading else ()
    return render(request, "dropped", items=items, busy=bool(reading and reading.busy()))


@router.post("/inbox")
def drop(request: Request, form: Posted) -> Response:
    """Files, or a pasted text with what is known about it."""
    reading = _reading(request)
    said = {name: text(form, name) for name in ("text", "publisher", "url", "published")}
    wrong = mistakes(said)
    given = uploads(form, "files")
    if not (given or said["text"]):
        wrong.append("inbox.nothing")
    if wrong:
        return _page(request, refused=wrong, said=said, status=422)
    refused = []
    sidecar = Sidecar(
        url=said["url"] or None, publisher=said["publisher"] or None, published=said["published"] or None
    )
    files_, beside = _paired(given)
    for name, data in files_:
        try:
            known = sidecar_of(name + sidecar_ending(), beside.pop(name)) if name in beside else Sidecar()
            written = {key: value for key, value in asdict(sidecar).items() if value and len(files_) == 1}
            reading.drop(name, data, replace(known, **written))
        except SkipReport as error:
            refused.append(f"{error.subject}: {error.reason}")
    alone = words_for(request)("inbox.alone")
    refused += [f"{name}{sidecar_ending()}: {alone}" for name in beside]
    if said["text"]:
        reading.drop(f"{_first_words(said['text'])}.txt", said["text"].encode(), sidecar)
    if refused:
        return _page(request, refused=refused, said={}, status=422)
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/again")
def again(request: Request, form: Posted) -> Response:
    """Read once more what failed or was left from an earlier run."""
    if not _reading(request).again(text(form, "name")):
        raise HTTPException(404, text(form, "name"))
    return RedirectResponse("/inbox", 303)


def _paired(given: list[UploadFile]) -> tuple[list[tuple[str, bytes]], dict[str, bytes]]:
    """Files with their bytes, and what sidecars among them say, by the name of the file that they go with."""
    read = [(upload.filename or "", upload.file.read()) for upload in given]
    ending = sidecar_ending()
    beside = {name.removesuffix(ending): data for name, data in read if name.endswith(ending)}
    return [(name, data) for name, data in read if not name.endswith(ending)], beside


def _first_words(pasted: str) -> str:
    """A file name from how the text begins."""
    return " ".join(re.sub(r"[/\\]", " ", pasted.split("\n", 1)[0]).split()[:6])


def mistakes(said: dict[str, str]) -> list[str]:
    """Which of the fields cannot be used, by the key of the words that say so."""
    wrong = []
    if said["url"] and scheme_of(said["url"]) not in ("http", "https"):
        wrong.append("inbox.bad_url")
    if said["published"] and not is_day(said["published"]):
        wrong.append("inbox.bad_day")
    return wrong


def scheme_of(url: str) -> str:
    """The scheme of an address with a host; "" for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.scheme if parts.netloc else ""


def is_day(value: str) -> bool:
    """True for YYYY-MM-DD."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _reading(request: Request) -> Reading:
    reading = desk_of(request).reading
    if reading is None:
        raise HTTPException(403, "This desk is open for reading only.")
    return reading


def _page(request: Request, *, refused: list[str], said: dict[str, str], status: int = 200) -> Response:
    reading = desk_of(request).reading
    return render(
        request,
        "inbox",
        status=status,
        items=reading.items() if reading else (),
        busy=bool(reading and reading.busy()),
        refused=refused,
        said={name: said.get(name, "") for name in ("text", "publisher", "url", "published")},
    )
