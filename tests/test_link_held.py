"""A state that lasted until a day, against the event that ended it before."""

from datetime import date

import pytest
from tests.linked import Pile

from accordingto.relation import RelationKind
from accordingto.report import Span
from accordingto.when import TimeType, When


def until(day: date, bound: str = "until") -> When:
    return When(span=Span(0, 5), type=TimeType.DATE, value="2024-05", latest=day, bound=bound, rule="test")


def conflicts(
    *, left: str, event: str, published: str = "2024-01-10", by: str = "the army", bound: str = "until"
):
    pile = Pile()
    first = pile.report("Herald", published)
    first.claim(left, by=by, event=event, who=("woman",))
    later = pile.report("Post", "2024-06-01")
    held = until(date(2024, 5, 31), bound)
    later.claim(
        "until May the women stayed in prison", by="Ann Reed", event="stay", who=("woman",), times=(held,)
    )
    return [r for r in pile.link().relations if r.kind is RelationKind.CONFLICTS]


def test_moved_to_the_front_before_the_day_until_which_they_stayed():
    (found,) = conflicts(left="40 women were moved to the front", event="move")
    assert found.reasons[0] == (
        "one says they stayed in prison until 2024-05-31, the other that they had left by 2024-01-10"
    )


@pytest.mark.parametrize(
    ("later", "together"), [("2014-05-01", False), ("2009-05-20", True)], ids=["years later", "weeks later"]
)
def test_news_of_other_years_is_of_something_else(later, together):
    pile = Pile()
    first = pile.report("Herald", "2009-05-01", "The Blue Heron left Elmwick with timber.")
    first.claim("a ferry sank off Tarn and divers found bodies", by="the mayor", event="sink", who=("ferry",))
    second = pile.report("Post", later, "Pilgrims boarded in the morning.")
    second.claim("the ferry sank off Tarn with bodies aboard", by="a diver", event="sink", who=("ferry",))
    assert (len(pile.link().matters) == 1) is together


FRONT = {"left": "40 women were moved to the front", "event": "move"}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"left": "40 men were moved to the front", "event": "move"}, id="other people"),
        pytest.param({"left": "40 women were moved to another colony", "event": "move"}, id="another prison"),
        pytest.param({"left": "40 women were recruited for the front", "event": "recruit"}, id="recruited"),
        pytest.param(FRONT | {"published": "2024-05-20"}, id="about the same time"),
        pytest.param(FRONT | {"by": "Ann Reed"}, id="same origin"),
        pytest.param(FRONT | {"bound": "since"}, id="no end stated"),
    ],
)
def test_no_conflict(other):
    assert conflicts(**other) == []
