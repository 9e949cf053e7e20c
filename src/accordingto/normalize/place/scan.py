"""Find every stretch of a text that some table knows as a name of a place; judging comes later."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypedDict

from accordingto.languages import lexicon
from accordingto.normalize.place.alias import Alias, Aliases
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Entry, Gazetteer

# A word may hold full stops between single letters ("U.S.", "W.Va.") and apostrophes ("Coeur d'Alene").
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’ʼ][^\W\d_]{2,})*")
_GAP = re.compile(r"[ \u00a0]|-|\. |\.|['’]")
_LONGEST = 6  # words in a name


class Kind(StrEnum):
    """Which table knows the name."""

    COUNTRY = "country"
    ADJECTIVE = "adjective"
    ABBREVIATION = "abbreviation"
    REGION = "region"
    ALIAS = "alias"
    PRISON = "prison"
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
    """A middle (degrees) and radius from a table: of a region that is no unit, or of a person's alias.

    `part_of` is the code of the country or unit that a region belongs to as a whole.
    """

    name: str
    lat: float
    lon: float
    radius_km: float
    country: str | None
    part_of: str | None = None
    feature: str | None = "AREA"


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


_Fixed = tuple[Kind, tuple[str, ...], Area | None]


@cache
def regions() -> dict[str, Area]:
    """The lexicon of regions: wording → area."""
    found: dict[str, Area] = {}
    for row in lexicon("en", "place_regions")["region"]:
        (lat, lon), names = row["at"], row["names"]
        area = Area(names[0], lat, lon, row["radius_km"], row.get("country"), row.get("part_of"))
        found.update(dict.fromkeys(names, area))
    return found


@cache
def _fixed() -> dict[str, _Fixed]:
    """Names with one reading, from the lexicons: wording → kind, codes, area."""
    tables = lexicon("en", "place")
    fixed: dict[str, _Fixed] = {name: (Kind.REGION, (), area) for name, area in regions().items()}
    for table in ("adjectives", "adjectives_admin1"):
        for code, words in tables[table].items():
            for word in words:
                fixed[word] = fixed[f"{word}s"] = (Kind.ADJECTIVE, (code,), None)
    for table in ("countries", "units", "continents"):
        for code, words in tables[table].items():
            fixed.update(dict.fromkeys(words, (Kind.COUNTRY, (code,), None)))
    return fixed


@cache
def _loose() -> dict[str, tuple[str, ...]]:
    """Names that hold a word without a capital ("European part of Russia"), longest first, by first word."""
    found: dict[str, list[str]] = {}
    for name in sorted(_fixed(), key=len, reverse=True):
        parts = name.split()
        if any(part[0].islower() and part not in vocabulary("connectors") for part in parts):
            found.setdefault(parts[0], []).append(name)
    return {head: tuple(names) for head, names in found.items()}


@cache
def abbreviations() -> dict[str, str]:
    """ "Ohio" is a name; "Pa." and "OH" are abbreviations: wording → code of the unit."""
    return {word: code for code, words in lexicon("en", "place")["abbreviations"].items() for word in words}


def words(text: str) -> list[Word]:
    """The words of a text with their offsets."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]


def scan(text: str, tokens: list[Word], gazetteer: Gazetteer, own: Aliases) -> Iterator[Hit]:
    """Longest names first, from left to right; names do not overlap. `own` are names that persons placed."""
    i = 0
    while i < len(tokens):
        hit = _whole(text, tokens, i)
        if hit is None and tokens[i].capital:
            hit = _longest(text, tokens, i, gazetteer, own)
        if hit is None:
            i += 1
        else:
            yield hit
            i = hit.last + 1


def _whole(text: str, tokens: list[Word], first: int) -> Hit | None:
    """A name of the lexicons that holds a word without a capital."""
    start = tokens[first].start
    for name in _loose().get(tokens[first].text, ()):
        end = start + len(name)
        if text.startswith(name, start) and not text[end : end + 1].isalnum():
            last = next(i for i in range(first, len(tokens)) if tokens[i].end >= end)
            kind, codes, area = _fixed()[name]
            return Hit(first, last, start, end, kind, codes, area)
    return None


def _longest(text: str, tokens: list[Word], first: int, gazetteer: Gazetteer, own: Aliases) -> Hit | None:
    best: Hit | None = None
    for last in range(first, min(first + _LONGEST, len(tokens))):
        word = tokens[last]
        if last > first and not _GAP.fullmatch(text, tokens[last - 1].end, word.start):
            break
        if word.capital:
            best = _known(text, tokens, (first, last), gazetteer, own) or best
        elif last > first and word.text in vocabulary("first_order"):
            # "the Kursk region", "Донецкая область"
            start = tokens[first].start
            units = tuple(e for e in gazetteer.named(text[start : word.end]) if e.feature == "ADM1")
            return Hit(first, last, start, word.end, Kind.NAME, entries=units) if units else best
        elif word.text not in vocabulary("connectors"):
            break
    return best


def _known(
    text: str, tokens: list[Word], stretch: tuple[int, int], gazetteer: Gazetteer, own: Aliases
) -> Hit | None:
    """What the words of a stretch name, the tables of persons first."""
    first, last = stretch
    start, end = tokens[first].start, tokens[last].end
    wording, dotted = text[start:end], text[start : end + 1]
    short = abbreviations()
    if alias := own.get(fold(wording)):
        return Hit(first, last, start, end, Kind.ALIAS, **meaning(alias, gazetteer))
    if known := _fixed().get(wording) or (_fixed().get(wording.title()) if wording.isupper() else None):
        return Hit(first, last, start, end, *known)
    if (code := short.get(dotted)) or (code := short.get(wording)):
        end += dotted != wording and dotted in short and not wording.endswith(".")
        return Hit(first, last, start, end, Kind.ABBREVIATION, (code,))
    if entries := gazetteer.named(wording):
        return Hit(first, last, start, end, Kind.NAME, entries=entries)
    return None


class Meaning(TypedDict, total=False):
    """The fields of a Hit or Mention that an alias fills."""

    entries: tuple[Entry, ...]
    area: Area


def meaning(alias: Alias, gazetteer: Gazetteer) -> Meaning:
    """The entry or point that an alias stands for. An id that the gazetteer lacks gives nothing."""
    if alias.geonameid is not None:
        entry = gazetteer.by_id(alias.geonameid)
        return {"entries": (entry,)} if entry is not None else {}
    assert alias.lat is not None and alias.lon is not None
    return {"area": Area(alias.name, alias.lat, alias.lon, alias.radius_km, alias.country, feature=None)}
