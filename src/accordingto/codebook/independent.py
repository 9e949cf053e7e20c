"""How many independent origins stand behind a stage as a whole, never how many mentions.

A stage is a general proposition ("recruiters visit prisons"). An origin counts for it only if it is
counted in a matter there, and is independent of all counted before it by the rules that hold within a
matter: not in another's chain, not anonymous beside another, not merely reacting, with access or a
detail of its own. In doubt it does not count, and the reason is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from accordingto.audit.origin import Whose
from accordingto.claim import Claim
from accordingto.figure import Bounds
from accordingto.ledger.view import LedgerView
from accordingto.link.independence import Side, counted
from accordingto.link.origin import Origin, chain_keys
from accordingto.relation import Matter
from accordingto.report import Stated
from accordingto.voice import Access, VoiceKind
from accordingto.when import TimeRole

_AT_SECOND_HAND = {Access.INFERENCE, Access.HEARSAY, Access.UNATTRIBUTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOrigin:
    """An origin at a stage: its claims and matters there, whether it counts, and why."""

    name: str
    counted: bool
    reason: str
    claims: tuple[str, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What all stages need of a ledger, worked out once."""

    claims: Mapping[str, Claim]
    whose: Mapping[str, Whose]
    through: Mapping[str, frozenset[str]]
    published: Mapping[str, str]


def known(view: LedgerView, whose_: Mapping[str, Whose]) -> Known:
    """Claims by id, whose they are, the keys of the voices they passed through, days of publication."""
    return Known(
        claims={c.id: c for c in view.claims},
        whose=whose_,
        through=chain_keys(view.claims),
        published={r.id: r.published.value for r in view.reports if isinstance(r.published, Stated)},
    )


def origins_of(matters: Iterable[Matter], placed: set[str], all_: Known) -> tuple[StageOrigin, ...]:
    """Counted origins first. `placed` are the claims that stand at the stage and assert."""
    held: dict[str, list[tuple[str, Matter, str | None]]] = defaultdict(list)
    for matter in matters:
        for group in matter.origins:
            for claim in group.claims:
                if claim in placed and claim in all_.claims:
                    refused = None if group.counted else group.reason
                    held[all_.whose[claim].key].append((claim, matter, refused))
    sides = [
        _side(key, [all_.claims[c] for c, _, _ in mine], all_)
        for key, mine in held.items()
        if any(refused is None for _, _, refused in mine)
    ]
    verdicts = {
        s.origin.key: (yes, f"{why}, an outlet that gives no source" if yes and s.unattributed else why)
        for s, yes, why in counted(_own_numbers(sides))
    }
    out = []
    for key, mine in held.items():
        yes, why = verdicts.get(key, (False, next((r for _, _, r in mine if r), "")))
        out.append(
            StageOrigin(
                name=all_.whose[mine[0][0]].name,
                counted=yes,
                reason=why,
                claims=tuple(sorted({c for c, _, _ in mine})),
                matters=tuple(sorted({m.id for _, m, _ in mine})),
            )
        )
    return tuple(sorted(out, key=lambda o: (not o.counted, -len(o.matters), o.name, o.claims)))


def _own_numbers(sides: Iterable[Side]) -> Iterator[Side]:
    """Each side without the numbers that an earlier one gave, where it has others of its own.

    Within a matter a shared number speaks for copying; an origin that also counts what nobody counted
    before it knows something of the stage by itself.
    """
    given: set[str] = set()
    for side in sorted(sides, key=lambda s: (s.age, s.origin.key)):
        own = side.figures - given
        given |= side.figures
        yield replace(side, figures=own) if own else side


def _side(key: str, claims: Sequence[Claim], all_: Known) -> Side:
    """What one origin brings to the stage; what others say of it, or copy, shows nothing of how it knows."""
    first = all_.whose[claims[0].id]
    claims = [c for c in claims if all_.whose[c.id].own] or claims
    # What it only infers or has heard takes nothing from what it says elsewhere at the stage.
    claims = [c for c in claims if _access(c) not in _AT_SECOND_HAND] or claims
    access = frozenset(_access(c) for c in claims)
    figures = frozenset(_number(f.hard) for c in claims for f in c.figures if f.hard.low > 1)
    happened = [t for c in claims for t in c.times if t.role is TimeRole.EVENT]
    times = {f"{t.earliest} to {t.latest}" for t in happened if t.earliest and t.latest}
    places = {w.name.lower() for c in claims for w in c.places}
    return Side(
        origin=Origin(key=key, name=first.name, kind=claims[0].origin.kind, open=first.open),
        claims=tuple(c.id for c in claims),
        voices=tuple(sorted({(c.report, c.origin.name) for c in claims})),
        through=frozenset(k for c in claims for k in all_.through[c.id]) - {key},
        access=access if len(access) == 1 else access - {Access.UNSPECIFIED},
        stances=frozenset(c.stance for c in claims),
        details=frozenset(figures | times | places),
        figures=figures,
        age=min((all_.published.get(c.report, "9999"), c.report) for c in claims),
        has_office=any(c.origin.role or c.origin.spoken_for for c in claims),
    )


def _number(hard: Bounds) -> str:
    if hard.high is None:
        return f"{hard.low:g} or more"
    return f"{hard.low:g}" if hard.low == hard.high else f"{hard.low:g} to {hard.high:g}"


def _access(claim: Claim) -> Access:
    """An outlet that others name, without its source, knows no more than in its own voice."""
    if claim.access is Access.UNSPECIFIED and claim.origin.kind is VoiceKind.OUTLET:
        return Access.UNATTRIBUTED
    return claim.access
