"""The signs that a known name is a place in this text: the tagger's label and the words around it.

Each sign is a key of the table [evidence] in the lexicon, which says what it is worth.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from accordingto.languages import lexicon
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.scan import Hit, Kind, Word, vocabulary

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_WEIGHED_LABELS = frozenset({"NORP", "DATE", "CARDINAL", "ORG"})
# Countries whose places bear the names of persons: that a report names them says little.
_WIDE = frozenset({"US", "GB", "CA", "AU"})
# Inhabitants.
_TOWN, _CITY, _LARGE = 10_000, 100_000, 500_000
_DATELINE = re.compile(r"\s*(?:,\s*[A-Z][\w. ]{1,12})?\s*(?:\([A-Z][\w /]*\)\s*)?(?:—|–|--|”|-\s)")
_COMMA = re.compile(r",\s{1,2}$")
# "Smith, 42, of Dayton"
_NATIVE = re.compile(r",? (?:aged )?\d{1,3},? of $")
# "Linn, Benton and Lane counties", "Oak and Elm avenues"
_LISTED = re.compile(r"(?:,? [A-Z][\w.’'-]{1,30}){0,12},? (?:and|or|&) [A-Z][\w.’'-]+(?: [A-Z]\w+)? ([a-z]+)")
_PARTY = re.compile(r"\b(?:D|R|DFL|I|NDP|PC|Lib|Con|Lab|GOP)-$")
_SACRED = re.compile(
    r"['’]s| (?:[A-Z]\w{1,30} ){0,4}(?:Church|Day|School|Hospital|Cathedral|Parish|Catholic|Cemetery)\b"
)
# The tagger knows no Cyrillic; what the gazetteer knows in it is a place.
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
# "NATO", "I.R.S.": small places that are spelled alike
_ACRONYM = re.compile(r"[A-Z]{2,5}|(?:[A-Z]\.){2,}[A-Z]?|[A-Z][a-z][A-Z]")
_STOP = re.compile(r"[.-]")
_PLURAL = re.compile(r" ([a-z]+)")


@dataclass(frozen=True, slots=True)
class Page:
    """What judging a hit needs to see. `ents` are in order; `surnames` are folded."""

    text: str
    tokens: list[Word]
    ents: list[SpacySpan]
    surnames: frozenset[str]
    countries: frozenset[str]
    doc: Doc
    persons: Counter[str]


def surnames(text: str, doc: Doc) -> frozenset[str]:
    """Last names of persons that are named in full, and names behind a title ("Mr. Lincoln")."""
    names = (
        ent.text.removesuffix("'s").removesuffix("’s").split() for ent in doc.ents if ent.label_ == "PERSON"
    )
    full = {fold(parts[-1]) for parts in names if len(parts) > 1}
    return frozenset(full | {fold(found[1]) for found in _titled().finditer(text)})


def persons(doc: Doc) -> Counter[str]:
    """How often the tagger takes a name of one word for a person's, less how often for a place's."""
    found: Counter[str] = Counter()
    for ent in doc.ents:
        if ent.label_ == "PERSON" and " " not in ent.text:
            found[fold(ent.text)] += 1
        elif ent.label_ in PLACE_LABELS:
            found[fold(ent.text)] -= 1
    return found


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(sorted(vocabulary("honorifics")))
    return re.compile(rf"\b(?i:{titles})\.? ([A-Z][\w’'-]+)(?! [A-Z])")


def evidence(page: Page, hit: Hit, following: Hit | None) -> float:
    """What all signs together are worth; `following` is the next hit of the tables in the text."""
    text, weigh = page.text, lexicon("en", "place")["evidence"]
    at = bisect_right(page.ents, hit.start, key=lambda e: e.end_char)
    ent = page.ents[at] if at < len(page.ents) and page.ents[at].start_char < hit.end else None
    if hit.kind is Kind.ABBREVIATION:
        return _abbreviation(text, hit, ent)
    score = sum(weigh[sign] for sign in signs(page, hit, ent))
    if following is not None and _holds(text, hit, following):
        score += weigh["holds"]
    return float(score)


def signs(page: Page, hit: Hit, ent: SpacySpan | None) -> Iterator[str]:
    """Names of the signs, keys of the lexicon's table [evidence]."""
    wording = page.text[hit.start : hit.end]
    if ent is not None:
        yield _label(ent, hit)
    yield from _known(hit, wording)
    yield from _around(page, hit, ent)
    if hit.kind is Kind.NAME:
        yield from _name(page, hit, wording)
    if _dateline(page.text, hit):
        yield "dateline"
    if hit.kind is Kind.ADJECTIVE and page.text[hit.end : hit.end + 9] in {"-American", " American"}:
        yield "hyphenated"
    if page.text[hit.start - 1 : hit.start] == "$":
        yield "money"


def _name(page: Page, hit: Hit, wording: str) -> Iterator[str]:
    """Signs for and against names that only the gazetteer knows."""
    if hit.entries[0].country in page.countries - _WIDE:
        yield "agrees_town" if hit.entries[0].population >= _TOWN else "agrees"
    elif all(entry.alternate for entry in hit.entries):
        yield "alternate_only"
    if _CYRILLIC.match(wording):
        yield "cyrillic"
    elif not _proper(page, hit):
        yield "not_proper"
    if _ACRONYM.fullmatch(wording) and not _shouted(page, hit):
        yield "acronym"
    if page.persons[fold(wording)] > 0:
        yield "mostly_person"
    if fold(wording) in page.surnames:
        yield "surname"
    if wording.startswith(("St. ", "Saint ", "St ")) and _SACRED.match(page.text, hit.end):
        yield "sacred_after"


def _proper(page: Page, hit: Hit) -> bool:
    """True if the tagger holds one of the name's words for a proper noun."""
    span = page.doc.char_span(hit.start, hit.end, alignment_mode="expand")
    return span is None or any(token.tag_.startswith("NNP") or not token.tag_ for token in span)


def _shouted(page: Page, hit: Hit) -> bool:
    """True if the words around are in capitals too: a headline, or a dateline."""
    near = [i for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(page.tokens)]
    loud = any(len(page.tokens[i].text) > 3 and page.tokens[i].text.isupper() for i in near)
    return loud or _dateline(page.text, hit)


def _around(page: Page, hit: Hit, ent: SpacySpan | None) -> Iterator[str]:
    before = page.tokens[hit.first - 1] if hit.first else None
    if before is not None and _adjoins(page.text, before.end, hit.start):
        yield from _before(page.text, before, hit)
    after = page.tokens[hit.last + 1] if hit.last + 1 < len(page.tokens) else None
    if after is not None and _adjoins(page.text, hit.end, after.start):
        yield from _after(after, ent)
    if _NATIVE.search(page.text, max(0, hit.start - 16), hit.start):
        yield "native_before"
    if _PARTY.search(page.text, max(0, hit.start - 6), hit.start):
        yield "party_before"
    plural = plural_after(page.text, hit)
    if hit.kind is Kind.NAME and plural in vocabulary("counties"):
        yield "county_after"
    elif hit.kind is Kind.NAME and plural in vocabulary("streets"):
        yield "street_after"


def plural_after(text: str, hit: Hit) -> str:
    """The noun behind a list of names, "counties" in "Benton and Lane counties"; "" if there is none."""
    found = _LISTED.match(text, hit.end) or _PLURAL.match(text, hit.end)
    return found[1] if found is not None else ""


def _adjoins(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) < 4 and gap.strip(" \u00a0'’s\"“”-(") == "" and "\n" not in gap


def _dateline(text: str, hit: Hit) -> bool:
    """ "ROCHESTER -- A storm closed": capitals throughout, then a dash or an agency."""
    wording = text[hit.start : hit.end]
    if sum(c.isupper() for c in wording) < 0.6 * len(wording) or len(wording) < 4:
        return False
    return not text[hit.start - 2 : hit.start - 1].isupper() and bool(_DATELINE.match(text, hit.end))


def _abbreviation(text: str, hit: Hit, ent: SpacySpan | None) -> float:
    """After a comma an abbreviation is a unit; elsewhere its full stop and the tagger must say so."""
    if _COMMA.search(text, max(0, hit.start - 3), hit.start) or _PARTY.search(
        text, max(0, hit.start - 6), hit.start
    ):
        return 6.0
    dotted = text[hit.start : hit.end].endswith(".")
    return 4.0 if dotted and ent is not None and ent.label_ in {"GPE", "ORG"} else -5.0


def _label(ent: SpacySpan, hit: Hit) -> str:
    if ent.label_ in PLACE_LABELS:
        exact = ent.start_char <= hit.start <= ent.start_char + 4 and ent.end_char <= hit.end + 2
        return f"label_{ent.label_}" if exact or hit.start == ent.start_char else "label_inside"
    if ent.label_ == "PERSON":
        full = len(ent.text.split()) > 1 and hit.end < ent.end_char
        return "label_PERSON_full" if full else "label_PERSON"
    return f"label_{ent.label_}" if ent.label_ in _WEIGHED_LABELS else "label_other"


def _known(hit: Hit, wording: str) -> Iterator[str]:
    if wording.casefold() in vocabulary("person_like"):
        yield "person_like"
    if hit.kind is not Kind.NAME:
        yield hit.kind.value
        return
    units = [entry for entry in hit.entries if entry.unit and not entry.alternate]
    if any(entry.feature == "PCLI" for entry in units):
        yield "gazetteer_country"
    elif any(entry.country in _WIDE for entry in units):
        yield "unit_english"
    elif units:
        yield "unit"
    elif (population := max((e.population for e in hit.entries if not e.alternate), default=0)) > _LARGE:
        yield "large"
    elif population > _CITY or hit.entries[0].population > _LARGE:
        yield "city"
    last = wording.rsplit(maxsplit=1)[-1].casefold()
    if last in vocabulary("second_order") or last in vocabulary("first_order"):
        yield "generic_tail"
    if wording.casefold() in vocabulary("common"):
        yield "common"
    elif " " in wording or "-" in wording:
        yield "compound"


def _before(text: str, word: Word, hit: Hit) -> Iterator[str]:
    lower = word.text.casefold()
    if lower in vocabulary("titles") and word.capital:
        yield "title_before"
    elif lower in vocabulary("strong"):
        yield "strong_before"
    elif lower in vocabulary("weak"):
        yield "weak_before"
    elif lower in vocabulary("compass"):
        yield "compass_before"
    elif word.capital and not _STOP.search(text, word.end, hit.start) and lower not in vocabulary("local"):
        yield "capital_before" if hit.kind is Kind.NAME else "capital_before_fixed"


def _after(word: Word, ent: SpacySpan | None) -> Iterator[str]:
    lower = word.text.casefold()
    if word.capital and lower in vocabulary("outlets"):
        yield "outlet_after"
    elif word.capital and lower in vocabulary("schools"):
        yield "school_after"
    elif lower in vocabulary("local") or lower in vocabulary("kinds"):
        yield "local_after"
    elif lower in vocabulary("speaks") and (ent is None or ent.label_ != "GPE"):
        yield "speaks_after"
    elif word.capital and (ent is None or ent.end_char > word.start):
        yield "capital_after"


def _holds(text: str, hit: Hit, other: Hit) -> bool:
    """True for "Dayton, Ohio": the comma's name is a unit that holds an entry of the first name."""
    if text[hit.end : other.start] not in {", ", ",  "} or not hit.entries:
        return False
    codes = set(other.codes) | {e.admin1 or e.country for e in other.entries if e.unit}
    return any(e.country in codes or e.admin1 in codes for e in hit.entries)
