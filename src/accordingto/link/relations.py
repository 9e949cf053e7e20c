"""Relations between the claims of a matter, each with its reasons; a star where pairs would be too many."""

from collections.abc import Iterator, Mapping, Sequence

from accordingto.claim import Polarity
from accordingto.link.block import Signature
from accordingto.relation import Independence, Matter, Relation, RelationKind
from accordingto.voice import Stance


def relations_in(group: Sequence[Signature], matter: Matter, most: int) -> Iterator[Relation]:
    """Relations within one matter; for more than `most` claims only those with the first of them."""
    side = {c: o for o in matter.origins for c in o.claims}
    ordered = list(group)
    for i, earlier in enumerate(ordered[:1] if len(ordered) > most else ordered):
        for later in ordered[i + 1 :]:
            yield _relation(earlier, later, side)


def _relation(earlier: Signature, later: Signature, side: Mapping[str, object]) -> Relation:
    a, b = earlier.claim, later.claim
    x, y = side.get(a.id), side.get(b.id)
    if {a.polarity, b.polarity} == {Polarity.ASSERTED, Polarity.DENIED}:
        return Relation(
            a=b.id, b=a.id, kind=RelationKind.CONFLICTS, reasons=("one asserts what the other denies",)
        )
    if x is None or y is None:
        return Relation(
            a=b.id, b=a.id, kind=RelationKind.UNRELATED, reasons=("one of them is an open question",)
        )
    if x is y:
        return Relation(
            a=b.id,
            b=a.id,
            kind=RelationKind.REPEATS,
            independence=Independence.DEPENDENT,
            reasons=("the same origin",),
        )
    counts = getattr(x, "counted", False) and getattr(y, "counted", False)
    if counts:
        return Relation(
            a=b.id,
            b=a.id,
            kind=RelationKind.CORROBORATES,
            independence=Independence.INDEPENDENT,
            reasons=(str(getattr(y, "reason", "")),),
        )
    kind = RelationKind.CONFIRMS if b.stance is Stance.CONFIRMS else RelationKind.REPEATS
    return Relation(a=b.id, b=a.id, kind=kind, reasons=(str(getattr(y, "reason", "")),))
