"""A claim as the fields of a form, and the fields as what a person changes; None is "as it was"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from accordingto.claim import Claim, Polarity, Strength
from accordingto.desk.spans import NoSuchWords, field_of, spans_of
from accordingto.figure import Bounds, Figure, Measure
from accordingto.judgement import BY_A_PERSON, Change
from accordingto.normalize.place.gazetteer import shipped
from accordingto.report import Span
from accordingto.voice import Access, Chain, Hop, Voice, VoiceKind
from accordingto.when import TimeType, When
from accordingto.where import Point, Where

Fields = Mapping[str, str]
Value = TypeVar("Value", When, Where, Figure)
ARROW = " ← "
MOST = 40  # values of one kind in one form


class WrongField(ValueError):
    """A field that cannot be used: its name, and the key of the words that say why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


def fields_of(claim: Claim, text: str) -> dict[str, str]:
    """The claim as a form shows it."""
    last = claim.last
    fields = {
        "source": claim.origin.name,
        "source_words": _words([claim.origin.mention] if claim.origin.mention else [], text),
        "kind": claim.origin.kind.value,
        "spoken_for": claim.origin.spoken_for or "",
        "withheld": "yes" if claim.origin.protected else "",
        "via": ARROW.join(hop.voice.name for hop in reversed(claim.chain[:-1])),
        "access": last.access.value,
        "access_words": _words(last.basis, text),
        "polarity": claim.polarity.value,
        "strength": claim.strength.value,
        "words": "",
        "evidence": _words(claim.evidence, text),
    }
    shown: list[tuple[str, Span, dict[str, str]]] = [
        *((f"time-{n}", t.span, _time_fields(t)) for n, t in enumerate(claim.times[:MOST])),
        *((f"place-{n}", p.span, _place_fields(p)) for n, p in enumerate(claim.places[:MOST])),
        *((f"figure-{n}", f.span, _figure_fields(f)) for n, f in enumerate(claim.figures[:MOST])),
    ]
    for row, span, said in shown:
        fields[f"{row}-words"] = _words([span], text)
        fields |= {f"{row}-{name}": value for name, value in said.items()}
    return fields


def change_of(fields: Fields, claim: Claim, text: str) -> Change:
    """What the fields change of the claim. Raises WrongField; an empty change changes nothing."""
    was = fields_of(claim, text)
    near = claim.evidence[0].start if claim.evidence else 0

    def spans(name: str) -> tuple[Span, ...]:
        try:
            return spans_of(fields.get(name, ""), text, near)
        except NoSuchWords:
            raise WrongField(name, "wrong.words") from None

    def is_new(*names: str) -> bool:
        return any(fields.get(name, "") != was.get(name, "") for name in names)

    chain = None
    if is_new("source", "source_words", "kind", "spoken_for", "withheld", "via", "access", "access_words"):
        chain = _chain(fields, claim, was, spans)
    return Change(
        chain=chain,
        polarity=_member(Polarity, fields, "polarity") if is_new("polarity") else None,
        strength=_member(Strength, fields, "strength") if is_new("strength") else None,
        evidence=spans("evidence") if is_new("evidence") and fields.get("evidence") else None,
        words=spans("words"),
        times=_values("time", claim.times, fields, was, lambda n: _time(fields, n, spans)),
        places=_values("place", claim.places, fields, was, lambda n: _place(fields, n, spans)),
        figures=_values("figure", claim.figures, fields, was, lambda n: _figure(fields, n, spans)),
    )


def _words(spans: Sequence[Span], text: str) -> str:
    return field_of(spans, text)


def _time_fields(time: When) -> dict[str, str]:
    return {
        "from": time.earliest.isoformat() if time.earliest else "",
        "to": time.latest.isoformat() if time.latest else "",
    }


def _place_fields(place: Where) -> dict[str, str]:
    return {"name": f"{place.name}, {place.country}" if place.country else place.name}


def _figure_fields(figure: Figure) -> dict[str, str]:
    return {
        "low": _number(figure.hard.low),
        "high": _number(figure.hard.high),
        "soft_low": _number(figure.soft.low),
        "soft_high": _number(figure.soft.high),
        "population": figure.population or "",
        "measure": figure.measure.value,
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _values(
    kind: str,
    old: Sequence[Value],
    fields: Fields,
    was: Fields,
    read: Callable[[int], Value],
) -> tuple[Value, ...] | None:
    """All values of one kind: the old ones where their fields are as they were, the others read anew."""
    out: list[Value] = list(old[MOST:])
    for n in range(min(len(old), MOST) + MOST):
        mine = {key: value for key, value in fields.items() if key.startswith(f"{kind}-{n}-")}
        if not mine.get(f"{kind}-{n}-words") or mine.get(f"{kind}-{n}-drop"):
            if n < len(old) and not mine:
                out.append(old[n])
            continue
        before = {key: value for key, value in was.items() if key.startswith(f"{kind}-{n}-")}
        if n < len(old) and all(mine.get(key, "") == value for key, value in before.items()):
            out.append(old[n])
        else:
            out.append(read(n))
    new = tuple(sorted(out, key=lambda value: value.span))
    return None if new == tuple(sorted(old, key=lambda value: value.span)) else new


def _chain(fields: Fields, claim: Claim, was: Fields, spans: Callable[[str], tuple[Span, ...]]) -> Chain:
    name = " ".join(fields.get("source", "").split())
    if not name:
        raise WrongField("source", "wrong.empty")
    old = claim.last
    mention = spans("source_words")
    voiced = ("source", "source_words", "kind", "spoken_for", "withheld")
    voice = old.voice
    if any(fields.get(field, "") != was[field] for field in voiced):
        voice = Voice(
            name=name,
            kind=_member(VoiceKind, fields, "kind"),
            mention=mention[0] if mention else None,
            role=old.voice.role if name == old.voice.name else None,
            spoken_for=" ".join(fields.get("spoken_for", "").split()) or None,
            protected=fields.get("withheld") == "yes",
            rule=BY_A_PERSON,
        )
    last = replace(old, voice=voice, access=_member(Access, fields, "access"), basis=spans("access_words"))
    return (*_carriers(fields.get("via", ""), claim.chain[:-1]), last)


def _carriers(via: str, old: Sequence[Hop]) -> list[Hop]:
    """The hops between, publisher first; `via` names them from the one nearest to the origin."""
    known = {hop.voice.name: hop for hop in old}
    out = []
    for said in reversed(via.replace("<-", "←").split("←")):
        name = " ".join(said.split())
        if name:
            new = Hop(voice=Voice(name=name, kind=VoiceKind.OUTLET, rule=BY_A_PERSON))
            out.append(known.get(name, new))
    return out


Member = TypeVar("Member", Polarity, Strength, VoiceKind, Access, Measure)


def _member(kind: type[Member], fields: Fields, name: str) -> Member:
    try:
        return kind(fields.get(name, ""))
    except ValueError:
        raise WrongField(name, "wrong.choice") from None


def _one(name: str, spans: Callable[[str], tuple[Span, ...]]) -> Span:
    found = spans(name)
    if not found:
        raise WrongField(name, "wrong.empty")
    return Span(found[0].start, found[-1].end)


def _time(fields: Fields, n: int, spans: Callable[[str], tuple[Span, ...]]) -> When:
    earliest, latest = _day(fields, f"time-{n}-from"), _day(fields, f"time-{n}-to")
    if earliest and latest and latest < earliest:
        raise WrongField(f"time-{n}-to", "wrong.order")
    if not (earliest or latest):
        raise WrongField(f"time-{n}-from", "wrong.empty")
    said = earliest.isoformat() if earliest and earliest == latest else ""
    open_ = f"{earliest.isoformat() if earliest else '..'}/{latest.isoformat() if latest else '..'}"
    return When(
        span=_one(f"time-{n}-words", spans),
        type=TimeType.DATE,
        value=said or open_,
        edtf=said or open_,
        earliest=earliest,
        latest=latest,
        rule=BY_A_PERSON,
    )


def _day(fields: Fields, name: str) -> date | None:
    said = fields.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise WrongField(name, "wrong.day") from None


def _place(fields: Fields, n: int, spans: Callable[[str], tuple[Span, ...]]) -> Where:
    """A place by its name ("Kushchevka, RU"); one that the gazetteer does not know has no point."""
    said = " ".join(fields.get(f"place-{n}-name", "").split())
    if not said:
        raise WrongField(f"place-{n}-name", "wrong.empty")
    name, _, country = (part.strip() for part in said.partition(","))
    span = _one(f"place-{n}-words", spans)
    found = [e for e in shipped().named(name) if not country or e.country == country.upper()]
    if not found:
        return Where(span=span, name=name, country=country.upper()[:2] or None, rule=BY_A_PERSON)
    entry = found[0]
    at = (
        Point(lat=entry.lat, lon=entry.lon, radius_km=entry.radius_km)
        if entry.lat is not None and entry.lon is not None
        else None
    )
    return Where(
        span=span,
        name=name,
        geonameid=entry.id,
        country=entry.country,
        admin1=entry.admin1,
        feature=entry.feature,
        point=at,
        rule=BY_A_PERSON,
    )


def _figure(fields: Fields, n: int, spans: Callable[[str], tuple[Span, ...]]) -> Figure:
    hard = _bounds(fields, f"figure-{n}-low", f"figure-{n}-high")
    if hard is None:
        raise WrongField(f"figure-{n}-low", "wrong.empty")
    soft = _bounds(fields, f"figure-{n}-soft_low", f"figure-{n}-soft_high") or hard
    if soft.low < hard.low or (hard.high is not None and (soft.high is None or soft.high > hard.high)):
        soft = hard  # what a reader takes lies within what the words allow
    return Figure(
        span=_one(f"figure-{n}-words", spans),
        hard=hard,
        soft=soft,
        cls=BY_A_PERSON,
        population=" ".join(fields.get(f"figure-{n}-population", "").split()) or None,
        measure=_member(Measure, fields, f"figure-{n}-measure"),
        rule=BY_A_PERSON,
    )


def _bounds(fields: Fields, low: str, high: str) -> Bounds | None:
    least, most = _float(fields, low), _float(fields, high)
    if least is None and most is None:
        return None
    if least is not None and most is not None and most < least:
        raise WrongField(high, "wrong.order")
    return Bounds(low=least or 0.0, high=most)


def _float(fields: Fields, name: str) -> float | None:
    said = fields.get(name, "").replace(",", "").replace(" ", "")
    try:
        value = float(said) if said else None
    except ValueError:
        raise WrongField(name, "wrong.number") from None
    if value is not None and not 0 <= value < 1e15:
        raise WrongField(name, "wrong.number")
    return value
