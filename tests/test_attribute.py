"""Who says what, as aligned pictures: S source, C cue, = content, below the text."""

import pytest
from tests.attribute_cases import found

from accordingto.voice import Attribution, Form


def picture(text: str, one: Attribution) -> str:
    line = [" "] * len(text)
    for mark, spans in (("S", one.source), ("C", one.cue), ("=", one.content)):
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
    assert [picture(text, a) for a in found(text) if a.form is not Form.OWN_VOICE] == [below]


def test_every_attribution_has_a_chain_from_the_publisher() -> None:
    text = "The bridge was closed.\n\nIt was old, Ann Reed said."
    assert [a.form for a in found(text)] == [Form.OWN_VOICE, Form.INDIRECT]
    assert [[h.voice.name for h in c] for a in found(text) for c in a.chains] == [
        ["the publisher"],
        ["the publisher", "Ann Reed"],
    ]
