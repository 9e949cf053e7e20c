"""Points: days, months with a day, weekdays, holidays, bare months, seasons."""

import re
from datetime import date

from accordingto.normalize.time.days import add_months, holiday, real, shift, spread, unit_value
from accordingto.normalize.time.numbers import year_in_words
from accordingto.normalize.time.scene import DATE, NO_DAY, SET, TIME, Found, Reading, Scene, direction, told

_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_SHARED_YEAR = re.compile(r"\.?[|&-][Mm]\.?(?:[dO],?)?Y")
_DAYS_MONTH = re.compile(r"[-|&][dO]f?([Mm])\.?(?:,?Y(?![Vv]))?")
_WRONG_WAY = 200  # days that a date against the direction of its clause counts as farther
_JUST_AHEAD = 1  # months
_JUST_ENDED = 7  # days
_LOWEST_YEAR = 1000  # four digits below are counts, not years


def year_of(scene: Scene, found: Found) -> int | None:
    """The year that stands in the expression, in digits or as "last year"."""
    year = found.value("Y")
    if year is not None:
        return int(year)
    tokens = found.tokens
    words = [tokens.value[i] for i in range(found.first, found.last) if tokens.classes[i] == "n"]
    if (spoken := year_in_words(words)) is not None:
        return spoken
    step = found.at("LTX")
    unit = found.at("U")
    if step is not None and unit is not None and scene.anchor:
        return scene.anchor.year + int(found.tokens.value[step])
    # "from April to June 2023", "March 3 and March 9, 2021": the year stands with the second
    ahead = _SHARED_YEAR.match(tokens.classes, found.last)
    if ahead is not None and found.at("Mm") is not None:
        last = Found(tokens, found.last, ahead.end())
        shared = int(last.value("Y"))
        return shared if int(found.value("Mm")) <= int(last.value("Mm")) else shared - 1
    return None


def modifier(found: Found) -> str | None:
    """TIMEX3 mod from "early", "mid", "late", "the end of"."""
    value = found.value("BJ")
    return str(value) if value else None


# -- a day ------------------------------------------------------------------------------------------


def day_value(scene: Scene, found: Found) -> tuple[str, int | None] | None:
    """The value of the day that the expression names, and its offset if the anchor is unknown."""
    if (i := found.at("I")) is not None:
        value = digits(found.tokens.word[i], scene)
        return (value, None) if value else None
    if (i := found.at("R")) is not None:
        return relative_day(scene, int(found.tokens.value[i]))
    month = found.value("Mm")
    if month is not None:
        return month_day(scene, found, int(month))
    weekday = found.value("Ww")
    if weekday is not None:
        return weekday_value(scene, found, int(weekday))
    return None


def relative_day(scene: Scene, offset: int) -> tuple[str, int | None]:
    """The day that lies `offset` days from the day of speaking, or its offset alone."""
    if scene.anchor is None:
        return "XXXX-XX-XX", offset
    day = shift(scene.anchor, offset)
    return (day.isoformat(), None) if day else ("XXXX-XX-XX", offset)


def month_day(scene: Scene, found: Found, month: int) -> tuple[str, int | None] | None:
    """ "Oct. 23", "the 3rd of May, 2011"."""
    number = found.value("dO")
    if number is None or not 1 <= int(number) <= 31:
        return None
    day = int(number)
    year = year_of(scene, found)
    known = scene.words.known_days.get(f"{month:02d}-{day:02d}")
    if year is None and known and found.after() in known["before"]:
        year = int(known["year"])
    if year is not None:
        exact = real(year, month, day)
        return (exact.isoformat(), None) if exact else None
    if real(2000, month, day) is None:
        return None  # "31 February" in any year
    if scene.anchor is None:
        return f"XXXX-{month:02d}-{day:02d}", None
    chosen = nearest(scene.anchor, month, day, direction(scene, found))
    return (chosen.isoformat(), None) if chosen else None


def nearest(anchor: date, month: int, day: int, lean: int) -> date | None:
    """The month's day nearest to the anchor; `lean` decides only where both years are far off."""
    best: tuple[float, date] | None = None
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        candidate = real(year, month, day)
        if candidate is None:
            continue
        distance = float((candidate - anchor).days)
        # Newspapers look back further than ahead without naming the year.
        cost = abs(distance)
        if (lean < 0 and distance > 0) or (lean > 0 and distance < 0):
            cost += _WRONG_WAY
        elif lean == 0 and distance > 0:
            cost += 30
        if best is None or cost < best[0]:
            best = (cost, candidate)
    return best[1] if best else None


def weekday_value(scene: Scene, found: Found, weekday: int) -> tuple[str, int | None] | None:
    """The weekday before or after the anchor, as the words around it say."""
    anchor = scene.anchor
    step = found.last_word("LXTti")
    if step in ("that", "same", "following", "previous", "preceding") and scene.focus_day():
        anchor = scene.focus_day()
    if step in ("previous", "preceding") and weekday in scene.named:
        anchor = scene.named[weekday]  # "down from the previous Friday", of the Friday spoken of
    if anchor is None:
        return f"XXXX-WXX-{weekday}", None
    back = (anchor.isoweekday() - weekday) % 7
    ahead = (weekday - anchor.isoweekday()) % 7
    if step in ("last", "past", "previous", "preceding"):
        offset = -(back or 7)
    elif step in ("next", "coming", "following"):
        offset = ahead or 7
    elif step == "this":
        offset = ahead if direction(scene, found) >= 0 else -back
    elif direction(scene, found) > 0:
        offset = ahead
    else:
        offset = -back
    day = shift(anchor, offset)
    return (day.isoformat(), None) if day else None


def digits(word: str, scene: Scene) -> str | None:
    """A date all in digits. Where day and month cannot be told apart there is no value."""
    if word[:4].isdigit() and word[4] == "-" and ("t" in word or " " in word or len(word) == 10):
        head = real(int(word[:4]), int(word[5:7]), int(word[8:10]))
        return (head.isoformat() + word[10:].replace(" ", "T").upper()) if head else None
    parts = word.replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3:
        return None
    a, b, c = (int(part) for part in parts)
    if len(parts[0]) == 4:
        made = real(a, b, c)
        return made.isoformat() if made else None
    if len(parts[2]) == 2:
        c += 1900 if c >= 50 else 2000
    elif len(parts[2]) != 4:
        return None
    readings = {made for made in (real(c, a, b), real(c, b, a)) if made}
    if "." in word:  # the dot stands in dates written day first
        readings = {made for made in (real(c, b, a),) if made}
    if len(readings) == 1:
        return readings.pop().isoformat()
    anchor = scene.anchor
    if anchor and readings:
        near = min(readings, key=lambda made: abs((made - anchor).days))
        if abs((near - anchor).days) <= 31:
            return near.isoformat()
    # American papers write the month first, and English-language wires followed them.
    month_first = real(c, a, b)
    return month_first.isoformat() if month_first else None


# -- dates -----------------------------------------------------------------------------------------


def more_day(scene: Scene, found: Found) -> Reading | None:
    """The second of "Nov. 4-5", "April 24 and 25"."""
    if scene.ended != found.first or scene.focus is None or len(scene.focus) != 10:
        return None
    made = real(int(scene.focus[:4]), int(scene.focus[5:7]), int(found.value("d")))
    if made is None or made.isoformat() <= scene.focus:
        return None
    return Reading(type=DATE, value=made.isoformat(), first=found.first + 1)


def day_head(scene: Scene, found: Found) -> Reading | None:
    """The first of "10 and 12 March", "4-5 November 2010"."""
    tokens = found.tokens
    ahead = _DAYS_MONTH.match(tokens.classes, found.last)
    number = int(found.value("dO"))
    if ahead is None or not 1 <= number <= 31:
        return None
    second = month_day(scene, Found(tokens, found.last + 1, ahead.end()), int(tokens.value[ahead.end(1) - 1]))
    if second is None or not second[0][:4].isdigit():
        return None
    made = real(int(second[0][:4]), int(second[0][5:7]), number)
    return Reading(type=DATE, value=made.isoformat()) if made and made.isoformat() < second[0] else None


def day_of_month(scene: Scene, found: Found) -> Reading | None:
    """ "on the 15th": of the month that is running, or of the one before or after it."""
    word, number, anchor = found.word("O"), int(found.value("O")), scene.anchor
    if not word[0].isdigit() or found.before() not in ("on", "by", "until", "since") or anchor is None:
        return None
    lean = direction(scene, found)
    for months in (0, lean or -1):
        base = add_months(anchor.replace(day=1), months)
        made = real(base.year, base.month, number) if base else None
        if made and (made - anchor).days * (lean or -1) >= 0:
            return Reading(type=DATE, value=made.isoformat())
    return None


def nth_weekday(scene: Scene, found: Found) -> Reading | None:
    """ "the first Tuesday in September 2015"; "the first Tuesday" alone is no day."""
    tokens = found.tokens
    start = found.at("OL")
    assert start is not None
    month = bare_month(scene, Found(tokens, start + 3, found.last)) if found.at("Mm") is not None else None
    days = spread(month.value) if month else None
    if days is None:
        return NO_DAY
    count, weekday = int(tokens.value[start]), int(found.value("W"))
    day = holiday(f"{days[0].month:02d}/{count}/{weekday}", days[0].year)
    return Reading(type=DATE, value=day.isoformat()) if day and days[0] <= day <= days[1] else NO_DAY


def week_of(scene: Scene, found: Found) -> Reading | None:
    """ "the first week of June", "the last week of March 2009": that week of the calendar."""
    tokens = found.tokens
    start = found.at("OL") if found.at("H") is None else None
    if found.at("H") is not None:
        made = holiday_value(scene, found)
        feast = spread(made) if made and tokens.value[found.last - 1] == "W" else None
        value = unit_value(feast[0], "W") if feast else None
        return Reading(type=DATE, value=value) if value else None
    if start is None:
        day = day_value(scene, Found(tokens, found.at("f") or found.first, found.last))
        exact = spread(day[0]) if day and tokens.value[found.first + 1] == "W" else None
        value = unit_value(exact[0], "W") if exact else None
        return Reading(type=DATE, value=value) if value else None
    if tokens.value[start + 1] != "W" or tokens.word[start] not in (
        "first",
        "second",
        "third",
        "last",
        "final",
    ):
        return None
    month = bare_month(scene, Found(tokens, start + 3, found.last))
    days = spread(month.value) if month else None
    if days is None or month is None:
        return None
    count = int(tokens.value[start])
    # The week that has most of its days in these seven.
    middle = shift(days[1], -3) if count < 0 else shift(days[0], 7 * count - 4)
    value = unit_value(middle, "W") if middle else None
    return Reading(type=DATE, value=value) if value else None


def beside(scene: Scene, found: Found) -> Reading | None:
    """ "the day before last Tuesday", "the week after Nov. 3", "the year before last"."""
    tokens = found.tokens
    at = found.at("U")
    assert at is not None
    unit, word = str(tokens.value[at]), tokens.word[at + 1]
    if (word, tokens.word[found.last - 1]) in (("before", "last"), ("after", "next")) and scene.anchor:
        value = unit_value(scene.anchor, unit, -2 if word == "before" else 2)
        return Reading(type=DATE, value=value) if value else None
    if unit not in ("D", "W") or word not in ("before", "after"):
        return None
    target = Found(tokens, at + 2, found.last)
    day = day_value(scene, target)
    exact = spread(day[0]) if day else None
    value = unit_value(exact[0], unit, -1 if word == "before" else 1) if exact else None
    return Reading(type=DATE, value=value) if value else None


def full_date(scene: Scene, found: Found) -> Reading | None:
    """ "Sept. 30, 1990", "Monday, June 4"."""
    if found.at("M") is None and found.at("Ww") is None and found.at("m") is not None:
        i = found.at("m")
        assert i is not None
        if i > found.first and found.classes[0] in "d" and found.last - i == 1 and found.before() == "":
            return None
    day = day_value(scene, found)
    if day is None:
        return NO_DAY
    return Reading(type=DATE, value=day[0], offset=day[1], mod=modifier(found))


def date_in_digits(scene: Scene, found: Found) -> Reading | None:
    """ "2013-03-22", "22/03/2013"."""
    value = digits(found.tokens.word[found.first], scene)
    if value is None:
        return NO_DAY
    return Reading(type=TIME if "T" in value else DATE, value=value)


def month_year(scene: Scene, found: Found) -> Reading | None:
    """ "March 1996", "June last year"."""
    month = int(found.value("Mm"))
    year = year_of(scene, found)
    if year is None and scene.anchor is None:
        return Reading(type=DATE, value=f"XXXX-{month:02d}", mod=modifier(found))
    if year is None:
        year = found.value("d")
        if year is None:
            return None
        year += 1900 if year >= 50 else 2000
    if not _LOWEST_YEAR <= year <= 9999:
        return None
    return Reading(type=DATE, value=f"{year:04d}-{month:02d}", mod=modifier(found))


def bare_month(scene: Scene, found: Found) -> Reading | None:
    """A month alone: by the words "last", "next", "this", else by the direction of the clause."""
    month = int(found.value("Mm"))
    if scene.tokens.classes[found.last : found.last + 1] == "?":
        return NO_DAY
    if found.at("m") is not None and found.at("LXTtBJ") is None:
        before = found.before()
        if before == "the":  # "the March vote", but no "the March for Peace"
            if found.opens_name() or scene.tokens.classes[found.last : found.last + 1] != "_":
                return None
            if found.after() in scene.words.clues["temporal"]:
                return None
        elif before not in scene.words.clues["temporal"]:
            return None
    name = found.word("M")
    if found.classes == "M" and len(name) == 3:
        if found.before() not in scene.words.clues["temporal"] or found.opens_name():
            return None  # "Jan Kowalski", "Dec Alpha"
    step = found.last_word("LXTt")
    if (shared := year_of(scene, found)) is not None and not step:
        return Reading(type=DATE, value=f"{shared:04d}-{month:02d}", mod=modifier(found))
    if scene.anchor is None:
        return Reading(type=DATE, value=f"XXXX-{month:02d}", mod=modifier(found))
    year = _year_of_month(scene, found, month, step)
    return Reading(type=DATE, value=f"{year:04d}-{month:02d}", mod=modifier(found))


def _year_of_month(scene: Scene, found: Found, month: int, step: str) -> int:
    anchor = scene.anchor
    assert anchor is not None
    if step in ("last", "past", "previous", "preceding"):
        # Of the month that has just ended one says "last month".
        ended = month == anchor.month - 1 and anchor.day <= _JUST_ENDED
        return anchor.year if month < anchor.month and not ended else anchor.year - 1
    if step in ("next", "coming", "following"):
        return anchor.year if month > anchor.month else anchor.year + 1
    if step == "this":
        return anchor.year
    if step == "that" and scene.focus:
        day = scene.focus_day()
        return day.year if day else anchor.year
    lean = direction(scene, found)
    if lean > 0:
        return anchor.year if month >= anchor.month else anchor.year + 1
    if found.before() == "through":  # the end of a stretch that holds the day of speaking, or of the last
        return _nearest_year(anchor, month)
    # A month that is just ahead is more often the coming one: of the year before one says "last".
    ahead = (month - anchor.month) % 12
    if 0 < ahead <= (2 if lean == 0 else 0 if told(scene, found) else _JUST_AHEAD):
        return anchor.year if month > anchor.month else anchor.year + 1
    return anchor.year if month <= anchor.month else anchor.year - 1


def _nearest_year(anchor: date, month: int) -> int:
    distance = (month - anchor.month + 5) % 12 - 5
    return (anchor.year * 12 + anchor.month - 1 + distance) // 12


def season(scene: Scene, found: Found) -> Reading | None:
    """ "last fall", "the winter of 1994"."""
    code = str(found.value("Ss"))
    if found.at("s") is not None and found.at("LXTtiBYU") is None:
        # "the fall of the wall" is no autumn
        if (
            found.before() not in ("in", "since", "during", "by", "until", "of", "for")
            or found.after() == "of"
        ):
            return None
    if found.at("S") is None and found.at("t") is not None:
        return None
    year = year_of(scene, found)
    mod = modifier(found)
    if year is not None:
        return Reading(type=DATE, value=f"{year:04d}-{code}", mod=mod)
    if scene.anchor is None:
        return Reading(type=DATE, value=f"XXXX-{code}", mod=mod)
    return Reading(type=DATE, value=f"{_year_of_season(scene, found, code):04d}-{code}", mod=mod)


def _year_of_season(scene: Scene, found: Found, code: str) -> int:
    """The season's year; winter has the year of its December."""
    anchor = scene.anchor
    assert anchor is not None
    month = _SEASON_MONTH[code]
    step = found.last_word("LXTt")
    start = date(anchor.year, month, 1)
    running = add_months(start, -12) if anchor < start else start
    assert running is not None
    end = add_months(running, 3)
    inside = end is not None and anchor < end
    if step in ("next", "coming", "following"):
        return running.year + 1
    if step in ("last", "past", "previous", "preceding"):
        return running.year - 1 if inside else running.year
    if step in ("this", "current"):
        return running.year if inside else anchor.year
    if direction(scene, found) > 0 and not inside:
        return running.year + 1
    return running.year


def weekday(scene: Scene, found: Found) -> Reading | None:
    """ "Friday", "late last Friday", "Mondays"."""
    name = found.word("Ww")
    number = int(found.value("Ww"))
    plural = ("mornings", "afternoons", "evenings", "nights")
    if (follows := found.after()) in plural:
        part = scene.words.single[follows[:-1]][1]
        return Reading(type=SET, value=f"XXXX-WXX-{number}T{part}", last=found.last + 1)
    if scene.tokens.classes[found.last : found.last + 2] == "&W" and found.after(2) in plural:
        part = scene.words.single[found.after(2)[:-1]][1]
        return Reading(type=SET, value=f"XXXX-WXX-{number}T{part}")
    if name.endswith("s") and len(name) > 6 and found.at("w") is None and found.at("LXTt") is None:
        return Reading(type=SET, value=f"XXXX-WXX-{number}", quant="EVERY")
    value = weekday_value(scene, found, number)
    if value is None:
        return None
    return Reading(type=DATE, value=value[0], offset=value[1], mod=modifier(found))


def holiday_value(scene: Scene, found: Found) -> str | None:
    """The day of a holiday, in the year that the words or the anchor give."""
    rule = str(found.value("H"))
    year = year_of(scene, found)
    if year is None and scene.anchor is None:
        return f"XXXX-{rule}" if rule[2:3] == "-" else "XXXX-XX-XX"
    if year is not None:
        day = holiday(rule, year)
        return day.isoformat() if day else None
    anchor = scene.anchor
    assert anchor is not None
    step = found.last_word("LXTt")
    made = [d for y in (-1, 0, 1) if (d := holiday(rule, anchor.year + y))]
    if step in ("last", "past"):
        made = [d for d in made if d < anchor][-1:]
    elif step in ("next", "coming"):
        made = [d for d in made if d > anchor][:1]
    lean = direction(scene, found)
    if not made:
        return None
    return min(
        made, key=lambda d: abs((d - anchor).days) + (90 if (d - anchor).days * lean < 0 else 0)
    ).isoformat()


def holiday_date(scene: Scene, found: Found) -> Reading | None:
    """ "Christmas Eve", "last Thanksgiving"."""
    value = holiday_value(scene, found)
    return Reading(type=DATE, value=value, mod=modifier(found)) if value else None


def today(scene: Scene, found: Found) -> Reading | None:
    """ "today", "yesterday", "early tomorrow"."""
    if found.closes_name():
        return None  # "USA Today"
    if found.word("R") == "today" and found.after() in ("'s", "’s"):
        if not scene.words.clues["nowadays"].isdisjoint((found.after(1), found.after(2))):
            return Reading(type=DATE, value="PRESENT_REF")  # "today's world"
    if found.word("R") == "tomorrow" and found.before() == "of":
        return Reading(type=DATE, value="FUTURE_REF")  # "the cities of tomorrow"
    value, offset = relative_day(scene, int(found.value("R")))
    return Reading(type=DATE, value=value, offset=offset, mod=modifier(found))


def recurring(scene: Scene, found: Found) -> Reading | None:
    """ "every Friday", "each July", "every morning", "each summer"."""
    if (number := found.value("W")) is not None:
        part = found.value("P")
        value = f"XXXX-WXX-{number}" + (f"T{part}" if part else "")
    elif (month := found.value("Mm")) is not None:
        value = f"XXXX-{int(month):02d}"
    elif (code := found.value("Ss")) is not None:
        value = f"XXXX-{code}"
    else:
        value = f"XXXX-XX-XXT{found.value('P')}"
    return Reading(type=SET, value=value, quant=found.word("E").upper())
