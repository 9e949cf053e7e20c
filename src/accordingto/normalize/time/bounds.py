"""Open ends: "since", "until", "by", "from … to …", "so far", and whether a time is one of saying."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from accordingto.languages import lexicon
from accordingto.normalize.time.days import shift, span
from accordingto.normalize.time.tokens import Tokens
from accordingto.report import Span
from accordingto.when import TimeRole, TimeType, When

Placed = tuple[When, int, int]  # with the tokens [first, last) it covers

_LONGEST = 4  # words of the longest bound phrase, and of "said in a statement on"
_STOP = ",.;:¶()"


@cache
def _table(language: str) -> dict[str, Any]:
    return lexicon(language, "time_bounds")


@cache
def _open_pattern(language: str) -> re.Pattern[str]:
    phrases = sorted(_table(language)["open"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)


def bound_all(tokens: Tokens, found: Sequence[Placed], language: str) -> list[When]:
    """The same times, each with the end opened that the words before it open, and its role."""
    table = _table(language)
    out: list[When] = []
    for i, (when, first, last) in enumerate(found):
        made = _bounded(when, *_word_before(tokens, first, table))
        partner = _pair(tokens, found, i, table)
        if partner is not None:
            made = _stretch(when, *partner)
        if made.role is TimeRole.EVENT and _of_saying(tokens, first, last, table):
            made = replace(made, role=TimeRole.SAYING)
        out.append(made)
    return out


def _word_before(tokens: Tokens, first: int, table: dict[str, Any]) -> tuple[str, str]:
    """The longest bound phrase that ends right before token `first`: its wording and kind."""
    end = first
    if end > 0 and tokens.word[end - 1] == "the":
        end -= 1
    for size in range(_LONGEST, 0, -1):
        if end - size < 0:
            continue
        phrase = " ".join(tokens.word[end - size : end])
        if phrase in table["bound"]:
            return phrase, str(table["bound"][phrase])
    return "", ""


def _bounded(when: When, wording: str, kind: str) -> When:
    if not kind or when.type in (TimeType.DURATION, TimeType.SET):
        return when
    if when.value in ("PAST_REF", "FUTURE_REF"):
        return when
    if when.value == "PRESENT_REF":
        until = span(None, when.latest) if when.latest else None
        return replace(when, earliest=None, edtf=until, bound=wording) if kind == "until" else when
    vague = "~" if wording in _table("en")["vague"]["words"] else ""
    first, last = when.earliest, when.latest
    if kind == "from":
        return replace(when, latest=None, edtf=f"{_name(when)}{vague}/.." if first else None, bound=wording)
    if kind == "until":
        edtf = f"../{_name(when, 'last')}{vague}" if last else None
        return replace(when, earliest=None, edtf=edtf, bound=wording)
    if kind == "before":
        end = shift(first, -1) if first else None
        return replace(when, earliest=None, latest=end, edtf=span(None, end) if end else None, bound=wording)
    start = shift(last, 1) if last else None
    return replace(
        when, earliest=start, latest=None, edtf=span(start, None) if start else None, bound=wording
    )


def _name(when: When, end: str = "first") -> str:
    """How the time stands at an end of an EDTF interval: its own form where that is exact there."""
    day = when.earliest if end == "first" else when.latest
    if when.mod in ("START", "MID", "END") and when.earliest and when.latest:
        month = when.earliest.isoformat()[:7]
        return month if month == when.latest.isoformat()[:7] else str(day)
    # An interval of an interval, or of "198X", is no EDTF.
    if when.edtf and "/" not in when.edtf and "X" not in when.edtf:
        return when.edtf
    return day.isoformat() if day else ".."


def _pair(
    tokens: Tokens, found: Sequence[Placed], i: int, table: dict[str, Any]
) -> tuple[When, When, str] | None:
    """The two ends of "from X to Y" if time `i` is one of them."""
    for j in (i, i - 1):
        if j < 0 or j + 1 >= len(found):
            continue
        (one, first, end), (two, start, _) = found[j], found[j + 1]
        opening = tokens.word[first - 1] if first else ""
        between = [w for w in tokens.word[end:start] if w not in ("the", "at", "least")]
        if opening in table["pair"] and len(between) == 1 and between[0] in table["pair"][opening]:
            return one, two, f"{opening} {between[0]}"
    return None


def _stretch(when: When, one: When, two: When, wording: str) -> When:
    if when.type not in (TimeType.DATE, TimeType.TIME) or not one.earliest or not two.latest:
        return when
    if one.earliest > two.latest:
        return when
    edtf = f"{_name(one)}/{_name(two, 'last')}"
    return replace(when, earliest=one.earliest, latest=two.latest, edtf=edtf, bound=wording)


def _of_saying(tokens: Tokens, first: int, last: int, table: dict[str, Any]) -> bool:
    """True for "said Friday", "in an update published on Monday", "In May, officials said"."""
    words = table["said"]["words"]
    i = first - 1
    while i >= max(0, first - _LONGEST - 1) and tokens.classes[i] not in _STOP:
        if tokens.word[i] in words:
            return True
        if tokens.word[i] in ("that", "would", "will", "had", "was", "were") or tokens.word[i].endswith(
            "ing"
        ):
            return False
        i -= 1
    opens = (
        first == 0
        or tokens.classes[first - 1] in ".¶"
        or (first > 1 and tokens.word[first - 1] in ("in", "on") and tokens.classes[first - 2] in ".¶")
    )
    if first == 1 and tokens.word[0] in ("in", "on"):
        opens = True
    if not opens or last >= len(tokens.word) or tokens.classes[last] != ",":
        return False
    for j in range(last + 1, min(last + 9, len(tokens.word))):
        if tokens.classes[j] in _STOP:
            return False
        if tokens.word[j] in words:
            return True
    return False


def open_stretches(text: str, anchor: date | None, language: str) -> list[When]:
    """ "so far", "until now", "from now on": no TIMEX3, but they bound a claim."""
    kinds = _table(language)["open"]
    out = []
    for match in _open_pattern(language).finditer(text):
        place = Span(match.start(), match.end())
        kind = kinds[match.group().lower()]
        first = anchor if kind == "from" else None
        last = anchor if kind != "from" else None
        if kind == "before" and anchor:
            last = shift(anchor, -1)
        out.append(
            When(
                span=place,
                type=TimeType.DATE,
                value="PAST_REF" if kind == "before" else "PRESENT_REF",
                edtf=span(first, last) if anchor else None,
                earliest=first,
                latest=last,
                bound=match.group().lower(),
                markable=False,
                rule="open_stretch",
            )
        )
    return out
