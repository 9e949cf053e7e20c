"""What robots.txt asks for (RFC 9309), host by host, remembered for a day."""

import threading
import time
from dataclasses import dataclass

import httpx
from protego import Protego

from accordingto.collect.politeness import Politeness
from accordingto.collect.web import Web
from accordingto.errors import Disallowed, SkipReport

_NOTHING = "User-agent: *\nDisallow: /\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One host's wishes. `reason` says why everything is closed, where the file could not be had."""

    parsed: Protego
    until: float
    reason: str | None = None


class Robots:
    """The rules of the hosts met so far; safe to ask from several threads."""

    def __init__(self, web: Web, politeness: Politeness) -> None:
        self._web = web
        self._politeness = politeness
        # RFC 9309, section 2.2.1: rules name the product, without its version.
        self._agent = web.user_agent.split("/")[0].strip() or "accordingto"
        self._known: dict[str, Rules] = {}
        self._lock = threading.Lock()

    def knows(self, url: httpx.URL) -> bool:
        """True if no request is needed to tell."""
        with self._lock:
            rules = self._known.get(_origin(url))
        return rules is not None and rules.until > time.monotonic()

    def permit(self, url: httpx.URL) -> None:
        """Raises Disallowed for what the host asks to leave alone."""
        rules = self._rules(url)
        if rules.reason is not None:
            raise Disallowed(str(url), rules.reason)
        if not rules.parsed.can_fetch(str(url), self._agent):
            raise Disallowed(str(url), "robots.txt asks that it be left alone")

    def delay(self, url: httpx.URL) -> float | None:
        """The pause between requests that the host wishes for, in seconds."""
        wished = self._rules(url).parsed.crawl_delay(self._agent)
        return None if wished is None else float(wished)

    def _rules(self, url: httpx.URL) -> Rules:
        if not self.knows(url):
            found = self._fetched(url)
            with self._lock:
                self._known[_origin(url)] = found
        with self._lock:
            return self._known[_origin(url)]

    def _fetched(self, url: httpx.URL) -> Rules:
        """4xx: there are no rules. 5xx or no answer: leave the host alone for now (section 2.3.1)."""
        until = time.monotonic() + self._politeness.robots_hours * 3600
        soon = time.monotonic() + 3600
        try:
            answer = self._web.fetch(_origin(url) + "/robots.txt", most=self._politeness.robots_bytes)
        except SkipReport as error:
            reason = f"robots.txt could not be had: {error.reason}"
            return Rules(parsed=Protego.parse(_NOTHING), until=soon, reason=reason)
        status = answer.retrieval.status
        if status >= 500 or status == 429:
            reason = f"robots.txt could not be had: status {status}"
            return Rules(parsed=Protego.parse(_NOTHING), until=soon, reason=reason)
        text = answer.data.decode("utf-8", errors="replace") if status == 200 else ""
        return Rules(parsed=Protego.parse(text), until=until)


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
