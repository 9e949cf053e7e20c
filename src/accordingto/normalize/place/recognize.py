"""Which names in a report are places: the tables, the tagger and the words around weigh in together.

Every hit of the tables and every place the tagger found collects evidence; what reaches `_ENOUGH` is a
mention. A name that was accepted once on good grounds is accepted more easily elsewhere in the report,
and a name that a person bears in full ("Ann Henry") is refused where it stands alone ("Henry said").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.scan import Area, Hit, Kind, Word, scan, vocabulary, words
from accordingto.report import Span

_ENOUGH = 2.0
_PLACE_LABELS = {"GPE": 3.0, "LOC": 2.0, "FAC": 1.0}
_LABELS = {"PERSON": -2.5, "NORP": -1.0, "DATE": -4.0, "CARDINAL": -3.0, "LANGUAGE": 0.0, "ORG": -0.5}
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
    scored = [(hit, _evidence(page, hit, hits, i)) for i, hit in enumerate(hits)]
    sure = {text[hit.start : hit.end] for hit, score in scored if score >= _ENOUGH + 1}
    found = [
        _mention(text, hit)
        for hit, score in scored
        if score >= _ENOUGH or (score >= _ENOUGH - 2 and text[hit.start : hit.end] in sure)
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


def _evidence(page: _Page, hit: Hit, hits: list[Hit], index: int) -> float:
    text, tokens = page.text, page.tokens
    wording = text[hit.start : hit.end]
    ent = next((e for e in page.ents if e.start_char < hit.end and hit.start < e.end_char), None)
    before = tokens[hit.first - 1] if hit.first else None
    after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    if before is not None and not _adjoins(text, before.end, hit.start):
        before = None
    if after is not None and not _adjoins(text, hit.end, after.start):
        after = None
    next_hit = hits[index + 1] if index + 1 < len(hits) else None
    if hit.kind is Kind.ABBREVIATION:
        return _abbreviation(text, hit, ent)
    score = _label(ent, hit)
    score += _known(hit, wording)
    if before is not None:
        score += _before(text, before, hit)
    if after is not None:
        score += _after(after, ent)
    if next_hit is not None and _holds(text, hit, next_hit):
        score += 4
    if (
        wording.isupper()
        and len(wording) > 3
        and _line_head(text, hit.start)
        and _DATELINE.match(text, hit.end)
    ):
        score += 5
    if hit.entries and hit.entries[0].country in page.countries - _WIDE:
        score += 1.0
    if hit.kind is Kind.NAME and fold(wording) in page.surnames:
        score -= 4
    return score


def _adjoins(text: str, end: int, start: int) -> bool:
    return start - end < 4 and text[end:start].strip(" \u00a0'’s\"“”-(") == "" and "\n" not in text[end:start]


def _line_head(text: str, start: int) -> bool:
    return (
        start == 0
        or text[text.rfind("\n", 0, start) + 1 : start].strip() == ""
        or text[start - 2 : start] == ". "
    )


def _abbreviation(text: str, hit: Hit, ent: SpacySpan | None) -> float:
    if _COMMA.search(text, max(0, hit.start - 3), hit.start):
        return 6.0
    dotted = text[hit.start : hit.end].endswith(".")
    if dotted and ent is not None and ent.label_ in {"GPE", "ORG"}:
        return 4.0
    return -5.0


def _label(ent: SpacySpan | None, hit: Hit) -> float:
    if ent is None:
        return 0.0
    exact = ent.start_char <= hit.start and ent.end_char <= hit.end + 2 and hit.start - ent.start_char <= 4
    if ent.label_ in _PLACE_LABELS:
        return _PLACE_LABELS[ent.label_] if exact or hit.start == ent.start_char else 0.5
    return _LABELS.get(ent.label_, -0.5)


def _known(hit: Hit, wording: str) -> float:
    if hit.kind is Kind.COUNTRY:
        return 4.0
    if hit.kind is Kind.ADJECTIVE:
        return 5.0
    if hit.kind is Kind.REGION:
        return 4.0
    first = [entry for entry in hit.entries if not entry.alternate]
    score = 0.0
    if not first:
        score -= 1.5
    units = [entry for entry in first if entry.feature in {"PCLI", "ADM1"}]
    if any(entry.feature == "PCLI" for entry in units):
        score += 3.0
    elif any(entry.country in {"US", "CA", "GB", "AU"} for entry in units):
        score += 2.5
    elif units or hit.entries[0].population > 500_000:
        score += 1.0
    last = wording.rsplit(maxsplit=1)[-1].casefold()
    if last in vocabulary("second_order") or last in vocabulary("first_order"):
        score += 3.0
    if wording.casefold() in vocabulary("common"):
        score -= 4.0
    elif " " in wording or "-" in wording:
        score += 0.5
    return score


def _before(text: str, word: Word, hit: Hit) -> float:
    lower = word.text.casefold()
    if lower in vocabulary("titles") and word.capital:
        return -5.0
    if lower in vocabulary("strong"):
        return 2.0
    if lower in vocabulary("weak"):
        return 1.0
    if lower in vocabulary("compass"):
        return 1.0
    if word.capital and "." not in text[word.end : hit.start] and lower not in vocabulary("local"):
        return -2.0 if hit.kind is Kind.NAME else -0.5
    return 0.0


def _after(word: Word, ent: SpacySpan | None) -> float:
    lower = word.text.casefold()
    if lower in vocabulary("local") or lower in vocabulary("kinds"):
        return 2.0
    if lower in vocabulary("speaks") and (ent is None or ent.label_ != "GPE"):
        return -2.0
    if word.capital and (ent is None or ent.end_char > word.start):
        return -1.5
    return 0.0


def _holds(text: str, hit: Hit, other: Hit) -> bool:
    """True for "Dayton, Ohio": the comma's name is a unit that holds an entry of the first name."""
    if text[hit.end : other.start] not in {", ", ",  "} or not hit.entries:
        return False
    codes = set(other.codes) | {e.admin1 or e.country for e in other.entries if e.feature in {"PCLI", "ADM1"}}
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
        if not any(c.isupper() or c.isdigit() for c in wording) or "\n" in wording:
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
