"""Voices that a person withheld: wherever the report's claims had the name, they have the words for it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from accordingto.claim import Claim, NonResponse
from accordingto.judgement import NAMELESS, Change, Judgement
from accordingto.report import Report
from accordingto.review.change import flags_of
from accordingto.voice import Hop, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """By report and by the name that was read there, the voice to show instead."""

    voices: Mapping[tuple[str, str], Voice] = field(default_factory=dict)

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
        for (_, name), voice in self._names():
            text = voice.name.join(re.split(rf"(?<!\w){re.escape(name)}(?!\w)", text))
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

    def _names(self) -> list[tuple[tuple[str, str], Voice]]:
        """Longest first; a pronoun or a common noun is no name, and would be replaced everywhere."""
        named = [item for item in self.voices.items() if any(c.isupper() for c in item[0][1][1:])]
        return sorted(named, key=lambda item: (-len(item[0][1]), item[0]))

    def _hop(self, hop: Hop, report: str) -> Hop:
        voice = self._voice(hop.voice, report)
        return hop if voice is hop.voice else replace(hop, voice=voice)

    def _voice(self, voice: Voice, report: str) -> Voice:
        return self.voices.get((report, voice.name), voice)


def withheld(pairs: Iterable[tuple[Claim, Claim]], reports: Mapping[str, Report]) -> Withheld:
    """What the claims as a person left them withhold; `pairs` are the machine's own and the person's."""
    voices: dict[tuple[str, str], Voice] = {}
    for was, now in pairs:
        protected = [h.voice for h in now.chain if h.voice.protected]
        if not protected:
            continue
        open_ = {h.voice.name for h in now.chain if not h.voice.protected}
        names = {h.voice.name for h in was.chain} - open_
        for name in sorted(names | {v.name for v in protected}):
            own = next((v for v in protected if v.name == name), protected[-1])
            voices[(now.report, name)] = _nameless(own, names, reports.get(now.report))
    return Withheld(voices=voices)


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
