"""The time words of a language, each with its class letter for the grammar and its value."""

from functools import cache
from typing import Any

from accordingto.errors import DataError
from accordingto.languages import lexicon
from accordingto.normalize.time.tokens import TOKEN, Words

# One letter a word class: the grammar's patterns are regular expressions over these letters.
CLASSES = {
    "month": "M",
    "ambiguous_month": "m",
    "weekday": "W",
    "ambiguous_weekday": "w",
    "unit": "U",
    "units": "V",
    "clock_unit": "u",
    "clock_units": "v",
    "part_of_day": "P",
    "clock_name": "C",
    "season": "S",
    "ambiguous_season": "s",
    "number": "n",
    "vague_number": "q",
    "ordinal": "O",
    "decade_name": "e",
    "definite": "D",
    "indefinite": "A",
    "near": "T",
    "far": "t",
    "same": "i",
    "past_step": "L",
    "future_step": "X",
    "recurring": "E",
    "part": "B",
    "part_noun": "J",
    "of": "f",
    "from": "<",
    "tail": "~",
    "quarter_code": "Q",
    "comma_joint": "j",
    "about": "K",
    "ago": "G",
    "off": "g",
    "fiscal": "F",
    "today_word": "R",
    "tonight_word": "r",
    "present": "1",
    "past": "2",
    "future": "3",
    "recent": "4",
    "future_adjective": "5",
    "and": "&",
    "or": "|",
    "more": "+",
    "old": "o",
    "half": "h",
    "oclock": "c",
    "zone": "z",
    "year_ago": "a",
    "set": "Z",
    "year_end": "b",
    "while": "l",
    "holiday": "H",
    "times": "*",
    "name": "_",
}


@cache
def words(language: str) -> Words:
    """The time words of a language. Raises DataError for a section that the grammar does not know."""
    single: dict[str, tuple[str, Any]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    table = lexicon(language, "time")
    for section, entries in table.items():
        if section in ("tense", "known_day"):
            continue
        if section not in CLASSES:
            raise DataError(f"languages/{language}/time.toml", f"unknown section [{section}]")
        for key, value in entries.items():
            parts = split(key)
            if len(parts) == 1:
                single.setdefault(key, (CLASSES[section], value))
            else:
                phrases.setdefault(parts[0], []).append((parts[1:], CLASSES[section], value))
    for choices in phrases.values():
        choices.sort(key=lambda choice: -len(choice[0]))
    clues = {name: frozenset(entries) for name, entries in table["tense"].items()}
    return Words(single, phrases, clues, table["known_day"])


def split(phrase: str) -> tuple[str, ...]:
    """A phrase cut as the tokenizer cuts text."""
    return tuple(m.group() for m in TOKEN.finditer(phrase))
