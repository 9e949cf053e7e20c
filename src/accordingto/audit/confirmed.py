"""The "confirmed" audit: what each confirmation adds to what it confirms."""

from dataclasses import dataclass
from enum import StrEnum

from accordingto.ledger.view import LedgerView
from accordingto.relation import Independence, Relation, RelationKind
from accordingto.voice import Stance


class Worth(StrEnum):
    """What a confirmation is worth, as far as the words show."""

    INDEPENDENT = "independent"  # brings access or a detail of its own
    PROMPTED = "prompted"  # says yes to an outlet that put the claim to it, with nothing of its own
    ECHO = "echo"  # says yes to another's claim, or repeats it, with nothing of its own
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A claim whose origin is said to confirm; `of` are the claims it is held against, by id."""

    claim: str
    of: tuple[str, ...]
    worth: Worth
    reason: str


def confirmations(view: LedgerView) -> tuple[Confirmation, ...]:
    """One entry for each claim whose origin confirms something, those that add nothing first."""
    by_claim: dict[str, list[Relation]] = {}
    for relation in view.relations:
        for end in (relation.a, relation.b):
            by_claim.setdefault(end, []).append(relation)
    counted = {c: g for m in view.matters for g in m.origins for c in g.claims if g.counted}
    found = []
    for claim in view.claims:
        if claim.stance is not Stance.CONFIRMS:
            continue
        relations = by_claim.get(claim.id, [])
        prompted = any(hop.cue for hop in claim.chain[1:-1])
        worth, reason = _worth(relations, prompted, counted[claim.id].reason if claim.id in counted else None)
        of = {r.b if r.a == claim.id else r.a for r in relations}
        found.append(Confirmation(claim=claim.id, of=tuple(sorted(of)), worth=worth, reason=reason))
    order = (Worth.ECHO, Worth.PROMPTED, Worth.UNKNOWN, Worth.INDEPENDENT)
    return tuple(sorted(found, key=lambda c: (order.index(c.worth), c.claim)))


def _worth(relations: list[Relation], prompted: bool, counted: str | None) -> tuple[Worth, str]:
    for relation in relations:
        if relation.kind is RelationKind.CORROBORATES or (
            relation.independence is Independence.INDEPENDENT and counted
        ):
            return Worth.INDEPENDENT, "; ".join(relation.reasons)
    for relation in relations:
        if relation.kind in (RelationKind.CONFIRMS, RelationKind.REPEATS):
            return (Worth.PROMPTED if prompted else Worth.ECHO), "; ".join(relation.reasons)
    return Worth.UNKNOWN, "what it confirms is not in the pile, or was not matched"
