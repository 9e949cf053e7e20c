"""One outlet under one name on the page: "the news outlet Radio Sul" beside "Radio Sul" is Radio Sul.

Only what is shown is joined, and only where the bare name stands in the same ledger; the claims keep
the name that each report gives, and the wording is shown from the report's text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from accordingto.claim import Claim
from accordingto.ledger.view import LedgerView
from accordingto.report import Stated
from accordingto.voice import Hop, VoiceKind


def joined(view: LedgerView) -> LedgerView:
    """The view with every outlet that carries a claim under its bare name."""
    plain = _plain(view)
    if not plain:
        return view
    return replace(view, claims=tuple(_claim(c, plain) for c in view.claims))


def _plain(view: LedgerView) -> dict[str, str]:
    """Names with a description before them, and the bare name each has elsewhere."""
    outlets = {h.voice.name for c in view.claims for h in c.chain if h.voice.kind is VoiceKind.OUTLET}
    known = outlets | {r.publisher.value for r in view.reports if isinstance(r.publisher, Stated)}
    found = {}
    for name in sorted(outlets):
        bare = next((tail for tail in _tails(name) if tail in known), None)
        if bare is not None:
            found[name] = bare
    return found


def _tails(name: str) -> Iterator[str]:
    """What is left when words without a capital are taken from the front, the longest first."""
    words = name.split()
    while len(words) > 1 and words[0].islower():
        words = words[1:]
        if any(c.isupper() for c in words[0]):
            yield " ".join(words)


def _claim(claim: Claim, plain: Mapping[str, str]) -> Claim:
    if not any(h.voice.name in plain for h in claim.chain):
        return claim
    return replace(claim, chain=tuple(_hop(h, plain) for h in claim.chain))


def _hop(hop: Hop, plain: Mapping[str, str]) -> Hop:
    voice = hop.voice
    if voice.kind is not VoiceKind.OUTLET or voice.name not in plain:
        return hop
    return replace(hop, voice=replace(voice, name=plain[voice.name]))
