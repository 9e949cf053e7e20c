"""What a claim is compared by: its signature, and the keys under which it meets others."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

from accordingto.claim import Claim
from accordingto.figure import Figure, Measure
from accordingto.link.index import key
from accordingto.link.kinds import kinds, listed, plain
from accordingto.link.place import joined, split
from accordingto.link.words import stem, telling, words
from accordingto.report import Report, Span
from accordingto.when import TimeRole, TimeType, When

_CAPITAL = re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]+")  # not the first word, which any sentence capitalizes
SHORT = 4  # features of a claim up to which one in common is enough to compare it
_SINCE = re.compile(r"\bsince\b(\s+at\s+least\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A claim as comparison sees it.

    `features` are stems of its words, words of one meaning as one, and "~N" for the kinds of happening
    its words can name; `heads` and `names` are of its participants, `proper` its capitalized words;
    `frame` are the participants of a general claim (no number, day, or place below a country) with their
    roles. `when` are the times of the event, `earliest` and `latest` bound it, `onset` its beginning where it
    tells one. `figures` are dated by the report where their own date is unsaid. `fold` is one number for
    all claims of the same features at the same times. These follow from the claim and its report; the rest
    from what else is there: `at` in the order of claims, `family` of its report, `weight`
    of each feature and their length, `norm`.
    """

    claim: Claim
    features: frozenset[str]
    predicate: str | None
    heads: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    proper: frozenset[str]
    figures: tuple[Figure, ...]
    frame: frozenset[str]
    when: tuple[When, ...]
    earliest: date | None
    latest: date | None
    onset: tuple[date | None, date | None] | None
    published: str | None
    wording: str
    fold: int
    at: tuple[int, int] = (0, 0)
    family: int = 0
    weight: Mapping[str, float] = field(default_factory=dict)
    norm: float = 0.0

    @property
    def place(self) -> int:
        """Its place in the order of claims."""
        return joined(*self.at)


def signature(claim: Claim, report: Report, place: int = 0) -> Signature:
    """The signature of a claim of that report, as far as the two tell."""
    wording = " ".join(span.of(report.text) for span in claim.evidence)
    event = claim.event
    people = event.participants if event else ()
    published = getattr(report.published, "value", None)
    stems = frozenset(plain(s) for s in telling(wording))
    predicate = plain(stem(_verb(event.predicate))) if event else None
    when = [t for t in claim.times if t.role is TimeRole.EVENT and t.type is not TimeType.DURATION]
    earliest, latest = _bounds(when)
    features = stems | {f"~{k}" for s in stems for k in kinds(s)}
    return Signature(
        claim=claim,
        features=features,
        predicate=predicate,
        heads=frozenset(plain(stem(p.head.lower())) for p in people if p.head),
        names=frozenset(p.name.lower() for p in people if p.name),
        places=frozenset(str(w.geonameid or w.name.lower()) for w in claim.places),
        proper=frozenset(w.lower() for w in _CAPITAL.findall(wording)),
        figures=tuple(_dated(f, published) for f in claim.figures),
        frame=_frame(claim) if earliest is None and latest is None else frozenset(),
        when=tuple(t for t in claim.times if t.role is TimeRole.EVENT),
        earliest=earliest,
        latest=latest,
        onset=_onset(predicate, wording, when, claim.event.trigger if claim.event else None),
        published=published if isinstance(published, str) else None,
        wording=wording,
        fold=key(f"{' '.join(sorted(features))}|{earliest}|{latest}"),
        at=split(place),
    )


def _frame(claim: Claim) -> frozenset[str]:
    """Who does what to whom, by head and role, if nothing but a general proposition is told."""
    narrow = any(not (w.feature or "").startswith("PCL") for w in claim.places)
    if claim.event is None or narrow or any(not vague(f) for f in claim.figures):
        return frozenset()
    return frozenset(f"{p.role} {plain(stem(p.head.lower()))}" for p in claim.event.participants if p.head)


def vague(f: Figure) -> bool:
    """True for "a train", "women": they bound nothing that another count could break."""
    return f.cls in {"article", "plural", "some", "universal"}


def _verb(predicate: str) -> str:
    """The word of a predicate that is compared: "break" of "break out", "worried" of "be worried"."""
    parts = predicate.lower().split()
    return next((w for w in parts if w != "be"), parts[0] if parts else "")


def _bounds(when: Sequence[When]) -> tuple[date | None, date | None]:
    """The interval that holds all the times; an open end where none of them closes it."""
    starts = [t.earliest for t in when if t.earliest]
    ends = [t.latest for t in when if t.latest]
    return (min(starts) if starts else None), (max(ends) if ends else None)


def _onset(
    predicate: str | None, wording: str, when: Sequence[When], trigger: Span | None
) -> tuple[date | None, date | None] | None:
    """When it began, if the claim says so: "began in May", "since (at least) the end of 2022"."""
    bounded = [t for t in when if t.earliest or t.latest]
    if not bounded:
        return None
    since = _SINCE.search(wording)
    if since:
        first = bounded[0]
        return (None if since.group(1) else first.earliest), first.latest or first.earliest
    if {predicate, *(plain(stem(w)) for w in words(wording))} & listed("onset"):
        nearest = min(bounded, key=lambda t: abs(t.span.start - (trigger.start if trigger else 0)))
        return nearest.earliest, nearest.latest
    return None


def _dated(figure: Figure, published: object) -> Figure:
    """A running count as of the day its report was published, if it does not say as of when it holds."""
    if (
        figure.measure is not Measure.CUMULATIVE
        or figure.as_of is not None
        or not isinstance(published, str)
        or len(published) < 10
    ):
        return figure
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return figure
    as_of = When(
        span=figure.span,
        type=TimeType.DATE,
        value=published[:10],
        earliest=day,
        latest=day,
        role=TimeRole.PUBLICATION,
        rule="published",
    )
    return replace(figure, as_of=as_of)


def keys(weight: Mapping[str, float], frame: Collection[str], most: int) -> list[int]:
    """The keys under which a claim meets others: pairs of its most telling features, single ones if few, and
    pairs of the participants of a general claim."""
    top = sorted(weight, key=lambda w: (-weight[w], w))[:most]
    # A claim in few words ("nobody was beaten") can only be met by a single one of them.
    alone = top if len(top) <= SHORT else []
    pairs = (f"{a} {b}" if a < b else f"{b} {a}" for i, a in enumerate(top) for b in top[i + 1 :])
    frames = (f"{a}|{b}" for a, b in combinations(sorted(frame), 2))
    return [key(k) for k in (*alone, *pairs, *frames)]
