"""What a ledger holds, as the publishers of views read it."""

from dataclasses import dataclass
from datetime import datetime

from accordingto.claim import Claim, NonResponse
from accordingto.edit import Edit
from accordingto.judgement import Judgement, MatterReview, Proposal, Review
from accordingto.relation import Copy, Matter, Relation
from accordingto.report import Report, Sidecar
from accordingto.retrieval import Retrieval
from accordingto.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Between which days a report without a date was published, as its text bounds it, and why."""

    report: str
    published: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """At which address bytes stood and when (UTC, to the second); the record of the request if we have it."""

    address: str
    at: datetime
    retrieval: Retrieval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """How and when we got the bytes of a report: a snapshot without them. `sha256` is hex."""

    report: str
    path: str
    sha256: str
    retrieved: datetime
    sidecar: Sidecar | None = None
    seen: tuple[Seen, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Which version of the program (a fingerprint, see `pipeline.maker`) read a report as it stands here."""

    report: str
    maker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A reading that does not stand and that edits are worked out from: of an earlier version of a page, or
    by an earlier version of the program. As it may be shown: names that its page withholds are blacked out.
    """

    report: Report
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...] = ()
    published: When | None = None
    maker: str
    custody: tuple[Custody, ...]

    @property
    def alone(self) -> "LedgerView":
        """A view of nothing else: what it withholds is its own."""
        return LedgerView(
            reports=(self.report,),
            claims=self.claims,
            non_responses=self.non_responses,
            relations=(),
            matters=(),
            copies=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """Everything kept, each tuple sorted by id so that the same ledger gives the same bytes."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    relations: tuple[Relation, ...]
    matters: tuple[Matter, ...]
    copies: tuple[Copy, ...]
    dated: tuple[Dated, ...] = ()
    custody: tuple[Custody, ...] = ()  # oldest first
    made: tuple[Made, ...] = ()
    judgements: tuple[Judgement, ...] = ()  # all, oldest first: undone ones and undoings, too
    reviews: tuple[Review, ...] = ()  # of the claims that somebody has judged
    matter_reviews: tuple[MatterReview, ...] = ()
    machine: tuple[
        Claim, ...
    ] = ()  # the machine's own reading where a person left something else, or nothing
    newest: tuple[Claim, ...] = ()  # what a newer version reads in place of a claim judged before
    proposals: tuple[Proposal, ...] = ()
    edits: tuple[Edit, ...] = ()  # oldest first
    earlier: tuple[Earlier, ...] = ()  # what edits are worked out from, oldest first
