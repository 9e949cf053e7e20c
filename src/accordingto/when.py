"""Times as intervals with open ends, a precision and their wording."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accordingto.report import Span


class TimeRole(StrEnum):
    EVENT = "event"
    SAYING = "saying"
    PUBLICATION = "publication"


class TimeType(StrEnum):
    """TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An interval of days `[earliest, latest]`, both inclusive; None is an open or unknown end.

    `value` is the TIMEX3 value ("2023-FA", "P2W", "PAST_REF"); `edtf` the same in EDTF where it has
    one. `mod`, `quant` and `freq` are the TIMEX3 attributes ("END", "EVERY", "3X"). `offset_days`
    holds a relative time whose anchor is unknown. `span` points at the wording. `bound` is the word
    that opens an end ("since", "until", "at least"): it stands outside the span. `markable` is
    False for what the ledger needs and TIMEX3 does not mark ("so far", "the start of the invasion").
    """

    span: Span
    type: TimeType
    value: str
    edtf: str | None = None
    earliest: date | None = None
    latest: date | None = None
    offset_days: int | None = None
    role: TimeRole = TimeRole.EVENT
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None
    bound: str | None = None
    markable: bool = True
    rule: str
