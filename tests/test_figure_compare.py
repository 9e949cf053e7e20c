"""Two figures: can both hold? Every verdict of the rules, with its reason."""

from dataclasses import replace
from datetime import date

import pytest

from accordingto.figure import Bounds, Figure, Measure, Verdict, compare
from accordingto.report import Span
from accordingto.when import TimeRole, TimeType, When
from accordingto.where import Where

SPAN = Span(0, 1)


def day(text):
    d = date.fromisoformat(text)
    return When(span=SPAN, type=TimeType.DATE, value=text, earliest=d, latest=d, rule="test")


def place(name, number):
    return Where(span=SPAN, name=name, geonameid=number, rule="test")


def figure(hard, soft=None, measure=Measure.EVENT, **kw):
    soft = soft or hard
    kw = {"population": "prisoner", "state": "recruit"} | kw
    return Figure(span=SPAN, hard=Bounds(low=hard[0], high=hard[1]), soft=Bounds(low=soft[0], high=soft[1]),
                  cls="test", measure=measure, rule="test", **kw)  # fmt: skip


UPPER_100 = figure((1, 100), (50, 100))
FIFTY = figure((50, 50))
JAN, FEB = day("2023-01-31"), day("2023-02-28")
RUNNING = Measure.CUMULATIVE
APART = Verdict.NOT_COMPARABLE

VERDICTS = {
    "identical": (FIFTY, FIFTY, Verdict.AGREE),
    "one inside the other": (FIFTY, UPPER_100, Verdict.REFINES),
    "overlap": (figure((10, 60)), figure((40, 90)), Verdict.AGREE),
    "hard apart": (FIFTY, figure((60, 70)), Verdict.CONFLICT),
    "only soft apart": (figure((30, 60), (30, 40)), figure((45, 80), (60, 80)), Verdict.TENSION),
    "killed is not wounded": (figure((5, 5), state="kill"), figure((9, 9), state="wound"), APART),
    "another population": (figure((5, 5), population="woman"), FIFTY, Verdict.NOT_COMPARABLE),
    "another unit": (figure((5, 5), unit="%"), FIFTY, Verdict.NOT_COMPARABLE),
    "another measure": (figure((5, 5), measure=Measure.STOCK), FIFTY, Verdict.NOT_COMPARABLE),
    "another place": (
        figure((5, 5), place=place("Rostov", 1)),
        figure((9, 9), place=place("Omsk", 2)),
        Verdict.NOT_COMPARABLE,
    ),
    "place on one side only": (figure((5, 5), place=place("Rostov", 1)), figure((9, 9)), APART),
    "running count grows": (
        figure((40, 40), measure=RUNNING, as_of=JAN),
        figure((90, 90), measure=RUNNING, as_of=FEB),
        Verdict.UPDATES,
    ),
    "running count shrinks": (
        figure((90, 90), measure=RUNNING, as_of=JAN),
        figure((40, 40), measure=RUNNING, as_of=FEB),
        Verdict.CONFLICT,
    ),
    "running count may have grown": (
        figure((90, 90), measure=RUNNING, as_of=JAN),
        figure((40, None), measure=RUNNING, as_of=FEB),
        Verdict.UPDATES,
    ),
    "stocks at two dates": (
        figure((90, 90), measure=Measure.STOCK, as_of=JAN),
        figure((40, 40), measure=Measure.STOCK, as_of=FEB),
        Verdict.NOT_COMPARABLE,
    ),
    "only one dated": (figure((5, 5), as_of=JAN), figure((9, 9)), Verdict.NOT_COMPARABLE),
    "parts of different wholes": (figure((5, 5), of=40), figure((9, 9), of=400), Verdict.NOT_COMPARABLE),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(a, b, verdict):
    assert compare(a, b).verdict is verdict
    assert compare(b, a).verdict is verdict
    assert compare(a, b).reason


def test_an_open_bound_leaves_its_number_out():
    more = Bounds(low=50, high=None, low_open=True)
    a = Figure(span=SPAN, hard=more, soft=more, cls="lower_strict", population="prisoner", state="recruit",
               measure=Measure.EVENT, rule="test")  # fmt: skip
    assert compare(a, FIFTY).verdict is Verdict.CONFLICT
    assert compare(a, figure((51, 51))).verdict is Verdict.REFINES


def test_a_shrinking_count_of_one_origin_is_a_correction():
    early, late = figure((90, 90), measure=RUNNING, as_of=JAN), figure((40, 40), measure=RUNNING, as_of=FEB)
    assert compare(early, late, same_origin=True).correction
    assert not compare(early, late).correction


def test_within_one_matter_women_are_the_female_prisoners_but_people_are_not_the_children():
    women, prisoners = figure((9, 9), population="woman"), figure((5, 5), population="female prisoner")
    assert compare(women, prisoners, same_matter=True).verdict is Verdict.CONFLICT
    assert compare(women, prisoners).verdict is APART
    people, children = figure((9, 9), population="person"), figure((5, 5), population="child")
    assert compare(people, children, same_matter=True).verdict is APART


def as_published(text):
    return replace(day(text), role=TimeRole.PUBLICATION)


def test_one_event_as_known_on_two_days_is_a_running_count():
    early, late = (
        figure((9, 9), as_of=as_published("2023-01-31")),
        figure((12, 12), as_of=as_published("2023-02-01")),
    )
    assert compare(early, late).verdict is Verdict.UPDATES
    assert (
        compare(replace(early, as_of=late.as_of), replace(late, as_of=early.as_of)).verdict
        is Verdict.CONFLICT
    )


def test_the_day_of_publication_is_no_date_of_the_event():
    dated, published = figure((9, 9), as_of=JAN), figure((12, 12), as_of=as_published("2023-02-28"))
    assert compare(dated, published).verdict is Verdict.CONFLICT


def test_running_counts_of_open_stretches_are_ordered_by_their_last_day():
    so_far = replace(FEB, earliest=None)
    early, late = figure((9, 9), measure=RUNNING, as_of=JAN), figure((12, 12), measure=RUNNING, as_of=so_far)
    assert compare(early, late).verdict is Verdict.UPDATES


def test_within_one_matter_what_is_left_unsaid_does_not_part_two_figures():
    unplaced = figure((9, 9))
    placed = figure((5, 5), place=place("Rostov", 1), as_of=JAN)
    assert compare(unplaced, placed, same_matter=True).verdict is Verdict.CONFLICT
    assert compare(figure((5, 5), state="kill"), figure((9, 9), state="wound"), same_matter=True).verdict is (
        Verdict.NOT_COMPARABLE
    )
