"""One claim with a person's values in place of the machine's; parts of a claim, and claims made one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from accordingto.claim import Claim, Flag
from accordingto.figure import Figure
from accordingto.judgement import BY_A_PERSON, VALUES, Change, merged_id, part_id
from accordingto.report import Span
from accordingto.voice import Access, Chain
from accordingto.when import When
from accordingto.where import Where


def changed(claim: Claim, change: Change, *, by_a_person: bool = True) -> Claim:
    """The claim with the values of the change; it keeps its id, being the same claim read rightly.

    `by_a_person` False is for values that the machine read and a person accepted.
    """
    values = {name: getattr(change, name) for name in change.values}
    flags = flags_of(values["chain"], claim.flags) if "chain" in values else claim.flags
    if by_a_person:
        flags = (*(f for f in flags if f is not Flag.CORRECTED), Flag.CORRECTED)
    return replace(claim, **values, flags=flags, rule=BY_A_PERSON if by_a_person else claim.rule)


def flags_of(chain: Chain, flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """The flags that a claim has with this chain: those that follow from the chain are worked out anew."""
    own = len(chain) == 1 or chain[-1].access is Access.UNATTRIBUTED
    follow = {
        Flag.UNATTRIBUTED: own,
        Flag.WITHHELD: any(h.voice.protected for h in chain),
        Flag.TAKES_ORIGIN: False,
    }
    kept = [f for f in flags if follow.get(f, True)]
    return (*kept, *(f for f, holds in follow.items() if holds and f not in kept))


def parts(claim: Claim, pieces: Sequence[tuple[Span, ...]]) -> tuple[Claim, ...]:
    """The claims that a claim is split into: each has what was read from its own words, and the voices."""
    return tuple(_part(claim, piece) for piece in pieces)


def _part(claim: Claim, piece: tuple[Span, ...]) -> Claim:
    event = claim.event
    if event is not None and not _in(event.trigger, piece):
        event = None
    # A time of saying stands beside the content: it is of every part.
    times = tuple(t for t in claim.times if _in(t.span, piece) or not _in(t.span, claim.evidence))
    return replace(
        claim,
        id=part_id(claim.id, piece),
        evidence=piece,
        event=event,
        times=times,
        places=_read_from(claim.places, piece),
        figures=_read_from(claim.figures, piece),
        hedges=tuple(h for h in claim.hedges if _in(h, piece) or not _in(h, claim.evidence)),
        alternatives=tuple(a for a in claim.alternatives if _in(a, piece)),
        flags=(*(f for f in claim.flags if f is not Flag.CORRECTED), Flag.CORRECTED),
        rule=BY_A_PERSON,
    )


def merged(claims: Sequence[Claim]) -> Claim:
    """One claim of several of one report: the words and values of all, all else from the first."""
    first = claims[0]
    return replace(
        first,
        id=merged_id([c.id for c in claims]),
        evidence=_joined(s for c in claims for s in c.evidence),
        event=next((c.event for c in claims if c.event is not None), None),
        hedges=tuple(sorted({h for c in claims for h in c.hedges})),
        times=_all(c.times for c in claims),
        places=_all(c.places for c in claims),
        figures=_all(c.figures for c in claims),
        alternatives=tuple(sorted({a for c in claims for a in c.alternatives})),
        flags=(*(f for f in first.flags if f is not Flag.CORRECTED), Flag.CORRECTED),
        rule=BY_A_PERSON,
    )


def differing(older: Claim, newer: Claim) -> Change:
    """What the newer reading has otherwise, as a change of the older one."""
    values = {name: getattr(newer, name) for name in VALUES if _differs(older, newer, name)}
    return Change(**values)


def _differs(older: Claim, newer: Claim, name: str) -> bool:
    """True if a value means another thing: that another rule or a surer reading made it, is no news."""
    if name == "chain":
        return [_voiced(older.chain, n) for n in range(len(older.chain))] != [
            _voiced(newer.chain, n) for n in range(len(newer.chain))
        ]
    if name in ("times", "places", "figures"):
        return [_meant(v) for v in getattr(older, name)] != [_meant(v) for v in getattr(newer, name)]
    return bool(getattr(older, name) != getattr(newer, name))


def _voiced(chain: Chain, at: int) -> tuple[object, ...]:
    voice = chain[at].voice
    return (voice.name, voice.kind, voice.protected, voice.spoken_for, chain[at].stance, chain[at].access)


Value = TypeVar("Value", When, Where, Figure)


def _meant(value: Value) -> Value:
    if isinstance(value, Figure):
        as_of = replace(value.as_of, rule="") if value.as_of else None
        place = replace(value.place, rule="") if value.place else None
        return replace(value, rule="", as_of=as_of, place=place)
    return replace(value, rule="")


def _in(span: Span, evidence: Iterable[Span]) -> bool:
    return any(e.start <= span.start < e.end for e in evidence)


def _read_from(values: Sequence[Value], piece: Sequence[Span]) -> tuple[Value, ...]:
    return tuple(v for v in values if _in(v.span, piece))


def _all(values: Iterable[Sequence[Value]]) -> tuple[Value, ...]:
    found: list[Value] = []
    for some in values:
        found += [v for v in some if v not in found]
    return tuple(sorted(found, key=lambda v: v.span))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In the order of the text, those that meet made one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)
