"""Builds piles of reports and claims for tests of linking, from wordings and names alone."""

from hashlib import sha256

from accordingto.claim import Claim, Event, Participant, Polarity, Strength
from accordingto.figure import Figure
from accordingto.link import Linked, link
from accordingto.report import Completeness, Extent, Passage, Report, Role, Span, Stated, Sure, Unstated
from accordingto.voice import Access, Form, Hop, Stance, Voice, VoiceKind
from accordingto.when import When
from accordingto.where import Where


class Written:
    """A report being written: each claim adds a line to its text."""

    def __init__(self, publisher: str | None, published: str | None, text: str = "") -> None:
        self.publisher, self.published, self.text = publisher, published, text
        self.id = sha256(f"{publisher}|{published}|{text}".encode()).hexdigest()
        self.claims: list[Claim] = []

    def claim(
        self,
        wording: str,
        by: str | None = None,
        *,
        kind: VoiceKind = VoiceKind.ORGANIZATION,
        access: Access | None = None,
        stance: Stance = Stance.SAYS,
        polarity: Polarity = Polarity.ASSERTED,
        through: tuple[str, ...] = (),
        event: str | None = None,
        who: tuple[str, ...] = (),
        times: tuple[When, ...] = (),
        places: tuple[str, ...] = (),
        figures: tuple[Figure, ...] = (),
        spoken_for: str | None = None,
        role: str | None = None,
        protected: bool = False,
        strength: Strength = Strength.FLAT,
        hedge: str | None = None,
    ) -> Claim:
        start = len(self.text) + 1 if self.text else 0
        self.text += ("\n" if self.text else "") + wording
        span = Span(start, start + len(wording))
        outer = [
            Hop(voice=Voice(name=self.publisher or "unknown publisher", kind=VoiceKind.OUTLET, rule="test"))
        ]
        outer += [Hop(voice=Voice(name=n, kind=VoiceKind.OUTLET, rule="test")) for n in through]
        if by is None:
            outer[-1] = Hop(voice=outer[-1].voice, access=access or Access.UNATTRIBUTED)
        else:
            voice = Voice(
                name=by, kind=kind, spoken_for=spoken_for, role=role, protected=protected, rule="test"
            )
            outer.append(Hop(voice=voice, stance=stance, access=access or Access.UNSPECIFIED))
        at = self.text.find(hedge, start) if hedge else -1
        made = Claim(
            id=sha256(f"{self.id}|{len(self.claims)}|{wording}".encode()).hexdigest()[:16],
            report=self.id,
            evidence=(span,),
            chain=tuple(outer),
            form=Form.INDIRECT if by else Form.OWN_VOICE,
            polarity=polarity,
            strength=strength,
            hedges=(Span(at, at + len(hedge)),) if hedge and at >= 0 else (),
            event=Event(
                predicate=event,
                trigger=span,
                participants=tuple(Participant(role="agent", span=span, head=h) for h in who),
            )
            if event
            else None,
            times=times,
            places=tuple(Where(span=span, name=p, rule="test") for p in places),
            figures=figures,
            rule="test",
        )
        self.claims.append(made)
        return made

    @property
    def report(self) -> Report:
        def stated(value: str | None) -> Stated[str] | Unstated:
            return Stated(value=value, source="test", sure=Sure.HIGH) if value else Unstated.NOT_STATED

        return Report(
            id=self.id,
            path=f"{self.publisher}.txt",
            text=self.text,
            passages=(Passage(span=Span(0, len(self.text)), role=Role.BODY, rule="test"),),
            publisher=stated(self.publisher),
            published=stated(self.published),
            title=Unstated.NOT_STATED,
            authors=Unstated.NOT_STATED,
            url=Unstated.NOT_STATED,
            language=stated("en"),
            completeness=Completeness(extent=Extent.WHOLE, reason="test"),
        )


class Pile:
    """Reports being written, to be linked."""

    def __init__(self) -> None:
        self.written: list[Written] = []

    def report(self, publisher: str | None, published: str | None = None, text: str = "") -> Written:
        self.written.append(Written(publisher, published, text))
        return self.written[-1]

    def link(self, *, backwards: bool = False) -> Linked:
        step = -1 if backwards else 1
        reports = [w.report for w in self.written][::step]
        claims = [c for w in self.written for c in w.claims][::step]
        return link(reports, claims)
