"""Independence of two origins in one matter: three values, unknown by default, with the rule that decided."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accordingto.link.origin import Origin
from accordingto.relation import Independence
from accordingto.voice import Access, Stance, VoiceKind

_OWN = {
    Access.EYEWITNESS,
    Access.OWN_EXPERIENCE,
    Access.OWN_CONTACTS,
    Access.OFFICIAL_STATEMENT,
    Access.DOCUMENT,
}
_NONE = {Access.HEARSAY, Access.INFERENCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What an origin group brings to a matter.

    `through` are the keys of all voices its claims passed through; `details` what it states that can
    be checked (figures, places, times, names), `figures` those of them that are numbers; `age` orders
    sides, first published first; `carries` is the reason why it only carries others, if so.
    """

    origin: Origin
    claims: tuple[str, ...]
    voices: tuple[tuple[str, str], ...]
    through: frozenset[str]
    access: frozenset[Access]
    stances: frozenset[Stance]
    details: frozenset[str]
    figures: frozenset[str]
    age: tuple[str, str]
    carries: str | None = None

    @property
    def own_access(self) -> bool:
        return bool(self.access & _OWN)

    @property
    def only_reacts(self) -> bool:
        return self.stances <= {Stance.CONFIRMS}

    @property
    def unattributed(self) -> bool:
        return self.access <= {Access.UNATTRIBUTED}


def independence(a: Side, b: Side) -> tuple[Independence, str]:
    """Rules (b), (c), (e) and (f) of the rules of evidence on two origin groups; `a` is the earlier.

    Rule (a) is the matter itself; (d) has joined copies into one group before.
    """
    if b.origin.key in a.through or a.origin.key in b.through:
        return Independence.DEPENDENT, "one stands in the other's chain"
    for x in (b, a):
        if x.carries:
            return Independence.DEPENDENT, x.carries
    if _spelled_alike(a.origin, b.origin):
        return Independence.UNKNOWN, f"{b.origin.name} may be {a.origin.name}, spelled in another way"
    for x, y in ((b, a), (a, b)):
        if x.origin.open:
            return (
                Independence.UNKNOWN,
                f"{x.origin.name!r} is anonymous or generic and may contain {y.origin.name!r}",
            )
    for x, y in ((b, a), (a, b)):
        if x.only_reacts and not x.details - y.details:
            return Independence.DEPENDENT, f"{x.origin.name} only confirms, without a detail of its own"
    if (common := a.figures & b.figures) and not b.own_access:
        return (
            Independence.UNKNOWN,
            f"{b.origin.name} gives the same number as {a.origin.name} ({min(common)})",
        )
    for x, y in ((b, a), (a, b)):
        if x.unattributed:
            return Independence.UNKNOWN, f"{x.origin.name} says it in its own voice, without a stated basis"
        if x.access <= _NONE:
            return Independence.UNKNOWN, f"{x.origin.name} does not know it at first hand"
        if not x.own_access and not x.details - y.details:
            return Independence.UNKNOWN, f"{x.origin.name} states no basis and no detail of its own"
    return Independence.INDEPENDENT, "; ".join(_basis(x, y) for x, y in ((a, b), (b, a)))


def _spelled_alike(a: Origin, b: Origin) -> bool:
    """True for two people with one surname and one initial: names from another script have many spellings."""
    if a.kind is not VoiceKind.PERSON or b.kind is not VoiceKind.PERSON:
        return False
    first, second = (re.findall(r"\w+", o.name.casefold()) for o in (a, b))
    return len(first) > 1 and len(second) > 1 and first[-1] == second[-1] and first[0][:1] == second[0][:1]


def _basis(x: Side, y: Side) -> str:
    if x.own_access:
        return f"{x.origin.name}: {', '.join(sorted(x.access & _OWN))}"
    return f"{x.origin.name}: details of its own ({', '.join(sorted(x.details - y.details)[:3])})"


def counted(sides: Iterable[Side]) -> list[tuple[Side, bool, str]]:
    """Which sides count: best access first, each independent of all counted before it, with the reasons."""
    ranked = sorted(
        sides,
        key=lambda s: (
            bool(s.carries),
            s.unattributed,
            s.origin.open,
            s.only_reacts,
            not s.own_access,
            s.age,
            s.origin.key,
        ),
    )
    out: list[tuple[Side, bool, str]] = []
    for side in ranked:
        verdicts = [(other, *independence(other, side)) for other, counts, _ in out if counts]
        against = [v for v in verdicts if v[1] is not Independence.INDEPENDENT]
        if against:
            other, value, why = against[0]
            how = "dependent on" if value is Independence.DEPENDENT else "not shown to be independent of"
            out.append((side, False, f"{how} {other.origin.name}: {why}"))
        elif verdicts:
            whom = ", ".join(o.origin.name for o, _, _ in verdicts)
            out.append((side, True, f"independent of {whom}: {verdicts[0][2]}"))
        else:
            out.append((side, True, "the first origin"))
    return out
