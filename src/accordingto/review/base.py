"""The claims before any decision is applied: each judged one as the person saw it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.judgement import Concern, Former, Judgement
from accordingto.report import Report
from accordingto.review.successor import moved, successor


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The claims before any decision: each judged one as the person saw it."""

    claims: dict[str, Claim]
    newest: dict[str, Claim | None]  # of a judged claim that was seen in an older reading
    lost: dict[str, Claim]  # judged ones whose words the newer reading of the report no longer has
    stands: dict[str, tuple[str, ...]]
    beside: dict[str, list[Claim]]  # newer readings of words that lie within a judged claim's own
    former: dict[str, Claim]  # named by a judgement on their matter only: a newer reading stands for them


def base_of(
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    live: Sequence[Judgement],
    former: Sequence[Former],
) -> Base:
    """The claims of the newest reading, with those that somebody judged in an older one put in place.

    The reading of a claim that counts is the one that its first judgement that still counts was made on.
    """
    current = {c.id: c for c in claims}
    of_report: dict[str, list[Claim]] = defaultdict(list)
    for c in current.values():
        of_report[c.report].append(c)
    first: dict[str, str] = {}  # the judgement that settled which reading counts
    for j in live:
        for i in j.subject if j.concern is Concern.CLAIM else ():
            first.setdefault(i, j.id)
    pins = {(f.judgement, f.claim.id): f for f in former}
    base = Base(claims=current, newest={}, lost={}, stands={}, beside={}, former={})
    settled = [pins[(j, i)] for i, j in sorted(first.items()) if (j, i) in pins]
    judged = {f.claim.id for f in settled}
    for f in settled:
        _settle(base, f, reports.get(f.report), [c for c in of_report[f.report] if c.id not in judged])
    for f in former:  # named by a judgement on its matter: what came after it takes its place
        report = reports.get(f.report)
        if report is None or f.claim.id in current or f.claim.id in base.lost:
            continue
        was = moved(f.claim, f.text, report.text, f.report)
        now = (
            successor(was, report.text, (c for c in of_report[f.report] if c.id in current)) if was else None
        )
        if was is not None and now is not None:
            base.stands[f.claim.id] = (now.id,)
            base.former[f.claim.id] = was
    return base


def _settle(base: Base, f: Former, report: Report | None, unjudged: Sequence[Claim]) -> None:
    """Put the reading that a person judged in the place of what a newer version reads there."""
    if report is None:
        return
    seen = moved(f.claim, f.text, report.text, f.report)
    newer = base.claims.pop(f.claim.id, None)
    if seen is None:
        if newer is None:
            base.lost[f.claim.id] = f.claim
        else:
            base.claims[newer.id] = newer
        return
    if newer is None:
        newer = successor(seen, report.text, (c for c in unjudged if c.id in base.claims))
        if newer is not None:
            del base.claims[newer.id]
    base.claims[seen.id] = seen
    if newer == seen:
        return
    base.newest[seen.id] = newer
    within = [
        c
        for c in unjudged
        if c.id in base.claims and c.id not in f.known and c is not newer and is_of(c, seen)
    ]
    for c in within:
        del base.claims[c.id]
    base.beside[seen.id] = within


def is_of(claim: Claim, judged: Claim) -> bool:
    """True for words of a judged claim, by the same source: the newer version reads two claims there."""
    same = claim.origin.name == judged.origin.name and claim.polarity is judged.polarity
    return same and all(any(e.covers(s) for e in judged.evidence) for s in claim.evidence)
