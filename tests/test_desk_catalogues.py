"""The interface's words: the same keys and holes in every language, every key used, none missing."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from accordingto.desk.words import LANGUAGES, Words
from accordingto.languages import lexicon
from accordingto.publish import words as published

OTHERS = [code for code in LANGUAGES if code != "en"]
# What the dossier alone says; the desk shows no part of it.
DOSSIER_ALONE = {"relation_back", "relation_section", "copy", "worth", "gap", "title"}
DOSSIER_PHRASES = {"decided", "reviewed", "row words", "pinned", "renamed"}
FORMS = {"one", "few", "many", "other"}  # of a counted text
NOUNS = {"report", "more report", "mention", "day"}


def flat(table: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Texts by "section.key"; the plural forms of a text are one."""
    out = {}
    for key, value in table.items():
        if isinstance(value, dict) and not ("one" in value and set(value) <= FORMS):
            out |= flat(value, f"{before}{key}.")
        else:
            out[before + key] = value
    return out


def wanted() -> dict[str, Any]:
    """What a language has to say: the desk's English, and what the dossier says in it."""
    dossier = {k: dict(published.section(k)) for k in published.sections() if k not in DOSSIER_ALONE}
    dossier["phrase"] = {k: v for k, v in dossier["phrase"].items() if k not in DOSSIER_PHRASES}
    return flat(dossier) | flat(lexicon("en", "desk"))


def holes(text: Any) -> set[str]:
    said = text.values() if isinstance(text, dict) else text if isinstance(text, list) else [text]
    return set(chain.from_iterable(re.findall(r"\{(\w+)\}", str(s)) for s in said))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    own = {key for key in flat(lexicon(language, "desk")) if not key.startswith("noun.")}
    assert sorted(set(wanted()) - own) == []
    assert sorted(own - set(wanted())) == []
    assert set(lexicon(language, "desk")["noun"]) == NOUNS


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_the_same_holes(language: str) -> None:
    own = flat(lexicon(language, "desk"))
    assert {k: holes(own[k]) for k in wanted()} == {k: holes(v) for k, v in wanted().items()}


@pytest.mark.parametrize("language", OTHERS)
def test_counted_texts_have_all_forms(language: str) -> None:
    counted = [v for v in flat(lexicon(language, "desk")).values() if isinstance(v, dict)]
    assert len(counted) == len(NOUNS) + len(lexicon("en", "desk")["count"])
    assert all(set(forms) == {"one", "few", "many"} for forms in counted)


@pytest.mark.parametrize("language", OTHERS)
def test_months_are_twelve(language: str) -> None:
    assert {len(names) for names in lexicon(language, "desk")["calendar"].values()} == {12}


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    same = {k for k, v in wanted().items() if flat(lexicon(language, "desk"))[k] == v}
    assert same <= {"field.sha", "api.title", "reason.ways"}


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, "1 публикация"),
        (2, "2 публикации"),
        (5, "5 публикаций"),
        (11, "11 публикаций"),
        (21, "21 публикация"),
    ],
)
def test_russian_counts(number: int, says: str) -> None:
    assert Words("ru")("count.reports", n=number) == says


SOURCES = Path(published.__file__).parents[1]
# Sections whose keys are code words of an enumeration: looked up by value, not by name.
BY_VALUE = set(published.sections()) | {
    "review",
    "role",
    "key",
    "value",
    "origins",
    "format",
    "search_in",
    "nav",
}
BY_VALUE |= {"review_filter", "matter_sort", "unstated", "noun", "series_kind", "reason"}


def test_every_key_is_used() -> None:
    files = [
        *(SOURCES / "desk").rglob("*.py"),
        *(SOURCES / "desk").rglob("*.j2"),
        *(SOURCES / "desk").rglob("*.js"),
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    joined = set(re.findall(r'"(\w+\.)" ~', text)) | set(re.findall(r'f"(\w+\.)\{', text))
    unused = [
        key
        for key in flat(lexicon("en", "desk"))
        if key.partition(".")[0] not in BY_VALUE
        and f'"{key}"' not in text
        and key.partition(".")[0] + "." not in joined
    ]
    assert unused == []


def test_the_two_styles_do_not_style_each_others_classes() -> None:
    """Both are on every page: what one says of a class alone would hold on the other's pages, too."""
    alone = [
        set(re.findall(r"(?<![\w\])>.: -])\.([a-z][\w-]*)(?=[,{])", re.sub(r"(?s)\{[^{}]*\}", "{}\n", style)))
        for name in ("desk.css", "pages.css")
        for style in [(SOURCES / "desk" / "static" / name).read_text(encoding="utf-8")]
    ]
    assert len(alone[0]) > 20
    assert len(alone[1]) > 20
    assert alone[0] & alone[1] == set()
