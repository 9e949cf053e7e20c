"""Times told by a dated happening: "at the start of the invasion", "a month after the mobilization"."""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from accordingto.errors import DataError
from accordingto.languages import lexicon
from accordingto.normalize.time.days import shift, span
from accordingto.normalize.time.spans import Apart
from accordingto.report import Span
from accordingto.when import TimeType, When


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A happening with its days; `last` None means that it goes on. `needs` are words of its subject."""

    name: str
    names: tuple[str, ...]
    needs: tuple[str, ...]
    first: date
    last: date | None


@cache
def dated_events() -> tuple[DatedEvent, ...]:
    """The table languages/any/dated_events.toml, and the user's own where ACCORDINGTO_EVENTS names one.

    Raises DataError for a table that cannot be read or an entry without a real day.
    """
    out = list(_events(lexicon("any", "dated_events"), "languages/any/dated_events.toml"))
    if own := os.environ.get("ACCORDINGTO_EVENTS"):
        try:
            table = tomllib.loads(Path(own).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DataError(own, f"no table of dated events: {error}") from None
        out = [*_events(table, own), *out]
    return tuple(out)


def _events(table: dict[str, Any], source: str) -> Iterator[DatedEvent]:
    for row in table.get("event", ()):
        try:
            first = date.fromisoformat(row["start"])
            end = row.get("end")
            last = first if end is None else date.fromisoformat(end) if end else None
            names = tuple(sorted(row["names"], key=len, reverse=True))
            yield DatedEvent(row["id"], names, tuple(row.get("with", ())), first, last)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise DataError(source, f"an event without what it needs: {row!r}: {error}") from None


@cache
def _pattern(language: str) -> re.Pattern[str]:
    parts = "|".join(re.escape(p) for p in lexicon(language, "time_bounds")["part"])
    owner = r"(?:the\s+|its\s+|their\s+|his\s+|[A-Z]\w+['’]s?\s+|a\s+)?"
    names = sorted({name for event in dated_events() for name in event.names}, key=len, reverse=True)
    name = "|".join(r"\s+".join(map(re.escape, n.split())) for n in names)
    return re.compile(rf"(?P<part>\b(?:{parts})\s+)?\b{owner}(?P<name>{name})\b(?!-)", re.IGNORECASE)


def event_times(text: str, taken: Apart, language: str) -> list[When]:
    """Mentions of dated events whose subject the text is about, outside the `taken` spans.

    Only a mention that tells a time counts: a part of the event ("the start of"), or one behind a
    word such as "since", "before", "after", "during".
    """
    low = text.lower()
    out: list[When] = []
    if not any(name in low for event in dated_events() for name in event.names):
        return out
    for match in _pattern(language).finditer(text):
        name = " ".join(match["name"].lower().split())
        event = next((e for e in dated_events() if name in e.names and _about(e, low)), None)
        if event is None:
            continue
        part = lexicon(language, "time_bounds")["part"].get(
            " ".join((match["part"] or "").lower().split()), ""
        )
        before = text[max(0, match.start() - 30) : match.start()].lower().split()
        link = before[-1] if before else ""
        if not part and link not in ("since", "before", "after", "during", "until", "following"):
            continue
        place = Span(match.start(), match.end())
        if taken.meets(place):
            continue
        out.append(_when(event, place, part, link))
    return out


def _about(event: DatedEvent, low: str) -> bool:
    return not event.needs or any(word in low for word in event.needs)


def _when(event: DatedEvent, place: Span, part: str, link: str) -> When:
    first, last = event.first, event.last
    if part == "start":
        last = first
    elif part == "end":
        first = last or first
    elif part == "before":
        day = shift(first, -1) or first
        first, last = day, day
    value = first.isoformat()
    earliest: date | None = first
    latest: date | None = last
    bound = None
    if link == "since":
        latest, bound = None, link
    elif link in ("before", "until"):
        earliest, latest, bound = None, shift(first, -1), link
    elif link in ("after", "following"):
        # "after the invasion" counts from its beginning when it has not ended
        earliest, latest, bound = last or first, None, link
    return When(
        span=place,
        type=TimeType.DATE,
        value=value,
        edtf=span(earliest, latest),
        earliest=earliest,
        latest=latest,
        bound=bound,
        markable=False,
        rule=f"dated_event: {event.name}",
    )
