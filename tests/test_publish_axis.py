"""Axes and intervals in words: where values lie, and how they are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accordingto.figure import Bounds
from accordingto.publish import axis, words


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([1, 100], ["1", "10", "100"]),
        ([0, 45], ["0", "10", "20", "30", "40", "50"]),
        ([3, 30_000], ["1", "10", "100", "1,000", "10,000", "100,000"]),
        ([1, 40], ["0", "10", "20", "30", "40"]),
        ([0.5, 0.6], ["0", "0.2", "0.4", "0.6"]),
        ([2e6, 9e6], ["0", "2 m", "4 m", "6 m", "8 m", "10 m"]),
        ([-5, 5], ["-6", "-4", "-2", "0", "2", "4", "6"]),
        ([0, 0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_ticks_of_amounts(values: list[float], labels: list[str]):
    assert [t.label for t in axis.amounts(values).ticks] == labels


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2023, 3, 6), date(2023, 3, 20), ["5 Mar 2023", "12 Mar 2023", "19 Mar 2023", "26 Mar 2023"]),
        (date(2023, 1, 5), date(2023, 4, 2), ["Jan 2023", "Feb 2023", "Mar 2023", "Apr 2023", "May 2023"]),
        (date(2019, 5, 1), date(2023, 2, 2), ["2019", "2020", "2021", "2022", "2023", "2024"]),
    ],
)
def test_ticks_of_days(first: date, last: date, labels: list[str]):
    assert [t.label for t in axis.days([first, last]).ticks] == labels


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=6))
def test_amounts_keep_their_order_on_the_axis(values: list[float]):
    across = axis.amounts(values)
    places = [across.at(v) for v in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= p <= 100 for p in places)
    assert len(across.ticks) < 20


@given(st.lists(st.dates(), min_size=1, max_size=6))
def test_any_days_fit_on_an_axis(days: list[date]):
    across = axis.days(days)
    places = [across.at(d.toordinal()) for d in sorted(days)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("earliest", "latest", "said"),
    [
        ((2023, 3, 13), (2023, 3, 13), "13 March 2023"),
        ((2024, 5, 21), (2024, 5, 31), "21 May to 31 May 2024"),
        ((2024, 5, 1), (2024, 5, 31), "May 2024"),
        ((2023, 9, 1), (2023, 11, 30), "September to November 2023"),
        ((2023, 12, 1), (2024, 2, 29), "December 2023 to February 2024"),
        ((2022, 1, 1), (2022, 12, 31), "2022"),
        ((2022, 1, 1), (2024, 12, 31), "2022 to 2024"),
        ((2022, 2, 24), (2024, 6, 8), "24 February 2022 to 8 June 2024"),
        (None, (2022, 12, 31), "by 31 December 2022"),
        ((2022, 12, 1), None, "from 1 December 2022 on"),
        (None, None, None),
    ],
)
def test_interval_in_words(
    earliest: tuple[int, ...] | None, latest: tuple[int, ...] | None, said: str | None
):
    assert words.interval(earliest and date(*earliest), latest and date(*latest)) == said


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (Bounds(low=50, high=100), "50 to 100"),
        (Bounds(low=50, high=50), "50"),
        (Bounds(low=2000, high=None), "at least 2,000"),
        (Bounds(low=1000, high=None, low_open=True), "more than 1,000"),
        (Bounds(low=1, high=40, high_open=True), "1 to under 40"),
        (Bounds(low=1.5, high=2), "1.5 to 2"),
    ],
)
def test_bounds_in_words(bounds: Bounds, said: str):
    assert words.bounds(bounds) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [("2023", "2023"), ("2023-03", "March 2023"), ("2023-03-13", "13 March 2023"), ("soon", "soon")],
)
def test_dates_of_reports_in_words(value: str, said: str):
    assert words.iso(value) == said
