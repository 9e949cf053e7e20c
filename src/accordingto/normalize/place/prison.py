"""Prisons, colonies and detention centres that go by a number: named, and mostly unplaceable.

"IK-2" is the name of dozens of colonies. One is placed if a person's table of aliases does so, or if the
report says where it stands right beside the name ("IK-2 in Pokrov", "Mordovia's IK-2").
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from accordingto.languages import lexicon
from accordingto.report import Span

_POSSESSIVE = re.compile(r"['’]s? (?:the )?$")


@cache
def _numbered() -> re.Pattern[str]:
    words = lexicon("en", "place")["prison"]
    short = "|".join(map(re.escape, words["short"]))
    nouns = "|".join(re.escape(noun).replace(r"\ ", r"[ \u00a0-]") for noun in words["nouns"])
    return re.compile(
        rf"\b(?:{short})[ \u00a0‑–-]?\d{{1,3}}\b(?:/\d{{1,2}}\b)?"
        rf"|\b(?:(?i:{nouns}))(?: (?:{short})[-–]?| (?:No|no|Number|number|Nr|#|№)\.?)? ?(?:№|#)?\d{{1,3}}\b"
    )


@cache
def _beside() -> re.Pattern[str]:
    words = "|".join(map(re.escape, lexicon("en", "place")["prison"]["before_place"]))
    return re.compile(
        rf",? ?(?:\([^()\n]{{1,60}}\),? )?(?:{words}) (?:the )?"
        r"(?:(?:city|town|village|settlement|suburb) of )?"
    )


def prisons(text: str) -> Iterator[Span]:
    """Every numbered prison of a text, in order."""
    for found in _numbered().finditer(text):
        yield Span(found.start(), found.end())


def seat(text: str, prison: Span, places: Sequence[Span]) -> int | None:
    """Index of the place among `places` (in order) that the report puts a prison in, if it says so."""
    for index, place in enumerate(places):
        if place.start >= prison.end:
            return index if _beside().fullmatch(text, prison.end, place.start) else None
        if place.end <= prison.start and _POSSESSIVE.fullmatch(text, place.end, prison.start):
            return index
    return None
