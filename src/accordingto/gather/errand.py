"""One request to be made, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from accordingto.collect.politeness import Politeness
from accordingto.collect.web import Fetched, Known, Trip, Web
from accordingto.errors import SkipReport


class Want(StrEnum):
    """What an address is asked for."""

    RULES = "rules"  # robots.txt of the host
    LIST = "list"  # a feed, a sitemap, a list of pages
    PAGE = "page"
    EITHER = "either"  # as a person gave it: the content tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """An address to ask. `trip` is where it leads by now; `depth` counts sitemaps above it, `tries` how
    often it was asked before."""

    address: str
    want: Want
    trip: Trip
    publisher: str | None = None
    known: Known | None = None
    depth: int = 0
    tries: int = 0

    @property
    def host(self) -> str:
        """Whom it asks next: a machine's name, whatever scheme or port."""
        return self.trip.url.host.rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Makes the guarded request of an errand, in whatever thread: one request, and no other host's."""

    web: Web
    politeness: Politeness

    def run(self, errand: Errand) -> Fetched | Trip | SkipReport:
        """The answer, where it sends us, or why there is none."""
        limits = self.politeness
        most = {Want.LIST: limits.feed_bytes, Want.RULES: limits.robots_bytes}.get(errand.want)
        try:
            return self.web.ask(errand.trip, errand.known, most=most)
        except SkipReport as error:
            return error
