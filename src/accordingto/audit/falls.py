"""What if this source falls: which matters lose their last independent origin without it."""

from collections import defaultdict
from dataclasses import dataclass

from accordingto.ledger.view import LedgerView
from accordingto.relation import Matter, OriginGroup
from accordingto.voice import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """What a ledger loses without one origin, matters by id.

    `lost` have no other counted origin; `weakened` keep at least one. `beside` counts the claims of
    others in the lost matters: they repeat it, or are not shown to be independent of it. `reports` are
    those that carry it where it counts, by id.
    """

    origin: str
    lost: tuple[str, ...]
    weakened: tuple[str, ...]
    beside: int
    reports: tuple[str, ...]


def falls(view: LedgerView) -> tuple[Fall, ...]:
    """One entry for each origin that counts somewhere; those that take most with them first.

    Matters that a publisher only says in its own voice are left out: nobody else is behind them.
    """
    attributed = {c.id for c in view.claims if c.form is not Form.OWN_VOICE}
    named = {c.origin.name for c in view.claims if c.origin.named}
    named |= {c.origin.spoken_for for c in view.claims if c.origin.spoken_for}
    held: dict[tuple[str, str], list[tuple[Matter, OriginGroup]]] = defaultdict(list)
    for matter in view.matters:
        if attributed.isdisjoint(matter.claims):
            continue
        for group in matter.origins:
            if group.counted:
                # "Two former inmates" of one report are not those of another.
                one = not named.isdisjoint([group.name, *(name for _, name in group.voices)])
                apart = "" if one else min((r for r, _ in group.voices), default="")
                held[apart, group.name].append((matter, group))
    found = (_fall(origin, counted) for (_, origin), counted in held.items())
    return tuple(sorted(found, key=lambda f: (-len(f.lost), -len(f.weakened), f.origin)))


def _fall(origin: str, counted: list[tuple[Matter, OriginGroup]]) -> Fall:
    lost = [(m, g) for m, g in counted if m.independent_origins == 1]
    return Fall(
        origin=origin,
        lost=tuple(m.id for m, _ in lost),
        weakened=tuple(m.id for m, _ in counted if m.independent_origins > 1),
        beside=sum(len(m.claims) - len(g.claims) for m, g in lost),
        reports=tuple(sorted({report for _, g in counted for report, _ in g.voices})),
    )
