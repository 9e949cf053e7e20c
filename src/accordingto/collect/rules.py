"""What a robots.txt says of one address (RFC 9309). It is hostile: run in a worker process (`apart`).

25,000 names of robots over 8,000 rules fit into half a megabyte and keep a parser busy for minutes.
"""

from dataclasses import dataclass
from functools import lru_cache

from protego import Protego


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """May `agent` (a product's name) ask for this address? `text` is the robots.txt of its host."""

    text: bytes
    agent: str
    address: str

    def __str__(self) -> str:
        return self.address  # names it in errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`delay` is the pause between requests that the host wishes for, in seconds."""

    allowed: bool
    delay: float | None


def verdict(question: Question) -> Verdict:
    """What the rules say."""
    parsed = _parsed(question.text)
    wished = parsed.crawl_delay(question.agent)
    return Verdict(
        allowed=parsed.can_fetch(question.address, question.agent),
        delay=None if wished is None else float(wished),
    )


@lru_cache(maxsize=16)  # each may take twenty megabytes
def _parsed(text: bytes) -> Protego:
    return Protego.parse(text.decode("utf-8-sig", errors="replace"))
