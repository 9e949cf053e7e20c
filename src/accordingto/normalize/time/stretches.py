"""Stretches: durations, sets, "three weeks ago", "a year earlier", "the past two months"."""

from datetime import date

from accordingto.normalize.time.days import add_months, shift, unit_value
from accordingto.normalize.time.numbers import amount
from accordingto.normalize.time.scene import DATE, DURATION, SET, Found, Reading, Scene, direction

_LARGE = {"ML": ("Y", 1000), "DE": ("Y", 10), "CE": ("Y", 100)}
_DAYS = {"D": 1, "W": 7, "WE": 7}
_FINE = {"D": 10, "W": 7, "WE": 7, "M": 7}  # how finely a time is valued from which so much is counted
_MONTHS = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}
_DOWN = "Y M W D TH TM TS "  # units from the longest to the shortest
_SKIPPED = {"PERIOD", "TERM", "HALF", "SE", "TNI", "SU", "WI", "SP"}


def _plain(unit: str) -> tuple[str, int]:
    """A unit that is a number of others in days, weeks, months or years: "2W", "25Y", "DE"."""
    if unit in _LARGE:
        return _LARGE[unit]
    return unit.lstrip("0123456789"), int(unit[:-1]) if unit[0].isdigit() else 1


def period(number: float | str, unit: str, clock: bool) -> str | None:
    """The TIMEX3 duration: P3M, PT90S, PXY; fractions go down to the next unit (P2Y6M)."""
    if unit in _SKIPPED:
        return None
    prefix = "PT" if clock else "P"
    if isinstance(number, str):
        return f"{prefix}X{unit.lstrip('0123456789') if unit not in ('DE', 'CE') else unit}"
    unit, times = _plain(unit)
    number *= times
    if unit == "WE":
        unit, number = "D", number * 2
    whole, rest = int(number), number - int(number)
    if not rest:
        return f"{prefix}{whole}{unit}"
    smaller = {
        "Y": ("M", 12),
        "H": ("M", 60),
        "M": ("S", 60) if clock else ("D", 30),
        "W": ("D", 7),
        "D": ("H", 24),
    }
    if unit not in smaller or (unit == "W" and rest):
        return f"{prefix}{number:g}{unit}"
    below, times = smaller[unit]
    part = round(rest * times)
    if unit == "D" and not clock:
        return f"P{whole}DT{part}H" if whole else f"PT{part}H"
    return prefix + (f"{whole}{unit}" if whole else "") + f"{part}{below}"


def _unit(found: Found) -> tuple[str, bool, int] | None:
    """The code of the counted unit, whether it is one of the clock, and its token."""
    tokens = found.tokens
    for i in range(found.first, found.last):
        cls = tokens.classes[i]
        if cls in "UVuv" and tokens.value[i] != "HALF":
            return str(tokens.value[i]), cls in "uv", i
    return None


def _number(found: Found, unit_at: int) -> float | str:
    number = amount(found, last=unit_at)
    if number is None:
        number = 1.0 if found.at("ADh") is not None else "X"
    # "a year and a half"
    tail = found.tokens.classes[unit_at + 1 : found.last]
    if tail.startswith("&A") and not isinstance(number, str):
        number += 0.5
    return number


def _mod(found: Found) -> str | None:
    value = found.value("K~")
    return str(value) if value else None


def span(scene: Scene, found: Found) -> Reading | None:
    """A plain duration, or a rate ("$5 a year"), or an age (no time at all)."""
    unit = _unit(found)
    if unit is None or _is_age(found):
        return None
    code, clock, at = unit
    tokens = found.tokens
    number = amount(found, last=at)
    if clock and code == "H" and found.before() == "at":
        return None  # "at 1400 hours"
    if (
        code == "Q"
        and number is None
        and (found.after() == "of" or found.before() not in ("for", "in", "within"))
    ):
        return None  # "about a quarter of the dealers", "a quarter inch"
    if number is None and found.at("h") is None and not found.classes.endswith("&AU"):
        return _one_unit(scene, found, code, clock, at)
    if tokens.classes[at] == "U" and number not in (1, None) and not isinstance(number, str):
        # "three day" only as an adjective before a noun: "a three-day visit", "the 10 year bond"
        if found.after() in (",", ".", ""):
            return None
    value = period(_number(found, at), code, clock)
    if value is None or (code == "Q" and number == 3 and found.after() == "of"):
        return None  # "three quarters of its food"
    first = found.first
    if (
        found.classes[0] == "K"
        and found.word("K") in ("over", "under")
        and found.before() not in scene.words.clues["amount"]
    ):
        first += 1  # a preposition: "over three years"
    singular = tokens.classes[at] in "Uu" and number != 1
    if tokens.classes[first] == "K" and tokens.classes[first + 1] == "A" and "-" in found.classes:
        first += 1  # "about a four-month period"
    counted = tokens.classes[first + 1] in "ndNYx"
    if tokens.classes[first] in "DA" and counted and (singular or "-" in found.classes):
        first += 1  # "the two-year plan" marks "two-year"
    if code == "D" and number == 1 and found.word("n") == "one" and direction(scene, found) > 0:
        if found.at("K") is None and found.before() not in ("for", "in", "than"):
            return Reading(type=DATE, value="FUTURE_REF")
    return Reading(type=DURATION, value=value, mod=_mod(found), first=first)


def _is_age(found: Found) -> bool:
    """ "44 years old", "a 44-year-old", "21 years of age"."""
    follows = (found.after(), found.after(1))
    return (
        found.classes.endswith("o")
        or follows in (("-", "old"), ("-", "olds"), ("of", "age"))
        or follows[0] == "old"
    )


def _one_unit(scene: Scene, found: Found, code: str, clock: bool, at: int) -> Reading | None:
    """ "a year": a stretch after "for", "in", "nearly"; a rate after an amount ("$4 million a year")."""
    value = period(1.0, code, clock)
    if value is None:
        return None
    before = found.before()
    if (
        found.at("K") is not None
        or found.after() in ("after", "before", "following")
        or before in scene.words.clues["stretch"]
        or found.first == 0
    ):
        return Reading(type=DURATION, value=value, mod=_mod(found))
    if found.at("D") is not None:
        return None
    if found.tokens.classes[found.first - 1] in "¶.,":
        return Reading(type=DURATION, value=value)
    if code in ("D", "W", "M", "Y", "Q", "H", "M", "S"):
        return Reading(type=SET, value=value, quant="EVERY")
    return None


def span_sum(scene: Scene, found: Found) -> Reading | None:
    """ "an hour and 15 minutes", "two years and three months": one stretch, units going down."""
    tokens = found.tokens
    date_part, clock_part, below, start = "", "", len(_DOWN), found.first
    for i in range(found.first, found.last):
        cls = tokens.classes[i]
        if cls not in "UVuv":
            continue
        code, clock = str(tokens.value[i]), cls in "uv"
        number = amount(found, first=start, last=i)
        number = 1.0 if number is None else number
        rank = _DOWN.find(f"{'T' if clock else ''}{code} ")
        if isinstance(number, str) or rank < 0 or number != int(number):
            return None
        if below != len(_DOWN) and rank <= below:
            return None
        below, start = rank, i + 1
        if clock:
            clock_part += f"{int(number)}{code}"
        else:
            date_part += f"{int(number)}{code}"
    return Reading(
        type=DURATION, value="P" + date_part + (f"T{clock_part}" if clock_part else ""), mod=_mod(found)
    )


def span_range(scene: Scene, found: Found) -> Reading | None:
    """ "two to three years": the lower end."""
    unit = _unit(found)
    if unit is None or _is_age(found):
        return None
    code, clock, _ = unit
    start = next(i for i in range(found.first, found.last) if found.tokens.classes[i] == "|")
    low = amount(found, last=start)
    value = period(low, code, clock) if low is not None else None
    return Reading(type=DURATION, value=value) if value else None


def relative_span(scene: Scene, found: Found) -> Reading | None:
    """ "the past three months", "the next few days", "the last 24 hours"."""
    unit = _unit(found)
    if unit is None:
        return None
    code, clock, at = unit
    number = amount(found, last=at)
    value = period(number, code, clock) if number is not None else None
    if value == "PT24H":
        value = "PT24H"
    return Reading(type=DURATION, value=value) if value else None


def numbered_span(scene: Scene, found: Found) -> Reading | None:
    """ "the first nine months", "the first few days"."""
    unit = _unit(found)
    if unit is None:
        return None
    code, clock, at = unit
    start = found.at("O")
    assert start is not None
    if code == "Q" and "-" in found.classes:
        return None  # "the first three-quarters"
    number = amount(found, first=start + 1, last=at)
    value = period(number, code, clock) if number is not None else None
    if found.classes.endswith("fY"):
        if code == "Q" and number == 2 and found.word("O") == "first":
            return Reading(type=DATE, value=f"{int(found.tokens.value[found.last - 1]):04d}-H1")
        return Reading(type=DURATION, value=value, last=at + 1) if value else None
    return Reading(type=DURATION, value=value) if value else None


def units(scene: Scene, found: Found) -> Reading | None:
    """ "weeks", "for years", "over centuries": a duration without a count."""
    if _is_age(found):
        return None
    unit = _unit(found)
    if unit is None:
        return None
    code, clock, _ = unit
    if code == "WE":
        return Reading(type=SET, value="XXXX-WXX-WE") if found.before() == "on" else None
    value = period("X", code, clock)
    before = found.tokens.classes[found.first - 1] if found.first else ""
    if value is None or code == "Q" or (before and before in "dNYn"):
        return None
    if before == "_" and not _told(scene, found):
        return None  # "snow days", "odd years"
    return Reading(type=DURATION, value=value, mod=_mod(found))


def _told(scene: Scene, found: Found) -> bool:
    """True where a word beside a bare plural makes it a stretch: "for weeks", "days before"."""
    clues = scene.words.clues
    before, after = found.before(), found.after()
    near = before in clues["stretch"] or before in clues["temporal"] or before in clues["stretching"]
    return near or after in ("before", "after", "later", "ahead", "apart")


def recent_units(scene: Scene, found: Found) -> Reading | None:
    """ "recent years", "the coming months", "future quarters", "past weeks"."""
    unit = _unit(found)
    word = found.word("45LX")
    if unit is None or unit[0] in _SKIPPED:
        return None
    if word in ("recent", "past", "previous", "last"):
        if word == "last":
            return None
        return Reading(type=DATE, value="PAST_REF")
    return Reading(type=DATE, value="FUTURE_REF")


def ago(scene: Scene, found: Found) -> Reading | None:
    """ "five years ago" is a year, "two weeks ago" a week, "10 days ago" a day."""
    unit = _unit(found)
    if unit is None:
        return None
    code, clock, at = unit
    number = _number(found, at)
    if code == "Y" and number == 1 and (quarter := scene.compared()) and found.at("K") is None:
        return Reading(type=DATE, value=f"{int(quarter[:4]) - 1:04d}{quarter[4:]}")
    return _moved(scene, found, (number, code, clock), -1, focus=False)


def offset(scene: Scene, found: Found) -> Reading | None:
    """ "a year earlier", "two days later": counted from the time in focus."""
    unit = _unit(found)
    word = found.word("g") or found.word("B") or found.word("<")
    if unit is None or word in ("early", "late", "mid"):
        return None
    code, clock, at = unit
    number = _number(found, at)
    sign = -1 if word == "earlier" else 1
    if code == "Y" and number == 1 and sign < 0 and (quarter := scene.compared()) and found.at("K") is None:
        return Reading(type=DATE, value=f"{int(quarter[:4]) - 1:04d}{quarter[4:]}")
    if code == "Y" and number == 1 and sign < 0 and scene.quarter and scene.long_stretch:
        return Reading(type=DATE, value=f"{int(scene.quarter[:4]) - 1:04d}")
    return _moved(scene, found, (number, code, clock), sign, focus=word != "from")


def _moved(
    scene: Scene, found: Found, length: tuple[float | str, str, bool], sign: int, *, focus: bool
) -> Reading | None:
    number, code, clock = length
    mod = _mod(found)
    if code in _SKIPPED:
        return None
    if isinstance(number, str):
        if focus:
            value = period(number, code, clock)
            return Reading(type=DURATION, value=value, mod=mod) if value else None
        return Reading(type=DATE, value="PAST_REF" if sign < 0 else "FUTURE_REF")
    base = scene.anchor
    if focus and scene.focus:
        if len(scene.focus) < _FINE.get(code, 0) and "W" not in scene.focus:
            # "two days later" after a bare year: from a day that is not told
            value = period(number, code, clock)
            return Reading(type=DURATION, value=value, mod=mod) if value else None
        base = scene.focus_day() or base
    if clock:
        hours = period(number, code, clock)
        if base is None or hours is None:
            return Reading(type=DURATION, value=hours) if hours else None
        return Reading(type=DURATION, value=hours, mod=mod)
    code, times = _plain(code)
    number *= times
    offset_days = round(sign * number * _DAYS[code]) if code in _DAYS else None
    if base is None:
        shapes = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Q": "XXXX-QX"}
        return Reading(type=DATE, value=shapes.get(code, "XXXX"), offset=offset_days, mod=mod)
    value = _value_after(base, number, code, sign)
    return Reading(type=DATE, value=value, mod=mod) if value else None


def _value_after(base: date, number: float, code: str, sign: int) -> str | None:
    if code in _DAYS:
        day = shift(base, round(sign * number * _DAYS[code]))
        return unit_value(day, code) if day else None
    months = round(sign * number * _MONTHS[code])
    if abs(months) > 120000:
        return None
    moved = add_months(base, months)
    if moved is None:
        return None
    whole = number == int(number)
    return unit_value(moved, code if whole else "M")


def repeated(scene: Scene, found: Found) -> Reading | None:
    """ "daily", "every year", "every two weeks"."""
    if (value := found.value("Z")) is not None:
        following = found.tokens.start[found.last] if found.last < len(found.tokens.start) else 0
        if found.tokens.text[following : following + 1].isupper() or found.after() in ("newspaper", "paper"):
            return None  # a newspaper: "the party daily Granma"
        return Reading(type=SET, value=str(value))
    unit = _unit(found)
    if unit is None:
        return None
    code, clock, at = unit
    number = amount(found, last=at)
    if isinstance(number, str):
        return None
    if code in ("SU", "WI", "SP", "TNI"):
        return None
    value = period(number or 1.0, code, clock)
    return Reading(type=SET, value=value, quant=found.word("E").upper()) if value else None


def frequency(scene: Scene, found: Found) -> Reading | None:
    """ "three times a day", "twice a week"."""
    unit = _unit(found)
    if unit is None:
        return None
    code, clock, at = unit
    count = found.value("*") or amount(found, last=at)
    value = period(1.0, code, clock)
    if not count or isinstance(count, str) or value is None:
        return None
    return Reading(type=SET, value=value, freq=f"{int(count)}X", quant=found.word("E").upper() or None)


def unit_long(scene: Scene, found: Found) -> Reading | None:
    """ "month-long", "decades-long"."""
    unit = _unit(found)
    if unit is None or found.word("+") != "long":
        return None
    vague = found.tokens.classes[unit[2]] in "Vv"
    value = period("X" if vague else 1.0, unit[0], unit[1])
    return Reading(type=DURATION, value=value) if value else None


def later(scene: Scene, found: Found) -> Reading | None:
    """ "hours later", "weeks earlier": how long, but not when."""
    unit = _unit(found)
    word = found.word("gB")
    value = period("X", unit[0], unit[1]) if unit and word in ("later", "earlier", "afterwards") else None
    return Reading(type=DURATION, value=value) if value else None


def each_of(scene: Scene, found: Found) -> Reading | None:
    """ "each of the past three years"."""
    return relative_span(scene, found)


def while_(scene: Scene, found: Found) -> Reading | None:
    """ "a while", "some time"."""
    return Reading(type=DURATION, value=str(found.value("l")))


def nothing(scene: Scene, found: Found) -> Reading | None:
    """A pattern that only keeps a weaker one from matching."""
    return None
