"""The count of a matter: origin groups after carriers and copies are taken away, each with its reason."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256

from accordingto.claim import Polarity
from accordingto.link.block import Signature
from accordingto.link.independence import Side, counted
from accordingto.link.origin import Origin, name_key
from accordingto.relation import Matter, OriginGroup
from accordingto.voice import Access, VoiceKind


def matter_of(
    group: Sequence[Signature],
    origin: Mapping[str, Origin],
    publisher: Mapping[str, str],
    family: Mapping[str, str],
) -> Matter:
    """The matter of a group of claims. `publisher` and `family` (reports that are copies) are by report."""
    same = _joined(group, origin, publisher, family)
    sides = defaultdict(list)
    for s in group:
        if s.claim.polarity in _stated(group):
            sides[same[s.claim.id]].append(s)
    judged = counted(_side(key, members, origin) for key, members in sides.items())
    reports = tuple(sorted({s.claim.report for s in group}))
    claims = tuple(sorted(s.claim.id for s in group))
    k = sum(counts for _, counts, _ in judged)
    return Matter(
        id="m" + sha256("\n".join(claims).encode()).hexdigest()[:16],
        title=min(
            group,
            key=lambda s: (s.claim.polarity is not Polarity.ASSERTED, abs(len(s.wording) - 80), s.claim.id),
        ).wording,
        claims=claims,
        origins=tuple(
            OriginGroup(name=s.origin.name, voices=s.voices, claims=s.claims, counted=counts, reason=why)
            for s, counts, why in judged
        ),
        reports=reports,
        reasons=(f"{k} independent origins, {len(claims)} mentions, {len(reports)} reports",),
    )


def _stated(group: Sequence[Signature]) -> set[Polarity]:
    """What counts as support: assertions, or denials where nobody asserts. Open questions support nothing."""
    held = {s.claim.polarity for s in group}
    if Polarity.ASSERTED in held:
        return {Polarity.ASSERTED}
    return {Polarity.DENIED} & held


def _joined(
    group: Sequence[Signature],
    origin: Mapping[str, Origin],
    publisher: Mapping[str, str],
    family: Mapping[str, str],
) -> dict[str, str]:
    """Claim id to origin key, with outlets replaced by whom they carry and copies by what they copy."""
    key = {s.claim.id: origin[s.claim.id].key for s in group}
    # An outlet named as origin carries whoever its own report in this matter names. Circles end at `seen`.
    named: dict[str, set[str]] = defaultdict(set)
    for s in group:
        outlet = publisher.get(s.claim.report)
        if outlet and not _outlet(s):
            named[f"name|{outlet}"].add(key[s.claim.id])
    passes: dict[str, set[str]] = defaultdict(set)
    for s in group:
        outlet = publisher.get(s.claim.report)
        if outlet and _outlet(s) and key[s.claim.id] != f"name|{outlet}":
            passes[f"name|{outlet}"].add(key[s.claim.id])
    resolved = {o: _source(o, named, passes) for o in {*named, *passes, *key.values()}}
    key = {c: resolved.get(k, k) for c, k in key.items()}
    # A copy takes the origin of what it copies where it has only its own voice or a generic name for it.
    kin: dict[str, list[Signature]] = defaultdict(list)
    for s in group:
        kin[family.get(s.claim.report, s.claim.report)].append(s)
    for members in kin.values():
        firm = sorted({key[s.claim.id] for s in members if not _outlet(s) and not origin[s.claim.id].open})
        loose = [s for s in members if _outlet(s) or origin[s.claim.id].open]
        if len({s.claim.report for s in members}) < 2 or not loose:
            continue
        put = firm[0] if len(firm) == 1 else key[loose[0].claim.id]
        for s in loose:
            if len(firm) <= 1 or not origin[s.claim.id].open:
                key[s.claim.id] = put
    return key


def _source(outlet: str, named: Mapping[str, set[str]], passes: Mapping[str, set[str]]) -> str:
    """Follows "outlet A has it from outlet B" to its end; a circle ends at its first name in order."""
    seen = [outlet]
    while True:
        here = seen[-1]
        if len(named.get(here, ())) == 1:
            return next(iter(named[here]))
        onward = passes.get(here, set())
        if len(onward) != 1 or named.get(here):
            return here
        step = next(iter(onward))
        if step in seen:
            return min(seen[seen.index(step) :])
        seen.append(step)


def _outlet(s: Signature) -> bool:
    return s.claim.origin.kind is VoiceKind.OUTLET or s.claim.access is Access.UNATTRIBUTED


def _side(key: str, members: Sequence[Signature], origin: Mapping[str, Origin]) -> Side:
    own = [s for s in members if origin[s.claim.id].key == key] or list(members)
    voices = [s.claim.origin for s in own]
    return Side(
        origin=Origin(
            key=key,
            name=origin[own[0].claim.id].name,
            kind=voices[0].kind,
            open=all(origin[s.claim.id].open for s in own),
        ),
        claims=tuple(sorted(s.claim.id for s in members)),
        voices=tuple(sorted({(s.claim.report, s.claim.origin.name) for s in members})),
        through=frozenset(name_key(h.voice.name) for s in own for h in s.claim.chain[:-1]),
        access=frozenset(s.claim.access for s in own),
        stances=frozenset(s.claim.stance for s in own),
        details=frozenset(d for s in own for d in details(s)),
        age=min((s.published or "9999", s.claim.report) for s in own),
    )


def details(s: Signature) -> frozenset[str]:
    """What a claim states that can be checked: figures, places, times, named participants."""
    figures = {f"{f.hard.low:g}-{f.hard.high}" for f in s.claim.figures if f.cls not in {"article", "plural"}}
    times = {f"{t.earliest}/{t.latest}" for t in s.claim.times if t.earliest and t.latest}
    return frozenset(figures | times | s.places | s.names)
