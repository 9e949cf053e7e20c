"""Typed comparison of two claims: same proposition, at odds, or about something else, with the reasons."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from accordingto.claim import Polarity
from accordingto.languages import lexicon
from accordingto.link.block import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How near two claims are (0..1), whether they can be one proposition, and why or why not."""

    score: float
    same: bool
    conflicts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def compare(a: Signature, b: Signature, weight: Mapping[str, float]) -> Comparison:
    """Whether `a` and `b` speak of one proposition; symmetric."""
    limits = lexicon("any", "linking")["compare"]
    common = a.stems & b.stems
    score = _cosine(a, b, weight)
    reasons = [f"wording {score:.2f} ({', '.join(sorted(common)[:6])})"] if common else []
    if a.predicate and a.predicate == b.predicate:
        score += float(limits["predicate"])
        reasons.append(f"same event: {a.predicate}")
    if a.heads & b.heads:
        score += float(limits["participant"])
        reasons.append(f"same participants: {', '.join(sorted(a.heads & b.heads))}")
    if apart := _times_apart(a, b):
        return Comparison(score=score, same=False, reasons=(apart,))
    if a.places and b.places and not a.places & b.places:
        score -= float(limits["other_place"])
        reasons.append("places differ in name")
    conflicts = _polarity(a, b)
    return Comparison(score=score, same=score >= limits["same"], conflicts=conflicts, reasons=tuple(reasons))


def _cosine(a: Signature, b: Signature, weight: Mapping[str, float]) -> float:
    """Cosine of the stems' weights; sums run in a fixed order, so that the last digit is always the same."""

    def norm(stems: frozenset[str]) -> float:
        return math.sqrt(math.fsum(weight.get(s, 1.0) ** 2 for s in stems))

    both = norm(a.stems & b.stems)
    return both * both / (norm(a.stems) * norm(b.stems)) if both else 0.0


def _times_apart(a: Signature, b: Signature) -> str | None:
    """A reason if the event times cannot overlap; unknown times always may."""
    for first, second in ((a, b), (b, a)):
        if first.latest and second.earliest and first.latest < second.earliest:
            return f"times apart: until {first.latest}, from {second.earliest}"
    return None


def _polarity(a: Signature, b: Signature) -> tuple[str, ...]:
    sides = {a.claim.polarity, b.claim.polarity}
    if sides == {Polarity.ASSERTED, Polarity.DENIED}:
        return ("one asserts what the other denies",)
    return ()
