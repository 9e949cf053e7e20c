"""The count of a matter: origin groups after carriers and copies are taken away, each with its reason."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from accordingto.claim import Polarity
from accordingto.link.block import Signature, vague
from accordingto.link.carrier import Pile, joined
from accordingto.link.compare import number
from accordingto.link.echo import points
from accordingto.link.independence import Side, counted
from accordingto.link.origin import Origin, person_name
from accordingto.relation import Matter, OriginGroup
from accordingto.voice import Access, Stance, VoiceKind
from accordingto.where import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A matter with the final origin key of each of its claims."""

    matter: Matter
    keys: Mapping[str, str]


def count(group: Sequence[Signature], pile: Pile) -> Counted:
    """The matter of a group of claims."""
    final, carriers = joined(group, pile)
    support = _support(group)
    sides = defaultdict(list)
    for s in group:
        if s.claim.polarity in support:
            sides[final[s.claim.id]].append(s)
    # What an origin tells beside the matter supports it for the general proposition, not the specific event.
    about = frozenset(f for s in group for f in s.features if f[0] != "~")
    if any(figures_of(s) or s.earliest or any(_narrow(w) for w in s.claim.places) for s in group):
        about = frozenset()
    judged = counted(_side(key, members, pile, carriers.get(key), about) for key, members in sides.items())
    reports = tuple(sorted({s.claim.report for s in group}))
    claims = tuple(sorted(s.claim.id for s in group))
    k = sum(counts for _, counts, _ in judged)
    made = Matter(
        id="m" + sha256("\n".join(claims).encode()).hexdigest()[:16],
        title=min(group, key=_clear).wording,
        claims=claims,
        origins=tuple(
            OriginGroup(name=s.origin.name, voices=s.voices, claims=s.claims, counted=counts, reason=why)
            for s, counts, why in judged
        ),
        reports=reports,
        reasons=(
            f"{_many(k, 'independent origin')}, {_many(len(claims), 'mention')}, "
            f"{_many(len(reports), 'report')}",
        ),
    )
    return Counted(matter=made, keys=final)


def _many(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def _clear(s: Signature) -> tuple[object, ...]:
    """The clearest wording: asserted, with its event, not a fragment and not a paragraph."""
    return (
        s.claim.polarity is not Polarity.ASSERTED,
        s.claim.event is None,
        abs(len(s.wording) - 90),
        s.claim.id,
    )


def _support(group: Sequence[Signature]) -> set[Polarity]:
    """What counts as support: assertions, or denials where nobody asserts. Open questions support nothing."""
    held = {s.claim.polarity for s in group}
    return {Polarity.ASSERTED} if Polarity.ASSERTED in held else {Polarity.DENIED} & held


def _side(
    key: str, members: Sequence[Signature], pile: Pile, carries: str | None, about: frozenset[str]
) -> Side:
    own = [s for s in members if pile.origin[s.claim.id].key == key] or list(members)
    first = pile.origin[own[0].claim.id]
    # What the same origin tells of the same people beside the matter shows that it knows for itself.
    beside = (
        o
        for report in sorted({s.claim.report for s in own if s.claim.stance is not Stance.CONFIRMS})
        for o in (pile.said(report, key) if len(about) > 1 else ())
        if len(about & o.features) > 1
    )
    access = frozenset(_access(s, pile) for s in own)
    proper = all(s.claim.origin.kind is VoiceKind.PERSON and not pile.origin[s.claim.id].open for s in own)
    longest = max((person_name(s.claim.origin.name) for s in own), key=lambda n: (len(n.split()), n))
    return Side(
        origin=Origin(
            key=key,
            name=longest if proper else first.name,
            kind=first.kind,
            open=all(pile.origin[s.claim.id].open for s in own),
        ),
        claims=tuple(sorted(s.claim.id for s in members)),
        voices=tuple(sorted({(s.claim.report, s.claim.origin.name) for s in members})),
        through=frozenset(k for s in own for k in pile.chains[s.claim.id]),
        access=access if len(access) == 1 else access - {Access.UNSPECIFIED},
        stances=frozenset(s.claim.stance for s in own),
        details=frozenset(d for s in (*own, *beside) if not points(s) for d in details(s)),
        figures=frozenset(f for s in own for f in figures_of(s)),
        age=min((s.published or "9999", s.claim.report) for s in own),
        carries=carries,
        counts=frozenset((f.population, number(f)) for s in own for f in s.figures if not vague(f)),
        told_in=frozenset((s.claim.report, s.claim.evidence) for s in own),
        has_office=any(s.claim.origin.role or s.claim.origin.spoken_for for s in own),
    )


def _narrow(place: Where) -> bool:
    """True for a place smaller than a country: it makes a claim one about a specific event."""
    return not (place.feature or "").startswith("PCL")


def _access(s: Signature, pile: Pile) -> Access:
    """An outlet that others cite, without its source, knows no more than in its own voice."""
    if s.claim.access is Access.UNSPECIFIED and pile.is_outlet(s):
        return Access.UNATTRIBUTED
    return s.claim.access


def figures_of(s: Signature) -> frozenset[str]:
    """The numbers of a claim as text, with whom they count; "a train" and "women" are none."""
    return frozenset(
        f"{f.hard.low:g}–{f.hard.high:g}" if f.hard.high is not None else f"{f.hard.low:g} or more"
        for f in s.claim.figures
        if f.cls not in {"article", "plural", "some", "universal", "none"}
    )


def details(s: Signature) -> frozenset[str]:
    """What a claim states that can be checked: figures, places, times, named participants."""
    times = {f"{t.earliest} to {t.latest}" for t in s.when if t.earliest and t.latest}
    places = {w.name.lower() for w in s.claim.places}
    return frozenset(figures_of(s) | times | places | s.names)
