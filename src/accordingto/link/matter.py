"""Topics and matters: claims about one thing, and among them those that can hold together.

Leader clustering in order of publication: each claim joins the nearest earlier group it meets under a
shared key. Claims with the same wording are folded first, so that ten thousand identical claims cost no
more than one. Within a topic, a claim at odds with a matter (another figure, another beginning) opens a
matter of its own; denials and open questions stay with what they deny or ask.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from accordingto.languages import lexicon
from accordingto.link.block import Signature, keys
from accordingto.link.compare import compare, cosine

Weights = Mapping[str, float]


def topics(signatures: Sequence[Signature], weight: Weights) -> list[list[Signature]]:
    """The signatures in groups, each about one thing, oldest first."""
    limits = lexicon("any", "linking")["compare"]
    alike: dict[tuple[object, ...], list[Signature]] = defaultdict(list)
    for s in sorted(signatures, key=age):
        alike[(s.features, s.earliest, s.latest, s.happening)].append(s)
    groups: list[list[list[Signature]]] = []
    met: dict[str, list[int]] = defaultdict(list)
    for folded in alike.values():
        s = folded[0]
        own = keys(s, weight, limits["keys"])
        near = Counter(g for k in own for g in met[k][: limits["block"]])
        # Those met under most keys are the likeliest; the number that is looked at bounds the work.
        likely = sorted(near, key=lambda g: (-near[g], g))[: limits["likely"]]
        best, score = None, 0.0
        for g in likely:
            if cosine(s.features, groups[g][0][0].features, weight) < limits["wording"]:
                continue
            found = [compare(s, other[0], weight) for other in groups[g][: limits["members"]]]
            close = sum(c.score for c in found) / len(found)
            if any(c.same for c in found) and close >= limits["same"] * 0.8 and close > score:
                best, score = g, close
        if best is None:
            best = len(groups)
            groups.append([])
        groups[best].append(folded)
        for k in own:
            if not met[k] or met[k][-1] != best:
                met[k].append(best)
    return [sorted((s for folded in g for s in folded), key=age) for g in groups]


def matters(topic: Sequence[Signature], origin: Mapping[str, str], weight: Weights) -> list[list[Signature]]:
    """The claims of a topic in groups that can hold together; revisions by one origin stay together.

    `origin` is claim id to the key of its final origin within the topic.
    """
    limits = lexicon("any", "linking")["compare"]
    groups: list[list[Signature]] = []
    for s in topic:
        best, score = None, -1.0
        for g, members in enumerate(groups[: limits["block"]]):
            one = {id(m): m for m in (*members[: limits["members"]], *members[-2:])}
            found = [(m, compare(s, m, weight)) for m in one.values()]
            if any(c.conflicts and origin[m.claim.id] != origin[s.claim.id] for m, c in found):
                continue
            # A count that the same origin has revised belongs to its own series first of all.
            own = any(origin[m.claim.id] == origin[s.claim.id] for m, _ in found)
            close = own + sum(c.score for _, c in found) / len(found)
            if close > score:
                best, score = g, close
        if best is None:
            groups.append([s])
        else:
            groups[best].append(s)
    return groups


def age(s: Signature) -> tuple[str, str, int, str]:
    """Order of claims: by publication, report, place in the report."""
    first = s.claim.evidence[0].start if s.claim.evidence else 0
    return (s.published or "9999", s.claim.report, first, s.claim.id)
