"""Which mentions are one event, and which reports are about one happening."""

import pytest

from accordingto.link.coreference import Mention, events
from accordingto.link.happening import happenings
from accordingto.link.kinds import alike

FERRY = "The ferry Marlin sank near Port Ellis. Nine passengers died when the ferry went down off Port Ellis."
FERRY_TOO = "Nine people were killed as the ferry Marlin capsized off Port Ellis; divers search the ferry."
MINE = "A shaft of the Kobal mine collapsed. Four miners died in the shaft, the mine's owner says."
TEXTS = {"ferry": FERRY, "ferry too": FERRY_TOO, "mine": MINE, "mine too": MINE + " The shaft is closed."}


def test_reports_of_one_happening_are_grouped() -> None:
    group = happenings(TEXTS)
    assert group["ferry"] == group["ferry too"]
    assert group["mine"] == group["mine too"]
    assert group["ferry"] != group["mine"]


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": ""}, {"a": "one", "b": "two"}])
def test_reports_that_share_nothing_stay_apart(texts: dict[str, str]) -> None:
    assert len(set(happenings(texts).values())) == len(texts)


def test_mentions_of_one_event_join_across_wordings_but_not_across_happenings() -> None:
    mentions = [
        Mention(id="a", lemma="die", report="ferry", sentence=FERRY, arguments=("passenger",)),
        Mention(id="b", lemma="kill", report="ferry too", sentence=FERRY_TOO, arguments=("people",)),
        Mention(id="c", lemma="die", report="mine", sentence=MINE, arguments=("miner",)),
        Mention(id="d", lemma="capsize", report="ferry too", sentence=FERRY_TOO, arguments=("ferry",)),
    ]
    found = events(mentions, TEXTS)
    assert found["a"] == found["b"]
    assert len({found["a"], found["c"], found["d"]}) == 3
    assert events(mentions[::-1], TEXTS) == found


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("death", "die", True), ("kill", "wound", False), ("recruit", "enlist", True), ("train", "kill", False)],
)
def test_words_of_one_kind(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is same
