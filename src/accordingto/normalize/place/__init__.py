"""Places: names found in a report and resolved on a gazetteer that lies on disk."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.tokens import Doc

from accordingto.normalize.place.alias import aliases
from accordingto.normalize.place.gazetteer import shipped
from accordingto.normalize.place.mention import Tables, given, recognize
from accordingto.normalize.place.outcome import outcomes
from accordingto.normalize.place.publisher import home_of
from accordingto.normalize.place.sense import settle
from accordingto.report import Span
from accordingto.where import Where

__all__ = ["places", "resolve"]


def places(
    text: str,
    doc: Doc,
    *,
    publisher_country: str | None = None,
    publisher: str | None = None,
    hidden: Sequence[Span] = (),
    own: Path | None = None,
) -> tuple[Where, ...]:
    """Every place that a report names, in order.

    `publisher_country` is the publisher's home: ISO 3166-1 alpha-2 ("UA") or a GeoNames code of a
    first-order unit ("US.OH"); where it is None, the home of `publisher` is looked up by its name.
    Nothing that meets a `hidden` span (furniture) is read, nor the publisher's name. `own` is a desk's
    table of aliases, in the form of languages/en/place_aliases.toml. Raises DataError without a sound
    gazetteer or for a malformed table.
    """
    tables = Tables(shipped(), aliases(own))
    home = publisher_country or (home_of(publisher, tables.gazetteer) if publisher else None)
    shut = [*hidden, *_named(text, publisher)]
    senses = settle(recognize(text, doc, tables, shut), tables.gazetteer, home)
    return tuple(outcomes(text, senses, tables.gazetteer))


def _named(text: str, publisher: str | None) -> Iterator[Span]:
    """Where the publisher names itself: "The Moscow Times" is no word about Moscow."""
    if publisher and len(publisher) > 3:
        for found in re.finditer(re.escape(publisher), text):
            yield Span(found.start(), found.end())


def resolve(text: str, doc: Doc, spans: Sequence[Span]) -> tuple[Where, ...]:
    """The places that given spans name: one each, in the order of `spans`; the rest of the text helps.

    Raises DataError without a sound gazetteer.
    """
    tables = Tables(shipped(), aliases())
    senses = settle(given(text, doc, tables, spans), tables.gazetteer)
    found = {
        sense.mention.span: where
        for sense, where in zip(senses, outcomes(text, senses, tables.gazetteer), strict=True)
    }
    return tuple(found[span] for span in spans)
