"""Voices that a person withheld: wherever the report's claims had the name, they have the words for it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from accordingto.claim import Claim, NonResponse
from accordingto.judgement import NAMELESS, Change, Judgement
from accordingto.report import Report
from accordingto.review.change import flags_of
from accordingto.voice import Hop, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """By report and by the name that was read there, the voice to show instead."""

    voices: Mapping[tuple[str, str], Voice]
    names: tuple[tuple[str, str], ...]  # with what to say instead

    def claim(self, claim: Claim) -> Claim:
        chain = tuple(self._hop(h, claim.report) for h in claim.chain)
        return (
            claim if chain == claim.chain else replace(claim, chain=chain, flags=flags_of(chain, claim.flags))
        )

    def silence(self, silence: NonResponse) -> NonResponse:
        asked, asker = (self._voice(v, silence.report) for v in (silence.asked, silence.asker))
        return replace(silence, asked=asked, asker=asker)

    def text(self, text: str) -> str:
        """Words of ours or of a person's, with no withheld name in them."""
        for name, shown in self.names:
            if name in text:
                text = shown.join(re.split(rf"(?<!\w){re.escape(name)}(?!\w)", text))
        return text

    def judgement(self, judgement: Judgement) -> Judgement:
        """As it may be shown: the one in the ledger stays as it is."""
        if not self.voices:
            return judgement
        change = judgement.change
        if change is not None:
            change = self._change(change)
        return replace(judgement, why=self.text(judgement.why), change=change)

    def _change(self, change: Change) -> Change:
        chain = change.chain
        if chain is not None:
            chain = tuple(replace(h, voice=self._anywhere(h.voice)) for h in chain)
        return replace(change, chain=chain, title=None if change.title is None else self.text(change.title))

    def _anywhere(self, voice: Voice) -> Voice:
        found = (v for (_, name), v in self.voices.items() if name == voice.name)
        return next(found, voice)

    def _hop(self, hop: Hop, report: str) -> Hop:
        voice = self._voice(hop.voice, report)
        return hop if voice is hop.voice else replace(hop, voice=voice)

    def _voice(self, voice: Voice, report: str) -> Voice:
        return self.voices.get((report, voice.name), voice)


def withheld(pairs: Iterable[tuple[Claim, Claim]], reports: Mapping[str, Report]) -> Withheld:
    """What the claims as a person left them withhold; `pairs` are the machine's own and the person's.

    A withheld voice stands for the machine's at the same place of the chain, counted from the origin; the
    other voices of that chain stay as they are called.
    """
    voices: dict[tuple[str, str], Voice] = {}
    for was, now in pairs:
        if was.chain == now.chain or not any(h.voice.protected for h in now.chain):
            continue  # what the machine withheld, it never named
        told = {h.voice.name for h in now.chain if not h.voice.protected}
        for n, hop in enumerate(reversed(now.chain)):
            if not hop.voice.protected:
                continue
            names = {hop.voice.name} | {h.voice.name for h in (*reversed(was.chain),)[n : n + 1]}
            shown = _nameless(hop.voice, names, reports.get(now.report))
            voices.update({(now.report, name): shown for name in names - told})
    return Withheld(voices=voices, names=_names(voices))


def _names(voices: Mapping[tuple[str, str], Voice]) -> tuple[tuple[str, str], ...]:
    """Names with what to say instead, longest first; a pronoun or a common noun is no name, and would be
    replaced everywhere."""
    named = {name: v.name for (_, name), v in sorted(voices.items()) if any(c.isupper() for c in name[1:])}
    return tuple(sorted(named.items(), key=lambda item: (-len(item[0]), item[0])))


def _nameless(voice: Voice, names: Iterable[str], report: Report | None) -> Voice:
    """The voice without role and body, called by the words selected for it, unless these are the name."""
    said = " ".join(voice.mention.of(report.text).split()) if voice.mention and report else ""
    named = any(c.isupper() for c in said[1:])
    tells = not said or (named and any(n in said or said in n for n in names))
    return replace(
        voice,
        name=NAMELESS if tells else said,
        mention=None if tells else voice.mention,
        role=None,
        spoken_for=None,
    )
