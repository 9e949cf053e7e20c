"""Figures: every hand-written case, the precision of the whole, and that no text breaks the reader."""

import sys
from collections import Counter
from functools import cache

import pytest
from figure_cases import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.languages import lexicon
from accordingto.normalize.figure import figures
from accordingto.normalize.figure.number import digits
from accordingto.normalize.figure.scan import scan
from accordingto.parse.english import parse
from accordingto.report import Span

CASES = [*read_cases("figures.txt"), *read_cases("figures_news.txt"), *read_cases("figures_other.txt")]

# Where the parser goes wrong and the reading with it; a case that begins to pass must leave this list.
KNOWN_WRONG = {
    "The fire spread over [12 hectares].",
    "Since spring [26] patients died.",
    "[Four] trains a day used to stop here.",
    "[Hundreds] Flee as River Bursts Banks",
    "The camp, built for [3,000] people, now shelters [around 11,000].",
    "The bill passed with [217] votes in favour and [203] against.",
    "The group counts [at least 183] political prisoners.",
}


@cache
def read(text):
    return figures(text, parse(text))


def rows(found):
    return [
        (f.span.start, f.span.end, f.cls, round(f.hard.low, 4), f.hard.high and round(f.hard.high, 4), f.unit,
         f.population, f.state, f.measure.value)
        for f in found
    ]  # fmt: skip


def golden(case):
    return [
        (g.start, g.end, g.cls, round(g.low, 4), g.high and round(g.high, 4), g.unit, g.population, g.state,
         g.measure)
        for g in case.gold
    ]  # fmt: skip


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.marked not in KNOWN_WRONG], ids=lambda c: c.marked[:60]
)
def test_figure_is_read_as_marked(case):
    assert rows(read(case.text)) == golden(case)


@pytest.mark.parametrize("case", [c for c in CASES if c.marked in KNOWN_WRONG], ids=lambda c: c.marked[:60])
def test_known_wrong_readings_are_still_wrong(case):
    assert rows(read(case.text)) != golden(case), "now right: take it off the list"


def test_there_are_enough_cases():
    assert sum(len(c.gold) for c in CASES) >= 150
    assert sum(not c.gold for c in CASES) >= 30


def test_precision_of_population_and_measure_over_all_cases():
    n = Counter()
    for case in CASES:
        found = {(f.span.start, f.span.end): f for f in read(case.text)}
        for g in case.gold:
            f = found.get((g.start, g.end))
            if f is not None and f.population is not None:
                n["population"] += 1
                n["population right"] += f.population == g.population
            if f is not None and f.measure.value != "unstated":
                n["measure"] += 1
                n["measure right"] += f.measure.value == g.measure
    assert n["population right"] / n["population"] >= 0.98
    assert n["measure right"] / n["measure"] >= 0.98


def test_only_what_lies_in_the_given_spans_is_read():
    text = "The raid freed 12 men. The raid freed 30 women."
    found = figures(text, parse(text), [Span(23, len(text))])
    assert [f.population for f in found] == ["woman"]


UNREADABLE = {
    "forty digits": "1234567890123456789012345678901234567890",
    "two scripts in one number": "1٢3",
    "superscript": "1²",
    "two decimal points": "3.11.2",
    "badly grouped": "1,23,4",
    "three decimals or thousands": "1.500",
    "leading zeros": "007",
}


@pytest.mark.parametrize("number", UNREADABLE.values(), ids=UNREADABLE)
def test_a_number_that_cannot_be_read_has_no_value(number):
    assert not [q for q in scan(f"They saw {number} men.") if q.cls in ("exact", "round_bare")]


def test_digits_of_another_script_are_read():
    assert digits("١٢") == 12


@pytest.mark.parametrize("text", ["King Charles III", "Chapter XIV", "World War II began"])
def test_roman_numerals_are_no_quantities(text):
    assert not read(text)


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_without_a_crash_and_spans_lie_in_it(text):
    for q in scan(text):
        assert 0 <= q.start <= q.first <= q.core < q.end <= len(text)
        assert q.hard.high is None or q.hard.low <= q.hard.high


WORDS = """about 12 three thousand - to of the half a dozen % $ million and between 2,000 men out per day no
more than . twenty hundred one in five Article several tens thousands III ٣ ½ 1e9"""
ATOMS = [*WORDS.split(), "\n"]


@given(st.lists(st.sampled_from(ATOMS), max_size=25), st.sampled_from(["", " "]))
@settings(deadline=None, max_examples=300)
def test_any_heap_of_number_words_gives_ordered_bounds(words, glue):
    text = glue.join(words)
    last = 0
    for q in scan(text):
        assert last <= q.start < q.end <= len(text)
        last = q.end
        assert 0 <= q.hard.low < 10**16
        assert q.hard.high is None or q.hard.low <= q.hard.high
        assert q.soft.high is None or q.soft.low <= q.soft.high


@given(st.lists(st.sampled_from(ATOMS), max_size=12))
@settings(deadline=None, max_examples=40)
def test_any_heap_of_number_words_survives_the_syntax(words):
    text = " ".join(words)
    for f in figures(text, parse(text)):
        assert 0 <= f.span.start < f.span.end <= len(text)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_the_readings_of_other_languages_have_the_same_cut_offs(language):
    ours, theirs = lexicon("en", "quantities"), lexicon(language, "quantities")
    assert set(theirs) <= set(ours)
    for cls, entry in theirs.items():
        assert (entry["hard"], entry["soft"]) == (ours[cls]["hard"], ours[cls]["soft"]), cls


@pytest.mark.parametrize(
    "heap", ["more than ", "thousand ", "a thousand ", "twenty-one ", "12 ", "$", "of ", "half a "]
)
def test_a_heap_of_one_word_is_read_in_linear_steps(heap):
    def steps(n):
        """Calls made, of Python and of C: the same on any machine, however busy."""
        made = 0

        def count(frame, event, argument):
            nonlocal made
            made += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            scan(heap * n)
        finally:
            sys.setprofile(None)
        return made

    steps(10)  # what is read once is read before
    assert steps(8_000) < 8 * 1.5 * steps(1_000)
