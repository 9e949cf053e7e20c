"""A claim: one proposition from one origin in one report, with the words that say so."""

from dataclasses import dataclass
from enum import StrEnum

from accordingto.figure import Figure
from accordingto.report import Span
from accordingto.voice import Access, Chain, Form, Hop, Stance, Voice
from accordingto.when import When
from accordingto.where import Where


class Polarity(StrEnum):
    ASSERTED = "asserted"
    DENIED = "denied"
    UNKNOWN = "unknown"  # the source says it does not know
    QUESTION = "question"  # it remains unclear whether …


class Strength(StrEnum):
    FLAT = "flat"
    PROBABLE = "probable"
    BELIEVED = "believed"
    POSSIBLE = "possible"
    OPEN = "open"


class Flag(StrEnum):
    """What rests under a claim and has to be said beside it."""

    UNATTRIBUTED = "unattributed"  # the publisher's own voice
    UNKNOWN_BEHIND = "unknown behind"  # an agentless passive
    WITHHELD = "name withheld"
    TRUNCATED = "report cut off"
    UNDATED = "report undated"
    PUBLISHERS_WORDS = "publisher's words"  # a participle hung on an attribution
    TAKES_ORIGIN = "takes the origin of the report's attribution"  # headline, lead or caption
    CORRECTED = "corrected by a person"  # the machine's own reading stands beside it
    COARSENED = "coarsened by a policy"  # words blacked out, day and place widened, before it left a desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who or what takes part. `role` is "agent", "patient", "recipient", …; `head` the lemma of its head."""

    role: str
    span: Span
    head: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is said to happen: the predicate's lemma, where it stands, and who takes part."""

    predicate: str
    trigger: Span
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One proposition from one origin in one report.

    `id` is derived from report, evidence, origin and polarity. `evidence` is the content's spans.
    `chain` runs from the publisher to the origin. `hedges` are the hedge words, verbatim by span.
    """

    id: str
    report: str
    evidence: tuple[Span, ...]
    chain: Chain
    form: Form
    polarity: Polarity
    strength: Strength
    hedges: tuple[Span, ...] = ()
    event: Event | None = None
    times: tuple[When, ...] = ()
    places: tuple[Where, ...] = ()
    figures: tuple[Figure, ...] = ()
    alternatives: tuple[Span, ...] = ()
    flags: tuple[Flag, ...] = ()
    rule: str

    @property
    def last(self) -> Hop:
        """The origin's own hop."""
        return self.chain[-1]

    @property
    def origin(self) -> Voice:
        return self.chain[-1].voice

    @property
    def access(self) -> Access:
        return self.chain[-1].access

    @property
    def stance(self) -> Stance:
        return self.chain[-1].stance


@dataclass(frozen=True, slots=True, kw_only=True)
class NonResponse:
    """A refusal or silence: its own record, never a denial. `content` is what was asked about."""

    id: str
    report: str
    evidence: tuple[Span, ...]
    asked: Voice
    asker: Voice
    stance: Stance  # DECLINES or NO_RESPONSE
    content: tuple[Span, ...] = ()
    rule: str
