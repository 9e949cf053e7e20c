"""What a claim is compared by: its signature, and the keys under which it meets others."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accordingto.claim import Claim
from accordingto.link.words import stem, telling
from accordingto.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A claim as comparison sees it: stems of its words, predicate, participants, names, time span."""

    claim: Claim
    stems: frozenset[str]
    predicate: str | None
    heads: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    earliest: date | None
    latest: date | None
    published: str | None
    wording: str


def signature(claim: Claim, report: Report) -> Signature:
    """The signature of a claim of that report."""
    wording = " ".join(span.of(report.text) for span in claim.evidence)
    event = claim.event
    people = event.participants if event else ()
    days = [t for t in claim.times if t.earliest or t.latest]
    starts = [t.earliest for t in days if t.earliest]
    ends = [t.latest for t in days if t.latest]
    published = getattr(report.published, "value", None)
    return Signature(
        claim=claim,
        stems=telling(wording),
        predicate=stem(event.predicate.lower()) if event else None,
        heads=frozenset(stem(p.head.lower()) for p in people if p.head),
        names=frozenset(p.name.lower() for p in people if p.name),
        places=frozenset(str(w.geonameid or w.name.lower()) for w in claim.places),
        earliest=min(starts) if starts else None,
        latest=max(ends) if ends else None,
        published=published if isinstance(published, str) else None,
        wording=wording,
    )


def weights(signatures: Iterable[Signature]) -> dict[str, float]:
    """How much a stem tells: log of the share of distinct wordings that lack it (inverse frequency)."""
    distinct = {s.stems for s in signatures}
    held = Counter(stem_ for stems in distinct for stem_ in stems)
    return {k: math.log(1 + (len(distinct) + 1) / (n + 0.5)) for k, n in held.items()}


def keys(s: Signature, weight: Mapping[str, float], most: int) -> Sequence[str]:
    """The keys under which a claim meets others: pairs of its most telling stems."""
    top = sorted(s.stems, key=lambda w: (-weight.get(w, 0.0), w))[:most]
    if len(top) == 1:
        return top
    return [f"{a} {b}" if a < b else f"{b} {a}" for i, a in enumerate(top) for b in top[i + 1 :]]
