"""Workers: results in order; what hangs, dies or eats memory costs only itself."""

import os
import pickle
import time
import tracemalloc

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


ROLE = b"\x8c\x12accordingto.report\x8c\x04Role\x93"  # the class, by its name


def test_an_answer_cannot_set_anything_on_a_class():
    change = b"\x80\x04" + ROLE + b"N}\x8c\x04name" + ROLE + b"s\x86b."
    try:
        assert pickle.loads(change) is Role  # as it would be without care
        assert Role.__dict__["name"] is Role
    finally:
        del Role.name
    with pytest.raises(ValueError, match="may not change"):
        answers.opened(change)
    assert Role.BODY.name == "BODY"


def doubled(times: int) -> bytes:
    """A tuple of one tuple twice, of one tuple twice, and so on: some bytes, and 2 ** times to hash."""
    return b")" + b"".join(b"\x94h%c\x86" % n for n in range(times))


@pytest.mark.parametrize(
    "end",
    [b"\x8f(%s\x90.", b"(%s\x91.", b"}%sNs.", b"}(%sNu.", ROLE + b"%s\x85R.", ROLE + b"%s\x85\x81."],
    ids=["a set", "a frozen set", "a key", "keys", "a word of a list", "the same, made anew"],
)
def test_an_answer_that_would_be_hashed_without_end_is_none(end):
    with pytest.raises(ValueError, match="too often"):
        answers.opened(b"\x80\x04" + end % doubled(60))


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x05\x96" + (1 << 31).to_bytes(8, "little") + b"x.",  # an array of 2 GB, it says
        b"\x80\x05\x8e" + (1 << 62).to_bytes(8, "little") + b"x.",
        b"\x80\x05\x8b" + (1 << 30).to_bytes(4, "little") + b"x.",
        b"cos\nsystem\n(S'true'\ntR.",
        b"(S'true'\nios\nsystem\n.",
    ],
    ids=["array", "bytes", "number", "a name of old", "a call of old"],
)
def test_an_answer_takes_no_more_than_it_brings(data):
    tracemalloc.start()
    try:
        with pytest.raises(ValueError):
            answers.opened(data)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(data):
    try:
        answers.opened(data)
    except ValueError:
        return
