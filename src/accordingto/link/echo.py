"""Claims that only point at another's claim: "she confirmed the ministry's claims"."""

from collections import defaultdict
from collections.abc import Sequence

from accordingto.link.block import Signature
from accordingto.link.kinds import listed
from accordingto.link.origin import name_key
from accordingto.voice import Stance

_POINTING = {Stance.CONFIRMS, Stance.DENIES, Stance.DOUBTS}


def echoes(signatures: Sequence[Signature]) -> dict[str, str]:
    """Claim id to the claim it points at: the nearest before it in its report, of the voice it names.

    Where it names nobody, the nearest claim of another voice; an echo never points at an echo.
    """
    by: dict[str, list[Signature]] = defaultdict(list)
    for s in signatures:
        by[s.claim.report].append(s)
    out: dict[str, str] = {}
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
                out[s.claim.id] = (named or others)[-1].claim.id
    return out


def points(s: Signature) -> bool:
    """True if, names aside, nothing is said but "claims", "the report", "this"."""
    if s.claim.stance not in _POINTING or s.claim.figures or s.claim.times or s.claim.places:
        return False
    if s.predicate in listed("echo"):
        return True  # "the ministry's account to the news agency": its head word only points
    words = {f for f in s.features if f[0] != "~"}
    return len(words) <= 3 and (not words or bool(words & listed("echo")))


def _names(s: Signature, other: Signature) -> bool:
    """True if the wording of `s` holds the last word of the other voice's name ("the ministry's claims")."""
    name = name_key(other.claim.origin.name).split()
    return bool(name) and name[-1] in name_key(s.wording).split()
