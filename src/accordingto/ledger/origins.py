"""Which voices stand behind which matter, as rows: what rests on whom, and what falls with them."""

from collections.abc import Collection, Iterable
from hashlib import sha256

from accordingto.claim import Claim
from accordingto.ledger.view import LedgerView
from accordingto.relation import OriginGroup
from accordingto.voice import Form


def names_of(claims: Iterable[Claim]) -> set[str]:
    """The names by which an origin is the same in every report."""
    held = list(claims)
    named = {c.origin.name for c in held if c.origin.named}
    return named | {c.origin.spoken_for for c in held if c.origin.spoken_for and not c.origin.protected}


def origin_rows(view: LedgerView, named: Collection[str]) -> Iterable[dict[str, object]]:
    """A row for each origin group of each matter. As `audit.falls` has it: a voice without a name is
    another one in each report, and a publisher's own words alone rest on nobody.

    `named` are the `names_of` the claims of the whole ledger.
    """
    claims = {c.id: c for c in view.claims}
    for matter in view.matters:
        attributed = any(claims[c].form is not Form.OWN_VOICE for c in matter.claims)
        for group in matter.origins:
            mine = [claims[c] for c in group.claims if c in claims]
            if not mine:
                continue
            one = _is_named(group, named) and not any(c.origin.protected for c in mine)
            first = min(c.report for c in mine)
            yield {
                "matter": matter.id,
                "origin": origin_id(group.name, "" if one else first),
                "name": group.name,
                "kind": _kind(mine, group.name),
                "named": one,
                "protected": any(c.origin.protected for c in mine),
                "report": first,
                "counted": group.counted,
                "alone": group.counted and attributed and matter.independent_origins == 1,
                "claims": len(mine),
            }


def origin_id(name: str, report: str = "") -> str:
    """16 hex digits for a voice: by its name alone where it has one, else within its report."""
    return sha256(f"{report}\x1f{name}".encode("utf-8", "replace")).hexdigest()[:16]


def _is_named(group: OriginGroup, named: Collection[str]) -> bool:
    return group.name in named or any(name in named for _, name in group.voices)


def _kind(claims: Iterable[Claim], name: str) -> str:
    """The kind of the voice that bears the group's name, else of the first."""
    held = list(claims)
    return next((c.origin for c in held if c.origin.name == name), held[0].origin).kind.value
