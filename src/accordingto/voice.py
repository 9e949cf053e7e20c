"""Who speaks, through whom it passed, and the words that say so: Voice, Hop, Attribution."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from accordingto.report import Span


class VoiceKind(StrEnum):
    PERSON = "person"
    OFFICIAL_BODY = "official body"
    ORGANIZATION = "organization"
    OUTLET = "outlet"
    DOCUMENT = "document"
    GROUP = "group"
    UNNAMED = "unnamed people"


class Access(StrEnum):
    """How the origin would know."""

    EYEWITNESS = "eyewitness"
    OWN_EXPERIENCE = "own experience"
    OWN_CONTACTS = "own contacts"
    OFFICIAL_STATEMENT = "official statement"
    DOCUMENT = "document"
    INFERENCE = "inference"
    HEARSAY = "hearsay"
    UNATTRIBUTED = "unattributed"  # the publisher's own voice
    UNSPECIFIED = "unspecified"


class Stance(StrEnum):
    """What the voice does with the content."""

    SAYS = "says"
    CONFIRMS = "confirms"
    DENIES = "denies"
    ESTIMATES = "estimates"
    BELIEVES = "believes"
    WARNS = "warns"
    PROMISES = "promises"
    WANTS = "wants"
    ASKS = "asks"
    DOUBTS = "doubts"
    ACCUSES = "accuses"
    JUDGES = "judges"
    LEARNS = "learns"
    DECLINES = "declines to comment"
    NO_RESPONSE = "did not respond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody or something that speaks, within one report.

    `name` is the name it has within the report, or its wording where no name is safe. `mention` is
    the wording in this place (None for the publisher, who need not be named in the text).
    `spoken_for` is the organization or body a person speaks for ("Russia Behind Bars").
    `generic` marks names such as "officials", which match any member. `protected` marks a voice
    whose name is withheld: it is never resolved and never joined. `alias` is the random id that such a voice
    has in one output (`audit.alias`). `sure` is 0..1, for the name.
    """

    name: str
    kind: VoiceKind
    mention: Span | None = None
    role: str | None = None
    spoken_for: str | None = None
    generic: bool = False
    protected: bool = False
    alias: str | None = None
    sure: float = 1.0
    rule: str

    @property
    def label(self) -> str:
        """What an output calls it: "two former inmates [withheld-3fa91c02]" if it has an alias."""
        return self.name if self.labelled or not self.alias else f"{self.name} [{self.alias}]"

    @property
    def labelled(self) -> bool:
        """True if `name` is the label already, or the alias itself."""
        return self.alias is not None and (self.name == self.alias or self.name.endswith(f" [{self.alias}]"))

    @property
    def named(self) -> bool:
        """True for a name that can mean one and the same in two reports: "The Moscow Times", not "She"."""
        nameless = self.protected or self.kind in (VoiceKind.UNNAMED, VoiceKind.GROUP)
        nameless = nameless or (self.generic and self.kind is VoiceKind.PERSON)
        return not nameless and any(c.isupper() for c in self.name[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One station of a chain: the voice, what it does with the content, and how it would know."""

    voice: Voice
    stance: Stance = Stance.SAYS
    access: Access = Access.UNSPECIFIED
    cue: tuple[Span, ...] = ()
    basis: tuple[Span, ...] = ()  # the words that state the access


Chain: TypeAlias = tuple[Hop, ...]  # outermost publisher first, origin last; never empty


class Form(StrEnum):
    """In what form the report carries the content."""

    DIRECT = "direct quotation"
    MIXED = "partly quoted"
    INDIRECT = "indirect speech"
    OWN_VOICE = "own voice"
    OPEN_QUESTION = "open question"
    NON_RESPONSE = "non-response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Cue + source + content as found in the text; each may be several spans, source and cue absent.

    `chains` has one chain for each holder: "according to both A and B" has two. `unknown_behind`
    marks agentless passives ("are believed to"). `inside` is the content span of the attribution
    this one is nested in. `rule` names what found it.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    form: Form
    chains: tuple[Chain, ...]
    alternatives: tuple[Span, ...] = ()
    unknown_behind: bool = False
    inside: Span | None = None
    rule: str
