"""How many: quantities of a text with bounds, unit, population, state and measure."""

from collections.abc import Sequence

from spacy.tokens import Doc

from accordingto.figure import Figure
from accordingto.normalize.figure.measure import measure_of
from accordingto.normalize.figure.population import Counted, counted
from accordingto.normalize.figure.scan import Quantity, scan
from accordingto.normalize.figure.state import fate
from accordingto.normalize.figure.syntax import Offsets, is_verb
from accordingto.report import Span

__all__ = ["figures"]


def figures(text: str, doc: Doc, spans: Sequence[Span] | None = None) -> tuple[Figure, ...]:
    """The quantities of `doc`, or those that lie within `spans`, in the order of the text.

    `text` is the report's whole text and `doc` its parse with the same offsets. Dates, ages, years,
    addresses, ordinals and numbers in names are no quantities. Bounds follow
    `languages/en/quantities.toml`; a number that can be read in two ways gives no figure.
    """
    offsets = Offsets(doc)
    found: list[Figure] = []
    before: Counted | None = None
    for read in scan(text):
        q = _plain(read, offsets)
        if spans is not None and not any(s.start <= q.first and q.core < s.end for s in spans):
            continue
        counts = counted(q, offsets, before)
        if counts is None:
            continue
        figure = _figure(q, counts, offsets)
        if figure is not None:
            found.append(figure)
            before = counts if counts.head is not None else before
    return tuple(found)


def _plain(q: Quantity, offsets: Offsets) -> Quantity:
    """ "flew over 12 hectares": a preposition, where "over 12 men came" has a hedge."""
    if q.plain is None:
        return q
    hedge = offsets.at(q.start)
    spatial = hedge is not None and hedge.dep_ == "prep" and is_verb(hedge.head) and hedge.head.i < hedge.i
    return q.plain if spatial else q


def _figure(q: Quantity, c: Counted, offsets: Offsets) -> Figure | None:
    if not stands(q, c):
        return None
    happened = fate(q, c, offsets)
    measure, sign = measure_of(q, c, happened, offsets)
    population, span = c.phrase, c.span
    rule = f"{q.rule}; population: {c.rule}; measure: {sign}"
    if happened.population is not None:
        population, span = happened.population, happened.span or span
        rule = f"{q.rule}; population: implied by {happened.state or 'the subject'}; measure: {sign}"
    return Figure(
        span=Span(q.start, q.end),
        hard=q.hard,
        soft=q.soft,
        cls=q.cls,
        unit=q.unit,
        population=population,
        population_span=span,
        state=happened.state,
        measure=measure,
        of=q.of,
        rule=rule,
    )


def stands(q: Quantity, c: Counted) -> bool:
    """False where the words are no count after all: "no comment", "some time", "one of the best"."""
    if q.cls in ("none", "some", "few", "several", "group", "couple"):
        if c.head is None:
            return False
        if q.unit is None and c.head.tag_ not in ("NNS", "NNPS") and c.rule == "noun":
            return False
    if q.compound and q.unit is None and c.head is None:
        return False
    # "The two are in touch" names, it does not count.
    left = c.top.doc[c.top.i - 1].lower_ if c.top.i else ""
    return not (c.head is None and left in ("the", "these", "those", "both") and q.unit is None)
