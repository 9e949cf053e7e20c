"""Finds the time expressions of a text and reads each against what stands around it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from accordingto.normalize.time import hours, periods, points, stretches
from accordingto.normalize.time.between import place_stretches
from accordingto.normalize.time.bounds import Placed, bound_all, open_stretches
from accordingto.normalize.time.days import edtf, part_of, span, spread
from accordingto.normalize.time.events import event_times
from accordingto.normalize.time.grammar import ANY, PATTERNS
from accordingto.normalize.time.lexicon import words
from accordingto.normalize.time.scene import (
    DATE,
    NO_DAY,
    TIME,
    Found,
    Reading,
    Scene,
    direction,
    sentence_ends,
)
from accordingto.normalize.time.spans import Apart
from accordingto.normalize.time.tokens import Tokens, tokenize
from accordingto.report import Span
from accordingto.when import TimeRole, When

Reader = Callable[[Scene, Found], Reading | None]


def reference(scene: Scene, found: Found) -> Reading | None:
    """ "now", "recently", "soon", "the future"."""
    value = str(found.value("123"))
    if found.word("3") == "soon" and direction(scene, found) < 0:
        return None  # "he was soon released" tells an order of events
    if not value or found.after() in ("after", "before", "as", "thereafter", "afterward", "afterwards"):
        return None
    return Reading(type=DATE, value=value)


def past_reference(scene: Scene, found: Found) -> Reading | None:
    """ "in the past": not before a noun ("the past administration")."""
    follows = scene.tokens.classes[found.last : found.last + 1]
    if found.word("L") != "past" or (
        found.before() not in ("in", "of", "from", "than") and follows not in ".,"
    ):
        return None
    return Reading(type=DATE, value="PAST_REF")


READERS: dict[str, Reader] = {
    "clock_day": hours.clock_day,
    "day_clock": hours.clock_day,
    "clock_part": hours.clock,
    "part_day": hours.part_of_day,
    "part_day_joint": hours.part_of_day,
    "set_day_part": points.recurring,
    "day_part": hours.part_of_day,
    "near_part": hours.part_of_day,
    "some_part": hours.some_part,
    "clock": hours.clock,
    "date": points.full_date,
    "more_day": points.more_day,
    "day_head": points.day_head,
    "day_of_month": points.day_of_month,
    "nth_weekday": points.nth_weekday,
    "week_of": points.week_of,
    "beside": points.beside,
    "digits": points.date_in_digits,
    "month_year": points.month_year,
    "month_code": points.month_year,
    "month": points.bare_month,
    "holiday": points.holiday_date,
    "weekday_set": points.recurring,
    "weekday": points.weekday,
    "season_year": points.season,
    "season": points.season,
    "quarter": periods.quarter,
    "same_ago": periods.same_ago,
    "current": periods.current,
    "year_quarter": periods.year_quarter,
    "year_period": periods.year_period,
    "rel_quarter": periods.relative_quarter,
    "fiscal_year": periods.fiscal_year,
    "each_of": stretches.each_of,
    "rel_span": stretches.relative_span,
    "ago": stretches.ago,
    "off": stretches.offset,
    "year_ago": periods.year_ago,
    "rel_unit": periods.relative_unit,
    "rel_unit_of": periods.relative_unit,
    "the_part": periods.part_of_unit,
    "decade": periods.decade,
    "century": periods.century,
    "year_words": periods.year_words,
    "year_pair": periods.year_pair,
    "year": periods.bare_year,
    "frequency": stretches.frequency,
    "set": stretches.repeated,
    "unit_long": stretches.unit_long,
    "later": stretches.later,
    "nth_months": stretches.numbered_span,
    "span_sum": stretches.span_sum,
    "span_range": stretches.span_range,
    "span": stretches.span,
    "recent_units": stretches.recent_units,
    "units": stretches.units,
    "the_unit": periods.the_unit,
    "today": points.today,
    "tonight": hours.tonight,
    "past_ref": past_reference,
    "reference": reference,
    "year_end": periods.year_end,
    "while": stretches.while_,
}
_ORDER = list(PATTERNS)


def read_times(
    text: str,
    published: date | None,
    hidden: Sequence[Span] = (),
    said: Iterable[tuple[Span, date]] = (),
    language: str = "en",
) -> list[When]:
    """All expressions outside `hidden`, in the order of the text."""
    lexicon = words(language)
    tokens = tokenize(text, lexicon)
    line = None if published else date_line(tokens)
    scene = Scene(tokens, lexicon, published or line)
    line_left = line is not None
    days_said = dict(said)
    quoted, furniture = Apart(days_said), Apart(hidden)
    found: list[Placed] = []
    at = 0
    while (match := ANY.search(tokens.classes, at)) is not None:
        first = match.start()
        start = tokens.start[first]
        if match.end() == first:
            at = first + 1
            continue
        if furniture.at(start) is not None:
            at = first + 1
            continue
        inside = quoted.at(start)
        scene.anchor = days_said[inside] if inside is not None else published or line
        hit = _read(scene, first, str(match.lastgroup))
        if hit is None:
            at = first + 1
            continue
        reading, last, name = hit
        at = last = last if reading.last is None else reading.last
        if reading is NO_DAY:
            continue
        bounds = _bounds(tokens, reading, (first, last))
        when = _when(tokens, bounds, reading, name)
        if when.value == "PRESENT_REF" and scene.anchor:
            when = replace(when, earliest=scene.anchor, latest=scene.anchor, edtf=scene.anchor.isoformat())
        if line_left and when.earliest == when.latest == line and set("YI") & set(tokens.classes[first:last]):
            when, line_left = replace(when, role=TimeRole.PUBLICATION), False
        found.append((when, *bounds))
        scene.note(reading, last)
    return _complete(tokens, found, hidden, published or line, language)


def _complete(
    tokens: Tokens, found: list[Placed], hidden: Sequence[Span], anchor: date | None, language: str
) -> list[When]:
    """Open ends, times of saying, dated events and what is counted from them."""
    out = bound_all(tokens, found, language)
    taken, furniture = Apart(when.span for when in out), Apart(hidden)
    told = event_times(tokens.text, taken, language)
    taken = Apart([*taken.spans, *(when.span for when in told)])
    told += [w for w in open_stretches(tokens.text, anchor, language) if not taken.meets(w.span)]
    out += [when for when in told if not furniture.meets(when.span)]
    out.sort(key=lambda when: when.span)
    return place_stretches(tokens.text, out)


# Behind a date line: the end of the line, an hour, or the stamp of a page.
_CLOSES = re.compile(
    r"[ |–—)-]*(?:$|\n|,?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?!\d)|(?:last\s+)?(?:updated|published|posted)\b)",
    re.I,
)
# Or, where a page was flattened to one line, the article: a capital and more than a headline's rest.
_RUNS_ON = re.compile(r"[ |–—)-]*[^\W\d_a-zß-ÿ][^\n]{100}")
_TITLE = 3  # tokens that a headline before such a date has at least
_HEAD = 60  # tokens: title, byline and date line


def date_line(tokens: Tokens) -> date | None:
    """The full date that stands by itself near the top of a text, as pages print when they appeared.

    By itself: no preposition or article before it, and after it the line or the headline ends.
    """
    temporal = words("en").clues["temporal"]
    for name in ("date", "digits"):
        at = 0
        while (match := PATTERNS[name].search(tokens.classes, at, _HEAD)) is not None:
            at = max(match.end(), at + 1)
            if name == "date" and "Y" not in match.group():
                continue
            if any(sentence_ends(tokens, i) and tokens.classes[i] != "¶" for i in range(match.start())):
                break  # the article has begun
            end = tokens.end[match.end() - 1]
            closes = _CLOSES.match(tokens.text, end) or (
                match.start() >= _TITLE and _RUNS_ON.match(tokens.text, end)
            )
            before = tokens.word[match.start() - 1] if match.start() else ""
            stated = match.start() > 1 and tokens.word[match.start() - 2] in (
                "published",
                "posted",
                "updated",
            )
            if not closes or (
                (before in (temporal - {"("}) or before in (",", "ended", "ending", "dated")) and not stated
            ):
                continue
            reading = READERS[name](
                Scene(tokens, words("en"), None), Found(tokens, match.start(), match.end())
            )
            days = spread(reading.value) if reading else None
            if days:
                return days[0]
    return None


def _read(scene: Scene, first: int, name: str) -> tuple[Reading, int, str] | None:
    """The first pattern from `name` on that fits at `first` and has a meaning there."""
    tokens = scene.tokens
    for candidate in _ORDER[_ORDER.index(name) :]:
        match = PATTERNS[candidate].match(tokens.classes, first)
        if match is None or match.end() == first:
            continue
        reading = READERS[candidate](scene, Found(tokens, first, match.end()))
        if reading is not None:
            return reading, match.end(), candidate
    return None


def _bounds(tokens: Tokens, reading: Reading, matched: tuple[int, int]) -> tuple[int, int]:
    """What of the matched tokens is the expression: no full stop behind a whole word, no lone article."""
    first = matched[0] if reading.first is None else reading.first
    last = matched[1] if reading.last is None else reading.last
    if tokens.classes[last - 1] == "." and last - first > 1:
        word = tokens.word[last - 2]
        if len(word) > 4 or word in ("may", "june", "july"):
            last -= 1
    return first, last


def _when(tokens: Tokens, bounds: tuple[int, int], reading: Reading, name: str) -> When:
    dated = reading.type in (DATE, TIME)
    days = reading.days or (spread(reading.value) if dated else None)
    if days and reading.mod in ("START", "MID", "END"):
        narrow = "J" in tokens.classes[bounds[0] : bounds[1]] and reading.mod != "MID"
        days = part_of(days, reading.mod, 12 if narrow else 3)
    return When(
        span=Span(tokens.start[bounds[0]], tokens.end[bounds[1] - 1]),
        type=reading.type,
        value=reading.value,
        edtf=span(*reading.days) if reading.days else edtf(reading.value) if dated else None,
        earliest=days[0] if days else None,
        latest=days[1] if days else None,
        offset_days=reading.offset,
        mod=reading.mod,
        quant=reading.quant,
        freq=reading.freq,
        rule=name,
    )
