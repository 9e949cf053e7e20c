"""Each parser answers any bytes with a report or an error of ours; `make fuzz` tries far more (atheris)."""

import pytest
from fuzz.targets import SEEDS, TARGETS, once
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_read(name):
    for seed in SEEDS[name]:
        once(name, seed)
    TARGETS[name](SEEDS[name][0])  # the first is a good one


@pytest.mark.parametrize(
    ("name", "smallest"),
    [
        ("figures", b"0 to 5 million boats"),
        ("figures", b"0-1,000 million"),
        ("places", b"WA"),
        ("places", b"In OH"),
    ],
    ids=[
        "nothing to millions",
        "nothing to millions, dashed",
        "text ends in a state",
        "the same behind a word",
    ],
)
def test_what_fuzzing_found_is_answered(name, smallest):
    once(name, smallest)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40)
@given(data=st.data())
def test_seeds_with_bytes_changed_cut_or_put_in_are_answered(name, data):
    seed = data.draw(st.sampled_from(SEEDS[name]))
    at = data.draw(st.integers(0, len(seed)))
    until = data.draw(st.integers(at, min(len(seed), at + 40)))
    once(name, seed[:at] + data.draw(st.binary(max_size=30)) + seed[until:])
