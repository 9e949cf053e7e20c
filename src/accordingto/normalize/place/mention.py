"""Which names in a report are places: the tables, the tagger and the words around weigh in together.

Every hit of the tables and every place the tagger found collects evidence; what reaches the
lexicon's `enough` is a mention. A name that was accepted once on good grounds is accepted more
easily elsewhere in the report, and a name that a person bears in full ("Ann Lincoln") is refused where
it stands alone ("Lincoln said").
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from spacy.tokens import Doc

from accordingto.languages import lexicon
from accordingto.normalize.cover import Cover
from accordingto.normalize.place.alias import Aliases
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.prison import prisons
from accordingto.normalize.place.scan import Area, Hit, Kind, Word, meaning, scan, vocabulary, words
from accordingto.normalize.place.signs import PLACE_LABELS, Page, evidence, persons, plural_after, surnames
from accordingto.report import Span

# What the tagger alone takes for a town, without a word that places stand after, is mostly no place.
_PREPOSITION = re.compile(r"\b(?:in|near|outside|at|from|of|to|around|across|toward|towards) (?:the )?$")
HOLDS = "holds"  # it stands after a comma and holds the name before it
# What a plural noun behind a list of names makes of them.
_LEVELS = {"counties": "ADM2", "parishes": "ADM2"} | dict.fromkeys(
    ("regions", "oblasts", "provinces", "states"), "ADM1"
)
_LIST = re.compile(r",? (?:and|or|&) |, ")


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
    level: str = ""  # HOLDS, or the feature of the units that the words narrow it to
    within: "Mention | None" = None


@dataclass(frozen=True, slots=True)
class Tables:
    """What names are looked up in."""

    gazetteer: Gazetteer
    own: Aliases


def recognize(text: str, doc: Doc, tables: Tables, hidden: Sequence[Span] = ()) -> list[Mention]:
    """The place names of a text in order; none of them meets a hidden span."""
    tokens = words(text)
    numbered = _numbered(text, tables, Cover(hidden))
    shut = Cover([*hidden, *(mention.span for mention in numbered)])
    ents = [ent for ent in doc.ents if not shut.meets(ent.start_char, ent.end_char)]
    hits = [
        hit for hit in scan(text, tokens, tables.gazetteer, tables.own) if not shut.meets(hit.start, hit.end)
    ]
    page = Page(text, tokens, ents, surnames(text, doc), frozenset(_countries(hits)), doc, persons(doc))
    scored = [(hit, evidence(page, hit, after)) for hit, after in zip_longest(hits, hits[1:])]
    weigh = lexicon("en", "place")["evidence"]
    sure = {text[hit.start : hit.end] for hit, score in scored if score >= weigh["sure"]}
    least = [weigh["repeated"] if text[hit.start : hit.end] in sure else weigh["enough"] for hit in hits]
    taken = [score >= enough for (_, score), enough in zip(scored, least, strict=True)]
    for i in _listed(text, hits, taken):
        taken[i] = taken[i] or scored[i][1] >= weigh["listed"]
    found = [
        _mention(text, hit, tokens, tables) for hit, accepted in zip(hits, taken, strict=True) if accepted
    ]
    refused = [Span(hit.start, hit.end) for hit, _ in scored]
    found += _tagged(page, found, refused)
    found += numbered
    found.sort(key=lambda mention: mention.span)
    return _containers(text, found)


def _countries(hits: Iterable[Hit]) -> Iterator[str]:
    """Countries that the text names, or names people or units of."""
    for hit in hits:
        yield from (code.split(".")[0] for code in hit.codes)
        yield from (entry.country for entry in hit.entries if entry.feature == "PCLI" and not entry.alternate)


def _listed(text: str, hits: Sequence[Hit], taken: Sequence[bool]) -> Iterator[int]:
    """Indices of names that stand in a list with one that was taken, outwards from it."""
    joined = [_LIST.fullmatch(text, hit.end, after.start) is not None for hit, after in pairwise(hits)]
    for step, order in ((-1, range(len(hits) - 2, -1, -1)), (1, range(1, len(hits)))):
        near = list(taken)
        for i in order:
            if not near[i] and near[i - step] and joined[min(i, i - step)] and hits[i].kind is Kind.NAME:
                near[i] = True
                yield i


def given(text: str, doc: Doc, tables: Tables, spans: Sequence[Span]) -> list[Mention]:
    """Mentions for spans that are known to be places, with the other places of the text around them."""
    asked = Cover(spans)
    found = [m for m in recognize(text, doc, tables) if not asked.meets(m.span.start, m.span.end)]
    for span in dict.fromkeys(spans):
        found.append(replace(look_up(span.of(text), tables), span=span))
    return _containers(text, sorted(found, key=lambda mention: mention.span))


def look_up(wording: str, tables: Tables) -> Mention:
    """The reading of a name by itself; a name that only holds a known name ("Boston Road") is a facility."""
    whole = Mention(Span(0, len(wording)), wording, Kind.NAME, facility=True)
    hits = list(scan(wording, words(wording), tables.gazetteer, tables.own))
    if not hits:
        return replace(whole, facility=False)
    best = max(hits, key=lambda hit: hit.end - hit.start)
    rest = words(wording[: best.start] + " " + wording[best.end :])
    if all(word.text.casefold() in vocabulary("shell") for word in rest):
        return _mention(wording, best, (), tables)
    return whole


def _numbered(text: str, tables: Tables, hidden: Cover) -> list[Mention]:
    """Prisons that go by a number, with what a person's table says of them."""
    found = []
    for span in prisons(text):
        if hidden.meets(span.start, span.end):
            continue
        alias = tables.own.get(fold(span.of(text)))
        known = meaning(alias, tables.gazetteer) if alias is not None else {}
        found.append(Mention(span, span.of(text), Kind.PRISON, **known))
    return found


def _mention(text: str, hit: Hit, tokens: Sequence[Word], tables: Tables) -> Mention:
    """A hit as a mention; "Dover Avenue" is a street, wherever Dover lies."""
    span = Span(hit.start, hit.end)
    after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    street = after is not None and after.capital and after.text.casefold() in vocabulary("street")
    if after is not None and street and text[hit.end : after.start] == " ":
        whole = Span(hit.start, after.end)
        return Mention(whole, whole.of(text), Kind.NAME, facility=True)
    level = _LEVELS.get(plural_after(text, hit), "") if hit.kind is Kind.NAME else ""
    units = _of_level(span.of(text), hit.entries, level, tables.gazetteer) if level else ()
    if units:
        return Mention(span, span.of(text), hit.kind, entries=units, level=level)
    return Mention(span, span.of(text), hit.kind, hit.codes, hit.area, hit.entries)


def _of_level(name: str, entries: Sequence[Entry], level: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """The units of a level that a name in a list may mean ("Kursk and Bryansk regions")."""
    found = tuple(entry for entry in entries if entry.feature == level)
    tail = "region" if level == "ADM1" else "County"
    return found or tuple(entry for entry in gazetteer.named(f"{name} {tail}") if entry.feature == level)


def _tagged(page: Page, found: Iterable[Mention], refused: Iterable[Span]) -> list[Mention]:
    """Places that only the tagger saw: named, and perhaps unplaceable."""
    taken = Cover(mention.span for mention in found)
    judged = set(refused)
    more = []
    for ent in page.ents:
        if ent.label_ not in PLACE_LABELS or not ent.text[:1].isalnum():
            continue
        start, end = ent.start_char, ent.end_char
        if page.text[start : start + 4].casefold() == "the ":
            start += 4
        for tail in ("'s", "’s"):
            if page.text[start:end].endswith(tail):
                end -= 2
        if start >= end or taken.meets(start, end):
            continue
        span = Span(start, end)
        wording = span.of(page.text)
        if span in judged or fold(wording) in page.surnames:
            continue
        if (
            not any(c.isupper() for c in wording)
            or "\n" in wording
            or wording.casefold() in vocabulary("common")
        ):
            continue
        if ent.label_ == "GPE" and not _PREPOSITION.search(page.text, max(0, start - 16), start):
            continue
        more.append(Mention(span, wording, Kind.NAME, facility=ent.label_ == "FAC"))
    return more


def _containers(text: str, found: list[Mention]) -> list[Mention]:
    """Give each mention what its comma names; from the right, so that chains of commas pass on.

    What holds the name before it is the unit, not a town of that name ("Seattle, Washington").
    """
    for i in range(len(found) - 2, -1, -1):
        gap = text[found[i].span.end : found[i + 1].span.start]
        if gap not in {", ", ",  "} or not found[i].entries:
            continue
        units = tuple(unit for unit in found[i + 1].entries if unit.unit and not unit.alternate)
        inside = {
            code for entry in found[i].entries if not entry.unit for code in (entry.country, entry.admin1)
        }
        holding = tuple(unit for unit in units if (unit.admin1 or unit.country) in inside)
        if holding and found[i + 1].within is None:
            found[i + 1] = replace(found[i + 1], entries=holding, level=HOLDS)
        found[i] = replace(found[i], within=found[i + 1])
    return found
