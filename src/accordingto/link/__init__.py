"""What meets: copies among reports, matters and relations among claims. Pure functions on nouns."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.link.copying import Copied
from accordingto.link.index import Index, MemoryIndex
from accordingto.link.outcome import Echoes, Lasted, Outcome
from accordingto.link.update import Change, Piece, order, update
from accordingto.relation import Copy, Matter, Relation
from accordingto.report import Report

__all__ = ["Change", "Index", "Linked", "MemoryIndex", "Piece", "link", "linked", "update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking found; each tuple in a fixed order that does not depend on the order of the input."""

    relations: tuple[Relation, ...]
    matters: tuple[Matter, ...]
    copies: tuple[Copy, ...]


def link(reports: Sequence[Report], claims: Sequence[Claim]) -> Linked:
    """Copies, matters and relations of a pile. Claims of a report that is not given are left out."""
    index = MemoryIndex()
    update(index, pieces(reports, claims))
    return linked(index)


def pieces(reports: Sequence[Report], claims: Sequence[Claim]) -> list[Piece]:
    """Reports with their claims; of several with one id, the last in the order of their paths."""
    by: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        by[c.report].append(c)
    held = {r.id: r for r in sorted(reports, key=lambda r: (r.id, r.path))}
    return [Piece(report=r, claims=tuple(by[r.id])) for r in held.values()]


def linked(index: Index) -> Linked:
    """All that an index has linked."""
    outcomes = [o for _, o in index.every(Outcome)]
    relations = {r for o in outcomes for r in o.relations}
    relations |= {r for _, e in index.every(Echoes) for r in e.relations}
    relations |= {r for _, e in index.every(Lasted) for r in e.relations}
    copied = [c for _, held in index.every(Copied) for c in (*held.prose, *held.cites)]
    return Linked(
        relations=tuple(sorted(relations, key=order)),
        matters=tuple(sorted((m for o in outcomes for m in o.matters), key=lambda m: m.id)),
        copies=tuple(sorted(copied, key=lambda c: (c.copier, c.original, c.kind.value))),
    )
