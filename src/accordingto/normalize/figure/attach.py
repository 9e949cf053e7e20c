"""The date and the place of a figure: what stands in its own clause, by the syntax."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Token

from accordingto.figure import Figure, Measure
from accordingto.normalize.figure.syntax import Offsets, is_noun, is_verb
from accordingto.report import Span
from accordingto.when import TimeRole, TimeType, When
from accordingto.where import Where

_NEAR = ("prep", "pobj", "pcomp", "npadvmod", "advmod", "tmod")


def attach(
    figure: Figure,
    whens: Sequence[When],
    wheres: Sequence[Where],
    offsets: Offsets,
    published: date | None = None,
) -> Figure:
    """`figure` with its date and its place, of those that stand in the same claim.

    A running count without a date of its own holds as of publication.
    """
    token = offsets.at(figure.span.end - 1)
    if token is None:
        return figure
    head = offsets.at(figure.population_span.end - 1) if figure.population_span is not None else None
    dates = [w for w in whens if w.type in (TimeType.DATE, TimeType.TIME)]
    near_dates = [(r, w) for w in dates if (r := _rank(w.span, token, head, offsets)) is not None]
    when = min(near_dates, key=lambda c: (c[0], abs(c[1].span.start - figure.span.end)), default=None)
    near = [(r, w) for w in wheres if (r := _rank(w.span, token, head, offsets, place=True)) is not None]
    where = min(near, key=lambda c: (c[0], c[1].span.start), default=None)
    as_of = when[1] if when is not None else None
    running = figure.measure is Measure.CUMULATIVE
    if running and as_of is not None and (as_of.earliest is None or as_of.latest is None or as_of.bound):
        as_of = None  # "since March", "so far": an open stretch that ends when it is said
    if as_of is None and figure.measure is Measure.CUMULATIVE and published is not None:
        as_of = _as_of_publication(figure.span, published)
    return replace(figure, as_of=as_of, place=where[1] if where is not None else None)


def _rank(
    span: Span, token: Token, head: Token | None, offsets: Offsets, *, place: bool = False
) -> int | None:
    """0 in the counted noun's own phrase, 1 on its verb, 2 on that verb's purpose; None elsewhere."""
    here = next(
        (t for t in offsets.within(span.start, span.end) if t.head.i < t.i or t.head.idx >= span.end), None
    )
    here = here or offsets.at(span.start)
    if here is None:
        return None
    nouns = {token.i} | ({head.i} if head is not None else set())
    verb = _verb(token)
    through_prep = not place
    node = here
    for _ in range(12):
        if node.dep_ == "pobj" or (node.dep_ in ("npadvmod", "advmod") and not place):
            through_prep = True
        if node.i in nouns and node != here:
            return 0 if through_prep else None
        if node.dep_ in ("nsubj", "nsubjpass", "dobj") and place:
            return None
        if is_verb(node):
            return _verb_rank(node, verb) if through_prep else None
        if node.head == node:
            return 1 if verb is None and through_prep else None
        if place and not through_prep and node.dep_ in ("amod", "npadvmod"):
            return None
        node = node.head
    return None


def _verb_rank(node: Token, verb: Token | None) -> int | None:
    if verb is None:
        return None
    if node == verb:
        return 1
    if node.dep_ in ("xcomp", "advcl") and node.tag_ == "VB" and node.head == verb:
        return 2
    if verb.dep_ in ("xcomp", "conj", "acl", "relcl") and node == verb.head:
        return 2
    return None


def _verb(token: Token) -> Token | None:
    """The verb the token's noun phrase hangs on."""
    node = token
    for _ in range(8):
        if node.head == node:
            return node if is_verb(node) else None
        node = node.head
        if is_verb(node) and node.dep_ != "amod":
            below = next((c for c in node.children if c.dep_ == "xcomp" and is_verb(c)), None)
            subject = token.i < node.i
            return below if below is not None and subject else node
        if is_noun(node) and node.dep_ in ("nsubj", "dobj") and node.head == node:
            return None
    return None


def _as_of_publication(span: Span, day: date) -> When:
    return When(
        span=span,
        type=TimeType.DATE,
        value=day.isoformat(),
        edtf=day.isoformat(),
        earliest=day,
        latest=day,
        role=TimeRole.PUBLICATION,
        rule="a running count holds as of publication",
    )
