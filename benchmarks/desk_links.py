"""How the claims of the made-up ledger stand to each other: matters, their origins, and relations."""

from collections.abc import Iterator
from typing import Any

from benchmarks.desk_world import Happening, Origin, World, digest

from accordingto.claim import Claim
from accordingto.relation import Independence, Matter, OriginGroup, Relation, RelationKind
from accordingto.voice import Form, VoiceKind


def matter_of(happening: Happening) -> Matter:
    """The claims about one happening."""
    groups = _groups(happening)
    return Matter(
        id=digest("matter", *sorted(c.id for c in happening.claims))[:32],
        title=happening.title,
        claims=tuple(sorted(c.id for c in happening.claims)),
        origins=groups,
        reports=tuple(sorted({c.report for c in happening.claims})),
        reasons=("the same place, day and figure",),
    )


def relations(w: World) -> Iterator[Relation]:
    """The first claim of each happening with the others, and with those of what conflicts."""
    for happening in w.happenings:
        first, *others = happening.claims or [None]
        for other in others:
            same = first.origin.name == other.origin.name  # type: ignore[union-attr]
            kind = RelationKind.REPEATS if same else RelationKind.CORROBORATES
            yield _relation(first, other, kind, "the same origin" if same else "each speaks for itself")
        if happening.against and happening.against.claims and first:
            for other in happening.against.claims[:3]:
                yield _relation(
                    first,
                    other,
                    RelationKind.CONFLICTS,
                    f"{happening.number} and {happening.against.number} of the same cannot both hold",
                )


def _groups(happening: Happening) -> tuple[OriginGroup, ...]:
    """Origins under the name of their first claim; the publisher's own words and withheld voices apart."""
    held: dict[tuple[str, Origin | str], list[Claim]] = {}
    for claim, origin in zip(happening.claims, happening.spoken, strict=True):
        own = claim.origin.kind is VoiceKind.OUTLET
        apart = claim.report if claim.origin.protected else ""
        held.setdefault((apart, claim.origin.name if own else origin), []).append(claim)
    groups = []
    withheld = False
    for mine in held.values():
        counted = mine[0].form is Form.INDIRECT and not (mine[0].origin.protected and withheld)
        withheld = withheld or mine[0].origin.protected
        groups.append(
            OriginGroup(
                name=mine[0].origin.name,
                voices=tuple(sorted({(c.report, c.origin.name) for c in mine})),
                claims=tuple(sorted(c.id for c in mine)),
                counted=counted,
                reason="says it on its own authority" if counted else "not shown to know it by itself",
            )
        )
    return tuple(groups)


def _relation(a: Any, b: Any, kind: RelationKind, reason: str) -> Relation:
    one, other = sorted((a.id, b.id))
    free = Independence.INDEPENDENT if kind is RelationKind.CORROBORATES else Independence.UNKNOWN
    return Relation(a=one, b=other, kind=kind, independence=free, reasons=(reason,))
