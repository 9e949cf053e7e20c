"""How often a name that is given is the right one, on cases written after the rules."""

from typing import cast

from tests.attribute_cases import cases, found

from accordingto.voice import Form

REPORTED = {Form.DIRECT, Form.MIXED, Form.INDIRECT}
LEAST_PRECISION = 0.9  # of mentions that another name than their own wording was given to
LEAST_RECALL = 0.7  # of mentions that stand for somebody named elsewhere


def scores() -> tuple[int, int, int]:
    """Names given, given rightly, and to be given."""
    given = right = wanted = 0
    for case in cases("names_unseen"):
        text, names = cast("tuple[str, list[str]]", case.values)
        voices = [a.chains[0][-1].voice for a in found(text) if a.form in REPORTED and not a.inside]
        assert len(voices) == len(names), text
        for voice, name in zip(voices, names, strict=True):
            assert voice.mention is not None
            wording = voice.mention.of(text)
            given += voice.name != wording
            right += voice.name != wording and voice.name == name
            wanted += name != wording
    return given, right, wanted


def test_a_name_that_is_given_is_the_right_one() -> None:
    given, right, wanted = scores()
    assert right / given >= LEAST_PRECISION
    assert right / wanted >= LEAST_RECALL
