"""How many: quantities of a text with bounds, unit, population, state and measure."""

from collections.abc import Sequence

from spacy.tokens import Doc

from accordingto.figure import Figure
from accordingto.normalize.figure.measure import measure_of
from accordingto.normalize.figure.population import Counted, counted
from accordingto.normalize.figure.scan import Quantity, scan
from accordingto.normalize.figure.stands import stands, without_preposition
from accordingto.normalize.figure.state import fate
from accordingto.normalize.figure.syntax import Offsets
from accordingto.report import Span

__all__ = ["figures"]


def figures(
    text: str, doc: Doc, spans: Sequence[Span] | None = None, *, offsets: Offsets | None = None
) -> tuple[Figure, ...]:
    """The quantities of `doc`, or those that lie within `spans`, in the order of the text.

    `text` is the report's whole text and `doc` its parse with the same offsets; `offsets` spares looking
    its tokens up again. Dates, ages, years,
    addresses, ordinals and numbers in names are no quantities. Bounds follow
    `languages/en/quantities.toml`; a number that can be read in two ways gives no figure.
    """
    offsets = offsets or Offsets(doc)
    found: list[Figure] = []
    before: Counted | None = None
    for read in scan(text):
        q = without_preposition(read, offsets)
        if spans is not None and not any(s.start <= q.first and q.core < s.end for s in spans):
            continue
        counts = counted(q, offsets, before)
        if counts is None:
            continue
        figure = _figure(text, q, counts, offsets)
        if figure is not None:
            found.append(figure)
            before = counts if counts.head is not None else before
    return tuple(found)


def _figure(text: str, q: Quantity, c: Counted, offsets: Offsets) -> Figure | None:
    if not stands(text, q, c):
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
