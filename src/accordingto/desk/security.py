"""The door of the desk: what a request must bring before any page sees it, and what every answer carries.

Other web pages, other programs' pages on this machine and names that are pointed at 127.0.0.1 (DNS
rebinding) can all make a browser send requests here. They are refused by Host, by Origin and
Sec-Fetch-Site (W3C Fetch Metadata), by a SameSite=Strict cookie, and by a word in each form.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from accordingto.desk.sessions import Sessions

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE = {"GET", "HEAD"}
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE"}
ENTRANCE = "/enter"  # the only address that needs no session
UPLOADS = ("/inbox", "/api/reports")  # where whole reports come in

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may cost: bytes of its body, seconds until the body is here."""

    body: int = 1_000_000
    upload: int = 100_000_000
    seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the desk stands, and how strict it is."""

    port: int
    sessions: Sessions
    read_only: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    @property
    def cookie(self) -> str:
        """Cookies know no ports: two desks on one machine must not take each other's."""
        return f"accordingto-{self.port}"


class Guard:
    """ASGI middleware: nothing passes that `refusal` names; every answer carries HEADERS."""

    def __init__(self, app: App, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})["key"] = key = self._key(headers)
        refused = refusal(self.door, scope, headers, key)
        outward = _with_headers(send)
        if refused is not None:
            await _answer(scope, receive, outward, refused)
            return
        body = _Body(receive, self._cap(scope), self.door.limits.seconds)
        await self.app(scope, body.receive, body.guarded(scope, outward))

    def _key(self, headers: Headers) -> str:
        """The session's key: of the cookie, or as a program sends it ("Authorization: Bearer …")."""
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return bearer.strip()
        try:
            held = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return ""
        return held[self.door.cookie].value if self.door.cookie in held else ""

    def _cap(self, scope: Scope) -> int:
        limits = self.door.limits
        return limits.upload if scope["path"] in UPLOADS else limits.body


def refusal(door: Door, scope: Scope, headers: Headers, key: str) -> tuple[int, str] | None:
    """Why a request may not pass, as status and one sentence; None if it may."""
    safe = scope["method"] in SAFE
    if scope["method"] not in METHODS:
        return 405, "This method is not used here."
    if headers.get("host", "").casefold() not in door.hosts:
        return 421, "This desk answers only to its own address on this machine."
    if not _is_from_here(door, headers, safe=safe):
        return 403, "This request comes from another page than the desk's own."
    if scope["path"] != ENTRANCE and not door.sessions.is_open(key):
        return 401, "No session: open the address that `accordingto desk` printed; it works once."
    if safe:
        return None
    if door.read_only and scope["path"] != ENTRANCE:
        return 403, "This desk is open for reading only."
    if scope["path"].startswith("/api/") and not headers.get("authorization"):
        given = headers.get("x-csrf-token", "")
        if not door.sessions.is_ours(key, given):
            return 403, "A program that uses the cookie sends the form's word as X-CSRF-Token."
    length = headers.get("content-length")
    cap = door.limits.upload if scope["path"] in UPLOADS else door.limits.body
    if length is not None and (not length.isdecimal() or int(length[:20]) > cap):
        return 413, f"The body is larger than the {cap:,} bytes that are taken."
    return None


def _is_from_here(door: Door, headers: Headers, *, safe: bool) -> bool:
    """True unless the browser says that another site's page asks.

    Pages with no-referrer send "Origin: null" from their own forms, too; then Sec-Fetch-Site decides.
    """
    site = headers.get("sec-fetch-site")
    if safe:
        opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return site in (None, "same-origin", "none") or opened
    if site not in (None, "same-origin"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    if origin == "null":
        return site == "same-origin"
    return any(hmac.compare_digest(origin.encode(), f"http://{host}".encode()) for host in door.hosts)


class _Body:
    """The body of a request, counted and timed as it comes in: refused before it is held."""

    def __init__(self, receive: Receive, cap: int, seconds: float) -> None:
        self._receive = receive
        self._left = cap
        self._cap = cap
        self._until = asyncio.get_running_loop().time() + seconds
        self._done = False
        self.refused: tuple[int, str] | None = None

    async def receive(self) -> Message:
        """The next piece; a body that is too large or too slow ends here, as if its sender had gone."""
        if self._done:
            return await self._receive()
        left = self._until - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.001))
        except TimeoutError:
            return self._refuse(408, "The body took too long to come.")
        if message["type"] != "http.request":
            return message
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            return self._refuse(413, f"The body is larger than the {self._cap:,} bytes that are taken.")
        self._done = not message.get("more_body", False)
        return message

    def _refuse(self, status: int, why: str) -> Message:
        self.refused = (status, why)
        self._done = True
        return {"type": "http.disconnect"}

    def guarded(self, scope: Scope, send: Send) -> Send:
        """`send`, which says why the body was refused in place of what the page then made of it."""
        answered = False

        async def out(message: Message) -> None:
            nonlocal answered
            if self.refused is None:
                await send(message)
            elif not answered:
                answered = True
                await _answer(scope, self._receive, send, self.refused)

        return out


def _with_headers(send: Send) -> Send:
    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                held[name] = value
            if "server" in held:
                del held["server"]
        await send(message)

    return out


async def _answer(scope: Scope, receive: Receive, send: Send, why: tuple[int, str]) -> None:
    status, says = why
    if scope["path"].startswith("/api/"):
        body = PlainTextResponse(f'{{"detail":"{says}"}}', status, media_type="application/json")
    else:
        body = PlainTextResponse(says + "\n", status)
    if status in (408, 413):
        body.headers["Connection"] = "close"  # the rest of the body is not read
    await body(scope, receive, send)
