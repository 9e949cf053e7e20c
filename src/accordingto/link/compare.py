"""Typed comparison of two claims: one proposition, at odds, revised, or something else; with reasons."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from accordingto.claim import Polarity
from accordingto.figure import Figure, Verdict
from accordingto.figure import compare as compare_figures
from accordingto.languages import lexicon
from accordingto.link.block import Signature, vague
from accordingto.link.contradiction import opposite
from accordingto.link.kinds import alike, listed, plain
from accordingto.link.words import stem

PERSON = "person"  # the population of a figure that counts people, whoever they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How near two claims are, whether they are about one thing, and how they stand to each other.

    `conflicts` say why both cannot hold, `denies` marks a conflict of polarity alone; `updates` is a
    count that has grown, `revised` another number that could still hold beside it; `narrows` is 1 if
    the first is the more specific, -1 if the second, else 0.
    """

    score: float
    same: bool
    denies: bool = False
    conflicts: tuple[str, ...] = ()
    updates: str | None = None
    revised: str | None = None
    narrows: int = 0
    reasons: tuple[str, ...] = ()


def compare(a: Signature, b: Signature) -> Compared:
    """How `a` stands to `b`, by event, participants, time, place, figures, polarity and wording."""
    limits = lexicon("any", "linking")["compare"]
    common = {f for f in a.features & b.features if f[0] != "~"}
    score = wording = cosine(a, b)
    reasons = [f"wording {score:.2f}: {', '.join(sorted(common)[:6])}"] if common else []
    event = a.predicate is not None and b.predicate is not None and alike(a.predicate, b.predicate)
    if event:
        score += float(limits["predicate"])
        reasons.append(
            f"same event: {a.predicate}" if a.predicate == b.predicate else f"{a.predicate} ~ {b.predicate}"
        )
    if a.heads & b.heads:
        score += float(limits["participant"])
        reasons.append(f"same participants: {', '.join(sorted(a.heads & b.heads))}")
    if counted := {_counted(f) for f in a.figures} & {_counted(f) for f in b.figures} - {None}:
        score += float(limits["counted"])
        reasons.append(f"same count: {', '.join(sorted(c for c in counted if c))}")
    if a.claim.report != b.claim.report and a.family == b.family:
        score += float(limits["copy"])
        reasons.append("one report copies the other")
    if a.places and b.places and not a.places & b.places:
        score -= float(limits["other_place"])
    if a.proper and b.proper and not a.proper & b.proper:
        score -= float(limits["other_names"])
    near = score >= limits["same"] and bool(common)
    other = bool(a.predicate and b.predicate) and not event
    if event and not near and _one_frame(a, b):
        near, score = True, max(score, float(limits["same"]))
        reasons.append("the same general proposition")
    elif near and (score < limits["other_event"] if other else wording < limits["agreeing"]):
        near = bool(counted) or _agree(a, b)
    once = bool({a.predicate, b.predicate} & listed("once")) and event
    onset = _onsets_apart(a, b)
    apart = _times_apart(a, b)
    if apart and not (once or onset):
        return Compared(score=score, same=False, reasons=(apart,))
    if not onset and (old := _old_news(a, b)):
        return Compared(score=score, same=False, reasons=(old,))
    figures = _figures(a, b) if near else _Figures()
    conflicts = figures.conflicts
    against = opposite(a.predicate or "", b.predicate or "") and a.claim.polarity is b.claim.polarity
    if near and against and a.heads & b.heads:
        conflicts = (*conflicts, f"opposites: {a.predicate}, {b.predicate}")
    if onset:
        conflicts = (*conflicts, onset)
    elif once and apart:
        conflicts = (*conflicts, apart)
    if onset and score >= limits["same"] - limits["onset"]:
        near = True
    sides = {a.claim.polarity, b.claim.polarity}
    return Compared(
        score=score,
        same=near,
        denies=sides == {Polarity.ASSERTED, Polarity.DENIED},
        conflicts=conflicts,
        updates=figures.updates,
        revised=figures.revised,
        narrows=figures.inside or _more_specific(a, b),
        reasons=tuple(reasons),
    )


def _one_frame(a: Signature, b: Signature) -> bool:
    """True for two general claims of one event that share two participants in their roles, and most words.

    In a pile about one thing its words weigh little, and a general proposition has no others.
    """
    if len(a.frame & b.frame) < 2 or a.claim.polarity is not b.claim.polarity:
        return False
    x, y = ({f for f in s.features if f[0] != "~"} for s in (a, b))
    return bool(len(x & y) >= lexicon("any", "linking")["compare"]["general"] * min(len(x), len(y)))


def _agree(a: Signature, b: Signature) -> bool:
    """True for more in common than words of the pile: two participants, a number of the same, or a name that
    says much in both, going by the weight of its words (in a pile about a war its country says nothing).

    A claim in few words ("nobody was beaten") has nothing else to agree in.
    """
    few = lexicon("any", "linking")["compare"]["statement"]
    if any(not s.figures and sum(f[0] != "~" for f in s.features) < few for s in (a, b)):
        return True
    if len(a.heads & b.heads) > 1:
        return True
    x, y = ([(f.population, number(f)) for f in s.figures if f.population and not vague(f)] for s in (a, b))
    # "Six people" may be the six workers.
    if any(n == m and (p == q or PERSON in {p, q}) for p, n in x for q, m in y):
        return True
    least = float(lexicon("any", "linking")["compare"]["telling"])
    most = [least * max(s.weight.values(), default=0.0) for s in (a, b)]
    names = {plain(stem(word)) for word in a.proper & b.proper}
    return any(a.weight.get(n, 0.0) > most[0] and b.weight.get(n, 0.0) > most[1] for n in names)


class Telling(Protocol):
    """Weighted features, and their length."""

    @property
    def weight(self) -> Mapping[str, float]: ...
    @property
    def norm(self) -> float: ...


def cosine(a: Telling, b: Telling) -> float:
    """Cosine of weighted features, each as its claim weighs it; sums run exactly, so that the last digit
    is always the same."""
    x, y = a.weight, b.weight
    both = math.fsum([x[f] * y[f] for f in x.keys() & y.keys()])
    return both / (a.norm * b.norm) if both else 0.0


def _times_apart(a: Signature, b: Signature) -> str | None:
    """A reason if the event times cannot overlap; unknown times always may."""
    return _apart((a.earliest, a.latest), (b.earliest, b.latest), "times")


def _old_news(a: Signature, b: Signature) -> str | None:
    """A reason if one report came so long after the other that it is news of something else.

    A report is of what has just happened: another ferry, another fire, unless a time that both state
    meets, or one is a copy of the other.
    """
    if a.family == b.family or (_bounded(a) and _bounded(b)):
        return None
    days = (_day(a.published), _day(b.published))
    if days[0] is None or days[1] is None:
        return None
    gap = abs((days[0] - days[1]).days)
    limit = int(lexicon("any", "linking")["compare"]["news"])
    return f"news of other times: {gap} days apart" if gap > limit else None


def _bounded(s: Signature) -> bool:
    return s.earliest is not None and s.latest is not None


def _day(published: str | None) -> date | None:
    """The day of a full ISO date; a month or a year alone is no day."""
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:
        return None


def _onsets_apart(a: Signature, b: Signature) -> str | None:
    return _apart(a.onset, b.onset, "beginnings") if a.onset and b.onset else None


def _apart(a: tuple[date | None, date | None], b: tuple[date | None, date | None], what: str) -> str | None:
    for (_, end), (start, _) in ((a, b), (b, a)):
        if end and start and end < start:
            return f"{what} apart: until {end}, from {start}"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """How the figures of two claims stand: at odds, grown, rewritten, and which lies in the other."""

    conflicts: tuple[str, ...] = ()
    updates: str | None = None
    revised: str | None = None
    inside: int = 0


def _figures(a: Signature, b: Signature) -> _Figures:
    """Over all comparable pairs; one pair that agrees settles that the claims are not at odds."""
    conflicts: list[str] = []
    updates, revised, inside, agree = None, None, 0, False
    for x in a.figures:
        for y in b.figures:
            if vague(x) or vague(y):
                continue
            found = compare_figures(x, y, same_matter=True)
            if found.verdict is Verdict.NOT_COMPARABLE:
                continue
            other = number(x) != number(y)
            if found.verdict is Verdict.CONFLICT:
                conflicts.append(found.reason)
            elif found.verdict is Verdict.UPDATES and other:
                updates = found.reason
            else:
                agree = True
                if other:
                    revised = f"another number: {number(x):g}, {number(y):g}"
                if found.verdict is Verdict.REFINES:
                    inside = 1 if _width(x) <= _width(y) else -1
    if agree:
        return _Figures(revised=revised, inside=inside)
    return _Figures(conflicts=tuple(conflicts), updates=updates)


def _counted(f: Figure) -> str | None:
    """What a figure counts, and what happened to them, as one text; None where neither is told."""
    if vague(f) or f.population is None or f.state is None:
        return None
    return f"{f.population} {f.state}"


def number(f: Figure) -> float:
    """The number written: 100 for "as many as 100", "at least 100" and "about 100"."""
    if f.hard.high is None:
        return f.hard.low
    return f.hard.high if f.cls.startswith("upper") else (f.hard.low + f.hard.high) / 2


def _width(f: Figure) -> float:
    return math.inf if f.hard.high is None else f.hard.high - f.hard.low


def _more_specific(a: Signature, b: Signature) -> int:
    """1 if `a` says all that `b` says and names more (a place, a time, a figure); -1 the other way round."""
    limits = lexicon("any", "linking")["compare"]
    for first, second, value in ((a, b, 1), (b, a, -1)):
        held = {f for f in second.features if f[0] != "~"}
        more = (len(first.places) - len(second.places), len(first.figures) - len(second.figures))
        dated = bool(first.earliest or first.latest) and not (second.earliest or second.latest)
        # What says next to nothing ("the recruitment") is not narrowed by all that mentions it.
        if (
            len(held) >= limits["statement"]
            and held < first.features
            and (max(more) > 0 or dated)
            and min(more) >= 0
        ):
            return value
    return 0
