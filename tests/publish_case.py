"""A small ledger made by hand, for the tests of publish: two reports, a chain, a conflict, a silence."""

from datetime import date
from zlib import crc32

from accordingto.claim import Claim, Flag, NonResponse, Polarity, Strength
from accordingto.figure import Bounds, Figure, Measure
from accordingto.ledger.view import Dated, LedgerView
from accordingto.relation import Copy, CopyKind, Independence, Matter, OriginGroup, Relation, RelationKind
from accordingto.report import (
    Completeness,
    Extent,
    Passage,
    Report,
    Role,
    Span,
    Stated,
    Sure,
    Unstated,
)
from accordingto.voice import Access, Form, Hop, Stance, Voice, VoiceKind
from accordingto.when import TimeType, When
from accordingto.where import Point, Where

NORTH = """Ferry held in port
As many as 40 passengers were believed to be aboard on Monday, Ana Reis told Radio Sul.
It is unclear whether the engine failed or the captain stopped.
The port authority did not answer questions.
Subscribe to our letter!"""

SOUTH = """Nobody was aboard, the ferry company said.
A clerk, whose name is withheld, saw passengers at Porto Novo."""


def at(text: str, words: str) -> Span:
    """Where `words` stand in `text`; they must stand there once."""
    assert text.count(words) == 1, words
    start = text.index(words)
    return Span(start, start + len(words))


def report(id_: str, text: str, roles: list[Role], **given: object) -> Report:
    """A report with one passage a line."""
    passages, start = [], 0
    for line, role in zip(text.split("\n"), roles, strict=True):
        passages.append(Passage(span=Span(start, start + len(line)), role=role, rule="by hand"))
        start += len(line) + 1
    known: dict[str, object] = {
        "publisher": Unstated.NOT_FOUND,
        "published": Unstated.NOT_STATED,
        "title": Unstated.NOT_FOUND,
        "authors": Unstated.NOT_FOUND,
        "url": Unstated.NOT_FOUND,
        "language": Unstated.NOT_FOUND,
        "completeness": Completeness(extent=Extent.WHOLE, reason="nothing speaks against it"),
    }
    return Report(id=id_, path=f"pile/{id_}.txt", text=text, passages=tuple(passages), **{**known, **given})  # type: ignore[arg-type]


def same_ids(report: str, name: str) -> str:
    """An id for a withheld voice that is the same in every export, so that two can be compared."""
    return f"withheld-{crc32(f'{report} {name}'.encode()):08x}"


def stated(value: str) -> Stated[str]:
    return Stated(value=value, source="sidecar", sure=Sure.HIGH, wording=value)


def voice(name: str, kind: VoiceKind = VoiceKind.PERSON, **given: object) -> Voice:
    return Voice(name=name, kind=kind, rule="by hand", **given)  # type: ignore[arg-type]


def claim(id_: str, report_: Report, evidence: str, *hops: Hop, **given: object) -> Claim:
    known: dict[str, object] = {
        "form": Form.INDIRECT,
        "polarity": Polarity.ASSERTED,
        "strength": Strength.FLAT,
        "rule": "by hand",
    }
    spans = tuple(at(report_.text, e) for e in evidence.split(" … "))
    return Claim(id=id_, report=report_.id, evidence=spans, chain=hops, **{**known, **given})  # type: ignore[arg-type]


_NORTH = report(
    "north",
    NORTH,
    [Role.HEADLINE, Role.BODY, Role.BODY, Role.BODY, Role.NEWSLETTER],
    publisher=stated("North Post"),
    published=stated("2024-05-02"),
    title=stated("Ferry held in port"),
)
_SOUTH = report(
    "south",
    SOUTH,
    [Role.BODY, Role.BODY],
    publisher=stated("South Post"),
    completeness=Completeness(extent=Extent.TRUNCATED, reason="ends in a subscription notice"),
)
_PAPER = Hop(voice=voice("North Post", VoiceKind.OUTLET))
_OTHER = Hop(voice=voice("South Post", VoiceKind.OUTLET))
_RADIO = Hop(voice=voice("Radio Sul", VoiceKind.OUTLET, mention=at(NORTH, "Radio Sul")))
_ANA = Hop(
    voice=voice("Ana Reis", mention=at(NORTH, "Ana Reis"), spoken_for="Seafarers’ Union"),
    access=Access.OWN_CONTACTS,
    cue=(at(NORTH, "told"),),
)
_FERRY = Hop(
    voice=voice("the ferry company", VoiceKind.ORGANIZATION, mention=at(SOUTH, "the ferry company")),
    stance=Stance.DENIES,
    access=Access.OFFICIAL_STATEMENT,
    cue=(at(SOUTH, "said"),),
)
# The name beside the wording must never be published: the report withholds it.
SECRET = "Rosa Lima"
_CLERK = Hop(
    voice=voice(
        SECRET, mention=at(SOUTH, "A clerk"), role="night clerk", spoken_for="Customs", protected=True
    ),
    access=Access.EYEWITNESS,
    basis=(at(SOUTH, "saw"),),
)
_MONDAY = When(
    span=at(NORTH, "on Monday"),
    type=TimeType.DATE,
    value="2024-04-29",
    edtf="2024-04-29",
    earliest=date(2024, 4, 29),
    latest=date(2024, 4, 29),
    rule="weekday before publication",
)
_FORTY = Figure(
    span=at(NORTH, "As many as 40"),
    hard=Bounds(low=1, high=40),
    soft=Bounds(low=20, high=40),
    cls="up_to",
    population="passenger",
    population_span=at(NORTH, "passengers"),
    measure=Measure.EVENT,
    as_of=_MONDAY,
    rule="up to N",
)
_PORTO = Where(
    span=at(SOUTH, "Porto Novo"),
    name="Porto Novo",
    country="CV",
    point=Point(lat=17.02, lon=-25.06, radius_km=3),
    rule="gazetteer",
)
_CLAIMS = (
    claim(
        "c1",
        _NORTH,
        "As many as 40 passengers were believed to be aboard on Monday",
        _PAPER,
        _RADIO,
        _ANA,
        strength=Strength.BELIEVED,
        hedges=(at(NORTH, "believed"),),
        times=(_MONDAY,),
        figures=(_FORTY,),
    ),
    claim(
        "c2",
        _NORTH,
        "whether the engine failed or the captain stopped",
        _PAPER,
        form=Form.OPEN_QUESTION,
        polarity=Polarity.QUESTION,
        strength=Strength.OPEN,
        alternatives=(at(NORTH, "the engine failed"), at(NORTH, "the captain stopped")),
    ),
    claim("c3", _SOUTH, "Nobody was aboard", _OTHER, _FERRY, flags=(Flag.TRUNCATED, Flag.UNDATED)),
    claim(
        "c4",
        _SOUTH,
        "passengers at Porto Novo",
        _OTHER,
        _CLERK,
        places=(_PORTO,),
        flags=(Flag.WITHHELD,),
    ),
    claim("c5", _NORTH, "Ferry held in port", _PAPER, form=Form.OWN_VOICE, flags=(Flag.UNATTRIBUTED,)),
)
VIEW = LedgerView(
    reports=(_NORTH, _SOUTH),
    claims=_CLAIMS,
    non_responses=(
        NonResponse(
            id="n1",
            report="north",
            evidence=(at(NORTH, "The port authority did not answer questions"),),
            asked=voice("the port authority", VoiceKind.OFFICIAL_BODY),
            asker=voice("North Post", VoiceKind.OUTLET),
            stance=Stance.NO_RESPONSE,
            rule="by hand",
        ),
    ),
    relations=(
        Relation(
            a="c1",
            b="c3",
            kind=RelationKind.CONFLICTS,
            independence=Independence.INDEPENDENT,
            reasons=("As many as 40 aboard, and nobody aboard, cannot both hold.",),
        ),
        Relation(
            a="c4",
            b="c1",
            kind=RelationKind.CORROBORATES,
            independence=Independence.UNKNOWN,
            reasons=(f"{SECRET} may be the union’s own contact.",),
        ),
    ),
    matters=(
        Matter(
            id="m1",
            title="As many as 40 passengers were believed to be aboard on Monday",
            claims=("c1", "c4"),
            origins=(
                OriginGroup(
                    name="Ana Reis",
                    voices=(("north", "Ana Reis"),),
                    claims=("c1",),
                    counted=True,
                    reason="speaks of her own contacts",
                ),
                OriginGroup(
                    name=SECRET,
                    voices=(("south", SECRET),),
                    claims=("c4",),
                    counted=False,
                    reason="may be the first one’s contact",
                ),
            ),
            reports=("north", "south"),
            reasons=("in doubt, one origin",),
        ),
        Matter(
            id="m2",
            title="Nobody was aboard",
            claims=("c3",),
            origins=(
                OriginGroup(
                    name="the ferry company",
                    voices=(("south", "the ferry company"),),
                    claims=("c3",),
                    counted=True,
                    reason="its own statement",
                ),
            ),
            reports=("south",),
            reasons=(),
        ),
    ),
    dated=(
        Dated(
            report="south",
            published=When(
                span=at(SOUTH, "saw"),
                type=TimeType.DATE,
                value="XXXX",
                earliest=date(2024, 4, 29),
                rule="by hand",
            ),
        ),
    ),
    copies=(
        Copy(
            copier="south",
            original="north",
            kind=CopyKind.CITES,
            directed=True,
            share=0.0,
            reasons=("names North Post",),
        ),
    ),
)
