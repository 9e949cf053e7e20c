"""Workers: results in order; what hangs, dies or eats memory costs only itself."""

import os
import time

import pytest

from accordingto.engine.local import Caps, run
from accordingto.errors import BrokenDocument, DataError, EmptyInput, TooDeep, TooLarge


def step(item: str) -> str:
    match item:
        case "slow":
            time.sleep(0.3)
        case "hang":
            time.sleep(600)
        case "die":
            os._exit(9)
        case "empty":
            raise EmptyInput(item, "no bytes")
        case "stop":
            raise DataError("lexicon", "malformed")
        case "hungry":
            bytearray(64 << 30)
        case "deep":
            return step_into(item)
    return item.upper()


def step_into(item: str) -> str:
    return step_into(item)


def outcomes(*items, **caps):
    return list(run(step, items, workers=2, caps=Caps(**caps)))


def test_results_come_in_the_order_given():
    assert outcomes("slow", "a", "b") == [("slow", "SLOW"), ("a", "A"), ("b", "B")]


@pytest.mark.parametrize(
    ("bad", "error", "reason", "seconds"),
    [
        ("empty", EmptyInput, "no bytes", 60),
        ("die", BrokenDocument, "exit code 9", 60),
        ("hungry", TooLarge, "more than the 8.6 GB", 60),
        ("deep", TooDeep, "nested", 60),
        ("hang", TooLarge, "5 seconds", 5),
    ],
)
def test_a_bad_item_is_named_and_the_others_go_on(bad, error, reason, seconds):
    (_, first), (_, skipped), (_, last) = outcomes("a", bad, "b", seconds=seconds)
    assert (first, last) == ("A", "B")
    assert isinstance(skipped, error)
    assert skipped.subject == bad
    assert reason in str(skipped)


def test_an_error_that_is_not_about_one_item_ends_the_run():
    with pytest.raises(DataError, match="lexicon: malformed"):
        outcomes("a", "stop", "b")


def test_no_items_need_no_workers():
    assert outcomes() == []
