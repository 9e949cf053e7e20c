"""Headlines in the case of a sentence: title line above, what the parser sees below."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accordingto.parse.english import parse
from accordingto.parse.truecase import truecase

BODY = "\n\nThe Ministry of Health said on Monday that Ruritania sent men to Anna Vogel in Strelsau.\n"

LINES = {
    "Ruritania Frees Female Prison Inmates": "Ruritania frees female prison inmates",
    "Flood Kills 12 in Northern Villages": "Flood kills 12 in northern villages",
    "Police Arrest Anna Vogel in Strelsau Raid": "Police arrest Anna Vogel in Strelsau raid",
    "NATO Chief Warns of Longer War": "NATO chief warns of longer war",
    "Men walk home from the fields": "Men walk home from the fields",
}


@pytest.mark.parametrize(("title", "seen"), LINES.items(), ids=LINES)
def test_title_is_seen_as(title, seen):
    assert truecase(title + BODY) == seen + BODY


def test_without_running_text_nothing_tells_names_from_words():
    assert truecase("Ruritania Frees Female Prison Inmates") == "Ruritania Frees Female Prison Inmates"


def test_the_verb_of_a_headline_is_found():
    doc = parse("Flood Kills 12 in Northern Villages" + BODY)
    assert next(t for t in doc if t.dep_ == "ROOT").lemma_ == "kill"


@given(st.text(max_size=300))
def test_the_length_never_changes(text):
    assert len(truecase(text)) == len(text)
    assert truecase(text).lower() == text.lower()
