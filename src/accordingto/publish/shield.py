"""Before anything is published: a voice whose name is withheld shows its wording, never a name.

The report's own text is not touched: what it prints, it prints. What is removed is a name that a
rule or a person put beside it.
"""

from collections.abc import Mapping
from dataclasses import replace

from accordingto.claim import Claim, NonResponse
from accordingto.ledger.view import LedgerView
from accordingto.relation import Copy, Matter, OriginGroup, Relation
from accordingto.voice import Hop, Voice

NAMELESS = "a voice whose name is withheld"


def shielded(view: LedgerView) -> LedgerView:
    """The view with every withheld name replaced by the words the report uses in its place."""
    texts = {r.id: r.text for r in view.reports}
    claims = tuple(_claim(c, texts.get(c.report, "")) for c in view.claims)
    silences = tuple(_silence(n, texts.get(n.report, "")) for n in view.non_responses)
    names = _names(view, texts)
    if not names:
        return replace(view, claims=claims, non_responses=silences)
    return replace(
        view,
        claims=claims,
        non_responses=silences,
        relations=tuple(_relation(r, names) for r in view.relations),
        matters=tuple(_matter(m, names) for m in view.matters),
        copies=tuple(_copy(c, names) for c in view.copies),
    )


def _wording(voice: Voice, text: str) -> str:
    said = voice.mention.of(text) if voice.mention else ""
    return " ".join(said.split()) or NAMELESS


def _voice(voice: Voice, text: str) -> Voice:
    if not voice.protected:
        return voice
    # Who somebody speaks for, and in what role, can name as surely as a name.
    return replace(voice, name=_wording(voice, text), role=None, spoken_for=None)


def _hop(hop: Hop, text: str) -> Hop:
    return replace(hop, voice=_voice(hop.voice, text)) if hop.voice.protected else hop


def _claim(claim: Claim, text: str) -> Claim:
    if not any(h.voice.protected for h in claim.chain):
        return claim
    return replace(claim, chain=tuple(_hop(h, text) for h in claim.chain))


def _silence(silence: NonResponse, text: str) -> NonResponse:
    return replace(silence, asked=_voice(silence.asked, text), asker=_voice(silence.asker, text))


def _names(view: LedgerView, texts: Mapping[str, str]) -> dict[str, str]:
    """Each withheld name that differs from its wording, longest first, with the wording to show."""
    found: dict[str, str] = {}
    spoken = [(c.report, h.voice) for c in view.claims for h in c.chain]
    spoken += [(n.report, v) for n in view.non_responses for v in (n.asked, n.asker)]
    for report, voice in spoken:
        wording = _wording(voice, texts.get(report, ""))
        if voice.protected and voice.name and voice.name not in wording:
            found.setdefault(voice.name, wording)
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _clean(text: str, names: Mapping[str, str]) -> str:
    for name, wording in names.items():
        text = text.replace(name, wording)
    return text


def _cleaned(texts: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_clean(t, names) for t in texts)


def _relation(relation: Relation, names: Mapping[str, str]) -> Relation:
    return replace(relation, reasons=_cleaned(relation.reasons, names))


def _copy(copy: Copy, names: Mapping[str, str]) -> Copy:
    return replace(copy, reasons=_cleaned(copy.reasons, names))


def _group(group: OriginGroup, names: Mapping[str, str]) -> OriginGroup:
    return replace(
        group,
        name=_clean(group.name, names),
        voices=tuple((report, _clean(name, names)) for report, name in group.voices),
        reason=_clean(group.reason, names),
    )


def _matter(matter: Matter, names: Mapping[str, str]) -> Matter:
    # The title is the wording of a claim: it stands in a report's text as it is.
    return replace(
        matter,
        origins=tuple(_group(g, names) for g in matter.origins),
        reasons=_cleaned(matter.reasons, names),
    )
