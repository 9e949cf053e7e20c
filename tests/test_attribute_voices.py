"""Who stands behind a claim: chains, holders, names, access, protection, silence and open questions."""

import pytest
from tests.attribute_cases import cases, found

from accordingto.voice import Attribution, Form, Stance

REPORTED = {Form.DIRECT, Form.MIXED, Form.INDIRECT}


def reported(text: str) -> list[Attribution]:
    return [a for a in found(text, "The Daily") if a.form in REPORTED]


def flat(name: str) -> str:
    return " ".join(name.split())


@pytest.mark.parametrize(("text", "chains"), [*cases("chains"), *cases("pointing")])
def test_chains(text: str, chains: list[str]) -> None:
    assert [" < ".join(h.voice.name for h in c) for a in reported(text) for c in a.chains] == chains


@pytest.mark.parametrize(("text", "holders"), cases("holders"))
def test_holders(text: str, holders: list[str]) -> None:
    assert [" | ".join(c[-1].voice.name for c in a.chains) for a in reported(text)] == holders


@pytest.mark.parametrize(("text", "names"), cases("names"))
def test_names(text: str, names: list[str]) -> None:
    assert [a.chains[0][-1].voice.name for a in reported(text)] == names


@pytest.mark.parametrize(("text", "access"), cases("access"))
def test_access(text: str, access: list[str]) -> None:
    assert [a.chains[0][-1].access.value for a in reported(text)] == access


@pytest.mark.parametrize(("text", "kept"), cases("protected"))
def test_names_that_are_kept_back(text: str, kept: list[str]) -> None:
    voices = [c[-1].voice for a in reported(text) for c in a.chains]
    assert [v.name for v in voices if v.protected] == kept
    assert not any(v.protected and v.generic for v in voices)


@pytest.mark.parametrize(("text", "lines"), cases("open"))
def test_open_questions_and_silences(text: str, lines: list[str]) -> None:
    drawn: list[str] = []
    for a in found(text, "The Daily"):
        if a.form is Form.OPEN_QUESTION:
            drawn.append("? " + " … ".join(s.of(text) for s in a.content))
            drawn += ["/ " + s.of(text) for s in a.alternatives]
        elif a.form is Form.NON_RESPONSE:
            assert all(c[-1].stance in (Stance.NO_RESPONSE, Stance.DECLINES) for c in a.chains)
            drawn.append("! " + " | ".join(c[-1].voice.name for c in a.chains))
            drawn += ["~ " + s.of(text) for s in a.content]
    assert drawn == lines
