"""The interface's words, by key: languages/LANGUAGE/desk.toml, in English where one is missing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from accordingto.languages import lexicon
from accordingto.publish import words as published

LANGUAGES = {"en": "English", "ru": "Русский", "uk": "Українська"}


def chosen(asked: str | None, accepted: str) -> str:
    """The language of the interface: `asked` for (?lang=), else the best of an Accept-Language header."""
    if asked in LANGUAGES:
        return str(asked)
    ranked = []
    for place, part in enumerate(accepted[:500].split(",")):
        code, _, weight = part.strip().partition(";")
        language = code.strip().split("-")[0].casefold()
        if language in LANGUAGES and (worth := _weight(weight)) > 0:
            ranked.append((-worth, place, language))
    return min(ranked)[2] if ranked else "en"


def _weight(said: str) -> float:
    name, _, value = said.partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def marked(value: object) -> object:
    """A whole number with its thousands marked, as the language of the page does; anything else as it is."""
    return published.whole(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Words:
    """One language's words, as a template asks for them: `say("inbox.title")`, `say("count.claims", n=3)`.

    A text is a string with named holes ("{name}"), or a table of plural forms (one, few, many, other)
    chosen by `n`. A key that is in no catalogue is a mistake of ours and raises KeyError.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._tables = [lexicon(code, "desk") for code in dict.fromkeys((language, "en"))]

    def __call__(self, key: str, **holes: object) -> str:
        """The text for a key, its holes filled."""
        text = self._found(key)
        shown = {name: marked(value) for name, value in holes.items()}
        if isinstance(text, Mapping):
            number = holes.get("n")
            form = published.plural(self.language, number if isinstance(number, int) else 0)
            text = text.get(form) or text["other"]
        return str(text).format_map(shown) if holes else str(text)

    def label(self, section: str, value: StrEnum | str) -> str:
        """The words for an enumeration's member: this language's, else the dossier's."""
        for table in self._tables:
            if str(value) in table.get(section, {}):
                return str(table[section][str(value)])
        return str(dict(published.section(section))[str(value)])

    def _found(self, key: str) -> Any:
        section, _, name = key.partition(".")
        for table in self._tables:
            if name in table.get(section, {}):
                return table[section][name]  # a text or its plural forms
        raise KeyError(f"languages/en/desk.toml: {key}")
