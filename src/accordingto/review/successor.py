"""Which claim of a newer reading is the one that a person judged, and where its words stand now."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeVar

from accordingto.claim import Claim
from accordingto.figure import Figure
from accordingto.report import Span
from accordingto.voice import Hop, Voice
from accordingto.when import When
from accordingto.where import Where

SHARED_WORDS = 0.6  # of the words of both: less, and it is another proposition
_WORD = re.compile(r"\w+")


def successor(judged: Claim, text: str, among: Iterable[Claim]) -> Claim | None:
    """The claim of the same report with the same words: best the one of the same origin and polarity.

    `judged` is already placed in `text` (see `moved`). None where no claim shares enough of its words.
    """
    mine = _words(judged, text)
    best: tuple[float, bool, bool, str] | None = None
    found: Claim | None = None
    for other in among:
        if other.report != judged.report or not _meet(judged.evidence, other.evidence):
            continue
        theirs = _words(other, text)
        shared = len(mine & theirs) / (len(mine | theirs) or 1)
        if shared < SHARED_WORDS:
            continue
        rank = (
            shared,
            other.origin.name == judged.origin.name,
            other.polarity is judged.polarity,
            other.id,
        )
        if best is None or rank > best:
            best, found = rank, other
    return found


def _meet(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(a.meets(b) for a in some for b in others)


def _words(claim: Claim, text: str) -> set[str]:
    return {word.casefold() for span in claim.evidence for word in _WORD.findall(span.of(text))}


def moved(claim: Claim, was: str, now: str, report: str) -> Claim | None:
    """The claim with its spans where the same words stand in the newer text; None if its words are gone.

    What a value was read from may be gone while the claim's own words are there: that value goes, too.
    """
    if was == now:
        return claim if claim.report == report else replace(claim, report=report)
    to = _Places(was, now)
    evidence = to.all(claim.evidence)
    if len(evidence) < len(claim.evidence):
        return None
    event = claim.event
    if event is not None:
        trigger = to.one(event.trigger)
        parts = [(p, to.one(p.span)) for p in event.participants]
        kept = tuple(replace(p, span=span) for p, span in parts if span)
        event = replace(event, trigger=trigger, participants=kept) if trigger else None
    return replace(
        claim,
        report=report,
        evidence=evidence,
        chain=tuple(to.hop(h) for h in claim.chain),
        hedges=to.all(claim.hedges),
        event=event,
        times=to.placed(claim.times),
        places=to.placed(claim.places),
        figures=tuple(to.figure(f) for f in to.placed(claim.figures)),
        alternatives=to.all(claim.alternatives),
    )


Placed = TypeVar("Placed", When, Where, Figure)


class _Places:
    """Where a stretch of the older text stands in the newer one."""

    def __init__(self, was: str, now: str) -> None:
        self.was, self.now = was, now
        # By words: reports are long, and what another reading changes is whole stretches of them.
        old, new = [list(_WORD.finditer(t)) for t in (was, now)]
        same = SequenceMatcher(None, [w[0] for w in old], [w[0] for w in new], autojunk=False)
        self.at: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        for block in same.get_matching_blocks():
            for a, b in zip(old[block.a :][: block.size], new[block.b :][: block.size], strict=True):
                self.at[a.start()], self.ends[a.end()] = b.start(), b.end()

    def one(self, span: Span) -> Span | None:
        words = list(_WORD.finditer(self.was, span.start, span.end))
        if not words:
            return None
        start, end = self.at.get(words[0].start()), self.ends.get(words[-1].end())
        if start is None or end is None or end <= start:
            return None
        # Marks around the words ("%", a quotation mark) belong to the span where they are still there.
        head, tail = self.was[span.start : words[0].start()], self.was[words[-1].end() : span.end]
        start -= len(head) if head and self.now[:start].endswith(head) else 0
        end += len(tail) if tail and self.now.startswith(tail, end) else 0
        return Span(start, end) if _said(self.now[start:end]) == _said(span.of(self.was)) else None

    def all(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(found for span in spans if (found := self.one(span)))

    def placed(self, values: Iterable[Placed]) -> tuple[Placed, ...]:
        return tuple(replace(v, span=span) for v in values if (span := self.one(v.span)))

    def figure(self, figure: Figure) -> Figure:
        as_of, place = figure.as_of, figure.place
        return replace(
            figure,
            population_span=self.one(figure.population_span) if figure.population_span else None,
            as_of=next(iter(self.placed([as_of])), None) if as_of else None,
            place=next(iter(self.placed([place])), None) if place else None,
        )

    def hop(self, hop: Hop) -> Hop:
        return replace(hop, voice=self.voice(hop.voice), cue=self.all(hop.cue), basis=self.all(hop.basis))

    def voice(self, voice: Voice) -> Voice:
        return replace(voice, mention=self.one(voice.mention)) if voice.mention else voice


def _said(text: str) -> str:
    return " ".join(_WORD.findall(text))
