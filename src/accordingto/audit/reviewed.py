"""Who has reviewed what share of a pile, and how often the machine's reading was left as it was."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accordingto.judgement import VALUES, Act, Concern, Judgement, State, made_ids, standing
from accordingto.ledger.view import LedgerView

Z = 1.96  # of a normal distribution: 95 in 100 intervals hold the share


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many claims. `of` is "pile", "report" or "person", `name` an id or who it is.

    `read` are claims as the machine read them; of these somebody `accepted` some as they were, `corrected`
    some and `rejected` some. `changed` counts the corrections by value ("chain" is the source). `low` and
    `high` bound the share of the claims reviewed that were accepted as they were (Wilson 1927, 95 %); they
    say nothing of claims that nobody has looked at, which may be the harder or the easier ones.
    """

    of: str
    name: str
    read: int
    accepted: int
    corrected: int
    rejected: int
    changed: tuple[tuple[str, int], ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def reviewed(self) -> int:
        return self.accepted + self.corrected + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """Claims on which two people decided, and on how many both left the same state."""

    a: str
    b: str
    claims: int
    same: int


def reviewed(view: LedgerView) -> tuple[Share | Twice, ...]:
    """The share of the pile, of each report of which something is reviewed, of each person; then pairs of
    people who judged the same claims. Nothing where nobody has judged anything."""
    if not view.judgements:
        return ()
    read = _read(view)
    live = [j for j in standing(view.judgements) if j.concern is Concern.CLAIM]
    state = {r.claim: r.state for r in view.reviews if r.claim in read and r.state is not State.NEW}
    made = [j for j in live if set(j.subject) & read.keys()]
    found: list[Share | Twice] = [_share("pile", "", read, state, made)]
    of_report: dict[str, list[str]] = defaultdict(list)
    for claim, report in read.items():
        of_report[report].append(claim)
    for report, claims in sorted(of_report.items()):
        own = {c: state[c] for c in claims if c in state}
        if own:
            found.append(
                _share(
                    "report", report, claims, own, [j for j in made if not own.keys().isdisjoint(j.subject)]
                )
            )
    by: dict[str, dict[str, State]] = defaultdict(dict)
    for j in made:
        by[j.by].update((c, _STATE[j.act]) for c in j.subject if c in read and j.act in _STATE)
    for person, left in sorted(by.items()):
        found.append(_share("person", person, read, left, [j for j in made if j.by == person]))
    return (*found, *_twice(by))


_STATE = {
    Act.ACCEPT: State.ACCEPTED,
    Act.REJECT: State.REJECTED,
    Act.CORRECT: State.CORRECTED,
    Act.SPLIT_CLAIM: State.CORRECTED,
    Act.MERGE_CLAIMS: State.CORRECTED,
}


def _read(view: LedgerView) -> dict[str, str]:
    """The claims that the machine read, by id, with their reports; not those that people made of them."""
    made = {i for j in view.judgements for i in made_ids(j)}
    held = {c.id: c.report for c in (*view.machine, *view.claims) if c.id not in made}
    replaced = {r.claim for r in view.reviews if r.older and r.state is State.NEW}
    return {c: report for c, report in held.items() if c not in replaced}


def _share(
    of: str, name: str, read: Iterable[str], state: Mapping[str, State], made: Iterable[Judgement]
) -> Share:
    count = Counter(state.values())
    changed = Counter(v for j in made if j.act is Act.CORRECT and j.change for v in j.change.values)
    low, high = wilson(count[State.ACCEPTED], count.total())
    return Share(
        of=of,
        name=name,
        read=len(list(read)),
        accepted=count[State.ACCEPTED],
        corrected=count[State.CORRECTED],
        rejected=count[State.REJECTED],
        changed=tuple((v, changed[v]) for v in VALUES if changed[v]),
        low=low,
        high=high,
    )


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    """Between which shares `k` of `n` likely lies (Wilson 1927); nothing for none."""
    if n == 0:
        return None, None
    p, z = k / n, Z * Z / n
    middle, half = p + z / 2, Z * math.sqrt(p * (1 - p) / n + z / (4 * n))
    return (middle - half) / (1 + z), (middle + half) / (1 + z)


def _twice(by: dict[str, dict[str, State]]) -> tuple[Twice, ...]:
    people = sorted(by)
    found = []
    for n, a in enumerate(people):
        for b in people[n + 1 :]:
            both = by[a].keys() & by[b].keys()
            if both:
                same = sum(by[a][c] is by[b][c] for c in both)
                found.append(Twice(a=a, b=b, claims=len(both), same=same))
    return tuple(found)
