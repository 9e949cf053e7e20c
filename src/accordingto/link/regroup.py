"""Matters that a person put together or took apart: counted and related as those that linking found."""

from collections.abc import Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.languages import lexicon
from accordingto.link.block import Signature
from accordingto.link.count import count
from accordingto.link.index import Index
from accordingto.link.naming import claims_of
from accordingto.link.outcome import Claims, pile_of
from accordingto.link.relations import relations_in
from accordingto.link.update import standing_at
from accordingto.relation import Matter, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """The matters of the groups that were asked for, and the relations among all claims of these groups."""

    matters: tuple[Matter, ...]
    relations: tuple[Relation, ...]


def together(index: Index, groups: Sequence[Sequence[Claim]]) -> Regrouped:
    """What groups of linked claims come to as matters; claims that the index does not hold are left out."""
    seen = Claims(index)
    places = _places(index, {c.report for g in groups for c in g})
    held: list[list[Signature]] = [
        sorted((seen(places[c.id]) for c in g if c.id in places), key=lambda s: s.place) for g in groups
    ]
    held = [g for g in held if g]
    whole = [s for g in held for s in g]
    pile = pile_of(index, seen, whole)
    counts = [count(g, pile) for g in held]
    most = int(lexicon("any", "linking")["matter"]["pairs"])
    return Regrouped(
        matters=tuple(c.matter for c in counts), relations=tuple(relations_in(whole, counts, most))
    )


def _places(index: Index, reports: set[str]) -> dict[str, int]:
    """Claim id to its place, for the claims of these reports."""
    found: dict[str, int] = {}
    for report in sorted(reports):
        for where, _ in standing_at(index, report):
            found |= {s.claim.id: s.place for s in claims_of(index, where)}
    return found
