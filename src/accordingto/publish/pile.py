"""The reports of a page in their order, with the letters that stand for them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accordingto.report import Report, Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """Reports by id, in order of publication (undated ones last), and the letter of each: A … Z, AA …"""

    reports: Mapping[str, Report]
    letters: Mapping[str, str]


def pile(reports: Iterable[Report]) -> Pile:
    """The pile of these reports; the same reports give the same letters in whatever order they come."""
    order = sorted(reports, key=_when_published)
    return Pile(reports={r.id: r for r in order}, letters={r.id: _letter(n) for n, r in enumerate(order, 1)})


def anchor(kind: str, name: str) -> str:
    """An id for the page, of one letter for the kind and a content-derived name."""
    return f"{kind}-{re.sub('[^A-Za-z0-9_-]', '_', name)}"


def _when_published(report: Report) -> tuple[bool, str, str, str]:
    day = report.published.value if isinstance(report.published, Stated) else ""
    return (not day, day, report.path, report.id)


def _letter(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
