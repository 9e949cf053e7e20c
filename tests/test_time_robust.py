"""Whatever the text, reading its times neither fails nor invents a day that no calendar has."""

import sys
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.languages import lexicon
from accordingto.normalize.time import times
from accordingto.normalize.time.days import edtf, spread

UNITS = lexicon("en", "time")
PUBLISHED = date(2021, 6, 16)

WORDS = (
    "the a last next this every 31 30 0 0000 9999 1999 2020 february may march monday friday ago earlier "
    "later of in , . - quarter first second year years weeks day century 10 12:30 25:99 p.m. noon end "
    "early mid late since until three hundred thousand 1/2 dozen half an fiscal christmas 1990s '90s "
    "2020-02-31 31/02/2020 99999999999999999999999999999999999999999 several couple night ٣ ５ XIV"
)


@given(st.text())
@settings(max_examples=400, deadline=None)
def test_any_unicode_is_read_without_an_exception(text):
    for published in (None, PUBLISHED):
        for when in times(text, published):
            assert text[when.span.start : when.span.end].strip()


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=14),
    st.sampled_from([None, PUBLISHED, date.min, date.max]),
)
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_time_words_gives_ordered_days_or_none(tokens, published):
    text = " ".join(tokens)
    found = times(text, published)
    for when in found:
        if when.earliest and when.latest:
            assert when.earliest <= when.latest
    for one, other in pairwise(found):
        assert one.span.end <= other.span.start


@given(st.text(alphabet="0123456789XWTQH-PSUFAEN/", max_size=16))
def test_any_value_spreads_to_ordered_days_or_to_none(value):
    days = spread(value)
    assert days is None or days[0] <= days[1]
    assert edtf(value) is None or isinstance(edtf(value), str)


@pytest.mark.parametrize(
    "text",
    [
        "It happened on 31 February.",
        "It happened on 31 February 2020.",
        "It happened on 30 Feb. 2020.",
        "It happened on 2020-02-31.",
        "It happened on 31/02/2020.",
        "It happened on April 31.",
        "In the year 0 nothing was counted.",
        "The code is 9999999999999999999999999999999999999999.",
        "They left at 25:99 that time.",
        "Louis XIV was a king.",
        "It happened on May 20２４.",
        "It happened in 20٢٤.",
        "It happened in MMXXIV.",
        "Article 2019/1150 applies.",
    ],
)
def test_what_no_calendar_has_gets_no_days(text):
    for when in times(text, PUBLISHED):
        wording = text[when.span.start : when.span.end]
        assert when.earliest is None, f"{wording!r} became {when.value}"


@pytest.mark.parametrize(
    "word",
    [
        *("one", "the", "last", "about", "may", "1", "-", "of", "early", "“", "a", "more", "so far"),
        "“So far now,” she said on Monday.",
        "since the invasion of Ukraine,",
    ],
)
def test_a_word_repeated_without_end_takes_steps_by_its_length(word):
    _steps(word)  # what is read once is read before
    assert _steps(f"{word} " * 4_000) < 8 * 2 * _steps(f"{word} " * 500)


def _steps(text):
    """Calls made, of Python and of C: the same on any machine, however busy."""
    made = 0

    def count(frame, event, argument):
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        times(text, PUBLISHED)
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize(
    "frame",
    [
        "a {} ago",
        "3 {} later",
        "the past {}",
        "the {}",
        "two and a half {}",
        "{}",
        "every {}",
        "the end of the {}",
        "last {}",
        "several {} earlier",
        "the first two {}",
        "this {}",
    ],
)
def test_every_unit_fits_every_frame(frame):
    for unit in {**UNITS["unit"], **UNITS["units"], **UNITS["clock_units"]}:
        for published in (None, PUBLISHED):
            text = f"It was {frame.format(unit)} in May 2014, and {frame.format(unit)} after that."
            assert "2014-05" in [when.value for when in times(text, published)]


@pytest.mark.parametrize(
    "text",
    [
        "F¹",
        "'²s",
        "May ² 2014",
        "FY²",
        "in ２０１４",
        "٣ May 2014",
        "²nd of May",
        "1²:30 p.m.",
        "(May",
        "20¹4",
    ],
)
def test_digits_of_other_scripts_are_no_exception(text):
    for when in times(text, PUBLISHED):
        assert when.span.of(text).isascii()
