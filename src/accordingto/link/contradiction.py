"""When two statements cannot both hold: by number, time, negation, opposites and exchanged sides.

Typed values decide, never likeness: a contradiction is as like as an agreement (de Marneffe, Rafferty and
Manning 2008, whose kinds of contradiction these are).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from accordingto.figure import Bounds
from accordingto.languages import lexicon
from accordingto.link.kinds import alike, plain
from accordingto.link.words import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number and what it counts: `bounds`, stem of the counted noun, unit ("$", "%", "month")."""

    bounds: Bounds
    counts: str | None
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One predicate with what hangs on it, as plain stems; `about` is every telling stem near it.

    `agent`, `patient` and `rest` hold the stems of what plays these parts; `negated` counts refusals and
    failures as negations; `places` are countries (codes) and `named` the stems that name them; `times`
    are intervals of days that hang on the predicate.
    """

    predicate: str
    negated: bool = False
    agent: frozenset[str] = frozenset()
    patient: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    amounts: tuple[Amount, ...] = ()
    times: tuple[tuple[date, date], ...] = ()

    @property
    def sides(self) -> frozenset[str]:
        return self.agent | self.patient


def contradiction(claim: Statement, others: Sequence[Statement]) -> str | None:
    """Why `claim` cannot hold if `others`, from one text, do; None if nothing says so."""
    for found in _reasons(claim, others):
        return found
    return None


def _reasons(claim: Statement, others: Sequence[Statement]) -> Iterator[str]:
    limits = lexicon("any", "linking")["contradiction"]
    for o in others:
        common = claim.about & o.about
        covered = len(common) / max(1, len(claim.about))
        same = alike(claim.predicate, o.predicate)
        if same and _one_sided(claim, o):
            yield f"sides exchanged: {claim.predicate}"
        if covered < limits["covered"] or not _shares_side(claim, o):
            continue
        agreed = _shares_both(claim, o) or (covered >= limits["another"] and bool(claim.patient & o.patient))
        if same and claim.negated != o.negated and agreed:
            yield f"one denies what the other says: {o.predicate}"
        against = opposite(claim.predicate, o.predicate) and claim.negated == o.negated
        if against and _shares_both(claim, o) and not _apart(claim, o):
            yield f"opposites: {claim.predicate}, {o.predicate}"
        if same and _apart(claim, o) and _shares_both(claim, o):
            yield f"times apart: {claim.predicate}"
        if not claim.agent and claim.patient and claim.patient <= o.patient and _apart(claim, o):
            yield f"times apart: {', '.join(sorted(claim.patient))}"
        if same and covered >= limits["another"] and _another(claim, o) and not _held(claim, others):
            yield f"another does it: {', '.join(sorted(o.agent))}"
    yield from _numbers(claim, others)
    if elsewhere := _elsewhere(claim, others):
        yield elsewhere


def _elsewhere(claim: Statement, others: Sequence[Statement]) -> str | None:
    """The same happening put in a place that the text does not name, where it names another."""
    limits = lexicon("any", "linking")["contradiction"]
    if len(claim.places) != 1 or any(claim.places & o.places for o in others):
        return None
    about = claim.about - claim.named
    for o in others:
        if o.places and about and len(about & o.about) / len(about) >= limits["elsewhere"]:
            return f"another place: {', '.join(sorted(claim.places))}, {', '.join(sorted(o.places))}"
    return None


def opposite(a: str, b: str) -> bool:
    """True if two plain stems stand on the two sides of a row of opposites."""
    return (a, b) in _opposites()


@cache
def _opposites() -> frozenset[tuple[str, str]]:
    table = lexicon("en", "opposites")["pairs"]
    found = {(plain(stem(x)), plain(stem(y))) for one, two in table for x in one for y in two if x != y}
    return frozenset(found | {(y, x) for x, y in found})


@cache
def listed(name: str) -> frozenset[str]:
    """A list of the table of opposites, as plain stems."""
    return frozenset(plain(stem(w)) for w in lexicon("en", "opposites")[name])


def _shares_side(a: Statement, b: Statement) -> bool:
    return bool(a.sides & b.about)


def _shares_both(a: Statement, b: Statement) -> bool:
    """True if agents and patients agree as far as both are given, and at least one of them is."""
    agent = not a.agent or not b.agent or bool(a.agent & b.agent)
    # "The bill passed": what has no patient may be one.
    theirs = b.patient or b.agent
    patient = not a.patient or not b.patient or bool(a.patient & theirs)
    return agent and patient and bool(a.agent & b.agent or a.patient & theirs)


def _one_sided(a: Statement, b: Statement) -> bool:
    """True if who does it in one has it done to in the other, and it cannot go both ways."""
    if a.predicate not in listed("one_way") or a.negated or b.negated or a.predicate != b.predicate:
        return False
    return bool(a.agent & b.patient and a.patient & b.agent and not a.agent & b.agent)


def _another(a: Statement, b: Statement) -> bool:
    """True if the same is done to the same by somebody else, with nothing in common between the two."""
    if a.negated or b.negated or a.predicate != b.predicate:
        return False
    given = a.patient and a.patient <= b.patient and a.agent and b.agent and not a.agent & b.agent
    # Who is said to do it must play another part there, else the text may just name it otherwise.
    return bool(given and a.agent & b.rest)


def _held(claim: Statement, others: Sequence[Statement]) -> bool:
    """True if some statement has the claim's own agent do it."""
    return any(alike(claim.predicate, o.predicate) and claim.agent & o.agent for o in others)


def _apart(a: Statement, b: Statement) -> bool:
    return bool(a.times and b.times) and all(x[1] < y[0] or y[1] < x[0] for x in a.times for y in b.times)


def _numbers(claim: Statement, others: Sequence[Statement]) -> Iterator[str]:
    """A number of the claim that the text gives otherwise for the same thing, and nowhere gives so."""
    limits = lexicon("any", "linking")["contradiction"]
    for mine in claim.amounts:
        rivals: list[Amount] = []
        for o in others:
            near = len(claim.about & o.about) / max(1, len(claim.about)) >= limits["counted"]
            for theirs in o.amounts:
                if not _comparable(mine, theirs, claim, o):
                    continue
                if _meet(mine.bounds, theirs.bounds):
                    # The same number for the same thing anywhere in the text settles it.
                    rivals = []
                    break
                if near:
                    rivals.append(theirs)
            else:
                continue
            break
        if rivals:
            yield f"another number: {mine.bounds.low:g}, {rivals[0].bounds.low:g}"


def _comparable(a: Amount, b: Amount, claim: Statement, other: Statement) -> bool:
    if a.unit != b.unit:
        return False
    if a.counts is not None and b.counts is not None:
        return a.counts == b.counts
    price = listed("price")
    sums = (
        a.unit is not None and {claim.predicate, other.predicate} <= price and bool(claim.sides & other.sides)
    )
    return sums or (
        a.unit is not None and alike(claim.predicate, other.predicate) and _shares_both(claim, other)
    )


def _meet(a: Bounds, b: Bounds) -> bool:
    return (a.high is None or a.high >= b.low) and (b.high is None or b.high >= a.low)
