"""A claim as the margin shows it: who, through whom, how they would know, how sure, when, where, how many."""

from collections.abc import Iterable
from dataclasses import dataclass

from accordingto.claim import Claim, Flag, Polarity
from accordingto.desk.text import begin, tone
from accordingto.desk.words import Words
from accordingto.publish import words as published
from accordingto.report import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value in plain words, the words it was read from, and the rule that read them."""

    value: str
    wording: str
    rule: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A judgement as the history of a claim shows it. `undo` is True where it can still be undone."""

    id: str
    act: str
    by: str
    at: str
    why: str
    what: tuple[str, ...]  # the values that were changed
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What people decided of a claim, and what a newer version would change."""

    state: str = "new"
    seen: str = "-"
    history: tuple[Past, ...] = ()
    proposal: str = ""
    says: tuple[str, ...] = ()

    @property
    def last(self) -> Past | None:
        """The newest that can be undone."""
        return next((p for p in reversed(self.history) if not p.undone and p.act != "undo"), None)

    @property
    def notes(self) -> tuple[Past, ...]:
        return tuple(p for p in self.history if p.act == "note" and not p.undone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A claim, ready to print."""

    id: str
    tone: str
    wording: str
    origin: str
    protected: bool
    about: str  # the origin's role and whom they speak for
    through: tuple[str, ...]  # from the one nearest to the origin to the publisher
    stance: str
    access: str
    basis: tuple[str, ...]
    polarity: str | None  # None where it simply says so
    strength: str
    hedges: tuple[str, ...]
    times: tuple[Value, ...]
    places: tuple[Value, ...]
    figures: tuple[Value, ...]
    alternatives: tuple[str, ...]
    tags: tuple[str, ...]
    rule: str
    at: int  # where its words begin
    review: Reviewing


# Said once at the head of the report, or by the line of who says it.
_SAID_ELSEWHERE = {Flag.UNATTRIBUTED, Flag.TRUNCATED, Flag.UNDATED}


def card(claim: Claim, text: str, say: Words, review: Reviewing) -> Card:
    """The card of a claim; `text` is its report's. Names that are withheld were taken out before."""
    last = claim.last
    return Card(
        id=claim.id,
        tone=tone(claim),
        wording=wording(claim.evidence, text),
        origin=claim.origin.name,
        protected=claim.origin.protected,
        about=", ".join(w for w in (claim.origin.role, claim.origin.spoken_for) if w),
        through=tuple(hop.voice.name for hop in reversed(claim.chain[:-1])),
        stance=say.label("stance", last.stance),
        access=say.label("access", last.access),
        basis=_worded(last.basis, text),
        polarity=None if claim.polarity is Polarity.ASSERTED else say.label("polarity", claim.polarity),
        strength=say.label("strength", claim.strength),
        hedges=_worded(claim.hedges, text),
        times=tuple(
            Value(value=published.when(t), wording=said(t.span, text), rule=t.rule, more=t.edtf or "")
            for t in claim.times
        ),
        places=tuple(
            Value(value=published.place(p), wording=said(p.span, text), rule=p.rule) for p in claim.places
        ),
        figures=tuple(
            Value(
                value=published.quantity(f),
                wording=said(f.span, text),
                rule=f.rule,
                more=", ".join(w for w in (f.population, say.label("measure", f.measure)) if w),
            )
            for f in claim.figures
        ),
        alternatives=_worded(claim.alternatives, text),
        tags=tuple(_tags(claim, say)),
        rule=claim.rule,
        at=begin(claim),
        review=review,
    )


def wording(spans: Iterable[Span], text: str) -> str:
    """The words on one line; where they stand in several places, the gap is shown."""
    return " … ".join(said(s, text) for s in sorted(spans) if len(s))


def said(span: Span, text: str) -> str:
    """The words of a span on one line."""
    return published.one_line(span.of(text))


def _worded(spans: Iterable[Span], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said(s, text) for s in spans if len(s)))


def _tags(claim: Claim, say: Words) -> list[str]:
    flags = [flag for flag in claim.flags if flag not in _SAID_ELSEWHERE]
    if any(hop.voice.protected for hop in claim.chain) and Flag.WITHHELD not in flags:
        flags.append(Flag.WITHHELD)
    return [say.label("flag", flag) for flag in flags]
