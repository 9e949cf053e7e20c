"""Outlets carry, copies copy: whose claim it is after both are followed to their end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from accordingto.link.block import Signature
from accordingto.link.origin import Origin
from accordingto.voice import Access, Stance, VoiceKind

Keys = Mapping[str, set[str]]


def joined(
    group: Sequence[Signature],
    origin: Mapping[str, Origin],
    publisher: Mapping[str, str],
    family: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Claim id to the key of its final origin, and origin key to the reason why it only carries others."""
    key = {s.claim.id: origin[s.claim.id].key for s in group}
    firm = {
        s.claim.id for s in group if not origin[s.claim.id].open and s.claim.stance is not Stance.CONFIRMS
    }
    named, passes = _carried(group, key, publisher, firm)
    resolved = {k: _end(k, named, passes) for k in {*key.values()}}
    carriers = {k: "it only carries what others say" for k in resolved if len(named.get(k, ())) > 1}
    key = {c: resolved[k] for c, k in key.items()}
    _take_from_copied(group, key, origin, family)
    return key, carriers


def _carried(
    group: Sequence[Signature], key: Mapping[str, str], publisher: Mapping[str, str], firm: set[str]
) -> tuple[Keys, Keys]:
    """By outlet: the voices its own reports name for this matter, and the outlets it says it has it from.

    A generic name is only taken where no firm one is given.
    """
    vague: dict[str, set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    passes: dict[str, set[str]] = defaultdict(set)
    for s in group:
        outlet = publisher.get(s.claim.report)
        if outlet is None or key[s.claim.id] == outlet:
            continue
        (passes if is_outlet(s) else named if s.claim.id in firm else vague)[outlet].add(key[s.claim.id])
    return {**vague, **named}, passes


def _end(outlet: str, named: Keys, passes: Keys) -> str:
    """Follows "outlet A has it from outlet B" to its end; a circle ends at its first name in order."""
    seen = [outlet]
    while True:
        here = seen[-1]
        voices, onward = named.get(here, set()), passes.get(here, set())
        if len(voices) == 1:
            return next(iter(voices))
        if voices or len(onward) != 1:
            return here
        step = next(iter(onward))
        if step in seen:
            return min(seen[seen.index(step) :])
        seen.append(step)


def _take_from_copied(
    group: Sequence[Signature], key: dict[str, str], origin: Mapping[str, Origin], family: Mapping[str, str]
) -> None:
    """Among reports that copy each other, an outlet's own voice and generic names take the one named origin.

    Where none is named, they are one origin: that of the first of them.
    """
    kin: dict[str, list[Signature]] = defaultdict(list)
    for s in group:
        kin[family.get(s.claim.report, s.claim.report)].append(s)
    for members in kin.values():
        loose = [s for s in members if is_outlet(s) or origin[s.claim.id].open]
        if len({s.claim.report for s in members}) < 2 or not loose:
            continue
        firm = sorted({key[s.claim.id] for s in members} - {key[s.claim.id] for s in loose})
        if len(firm) > 1:
            continue
        put = firm[0] if firm else key[loose[0].claim.id]
        for s in loose:
            key[s.claim.id] = put


def is_outlet(s: Signature) -> bool:
    """True if the claim is in an outlet's own voice or goes back to an outlet only."""
    return s.claim.origin.kind is VoiceKind.OUTLET or s.claim.access is Access.UNATTRIBUTED
