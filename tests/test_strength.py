"""How sure, which polarity, what event: sentence above, reading below (tests/cases/statements.txt)."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.claim import Polarity, Strength
from accordingto.normalize.event import event, main_predicate, proposition
from accordingto.normalize.figure import figures
from accordingto.normalize.figure.syntax import Offsets
from accordingto.normalize.polarity import polarity
from accordingto.normalize.strength import strength, weakest
from accordingto.normalize.time import times
from accordingto.parse.english import parse
from accordingto.report import Span
from accordingto.voice import Form, Stance


def cases(name):
    text = (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            sentence, row = lines
            yield sentence, tuple(field.strip() for field in row.split("|"))


def read(text, stance=Stance.SAYS):
    """polarity | strength | hedges | predicate | participants, as in the cases."""
    doc = parse(text)
    offsets, evidence = Offsets(doc), (Span(0, len(text)),)
    top = main_predicate(evidence, offsets)
    main = None if top is None else proposition(top)
    pole = polarity(text, evidence, form=Form.INDIRECT, stance=stance, predicate=top)
    if pole is Polarity.ASSERTED:
        pole = polarity(text, (), form=Form.INDIRECT, stance=stance, predicate=main)
    sure, hedges = strength(
        text,
        evidence,
        predicate=main,
        offsets=offsets,
        numbers=[f.span for f in figures(text, doc)],
        stance=Stance.ASKS if pole is Polarity.QUESTION else stance,
    )
    happens = event(evidence, offsets, [w.span for w in times(text, None)])
    who = sorted(f"{p.role}: {p.head}" for p in happens.participants) if happens else []
    words = ", ".join(h.of(text) for h in hedges) or "-"
    return pole.value, sure.value, words, happens.predicate if happens else "-", who


@pytest.mark.parametrize(("sentence", "row"), [*cases("statements.txt")], ids=lambda x: x[:50] if x else "")
def test_statement_is_read_as_marked(sentence, row):
    pole, sure, hedges, predicate, who = read(sentence)
    assert (pole, sure, hedges, predicate) == row[:4]
    assert who == sorted(row[4].split(", "))


# A case that begins to pass must leave this list.
KNOWN_WRONG = {"The group says nothing about the girls it took."}


@pytest.mark.parametrize(
    ("sentence", "row"), [*cases("statements_held.txt")], ids=lambda x: x[:50] if x else ""
)
def test_statement_written_unseen_is_read_as_marked(sentence, row):
    pole, sure, hedges, predicate, who = read(sentence)
    right = (pole, sure, hedges, predicate) == row[:4] and who == sorted(row[4].split(", "))
    assert right == (sentence not in KNOWN_WRONG)


@pytest.mark.parametrize(
    ("stance", "expected"),
    [
        (Stance.ESTIMATES, Strength.BELIEVED),
        (Stance.BELIEVES, Strength.BELIEVED),
        (Stance.DOUBTS, Strength.POSSIBLE),
        (Stance.SAYS, Strength.FLAT),
        (Stance.CONFIRMS, Strength.FLAT),
    ],
)
def test_the_stance_contributes(stance, expected):
    assert read("The army recruited fifty women.", stance)[1] == expected.value


def test_a_denial_denies():
    assert read("The army recruited fifty women.", Stance.DENIES)[0] == Polarity.DENIED.value


def test_the_weakest_counts():
    assert weakest([Strength.FLAT, Strength.POSSIBLE, Strength.PROBABLE]) is Strength.POSSIBLE
    assert weakest([]) is Strength.FLAT


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=40)
def test_any_text_is_read_without_a_crash(text):
    pole, sure, *_ = read(text or "x")
    assert pole in set(Polarity) and sure in set(Strength)
