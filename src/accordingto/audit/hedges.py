"""Hedge loss: where a claim passed on says more than its origin did ("as many as 100" becomes "100").

Within one matter only claims of one origin group are held against each other: a stronger claim from
somebody else is a different claim, not a hedge lost on the way. Nor is one that was published first:
what grew a hedge later lost none. Claims are taken together by how sure they are and what they count,
and each is held against the earliest of the others, so that a thousand reposts cost a thousand steps.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from accordingto.claim import Claim, Polarity, Strength
from accordingto.figure import Figure
from accordingto.ledger.view import LedgerView
from accordingto.report import Stated

_ORDER = {
    s: n for n, s in enumerate((Strength.OPEN, Strength.POSSIBLE, Strength.BELIEVED, Strength.PROBABLE))
}
_ORDER[Strength.FLAT] = len(_ORDER)
# Classes of the quantities table that state a number without a hedge on it.
_BARE = {"exact", "round_bare"}
_HELD_AGAINST = 8  # the earliest claims of one kind that a stronger one is held against


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeLoss:
    """Claim `stronger` carries what claim `weaker` hedged. `was` and `became` are the words or grades."""

    matter: str
    weaker: str
    stronger: str
    what: str  # "strength" or "figure"
    was: str
    became: str


def hedge_losses(view: LedgerView) -> tuple[HedgeLoss, ...]:
    """All of them, by matter; figures before grades of strength."""
    claims = {c.id: c for c in view.claims}
    texts = {r.id: r.text for r in view.reports}
    days = {r.id: r.published.value for r in view.reports if isinstance(r.published, Stated)}
    found: set[HedgeLoss] = set()
    for matter in view.matters:
        for group in matter.origins:
            held = [claims[i] for i in group.claims if i in claims]
            held = [c for c in held if c.polarity is Polarity.ASSERTED]
            for weaker, stronger in _pairs(held, days):
                found.update(_between(matter.id, weaker, stronger, texts))
    return tuple(sorted(found, key=lambda h: (h.what, h.matter, h.weaker, h.stronger, h.was)))


def _pairs(held: list[Claim], days: Mapping[str, str]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of a claim and a stronger one that was not published before it."""
    kinds: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in sorted(held, key=lambda c: (days.get(c.report, "9"), c.id)):
        counted = tuple((f.cls, f.population, f.hard, f.soft) for f in claim.figures)
        kinds[claim.strength, counted].append(claim)
    for weak, strong in product(kinds.values(), repeat=2):
        if not _grows(weak[0], strong[0]):
            continue
        for stronger in strong:
            for weaker in weak[:_HELD_AGAINST]:
                early = _before(days.get(stronger.report), days.get(weaker.report))
                if weaker is not stronger and not early:
                    yield weaker, stronger


def _grows(weaker: Claim, stronger: Claim) -> bool:
    return _ORDER[weaker.strength] < _ORDER[stronger.strength] or any(
        _lost(hedged, bare) for hedged in weaker.figures for bare in stronger.figures
    )


def _before(day: str | None, other: str | None) -> bool:
    """True where one ISO date is surely earlier; dates of different grain are held by what both state."""
    if day is None or other is None:
        return False
    shared = min(len(day), len(other))
    return day[:shared] < other[:shared]


def _between(matter: str, weaker: Claim, stronger: Claim, texts: dict[str, str]) -> Iterator[HedgeLoss]:
    if _ORDER[weaker.strength] < _ORDER[stronger.strength]:
        hedges = ", ".join(f"“{h.of(texts[weaker.report])}”" for h in weaker.hedges)
        yield HedgeLoss(
            matter=matter,
            weaker=weaker.id,
            stronger=stronger.id,
            what="strength",
            was=hedges or weaker.strength.value,
            became=stronger.strength.value,
        )
    for hedged in weaker.figures:
        for bare in stronger.figures:
            if _lost(hedged, bare):
                yield HedgeLoss(
                    matter=matter,
                    weaker=weaker.id,
                    stronger=stronger.id,
                    what="figure",
                    was=hedged.span.of(texts[weaker.report]),
                    became=bare.span.of(texts[stronger.report]),
                )


def _lost(hedged: Figure, bare: Figure) -> bool:
    """True if `bare` states flatly the number that `hedged` hedges, of the same population."""
    if hedged.cls in _BARE or bare.cls not in _BARE or hedged.population != bare.population:
        return False
    return bare.soft.low in {hedged.hard.low, hedged.hard.high, hedged.soft.low, hedged.soft.high}
