"""Relations between the claims of a topic, each with its reasons; a star where pairs would be too many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from accordingto.claim import Flag, Polarity
from accordingto.link.block import Signature
from accordingto.link.compare import Compared, compare
from accordingto.link.count import Counted
from accordingto.link.echo import points
from accordingto.relation import Independence, OriginGroup, Relation, RelationKind
from accordingto.voice import Access, Stance

_COUNT = {Polarity.ASSERTED, Polarity.DENIED}


def relations_in(topic: Sequence[Signature], counts: Sequence[Counted], most: int) -> Iterator[Relation]:
    """Relations within one topic; for more than `most` claims each only with the first of each matter."""
    place = {c: n for n, m in enumerate(counts) for c in m.matter.claims}
    side = {c: o for m in counts for o in m.matter.origins for c in o.claims}
    key = {c: k for m in counts for c, k in m.keys.items()}
    # A headline, lead or caption has its report's own attribution beside it, which stands for both.
    ordered = sorted((s for s in topic if Flag.TAKES_ORIGIN not in s.claim.flags), key=_place)
    if len(ordered) <= most:
        pairs = list(combinations(ordered, 2))
    else:
        first: dict[int, Signature] = {}
        for s in ordered:
            first.setdefault(place[s.claim.id], s)
        leaders = list(first.values())[:most]
        pairs = [(x, s) for x in leaders for s in ordered if x is not s and _heads(x, s, place)]
    for earlier, later in pairs:
        a, b = sorted((earlier, later), key=_place)
        found = compare(a, b)
        standing = _Standing(
            same=place[a.claim.id] == place[b.claim.id],
            one_origin=key[a.claim.id] == key[b.claim.id],
            earlier=side.get(a.claim.id),
            later=side.get(b.claim.id),
        )
        made = _relation(a, b, found, standing)
        if made is not None:
            yield made


def _place(s: Signature) -> int:
    return s.place


def _heads(leader: Signature, s: Signature, place: Mapping[str, int]) -> bool:
    """In a large topic a leader meets the members of its matter; matters meet by conflict with leaders."""
    return place[leader.claim.id] == place[s.claim.id] or (
        leader.place < s.place and bool(s.figures or s.onset)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Two claims in their matters: one matter, one origin, and the origin groups that hold them."""

    same: bool
    one_origin: bool
    earlier: OriginGroup | None
    later: OriginGroup | None


def _relation(earlier: Signature, later: Signature, found: Compared, at: _Standing) -> Relation | None:
    """How the later claim stands to the earlier one; None where no rule says."""
    a, b = earlier.claim, later.claim
    same, one_origin = at.same, at.one_origin
    if found.denies and (same or found.same):
        reason = "one asserts what the other denies"
        return _made(later, earlier, RelationKind.UPDATES if one_origin else RelationKind.CONFLICTS, reason)
    if not {a.polarity, b.polarity} <= _COUNT:
        if a.polarity is b.polarity and same and one_origin and a.report != b.report:
            return _made(later, earlier, RelationKind.REPEATS, "the same open question")
        return None
    if found.conflicts and found.same:
        if one_origin:
            return _made(later, earlier, RelationKind.UPDATES, "revised by the same origin", *found.conflicts)
        return _made(later, earlier, RelationKind.CONFLICTS, *found.conflicts)
    if found.updates and found.same:
        return _made(later, earlier, RelationKind.UPDATES, found.updates)
    return _agreeing(earlier, later, found, at) if same else None


def _agreeing(earlier: Signature, later: Signature, found: Compared, at: _Standing) -> Relation | None:
    """How two claims of one matter stand that are not at odds."""
    x, y = at.earlier, at.later
    if points(earlier) != points(later):
        return None  # "confirmed the account" is about the account in its own report: see echo
    if x is None or y is None:
        return None
    if at.one_origin and found.revised and (earlier.published or "") < (later.published or ""):
        return _made(later, earlier, RelationKind.UPDATES, "revised by the same origin", found.revised)
    if at.one_origin and earlier.claim.report == later.claim.report:
        return None  # that one report says a thing twice is no news
    if at.one_origin:
        return _made(
            later, earlier, RelationKind.REPEATS, f"one origin: {x.name}", independence=Independence.DEPENDENT
        )
    for s, o in ((later, y), (earlier, x)):
        if s.claim.stance is Stance.CONFIRMS and "only confirms" in o.reason:
            other = earlier if s is later else later
            return _made(s, other, RelationKind.CONFIRMS, o.reason, independence=Independence.DEPENDENT)
    if x.counted and y.counted:
        reason = y.reason if "independent of" in y.reason else x.reason
        return _made(later, earlier, RelationKind.CORROBORATES, reason, independence=Independence.INDEPENDENT)
    if found.narrows and Access.UNATTRIBUTED not in {earlier.claim.access, later.claim.access}:
        specific, general = (earlier, later) if found.narrows > 0 else (later, earlier)
        return _made(specific, general, RelationKind.NARROWS, "the same with more detail")
    return None


def _made(
    a: Signature,
    b: Signature,
    kind: RelationKind,
    *reasons: str,
    independence: Independence = Independence.UNKNOWN,
) -> Relation:
    return Relation(a=a.claim.id, b=b.claim.id, kind=kind, independence=independence, reasons=reasons)
