"""Plain sentences about what a newer version of the program would change."""

from collections.abc import Iterable, Sequence

from accordingto.claim import Claim
from accordingto.figure import Bounds, Figure
from accordingto.report import Span
from accordingto.when import When
from accordingto.where import Where

_CALLED = {
    "chain": "source",
    "polarity": "polarity",
    "strength": "strength",
    "times": "time",
    "places": "place",
    "figures": "figure",
    "evidence": "words",
}


def said(stands: Claim, newer: Claim, values: Iterable[str], text: str) -> tuple[str, ...]:
    """One sentence for each value: "the newer version would change the source from A to B"."""
    return tuple(
        f"the newer version would change the {_CALLED[name]} from {_value(stands, name, text)} "
        f"to {_value(newer, name, text)}"
        for name in values
    )


def also(claims: Iterable[Claim], text: str) -> tuple[str, ...]:
    """One sentence for each further claim that the newer version reads in the same words."""
    return tuple(
        f"the newer version reads a claim of its own in “{_quoted(c.evidence, text)}”" for c in claims
    )


def _value(claim: Claim, name: str, text: str) -> str:
    if name == "chain":
        return " ← ".join(_voice(claim, n) for n in range(len(claim.chain)))
    if name in ("polarity", "strength"):
        return str(getattr(claim, name))
    if name == "evidence":
        return f"“{_quoted(claim.evidence, text)}”"
    return "; ".join(_read(v, text) for v in getattr(claim, name)) or "none"


def _voice(claim: Claim, at: int) -> str:
    hop = claim.chain[at]
    last = at == len(claim.chain) - 1
    about = [v for v in (hop.voice.spoken_for, f"{hop.stance}, {hop.access}" if last else None) if v]
    about += ["name withheld"] if hop.voice.protected else []
    return f"{hop.voice.name} ({'; '.join(about)})" if about else hop.voice.name


def _quoted(spans: Sequence[Span], text: str) -> str:
    return " … ".join(" ".join(s.of(text).split()) for s in spans)


def _read(value: When | Where | Figure, text: str) -> str:
    said_ = " ".join(value.span.of(text).split())
    if isinstance(value, Where):
        point = f" at {value.point.lat:.2f}, {value.point.lon:.2f}" if value.point else ", not placed"
        return f"{value.name}{point} (“{said_}”)"
    if isinstance(value, When):
        return f"{value.edtf or value.value}, {value.role} (“{said_}”)"
    of = " ".join(word for word in (value.unit, value.population, value.state) if word)
    return f"{_bounds(value.hard)} {of}, {value.measure} (“{said_}”)".replace(" ,", ",")


def _bounds(value: Bounds) -> str:
    if value.high is None:
        return f"{'more than' if value.low_open else 'at least'} {value.low:g}"
    return f"{value.low:g}" if value.low == value.high else f"{value.low:g} to {value.high:g}"
