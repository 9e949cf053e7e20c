"""Outlets carry, copies copy: whose claim it is after both are followed to their end."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from accordingto.link.block import Signature
from accordingto.link.origin import Origin, outlet_key
from accordingto.voice import Access, Stance, VoiceKind

Keys = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What is known of the reports and claims of a topic.

    `origin` and `chains` (keys of the voices before the origin) are by claim id; `publisher` (origin key
    of its outlet) and `family` (a number for the reports that copy each other) by report id; `said` gives
    an origin's claims in a report, by report id and origin key; `outlets` are those of these origins that
    publish anywhere.
    """

    origin: Mapping[str, Origin]
    chains: Mapping[str, frozenset[str]]
    publisher: Mapping[str, str]
    family: Mapping[str, int]
    said: Callable[[str, str], Sequence[Signature]]
    outlets: frozenset[str]

    def is_outlet(self, s: Signature) -> bool:
        """True if the claim is in an outlet's own voice or goes back to an outlet only.

        What publishes in this pile is an outlet, whatever the report that cites it took it for.
        """
        return (
            s.claim.origin.kind is VoiceKind.OUTLET
            or s.claim.access is Access.UNATTRIBUTED
            or self.origin[s.claim.id].key in self.outlets
        )


def joined(group: Sequence[Signature], pile: Pile) -> tuple[dict[str, str], dict[str, str]]:
    """Claim id to the key of its final origin, and origin key to the reason why it only carries others."""
    key = {s.claim.id: pile.origin[s.claim.id].key for s in group}
    named, passes = _carried(group, key, pile)
    resolved = {k: _end(k, named, passes) for k in {*key.values()}}
    carriers = {k: "it only carries what others say" for k in resolved if len(named.get(k, ())) > 1}
    key = {c: resolved[k] for c, k in key.items()}
    _take_from_copied(group, key, pile)
    return key, carriers


def _carried(group: Sequence[Signature], key: Mapping[str, str], pile: Pile) -> tuple[Keys, Keys]:
    """By outlet: the voices its own reports name for this matter, and the outlets it says it has it from.

    A generic name is only taken where no firm one is given.
    """
    named: dict[str, set[str]] = defaultdict(set)
    vague: dict[str, set[str]] = defaultdict(set)
    passes: dict[str, set[str]] = defaultdict(set)
    for s in group:
        outlet, own = pile.publisher.get(s.claim.report), key[s.claim.id]
        # An outlet in the middle of a chain names whom it has it from, though its own report is not here.
        for hop in s.claim.chain[1:-1]:
            between = outlet_key(hop.voice.name)
            if hop.voice.kind is VoiceKind.OUTLET and own not in {between, outlet} and not pile.is_outlet(s):
                (vague if pile.origin[s.claim.id].open else named)[between].add(own)
        if outlet is None or own == outlet:
            continue
        firm = not pile.origin[s.claim.id].open and s.claim.stance is not Stance.CONFIRMS
        (passes if pile.is_outlet(s) else named if firm else vague)[outlet].add(own)
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


def _take_from_copied(group: Sequence[Signature], key: dict[str, str], pile: Pile) -> None:
    """Among reports that copy each other, an outlet's own voice and generic names take the one named origin.

    Where none is named, they are one origin: that of the first of them.
    """
    kin: dict[int, list[Signature]] = defaultdict(list)
    for s in group:
        kin[pile.family[s.claim.report]].append(s)
    for members in kin.values():
        loose = [s for s in members if pile.is_outlet(s) or pile.origin[s.claim.id].open]
        if len({s.claim.report for s in members}) < 2 or not loose:
            continue
        firm = sorted({key[s.claim.id] for s in members} - {key[s.claim.id] for s in loose})
        if len(firm) > 1:
            continue
        put = firm[0] if firm else key[loose[0].claim.id]
        for s in loose:
            key[s.claim.id] = put
