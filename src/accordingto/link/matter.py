"""Matters: within a topic, the claims that can hold together.

A claim at odds with a matter (another figure, another beginning) opens a matter of its own; denials and
open questions stay with what they deny or ask.
"""

from collections.abc import Mapping, Sequence

from accordingto.languages import lexicon
from accordingto.link.block import Signature
from accordingto.link.compare import compare


def matters(topic: Sequence[Signature], origin: Mapping[str, str]) -> list[list[Signature]]:
    """The claims of a topic, oldest first, in groups; revisions by one origin stay together.

    `origin` is claim id to the key of its final origin within the topic.
    """
    limits = lexicon("any", "linking")["compare"]
    groups: list[list[Signature]] = []
    for s in topic:
        best, score = None, -1.0
        for g, members in enumerate(groups[: limits["block"]]):
            one = {id(m): m for m in (*members[: limits["members"]], *members[-2:])}
            found = [(m, compare(s, m)) for m in one.values()]
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
