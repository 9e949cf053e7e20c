"""One claim as the page shows it: who, through whom, how they would know, how sure, when, where, how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim, Flag, Polarity
from accordingto.publish import words
from accordingto.publish.pile import anchor
from accordingto.relation import Relation
from accordingto.report import Report, Span
from accordingto.voice import Form, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a card: a value in plain words, and the wording it was made from."""

    label: str
    value: str
    wording: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A claim, ready to print. `label` ("B7") is the report's letter and the claim's number in it."""

    id: str
    anchor: str
    label: str
    quote: str
    quoted: bool  # the report gives it as the source's own words
    rows: tuple[Row, ...]
    tags: tuple[str, ...]
    silent: tuple[str, ...]  # what no words were found for
    tone: str  # own, open, denied or plain: how its words are marked
    rule: str
    who: str
    beside: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # "conflicts with", (label, anchor) …
    told: tuple[str, ...] = ()  # what people decided of it: "corrected by Mara, 1 March 2026: …"
    was: tuple[Row, ...] = ()  # what the machine had read where a person corrected it


_SHOWN_AS_ROWS = {Flag.UNATTRIBUTED}
_TONES = {Polarity.QUESTION: "open", Polarity.UNKNOWN: "open", Polarity.DENIED: "denied"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a claim stands on the page, and which claims it is related to: kind in words, then places."""

    label: str
    anchor: str
    beside: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def card(claim: Claim, report: Report, place: Place) -> Card:
    """The card of a claim of `report`."""
    text = report.text
    found = {
        "when": [(words.when(t), t.span) for t in claim.times],
        "where": [(words.place(p), p.span) for p in claim.places],
        "how many": [(words.quantity(f), f.span) for f in claim.figures],
    }
    rows = [_says(claim, text), _through(claim), _knows(claim, text), _sure(claim, text)]
    rows += [row for name, pairs in found.items() for row in _values(name, pairs, text)]
    silent = tuple(name for name, pairs in found.items() if not pairs)
    if claim.alternatives:
        either = tuple(words.one_line(s.of(text)) for s in claim.alternatives)
        rows.append(Row(label="either", value="", wording=either))
    own = claim.form is Form.OWN_VOICE
    return Card(
        id=claim.id,
        anchor=place.anchor,
        label=place.label,
        beside=place.beside,
        quote=wording(claim, text),
        quoted=claim.form is Form.DIRECT,
        rows=tuple(r for r in rows if r is not None),
        tags=tuple(_tags(claim)),
        silent=silent,
        tone=_TONES.get(claim.polarity, "own" if own else "plain"),
        rule=claim.rule,
        who=claim.origin.name,
    )


def _values(label: str, pairs: Sequence[tuple[str, Span]], text: str) -> list[Row]:
    """A row for each value, once, with all wordings it was read from that are not the value itself."""
    spans: dict[str, list[Span]] = {}
    for value, span in pairs:
        spans.setdefault(value, []).append(span)
    return [
        Row(
            label=label,
            value=value,
            wording=tuple(w for w in _worded(text, mine) if w.casefold() != value.casefold()),
        )
        for value, mine in spans.items()
    ]


def wording(claim: Claim, text: str) -> str:
    """The claim's words on one line; where they are in several places, the gap is shown."""
    return " … ".join(words.one_line(s.of(text)) for s in sorted(claim.evidence) if len(s))


def _worded(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.one_line(s.of(text)) for s in spans if len(s)))


def _voice(voice: Voice) -> str:
    """Name, then role and body spoken for where known."""
    about: list[str] = []
    for known in (voice.role, voice.spoken_for):
        if known and not any(known.casefold() in said.casefold() for said in (voice.name, *about)):
            about.append(known)
    return f"{voice.name} ({', '.join(about)})" if about else voice.name


def _says(claim: Claim, text: str) -> Row:
    voice = claim.origin
    said = _worded(text, [voice.mention]) if voice.mention else ()
    verb = words.label("stance", claim.stance)
    label = "says" if claim.polarity is not Polarity.QUESTION else "raised by"
    value = _voice(voice)
    if verb not in ("says", label) and claim.form is not Form.OWN_VOICE:
        value = f"{value}, who {verb}"
    return Row(
        label=label, value=value, wording=tuple(s for s in said if s.casefold() != voice.name.casefold())
    )


def _through(claim: Claim) -> Row | None:
    carriers = [_voice(h.voice) for h in reversed(claim.chain[:-1])]
    return Row(label="through", value=" → ".join(carriers)) if carriers else None


def _knows(claim: Claim, text: str) -> Row:
    return Row(
        label="how they’d know",
        value=words.label("access", claim.access),
        wording=_worded(text, claim.last.basis),
    )


def _sure(claim: Claim, text: str) -> Row:
    said = words.label("strength", claim.strength)
    if claim.polarity is not Polarity.ASSERTED:
        said = f"{words.label('polarity', claim.polarity)} · {said}"
    return Row(label="how sure", value=said, wording=_worded(text, claim.hedges))


def _tags(claim: Claim) -> list[str]:
    tags = [words.label("flag", f) for f in claim.flags if f not in _SHOWN_AS_ROWS]
    withheld = words.label("flag", Flag.WITHHELD)
    if any(h.voice.protected for h in claim.chain) and withheld not in tags:
        tags.append(withheld)
    return tags


def numbered(claims: Sequence[Claim], letters: Mapping[str, str]) -> dict[str, str]:
    """Claim id → "B7": the letter of its report, and its place there in reading order."""
    order = sorted(
        claims, key=lambda c: (letters.get(c.report, "?"), min(c.evidence, default=Span(0, 0)), c.id)
    )
    labels: dict[str, str] = {}
    so_far: dict[str, int] = {}
    for claim in order:
        so_far[claim.report] = so_far.get(claim.report, 0) + 1
        labels[claim.id] = f"{letters.get(claim.report, '?')}{so_far[claim.report]}"
    return labels


def standing(
    relations: Sequence[Relation], labels: Mapping[str, str]
) -> dict[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]]:
    """For each claim id, the claims it is related to, by kind in words; seen from either side."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for relation in relations:
        if relation.a not in labels or relation.b not in labels:
            continue
        for one, other, section in (
            (relation.a, relation.b, "relation"),
            (relation.b, relation.a, "relation_back"),
        ):
            says = words.label(section, relation.kind)
            found.setdefault(one, {}).setdefault(says, {})[labels[other]] = anchor("c", other)
    return {
        one: tuple((says, tuple(others.items())) for says, others in sorted(kinds.items()))
        for one, kinds in found.items()
    }


def reading_order(card_: Card) -> tuple[int, str, int]:
    """A sort key for labels: A2 before A10, Z before AA."""
    letter = card_.label.rstrip("0123456789")
    return (len(letter), letter, int(card_.label[len(letter) :]))
