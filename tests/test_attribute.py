"""Who says what, as aligned pictures: S source, C cue, = content, below the text."""

import pytest

from accordingto.attribute import attribute
from accordingto.parse.english import parse
from accordingto.report import (
    Completeness,
    Extent,
    Passage,
    Report,
    Role,
    Span,
    Unstated,
)
from accordingto.voice import Attribution, Form


def report(text: str) -> Report:
    return Report(
        id="0" * 64,
        path="case",
        text=text,
        passages=(Passage(span=Span(0, len(text)), role=Role.BODY, rule="case"),),
        publisher=Unstated.NOT_STATED,
        published=Unstated.NOT_STATED,
        title=Unstated.NOT_STATED,
        authors=Unstated.NOT_STATED,
        url=Unstated.NOT_STATED,
        language=Unstated.NOT_STATED,
        completeness=Completeness(extent=Extent.UNKNOWN, reason="case"),
    )


def picture(text: str, found: Attribution) -> str:
    line = [" "] * len(text)
    for mark, spans in (("S", found.source), ("C", found.cue), ("=", found.content)):
        for span in spans:
            line[span.start : span.end] = mark * len(span)
    return "".join(line).rstrip()


PICTURES = [
    ("verb that",
     "Ann Reed said that the bridge was closed.",
     "SSSSSSSS CCCC ==========================="[:-1]),
    ("verb after",
     "The bridge was closed, Ann Reed said on Monday.",
     "=====================  SSSSSSSS CCCC"),
    ("direct, split",
     "“We are late,” said Ann Reed. “The bolts are worn.”",
     "============== CCCC SSSSSSSS  ====================="),
    ("according to",
     "Repairs will take a year, according to Ann Reed.",
     "========================  CCCCCCCCCCCC SSSSSSSS"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "below"), [pytest.param(t, b, id=i) for i, t, b in PICTURES])
def test_pictures(text: str, below: str) -> None:
    found = [a for a in attribute(report(text), parse(text)) if a.form is not Form.OWN_VOICE]
    assert [picture(text, a) for a in found] == [below]


def test_every_attribution_has_a_chain_from_the_publisher() -> None:
    text = "The bridge was closed.\n\nIt was old, Ann Reed said."
    found = attribute(report(text), parse(text))
    assert [a.form for a in found] == [Form.OWN_VOICE, Form.INDIRECT]
    assert [[h.voice.name for h in c] for a in found for c in a.chains] == [
        ["the publisher"],
        ["the publisher", "Ann Reed"],
    ]
