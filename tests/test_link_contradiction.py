"""What cannot hold beside a text: by number, time, place, negation, opposites, exchanged sides."""

from datetime import date

import pytest

from accordingto.figure import Bounds
from accordingto.link.contradiction import Amount, Statement, contradiction, opposite

COUNCIL, BILL, TOWN = frozenset({"council"}), frozenset({"bill"}), frozenset({"velten"})
ABOUT = COUNCIL | BILL | TOWN


def said(predicate: str, **more: object) -> Statement:
    given: dict[str, object] = {"agent": COUNCIL, "patient": BILL, "about": ABOUT}
    return Statement(predicate=predicate, **{**given, **more})  # type: ignore[arg-type]


def judges(n: float, of: str = "judge") -> tuple[Amount, ...]:
    return (Amount(bounds=Bounds(low=n, high=n), counts=of, unit=None),)


def day(n: int) -> tuple[tuple[date, date], ...]:
    return ((date(2024, 5, n), date(2024, 5, n)),)


@pytest.mark.parametrize(
    ("claim", "text", "reason"),
    [
        pytest.param(said("approv"), said("approv"), None, id="the same"),
        pytest.param(said("approv"), said("reject"), "opposites", id="opposites"),
        pytest.param(said("approv"), said("reject", negated=True), None, id="not rejected"),
        pytest.param(said("approv"), said("approv", negated=True), "denies", id="denied"),
        pytest.param(said("approv"), said("reject", patient=frozenset({"budget"})), None, id="another bill"),
        pytest.param(
            said("reach", times=day(1)), said("depart", times=day(9)), None, id="arrived, left later"
        ),
        pytest.param(
            said("elect", amounts=judges(11)), said("elect", amounts=judges(8)), "number", id="numbers"
        ),
        pytest.param(
            said("elect", amounts=judges(8)), said("elect", amounts=judges(8)), None, id="one number"
        ),
        pytest.param(
            said("elect", amounts=judges(11)),
            said("elect", amounts=judges(8, "vote")),
            None,
            id="other things",
        ),
        pytest.param(said("sign", times=day(1)), said("sign", times=day(9)), "times apart", id="two days"),
        pytest.param(
            said("defeat"), said("defeat", agent=BILL, patient=COUNCIL), "exchanged", id="who beat whom"
        ),
        pytest.param(
            said("meet", places=frozenset({"PL"})),
            said("gather", places=frozenset({"GA"})),
            "place",
            id="places",
        ),
        pytest.param(
            said("meet", places=frozenset({"PL"})),
            said("gather", places=frozenset({"PL"})),
            None,
            id="one place",
        ),
    ],
)
def test_contradictions(claim: Statement, text: Statement, reason: str | None) -> None:
    found = contradiction(claim, [text])
    assert (reason in found) if reason and found else found is reason


def test_a_number_that_the_text_gives_anywhere_is_no_contradiction() -> None:
    text = [said("elect", amounts=judges(8)), said("elect", amounts=judges(11))]
    assert contradiction(said("elect", amounts=judges(11)), text) is None


def test_opposites_go_both_ways() -> None:
    assert opposite("approv", "reject")
    assert opposite("reject", "approv")
    assert not opposite("approv", "pass")
