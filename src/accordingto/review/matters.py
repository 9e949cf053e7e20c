"""Judgements on matters and relations, applied to what linking found among the claims."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from accordingto.claim import Claim
from accordingto.judgement import Act, Judgement, MatterReview, standing
from accordingto.relation import Matter, Relation, RelationKind
from accordingto.review.applied import Reviewed, resolved

Group = tuple[str, ...]  # claim ids of a matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Matters and relations after judgements, each sorted as linking sorts them; `judgements` are ids."""

    matters: tuple[Matter, ...]
    relations: tuple[Relation, ...]
    reviews: tuple[MatterReview, ...]


class Counted(Protocol):
    """What linking makes of groups of claims."""

    @property
    def matters(self) -> tuple[Matter, ...]: ...
    @property
    def relations(self) -> tuple[Relation, ...]: ...


def regrouped(
    matters: Sequence[Matter],
    relations: Sequence[Relation],
    reviewed: Reviewed,
    count: Callable[[Sequence[Sequence[Claim]]], Counted],
) -> tuple[tuple[Matter, ...], tuple[Relation, ...]]:
    """The matters and relations with those that people merged and split in the place of what was linked.

    `count` makes matters of groups of claims, with the relations among all of these. Every other matter,
    and every relation that leads out of these groups, is as linking left it.
    """
    groups = _groups(matters, reviewed)
    if not groups:
        return tuple(matters), tuple(relations)
    claims = {c.id: c for c in reviewed.claims}
    made = [count([[claims[i] for i in g if i in claims] for g in some]) for some in _apart(groups, matters)]
    touched = {i for g in groups for i in g}
    kept = [r for r in relations if not (r.a in touched and r.b in touched)]
    return (
        (*(m for m in matters if touched.isdisjoint(m.claims)), *(m for c in made for m in c.matters)),
        tuple({(r.a, r.b, r.kind): r for r in (*kept, *(r for c in made for r in c.relations))}.values()),
    )


def _apart(groups: Sequence[Group], matters: Sequence[Matter]) -> list[list[Group]]:
    """The groups, those together that hold claims of one linked matter: the others have nothing to say to
    each other, and how many of them there are must not matter."""
    of = {c: m.id for m in matters for c in m.claims}
    out: list[tuple[set[str], list[Group]]] = []
    for g in groups:
        held, some = {of[c] for c in g if c in of}, [g]
        for other in [o for o in out if not o[0].isdisjoint(held)]:
            out.remove(other)
            held, some = held | other[0], [*other[1], *some]
        out.append((held, some))
    return [sorted(some) for _, some in sorted(out, key=lambda o: min(o[1]))]


def _groups(matters: Sequence[Matter], reviewed: Reviewed) -> tuple[Group, ...]:
    """The groups of claims that people made by merging and splitting matters, where linking made others."""
    here = {c.id for c in reviewed.claims}
    group_of = {c: m.claims for m in matters for c in m.claims}
    touched: set[str] = set()
    for j in standing(reviewed.judgements):
        named = [c for c in _here(j, reviewed, here) if c in group_of]
        if j.act is Act.MERGE:
            whole = tuple(sorted({c for i in named for c in group_of[i]}))
            touched.update(whole)
            group_of.update(dict.fromkeys(whole, whole))
        elif j.act is Act.SPLIT:
            for left in {group_of[i] for i in named}:
                rest = tuple(c for c in left if c not in named)
                touched.update(left)
                group_of.update(dict.fromkeys(rest, rest))
            group_of.update(dict.fromkeys(named, tuple(sorted(named))))
    as_found = {m.claims for m in matters}
    return tuple(sorted({group_of[c] for c in touched} - as_found))


def settled(
    matters: Sequence[Matter],
    relations: Sequence[Relation],
    reviewed: Reviewed,
    name: Callable[[Judgement], str] = lambda j: f"{j.by}, {j.at:%Y-%m-%d}",
) -> Settled:
    """Titles, pins, answers and resolved conflicts; `name` says in a reason who judged and when."""
    here = {c.id for c in reviewed.claims}
    live = standing(reviewed.judgements)
    within = {c: m.id for m in matters for c in m.claims}
    by_id = {m.id: m for m in matters}
    own: dict[str, str] = {}
    pinned: set[str] = set()
    on: dict[str, list[str]] = {}
    for j in live:
        if j.act not in _OF_MATTERS:
            continue
        found = _held(_here(j, reviewed, here), within)
        for m in found if j.act in (Act.MERGE, Act.SPLIT) else found[:1]:
            on.setdefault(m, []).append(j.id)
            if j.act is Act.PIN:
                pinned.add(m)
            if j.act is Act.RENAME and j.change is not None and j.change.title:
                own.setdefault(m, by_id[m].title)
                by_id[m] = replace(by_id[m], title=" ".join(j.change.title.split()))
    return Settled(
        matters=tuple(_cleaned(by_id[m], reviewed) for m in sorted(by_id)),
        relations=_relations(relations, live, reviewed, name),
        reviews=tuple(
            MatterReview(matter=m, pinned=m in pinned, title=own.get(m), judgements=tuple(on[m]))
            for m in sorted(on)
        ),
    )


_OF_MATTERS = {Act.MERGE, Act.SPLIT, Act.PIN, Act.RENAME}


def _here(j: Judgement, reviewed: Reviewed, here: set[str]) -> list[str]:
    """The claims that stand for those a judgement names, each once: two of them may have become one."""
    standing_for = (
        i
        for named in j.subject
        for i in ((named,) if named in here else resolved(named, reviewed.stands))
        if i in here
    )
    return list(dict.fromkeys(standing_for))


def _held(claims: Iterable[str], within: Mapping[str, str]) -> list[str]:
    """The matters that hold these claims, the one that holds most of them first."""
    count: dict[str, int] = {}
    for c in claims:
        if c in within:
            count[within[c]] = count.get(within[c], 0) + 1
    return sorted(count, key=lambda m: (-count[m], m))


def _cleaned(matter: Matter, reviewed: Reviewed) -> Matter:
    if not reviewed.withheld.voices:
        return matter
    return replace(matter, title=reviewed.withheld.text(matter.title))


def _relations(
    relations: Sequence[Relation],
    live: Sequence[Judgement],
    reviewed: Reviewed,
    name: Callable[[Judgement], str],
) -> tuple[Relation, ...]:
    here = {c.id for c in reviewed.claims}
    found = {(r.a, r.b, r.kind): r for r in relations}
    for j in live:
        named = _here(j, reviewed, here)
        why = f": {j.why}" if j.why else ""
        if j.act is Act.ANSWER and len(named) > 1:
            for answer in named[1:]:
                said = f"answered, as {name(j)} judged{why}"
                made = Relation(
                    a=answer, b=named[0], kind=RelationKind.ANSWERS, reasons=(said,), settled=j.id
                )
                found[made.a, made.b, made.kind] = made
        if j.act is Act.RESOLVE:
            pair = set(named)
            for key, r in found.items():
                if r.kind is RelationKind.CONFLICTS and {r.a, r.b} <= pair:
                    said = f"resolved, as {name(j)} judged{why}"
                    found[key] = replace(r, settled=j.id, reasons=(*r.reasons, said))
    return tuple(sorted(found.values(), key=lambda r: (r.a, r.b, r.kind)))
