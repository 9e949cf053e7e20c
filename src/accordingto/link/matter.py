"""Matters: the claims about one proposition, found by comparing each claim with those before it.

Leader clustering: claims in order of publication, each joining the nearest earlier proposition it can be
compared with under a shared key. Claims with the same wording are folded first, so that ten thousand
identical claims cost no more than one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from accordingto.languages import lexicon
from accordingto.link.block import Signature, keys
from accordingto.link.compare import compare


def propositions(signatures: Sequence[Signature], weight: Mapping[str, float]) -> list[list[Signature]]:
    """The signatures in groups, each about one proposition, oldest first."""
    limits = lexicon("any", "linking")["compare"]
    ordered = sorted(signatures, key=_age)
    alike: dict[tuple[frozenset[str], object, object], list[Signature]] = defaultdict(list)
    for s in ordered:
        alike[(s.stems, s.earliest, s.latest)].append(s)
    groups: list[list[list[Signature]]] = []
    met: dict[str, list[int]] = defaultdict(list)
    for folded in alike.values():
        s = folded[0]
        own = keys(s, weight, limits["keys"])
        near = dict.fromkeys(g for k in own for g in met[k][: limits["block"]])
        best, score = None, 0.0
        for g in near:
            worst = min(
                (compare(s, other[0], weight) for other in groups[g][:5]), key=lambda c: (c.same, c.score)
            )
            if worst.same and worst.score > score:
                best, score = g, worst.score
        if best is None:
            best = len(groups)
            groups.append([])
        groups[best].append(folded)
        for k in own:
            if not met[k] or best not in met[k]:
                met[k].append(best)
    return [[s for folded in g for s in folded] for g in groups]


def _age(s: Signature) -> tuple[str, str, int, str]:
    return (
        s.published or "9999",
        s.claim.report,
        s.claim.evidence[0].start if s.claim.evidence else 0,
        s.claim.id,
    )
