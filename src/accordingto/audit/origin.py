"""Whose each claim is over a whole ledger: origin groups joined across matters, never by resemblance."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from accordingto.ledger.view import LedgerView
from accordingto.link.origin import origins
from accordingto.relation import OriginGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The origin of a claim: `key` is the same for all claims of one origin, `name` is for people.

    `open` marks who may be anybody (unnamed, generic, withheld): such a one is kept within its report.
    """

    key: str
    name: str
    open: bool


def whose(view: LedgerView) -> Mapping[str, Whose]:
    """Claim id to its origin.

    A matter has joined spokespeople with their bodies and copies with what they copy; the same named
    origin in two matters is one. A group takes the key of the voice that it is named after, so that a
    repost said in the outlet's own voice is the origin's wherever its matter says so.
    """
    own = origins(view.claims)
    out = {c: Whose(key=o.key, name=o.name, open=o.open) for c, o in own.items()}
    names: dict[str, list[str]] = defaultdict(list)
    for matter in view.matters:
        for group in matter.origins:
            held = [out[c] for c in group.claims if c in own]
            if not held:
                continue
            head = _head(group, held)
            names[head.key].append(group.name)
            for claim in group.claims:
                if claim in own:
                    out[claim] = head
    # One origin bears one name: the one that most matters use, the longer of two.
    best = {k: max(sorted(set(n)), key=lambda x, n=n: (n.count(x), len(x))) for k, n in names.items()}  # type: ignore[misc]
    return {c: Whose(key=w.key, name=best.get(w.key, w.name), open=w.open) for c, w in out.items()}


def _head(group: OriginGroup, held: list[Whose]) -> Whose:
    """The voice that the group is named after; a named one before an unnamed one."""
    return min(held, key=lambda w: (w.name != group.name, w.open, w.key))
