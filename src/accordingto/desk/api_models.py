"""What the API takes and gives: strict, so that a mistake is named and not guessed at."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
)

from accordingto.claim import Polarity, Strength
from accordingto.desk.inbox import is_day, scheme_of
from accordingto.figure import Measure
from accordingto.judgement import LONGEST, MOST_CLAIMS, State
from accordingto.voice import Access, VoiceKind

T = TypeVar("T")
Json = dict[str, Any]
LONGEST_TEXT = 5_000_000  # characters of a report
LARGEST = 10**15  # of a figure


def _day(value: str) -> str:
    if not is_day(value):
        raise ValueError("is no day: write YYYY-MM-DD")
    return value


def _address(value: str) -> str:
    if scheme_of(value) not in ("http", "https"):
        raise ValueError("is no address: it begins with http:// or https://")
    return value


def _whole(value: object) -> object:
    """JSON has one kind of number: 5.0 is whole, "5" and true are none."""
    if isinstance(value, bool | str):
        raise ValueError("is no whole number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("is no number")
    return value


def _once(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError("names a claim twice")
    return values


ReportId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
ClaimId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
JudgementId = Annotated[str, Field(pattern=r"^j[0-9a-f]{16}$")]
ProposalId = Annotated[str, Field(pattern=r"^p[0-9a-f]{16}$")]
Day = Annotated[str, Field(json_schema_extra={"format": "date"}), AfterValidator(_day)]
Address = Annotated[
    str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(/[!-~]*)?$", max_length=2000), AfterValidator(_address)
]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST["name"], pattern=r"^[^\x00-\x20]")]
Why = Annotated[str, Field(max_length=LONGEST["why"])]
SaidWhy = Annotated[str, Field(min_length=1, max_length=LONGEST["why"], pattern=r"^[^\x00-\x20]")]
Unique = {"uniqueItems": True}
Claims = Annotated[
    list[ClaimId],
    Field(min_length=1, max_length=MOST_CLAIMS, json_schema_extra=Unique),
    AfterValidator(_once),
]
TwoClaims = Annotated[
    list[ClaimId],
    Field(min_length=2, max_length=MOST_CLAIMS, json_schema_extra=Unique),
    AfterValidator(_once),
]
OneClaim = Annotated[list[ClaimId], Field(min_length=1, max_length=1)]
Number = Annotated[float, Field(ge=0, lt=LARGEST, allow_inf_nan=False), BeforeValidator(_number)]


class Strict(BaseModel):
    """Nothing is taken that is not named here."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(Strict):
    """Which page of a list; pages count from 1."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=200)] = 50


class MatterQuery(PageQuery):
    """Which matters; what is left out chooses nothing. `count` is of independent origins."""

    conflict: bool = False
    question: bool = False
    count: Literal["", "none", "one", "more"] = ""
    review: Literal["", "untouched", "judged"] = ""
    sort: Literal["weight", "newest", "mentions", "origins", "title"] = "weight"


class SearchQuery(Strict):
    """Words to look for."""

    q: Annotated[str, Field(min_length=1, max_length=200)]
    of: Literal["claims", "reports"] = "claims"
    first: Annotated[int, Field(ge=0, le=10_000)] = 0
    size: Annotated[int, Field(ge=1, le=200)] = 50


class Dropping(Strict):
    """A report to be read: the text, or the source of a page; what is known about it goes before both."""

    name: Name
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"[^\x00-\x20]")]
    publisher: Name | None = None
    url: Address | None = None
    published: Day | None = None


class Again(Strict):
    """The name of a dropped file, as the inbox gives it."""

    name: Annotated[str, Field(min_length=1, max_length=400)]


class Item(BaseModel):
    """What was dropped, and how far it has come."""

    name: str
    state: str
    reason: str = ""
    report: str = ""
    title: str = ""
    claims: int = 0


class Inbox(BaseModel):
    """`linking` is true while what was read does not yet show in matters and searches."""

    items: list[Item]
    busy: bool
    linking: bool


class Listed(BaseModel, Generic[T]):
    """A page of a list; `page` counts from 1."""

    items: list[T]
    total: int
    page: int
    size: int


class ReportLine(BaseModel):
    """A report in a list; what it does not state is null."""

    id: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    extent: str
    path: str
    claims: int


class ReviewedClaim(BaseModel):
    """A claim as it stands. `seen` is what the next judgement on it sends back; `history` is oldest first."""

    claim: Json
    state: State
    seen: str | None
    history: list[Json]
    undone: list[str]
    proposal: Json | None


class WholeReport(BaseModel):
    """A report with its claims; the nouns are those of the exported JSON."""

    report: Json
    claims: list[ReviewedClaim]
    non_responses: list[Json]


class Found(BaseModel):
    """What a search meets: ids, the nearest first."""

    ids: list[str]
    total: int


class Words(Strict):
    """`[start, end)` in code points of the report's text."""

    start: Annotated[int, Field(ge=0, lt=10**9), BeforeValidator(_whole)]
    end: Annotated[int, Field(ge=1, lt=10**9), BeforeValidator(_whole)]


Spans = Annotated[list[Words], Field(max_length=100)]
SomeSpans = Annotated[list[Words], Field(min_length=1, max_length=100)]


class Source(Strict):
    """Who says it. `via` are carriers from the one nearest to the source outward."""

    name: Name
    kind: VoiceKind
    words: Spans = []
    spoken_for: Name | None = None
    withheld: StrictBool = False
    via: Annotated[list[Name], Field(max_length=20)] = []
    access: Access = Access.UNSPECIFIED
    access_words: Spans = []


class Time(Strict):
    """Days, both inclusive; one of the ends may be open."""

    words: SomeSpans
    earliest: Day | None = None
    latest: Day | None = None


class Place(Strict):
    """A place by its name, with or without its country's code ("Kushchevka, RU")."""

    words: SomeSpans
    name: Name


class Amount(Strict):
    """What the words allow, and what a reader takes; `high` null is without a limit."""

    words: SomeSpans
    low: Number
    high: Number | None = None
    soft_low: Number | None = None
    soft_high: Number | None = None
    population: Name | None = None
    measure: Measure = Measure.UNSTATED


class Correction(Strict):
    """The values that are otherwise; what is null stays as it was, a list takes the place of the old one."""

    source: Source | None = None
    polarity: Polarity | None = None
    strength: Strength | None = None
    words: Spans = []
    evidence: SomeSpans | None = None
    times: Annotated[list[Time], Field(max_length=40)] | None = None
    places: Annotated[list[Place], Field(max_length=40)] | None = None
    figures: Annotated[list[Amount], Field(max_length=40)] | None = None


class _Judging(Strict):
    by: Name
    why: Why = ""
    seen: JudgementId | None = None


class Accepting(_Judging):
    """Claims that were read rightly; with a proposal: take what the newer version reads."""

    act: Literal["accept"]
    subject: Claims
    proposal: ProposalId | None = None


class Rejecting(_Judging):
    """Claims that are none; with a proposal: keep what stands."""

    act: Literal["reject"]
    subject: Claims
    proposal: ProposalId | None = None


class Correcting(_Judging):
    """Other values for one claim."""

    act: Literal["correct"]
    subject: OneClaim
    correction: Correction


class Splitting(_Judging):
    """One claim into several, by their words."""

    act: Literal["split claim"]
    subject: OneClaim
    parts: Annotated[list[SomeSpans], Field(min_length=2, max_length=20)]


class Joining(_Judging):
    """Claims of one report into one."""

    act: Literal["merge claims"]
    subject: TwoClaims


class Grouping(_Judging):
    """The matters of these claims are one."""

    act: Literal["merge"]
    subject: TwoClaims


class Parting(_Judging):
    """These claims leave their matter; or its matter is kept in sight."""

    act: Literal["split", "pin"]
    subject: Claims


class Naming(_Judging):
    """The matter of these claims has another title."""

    act: Literal["rename"]
    subject: Claims
    title: Annotated[str, Field(min_length=1, max_length=LONGEST["title"], pattern=r"^[^\x00-\x20]")]


class Noting(_Judging):
    """`why` is the note."""

    act: Literal["note"]
    subject: Claims
    why: SaidWhy


class Answering(_Judging):
    """The first claim is an open question, the others answer it."""

    act: Literal["answer"]
    subject: TwoClaims


class Settling(_Judging):
    """A conflict needs no more work, and why; nothing is declared true."""

    act: Literal["resolve"]
    subject: TwoClaims
    why: SaidWhy


class Undoing(_Judging):
    """A judgement no longer counts."""

    act: Literal["undo"]
    undoes: JudgementId


Judging = Annotated[
    Accepting
    | Rejecting
    | Correcting
    | Splitting
    | Joining
    | Grouping
    | Parting
    | Naming
    | Noting
    | Answering
    | Settling
    | Undoing,
    Field(discriminator="act"),
]


class Kept(BaseModel):
    """The judgement's id; `new` is false if the very same was kept before."""

    id: str
    new: bool


class Refusal(BaseModel):
    """Why not, in one sentence."""

    detail: str


class Meanwhile(BaseModel):
    """What was decided after `seen`; send the judgement again with `seen` set to the last of these."""

    detail: str
    meanwhile: list[Json]


class Mistake(BaseModel):
    """A value that cannot be used."""

    loc: list[str | int]
    msg: str
    type: str


class Mistakes(BaseModel):
    """Every value that cannot be used."""

    detail: list[Mistake]
