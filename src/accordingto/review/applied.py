"""Judgements applied: the claims as they stand for linking, and beside them what the machine had read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from accordingto.claim import Claim, NonResponse
from accordingto.judgement import (
    Act,
    Change,
    Former,
    Judgement,
    Proposal,
    Review,
    State,
    made_ids,
    standing,
)
from accordingto.report import Report
from accordingto.review.base import Base, base_of, is_of
from accordingto.review.change import changed, differing, merged, parts
from accordingto.review.withheld import Withheld, withheld
from accordingto.review.wording import also, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The claims of a pile after people have judged some of them; each tuple sorted by id.

    `claims` are those to be linked. `machine` are the machine's own where a person left something else or
    nothing of them, or where a newer reading stands for one that a person had named. `newest` are what a
    newer version reads in place of a claim that was judged before. `stands` leads from the id of a judged
    claim to the ids of what stands for it now, where that is another.
    """

    claims: tuple[Claim, ...]
    machine: tuple[Claim, ...]
    newest: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    reviews: tuple[Review, ...]
    proposals: tuple[Proposal, ...]
    judgements: tuple[Judgement, ...]
    stands: Mapping[str, tuple[str, ...]]
    withheld: Withheld


@dataclass(frozen=True, slots=True)
class _Table:
    """What lies on the table while judgements are applied one after the other."""

    claims: dict[str, Claim]
    machine: dict[str, Claim] = field(default_factory=dict)  # a claim's last machine reading
    state: dict[str, State] = field(default_factory=dict)
    stands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    corrected: set[str] = field(default_factory=set)
    declined: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)  # split or merged into others


def applied(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    judgements: Sequence[Judgement],
    former: Sequence[Former] = (),
    non_responses: Sequence[NonResponse] = (),
) -> Reviewed:
    """The claims as they stand after all judgements that are not undone.

    `claims` are those of the newest reading of each report; `judgements` stand in the order in which they
    were appended; `former` are judged claims that were seen in an older reading. A claim that nobody has
    judged is as the newest version reads it; a judged one is as the person saw it, plus what the person
    changed, and what the newer version reads otherwise is a proposal. A judgement on a claim that is no
    longer there waits: if it comes back, the judgement counts again.
    """
    held = {r.id: r for r in reports}
    live = standing(judgements)
    base = base_of(claims, held, live, former)
    table = _Table(dict(base.claims), machine=dict(base.claims), stands=dict(base.stands))
    for one in live:
        _DO.get(one.act, _nothing)(table, one)
    _release(base, table)
    rejected = {i for i, s in table.state.items() if s is State.REJECTED}
    left = {i: c for i, c in table.claims.items() if i not in rejected}
    kept = withheld(((table.machine[i], c) for i, c in table.claims.items() if i in table.machine), held)
    held_back = [c for own in base.beside.values() for c in own]
    beside = {i: base.claims[i] for i in base.claims if left.get(i) != base.claims[i]}
    return Reviewed(
        claims=_sorted(kept.claim(c) for c in left.values()),
        machine=_sorted(kept.claim(c) for c in (*beside.values(), *base.former.values())),
        newest=_sorted(kept.claim(c) for c in (*base.newest.values(), *held_back) if c is not None),
        non_responses=tuple(kept.silence(n) for n in non_responses),
        reviews=_reviews(judgements, table, base),
        proposals=_proposals(base, table, held, kept),
        judgements=tuple(kept.judgement(j) for j in judgements),
        stands=table.stands,
        withheld=kept,
    )


def resolved(claim: str, stands: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The ids of what stands for a judged claim: itself, its parts, or what it was merged into."""
    found: dict[str, None] = {}
    todo, met = [claim], set()
    while todo:
        one = todo.pop(0)
        if one in met:
            continue
        met.add(one)
        if one in stands:
            todo = [*stands[one], *todo]
        else:
            found[one] = None
    return tuple(found)


def _release(base: Base, table: _Table) -> None:
    """What a judged claim no longer holds back, because a person took words away from it, stands."""
    for i, held in base.beside.items():
        stands = table.claims.get(i)
        words = None if stands is None else replace(base.claims[i], evidence=stands.evidence)
        left = [c for c in held if words is None or is_of(c, words)]
        table.claims.update({c.id: c for c in held if c not in left})
        base.beside[i] = left


def _accept(table: _Table, j: Judgement) -> None:
    for i in j.subject:
        if i not in table.claims:
            continue
        if j.change is not None and j.change.proposal is not None:
            if not j.change.values:  # the newer version finds no such claim, and the person agrees
                table.state[i] = State.REJECTED
                continue
            table.machine[i] = changed(table.machine[i], j.change, by_a_person=False)
            table.claims[i] = changed(table.claims[i], j.change, by_a_person=False)
            if not differing(table.machine[i], table.claims[i]).values:
                table.claims[i] = table.machine[i]
                table.corrected.discard(i)
        table.state[i] = State.CORRECTED if i in table.corrected else State.ACCEPTED


def _reject(table: _Table, j: Judgement) -> None:
    if j.change is not None and j.change.proposal is not None:
        table.declined.add(j.change.proposal)
        return
    table.state.update(dict.fromkeys((i for i in j.subject if i in table.claims), State.REJECTED))


def _correct(table: _Table, j: Judgement) -> None:
    i = j.subject[0]
    if i in table.claims and j.change is not None:
        table.claims[i] = changed(table.claims[i], j.change)
        table.corrected.add(i)
        table.state[i] = State.CORRECTED


def _split(table: _Table, j: Judgement) -> None:
    claim = table.claims.get(j.subject[0])
    if claim is not None and j.change is not None:
        _replace(table, [claim], parts(claim, j.change.parts))


def _merge(table: _Table, j: Judgement) -> None:
    found = [table.claims[i] for i in j.subject if i in table.claims]
    if len(found) == len(j.subject) and len({c.report for c in found}) == 1:
        _replace(table, found, [merged(found)])


def _replace(table: _Table, old: Sequence[Claim], new: Sequence[Claim]) -> None:
    for c in old:
        del table.claims[c.id]
        table.gone.add(c.id)
        table.stands[c.id] = tuple(n.id for n in new)
    for c in new:
        table.claims[c.id] = table.machine[c.id] = c
        table.state[c.id] = State.CORRECTED
        table.corrected.add(c.id)


def _nothing(_table: _Table, _judgement: Judgement) -> None:
    """Of matters and relations, which are linked only afterwards."""


_DO = {
    Act.ACCEPT: _accept,
    Act.REJECT: _reject,
    Act.CORRECT: _correct,
    Act.SPLIT_CLAIM: _split,
    Act.MERGE_CLAIMS: _merge,
}


def _reviews(judgements: Sequence[Judgement], table: _Table, base: Base) -> tuple[Review, ...]:
    known = {*base.claims, *base.lost, *table.claims}
    on: dict[str, dict[str, None]] = defaultdict(dict)
    for j in judgements:
        for i in (*j.subject, *made_ids(j)):
            for one in (i,) if i in known else resolved(i, table.stands):
                if one in known:
                    on[one][j.id] = None
    replaced = [
        Review(claim=i, state=State.NEW, judgements=(), older=True, newer=base.stands[i][0])
        for i in base.former
    ]
    judged = [
        Review(
            claim=i,
            state=State.CORRECTED if i in table.gone else table.state.get(i, State.NEW),
            judgements=tuple(on[i]),
            older=i in base.newest,
            newer=newer.id if (newer := base.newest.get(i)) is not None else None,
        )
        for i in on
    ]
    return tuple(sorted((*replaced, *judged), key=lambda r: r.claim))


def _proposals(
    base: Base, table: _Table, reports: Mapping[str, Report], kept: Withheld
) -> tuple[Proposal, ...]:
    found = []
    for i, newer in sorted(base.newest.items()):
        stands = table.claims.get(i)
        if stands is None:  # split or merged: there is nothing left that a value could go to
            continue
        rejected = table.state.get(i) is State.REJECTED
        if newer is None:
            if not rejected:
                found.append(_proposal(i, None, Change(), ("the newer version finds no such claim",)))
            continue
        news = differing(table.machine[i], newer)
        own = differing(stands, newer)
        change = Change(**{name: getattr(news, name) for name in news.values if name in own.values})
        own_too = base.beside.get(i, ())
        if change.values or own_too:
            text = reports[newer.report].text
            says = said(kept.claim(stands), kept.claim(newer), change.values, text)
            found.append(_proposal(i, newer.id, change, (*says, *also(own_too, text))))
    for i in sorted(base.lost):
        says = ("the words of this claim are not in the report as the newer version reads it",)
        found.append(_proposal(i, None, Change(), says))
    return tuple(p for p in found if p.id not in table.declined)


def _proposal(claim: str, newer: str | None, change: Change, says: tuple[str, ...]) -> Proposal:
    made = sha256("\x1f".join((claim, *says)).encode("utf-8", "replace")).hexdigest()
    key = f"p{made[:16]}"
    return Proposal(id=key, claim=claim, newer=newer, change=replace(change, proposal=key), says=says)


def _sorted(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda c: c.id))
