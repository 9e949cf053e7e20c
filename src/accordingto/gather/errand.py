"""One request to be made, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

import httpx

from accordingto.collect.politeness import Politeness
from accordingto.collect.robots import Robots
from accordingto.collect.web import Fetched, Known, Web
from accordingto.errors import SkipReport


class Want(StrEnum):
    """What an address is asked for."""

    RULES = "rules"  # robots.txt of the host
    LIST = "list"  # a feed, a sitemap, a list of pages
    PAGE = "page"
    EITHER = "either"  # as a person gave it: the content tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """An address to ask. `depth` counts sitemaps above it; `tries` how often it was asked before."""

    address: str
    want: Want
    publisher: str | None = None
    known: Known | None = None
    depth: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Runs errands, in whatever thread: robots.txt first, then the guarded request."""

    web: Web
    politeness: Politeness
    robots: Robots | None

    def run(self, errand: Errand) -> Fetched | SkipReport | None:
        """The answer, why there is none, or None for rules, which are only remembered."""
        try:
            if errand.want is Want.RULES:
                if self.robots:
                    self.robots.delay(self.web.guard.url(errand.address, by_proxy=self.web.proxy is not None))
                return None
            most = self.politeness.feed_bytes if errand.want is Want.LIST else None
            return self.web.fetch(errand.address, errand.known, permit=self._permit, most=most)
        except SkipReport as error:
            return error

    def _permit(self, url: httpx.URL) -> None:
        if self.robots:
            self.robots.permit(url)
