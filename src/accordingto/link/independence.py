"""Independence of two origins in one matter: three values, unknown by default, with the rule that decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from accordingto.link.origin import Origin, name_key
from accordingto.relation import Independence
from accordingto.voice import Access, Stance

_OWN = {
    Access.EYEWITNESS,
    Access.OWN_EXPERIENCE,
    Access.OWN_CONTACTS,
    Access.OFFICIAL_STATEMENT,
    Access.DOCUMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What an origin group brings to a matter.

    `through` are the keys of all voices its claims passed through; `details` what it states that can
    be checked (figures, places, times, names); `age` orders sides: first published first.
    """

    origin: Origin
    claims: tuple[str, ...]
    voices: tuple[tuple[str, str], ...]
    through: frozenset[str]
    access: frozenset[Access]
    stances: frozenset[Stance]
    details: frozenset[str]
    age: tuple[str, str]

    @property
    def own_access(self) -> bool:
        return bool(self.access & _OWN)

    @property
    def only_reacts(self) -> bool:
        return self.stances <= {Stance.CONFIRMS}


def independence(a: Side, b: Side) -> tuple[Independence, str]:
    """Rules (b), (c), (e) and (f) of the ledger on two origin groups; `a` is the earlier."""
    if _name(b) in a.through or _name(a) in b.through:
        return Independence.DEPENDENT, "one stands in the other's chain"
    if a.origin.open or b.origin.open:
        which = a if a.origin.open else b
        return (
            Independence.UNKNOWN,
            f"{which.origin.name!r} is anonymous or generic and may contain the other",
        )
    for x, y in ((a, b), (b, a)):
        own = x.details - y.details
        if x.only_reacts and not own:
            return Independence.DEPENDENT, f"{x.origin.name} only confirms, without a detail of its own"
    for x, y in ((a, b), (b, a)):
        if Access.UNATTRIBUTED in x.access and not x.own_access:
            return Independence.UNKNOWN, f"{x.origin.name} says it in its own voice, without a stated basis"
        if not x.own_access and not x.details - y.details:
            return Independence.UNKNOWN, f"{x.origin.name} states no basis and no detail of its own"
    return Independence.INDEPENDENT, "different origins, each with its own access or detail"


def counted(sides: Iterable[Side]) -> list[tuple[Side, bool, str]]:
    """Which sides count: greedily, best access first, each independent of all counted before it."""
    ranked = sorted(
        sides, key=lambda s: (s.origin.open, s.only_reacts, not s.own_access, s.age, s.origin.key)
    )
    out: list[tuple[Side, bool, str]] = []
    for side in ranked:
        verdicts = [(other, *independence(other, side)) for other, counts, _ in out if counts]
        against = [(o, v, why) for o, v, why in verdicts if v is not Independence.INDEPENDENT]
        if against:
            other, value, why = against[0]
            out.append(
                (
                    side,
                    False,
                    f"{value} of {other.origin.name}: {why}"
                    if value is Independence.DEPENDENT
                    else f"not shown independent of {other.origin.name}: {why}",
                )
            )
        elif verdicts:
            out.append(
                (
                    side,
                    True,
                    f"independent of {', '.join(o.origin.name for o, _, _ in verdicts)}: {verdicts[0][2]}",
                )
            )
        else:
            out.append((side, True, "the first origin"))
    return out


def _name(side: Side) -> str:
    return name_key(side.origin.name)
