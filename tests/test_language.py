"""Which reports are read as English when nothing tells their language: none that is another's."""

import pytest

from accordingto.read.language import may_be

ENGLISH = "The mayor said on Tuesday that the boats had left the harbour and that it would be closed. "
FRENCH = "Le maire a dit mardi que des bateaux avaient quitté le port et que la mairie a voté une aide. "
RUSSIAN = "Мэр сказал во вторник, что лодки покинули порт и что он будет закрыт на ремонт. "


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param(ENGLISH * 3, True, id="English"),
        pytest.param("Harbour town counts boats", True, id="English headline alone"),
        pytest.param(ENGLISH * 2 + RUSSIAN * 2, True, id="half English, half Russian"),
        pytest.param(FRENCH * 3, False, id="French"),
        pytest.param(RUSSIAN * 3, False, id="Russian"),
        pytest.param("Мэр сказал правду", False, id="Russian headline alone"),
    ],
)
def test_a_text_is_tried_as_english_only_if_it_may_be(text: str, read: bool) -> None:
    assert may_be("en", text) is read
