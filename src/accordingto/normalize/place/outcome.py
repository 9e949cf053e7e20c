"""What the pipeline is given: a Where for every sense, with its area and with what the report puts where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from accordingto.languages import lexicon
from accordingto.normalize.place.area import Phrase, area
from accordingto.normalize.place.gazetteer import Entry, Gazetteer
from accordingto.normalize.place.prison import seat
from accordingto.normalize.place.scan import Kind
from accordingto.normalize.place.sense import Sense
from accordingto.where import Point, Where

# GeoNames' feature code of a prison.
PRISON = "PRN"
# A building is in or by its town.
_BESIDE_KM = 20.0
_OWNED = re.compile(r"['’]s? ")


def outcomes(text: str, senses: Sequence[Sense], gazetteer: Gazetteer) -> Iterator[Where]:
    """One Where for each sense, in their order."""
    placed = [_where(sense) for sense in senses]
    for index, (sense, where) in enumerate(zip(senses, placed, strict=True)):
        mention = sense.mention
        if mention.kind is Kind.PRISON or mention.facility:
            known = where
            if where.point is None:
                beside = [i for i in (index - 1, index + 1) if 0 <= i < len(placed)]
                host = seat(text, where.span, [placed[i].span for i in beside])
                if host is not None:
                    known = _hosted(where, placed[beside[host]])
            yield replace(known, feature=PRISON) if mention.kind is Kind.PRISON else known
        elif sense.entry is not None and mention.kind is not Kind.ADJECTIVE and mention.area is None:
            phrase = Phrase(
                text, _head(text, placed, index), _head(text, placed, index + 1) == where.span.start
            )
            yield area(phrase, where, sense.entry, gazetteer)
        else:
            yield where


def _head(text: str, placed: Sequence[Where], index: int) -> int:
    """Where the phrase of a name starts: at its owner in "Ukraine's Kherson region", else at the name."""
    if index >= len(placed):
        return -1
    start = placed[index].span.start
    if index and _OWNED.fullmatch(text, placed[index - 1].span.end, start):
        return placed[index - 1].span.start
    return start


def _hosted(where: Where, host: Where) -> Where:
    """A facility where the report puts it: in a town or unit; a country only says its country."""
    if host.country is None and host.point is None:
        return where
    rule = f"placed by the report: {host.name}"
    if host.point is None or host.feature in {"PCLI", "CONT", "AREA"}:
        return replace(where, country=host.country, admin1=host.admin1)
    point = replace(host.point, radius_km=host.point.radius_km + _BESIDE_KM)
    return replace(where, country=host.country, admin1=host.admin1, point=point, rule=rule)


@cache
def _unit_names() -> dict[str, str]:
    """First names of the lexicon's units that are no abbreviation: "Leningrad region" for RU.42."""
    units = lexicon("en", "place")["units"]
    return {code: names[0] for code, names in units.items() if names[0][1:].islower() or " " in names[0]}


def _english(entry: Entry) -> str:
    if entry.feature == "ADM1" and entry.admin1 is not None:
        return _unit_names().get(entry.admin1, entry.name)
    return entry.name


def _where(sense: Sense) -> Where:
    mention, entry, region = sense.mention, sense.entry, sense.mention.area
    if region is not None:
        return Where(
            span=mention.span,
            name=region.name,
            geonameid=entry.id if entry else None,
            country=region.country,
            feature=region.feature,
            point=Point(lat=region.lat, lon=region.lon, radius_km=region.radius_km),
            rule=sense.rule,
        )
    if entry is None:
        return Where(span=mention.span, name=mention.name, rule=sense.rule)
    point = None
    if entry.lat is not None and entry.lon is not None:
        point = Point(lat=entry.lat, lon=entry.lon, radius_km=round(entry.radius_km, 1))
    return Where(
        span=mention.span,
        name=_english(entry),
        geonameid=entry.id,
        country=entry.country or None,
        admin1=None if entry.feature == "CONT" else entry.admin1,
        feature=entry.feature,
        point=point,
        rule=sense.rule,
    )
