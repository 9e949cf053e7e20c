"""The assembly: attributions become claims with what, who, when, where, how many and how sure."""

import hashlib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from spacy.tokens import Doc, Token

from accordingto.claim import Claim, Event, Flag, NonResponse, Polarity
from accordingto.figure import Figure
from accordingto.normalize.cover import Cover
from accordingto.normalize.event import event, main_predicate, names_event, proposition
from accordingto.normalize.figure import figures
from accordingto.normalize.figure.attach import attach
from accordingto.normalize.figure.syntax import Offsets, is_verb
from accordingto.normalize.pieces import pieces
from accordingto.normalize.place import places
from accordingto.normalize.polarity import polarity
from accordingto.normalize.strength import strength
from accordingto.normalize.time import bound_publication, times
from accordingto.report import Extent, Report, Role, Span, Stated
from accordingto.voice import Access, Attribution, Chain, Form, Stance, Voice
from accordingto.when import TimeRole, TimeType, When
from accordingto.where import Where

_REACTING = frozenset({Stance.CONFIRMS, Stance.DENIES, Stance.DOUBTS})
_OF_THINGS = frozenset(
    {"object", "preposition", "noun-prep", "passive-object"}
)  # rules that take a noun phrase
_RECIPROCAL = frozenset({"other", "one", "another"})  # "blamed each other", "one another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """What one report says, typed. `published` is set where the text itself had to bound the date."""

    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    published: When | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything read from one report before it is dealt out to its claims."""

    report: Report
    offsets: Offsets
    whens: tuple[When, ...]
    wheres: tuple[Where, ...]
    figures: tuple[Figure, ...]
    published: date | None
    bounded: When | None
    said: Mapping[tuple[int, int], Sequence[When]]  # times of saying by their sentence


def claims(report: Report, doc: Doc, attributions: Sequence[Attribution]) -> Normalized:
    """One claim for each sentence of each content and each chain, in the order of the text.

    `doc` is the parse of `report.text` with furniture hidden. Two holders of one content give two claims
    with the same evidence; refusals and silences become non-responses, never claims.
    """
    found = _read(report, doc)
    claimed: dict[tuple[object, ...], Claim] = {}
    silent: dict[tuple[object, ...], NonResponse] = {}
    inner = _by_word_of_cue(attributions, found.offsets)
    for attribution in attributions:
        if attribution.form is Form.NON_RESPONSE:
            silent.update(
                ((n.evidence, n.asked.name, n.stance), n) for n in _non_responses(report, attribution)
            )
            continue
        for claim in _claims(found, attribution, inner):
            same = (claim.evidence, claim.origin.name, claim.polarity, claim.form)
            claimed.setdefault(same, claim)
    return Normalized(
        claims=tuple(sorted(_distinct(claimed.values()), key=lambda c: (c.evidence[0], c.id))),
        non_responses=tuple(sorted(_distinct(silent.values()), key=lambda n: (n.evidence[0], n.id))),
        published=found.bounded,
    )


def _read(report: Report, doc: Doc) -> _Found:
    offsets = Offsets(doc)
    hidden = tuple(p.span for p in report.furniture())
    published = _day(report.published.value) if isinstance(report.published, Stated) else None
    whens = times(report.text, published, hidden=hidden, doc=doc)
    bounded = None
    if published is None:
        bounded = bound_publication(report.text, whens, hidden=hidden)
    publisher = report.publisher.value if isinstance(report.publisher, Stated) else None
    wheres = places(report.text, doc, publisher=publisher, hidden=hidden)
    dated = Cover([w.span for w in whens if w.type is not TimeType.DURATION])
    shut = Cover(hidden)
    # What the time room reads as a date is none of ours, nor a place's number.
    numbers = tuple(
        f
        for f in figures(report.text, doc, offsets=offsets)
        if not dated.covers(f.span) and not shut.meets(f.span.start, f.span.end)
    )
    whens = tuple(sorted(whens, key=_start))
    wheres = tuple(sorted(wheres, key=_start))
    return _Found(report, offsets, whens, wheres, numbers, published, bounded, _said(whens, offsets))


def _day(text: str) -> date | None:
    """A full ISO date; a month or a year alone anchors no relative time."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _by_word_of_cue(found: Iterable[Attribution], offsets: Offsets) -> Mapping[int, Sequence[Attribution]]:
    """The attributions that stand inside another's content, by each word of their cue."""
    inner: dict[int, list[Attribution]] = defaultdict(list)
    for a in found:
        if a.inside is not None:
            for token in (t for c in a.cue for t in offsets.within(c.start, c.end)):
                inner[token.i].append(a)
    return inner


def _claims(found: _Found, a: Attribution, inner: Mapping[int, Sequence[Attribution]]) -> Iterator[Claim]:
    report, offsets = found.report, found.offsets
    for evidence in pieces(report.text, a.content, offsets):
        if not _proposes(a, evidence, offsets):
            continue
        top = main_predicate(evidence, offsets)
        if top is not None and _carried(a, top, inner):
            continue
        main = None if top is None else proposition(top)
        read = _within(found.figures, evidence)
        whens, wheres = _within(found.whens, evidence), _within(found.wheres, evidence)
        numbers = tuple(attach(f, whens, wheres, offsets, found.published) for f in read)
        said = tuple(w for w in _said_when(found, a) if w not in whens)
        happens = event(evidence, offsets, [w.span for w in whens], top)
        happens = None if happens is None else _counted(happens, numbers)
        for chain in a.chains:
            last = chain[-1]
            pole = polarity(report.text, evidence, form=a.form, stance=last.stance, predicate=top, cue=a.cue)
            if pole is Polarity.ASSERTED and main != top:
                pole = polarity(report.text, (), form=a.form, stance=last.stance, predicate=main)
            sure, hedges = strength(
                report.text,
                evidence,
                predicate=main or top,
                offsets=offsets,
                cue=a.cue,
                numbers=[f.span for f in read],
                stance=Stance.ASKS if pole is Polarity.QUESTION else last.stance,
            )
            yield Claim(
                id=claim_id(report.id, evidence, chain, pole, a.form),
                report=report.id,
                evidence=evidence,
                chain=chain,
                form=a.form,
                polarity=pole,
                strength=sure,
                hedges=hedges,
                event=happens,
                times=(*said, *whens),
                places=wheres,
                figures=numbers,
                alternatives=a.alternatives,
                flags=_flags(report, a, chain, top, evidence),
                rule=a.rule,
            )


def _said_when(found: _Found, a: Attribution) -> Iterator[When]:
    """Times of saying in the sentence of the cue: "In February, officials said that …"."""
    sentences = {
        found.offsets.sentence(token) for c in a.cue if (token := found.offsets.at(c.start)) is not None
    }
    for sentence in sorted(sentences):
        yield from found.said.get(sentence, ())


def _said(whens: Iterable[When], offsets: Offsets) -> Mapping[tuple[int, int], Sequence[When]]:
    """Times of saying by the sentence that they stand in."""
    said: dict[tuple[int, int], list[When]] = defaultdict(list)
    for when in whens:
        token = offsets.at(when.span.start) if when.role is TimeRole.SAYING else None
        if token is not None:
            said[offsets.sentence(token)].append(when)
    return said


def _counted(happens: Event, numbers: Sequence[Figure]) -> Event:
    """ "Thousands of them have been killed": who "them" are, where the figure knows it."""
    parts = []
    for part in happens.participants:
        known = next(
            (f.population for f in numbers if f.population and 0 <= part.span.start - f.span.end <= 4), None
        )
        pronoun = part.head in ("they", "them", "whom") and known is not None
        parts.append(replace(part, head=known.split()[-1].lower()) if pronoun and known else part)
    return replace(happens, participants=tuple(parts))


def _carried(a: Attribution, top: Token, inner: Mapping[int, Sequence[Attribution]]) -> bool:
    """True if the sentence only says that another said something: the claim inside it carries that."""
    if a.form is Form.OWN_VOICE:
        return False
    return any(b is not a and b.inside in a.content for b in inner.get(top.i, ()))


def _says(found: _Found, a: Attribution) -> bool:
    return any(_proposes(a, p, found.offsets) for p in pieces(found.report.text, a.content, found.offsets))


def _proposes(a: Attribution, evidence: Sequence[Span], offsets: Offsets) -> bool:
    """False for a credit, a greeting or a lone pronoun: words in which nothing is said.

    Nor is anything said in "revealed the location": a thing that is named, with no deed and no number. What
    confirms or denies is kept, for "the claims" of another are what it speaks of.
    """
    tokens = [t for s in evidence for t in offsets.within(s.start, s.end)]
    if a.form is not Form.OWN_VOICE:
        reacts = any(chain[-1].stance in _REACTING for chain in a.chains)
        thing = a.rule in _OF_THINGS and not any(is_verb(t) or t.tag_ in ("MD", "CD") for t in tokens)
        # Where nobody is named for it, the thing may be all that the parser left of a sentence.
        if thing and a.source and not reacts and not names_event(tokens):
            return False
        said = [t for t in tokens if t.tag_ not in ("PRP", "DT", "PRP$", "CC", "IN") and not t.is_punct]
        return any(t.lower_ not in _RECIPROCAL for t in said)
    return any(is_verb(t) or t.tag_ == "MD" for t in tokens) or names_event(tokens)


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


P = TypeVar("P", bound=_Placed)


def _within(found: Sequence[P], evidence: Sequence[Span]) -> tuple[P, ...]:
    """Those that begin inside the evidence; `found` stands in the order of the text."""
    first = bisect_left(found, evidence[0].start, key=_start)
    stop = bisect_left(found, evidence[-1].end, key=_start)
    return tuple(x for x in found[first:stop] if any(s.start <= x.span.start < s.end for s in evidence))


def _start(x: _Placed) -> int:
    return x.span.start


def _flags(
    report: Report, a: Attribution, chain: Chain, top: Token | None, evidence: Sequence[Span]
) -> tuple[Flag, ...]:
    own = a.form is Form.OWN_VOICE
    role = report.role_at(evidence[0].start)
    marks = (
        (Flag.UNATTRIBUTED, chain[-1].access is Access.UNATTRIBUTED or len(chain) == 1),
        (Flag.UNKNOWN_BEHIND, a.unknown_behind),
        (Flag.WITHHELD, any(hop.voice.protected for hop in chain)),
        (Flag.TRUNCATED, report.completeness.extent in (Extent.TRUNCATED, Extent.TEASER)),
        (Flag.UNDATED, not isinstance(report.published, Stated)),
        (Flag.PUBLISHERS_WORDS, own and top is not None and top.tag_ == "VBG" and top.dep_ == "advcl"),
        (Flag.TAKES_ORIGIN, own and len(chain) > 1 and role in (Role.HEADLINE, Role.LEAD, Role.CAPTION)),
    )
    return tuple(flag for flag, holds in marks if holds)


def _non_responses(report: Report, a: Attribution) -> Iterator[NonResponse]:
    evidence = tuple(sorted({*a.source, *a.cue, *a.content}))
    if not evidence:
        return
    for chain in a.chains:
        if len(chain) < 2:
            continue
        stance = chain[-1].stance
        if stance not in (Stance.DECLINES, Stance.NO_RESPONSE):
            stance = Stance.NO_RESPONSE
        yield NonResponse(
            id=_digest(report.id, evidence, _place(chain[-1].voice), stance.value),
            report=report.id,
            evidence=evidence,
            asked=chain[-1].voice,
            asker=chain[0].voice,
            stance=stance,
            content=a.content,
            rule=a.rule,
        )


def claim_id(report: str, evidence: Sequence[Span], chain: Chain, pole: Polarity, form: Form) -> str:
    """16 hex digits from what makes a claim this claim; the same input gives the same id everywhere.

    The origin counts by its place in the text, never by its name: against an id made from a name, which
    leaves with every export, names could be tried until one fits a withheld voice.
    """
    return _digest(report, evidence, _place(chain[-1].voice), pole.value, form.value)


def _place(voice: Voice) -> str:
    return f"{voice.mention.start}-{voice.mention.end}" if voice.mention else ""


_Noun = TypeVar("_Noun", Claim, NonResponse)


def _distinct(nouns: Iterable[_Noun]) -> Iterator[_Noun]:
    """Two voices behind one mention ("officials", resolved to two bodies) have ids of their own, in order."""
    seen: Counter[str] = Counter()
    for noun in nouns:
        again = seen[noun.id]
        seen[noun.id] += 1
        yield replace(noun, id=_digest(noun.id, (), str(again))) if again else noun


def _digest(report: str, evidence: Sequence[Span], *parts: str) -> str:
    spans = ",".join(f"{s.start}-{s.end}" for s in evidence)
    return hashlib.sha256("\x1f".join((report, spans, *parts)).encode("utf-8", "replace")).hexdigest()[:16]
