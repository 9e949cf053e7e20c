"""Whose each claim is over a whole ledger: origin groups joined across matters, never by resemblance."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accordingto.ledger.view import LedgerView
from accordingto.link.origin import origins
from accordingto.relation import OriginGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The origin of a claim: `key` is the same for all claims of one origin, `name` is for people.

    `open` marks who may be anybody (unnamed, generic, withheld): such a one is kept within its report.
    `own` is False where the claim is another's words that the matter took for this origin's.
    """

    key: str
    name: str
    open: bool
    own: bool = True


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
                    out[claim] = replace(head, own=own[claim].key == head.key)
    # One origin bears one name: the one that most matters use, the longer of two.
    best = {key: _most_used(used) for key, used in names.items()}
    named = {c: replace(w, name=best.get(w.key, w.name)) for c, w in out.items()}
    # And one name, where it is a name, is one origin: two keys of it come from two ways to speak of it.
    keys: dict[str, str] = {}
    for w in sorted(named.values(), key=lambda w: w.key):
        if not w.open:
            keys.setdefault(w.name.casefold(), w.key)
    return {c: w if w.open else replace(w, key=keys[w.name.casefold()]) for c, w in named.items()}


def _head(group: OriginGroup, held: list[Whose]) -> Whose:
    """The voice that the group is named after; a named one before an unnamed one."""
    return min(held, key=lambda w: (w.name != group.name, w.open, w.key))


def _most_used(names: Sequence[str]) -> str:
    counts = Counter(names)
    return max(sorted(counts), key=lambda name: (counts[name], len(name)))
