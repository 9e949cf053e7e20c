"""Workers: results in order; what hangs, dies or eats memory costs only itself."""

import os
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taken_over import ATTEMPTS, taken_over

from accordingto.engine import answers
from accordingto.engine.local import Caps, run
from accordingto.errors import BrokenDocument, DataError, EmptyInput, TooDeep, TooLarge
from accordingto.report import Report, Role


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


def test_a_worker_that_was_taken_over_reaches_nothing_by_its_answer():
    caps = Caps(seconds=3, confined=False)
    found = dict(run(taken_over, [*ATTEMPTS, "an honest one"], workers=1, caps=caps))
    assert {what: type(found[what]) for what in ATTEMPTS} == dict.fromkeys(ATTEMPTS, BrokenDocument)
    assert found["an honest one"][0] == "an honest one"
    assert Role.BODY == "body"
    assert Report.article.__name__ == "article"


def test_an_answer_cannot_set_anything_on_a_class():
    named = b"caccordingto.report\nRole\n"
    change = b"\x80\x02" + named + b"(N}X\x04\x00\x00\x00name" + named + b"stb."
    try:
        assert pickle.loads(change) is Role  # as it would be without care
        assert Role.__dict__["name"] is Role
    finally:
        del Role.name
    with pytest.raises(ValueError, match="may not change"):
        answers.opened(change)
    assert Role.BODY.name == "BODY"


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(data):
    try:
        answers.opened(data)
    except ValueError:
        return
