"""Plain words for the page: labels from words.toml, dates, counts and quantities as one reads them.

A page is in English unless `speak` chose another language for what is being made; then the same sections
are looked up in languages/LANGUAGE/desk.toml first.
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from accordingto.figure import Bounds, Figure
from accordingto.languages import lexicon
from accordingto.report import Report, Stated, Unstated
from accordingto.when import When
from accordingto.where import Where


@cache
def _table() -> dict[str, dict[str, Any]]:
    where = files("accordingto.publish").joinpath("words.toml")
    return tomllib.loads(where.read_text(encoding="utf-8"))


_spoken: ContextVar[str] = ContextVar("language of the page", default="en")


def speak(language: str) -> None:
    """What is made from here on, in this task or thread, is in that language ("en", "ru", "uk")."""
    _spoken.set(language)


def language() -> str:
    """The language that `speak` chose."""
    return _spoken.get()


def _found(section: str, key: str) -> Any:
    """What the language of the page has under a key, English where it has nothing."""
    language = _spoken.get()
    if language != "en":
        own = lexicon(language, "desk").get(section, {})
        if key in own:
            return own[key]
    return _table()[section][key]


def phrase(key: str, **holes: object) -> str:
    """A phrase of section [phrase], its holes filled."""
    said = str(_found("phrase", key))
    return said.format_map(holes) if holes else said


def plural(language: str, number: int) -> str:
    """The plural form of a whole number (Unicode CLDR): one, few, many or other."""
    if language == "en":
        return "one" if number == 1 else "other"
    tens, units = abs(number) % 100, abs(number) % 10
    if units == 1 and tens != 11:
        return "one"
    return "few" if units in (2, 3, 4) and tens not in (12, 13, 14) else "many"


def label(section: str, value: StrEnum) -> str:
    """The page's words for an enumeration's member."""
    return str(_found(section, value.value))


def state(value: str) -> str:
    """What happened to those counted, as one says it of them ("killed"); a verb without an entry as it is."""
    try:
        return str(_found("state", value))
    except KeyError:
        return value


def sections() -> list[str]:
    """The names of all sections."""
    return list(_table())


def section(name: str) -> list[tuple[str, str]]:
    """All of a section's code words and what the page says for them, in their order."""
    return list(_table()[name].items())


def torn() -> list[str]:
    """Words that begin a clause torn off from its verb of saying: no title begins with one."""
    return list(_table()["title"]["torn"])


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 report", "2 reports"; large numbers with commas."""
    language = _spoken.get()
    forms = lexicon(language, "desk").get("noun", {}).get(one) if language != "en" else None
    if isinstance(forms, Mapping):
        return f"{whole(number)} {forms[plural(language, number)]}"
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"


def whole(value: float) -> str:
    """A number without decimals, its thousands marked."""
    return f"{value:,.0f}".replace(",", phrase("thousands"))


def listed(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return phrase("and", before=", ".join(items[:-1]), last=items[-1])


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
    return f"{value.day} {_month('month_of', value)} {value.year}"


def month(value: date) -> str:
    """ "March 2023"."""
    return f"{_month('month', value)} {value.year}"


def short_month(value: date) -> str:
    """ "Mar"."""
    return _month("month_short", value)


def _month(form: str, value: date) -> str:
    return str(_found("calendar", form)[value.month - 1])


def iso(value: str) -> str:
    """An ISO date of a report (YYYY, YYYY-MM, YYYY-MM-DD) as read; anything else as it stands."""
    try:
        parts = [int(p) for p in value.split("-")]
        if len(parts) == 1:
            return str(date(parts[0], 1, 1).year)
        if len(parts) == 2:
            return month(date(parts[0], parts[1], 1))
        return day(date(*parts[:3]))
    except ValueError:
        return value


def published(value: Stated[str] | Unstated) -> str:
    """A report's date as read, or that it has none and why."""
    return iso(value.value) if isinstance(value, Stated) else phrase("no date", why=label("unstated", value))


def interval(earliest: date | None, latest: date | None) -> str | None:
    """An interval of days as read; None where both ends are open."""
    if earliest is None:
        return None if latest is None else phrase("by day", day=day(latest))
    if latest is None:
        return phrase("from day on", day=day(earliest))
    if earliest.day == 1 and _month_end(latest):
        return _months(earliest, latest)
    if earliest == latest:
        return day(earliest)
    if earliest.year == latest.year:
        return phrase("to", first=f"{earliest.day} {_month('month_of', earliest)}", last=day(latest))
    return phrase("to", first=day(earliest), last=day(latest))


def _months(earliest: date, latest: date) -> str:
    """Whole months or years: "May 2024", "March to May 2024", "2023", "2022 to 2023"."""
    first, last = month(earliest), month(latest)
    if (earliest.month, latest.month) == (1, 12):
        first, last = str(earliest.year), str(latest.year)
    if first == last:
        return first
    return phrase("to", first=_month("month", earliest) if earliest.year == latest.year else first, last=last)


def _month_end(value: date) -> bool:
    return value.day == monthrange(value.year, value.month)[1]


def when(value: When) -> str:
    """A time as read; a relative time whose anchor is unknown says so."""
    placed = interval(value.earliest, value.latest)
    if placed is not None:
        return placed
    if value.offset_days is not None:
        days = abs(value.offset_days)
        side = "before it was said" if value.offset_days < 0 else "after it was said"
        return phrase(side, days=count(days, "day")) if days else phrase("the day it was said")
    return phrase("not on a calendar")


def middle(value: When) -> date | None:
    """A day to sort and draw by: the middle of the interval, or its one known end."""
    if value.earliest and value.latest:
        return value.earliest + timedelta((value.latest - value.earliest).days // 2)
    return value.earliest or value.latest


def number(value: float) -> str:
    """With thousands marked; no decimals that are not there."""
    if value == int(value):
        return whole(value)
    marked = f"{value:,.10g}".replace(",", "\0").replace(".", phrase("decimal"))
    return marked.replace("\0", phrase("thousands"))


def bounds(value: Bounds) -> str:
    """Bounds as read: "50 to 100", "more than 1,000", "exactly 50"."""
    low, high = value.low, value.high
    if high is None:
        return phrase("more than" if value.low_open else "at least", n=number(low))
    if low == high:
        return number(low)
    if value.high_open:
        return phrase("to under", low=number(low), high=number(high))
    ends = phrase("to", first=number(low), last=number(high))
    return phrase("above", ends=ends) if value.low_open else ends


def quantity(value: Figure) -> str:
    """Soft bounds first, hard bounds where they differ, then what is counted."""
    said = bounds(value.soft)
    if value.soft != value.hard:
        said = phrase("likely", soft=said, hard=bounds(value.hard))
    return f"{said} {value.unit}" if value.unit else said


def publisher(report: Report) -> str:
    """The publisher's name, or that it is not known and why."""
    if isinstance(report.publisher, Stated):
        return report.publisher.value
    return phrase("no publisher", why=label("unstated", report.publisher))


def place(value: Where) -> str:
    """A place as read: its country, and how far it may lie from the point on the map."""
    if value.point is None:
        return phrase("not placed", name=value.name)
    if (value.feature or "").startswith("PCL"):  # a country, in the feature codes of GeoNames
        return value.name
    return spot(value.name, value.country, value.point.radius_km)


def spot(name: str, country: str | None, radius_km: float) -> str:
    """A place on a map: "Kherson, UA, within 8 km"."""
    parts = [name, country or "", phrase("within", km=whole(radius_km)) if radius_km >= 1 else ""]
    return ", ".join(part for part in parts if part)
