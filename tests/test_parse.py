"""Offsets are the text's own, lines break sentences, hidden words stay unread."""

import pytest

from accordingto.parse.english import parse
from accordingto.report import Span


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param(
            "Bridge closed\n\nIt will open in May.", ["Bridge closed", "It will open in May."], id="headline"
        ),
        pytest.param("Bridge closed\nBy Ann Reed", ["Bridge closed", "By Ann Reed"], id="line"),
        pytest.param(
            "The bridge was\nclosed on Monday.", ["The bridge was\nclosed on Monday."], id="wrapped line"
        ),
    ],
)
def test_lines_break_sentences_unless_wrapped(text: str, sentences: list[str]) -> None:
    doc = parse(text)
    assert [s.text.strip() for s in doc.sents] == sentences


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "a\u2028b", "\ufffd", "日本語 и слова", "it's ''quoted''\t."]
)
def test_words_stand_where_they_stand_in_the_text(text: str) -> None:
    doc = parse(text)
    assert [text[t.idx : t.idx + len(t)] for t in doc] == [t.text for t in doc]
    assert doc.text == text


def test_a_lone_surrogate_is_read_as_a_replacement_character() -> None:
    assert parse("a \ud800 b").text == "a \ufffd b"


def test_hidden_words_are_blank_and_what_follows_keeps_its_offset() -> None:
    text = "Sign up now!\nThe bridge is closed."
    words = [t for t in parse(text, [Span(0, 12)]) if not t.is_space]
    assert words[0].text == "The" and words[0].idx == 13


def test_a_text_longer_than_a_piece_keeps_its_offsets() -> None:
    text = "The bridge was closed on Monday.\n\n" * 2500
    doc = parse(text)
    assert len(text) > 60_000 and doc.text == text
    assert sum(t.text == "bridge" for t in doc) == 2500


def test_a_wall_of_signs_costs_no_time_and_hides_nothing_else():
    text = "The mayor spoke. " + '"(' * 50_000 + " She left."
    assert [token.text for token in parse(text) if token.pos_ == "VERB"] == ["spoke", "left"]
