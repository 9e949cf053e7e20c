"""Independence of two origins in one matter: three values, unknown by default, with the rule that decided."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accordingto.languages.sound import sound
from accordingto.link.origin import Origin
from accordingto.relation import Independence
from accordingto.report import Span
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
    sides, first published first; `carries` is the reason why it only carries others, if so. `counts` are
    (who is counted, number written), `told_in` (report, words) of its claims; `has_office` says that a
    report tells for whom or as what it speaks.
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
    counts: frozenset[tuple[str | None, float]] = frozenset()
    told_in: frozenset[tuple[str, tuple[Span, ...]]] = frozenset()
    has_office: bool = False

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
    if why := _may_be_one(a, b):
        return Independence.UNKNOWN, why
    for x, y in ((b, a), (a, b)):
        if x.only_reacts and not x.details - y.details:
            return Independence.DEPENDENT, f"{x.origin.name} only confirms, without a detail of its own"
    if _another_count(a, b):
        return Independence.UNKNOWN, f"{b.origin.name} gives another number than {a.origin.name}"
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


def _may_be_one(a: Side, b: Side) -> str | None:
    """Why nobody can tell that two origins are two, by their names, offices or the sentence that tells it."""
    if _spelled_alike(a.origin, b.origin):
        return f"{b.origin.name} may be {a.origin.name}, spelled in another way"
    for x, y in ((b, a), (a, b)):
        if x.origin.open:
            return f"{x.origin.name!r} is anonymous or generic and may contain {y.origin.name!r}"
        if _may_speak_for(x, y):
            return f"{x.origin.name} speaks for an office that is not told: it may be {y.origin.name}"
        if _is_state_of(x.origin, y.origin):
            return f"{x.origin.name} speaks through its bodies: it may be {y.origin.name}"
        if x.told_in and x.told_in <= y.told_in and not x.details - y.details:
            return f"one sentence tells it of both {a.origin.name} and {b.origin.name}"
    return None


def _is_state_of(state: Origin, body: Origin) -> bool:
    """True for "Ukraine says" beside a ministry of Ukraine: who of the state said it is not told."""
    kind, _, rest = body.key.partition("|")
    country = rest.rpartition("|")[2]
    return kind == "body" and bool(country) and state.key == f"name|{country}"


def _spelled_alike(a: Origin, b: Origin) -> bool:
    """True for two names with one surname, as it sounds, and one initial, or with no more than the surname:
    names from another script have many spellings."""
    if any(o.kind is VoiceKind.OUTLET or not o.key.startswith("name|") for o in (a, b)):
        return False
    first, second = (re.findall(r"\w+", o.name.casefold()) for o in (a, b))
    if not first or not second or sound(first[-1]) != sound(second[-1]):
        return False
    return min(len(first), len(second)) == 1 or first[0][:1] == second[0][:1]


def _may_speak_for(person: Side, body: Side) -> bool:
    """True for an official whose office the report does not tell, beside a body: it may be of that body."""
    return (
        person.origin.kind is VoiceKind.PERSON
        and not person.has_office
        and person.access == {Access.OFFICIAL_STATEMENT}
        and body.origin.kind is VoiceKind.OFFICIAL_BODY
    )


def _another_count(a: Side, b: Side) -> bool:
    """True where both count the same, and never with the same number: then neither bears the other out."""
    both = [(n, m) for x, n in a.counts for y, m in b.counts if x == y or None in {x, y}]
    return bool(both) and all(n != m for n, m in both)


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
