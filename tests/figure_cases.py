"""Reads tests/cases/figures*.txt: text with [quantities], and below it what they are."""

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Gold:
    start: int
    end: int
    cls: str
    low: float
    high: float | None
    unit: str | None
    population: str | None
    state: str | None
    measure: str


@dataclass(frozen=True)
class Case:
    section: str
    marked: str
    text: str
    gold: tuple[Gold, ...]


def read_cases(name):
    """The cases of one file, in order."""
    found, section = [], ""
    for block in (CASES / name).read_text(encoding="utf-8").split("\n\n"):
        lines = [x for x in block.splitlines() if x and not (x.startswith("#") and not x.startswith("## "))]
        if lines and lines[0].startswith("## "):
            section = lines.pop(0)[3:]
        if lines:
            found.append(_case(section, lines[0], lines[1:]))
    return found


def _case(section, marked, rows):
    text, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", marked):
        if piece.startswith("["):
            spans.append((len(text), len(text) + len(piece) - 2))
        text += piece.strip("[]")
    if rows == ["none"]:
        return Case(section, marked, text, ())
    assert len(rows) == len(spans), marked
    return Case(
        section, marked, text, tuple(_gold(a, b, row) for (a, b), row in zip(spans, rows, strict=True))
    )


def _gold(start, end, row):
    first, population, state, measure = (x.strip() for x in row.split("|"))
    cls, bounds, *unit = first.split(maxsplit=2)
    low, high = bounds.split("..")
    none = lambda x: None if x == "-" else x  # noqa: E731
    return Gold(start, end, cls, float(low), float(high) if high else None, unit[0] if unit else None,
                none(population), none(state), measure)  # fmt: skip
