"""Pages: one environment, one frame around each, words in the reader's language, everything escaped."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from accordingto import __version__
from accordingto.desk.days import day, period
from accordingto.desk.reasons import reason
from accordingto.desk.state import desk_of
from accordingto.desk.words import LANGUAGES, Words, chosen, marked
from accordingto.publish import words as published
from accordingto.publish.page import harmless
from accordingto.publish.titles import title as cleaned
from accordingto.publish.words import speak

# The pages one can go to: key of the words (nav.KEY), address, key on the keyboard after "g".
NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("inbox", "/inbox", "i"),
    ("reports", "/reports", "r"),
    ("matters", "/matters", "m"),
    ("sources", "/sources", "s"),
    ("figures", "/figures", "f"),
    ("timeline", "/timeline", "t"),
    ("map", "/map", "p"),
    ("open", "/open", "o"),
    ("search", "/search", "q"),
    ("export", "/export", "x"),
)

NAME_COOKIE = "accordingto-name"  # who judges: asked once, remembered by the browser
LONGEST_NAME = 200

_environment = Environment(
    loader=ChoiceLoader(
        [
            PackageLoader("accordingto.desk", "templates"),
            # The dossier's drawings: "publish/parts.html.j2".
            PrefixLoader({"publish": PackageLoader("accordingto.publish", "templates")}),
        ]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=harmless,
)
_environment.globals |= {
    "day": day,
    "period": period,
    "state": published.state,
    "title": cleaned,
    "num": marked,
    "reason": reason,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    language: str
    languages: tuple[tuple[str, str, str], ...]  # code, own name, address of this page in it
    here: str
    navigation: tuple[tuple[str, str, str], ...]
    ledger: str
    read_only: bool
    version: str
    csrf: str
    name: str  # of who judges, as last given
    linking: bool  # what was read or judged does not yet show in matters and searches
    trouble: str  # why it does not


def words_for(request: Request) -> Words:
    """The words in the language asked for by address, else by cookie, else by the browser.

    What is made for this request from here on speaks it, too: dates, counts, drawings.
    """
    asked = request.query_params.get("lang") or request.cookies.get("accordingto-language")
    language = chosen(asked, request.headers.get("accept-language", ""))
    speak(language)
    return Words(language)


def render(request: Request, template: str, *, status: int = 200, **holes: Any) -> HTMLResponse:
    """A page from templates/TEMPLATE.html.j2; it sees `say`, `label`, `frame` and `holes`."""
    desk, say = desk_of(request), words_for(request)
    frame = Frame(
        language=say.language,
        languages=tuple((code, name, _in_language(request, code)) for code, name in LANGUAGES.items()),
        here=request.url.path,
        navigation=NAVIGATION,
        ledger=desk.ledger.name,
        read_only=desk.read_only,
        version=__version__,
        csrf=desk.door.sessions.csrf(request.state.key),
        name=_name(request.cookies.get(NAME_COOKIE, "")),
        linking=desk.reading is not None and (desk.reading.busy() or desk.reading.linking()),
        trouble=desk.reading.trouble if desk.reading is not None else "",
    )
    page = _environment.get_template(f"{template}.html.j2")
    answer = HTMLResponse(page.render(say=say, label=say.label, frame=frame, **holes), status)
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        answer.set_cookie("accordingto-language", asked, samesite="strict", httponly=True)
    return answer


def _name(kept: str) -> str:
    """The name in a cookie (hex of UTF-8, since cookies hold no other letters); "" for none of ours."""
    try:
        return bytes.fromhex(kept).decode()[:LONGEST_NAME]
    except ValueError:
        return ""


def remember(answer: Response, name: str) -> Response:
    """The same answer, which has the browser remember who judged."""
    as_cookie = name.encode("utf-8").hex()
    answer.set_cookie(NAME_COOKIE, as_cookie, samesite="strict", httponly=True, max_age=31536000)
    return answer


def _in_language(request: Request, code: str) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return f"{request.url.path}?{urlencode([*kept, ('lang', code)])}"
