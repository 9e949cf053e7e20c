"""Quantities as intervals: hard bounds (what the words allow), soft bounds (what a reader takes)."""

from dataclasses import dataclass
from enum import StrEnum

from accordingto.report import Span
from accordingto.when import TimeRole, When
from accordingto.where import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`low` to `high`, closed unless marked open; `high` None is unbounded."""

    low: float
    high: float | None
    low_open: bool = False
    high_open: bool = False


class Measure(StrEnum):
    EVENT = "event"
    CUMULATIVE = "cumulative"
    STOCK = "stock"
    RATE = "rate"
    DURATION = "duration"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity. `cls` is the class in the quantities table that gave the bounds.

    `population` says of whom or what ("female prisoners"), as a lemma phrase; `state` what happened
    to them ("recruit", "kill"), so that killed is never wounded. `of` is the whole of "40 out of 400".
    """

    span: Span
    hard: Bounds
    soft: Bounds
    cls: str
    unit: str | None = None
    population: str | None = None
    population_span: Span | None = None
    state: str | None = None
    measure: Measure = Measure.UNSTATED
    of: float | None = None
    as_of: When | None = None
    place: Where | None = None
    rule: str


class Verdict(StrEnum):
    AGREE = "agree"
    REFINES = "refines"
    UPDATES = "updates"
    TENSION = "tension"
    CONFLICT = "conflict"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two figures stand to each other, and why in one plain sentence.

    `correction` marks a shrinking count of one and the same origin.
    """

    verdict: Verdict
    reason: str
    correction: bool = False


def compare(a: Figure, b: Figure, *, same_origin: bool = False, same_matter: bool = False) -> Comparison:
    """Whether two figures can both hold.

    Comparable only with the same population, state, measure, unit and place, at times that meet; what
    one side leaves unsaid makes them not comparable, unless `same_matter` says that both are known to
    speak of one event. `same_origin` turns a shrinking count from a plain conflict into a correction.
    """
    apart = _not_comparable(a, b, same_matter=same_matter)
    if apart is not None:
        return Comparison(verdict=Verdict.NOT_COMPARABLE, reason=apart)
    running = _running(a) and _running(b)
    order = _order(a.as_of, b.as_of, running=running)
    if order == 0 or (not running and _published(a) != _published(b)):
        return _same_date(a, b)  # the day of publication is no date of the event
    earlier, later = (a, b) if order < 0 else (b, a)
    if not running:
        return Comparison(
            verdict=Verdict.NOT_COMPARABLE, reason=f"two dates, and not a running count ({a.measure.value})"
        )
    if _below(later.hard, earlier.hard):
        return Comparison(
            verdict=Verdict.CONFLICT,
            reason=f"a running count cannot shrink: {_say(earlier.hard)}, later {_say(later.hard)}",
            correction=same_origin,
        )
    return Comparison(
        verdict=Verdict.UPDATES,
        reason=f"a running count at two dates: {_say(earlier.hard)}, later {_say(later.hard)}",
    )


def _running(f: Figure) -> bool:
    """True for a count that can only grow: cumulative, or of one event as known when it was published."""
    if f.measure is Measure.CUMULATIVE:
        return True
    return _published(f) and f.measure in (Measure.EVENT, Measure.UNSTATED)


def _published(f: Figure) -> bool:
    return f.as_of is not None and f.as_of.role is TimeRole.PUBLICATION


def _not_comparable(a: Figure, b: Figure, *, same_matter: bool) -> str | None:
    """The first thing that keeps two figures from being compared, or None."""
    for name, x, y in (
        ("population", _fold(a.population), _fold(b.population)),
        ("state", _fold(a.state), _fold(b.state)),
    ):
        if x != y and not (same_matter and (x is None or y is None or _same_people(x, y))):
            return f"another {name}: {x or 'not stated'}, {y or 'not stated'}"
    if a.population is None and b.population is None and a.unit is None and a.state is None:
        return "population not stated"
    if a.unit != b.unit:
        return f"another unit: {a.unit or 'a count'}, {b.unit or 'a count'}"
    if a.unit != "%" and a.of is not None and b.of is not None and a.of != b.of:
        return f"parts of different wholes: {a.of:g}, {b.of:g}"
    if a.measure is not b.measure:
        free = Measure.UNSTATED in (a.measure, b.measure)
        mild = {a.measure, b.measure} == {Measure.EVENT, Measure.CUMULATIVE}
        if not (free or (same_matter and mild)):
            return f"another measure: {a.measure.value}, {b.measure.value}"
    if not _same_place(a.place, b.place, same_matter=same_matter):
        return f"another place: {_name(a.place)}, {_name(b.place)}"
    if (a.as_of is None) != (b.as_of is None) and not same_matter:
        return "one of them is not dated"
    return None


def _same_people(x: str, y: str) -> bool:
    """ "woman" and "female prisoner": within one matter the women are the prisoners.

    No such bridge for "person": twelve people and three of them children are two counts.
    """
    for plain, sex in (("woman", "female "), ("man", "male ")):
        if (x == plain and y.startswith(sex)) or (y == plain and x.startswith(sex)):
            return True
    return False


def _fold(phrase: str | None) -> str | None:
    return None if phrase is None else phrase.casefold()


def _name(place: Where | None) -> str:
    return "not stated" if place is None else place.name


def _same_place(a: Where | None, b: Where | None, *, same_matter: bool) -> bool:
    if a is None or b is None:
        return same_matter or a is b
    if a.geonameid is not None and b.geonameid is not None:
        return a.geonameid == b.geonameid
    return a.name.casefold() == b.name.casefold()


def _order(a: When | None, b: When | None, *, running: bool) -> int:
    """-1 if `a` is earlier, 1 if later, 0 if they meet or one is not known.

    A running count holds as of the last day of its time; other counts hold over the whole of it.
    """
    if a is None or b is None:
        return 0
    if running and a.latest is not None and b.latest is not None:
        return (a.latest > b.latest) - (a.latest < b.latest)
    if a.latest is not None and b.earliest is not None and a.latest < b.earliest:
        return -1
    if b.latest is not None and a.earliest is not None and b.latest < a.earliest:
        return 1
    return 0


def _same_date(a: Figure, b: Figure) -> Comparison:
    hard_a, hard_b = a.hard, b.hard
    if _below(hard_a, hard_b) or _below(hard_b, hard_a):
        return Comparison(
            verdict=Verdict.CONFLICT, reason=f"cannot both hold: {_say(hard_a)} and {_say(hard_b)}"
        )
    if _below(a.soft, b.soft) or _below(b.soft, a.soft):
        return Comparison(
            verdict=Verdict.TENSION,
            reason=f"both could hold, but one reads as {_say(a.soft)}, the other as {_say(b.soft)}",
        )
    if hard_a == hard_b:
        return Comparison(verdict=Verdict.AGREE, reason=f"the same bounds: {_say(hard_a)}")
    for inner, outer in ((hard_a, hard_b), (hard_b, hard_a)):
        if _within(inner, outer):
            return Comparison(verdict=Verdict.REFINES, reason=f"{_say(inner)} lies within {_say(outer)}")
    return Comparison(verdict=Verdict.AGREE, reason=f"they overlap: {_say(hard_a)} and {_say(hard_b)}")


def _below(a: Bounds, b: Bounds) -> bool:
    """True if every value of `a` lies below every value of `b`."""
    if a.high is None:
        return False
    return a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))


def _within(a: Bounds, b: Bounds) -> bool:
    """True if every value of `a` is one of `b`."""
    low = a.low > b.low or (a.low == b.low and (a.low_open or not b.low_open))
    if b.high is None:
        return low
    if a.high is None:
        return False
    return low and (a.high < b.high or (a.high == b.high and (a.high_open or not b.high_open)))


def _say(b: Bounds) -> str:
    """In words: "at least 5", "more than 5", "100", "100 to 150"."""
    if b.high is None:
        return f"{'more than' if b.low_open else 'at least'} {b.low:,.10g}"
    if b.low == b.high:
        return f"{b.low:,.10g}"
    return f"{b.low:,.10g} to {'under ' if b.high_open else ''}{b.high:,.10g}"
