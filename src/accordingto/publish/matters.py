"""Matters as the page shows them: counts, reasons, what was lost on the way, what stands against them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.audit.hedges import HedgeLoss, hedge_losses
from accordingto.claim import Claim, Polarity, Strength
from accordingto.judgement import MatterReview
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import Card, reading_order, wording
from accordingto.publish.chains import Drawing, drawing
from accordingto.publish.pile import Pile, anchor
from accordingto.publish.titles import raised
from accordingto.publish.titles import title as shown_title
from accordingto.relation import Matter, Relation, RelationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Two claims and how they stand to each other."""

    a: Card
    b: Card
    kind: str
    says: str
    independence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Words of the origin that a claim passed on without: in which claims they stand, and in which not."""

    was: str
    became: str
    kept: tuple[Card, ...]
    lost: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSheet:
    """A matter: its counts in words, its drawing, its claims, and the matters it conflicts with."""

    matter: Matter
    anchor: str
    title: str
    count: str
    reasons: tuple[str, ...]
    rest: str
    tone: str  # conflict, many, one, none or open
    drawing: Drawing | None
    cards: tuple[Card, ...]
    against: tuple[Beside, ...]  # one for each matter it conflicts with, up to four
    alike: tuple[Beside, ...]  # the other conflicts: most say the same of another report
    losses: tuple[Loss, ...]

    @property
    def single(self) -> bool:
        return len(self.cards) == 1


def is_open(claim: Claim) -> bool:
    """True for what the claim leaves open."""
    return claim.polarity in (Polarity.QUESTION, Polarity.UNKNOWN)


def stands_beside(relation: Relation, cards: Mapping[str, Card]) -> Beside:
    """A relation with the cards of its two claims."""
    return Beside(
        a=cards[relation.a],
        b=cards[relation.b],
        kind=relation.kind.value,
        says=words.label("relation", relation.kind),
        independence=words.label("independence", relation.independence),
        reasons=tuple(_sentence(r) for r in relation.reasons),
    )


def _sentence(reason: str) -> str:
    """A reason as a sentence, so that several can stand in a row."""
    return raised(reason) if reason.endswith((".", "!", "?")) else f"{raised(reason)}."


def matter_sheets(
    view: LedgerView,
    claims: Mapping[str, Claim],
    cards: Mapping[str, Card],
    pairs: Sequence[tuple[Relation, Beside]],
    held: Pile,
) -> list[MatterSheet]:
    """Biggest first: those in conflict, then by independent origins, mentions and reports."""
    losses = _losses(view, cards)
    matter_of = {i: m.id for m in view.matters for i in m.claims}
    reviewed = {r.matter: r for r in view.matter_reviews}
    against: dict[str, list[Beside]] = {}
    for relation, beside in pairs:
        if relation.kind is RelationKind.CONFLICTS:
            against.setdefault(relation.a, []).append(beside)
            against.setdefault(relation.b, []).append(beside)
    out = []
    for matter in [*view.matters, *_loose(view, claims)]:
        mine = [claims[i] for i in matter.claims if i in claims]
        if not mine:
            continue
        clashes = tuple({(b.a.id, b.b.id): b for c in mine for b in against.get(c.id, ())}.values())
        told = _told(matter, clashes, matter_of)
        title = matter.title or wording(mine[0], held.reports[mine[0].report].text)
        mentions = words.count(len(matter.claims), "mention")
        out.append(
            MatterSheet(
                matter=matter,
                anchor=anchor("m", matter.id),
                title=words.shortened(shown_title(title), 220),
                count=_count(matter, mine),
                reasons=(
                    *told_reasons(matter),
                    *_decided(reviewed.get(matter.id)),
                ),
                rest=f"{mentions} · {words.count(len(matter.reports), 'report')}",
                tone=_tone(matter, mine, bool(clashes)),
                drawing=drawing(matter, mine, held) if len(mine) > 1 else None,
                cards=tuple(sorted((cards[c.id] for c in mine), key=reading_order)),
                against=told,
                alike=tuple(b for b in clashes if b not in told),
                losses=losses.get(matter.id, ()),
            )
        )
    out.sort(key=_size)
    return out


def _decided(review: MatterReview | None) -> tuple[str, ...]:
    """That a person named or pinned it, with the machine's own title."""
    if review is None:
        return ()
    pinned = (words.phrase("pinned"),) if review.pinned else ()
    return (*pinned, words.phrase("renamed", title=review.title)) if review.title else pinned


def _told(matter: Matter, clashes: Sequence[Beside], matter_of: Mapping[str, str]) -> tuple[Beside, ...]:
    """The first conflict with each other matter (or with each claim that none holds), four at most."""
    own = set(matter.claims)
    first: dict[str, Beside] = {}
    for beside in clashes:
        other = beside.b.id if beside.a.id in own else beside.a.id
        first.setdefault(matter_of.get(other, other), beside)
    return tuple(first.values())[:4]


# A reason that only repeats the count, which stands above it.
_COUNTED = re.compile(r"\d+ independent origins?, \d+ mentions?, \d+ reports?$")


def told_reasons(matter: Matter) -> tuple[str, ...]:
    """A matter's reasons without those that only repeat its count."""
    return tuple(r for r in matter.reasons if not _COUNTED.match(r))


def _count(matter: Matter, claims: Sequence[Claim]) -> str:
    if all(is_open(c) for c in claims):
        return "open question"
    return words.count(matter.independent_origins, "independent origin")


def _losses(view: LedgerView, cards: Mapping[str, Card]) -> dict[str, tuple[Loss, ...]]:
    """Hedges lost on the way, by matter; the same loss in several reports once."""
    found: dict[tuple[str, str, str], list[HedgeLoss]] = {}
    for loss in hedge_losses(view):
        found.setdefault((loss.matter, loss.was.casefold(), loss.became.casefold()), []).append(loss)
    out: dict[str, tuple[Loss, ...]] = {}
    for same in found.values():
        first = same[0]
        strength = first.what == "strength"
        became = words.label("strength", Strength(first.became)) if strength else f"“{first.became}”"
        shown = Loss(
            was=first.was if strength else f"“{first.was}”",
            became=became,
            kept=tuple(cards[i] for i in dict.fromkeys(x.weaker for x in same)),
            lost=tuple(cards[i] for i in dict.fromkeys(x.stronger for x in same)),
        )
        out[first.matter] = (*out.get(first.matter, ()), shown)
    return out


def _loose(view: LedgerView, claims: Mapping[str, Claim]) -> list[Matter]:
    """Claims that no matter holds: each stands alone, so that none is lost from the page."""
    held = {i for m in view.matters for i in m.claims}
    return [
        Matter(id=c.id, title="", claims=(c.id,), origins=(), reports=(c.report,), reasons=())
        for c in claims.values()
        if c.id not in held
    ]


def _tone(matter: Matter, claims: Sequence[Claim], clashes: bool) -> str:
    if clashes:
        return "conflict"
    if all(is_open(c) for c in claims):
        return "open"
    return "many" if matter.independent_origins > 1 else "one"


def _size(matter: MatterSheet) -> tuple[bool, int, int, int, tuple[int, str, int]]:
    m = matter.matter
    first = min(reading_order(c) for c in matter.cards)
    return (not matter.against, -m.independent_origins, -len(m.claims), -len(m.reports), first)
