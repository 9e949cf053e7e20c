"""Versions of pages as they may leave: what edits are worked out from, without names that a page withholds.

What stands is shown elsewhere as it is: what a report prints, it prints. An earlier version may print what
the outlet took out since, or what a person withheld: it is to come back in no file. Blacked out letter by
letter, so that each span still quotes the same place. Made so that a view and the view of what `import` makes
of its JSON have the same edits.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import chain
from typing import TypeVar, cast

from accordingto.audit.edits import edits, withheld_between
from accordingto.audit.shield import shielded
from accordingto.edit import Edit
from accordingto.ledger.bring import as_read
from accordingto.ledger.history import State
from accordingto.ledger.view import Custody, Earlier, LedgerView

T = TypeVar("T")
BLACK = "\N{FULL BLOCK}"
Pair = tuple[State, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What the versions of pages say otherwise, and the readings that this was worked out from."""

    edits: tuple[Edit, ...]
    earlier: tuple[Earlier, ...]


def versions(
    pairs: Sequence[Pair],
    view: LedgerView,
    hidden: Mapping[str, Collection[str]],
    custody: Iterable[Custody],
    standing: Collection[int],
) -> Versions:
    """Edits between `pairs` of versions, oldest first, and the versions as they may be shown.

    `hidden` are names that people withheld, by report; `custody` how the reports of all pairs were got;
    `standing` the numbers of the readings that the (unshielded) view holds.
    """
    if not pairs:
        return Versions(edits=(), earlier=())
    got: dict[str, list[Custody]] = defaultdict(list)
    for held in custody:
        got[held.report].append(held)
    hidden = _names_of(pairs, hidden)
    told = _told(pairs, hidden)
    stands = _standing([s for s in chain(*pairs) if s.number in standing], view)
    shown: dict[int, State] = {}
    for state in chain(*pairs):
        if state.number not in shown:
            shown[state.number] = stands.get(state.number) or _blacked(state, told[state.report.id])
    told_by = [tuple(replace(shown[s.number], address=s.address, at=s.at) for s in pair) for pair in pairs]
    earlier = [
        Earlier(
            report=s.report,
            claims=s.claims,
            non_responses=s.non_responses,
            published=s.published,
            maker=s.maker,
            custody=tuple(got[s.report.id]),
        )
        for number, s in sorted(shown.items())
        if number not in stands
    ]
    return Versions(edits=edits(cast(Iterable[Pair], told_by), hidden), earlier=tuple(earlier))


def _names_of(pairs: Iterable[Pair], hidden: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """What is withheld by people and rules, and what one version calls a voice that the other withholds."""
    found = {report: {name for name in names if _names(name)} for report, names in hidden.items()}
    for before, after in pairs:
        told = {name for name in withheld_between(before, after) if _names(name)}
        for state in (before, after) if told else ():
            found.setdefault(state.report.id, set()).update(told)
    return found


def _told(pairs: Iterable[Pair], hidden: Mapping[str, Collection[str]]) -> Mapping[str, set[str]]:
    """By report the names that any version of one of its pages withholds."""
    pages: dict[str, set[str]] = defaultdict(set)
    for state in chain(*pairs):
        pages[state.address].add(state.report.id)
    found: dict[str, set[str]] = defaultdict(set)
    for reports in pages.values():
        names = {name for report in reports for name in hidden.get(report, ())}
        for report in reports:
            found[report] |= names
    return found


def _standing(states: Iterable[State], view: LedgerView) -> dict[int, State]:
    """Readings that stand, as the published view has them."""
    found = {s.report.id: s for s in states}
    some = replace(
        view,
        reports=tuple(r for r in view.reports if r.id in found),
        claims=tuple(c for c in view.claims if c.report in found),
        non_responses=tuple(n for n in view.non_responses if n.report in found),
        machine=tuple(c for c in view.machine if c.report in found),
        newest=tuple(c for c in view.newest if c.report in found),
        relations=(),
        matters=(),
        copies=(),
    )
    _, newest = as_read(shielded(some))
    claims = defaultdict(list)
    for claim in sorted(newest, key=lambda c: c.id):
        claims[claim.report].append(claim)
    return {s.number: replace(s, claims=tuple(claims[i])) for i, s in found.items()}


def _blacked(state: State, names: Collection[str]) -> State:
    """A version without the names that its rules, and those of its page, withhold."""
    view = LedgerView(
        reports=(state.report,),
        claims=state.claims,
        non_responses=state.non_responses,
        relations=(),
        matters=(),
        copies=(),
    )
    view = shielded(view)
    state = replace(state, claims=view.claims, non_responses=view.non_responses)
    words = {word for name in names for word in (name, *name.split()) if _names(word)}
    if not words:
        return state
    longest = sorted(words, key=lambda w: (-len(w), w))
    inside = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return replace(
        state,
        report=replace(_without(state.report, inside), id=state.report.id),
        claims=tuple(_without(c, inside) for c in state.claims),
        non_responses=tuple(_without(n, inside) for n in state.non_responses),
    )


def _names(word: str) -> bool:
    """True for what may be part of a name: a pronoun or a common noun stands everywhere."""
    return len(word) > 1 and any(c.isupper() for c in word)


def _without(noun: T, inside: re.Pattern[str]) -> T:
    """The noun with every text in it blacked out; values of enums are none."""
    if type(noun) is str:
        return cast(T, inside.sub(lambda m: re.sub(r"\w", BLACK, m[0]), str(noun)))
    if isinstance(noun, tuple):
        return cast(T, tuple(_without(part, inside) for part in noun))
    if is_dataclass(noun) and not isinstance(noun, type):
        parts = {f.name: _without(getattr(noun, f.name), inside) for f in fields(noun) if f.init}
        return cast(T, replace(noun, **parts))
    return noun
