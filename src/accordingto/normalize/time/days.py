"""Values and days: TIMEX3 values spread to a first and last day, EDTF, and calendar arithmetic.

TIMEX3 as in TimeML 1.2.1 (Saurí et al. 2006); EDTF as in ISO 8601-2:2019, annex A.
"""

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

Days = tuple[date, date]

_SEASONS = {"SP": (3, 21), "SU": (6, 22), "FA": (9, 23), "WI": (12, 24)}  # first month, EDTF code
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T.*)?")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE|-[1-7])?")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)")
_DECADE = re.compile(r"\d{3}")
_CENTURY = re.compile(r"\d{2}")


def real(year: int, month: int = 1, day: int = 1) -> date | None:
    """The day, or None where the calendar has none ("31 February", year 0)."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def shift(day: date, days: int) -> date | None:
    """The day so many days on; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def add_months(day: date, months: int) -> date | None:
    """The same day of another month, drawn back to that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return real(year, month + 1, min(day.day, month_end(year, month + 1).day))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _months(year: int, first: int, count: int) -> Days | None:
    last_year, last = divmod(year * 12 + first - 1 + count - 1, 12)
    if not MINYEAR <= year <= last_year <= MAXYEAR:
        return None
    return date(year, first, 1), month_end(last_year, last + 1)


def spread(value: str) -> Days | None:
    """First and last day of a TIMEX3 DATE or TIME value; None where it names no days."""
    if m := _DAY.fullmatch(value):
        day = real(int(m[1]), int(m[2]), int(m[3]))
        return (day, day) if day else None
    if m := _MONTH.fullmatch(value):
        return _months(int(m[1]), int(m[2]), 1) if 1 <= int(m[2]) <= 12 else None
    if _YEAR.fullmatch(value):
        return _months(int(value), 1, 12)
    if m := _WEEK.fullmatch(value):
        return _week(int(m[1]), int(m[2]), m[3])
    if m := _PART.fullmatch(value):
        year, part = int(m[1]), m[2]
        if part[0] == "Q":
            return _months(year, 3 * int(part[1]) - 2, 3)
        if part[0] == "H":
            return _months(year, 6 * int(part[1]) - 5, 6)
        return _months(year, _SEASONS[part][0], 3)
    if _DECADE.fullmatch(value):
        return _months(int(value) * 10, 1, 120)
    if _CENTURY.fullmatch(value):
        return _months(int(value) * 100, 1, 1200)
    return None


def _week(year: int, week: int, part: str | None) -> Days | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
        if part == "-WE":
            return monday + timedelta(days=5), monday + timedelta(days=6)
        if part:
            day = monday + timedelta(days=int(part[1]) - 1)
            return day, day
        return monday, monday + timedelta(days=6)
    except (ValueError, OverflowError):
        return None


def edtf(value: str) -> str | None:
    """The value in EDTF (level 2 at most), or None where it has none."""
    if m := _DAY.fullmatch(value):
        return value[:10] if real(int(m[1]), int(m[2]), int(m[3])) else None
    if _MONTH.fullmatch(value) or _YEAR.fullmatch(value):
        return value if spread(value) else None
    if _WEEK.fullmatch(value):
        days = spread(value)
        return span(*days) if days else None
    if m := _PART.fullmatch(value):
        if m[2][0] in "QH":
            return f"{m[1]}-{(32 if m[2][0] == 'Q' else 39) + int(m[2][1])}"
        return f"{m[1]}-{_SEASONS[m[2]][1]}"
    if _DECADE.fullmatch(value):
        return f"{value}X"
    if _CENTURY.fullmatch(value):
        return f"{value}XX"
    return None


def span(first: date | None, last: date | None) -> str:
    """An EDTF interval, ".." at an open end."""
    if first == last and first:
        return first.isoformat()
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"


def part_of(days: Days, mod: str, share: int = 3) -> Days:
    """The START, MID or END third of a stretch of days: what "early", "mid" and "late" leave of it.

    `share` is 12 for "the beginning of" and "the end of", which are narrower: a year's last month.
    """
    first, last = days
    length = (last - first).days + 1
    if length < share:
        return days
    if share == 12 and length > 300:
        return (first, month_end(first.year, first.month)) if mod == "START" else (last.replace(day=1), last)
    third = length // share
    if mod == "START":
        return first, first + timedelta(days=third)
    if mod == "END":
        return last - timedelta(days=third), last
    return first + timedelta(days=third), last - timedelta(days=third)


def unit_value(day: date, unit: str, steps: int = 0) -> str | None:
    """The TIMEX3 value of the day, week, month, quarter, year, … that lies `steps` from that of `day`."""
    if unit == "D":
        moved = shift(day, steps)
        return moved.isoformat() if moved else None
    if unit in ("W", "WE"):
        moved = shift(day, 7 * steps)
        if moved is None:
            return None
        year, week, _ = moved.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else "")
    months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}.get(unit)
    if months is None:
        return None
    moved = add_months(day.replace(day=1), months * steps)
    if moved is None:
        return None
    digits = f"{moved.year:04d}"
    if unit == "M":
        return f"{digits}-{moved.month:02d}"
    if unit == "Q":
        return f"{digits}-Q{(moved.month + 2) // 3}"
    return {"Y": digits, "DE": digits[:3], "CE": digits[:2]}[unit]


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(rule: str, year: int) -> date | None:
    """The day of a holiday in a year: "MM-DD", "MM/nth/weekday" with "+days", "E+days", or one day."""
    try:
        if len(rule) == 10 and rule[4] == "-":
            return date.fromisoformat(rule)
        if rule[0] == "E":
            return easter(year) + timedelta(days=int(rule[1:]))
        if "/" not in rule:
            return date(year, int(rule[:2]), int(rule[3:]))
        rule, _, later = rule.partition("+")
        month, nth, weekday = (int(part) for part in rule.split("/"))
        if nth < 0:
            last = month_end(year, month)
            return last - timedelta(days=(last.isoweekday() - weekday) % 7)
        first = date(year, month, 1)
        days = (weekday - first.isoweekday()) % 7 + 7 * (nth - 1)
        return first + timedelta(days=days + int(later or 0))
    except (ValueError, OverflowError):
        return None
