"""Periods: quarters, halves, fiscal years, "last year", "the week", decades, centuries, years."""

import re
from datetime import date

from accordingto.normalize.time.days import Days, add_months, shift, spread, unit_value
from accordingto.normalize.time.numbers import year_in_words
from accordingto.normalize.time.points import modifier, year_of
from accordingto.normalize.time.scene import DATE, DURATION, NO_DAY, Found, Reading, Scene, direction

_BACK = {"last", "past", "previous", "preceding", "prior"}
_AHEAD = {"next", "coming", "upcoming", "following", "subsequent"}
_FROM_FOCUS = {"previous", "preceding", "prior", "following", "subsequent", "same", "that", "those"}
_MONTH_OR_YEAR = re.compile(r"\d{4}(-\d\d)?")
_ENDED = {"ended", "ending", "through"}


def quarter(scene: Scene, found: Found) -> Reading | None:
    """ "the third quarter", "second half of 1990", "Q3 2013", "the year-ago quarter"."""
    part = _part(found)
    if part is None:
        return None
    year = _year_of_quarter(scene, found, part)
    value = f"{year:04d}-{part}" if year is not None else f"XXXX-{part}"
    first = found.first
    if found.classes in ("DO-U", "tO-U", "TO-U", "AO-U"):
        first += 1  # "the third-quarter results" marks "third-quarter"
    return Reading(type=DATE, value=value, mod=modifier(found), first=first)


def _part(found: Found) -> str | None:
    """ "Q3" or "H2"; None if the ordinal does not count quarters or halves."""
    if (code := found.value("Q")) is not None:
        return str(code) if code[0] == "Q" or found.at("Y") is not None else None
    tokens = found.tokens
    i = found.at("O")
    if i is None:
        last_half = found.word("L") in ("last", "latter") and found.value("U") == "HALF"
        return "H2" if last_half else None
    number = tokens.value[i]
    unit = next((tokens.value[j] for j in range(i, found.last) if tokens.classes[j] in "UV"), None)
    if unit == "Q" and number in (1, 2, 3, 4, -1):
        return f"Q{number % 5}"
    if unit == "HALF" and number in (1, 2, -1):
        return f"H{number % 3}"
    return None


def _year_of_quarter(scene: Scene, found: Found, part: str) -> int | None:
    year = found.value("Y")
    if year is not None:
        return int(year)
    anchor = scene.anchor
    if anchor is None:
        return None
    step = found.word("LTXt")
    nearest = anchor.year
    days = spread(f"{anchor.year:04d}-{part}")
    if days and days[0] > anchor:
        lean = direction(scene, found)
        if lean <= 0 and not (lean == 0 and (days[0] - anchor).days < 60):
            nearest -= 1
    elif days and direction(scene, found) > 0 and days[1] < anchor and part in ("Q1", "H1"):
        nearest += 1 if (anchor - days[1]).days > 150 else 0
    if found.at("a") is not None:
        return nearest - 1
    unit = _year_unit(found)
    if unit and step:
        return anchor.year + (-1 if step in _BACK else 1 if step in _AHEAD else 0)
    if step in ("last", "previous", "prior") and days and days[1] >= anchor:
        return anchor.year - 1
    return nearest


def _year_unit(found: Found) -> bool:
    tokens = found.tokens
    return any(tokens.classes[i] == "U" and tokens.value[i] == "Y" for i in range(found.first, found.last))


def year_quarter(scene: Scene, found: Found) -> Reading | None:
    """ "2013 Q3"."""
    return Reading(type=DATE, value=f"{int(found.value('Y')):04d}-{found.value('Q')}")


def year_period(scene: Scene, found: Found) -> Reading | None:
    """ "the 1988 period", "the 1988 quarter": the stretch in focus, in another year."""
    unit, year = found.value("U"), int(found.value("Y"))
    if unit == "Y":
        return None
    if unit not in ("PERIOD", "Q", "HALF", "SE"):
        return None
    if unit in ("PERIOD", "Q") and (quarter := scene.compared()):
        return Reading(type=DATE, value=f"{year:04d}{quarter[4:]}")
    if unit in ("PERIOD", "Q") and scene.anchor is None and not scene.long_stretch:
        return Reading(type=DATE, value=f"{year:04d}{scene.yearless}")
    return Reading(type=DATE, value=f"{year:04d}")


def year_ago(scene: Scene, found: Found) -> Reading | None:
    """ "the year-earlier period", "year-ago results": the stretch in focus, a year before."""
    if "corresponding" in found.word("a") or "comparable" in found.word("a"):
        if found.at("U") is None:
            return None
    if (part := _part(found)) is not None:
        year = _year_of_quarter(scene, found, part)
        return Reading(type=DATE, value=f"{year:04d}-{part}" if year else f"XXXX-{part}")
    if found.at("ndq") is not None:
        return Reading(type=DURATION, value=f"P{int(found.value('nd') or 0)}M" if found.at("nd") else "PXM")
    first = found.first + 1 if found.classes == "Da" else found.first
    if scene.compared() or (found.value("U") == "Q" and scene.quarter):
        return Reading(type=DATE, value=_minus_year(str(scene.quarter)), first=first)
    if scene.anchor is None:
        return Reading(type=DATE, value="XXXX", first=first)
    return Reading(type=DATE, value=f"{scene.anchor.year - 1:04d}", first=first)


def _minus_year(value: str) -> str:
    return f"{int(value[:4]) - 1:04d}{value[4:]}"


def relative_quarter(scene: Scene, found: Found) -> Reading | None:
    """ "last year's quarter"."""
    if found.at("O") is not None:
        return quarter(scene, found)
    tokens = found.tokens
    if tokens.value[found.last - 1] not in ("Q", "PERIOD"):
        return None
    year = year_of(scene, found)
    if year is None:
        return Reading(type=DATE, value="XXXX-QX")
    part = scene.quarter[4:] if scene.quarter else ""
    return Reading(type=DATE, value=f"{year:04d}{part}")


def fiscal_year(scene: Scene, found: Found) -> Reading | None:
    """ "fiscal 1989", "fiscal year 2012-13"."""
    year = found.value("Y")
    if year is None:
        year = found.value("d")
        year = None if year is None else year + (1900 if year >= 50 else 2000)
    if year is None:
        return None
    return Reading(type=DATE, value=f"{int(year):04d}", mod=modifier(found))


def relative_unit(scene: Scene, found: Found) -> Reading | None:
    """ "last year", "this week", "the following month", "earlier this month", "the latest quarter"."""
    tokens = found.tokens
    i = found.last - 1
    unit, step = str(tokens.value[i]), _step(found)
    if tokens.classes[i] == "u" or found.at("O") is not None:
        return None
    if tokens.text[tokens.start[i]].isupper() and tokens.text[tokens.start[i - 1]].isupper():
        if not tokens.text[tokens.start[i] + 1].isupper():
            return None  # a name: ABC's "This Week"
    if unit == "PERIOD":
        return _relative_period(scene, step)
    if unit in ("TERM", "HALF", "SE", "2W", "6M", "3M", "ML"):
        return None
    steps = -1 if step in _BACK else 1 if step in _AHEAD else 0
    if step == "latest":
        if unit != "Q":
            steps = -1
        elif scene.quarter:
            return Reading(type=DATE, value=scene.quarter)
        else:
            steps = -1
    anchor = scene.anchor
    day_in_focus = scene.focus is not None and len(scene.focus) >= 10
    from_focus = step in _FROM_FOCUS or (
        step == "next" and unit == "D" and "D" in found.classes and day_in_focus
    )
    if from_focus and scene.focus_day():
        anchor = scene.focus_day()
        if steps == 0 and (vague := _within(str(scene.focus), unit)):
            return Reading(type=DATE, value=vague, mod=modifier(found), days=spread(str(scene.focus)))
    if step in ("past", "last") and unit in ("DE", "CE") and found.at("D") is not None:
        return Reading(type=DURATION, value={"DE": "P10Y", "CE": "P100Y"}[unit])
    if anchor is None:
        shapes = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}
        lengths = {"D": 1, "W": 7, "WE": 7}
        offset = steps * lengths[unit] if unit in lengths else None
        return Reading(type=DATE, value=shapes.get(unit, "XXXX"), mod=modifier(found), offset=offset)
    value = unit_value(anchor, unit, steps)
    days = _back_from(anchor, unit) if step == "past" else None
    return Reading(type=DATE, value=value, mod=modifier(found), days=days) if value else None


def _within(focus: str, unit: str) -> str | None:
    """ "that day" of a time known no finer than its month or year: XXXX for what is not told."""
    if unit == "D" and _MONTH_OR_YEAR.fullmatch(focus):
        return f"{focus}-XX" if len(focus) == 7 else f"{focus}-XX-XX"
    return f"{focus}-XX" if unit == "M" and len(focus) == 4 else None


def _back_from(anchor: date, unit: str) -> Days | None:
    """ "the past week": the seven days up to the day of speaking, whatever calendar week is its value."""
    if unit == "W":
        first = shift(anchor, -7)
    else:
        first = add_months(anchor, -{"M": 1, "Q": 3, "Y": 12}[unit]) if unit in ("M", "Q", "Y") else None
    return (first, anchor) if first else None


def _step(found: Found) -> str:
    """The deciding word of "this past", "the same", "next"."""
    words = [
        found.tokens.word[i] for i in range(found.first, found.last) if found.tokens.classes[i] in "LXTti"
    ]
    return words[-1] if words else ""


def _relative_period(scene: Scene, step: str) -> Reading | None:
    if step in ("latest", "same", "that", "current") and scene.quarter:
        return Reading(type=DATE, value=scene.quarter)
    if step in ("latest",) and scene.anchor:
        value = unit_value(scene.anchor, "Q", -1)
        return Reading(type=DATE, value=value) if value else None
    return None


def the_unit(scene: Scene, found: Found) -> Reading | None:
    """ "the week", "the quarter", "the year": the one in focus, or the one that is running."""
    tokens = found.tokens
    unit = str(tokens.value[found.last - 1])
    if tokens.classes[found.last - 1] == "u":
        return None
    if found.after().isdigit():
        return NO_DAY  # "the year 0", "the week 60"
    if unit == "Q" and found.after() == "-":
        return None  # "the quarter-to-quarter comparison"
    if unit == "Q":
        value = (
            _quarter_ended(scene, found)
            or scene.quarter
            or (unit_value(scene.anchor, "Q", -1) if scene.anchor else "XXXX-QX")
        )
        return Reading(type=DATE, value=value) if value else None
    if unit == "Y" and found.after() in _ENDED:
        return Reading(type=DURATION, value="P1Y")
    if found.at("+") is not None and unit != "Y":
        return None
    if found.before() not in scene.words.clues["temporal"] and unit != "WE":
        return None
    if unit in ("W", "M", "Y", "WE", "D"):
        if unit == "D" and found.before() not in ("in", "on", "for", "of"):
            return None
        if scene.anchor is None:
            shapes = {"W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "WE": "XXXX-WXX-WE", "D": "XXXX-XX-XX"}
            return Reading(type=DATE, value=shapes[unit])
        steps, base = 0, scene.anchor
        if unit == "D" and scene.focus and len(scene.focus) >= 10:
            base = scene.focus_day() or base  # "later in the day": of the day spoken of
        if unit == "Y" and found.at("+") is not None and scene.quarter:
            return Reading(type=DATE, value=scene.quarter[:4])  # of which a quarter has been reported
        if unit == "WE":
            ahead = direction(scene, found) > 0
            steps = 0 if ahead or scene.anchor.isoweekday() >= 6 else -1
        value = unit_value(base, unit, steps)
        return Reading(type=DATE, value=value) if value else None
    return None


def _quarter_ended(scene: Scene, found: Found) -> str | None:
    """ "the quarter ended Sept. 30": the quarter of the calendar that most of it lies in."""
    tokens = found.tokens
    month = next(
        (i for i in range(found.last, min(found.last + 3, len(tokens.word))) if tokens.classes[i] in "Mm"),
        None,
    )
    if found.after() not in _ENDED or month is None or scene.anchor is None:
        return None
    year = scene.anchor.year if tokens.value[month] <= scene.anchor.month else scene.anchor.year - 1
    middle = int(tokens.value[month]) - 1
    return f"{year:04d}-Q{(middle - 1) // 3 + 1}" if middle else f"{year - 1:04d}-Q4"


def same_ago(scene: Scene, found: Found) -> Reading | None:
    """ "the same period last year", "the quarter a year ago": the stretch in focus, a year before."""
    unit = found.value("U")
    focus = scene.quarter if unit == "Q" or (unit == "PERIOD" and scene.compared()) else scene.focus
    if scene.anchor is None or unit not in ("Q", "M", "W", "D", "PERIOD"):
        return None
    if focus is None or not focus[:4].isdigit() or (unit == "M" and len(focus) < 7):
        return Reading(type=DATE, value=f"{scene.anchor.year - 1:04d}")
    return Reading(type=DATE, value=f"{scene.anchor.year - 1:04d}{focus[4:]}")


def current(scene: Scene, found: Found) -> Reading | None:
    """ "current" before a noun, as TimeBank marks it."""
    if found.word("T") != "current":
        return None
    return Reading(type=DATE, value="PRESENT_REF")


def part_of_unit(scene: Scene, found: Found) -> Reading | None:
    """ "the end of the year", "the start of the week"."""
    tokens = found.tokens
    last = found.last - 1
    if tokens.classes[last] in "S":
        return None
    unit = str(tokens.value[last])
    if unit not in ("D", "W", "M", "Q", "Y", "DE", "CE") or (unit == "D" and found.before() == "at"):
        return None  # "at the end of the day" is a figure of speech
    base = scene.anchor
    if scene.focus and found.at("t") is not None:
        base = scene.focus_day() or base
    if base is None:
        shapes = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Q": "XXXX-QX"}
        return Reading(type=DATE, value=shapes.get(unit, "XXXX"), mod=modifier(found))
    value = unit_value(base, unit)
    return Reading(type=DATE, value=value, mod=modifier(found)) if value else None


def decade(scene: Scene, found: Found) -> Reading | None:
    """ "the 1990s", "the early '80s", "the nineties"."""
    if (name := found.value("e")) is not None:
        start = 1900 + int(name)
        return Reading(type=DATE, value=str(start)[:3], mod=modifier(found))
    digits = str(found.value("y"))
    if not digits.endswith("0"):
        return None
    follows = scene.ended == found.first - 1 and found.before() in ("and", "or", "to")
    if len(digits) == 2 and found.at("D") is None and found.word("y")[0] not in "'’" and not follows:
        return None  # "in his 30s"
    near = found.tokens.word[max(0, found.first - 6) : found.first]
    if digits < "50" and len(digits) == 2 and found.word("y")[0] not in "'’":
        return None  # "the mid-20s" are years of age, or degrees
    if len(digits) == 2 and not scene.words.clues["weather"].isdisjoint(near):
        return None
    if len(digits) == 2:
        digits = ("19" if digits > "10" else "20") + digits
    if not "1000" <= digits <= "2990":
        return None
    if digits.endswith("00"):
        if digits in ("1000", "2000"):
            return Reading(type=DATE, value=digits[:3], mod=modifier(found))
        return Reading(type=DATE, value=digits[:2], mod=modifier(found))
    return Reading(type=DATE, value=digits[:3], mod=modifier(found))


def century(scene: Scene, found: Found) -> Reading | None:
    """ "the 20th century"."""
    tokens = found.tokens
    if tokens.value[found.last - 1] != "CE":
        return None
    number = int(found.value("O"))
    if not 1 <= number <= 30:
        return None
    return Reading(type=DATE, value=f"{number - 1:02d}", mod=modifier(found))


def year_words(scene: Scene, found: Found) -> Reading | None:
    """ "nineteen ninety-six"."""
    tokens = found.tokens
    values = [tokens.value[i] for i in range(found.first, found.last) if tokens.classes[i] == "n"]
    year = year_in_words([int(v) for v in values])
    if year is None:
        return None
    if year % 100 == 0 and values[-1] == 100 and found.before() not in ("in", "since", "until", "by", "year"):
        return None  # "twelve hundred students"
    if values[:2] == [2, 1000] and found.at("U") is None and len(values) == 2 and found.before() != "in":
        return None
    return Reading(type=DATE, value=f"{year:04d}")


def year_pair(scene: Scene, found: Found) -> Reading | None:
    """ "2012-13", "2012/13": two years, valued by the first."""
    first, _, second = found.tokens.text[
        found.tokens.start[found.first] : found.tokens.end[found.last - 1]
    ].partition("/" if found.at("x") is not None or found.at("\\") is not None else "-")
    if not (len(first) == 4 and len(second) == 2 and first.isdigit() and second.isdigit()):
        return None
    if (int(first) + 1) % 100 != int(second) or not 1000 <= int(first) <= 2999:
        return None
    days, after = spread(first), spread(f"{int(first) + 1:04d}")
    return Reading(type=DATE, value=first, days=(days[0], after[1]) if days and after else None)


_AFTER_COUNT = re.compile(r"[a-z]+s$")


def bare_year(scene: Scene, found: Found) -> Reading | None:
    """Four digits: a year where the words around do not count something with them."""
    tokens = found.tokens
    i = found.at("Y")
    assert i is not None
    year = int(tokens.value[i])
    before, after = tokens.word[i - 1] if i else "", found.after()
    marked = found.last - found.first > 1
    if not marked:
        if before in ("$", "£", "€", "#", ".", "no", "about", "than", "some", "nearly", "least", "/", ":"):
            if before != "." or (i > 1 and tokens.end[i - 1] == tokens.start[i]):
                return None
        if after in scene.words.clues["counted"]:
            return None
        if before in ("-", "–") and i > 1 and tokens.classes[i - 2] in "dN":
            return None  # a telephone number
        plain = before in scene.words.clues["temporal"] or before in ("year", "election")
        if not 1900 <= year <= 2050 and not (
            plain and 1000 <= year <= 2100 and not _AFTER_COUNT.match(after)
        ):
            return None
        if not plain and _AFTER_COUNT.match(after) and after not in ("was", "has", "is", "results"):
            return None
    return Reading(type=DATE, value=f"{year:04d}", mod=modifier(found))


def year_end(scene: Scene, found: Found) -> Reading | None:
    """ "year-end", "midyear"."""
    code = str(found.value("b"))
    if scene.anchor is None:
        return Reading(type=DATE, value="XXXX", mod="END")
    value = unit_value(scene.anchor, code[0])
    if code in ("Y", "YD"):
        year = scene.anchor.year - (found.before() == "since")
        if code == "YD":  # the day on which books are closed
            return Reading(type=DATE, value=f"{year:04d}-12-31")
        return Reading(type=DATE, value=f"{year:04d}", mod="END")
    mod = "MID" if code.endswith("MID") else "END"
    return Reading(type=DATE, value=value, mod=mod) if value else None
