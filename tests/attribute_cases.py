"""Reads tests/cases/*.txt: "## id", then the text, then one line for each thing expected."""

from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from accordingto.attribute import attribute
from accordingto.parse.english import parse
from accordingto.report import (
    Completeness,
    Extent,
    Passage,
    Report,
    Role,
    Span,
    Stated,
    Sure,
    Unstated,
)
from accordingto.voice import Attribution

CASES = Path(__file__).parent / "cases"


def report(text: str, publisher: str | None = None) -> Report:
    """A report that is all body."""
    named = Stated(value=publisher, source="case", sure=Sure.HIGH) if publisher else Unstated.NOT_STATED
    return Report(
        id="0" * 64,
        path="case",
        text=text,
        passages=(Passage(span=Span(0, len(text)), role=Role.BODY, rule="case"),),
        publisher=named,
        published=Unstated.NOT_STATED,
        title=Unstated.NOT_STATED,
        authors=Unstated.NOT_STATED,
        url=Unstated.NOT_STATED,
        language=Unstated.NOT_STATED,
        completeness=Completeness(extent=Extent.UNKNOWN, reason="case"),
    )


@cache
def found(text: str, publisher: str | None = None) -> tuple[Attribution, ...]:
    """What the room finds in a text."""
    return attribute(report(text, publisher), parse(text))


def cases(name: str) -> list[ParameterSet]:
    """Each case of a file as (text, the expected lines, which begin with "> ")."""
    out = []
    for block in (CASES / f"{name}.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *lines = block.strip("\n").split("\n")
        text = [line for line in lines if not line.startswith("> ")]
        expected = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
        out.append(pytest.param("\n".join(text).strip("\n"), expected, id=title))
    return out
