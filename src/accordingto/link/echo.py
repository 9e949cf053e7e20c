"""Claims that only point at another's claim: "she confirmed the ministry's claims"."""

from collections import defaultdict
from collections.abc import Sequence

from accordingto.link.block import Signature
from accordingto.link.kinds import listed
from accordingto.link.origin import name_key
from accordingto.relation import Independence, Relation, RelationKind
from accordingto.voice import Access, Stance

_POINTING = {Stance.CONFIRMS, Stance.DENIES, Stance.DOUBTS}


def echoes(signatures: Sequence[Signature]) -> dict[str, tuple[Signature, ...]]:
    """Claim id to the claims it points at, all before it in its report and of the voice it names.

    They are what that voice says in one go, first to last. Where nobody is named, it is the nearest
    other voice that counts; an echo never points at an echo.
    """
    by: dict[str, list[Signature]] = defaultdict(list)
    for s in signatures:
        by[s.claim.report].append(s)
    out: dict[str, tuple[Signature, ...]] = {}
    for held in by.values():
        held.sort(key=lambda s: (s.claim.evidence[0].start if s.claim.evidence else 0, s.claim.id))
        said: list[Signature] = []
        for s in held:
            if not points(s):
                said.append(s)
                continue
            others = [o for o in said if o.claim.origin.name != s.claim.origin.name]
            named = [o for o in others if _names(s, o)]
            if named or others:
                voice = (named or others)[-1].claim.origin.name
                out[s.claim.id] = tuple(_in_one_go(said, voice))
    return out


def _in_one_go(said: Sequence[Signature], voice: str) -> list[Signature]:
    """The last claims of a voice that no other voice interrupts, first to last."""
    found: list[Signature] = []
    for o in reversed(said):
        if o.claim.origin.name == voice:
            found.append(o)
        elif found and o.claim.access is not Access.UNATTRIBUTED:
            break
    return found[::-1]


def pointing(echo: Signature, targets: Sequence[Signature]) -> list[Relation]:
    """What an echo does to the claims it points at: it confirms or denies them, and adds nothing."""
    kind = RelationKind.CONFIRMS if echo.claim.stance is Stance.CONFIRMS else RelationKind.CONFLICTS
    reason = f"{echo.claim.origin.name} {echo.claim.stance.value} what {{}} says, without saying it anew"
    return [
        Relation(
            a=echo.claim.id,
            b=t.claim.id,
            kind=kind,
            independence=Independence.DEPENDENT,
            reasons=(reason.format(t.claim.origin.name),),
        )
        for t in targets
    ]


def points(s: Signature) -> bool:
    """True if, names aside, nothing is said but "claims", "the report", "this"."""
    if s.claim.stance not in _POINTING or s.claim.figures or s.when or s.claim.places:
        return False
    if s.predicate in listed("echo"):
        return True  # "the ministry's account to the news agency": its head word only points
    words = {f for f in s.features if f[0] != "~"}
    return len(words) <= 3 and (not words or bool(words & listed("echo")))


def _names(s: Signature, other: Signature) -> bool:
    """True if the wording of `s` holds the last word of the other voice's name ("the ministry's claims")."""
    name = name_key(other.claim.origin.name).split()
    return bool(name) and name[-1] in name_key(s.wording).split()
