"""Places: names found in a report and resolved on a gazetteer that lies on disk."""

from collections.abc import Sequence

from spacy.tokens import Doc

from accordingto.normalize.place.gazetteer import shipped
from accordingto.normalize.place.mention import given, recognize
from accordingto.normalize.place.sense import Sense, settle
from accordingto.report import Span
from accordingto.where import Point, Where

__all__ = ["places", "resolve"]


def places(
    text: str, doc: Doc, *, publisher_country: str | None = None, hidden: Sequence[Span] = ()
) -> tuple[Where, ...]:
    """Every place that a report names, in order. `publisher_country` is ISO 3166-1 alpha-2.

    Nothing that meets a `hidden` span (furniture) is read. Raises DataError without a sound gazetteer.
    """
    table = shipped()
    return tuple(map(_where, settle(recognize(text, doc, table, hidden), table, publisher_country)))


def resolve(text: str, doc: Doc, spans: Sequence[Span]) -> tuple[Where, ...]:
    """The places that given spans name: one each, in the order of `spans`; the rest of the text helps.

    Raises DataError without a sound gazetteer.
    """
    table = shipped()
    senses = settle(given(text, doc, table, spans), table)
    by_span = {sense.mention.span: sense for sense in senses}
    return tuple(_where(by_span[span]) for span in spans)


def _where(sense: Sense) -> Where:
    mention, entry, area = sense.mention, sense.entry, sense.mention.area
    if entry is None:
        point = None if area is None else Point(lat=area.lat, lon=area.lon, radius_km=area.radius_km)
        return Where(
            span=mention.span,
            name=area.names[0] if area else mention.name,
            country=area.country if area else None,
            feature="AREA" if area else None,
            point=point,
            rule=sense.rule,
        )
    placed = entry.lat is not None and entry.lon is not None
    return Where(
        span=mention.span,
        name=entry.name,
        geonameid=entry.id,
        country=entry.country or None,
        admin1=None if entry.feature == "CONT" else entry.admin1,
        feature=entry.feature,
        point=Point(lat=entry.lat or 0.0, lon=entry.lon or 0.0, radius_km=entry.radius_km)
        if placed
        else None,
        rule=sense.rule,
    )
