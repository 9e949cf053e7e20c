"""Guarded fetching: one address to the bytes of its page, within caps, with a record of how it came.

Nothing of a reader goes along: no cookies, no referrer, no settings from the environment. Redirects are
followed here, so that each new address passes the guard as the first one did.
"""

import hashlib
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpcore
import httpx

from accordingto import __version__
from accordingto.collect import caps
from accordingto.collect.caps import Caps
from accordingto.collect.guard import Guard
from accordingto.collect.inflate import ACCEPTED, inflated
from accordingto.collect.pinned import Meter, PinnedBackend
from accordingto.errors import BadReply, BadSettings, EmptyInput, TooLarge, Unreachable
from accordingto.languages import lexicon
from accordingto.report import Sidecar, Snapshot
from accordingto.retrieval import Redirect, Retrieval

TOOL = f"accordingto/{__version__}"
NOT_KEPT = "(not kept)"
REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8"
_PROXIES = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What answered: the body unpacked, and the record. `data` is empty for a 304."""

    data: bytes
    retrieval: Retrieval


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A fetch under way: where it goes next, what sent it there, and how many seconds it may still take."""

    requested: str
    url: httpx.URL
    at: datetime
    left: float
    passed: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an earlier answer gave for asking whether anything changed (RFC 9110, section 13)."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """How pages are fetched. `proxy` is socks5://host:port or http://host:port; `tls` None means the
    certificate authorities that come with httpx."""

    guard: Guard = field(default_factory=Guard)
    caps: Caps = field(default_factory=caps.standard)
    user_agent: str = TOOL
    proxy: str | None = None
    tls: ssl.SSLContext = field(default_factory=lambda: httpx.create_ssl_context(trust_env=False))

    def fetch(self, address: str, known: Known | None = None, *, most: int | None = None) -> Fetched:
        """GET, redirects followed at once: for who asks one address. `gather` puts a pause before each.

        Any status is returned but redirects: what a 404 means is the caller's to say. `most` lowers the cap
        on bytes. Raises RefusedAddress, Unreachable, TooLarge or BadReply.
        """
        came: Trip | Fetched = self.begin(address)
        while isinstance(came, Trip):
            came = self.ask(came, known, most=most)
        return came

    def begin(self, address: str) -> Trip:
        """A fetch that has not sent anything yet. Raises RefusedAddress."""
        url = self.guard.url(address, by_proxy=self.proxy is not None)
        return Trip(requested=str(url), url=url, at=datetime.now(UTC), left=self.caps.seconds)

    def ask(self, trip: Trip, known: Known | None = None, *, most: int | None = None) -> Fetched | Trip:
        """One request: what answered, or where it sends us, which has passed the guard. Raises as `fetch`."""
        limits, url = self.caps, trip.url
        room = min(most or limits.bytes, limits.bytes)
        began = time.monotonic()
        meter = Meter(
            subject=str(url),
            seconds=limits.seconds,
            answer=limits.answer,
            until=began + trip.left,
            room=limits.head,
        )
        status, headers, data = self._once(url, known, meter, room)
        if status in REDIRECTS and headers.get("location"):
            return self._sent_on(trip, status, headers["location"], time.monotonic() - began)
        return Fetched(
            data=data,
            retrieval=Retrieval(
                requested=trip.requested,
                address=str(url),
                at=trip.at.replace(microsecond=0),
                status=status,
                headers=kept_headers(headers.multi_items()),
                redirects=trip.passed,
                peer=meter.peer,
                certificate=meter.certificate,
                via=_without_password(self.proxy) if self.proxy else None,
                tool=TOOL,
            ),
        )

    def _sent_on(self, trip: Trip, status: int, location: str, took: float) -> Trip:
        to = _joined(trip.url, location)
        passed = (*trip.passed, Redirect(address=str(trip.url), status=status, to=to))
        if len(passed) > self.caps.redirects:
            times = self.caps.redirects
            raise BadReply(trip.requested, f"redirected more than {times} times, last to {to}")
        url = self.guard.url(to, by_proxy=self.proxy is not None)
        return replace(trip, url=url, left=trip.left - took, passed=passed)

    def _once(
        self, url: httpx.URL, known: Known | None, meter: Meter, room: int
    ) -> tuple[int, httpx.Headers, bytes]:
        """One request on one connection; the body is read only where it is wanted."""
        limits = self.caps
        try:
            with (
                self._pool(meter) as pool,
                pool.stream("GET", str(url), headers=self._headers(url, known)) as answer,
            ):
                headers = httpx.Headers(answer.headers)
                if answer.status in (*REDIRECTS, 204, 304):
                    return answer.status, headers, b""
                _refuse_long(meter.subject, headers, room)
                meter.room += room + limits.head  # chunk sizes and trailers
                kept = caps.lowered(limits, room)
                body = inflated(
                    meter.subject, answer.iter_stream(), headers.get("content-encoding", ""), kept
                )
                return answer.status, headers, b"".join(body)
        except (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout):
            meter.patience()
            raise Unreachable(meter.subject, f"no answer within {limits.answer:g} seconds") from None
        except (httpcore.NetworkError, httpcore.ProxyError, ssl.SSLError, OSError) as error:
            raise Unreachable(meter.subject, f"no connection: {_said(error)}") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise BadReply(meter.subject, f"does not speak HTTP as it should: {_said(error)}") from None

    def _pool(self, meter: Meter) -> httpcore.ConnectionPool:
        if self.proxy is None:
            backend = PinnedBackend(self.guard, meter)
            return httpcore.ConnectionPool(ssl_context=self.tls, network_backend=backend)
        try:
            url = httpx.URL(self.proxy)
        except httpx.InvalidURL:
            url = httpx.URL("")
        if url.scheme not in _PROXIES or not url.host:
            raise BadSettings("proxy", "is no socks5://host:port and no http://host:port")
        backend = PinnedBackend(None, meter)
        auth = (url.username.encode(), url.password.encode()) if url.userinfo else None
        bare = str(url.copy_with(userinfo=b"", scheme=url.scheme.removesuffix("h")))
        kind = httpcore.SOCKSProxy if url.scheme.startswith("socks") else httpcore.HTTPProxy
        return kind(bare, proxy_auth=auth, ssl_context=self.tls, network_backend=backend)

    def _headers(self, url: httpx.URL, known: Known | None) -> list[tuple[str, str]]:
        headers = [
            ("Host", url.netloc.decode("ascii")),
            ("User-Agent", self.user_agent),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", ACCEPTED),
            ("Connection", "close"),
        ]
        if known and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known and known.modified:
            headers.append(("If-Modified-Since", known.modified))
        return headers


def kept_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The headers of an answer without the values that tell who asked (fetching.toml)."""
    without = lexicon("any", "fetching")["headers"]["not_kept"]
    return tuple((name, NOT_KEPT if name.lower() in without else value) for name, value in headers)


def snapshot(fetched: Fetched, *, publisher: str | None = None) -> Snapshot:
    """The page of an answer as a snapshot. Raises BadReply for an error, EmptyInput for nothing."""
    record = fetched.retrieval
    if record.status != 200:
        raise BadReply(record.requested, f"answered with status {record.status}")
    if not fetched.data:
        raise EmptyInput(record.requested, "an answer without a body")
    return Snapshot(
        path=record.address,
        data=fetched.data,
        sha256=hashlib.sha256(fetched.data).hexdigest(),
        retrieved=record.at,
        sidecar=Sidecar(url=record.address, publisher=publisher),
        retrieval=record,
    )


def _joined(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise BadReply(str(url), "redirects to what is no address") from None


def _refuse_long(subject: str, headers: httpx.Headers, room: int) -> None:
    stated = headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:20]) > room:
        raise TooLarge(subject, f"says it has {int(stated[:20]) / 1e6:.0f} MB, more than {room / 1e6:g} MB")


def _without_password(proxy: str) -> str:
    return str(httpx.URL(proxy).copy_with(userinfo=b""))


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
