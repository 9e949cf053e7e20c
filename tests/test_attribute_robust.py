"""Nothing breaks it, every offset round-trips: odd Unicode, capitals, transcripts, tables, great length."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.attribute_cases import found, report

from accordingto.attribute import attribute
from accordingto.parse.english import parse
from accordingto.voice import Attribution, Form


def check(text: str, attributions: tuple[Attribution, ...]) -> None:
    for a in attributions:
        voices = [h.voice for c in a.chains for h in c]
        spans = [*a.source, *a.cue, *a.content, *a.alternatives, *(v.mention for v in voices if v.mention)]
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert all(s.of(text) == s.of(text).strip() for s in (*a.source, *a.cue, *a.content))
        assert all(a.chains) and a.chains
        assert a.content or a.form is Form.NON_RESPONSE


PIECES = st.sampled_from(
    [
        *("Ann Reed", " said", " that", " “", "” ", "\n\n", ", ", ". ", "according to ", "told ", "'", "’s "),
        *(
            "''",
            ": ",
            "who ",
            "– Reports",
            "(Reuters) – ",
            "it is unclear if ",
            " or ",
            "declined to comment",
        ),
        *("declined to comment", "THE COUNCIL ", "\u2028"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_arbitrary_unicode(text: str) -> None:
    check(text, attribute(report(text), parse(text)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map("".join))
def test_speech_torn_to_pieces(text: str) -> None:
    check(text, attribute(report(text), parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\n\t ", id="blank"),
        pytest.param("”“\"''”’‘", id="marks alone"),
        pytest.param("“The bridge", id="mark left open"),
        pytest.param("12\t13\t14\n15\t16\t17\n", id="table"),
        pytest.param("The river\nruns on\nand on,\nsaid nobody.", id="poem"),
        pytest.param("Анна сказала, что мост закрыт. 橋は閉鎖された。 She said so.", id="three languages"),
        pytest.param("said " * 300, id="nothing but a cue"),
        pytest.param("(" * 400 + "“" * 400, id="opening marks"),
    ],
)
def test_texts_that_are_hardly_texts(text: str) -> None:
    check(text, found(text))


def test_all_capitals() -> None:
    text = "ANN REED SAID THAT THE BRIDGE WAS CLOSED."
    check(text, found(text))


@pytest.mark.parametrize(
    ("text", "speaker", "said"),
    [
        ("REED: The bridge is closed for good.", "REED", "The bridge is closed for good"),
        ("Ann Reed: The bridge is closed for good.", "Ann Reed", "The bridge is closed for good"),
    ],
)
def test_transcript(text: str, speaker: str, said: str) -> None:
    one = next(a for a in found(text) if a.source)
    assert one.source[0].of(text) == speaker
    assert one.content[0].of(text) == said


def test_a_long_text_costs_no_more_than_its_length() -> None:
    part = "Ann Reed said that the bridge was closed. The bolts were worn, according to the council.\n\n"
    text = part * 400
    attributions = attribute(report(text), parse(text))
    check(text, attributions)
    assert sum(a.form is Form.INDIRECT for a in attributions) == 800
