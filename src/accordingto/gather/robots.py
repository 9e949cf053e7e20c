"""What robots.txt asks for (RFC 9309), host by host, for as long as a round of asking lasts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import httpx

from accordingto.collect.politeness import Clock, Politeness
from accordingto.collect.rules import Question, Verdict
from accordingto.collect.web import Fetched
from accordingto.errors import Disallowed, SkipReport

Judge: TypeAlias = Callable[[Question], Verdict | SkipReport]

_SOON = 3600.0  # seconds before a host whose rules could not be had is asked for them again


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One host's wishes: its robots.txt, or why everything is closed as long as that cannot be had."""

    text: bytes
    until: float
    delay: float | None = None
    reason: str | None = None


class Robots:
    """The rules of the hosts met so far. `judge` reads them, in a worker process."""

    def __init__(self, user_agent: str, politeness: Politeness, judge: Judge, clock: Clock) -> None:
        # RFC 9309, section 2.2.1: rules name the product, without its version.
        self._agent = user_agent.split("/", maxsplit=1)[0].strip() or "accordingto"
        self._politeness = politeness
        self._judge = judge
        self._clock = clock
        self._known: dict[str, Rules] = {}

    def knows(self, url: httpx.URL) -> bool:
        """True if no request is needed to tell."""
        rules = self._known.get(origin(url))
        return rules is not None and rules.until > self._clock.now()

    def learn(self, url: httpx.URL, outcome: Fetched | SkipReport) -> None:
        """Keep what came of asking for the rules of this address's host.

        4xx: there are no rules. 5xx or no answer: leave the host alone for now (section 2.3.1).
        """
        rules = Rules(text=b"", until=self._clock.now() + self._politeness.robots_hours * 3600)
        if isinstance(outcome, SkipReport):
            rules = self._closed(f"could not be had: {outcome.reason}")
        elif outcome.retrieval.status >= 500 or outcome.retrieval.status == 429:
            rules = self._closed(f"could not be had: status {outcome.retrieval.status}")
        elif outcome.retrieval.status == 200 and outcome.data.strip():
            said = self._judge(Question(text=outcome.data, agent=self._agent, address=origin(url) + "/"))
            if isinstance(said, SkipReport):
                rules = self._closed(f"could not be read: {said.reason}")
            else:
                rules = replace(rules, text=outcome.data, delay=said.delay)
        self._known[origin(url)] = rules

    def permit(self, url: httpx.URL) -> None:
        """Raises Disallowed for what a host that is known asks to leave alone."""
        rules = self._known[origin(url)]
        if rules.text:
            said = self._judge(Question(text=rules.text, agent=self._agent, address=str(url)))
            if isinstance(said, SkipReport):
                rules = self._known[origin(url)] = self._closed(f"could not be read: {said.reason}")
            elif not said.allowed:
                raise Disallowed(str(url), "robots.txt asks that it be left alone")
        if rules.reason is not None:
            raise Disallowed(str(url), rules.reason)

    def delay(self, url: httpx.URL) -> float | None:
        """The pause between requests that a known host wishes for, in seconds."""
        return self._known[origin(url)].delay

    def _closed(self, why: str) -> Rules:
        return Rules(text=b"", until=self._clock.now() + _SOON, reason=f"robots.txt {why}")


def origin(url: httpx.URL) -> str:
    """What one robots.txt holds for: scheme, host and port (section 2.3)."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
