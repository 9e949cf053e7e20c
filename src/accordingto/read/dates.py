"""Days written out in a byline or dateline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from accordingto.languages import lexicon

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DOTS = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as written at `[start, end)` of a line."""

    value: str
    start: int
    end: int


def days(line: str, languages: tuple[str, ...]) -> list[Day]:
    """The full days (day, month and year) that a line names, in order; no impossible ones."""
    found = sorted(_found(line, languages), key=lambda d: (d.start, -d.end))
    return [d for i, d in enumerate(found) if not i or d.start >= found[i - 1].end]


def _found(line: str, languages: tuple[str, ...]) -> Iterator[Day]:
    for match in _ISO.finditer(line):
        yield from _checked(match, *match.groups())
    for code in languages:
        order = lexicon(code, "calendar")["slashes"]
        for match in _DOTS.finditer(line):
            first, second, year = match.groups()
            if "." in match.group() or order == "dmy":
                yield from _checked(match, year, second, first)
            elif int(first) > 12 or int(second) > 12 or first == second:
                month, day = (second, first) if int(first) > 12 else (first, second)
                yield from _checked(match, year, month, day)
        named, numbers = _months(code)
        for match in named.finditer(line):
            month = str(numbers[(match["month"] or match["month2"]).lower()])
            yield from _checked(match, match["year"] or match["year2"], month, match["day"] or match["day2"])


@cache
def _months(code: str) -> tuple[re.Pattern[str], dict[str, int]]:
    names = lexicon(code, "calendar")["months"]
    numbers = {name: i + 1 for i, month in enumerate(names) for name in month}
    any_month = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    named = re.compile(
        rf"\b(?P<month>{any_month})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"
        rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<month2>{any_month})\b\.?,?\s+(?P<year2>\d{{4}})\b",
        re.IGNORECASE,
    )
    return named, numbers


def _checked(match: re.Match[str], year: str, month: str, day: str) -> Iterator[Day]:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return
    if 1900 <= value.year <= 2100:
        yield Day(value=value.isoformat(), start=match.start(), end=match.end())
