"""A claim as a line that stands alone: a sentence as it is, a fragment in the sentence that it stands in."""

import pytest

from accordingto.claim import Claim, Polarity, Strength
from accordingto.publish.propositions import proposition
from accordingto.report import Completeness, Extent, Passage, Report, Role, Span, Unstated
from accordingto.voice import Form, Hop, Voice, VoiceKind

NAMES = ("publisher", "published", "title", "authors", "url", "language")
WHOLE = Completeness(extent=Extent.WHOLE, reason="test")
UNSTATED = dict.fromkeys(NAMES, Unstated.NOT_FOUND) | {"completeness": WHOLE}
# The report, and below it what is claimed in it; then the line that tells it.
CASES = {
    "a sentence stays": (
        "The mayor said that the bridge was closed on Monday.",
        "                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ",
        "The bridge was closed on Monday",
    ),
    "a thing is told by its sentence": (
        "Three friends confirmed the recruitment to Bumaga.",
        "                        ^^^^^^^^^^^^^^^           ",
        "Three friends confirmed the recruitment to Bumaga",
    ),
    "a thing with a clause of its own, too": (
        "Investigators are identifying sites that added to the damage.",
        "                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ",
        "Investigators are identifying sites that added to the damage",
    ),
    "what is promised without its subject": (
        "The mayor promised to rebuild the bridge by spring.",
        "                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ",
        "The mayor promised to rebuild the bridge by spring",
    ),
    "a wish whose verb is no statement": (
        "Residents asked that the alarm be sounded on Friday.",
        "                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ",
        "Residents asked that the alarm be sounded on Friday",
    ),
    "what stops at a preposition": (
        "The nurse said that the ward was moved to another town.",
        "                    ^^^^^^^^^^^^^^^^^^^^^              ",
        "The nurse said that the ward was moved to another town",
    ),
    "two parts of a quotation are one sentence": (
        "“The road is flooded,” she said, “and the bus got stuck.”",
        " ^^^^^^^^^^^^^^^^^^^              ^^^^^^^^^^^^^^^^^^^^^  ",
        "The road is flooded … and the bus got stuck",
    ),
    "what is not said": (
        "He did not say how high the water had been.",
        "               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ ",
        "He did not say how high the water had been",
    ),
    "a quotation whose end was left out": (
        "The agency said there was “no threat.” It rained.",
        "                ^^^^^^^^^^^^^^^^^^^^           ",
        "There was “no threat”",
    ),
    "only its own sentence": (
        "It rained. The mayor denied the report. Nobody was hurt.",
        "                            ^^^^^^^^^^                  ",
        "The mayor denied the report",
    ),
}


def claim(text: str, marks: str) -> tuple[Claim, Report]:
    evidence, start = [], marks.find("^")
    while start >= 0:
        end = start + len(marks[start:]) - len(marks[start:].lstrip("^"))
        evidence.append(Span(start, end))
        start = marks.find("^", end)
    report = Report(
        id="r", path="r.txt", text=text,
        passages=(Passage(span=Span(0, len(text)), role=Role.BODY, rule="test"),),
        **UNSTATED,
    )  # fmt: skip
    said = Claim(
        id="c", report="r", evidence=tuple(evidence), form=Form.INDIRECT, polarity=Polarity.ASSERTED,
        chain=(Hop(voice=Voice(kind=VoiceKind.PERSON, name="n", rule="test")),), strength=Strength.FLAT,
        rule="test",
    )  # fmt: skip
    return said, report


@pytest.mark.parametrize("case", CASES)
def test_a_claim_is_told_by_a_line_that_stands_alone(case: str) -> None:
    text, marks, line = CASES[case]
    assert proposition(*claim(text, marks)) == line


def test_a_sentence_that_mentions_a_withheld_voice_is_not_shown() -> None:
    text = "Anna Bergova confirmed the recruitment to Bumaga."
    said, report = claim(text, text.replace("the recruitment", "^" * 15).replace("Anna Bergova", " " * 12))
    assert proposition(said, report) == "Anna Bergova confirmed the recruitment to Bumaga"
    assert proposition(said, report, [Span(0, 12)]) == "The recruitment"


def test_a_sentence_torn_by_a_line_is_told_whole() -> None:
    text = "The nurse said that the visit took place around\n\nSeptember 2023. Nobody was hurt."
    at = text.index("the visit")
    said, _ = claim(text, " " * at + "^" * len("the visit took place around"))
    head = text.index("\n")
    split = (Span(0, head), Span(head + 2, len(text)))
    torn = Report(
        id="r", path="r.txt", text=text, **UNSTATED,
        passages=tuple(Passage(span=s, role=Role.BODY, rule="test") for s in split),
    )  # fmt: skip
    assert proposition(said, torn) == "The nurse said that the visit took place around September 2023"
