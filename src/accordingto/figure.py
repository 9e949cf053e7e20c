"""Quantities as intervals: hard bounds (what the words allow), soft bounds (what a reader takes)."""

from dataclasses import dataclass
from enum import StrEnum

from accordingto.report import Span
from accordingto.when import When
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
