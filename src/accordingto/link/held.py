"""A state against the event that ends it: "until May they stayed in prison", "in March they were moved".

The words are too far apart for the comparison by wording. Such claims conflict where the state is said
to have lasted until a day well after the one on which it is said, or known, to have ended.
"""

from collections.abc import Callable, Iterable, Iterator
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


def states_against_events(
    signatures: Iterable[Signature], key: Callable[[Signature], str]
) -> Iterator[Relation]:
    """Conflicts between claims of different reports and origins (`key` tells the origin), each once."""
    asserted = [s for s in signatures if s.claim.polarity is Polarity.ASSERTED and s.features & _people()]
    for state in _states():
        lasting = [(s, end) for s in asserted if (end := _lasted_until(s, state)) is not None]
        if not lasting:
            continue
        ended = [(s, day) for s in asserted if (day := _ended_by(s, state)) is not None]
        for s, end in lasting:
            for other, day in ended:
                apart = other.claim.report != s.claim.report and key(other) != key(s)
                if apart and other.features & s.features & _people() and end - day >= _margin():
                    yield _conflict(s, other, state, end, day)


def _conflict(s: Signature, other: Signature, state: State, end: date, day: date) -> Relation:
    reason = f"one says they stayed {state.name} until {end}, the other that they had left by {day}"
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
