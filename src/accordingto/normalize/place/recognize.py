"""Which names in a report are places: the tables, the tagger and the words around weigh in together.

Every hit of the tables and every place the tagger found collects evidence; what reaches the
lexicon's `enough` is a mention. A name that was accepted once on good grounds is accepted more
easily elsewhere in the report, and a name that a person bears in full ("Ann Henry") is refused where
it stands alone ("Henry said").
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from accordingto.languages import lexicon
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.scan import Area, Hit, Kind, Word, scan, vocabulary, words
from accordingto.report import Span

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_WEIGHED_LABELS = frozenset({"PERSON", "NORP", "DATE", "CARDINAL", "ORG"})
_DATELINE = re.compile(r"\s*(?:,\s*[A-Z][\w. ]{1,12})?\s*(?:\([A-Z][\w /]*\)\s*)?(?:—|–|--|”|-\s)")
# Countries whose places bear the names of persons: that a report names them says little.
_WIDE = frozenset({"US", "GB", "CA", "AU"})
_COMMA = re.compile(r",\s{1,2}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in the text. `within` is what the comma after it names ("Dayton, Ohio")."""

    span: Span
    name: str
    kind: Kind
    codes: tuple[str, ...] = ()
    area: Area | None = None
    entries: tuple[Entry, ...] = ()
    facility: bool = False
    within: "Mention | None" = None


@dataclass(frozen=True, slots=True)
class _Page:
    """What judging a hit needs to see."""

    text: str
    tokens: list[Word]
    ents: list[SpacySpan]
    surnames: frozenset[str]
    countries: frozenset[str]


def recognize(text: str, doc: Doc, gazetteer: Gazetteer, hidden: Sequence[Span] = ()) -> list[Mention]:
    """The place names of a text in order; none of them meets a hidden span."""
    tokens = words(text)
    ents = [
        ent for ent in doc.ents if not any(h.start < ent.end_char and ent.start_char < h.end for h in hidden)
    ]
    hits = [
        hit
        for hit in scan(text, tokens, gazetteer)
        if not any(h.start < hit.end and hit.start < h.end for h in hidden)
    ]
    named = frozenset(code.split(".")[0] for hit in hits for code in hit.codes)
    page = _Page(text, tokens, ents, _surnames(doc, text), named)
    scored = [(hit, _evidence(page, hit, after)) for hit, after in zip_longest(hits, hits[1:])]
    weigh = lexicon("en", "place")["evidence"]
    sure = {text[hit.start : hit.end] for hit, score in scored if score >= weigh["sure"]}
    found = [
        _mention(text, hit)
        for hit, score in scored
        if score >= weigh["enough"] or (score >= weigh["repeated"] and text[hit.start : hit.end] in sure)
    ]
    found += _tagged(page, found)
    found.sort(key=lambda mention: mention.span)
    return _containers(text, found)


def given(text: str, doc: Doc, gazetteer: Gazetteer, spans: Sequence[Span]) -> list[Mention]:
    """Mentions for spans that are known to be places, with the other places of the text around them."""
    found = [m for m in recognize(text, doc, gazetteer) if not any(m.span.meets(span) for span in spans)]
    for span in dict.fromkeys(spans):
        hit = look_up(span.of(text), gazetteer)
        found.append(replace(hit, span=span) if hit else Mention(span, span.of(text), Kind.NAME))
    return _containers(text, sorted(found, key=lambda mention: mention.span))


def look_up(wording: str, gazetteer: Gazetteer) -> Mention | None:
    """The reading of a name by itself: the whole of it, or the longest known name inside."""
    hits = list(scan(wording, words(wording), gazetteer))
    if not hits:
        return None
    best = max(hits, key=lambda hit: hit.end - hit.start)
    return _mention(wording, best)


def _mention(text: str, hit: Hit) -> Mention:
    span = Span(hit.start, hit.end)
    return Mention(span, span.of(text), hit.kind, hit.codes, hit.area, hit.entries)


def _surnames(doc: Doc, text: str) -> frozenset[str]:
    """Last names of persons that are named in full."""
    names = (
        ent.text.removesuffix("'s").removesuffix("’s").split() for ent in doc.ents if ent.label_ == "PERSON"
    )
    return frozenset(fold(parts[-1]) for parts in names if len(parts) > 1)


def _evidence(page: _Page, hit: Hit, following: Hit | None) -> float:
    text, weigh = page.text, lexicon("en", "place")["evidence"]
    wording = text[hit.start : hit.end]
    ent = next((e for e in page.ents if e.start_char < hit.end and hit.start < e.end_char), None)
    if hit.kind is Kind.ABBREVIATION:
        return _abbreviation(text, hit, ent)
    score = sum(weigh[sign] for sign in _signs(page, hit, ent))
    if following is not None and _holds(text, hit, following):
        score += weigh["holds"]
    if (
        wording.isupper()
        and len(wording) > 3
        and _line_head(text, hit.start)
        and _DATELINE.match(text, hit.end)
    ):
        score += weigh["dateline"]
    return float(score)


def _signs(page: _Page, hit: Hit, ent: SpacySpan | None) -> Iterator[str]:
    """Names of the signs, keys of the lexicon's table [evidence]."""
    wording = page.text[hit.start : hit.end]
    if ent is not None:
        yield _label(ent, hit)
    yield from _known(hit, wording)
    before = page.tokens[hit.first - 1] if hit.first else None
    if before is not None and _adjoins(page.text, before.end, hit.start):
        yield from _before(page.text, before, hit)
    after = page.tokens[hit.last + 1] if hit.last + 1 < len(page.tokens) else None
    if after is not None and _adjoins(page.text, hit.end, after.start):
        yield from _after(after, ent)
    if hit.entries and hit.entries[0].country in page.countries - _WIDE:
        yield "agrees"
    if hit.kind is Kind.NAME and fold(wording) in page.surnames:
        yield "surname"


def _adjoins(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) < 4 and gap.strip(" \u00a0'’s\"“”-(") == "" and "\n" not in gap


def _line_head(text: str, start: int) -> bool:
    return text[text.rfind("\n", 0, start) + 1 : start].strip() == "" or text[start - 2 : start] == ". "


def _abbreviation(text: str, hit: Hit, ent: SpacySpan | None) -> float:
    """After a comma an abbreviation is a unit; elsewhere its full stop and the tagger must say so."""
    if _COMMA.search(text, max(0, hit.start - 3), hit.start):
        return 6.0
    dotted = text[hit.start : hit.end].endswith(".")
    return 4.0 if dotted and ent is not None and ent.label_ in {"GPE", "ORG"} else -5.0


def _label(ent: SpacySpan, hit: Hit) -> str:
    if ent.label_ in _PLACE_LABELS:
        exact = ent.start_char <= hit.start <= ent.start_char + 4 and ent.end_char <= hit.end + 2
        return f"label_{ent.label_}" if exact or hit.start == ent.start_char else "label_inside"
    return f"label_{ent.label_}" if ent.label_ in _WEIGHED_LABELS else "label_other"


def _known(hit: Hit, wording: str) -> Iterator[str]:
    if wording.casefold() in vocabulary("person_like"):
        yield "person_like"
    if hit.kind is not Kind.NAME:
        yield hit.kind.value
        return
    first = [entry for entry in hit.entries if not entry.alternate]
    if not first:
        yield "alternate_only"
    units = [entry for entry in first if entry.unit]
    if any(entry.feature == "PCLI" for entry in units):
        yield "gazetteer_country"
    elif any(entry.country in _WIDE for entry in units):
        yield "unit_english"
    elif units:
        yield "unit"
    elif hit.entries[0].population > 500_000:
        yield "large"
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
    elif word.capital and "." not in text[word.end : hit.start] and lower not in vocabulary("local"):
        yield "capital_before" if hit.kind is Kind.NAME else "capital_before_fixed"


def _after(word: Word, ent: SpacySpan | None) -> Iterator[str]:
    lower = word.text.casefold()
    if lower in vocabulary("local") or lower in vocabulary("kinds"):
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


def _tagged(page: _Page, found: Iterable[Mention]) -> list[Mention]:
    """Places that only the tagger saw: named, and perhaps unplaceable."""
    taken = [mention.span for mention in found]
    more = []
    for ent in page.ents:
        if ent.label_ not in _PLACE_LABELS or not ent.text[:1].isalnum():
            continue
        start, end = ent.start_char, ent.end_char
        if page.text[start : start + 4].casefold() == "the ":
            start += 4
        for tail in ("'s", "’s"):
            if page.text[start:end].endswith(tail):
                end -= 2
        if start >= end or any(s.start < end and start < s.end for s in taken):
            continue
        span = Span(start, end)
        wording = span.of(page.text)
        if (
            not any(c.isupper() for c in wording)
            or "\n" in wording
            or wording.casefold() in vocabulary("common")
        ):
            continue
        more.append(Mention(span, wording, Kind.NAME, facility=ent.label_ == "FAC"))
    return more


def _containers(text: str, found: list[Mention]) -> list[Mention]:
    """Give each mention what its comma names; from the right, so that chains of commas pass on."""
    for i in range(len(found) - 2, -1, -1):
        gap = text[found[i].span.end : found[i + 1].span.start]
        if gap in {", ", ",  "} and found[i].entries:
            found[i] = replace(found[i], within=found[i + 1])
    return found
