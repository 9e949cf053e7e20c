"""Hours and parts of the day: "4:30 p.m.", "noon Thursday", "yesterday morning", "tonight"."""

from accordingto.normalize.time.days import shift
from accordingto.normalize.time.grammar import CLOCK, DAY
from accordingto.normalize.time.points import day_value, holiday_value, modifier, relative_day
from accordingto.normalize.time.scene import SET, TIME, Found, Reading, Scene

_NEAR = 120  # tokens: an hour belongs to a day that stands so near before it


def clock_value(found: Found) -> str | None:
    """ "T16:30" from "4:30 p.m.", "T24:00" from "midnight"; None for an hour that no clock shows."""
    tokens = found.tokens
    if (i := found.at("C")) is not None:
        if found.closes_name():
            return None  # "High Noon"
        return "T" + str(tokens.value[i])
    i = next((j for j in range(found.first, found.last) if tokens.classes[j] in "kdnNY"), None)
    if i is None:
        return None
    universal = "Z" if found.word("z") in ("utc", "gmt", "universal time") else ""
    word = tokens.word[i].replace(".", ":")
    if tokens.classes[i] in "NY":
        if ":" not in word:
            word = f"{word[:2]}:{word[2:]}" if len(word) == 4 and word.isdigit() else "99"
    elif tokens.classes[i] in "dn":
        word = str(tokens.value[i])
    hour, _, rest = word.partition(":")
    number, minutes = int(hour), rest or "00"
    half = found.value("p")
    if half is None:
        part = found.value("P")
        half = {"MO": "a", "AF": "p", "EV": "p", "NI": "p"}.get(str(part)) if part else None
    if half == "p" and number < 12:
        number += 12
    elif half == "a" and number == 12:
        number = 0
    if number > 24 or not minutes[:2].isdigit() or int(minutes[:2]) > 59:
        return None
    return f"T{number:02d}:{minutes}{universal}"


def clock_day(scene: Scene, found: Found) -> Reading | None:
    """ "10 p.m. Wednesday", "Friday, 9 a.m."."""
    tokens = found.tokens
    head = CLOCK.match(tokens.classes, found.first)
    if head is not None and head.end() < found.last:
        clock_part, day_part = Found(tokens, found.first, head.end()), Found(tokens, head.end(), found.last)
    else:
        head = DAY.match(tokens.classes, found.first)
        if head is None or head.end() >= found.last:
            return None
        clock_part, day_part = Found(tokens, head.end(), found.last), Found(tokens, found.first, head.end())
    hour, day = clock_value(clock_part), day_value(scene, day_part)
    if hour is None or day is None:
        return None
    return Reading(type=TIME, value=day[0][:10] + hour, offset=day[1], mod=modifier(found))


def clock(scene: Scene, found: Found) -> Reading | None:
    """ "4:30 p.m." on the day in focus."""
    value = clock_value(found)
    if value is None:
        return None
    if found.classes in ("k", "Bk") and found.before() in ("a", "an", "of", "score", "record"):
        return None
    near = found.first - scene.ended < _NEAR and scene.focus is not None and len(scene.focus) >= 10
    day = (scene.focus_day() if near else None) or scene.anchor
    return Reading(type=TIME, value=(day.isoformat() if day else "XXXX-XX-XX") + value)


def part_of_day(scene: Scene, found: Found) -> Reading | None:
    """ "Friday night", "yesterday morning", "the morning of Jan. 31", "noon on Thursday"."""
    if found.at("P") is None:
        day = day_value(scene, found)
        return Reading(type=TIME, value=day[0][:10] + f"T{found.value('C')}", offset=day[1]) if day else None
    part = str(found.value("P"))
    if found.word("P").endswith("s") and found.at("W") is not None:
        return Reading(type=SET, value=f"XXXX-WXX-{found.value('W')}T{part}")
    step = found.word("LXTti") if found.at("WMmRI") is None else ""
    if found.at("H") is not None:
        made = holiday_value(scene, found)
        day = (made, None) if made else None
    elif found.at("WwMmRI") is not None:
        day = day_value(scene, found)
    else:
        day = _near_day(scene, step)
    if day is None:
        return None
    return Reading(type=TIME, value=f"{day[0][:10]}T{part}", offset=day[1], mod=modifier(found))


def some_part(scene: Scene, found: Found) -> Reading | None:
    """ "in the morning", "by mid afternoon": of the day spoken of, else of the day of speaking."""
    part = str(found.value("P"))
    if not part or found.word("P").endswith("s"):
        return None
    if found.before() not in ("in", "by", "during", "until", "since") or found.opens_name():
        return None
    near = found.first - scene.ended < _NEAR and scene.focus is not None and len(scene.focus) >= 10
    day = (scene.focus_day() if near else None) or scene.anchor
    value = f"{day.isoformat() if day else 'XXXX-XX-XX'}T{part}"
    return Reading(type=TIME, value=value, mod=modifier(found))


def _near_day(scene: Scene, step: str) -> tuple[str, int | None] | None:
    if step == "last":
        return relative_day(scene, -1)
    if step in ("", "this", "tonight"):
        return relative_day(scene, 0)
    focus = scene.focus_day() if scene.focus and len(scene.focus) >= 10 else None
    base = focus or scene.anchor
    if base is None:
        return "XXXX-XX-XX", None
    days = {"next": 1, "following": 1, "previous": -1, "preceding": -1}.get(step, 0)
    moved = shift(base, days)
    return (moved.isoformat(), None) if moved else None


def tonight(scene: Scene, found: Found) -> Reading | None:
    """ "tonight", "overnight"."""
    value, offset = relative_day(scene, 0)
    return Reading(type=TIME, value=f"{value}T{found.value('r')}", offset=offset, mod=modifier(found))
