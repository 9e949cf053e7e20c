"""Where a report and its claims stand in the order of publication, as one number.

Linking decides in this order: what comes later looks at what came before. The number is the same whenever
and beside whatever else a report is added: day of publication (in half days, so that a month stands before
its first day), report id, place of the claim in its report.
"""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")
_EPOCH = date(1900, 1, 1).toordinal()
_SEQ, _ID, _DAY = 20, 45, 18  # bits: claims of a report, report id, half days since 1900
UNDATED = (1 << _DAY) - 1
LAST = (1 << (_SEQ + _ID + _DAY)) - 1  # nothing stands after this


def day(published: str | None) -> int:
    """Half days since 1900; UNDATED for what is no ISO date. A month stands just before its first day."""
    found = _ISO.match(published) if published else None
    if not found:
        return UNDATED
    year, month, on = (int(g) if g else None for g in found.groups())
    try:
        first = date(year or 0, month or 1, on or 1).toordinal()
    except ValueError:
        return UNDATED
    return min(max(2 * (first - _EPOCH) - (on is None), 0), UNDATED - 1)


def place(report: str, published: str | None) -> int:
    """The place of a report; its claims follow it up to `end`. Reports of one day stand by their ids."""
    return at(day(published), int(report[:12], 16) >> 3 if _is_hex(report) else _spelled(report))


def _is_hex(report: str) -> bool:
    return len(report) >= 12 and all(c in "0123456789abcdef" for c in report[:12])


def _spelled(report: str) -> int:
    return int.from_bytes(report.encode("utf-8", "surrogatepass")[:5].ljust(5, b"\0"))


def at(day_: int, rank: int = 0) -> int:
    """The place of the report of that rank on that day."""
    return (day_ << (_ID + _SEQ)) | ((rank & ((1 << _ID) - 1)) << _SEQ)


def report_of(place_: int) -> int:
    """The place of the report that a place belongs to."""
    return place_ >> _SEQ << _SEQ


def end(place_: int) -> int:
    """The last place of the report that a place belongs to."""
    return place_ | ((1 << _SEQ) - 1)


def next_report(place_: int) -> int:
    """The place just after a report and its claims: where another of the same id prefix goes."""
    return end(place_) + 1


def end_of_day(place_: int) -> int:
    """The last place of the day that a place belongs to."""
    return place_ | ((1 << (_ID + _SEQ)) - 1)


def start_of_day(place_: int) -> int:
    """The first place of the day that a place belongs to."""
    return place_ >> (_ID + _SEQ) << (_ID + _SEQ)


def split(place_: int) -> tuple[int, int]:
    """(report, claim): two numbers that fit into 64 bits, in the same order."""
    return place_ >> _SEQ, place_ & ((1 << _SEQ) - 1)


def joined(report: int, claim: int) -> int:
    """The place that `split` took apart."""
    return (report << _SEQ) | claim


UNDATED_FROM = at(UNDATED)
