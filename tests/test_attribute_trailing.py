"""A clause that trails a sentence speaks of all of it: the outlet carries, the speaker is the origin."""

import pytest
from tests.attribute_cases import found

from accordingto.voice import Form


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "The army said that ten men had left, Radio Sul reported.",
            ["the publisher", "Radio Sul", "The army"],
            id="the outlet trails",
        ),
        pytest.param(
            "In May, the mayor said that nine boats were lost, The Daily Tide wrote.",
            ["the publisher", "The Daily Tide", "the mayor"],
            id="and where a time leads",
        ),
    ],
)
def test_chain(text: str, names: list[str]) -> None:
    chains = [c for a in found(text) if a.form is not Form.OWN_VOICE for c in a.chains]
    longest = max(chains, key=len)
    assert [hop.voice.name.casefold() for hop in longest] == [n.casefold() for n in names]
