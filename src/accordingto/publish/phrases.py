"""What a digest and an edit say in the language of the page: languages/LANGUAGE/digest.toml."""

from collections.abc import Mapping
from typing import Any

from accordingto.languages import lexicon
from accordingto.publish import words


def phrase(section: str, key: str, **holes: object) -> str:
    """A text, its holes filled."""
    return str(_table()[section][key]).format_map(holes)


def counted(noun: str, number: int) -> str:
    """ "2 reports", in the plural form of the number."""
    forms: Mapping[str, str] = _table()["count"][noun]
    return forms[words.plural(words.language(), number)].format(n=words.whole(number))


def renamed(said: str) -> str:
    """What differs, as the ledger says it ("figure: 40 → none"), in the language of the page."""
    table = _table()["what"]
    name, mark, rest = said.partition(": ")
    if not mark:
        return said
    sides = (table["none"] if side == "none" else side for side in rest.split(" → "))
    return f"{table.get(name, name)}: {' → '.join(sides)}"


def _table() -> Mapping[str, Any]:
    return lexicon(words.language(), "digest")
