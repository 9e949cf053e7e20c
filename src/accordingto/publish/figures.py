"""Figure series in words: what is counted, how many, as of when."""

from accordingto.audit.series import Point, Series
from accordingto.publish import words


def counted(s: Series) -> str:
    """Whom or what a series counts: "women, recruited, at one event, Snizhne"."""
    state = words.state(s.state) if s.state else ""
    told = (s.counted, state, words.label("measure", s.measure), s.place or "")
    return ", ".join(part for part in told if part)


def point_text(point: Point, unit: str | None) -> str:
    """ "likely 45 to 55, allowed 40 to 60 (“about 50”), as published 5 February 2023"."""
    said = words.bounds(point.soft)
    if point.soft != point.hard:
        said = f"likely {said}, allowed {words.bounds(point.hard)}"
    said = f"{said} {unit}" if unit else said
    return f"{said} (“{point.wording}”), {as_of(point)}"


def as_of(point: Point) -> str:
    """ "as of 5 May 2023", "as published 5 May 2023" or "not dated"."""
    day = words.interval(point.earliest, point.latest)
    if day is None:
        return words.phrase("not dated")
    return words.phrase("as of" if point.stated else "as published", when=day)
