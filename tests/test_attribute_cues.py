"""Every entry of the lexicons finds its own example, with the stance of its table."""

import pytest
from tests.attribute_cases import found

from accordingto.attribute.cue import Cue, entries
from accordingto.voice import Form

ENTRIES = [
    pytest.param(cue, id=f"{subject}-{cue.lemma}")
    for subject in ("verbs", "nouns", "adjectives", "adverbs")
    for cue in entries(subject).values()
]


@pytest.mark.parametrize("cue", ENTRIES)
def test_each_entry_finds_its_example(cue: Cue) -> None:
    reported = [a for a in found(cue.example) if a.form not in (Form.OWN_VOICE, Form.OPEN_QUESTION)]
    cues = [" ".join(s.of(cue.example) for s in a.cue).lower() for a in reported]
    assert any(_stem(cue.lemma) in wording for wording in cues), cues
    stances = {
        c[-1].stance for a, wording in zip(reported, cues, strict=True) for c in a.chains if len(c) > 1
    }
    assert not stances or cue.stance in stances


def _stem(lemma: str) -> str:
    irregular = {
        "say": "sa", "tell": "t", "write": "wr", "speak": "sp", "swear": "sw", "think": "th", "find": "f",
        "know": "kn", "see": "se", "feel": "f", "forecast": "fore", "lay": "la", "understand": "under",
        "hear": "hear", "read": "read", "forget": "forg", "see_as": "s", "dwell": "dwel", "choose": "cho",
        "cry": "cri",
        "seek": "s",
        "sing": "s",
    }  # fmt: skip
    return irregular.get(lemma, lemma[: max(3, len(lemma) - 3)])
