"""What the ledger needs of times beyond TIMEX3: anchors, roles, furniture, the unknown publication date."""

from datetime import date

import pytest

from accordingto.errors import DataError
from accordingto.normalize.time import bound_publication, events, times
from accordingto.normalize.time.events import dated_events
from accordingto.report import Span
from accordingto.when import TimeRole

WEDNESDAY = date(2024, 6, 12)


def only(text, published=WEDNESDAY, **more):
    (when,) = times(text, published, **more)
    return when


def test_inside_a_quotation_the_day_of_saying_is_the_anchor():
    text = "“They took her last week,” her sister said on May 3."
    week, day = times(text, WEDNESDAY)
    assert (day.value, day.role) == ("2024-05-03", TimeRole.SAYING)
    assert week.value == "2024-W17"


def test_a_given_day_of_saying_goes_before_the_publication_date():
    text = "“They came yesterday,” he wrote."
    assert only(text, said=[(Span(0, 23), date(2023, 1, 10))]).value == "2023-01-09"
    assert only(text).value == "2024-06-11"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The ministry said on Monday.", TimeRole.SAYING),
        ("The ministry said in a statement on Monday.", TimeRole.SAYING),
        ("On Monday, the ministry said nothing had changed.", TimeRole.SAYING),
        ("The train left on Monday.", TimeRole.EVENT),
        ("He said they would leave on Monday.", TimeRole.EVENT),
        ("On Monday, the train left.", TimeRole.EVENT),
    ],
)
def test_times_of_saying_and_of_the_event_are_told_apart(text, role):
    assert only(text).role is role


def test_what_stands_in_furniture_is_no_time():
    text = "The bridge fell in 2019.\n\nSubscribe before July 1, 2026!"
    assert [w.value for w in times(text, WEDNESDAY, hidden=[Span(26, len(text))])] == ["2019"]


def test_a_date_line_anchors_where_no_date_is_given():
    text = "Bridge closed for repairs\nMarch 5, 2018\nThe bridge was closed on Friday."
    assert [w.value for w in times(text, None)] == ["2018-03-05", "2018-03-02"]


@pytest.mark.parametrize(
    "line",
    [
        "March 5, 2018",
        "5 March 2018, 11:05",
        "2018-03-05",
        "Published March 5, 2018 at 5:04 p.m.",
        "Today | 5 March 2018",
    ],
)
def test_a_date_line_is_the_publication_date(line):
    text = f"Bridge closed for repairs\n{line}\nThe bridge was closed on Friday."
    found = bound_publication(text, times(text, None))
    assert found is not None
    assert (found.value[:10], found.edtf) == ("2018-03-05", "2018-03-05")


@pytest.mark.parametrize(
    "text",
    [
        "The notes are due March 15, 2007. The firm said it would pay.",
        "On March 5, 2018 The Mill burned down.",
        "He was born on 5 March 1950, at 11:05 in the morning.",
        "In the year ended March 5, 2018\nprofits fell.",
        "March 5, 2018 Flood Remembered\nThe town met at the river.",
        "Town Remembers March 5, 2018 Flood\nThe town met at the river.",
    ],
)
def test_a_date_in_the_first_sentence_is_no_date_line(text):
    assert all(when.role is not TimeRole.PUBLICATION for when in times(text, None))


@pytest.mark.parametrize(
    ("text", "word", "edtf"),
    [
        (
            "Officers came in the fall of 2023, over a year after the pardons began.",
            "after",
            "../2022-11-30",
        ),
        (
            "The mine closed in 2015, two years after the rail line was lifted.",
            "after",
            "2013-01-01/2013-12-31",
        ),
        (
            "The mine closed on May 3, 2015, less than a month before the mayor resigned.",
            "before",
            "2015-05-03/2015-06-03",
        ),
    ],
)
def test_a_time_apart_from_a_known_one_dates_the_other_event(text, word, edtf):
    found = [w for w in times(text, None) if w.rule.startswith("constraint")]
    assert [(w.span.of(text), w.edtf, w.markable) for w in found] == [(word, edtf, False)]


def test_the_past_week_is_the_seven_days_before():
    when = only("It rained in the past week.")
    assert (when.value, when.earliest, when.latest) == ("2024-W23", date(2024, 6, 5), date(2024, 6, 12))


@pytest.fixture
def own_events(tmp_path, monkeypatch):
    def write(table):
        path = tmp_path / "events.toml"
        path.write_text(table, encoding="utf-8")
        monkeypatch.setenv("ACCORDINGTO_EVENTS", str(path))
        dated_events.cache_clear()
        events._pattern.cache_clear()

    yield write
    monkeypatch.undo()
    dated_events.cache_clear()
    events._pattern.cache_clear()


def test_a_user_can_date_the_happenings_of_a_subject(own_events):
    own_events('[[event]]\nid = "flood"\nnames = ["great flood"]\nstart = "2009-08-01"\nend = "2009-08-20"\n')
    when = only("Since the great flood the mill stands empty.")
    assert (when.value, when.earliest, when.latest, when.bound) == (
        "2009-08-01",
        date(2009, 8, 1),
        None,
        "since",
    )


@pytest.mark.parametrize(
    "table", ["[[event", '[[event]]\nid = "x"\nnames = ["x"]\nstart = "2009-02-31"\n', 'event = ["x"]\n']
)
def test_a_broken_table_of_events_is_named(own_events, table):
    own_events(table)
    with pytest.raises(DataError, match=r"events\.toml"):
        dated_events()


UNKNOWN = [
    # text, first day, last day, words that the reason names
    (
        "Guards took the women in late May. Officers had toured the camps in the fall of 2023. "
        "Until now, nobody had left.",
        "2024-05-21",
        None,
        ["the fall of 2023", "late May", "Until now"],
    ),
    ("The mill burned down on 3 May 2011.", "2011-05-03", None, ["3 May 2011"]),
    ("The mill burned down in 2011. The road was closed in April 2014.", "2014-04-01", None, ["April 2014"]),
    (
        "The census counted them in 2020. The next one will be held in 2030.",
        "2020-01-01",
        "2030-12-31",
        ["2020", "2030"],
    ),
    (
        "The mill closed in 2015. On Friday, May 3, its roof fell in.",
        "2019-05-03",
        None,
        ["2015", "Friday, May 3"],
    ),
    ("The bridge will open in March 2031.", None, "2031-03-31", ["March 2031"]),
    (
        "Kyiv counted its prisoners at the start of the invasion.",
        "2022-02-24",
        None,
        ["the start of the invasion"],
    ),
]


@pytest.mark.parametrize(("text", "first", "last", "words"), UNKNOWN, ids=[t for t, *_ in UNKNOWN])
def test_the_text_bounds_an_unknown_publication_date(text, first, last, words):
    found = bound_publication(text, times(text, None))
    assert found is not None
    assert (found.earliest, found.latest) == (
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )
    assert found.role is TimeRole.PUBLICATION
    for word in words:
        assert f'"{word}"' in found.rule


def test_nothing_bounds_a_text_without_dates_of_its_own():
    text = "The ferry sank yesterday, and the crew was saved."
    assert bound_publication(text, times(text, None)) is None


def test_a_time_that_is_the_same_on_every_possible_day_gets_its_value():
    text = "The count was taken in May 2020. Another will be held in October 2020. Last year it rained."
    found = times(text, None)
    assert [w.value for w in found] == ["2020-05", "2020-10", "2019"]
    assert "any day from 2020-05-01 to 2020-10-31" in found[2].rule


def test_the_day_of_the_copy_helps_to_place_a_relative_time():
    text = "The mill burned down in May 2011. It was rebuilt last year."
    assert times(text, None)[1].value == "XXXX"
    assert times(text, None, retrieved=date(2011, 12, 1))[1].value == "2010"


def test_furniture_never_dates_a_report():
    text = "The mill burned down in 2011.\n\nOur appeal of May 2025 needs you."
    hidden = [Span(31, len(text))]
    found = bound_publication(text, times(text, None), hidden=hidden)
    assert found is not None and found.earliest == date(2011, 1, 1)


def test_the_day_of_the_copy_is_the_last_possible():
    text = "The mill burned down in 2011."
    found = bound_publication(text, times(text, None), retrieved=date(2012, 2, 1))
    assert found is not None
    assert (found.earliest, found.latest, found.edtf) == (
        date(2011, 1, 1),
        date(2012, 2, 1),
        "2011-01-01/2012-02-01",
    )


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Recruiters came in the fall of 2023.", "2023-23"),
        ("The ward has held women since at least the end of 2022.", "2022-12~/.."),
        ("By the end of 2022 it was shut.", "../2022-12"),
        ("It was shut until 31 December 2022.", "../2022-12-31"),
        ("Prices rose after January 2022.", "2022-02-01/.."),
        ("The strike lasted from 3 March 2021 to 9 March 2021.", "2021-03-03/2021-03-09"),
        ("Sixty letters have arrived so far.", "../2024-06-12"),
        ("Exports fell in the first quarter of 2024.", "2024-33"),
        ("Wages doubled in the 1990s.", "199X"),
    ],
)
def test_intervals_are_written_in_edtf(text, edtf):
    assert times(text, WEDNESDAY)[0].edtf == edtf
