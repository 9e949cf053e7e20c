"""A report as we hold it: its bytes (Snapshot), its text, its passages and what is known about it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import total_ordering
from hashlib import sha256
from typing import Generic, TypeVar

from accordingto.retrieval import Retrieval


@total_ordering
@dataclass(frozen=True, slots=True)
class Span:
    """`[start, end)` in code points of a report's text; `text[start:end]` is the quoted wording."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __lt__(self, other: "Span") -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The wording this span quotes."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """True if the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Unstated(StrEnum):
    """Why a value is not there. Three different things, none of them an empty string."""

    NOT_STATED = "not stated"  # we looked, and the report does not say
    NOT_FOUND = "not found"  # we could not find it; it may be there
    UNREADABLE = "could not be read"  # something is there that we cannot make sense of


class Sure(StrEnum):
    """How far a value about a report may be relied on."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Generic[T]):
    """A value about a report, with where it came from.

    `source` names the place ("sidecar", "json-ld datePublished", "byline"); `wording` is what stood
    there before it was normalized; `span` points into the report's text where the value stands there.
    """

    value: T
    source: str
    sure: Sure
    wording: str | None = None
    span: Span | None = None


class Role(StrEnum):
    """What a passage does in its report."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"
    APPEAL = "appeal"
    NEWSLETTER = "newsletter"
    PAYWALL = "paywall"
    COMMENTS = "comments"
    NAVIGATION = "navigation"

    @property
    def furniture(self) -> bool:
        """True for what the page adds around the article."""
        return self in _FURNITURE


_FURNITURE = {Role.APPEAL, Role.NEWSLETTER, Role.PAYWALL, Role.COMMENTS, Role.NAVIGATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a report with one role, and the rule that gave it."""

    span: Span
    role: Role
    rule: str


class Extent(StrEnum):
    """How much of the published piece we hold."""

    WHOLE = "whole"
    TRUNCATED = "truncated"
    TEASER = "teaser"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How much we hold and the sign that says so; `span` is where the sign stands."""

    extent: Extent
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """What a person or a collector wrote beside the file (FILE.meta.json). Absent keys are None."""

    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The bytes of one piece, and how and when we got them. `sha256` is hex of `data`.

    `path` is the file's, or the address of a page that was fetched, and then `retrieval` is its record.
    """

    path: str
    data: bytes
    sha256: str
    retrieved: datetime
    sidecar: Sidecar | None = None
    retrieval: Retrieval | None = None

    @property
    def report_id(self) -> str:
        """The id of the report in it: the hash of its bytes.

        Where a sidecar names a publisher or an address, these count too: the same bytes carried by
        two outlets are two published pieces (and one origin).
        """
        if self.sidecar is None or not (self.sidecar.publisher or self.sidecar.url):
            return self.sha256
        carrier = f"{self.sha256}\n{self.sidecar.publisher or ''}\n{self.sidecar.url or ''}"
        return sha256(carrier.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One published piece as we hold it.

    `id` is its snapshot's `report_id`; `text` is kept whole; `passages` are ordered, do not overlap and
    cover every character that is not white space. `published` is an ISO date (YYYY, YYYY-MM or
    YYYY-MM-DD). `language` is an ISO 639-1 code.
    """

    id: str
    path: str
    text: str
    passages: tuple[Passage, ...]
    publisher: Stated[str] | Unstated
    published: Stated[str] | Unstated
    title: Stated[str] | Unstated
    authors: Stated[tuple[str, ...]] | Unstated
    url: Stated[str] | Unstated
    language: Stated[str] | Unstated
    completeness: Completeness

    def furniture(self) -> Iterator[Passage]:
        return (p for p in self.passages if p.role.furniture)

    def article(self) -> Iterator[Passage]:
        return (p for p in self.passages if not p.role.furniture)

    def role_at(self, offset: int) -> Role | None:
        """The role of the passage that holds this offset; None between passages."""
        at = bisect_right(self.passages, offset, key=lambda p: p.span.start) - 1
        if at < 0 or self.passages[at].span.end <= offset:
            return None
        return self.passages[at].role
