"""A state against the event that ends it: "until May they stayed in prison", "in March they were moved".

The words are too far apart for the comparison by wording. Such claims conflict where the state is said
to have lasted until a day well after the one on which it is said, or known, to have ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from accordingto.claim import Polarity
from accordingto.languages import lexicon
from accordingto.link.block import Signature
from accordingto.link.kinds import plain
from accordingto.link.words import stem
from accordingto.relation import Relation, RelationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One row of languages/en/held.toml, as plain stems."""

    name: str
    stay: frozenset[str]
    held: frozenset[str]
    left: frozenset[str]
    whereto: frozenset[str]


@dataclass(frozen=True, slots=True)
class Side:
    """A claim's part in a state, by its row: the day until which it lasted, or by which it had ended."""

    state: int
    lasting: bool
    day: date


def sides(s: Signature) -> list[Side]:
    """The states that a claim says to have lasted or to have ended."""
    if s.claim.polarity is not Polarity.ASSERTED or not s.features & _people():
        return []
    out = []
    for n, state in enumerate(_states()):
        if (until := _lasted_until(s, state)) is not None:
            out.append(Side(n, True, until))
        if (by := _ended_by(s, state)) is not None:
            out.append(Side(n, False, by))
    return out


def against(s: Signature, other: Signature, x: Side, y: Side) -> Relation | None:
    """The conflict of a state (`s`) and the event that ended it (`other`), if they are at odds."""
    if other.claim.report == s.claim.report or not other.features & s.features & _people():
        return None
    if x.day - y.day < _margin():
        return None
    name = _states()[x.state].name
    reason = f"one says they stayed {name} until {x.day}, the other that they had left by {y.day}"
    limit = "both can hold only if the first does not speak of the time before"
    return Relation(a=s.claim.id, b=other.claim.id, kind=RelationKind.CONFLICTS, reasons=(reason, limit))


def _lasted_until(s: Signature, state: State) -> date | None:
    """The last day of the state, if the claim says that it lasted until then."""
    if not (s.features & state.held and s.features & state.stay):
        return None
    ends = [t.latest for t in s.when if t.latest and (t.bound or "").startswith(("until", "till"))]
    return max(ends, default=None)


def _ended_by(s: Signature, state: State) -> date | None:
    """The day by which somebody had left the state: that of the event, else of the report."""
    if s.predicate not in state.left or not s.features & state.whereto:
        return None
    if s.latest:
        return s.latest
    try:
        return date.fromisoformat(s.published) if s.published else None
    except ValueError:  # a month or a year alone: no day
        return None


def _margin() -> timedelta:
    return timedelta(days=int(lexicon("any", "linking")["compare"]["held"]))


@cache
def _states() -> tuple[State, ...]:
    rows = lexicon("en", "held")["state"]
    return tuple(
        State(name=row["name"], **{part: _stems(row[part]) for part in ("stay", "held", "left", "whereto")})
        for row in rows
    )


@cache
def _people() -> frozenset[str]:
    return _stems(lexicon("en", "held")["people"]["words"])


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(stem(word)) for word in words)
