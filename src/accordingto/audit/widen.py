"""A claim's values made coarse: a day becomes its year, a place its country, or nothing is told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from accordingto.audit.policy import Days, Places, Policy
from accordingto.claim import Claim, Flag
from accordingto.figure import Figure
from accordingto.judgement import Change
from accordingto.when import When
from accordingto.where import Where

_RULE = "made coarse by a policy"


def widened(claim: Claim, policy: Policy) -> Claim:
    """The claim as the policy lets its values leave, and flagged so."""
    event = claim.event
    if event is not None:
        event = replace(event, participants=tuple(replace(p, name=None) for p in event.participants))
    return replace(
        claim,
        event=event,
        times=_times(claim.times, policy),
        places=_places(claim.places, policy),
        figures=_figures(claim.figures, policy),
        flags=(*claim.flags, Flag.COARSENED),
    )


def widened_change(change: Change, policy: Policy) -> Change:
    """The same for the values that a person gave."""
    return replace(
        change,
        times=change.times and _times(change.times, policy),
        places=change.places and _places(change.places, policy),
        figures=change.figures and _figures(change.figures, policy),
    )


def _times(times: Iterable[When], policy: Policy) -> tuple[When, ...]:
    return tuple(wide for w in times if (wide := _year(w, policy.days)) is not None)


def _places(places: Iterable[Where], policy: Policy) -> tuple[Where, ...]:
    return tuple(wide for w in places if (wide := _country(w, policy.places)) is not None)


def _figures(figures: Iterable[Figure], policy: Policy) -> tuple[Figure, ...]:
    return tuple(
        replace(
            f,
            as_of=f.as_of and _year(f.as_of, policy.days),
            place=f.place and _country(f.place, policy.places),
        )
        for f in figures
    )


def _year(when: When, exact: Days) -> When | None:
    """The years that a time lies in; None for one that is in no year, or where no day may be told."""
    if exact is Days.STATED:
        return when
    known = [d for d in (when.earliest, when.latest) if d is not None]
    if exact is Days.NONE or not known:
        return None
    first, last = known[0].year, known[-1].year
    return When(
        span=when.span,
        type=when.type,
        value=str(first),
        edtf=f"{first:04}" if first == last else f"{first:04}/{last:04}",
        earliest=when.earliest and date(first, 1, 1),
        latest=when.latest and date(last, 12, 31),
        role=when.role,
        markable=when.markable,
        rule=_RULE,
    )


def _country(where: Where, exact: Places) -> Where | None:
    if exact is Places.STATED:
        return where
    if exact is Places.NONE or where.country is None:
        return None
    return Where(span=where.span, name=where.country, country=where.country, feature="PCLI", rule=_RULE)


def words_of(claim: Claim) -> tuple[str, ...]:
    """The names and values of a claim that our own sentences may hold, longest first."""
    places = [*claim.places, *(f.place for f in claim.figures if f.place)]
    times = [*claim.times, *(f.as_of for f in claim.figures if f.as_of)]
    people = [p.name for p in claim.event.participants if p.name] if claim.event else []
    days = [str(d) for w in times for d in (w.earliest, w.latest) if d]
    found = {*(p.name for p in places), *(w.value for w in times), *(w.edtf for w in times if w.edtf)}
    return tuple(sorted({*found, *people, *days}, key=lambda w: (-len(w), w)))
