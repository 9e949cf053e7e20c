"""Find every stretch of a text that some table knows as a name of a place; judging comes later."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from accordingto.languages import lexicon
from accordingto.normalize.place.gazetteer import Entry, Gazetteer

# A word may hold full stops between single letters ("U.S.", "W.Va.") and apostrophes ("Coeur d'Alene").
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’ʼ][^\W\d_]{2,})*")
_GAP = re.compile(r"[ \u00a0]|-|\. |\.")
_LONGEST = 6  # words in a name


class Kind(StrEnum):
    """Which table knows the name."""

    COUNTRY = "country"
    ADJECTIVE = "adjective"
    ABBREVIATION = "abbreviation"
    REGION = "region"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Area:
    """A region that is no unit: names, middle and radius, from the lexicon of regions."""

    names: tuple[str, ...]
    lat: float
    lon: float
    radius_km: float
    country: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `first` to `last` (inclusive) bear a name; `codes` are those of a country or first-order unit."""

    first: int
    last: int
    start: int
    end: int
    kind: Kind
    codes: tuple[str, ...] = ()
    area: Area | None = None
    entries: tuple[Entry, ...] = ()


@cache
def vocabulary(name: str) -> frozenset[str]:
    """A word list of the lexicon's table [context]."""
    return frozenset(lexicon("en", "place")["context"][name])


@cache
def _fixed() -> dict[str, tuple[Kind, tuple[str, ...], Area | None]]:
    """Names with one reading, from the lexicons: wording → kind, codes, area."""
    tables = lexicon("en", "place")
    fixed: dict[str, tuple[Kind, tuple[str, ...], Area | None]] = {}
    for row in lexicon("en", "place_regions")["region"]:
        lat, lon = row["at"]
        area = Area(tuple(row["names"]), lat, lon, row["radius_km"], row.get("country"))
        fixed.update(dict.fromkeys(area.names, (Kind.REGION, (), area)))
    for table in ("adjectives", "adjectives_admin1"):
        for code, words in tables[table].items():
            for word in words:
                fixed[word] = fixed[f"{word}s"] = (Kind.ADJECTIVE, (code,), None)
    for code, words in (
        pair for table in ("countries", "units", "continents") for pair in tables[table].items()
    ):
        fixed.update(dict.fromkeys(words, (Kind.COUNTRY, (code,), None)))
    return fixed


@cache
def abbreviations() -> dict[str, str]:
    """ "Ohio" is a name; "Pa." and "OH" are abbreviations: wording → code of the unit."""
    return {word: code for code, words in lexicon("en", "place")["abbreviations"].items() for word in words}


def words(text: str) -> list[Word]:
    """The words of a text with their offsets."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]


def scan(text: str, tokens: list[Word], gazetteer: Gazetteer) -> Iterator[Hit]:
    """Longest names first, from left to right; names do not overlap."""
    i = 0
    while i < len(tokens):
        hit = _longest(text, tokens, i, gazetteer) if tokens[i].capital else None
        if hit is None:
            i += 1
        else:
            yield hit
            i = hit.last + 1


def _longest(text: str, tokens: list[Word], first: int, gazetteer: Gazetteer) -> Hit | None:
    best: Hit | None = None
    start = tokens[first].start
    fixed, short = _fixed(), abbreviations()
    for last in range(first, min(first + _LONGEST, len(tokens))):
        word = tokens[last]
        if last > first and not _GAP.fullmatch(text, tokens[last - 1].end, word.start):
            break
        if not word.capital:
            if word.text in vocabulary("connectors"):
                continue
            break
        end = word.end
        wording = text[start:end]
        dotted = text[start : end + 1]
        if known := fixed.get(wording) or (fixed.get(wording.title()) if wording.isupper() else None):
            best = Hit(first, last, start, end, known[0], known[1], known[2])
        elif (code := short.get(dotted)) or (code := short.get(wording)):
            end += dotted in short and not wording.endswith(".")
            best = Hit(first, last, start, end, Kind.ABBREVIATION, (code,))
        elif entries := gazetteer.named(wording):
            best = Hit(first, last, start, end, Kind.NAME, entries=entries)
    return best
