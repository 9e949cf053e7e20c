"""Reasons of links: every sentence that linking can write has its words in each language of the desk."""

import ast
from pathlib import Path

import pytest

from accordingto import link
from accordingto.audit import series
from accordingto.desk.reasons import reason, template
from accordingto.desk.words import LANGUAGES, Words
from accordingto.languages import lexicon
from accordingto.review import matters

ROOM = Path(link.__file__).parent
REASONED = ("carrier", "compare", "contradiction", "copies", "echo", "held", "independence", "relations")
FILES = [*(ROOM / f"{name}.py" for name in REASONED), Path(series.__file__), Path(matters.__file__)]
# Strings with a space that are no reasons: types, names of sorts and of who judged, words within a reason.
OTHER = {
    "np.ndarray[tuple[int], np.dtype[np.uint32]]",
    "{} {}",
    "{}, {}",
    ": {}",
    "dependent on",
    "not shown to be independent of",
    "independent of",
}
SAMPLES = ("3", "eyewitness", "says", "times")


def written() -> list[str]:
    """The sentences of the modules that give reasons, with {} for what is filled in."""
    found = []
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if hasattr(node, "body") and isinstance(node.body, list) and isinstance(node.body[0], ast.Expr)
        }
        inside = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                inside |= {id(part) for part in node.values}
                parts = [p.value if isinstance(p, ast.Constant) else "{}" for p in node.values]
                found.append("".join(parts).replace(" judged{}", " judged"))  # and, it may be, why
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [node.value] if id(node) not in told | inside else []
    return [said for said in dict.fromkeys(found) if " " in said.strip(" ,;") and said not in OTHER]


def key(said: str) -> str | None:
    """The template that a sentence is made by, whatever stands in its holes."""
    tried = (template(said.replace("{}", sample)) for sample in SAMPLES)
    return next((found[0] for found in tried if found), None)


def test_every_sentence_that_gives_a_reason_is_known() -> None:
    sentences = written()
    assert len(sentences) > 35
    assert [said for said in sentences if key(said) is None] == []


def test_no_template_is_of_a_sentence_that_nobody_writes() -> None:
    # These are put together from words of several strings.
    joined = {"independent", "dependent", "unshown", "answered_why", "resolved_why", "beginnings"}
    assert set(lexicon("en", "desk")["reason"]) - joined - {key(said) for said in written()} == set()


SAID = {
    "the first origin": "первый источник",
    "independent of Mira Hall: Mira Hall: eyewitness; Ann Lee: details of its own (snow)": (
        "не зависит от других (Mira Hall): Mira Hall: видел сам; Ann Lee: свои подробности (snow)"
    ),
    "One asserts what the other denies.": "Один утверждает то, что другой отрицает.",
    "not shown to be independent of the Post: officials is anonymous or generic and may contain the Post": (
        "независимость не показана (the Post): officials — без имени или общее название, "
        "и сюда может входить the Post"
    ),
    "answered, as Ida, 2026-03-01 judged: she saw the order": "ответ найден; так решил(а) Ida, 2026-03-01: "
    "she saw the order",
    "12 five-word runs in common, 40% of the shorter text, quotations cut": "общих цепочек из пяти слов: 12, "
    "это 40% более короткого текста, без цитат",
}


@pytest.mark.parametrize(("said", "shown"), SAID.items())
def test_a_reason_is_told_in_russian(said: str, shown: str) -> None:
    found = reason(said, Words("ru"))
    assert (found.text, found.language) == (shown, "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_reason_of_ours_stays_as_it_is_and_is_said_to_be_english(language: str) -> None:
    found = reason("somebody wrote this in {why}", Words(language))
    assert (found.text, found.language) == ("somebody wrote this in {why}", "en")
