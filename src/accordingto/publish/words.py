"""Plain words for the page: labels from words.toml, dates, counts and quantities as one reads them."""

import tomllib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from accordingto.figure import Bounds, Figure
from accordingto.report import Report, Stated, Unstated
from accordingto.when import When
from accordingto.where import Where


@cache
def _table() -> dict[str, dict[str, Any]]:
    where = files("accordingto.publish").joinpath("words.toml")
    return tomllib.loads(where.read_text(encoding="utf-8"))


def label(section: str, value: StrEnum) -> str:
    """The page's words for an enumeration's member."""
    return str(_table()[section][value.value])


def state(value: str) -> str:
    """What happened to those counted, as one says it of them ("killed"); a verb without an entry as it is."""
    return str(_table()["state"].get(value, value))


def section(name: str) -> list[tuple[str, str]]:
    """All of a section's code words and what the page says for them, in their order."""
    return list(_table()[name].items())


def torn() -> list[str]:
    """Words that begin a clause torn off from its verb of saying: no title begins with one."""
    return list(_table()["title"]["torn"])


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 report", "2 reports"; large numbers with commas."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def one_line(text: str) -> str:
    """The words with one space between them."""
    return " ".join(text.split())


def shortened(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut at a word and marked as cut."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return head[: head.rfind(" ") if " " in head[limit // 2 :] else None].rstrip(" ,;:") + "…"


def day(value: date) -> str:
    """ "13 March 2023"."""
    return f"{value.day} {value:%B} {value.year}"


def iso(value: str) -> str:
    """An ISO date of a report (YYYY, YYYY-MM, YYYY-MM-DD) as read; anything else as it stands."""
    try:
        parts = [int(p) for p in value.split("-")]
        if len(parts) == 1:
            return str(date(parts[0], 1, 1).year)
        if len(parts) == 2:
            return f"{date(parts[0], parts[1], 1):%B} {parts[0]}"
        return day(date(*parts[:3]))
    except ValueError:
        return value


def published(value: Stated[str] | Unstated) -> str:
    """A report's date as read, or that it has none and why."""
    return iso(value.value) if isinstance(value, Stated) else f"date {value.value}"


def interval(earliest: date | None, latest: date | None) -> str | None:
    """An interval of days as read; None where both ends are open."""
    if earliest is None:
        return None if latest is None else f"by {day(latest)}"
    if latest is None:
        return f"from {day(earliest)} on"
    if earliest.day == 1 and _month_end(latest):
        return _months(earliest, latest)
    if earliest == latest:
        return day(earliest)
    if earliest.year == latest.year:
        return f"{earliest.day} {earliest:%B} to {day(latest)}"
    return f"{day(earliest)} to {day(latest)}"


def _months(earliest: date, latest: date) -> str:
    """Whole months or years: "May 2024", "March to May 2024", "2023", "2022 to 2023"."""
    first, last = f"{earliest:%B} {earliest.year}", f"{latest:%B} {latest.year}"
    if (earliest.month, latest.month) == (1, 12):
        first, last = str(earliest.year), str(latest.year)
    if first == last:
        return first
    return f"{earliest:%B} to {last}" if earliest.year == latest.year else f"{first} to {last}"


def _month_end(value: date) -> bool:
    return value.day == monthrange(value.year, value.month)[1]


def when(value: When) -> str:
    """A time as read; a relative time whose anchor is unknown says so."""
    placed = interval(value.earliest, value.latest)
    if placed is not None:
        return placed
    if value.offset_days is not None:
        days = abs(value.offset_days)
        side = "before" if value.offset_days < 0 else "after"
        return f"{count(days, 'day')} {side} it was said, the day unknown" if days else "the day it was said"
    return "not placed on a calendar"


def middle(value: When) -> date | None:
    """A day to sort and draw by: the middle of the interval, or its one known end."""
    if value.earliest and value.latest:
        return value.earliest + timedelta((value.latest - value.earliest).days // 2)
    return value.earliest or value.latest


def number(value: float) -> str:
    """With thousands marked; no decimals that are not there."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def bounds(value: Bounds) -> str:
    """Bounds as read: "50 to 100", "more than 1,000", "exactly 50"."""
    low, high = value.low, value.high
    if high is None:
        return f"{'more than' if value.low_open else 'at least'} {number(low)}"
    if low == high:
        return number(low)
    ends = f"{number(low)} to {number(high)}"
    if value.high_open:
        return f"{number(low)} to under {number(high)}"
    return f"above {ends}" if value.low_open else ends


def quantity(value: Figure) -> str:
    """Soft bounds first, hard bounds where they differ, then what is counted."""
    said = bounds(value.soft)
    if value.soft != value.hard:
        said = f"likely {said}; the words allow {bounds(value.hard)}"
    return f"{said} {value.unit}" if value.unit else said


def publisher(report: Report) -> str:
    """The publisher's name, or that it is not known and why."""
    return (
        report.publisher.value
        if isinstance(report.publisher, Stated)
        else f"publisher {report.publisher.value}"
    )


def place(value: Where) -> str:
    """A place as read: its country, and how far it may lie from the point on the map."""
    if value.point is None:
        return f"{value.name}, not placed on a map"
    if (value.feature or "").startswith("PCL"):  # a country, in the feature codes of GeoNames
        return value.name
    country = f", {value.country}" if value.country else ""
    near = f", within {value.point.radius_km:,.0f} km" if value.point.radius_km >= 1 else ""
    return f"{value.name}{country}{near}"
