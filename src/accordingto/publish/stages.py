"""A codebook's stages as the page shows them: the whole in one picture, then stage by stage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accordingto.audit.series import published_days
from accordingto.codebook import Codebook, Programme, programme
from accordingto.codebook.book import Stage
from accordingto.codebook.programme import GroupPicture, Newest, StagePicture
from accordingto.ledger.view import LedgerView
from accordingto.publish import axis, words
from accordingto.publish.axis import Axis
from accordingto.publish.cards import Card, reading_order
from accordingto.publish.figures import as_of, counted
from accordingto.publish.matters import Beside, MatterSheet, stands_beside
from accordingto.publish.pile import anchor
from accordingto.publish.programme import NOTHING, extent, origins_said, rest, support
from accordingto.publish.ranges import Bar, Chart, Line, bar, chart
from accordingto.when import When

_DOTS = 6  # origins that are drawn as dots before a plus sign stands for the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetSheet:
    """A part of a stage and its matters; without any, nothing is claimed of it."""

    title: str
    matters: tuple[MatterSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Claims that the same words put at a stage."""

    reason: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSheet:
    """A stage, ready to print. `dots` are drawn, `more` says that there are more origins than dots.

    `happened` and `reported` are bars on the axis of the whole picture.
    """

    number: int
    anchor: str
    title: str
    who: str
    how_many: str
    support: str
    origins_said: str
    rest: str
    nothing: bool
    dots: int
    more: bool
    tone: str
    happened: Bar | None
    reported: Bar | None
    when: str
    published: str
    facets: tuple[FacetSheet, ...]
    matters: tuple[MatterSheet, ...]
    origins: tuple[tuple[str, bool, str], ...]  # name, counted, why
    figures: Chart | None
    places: tuple[tuple[str, tuple[Card, ...]], ...]
    open: tuple[Card, ...]
    denied: tuple[Card, ...]
    conflicts: tuple[Beside, ...]
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSheet:
    """A targeted group: how it is supported, and at which stages with how many matters."""

    title: str
    support: str
    stages: tuple[tuple[str, str, int], ...]  # title, anchor, matters
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSheet:
    """The picture of a codebook."""

    title: str
    about: str
    groups_title: str
    stages: tuple[StageSheet, ...]
    groups: tuple[GroupSheet, ...]
    axis: Axis | None
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of the ledger is on the page already."""

    view: LedgerView
    matters: Sequence[MatterSheet]
    cards: Mapping[str, Card]


def stages(book: Codebook, shown: Shown) -> ProgrammeSheet:
    """The sheet of a codebook over a (shielded) view."""
    found = programme(shown.view, book)
    days = [d for p in found.stages for d in (*_span(p.first), *_span(p.last), *_published(p, shown)) if d]
    across = axis.days(days) if days else None
    known = {m.matter.id: m for m in shown.matters}
    pairs = list(zip(book.stages, found.stages, strict=True))
    return ProgrammeSheet(
        title=book.title,
        about=book.about,
        groups_title=book.groups_title,
        stages=tuple(_stage(n, pair, across, known, shown) for n, pair in enumerate(pairs, start=1)),
        groups=tuple(_group(found, hit, title, shown) for hit, title in _titled(found)),
        axis=across,
        rest=tuple(rest(found)),
    )


def _titled(found: Programme) -> list[tuple[GroupPicture, str]]:
    return [(hit, g.title) for hit, g in zip(found.groups, found.codebook.groups, strict=True)]


def _span(time: When | None) -> tuple[date | None, date | None]:
    return (time.earliest, time.latest) if time else (None, None)


def _published(picture: StagePicture, shown: Shown) -> tuple[date | None, date | None]:
    mine = set(picture.reports)
    days = [published_days(r) for r in shown.view.reports if r.id in mine]
    return (
        min((first for first, _ in days if first), default=None),
        max((last for _, last in days if last), default=None),
    )


def _stage(
    number: int,
    pair: tuple[Stage, StagePicture],
    across: Axis | None,
    known: Mapping[str, MatterSheet],
    shown: Shown,
) -> StageSheet:
    stage, picture = pair
    cards = shown.cards
    k = picture.independent_origins
    first, last = _published(picture, shown)
    happened = None
    if across and picture.first and picture.last:
        happened = bar(across, picture.first.earliest, picture.last.latest)
    beside = [stands_beside(r, cards) for r in picture.conflicts if r.a in cards and r.b in cards]
    return StageSheet(
        number=number,
        anchor=anchor("s", stage.id),
        title=stage.title,
        who=stage.who,
        how_many=stage.how_many,
        support=support(picture),
        origins_said=origins_said(k) if picture.asserted else "",
        rest=extent(picture),
        nothing=not picture.placed,
        dots=min(k, _DOTS),
        more=k > _DOTS,
        tone="many" if k > 1 else "one" if k else "none",
        happened=happened,
        reported=bar(across, first, last) if across and first and last else None,
        when=_when(picture),
        published=_range(*(words.iso(d) for d in picture.reported)) if picture.reported else "",
        facets=tuple(
            FacetSheet(title=f.title, matters=tuple(known[m] for m in picture.facets[f.id] if m in known))
            for f in stage.facets
        ),
        matters=tuple(known[m] for m in picture.asserted if m in known),
        origins=tuple((o.name, o.counted, o.reason) for o in picture.origins),
        figures=_figures(picture.figures, cards),
        places=tuple((name, _cards(ids, cards)) for name, ids in picture.places),
        open=_cards(picture.open, cards),
        denied=_cards(picture.denied, cards),
        conflicts=_rivals(beside, shown.view),
        because=_because(picture, cards),
    )


def _rivals(beside: Sequence[Beside], view: LedgerView) -> tuple[Beside, ...]:
    """The first conflict of each pair of matters."""
    matter_of = {c: m.id for m in view.matters for c in m.claims}
    first: dict[frozenset[str], Beside] = {}
    for b in beside:
        first.setdefault(frozenset(matter_of.get(c.id, c.id) for c in (b.a, b.b)), b)
    return tuple(first.values())


def _when(picture: StagePicture) -> str:
    if not (picture.first and picture.last):
        return ""
    first, last = words.when(picture.first), words.when(picture.last)
    return first if first == last else f"first {first}; last {last}"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _cards(ids: Iterable[str], cards: Mapping[str, Card]) -> tuple[Card, ...]:
    return tuple(sorted((cards[i] for i in ids if i in cards), key=reading_order))


def _because(picture: StagePicture, cards: Mapping[str, Card]) -> tuple[Because, ...]:
    held: dict[str, list[str]] = {}
    for placed in picture.placed:
        held.setdefault(placed.reason, []).append(placed.claim)
    found = [Because(reason=reason, cards=_cards(ids, cards)) for reason, ids in held.items()]
    return tuple(sorted((b for b in found if b.cards), key=lambda b: reading_order(b.cards[0])))


def _figures(newest: Sequence[Newest], cards: Mapping[str, Card]) -> Chart | None:
    """The newest ranges on one axis; never added up."""
    points = [(n, (n.line.points or n.line.undated)[0]) for n in newest]
    ends = [v for _, p in points for b in (p.hard, p.soft) for v in (b.low, b.high) if v is not None]
    if not ends:
        return None
    across = axis.amounts(ends)
    lines = []
    for n, point in points:
        said = words.bounds(point.soft)
        if point.soft != point.hard:
            said = f"likely {said}; the words allow {words.bounds(point.hard)}"
        older = f"; {words.count(n.older, 'older count')} of the same origin" if n.older else ""
        lines.append(
            Line(
                who=n.line.origin,
                about=f"{counted(n.series)}, {as_of(point)}{older}",
                wording=point.wording,
                says=f"{said} {n.series.unit}" if n.series.unit else said,
                pale=bar(across, point.hard.low, point.hard.high),
                dark=bar(across, point.soft.low, point.soft.high) if point.soft.high is not None else None,
                cards=_cards(point.claims, cards),
            )
        )
    return chart("", across, lines)


def _group(found: Programme, hit: GroupPicture, title: str, shown: Shown) -> GroupSheet:
    stages_ = [s for s in found.codebook.stages if s.id in hit.stages]
    k = hit.independent_origins
    return GroupSheet(
        title=title,
        support=origins_said(k) if stages_ else NOTHING,
        stages=tuple((s.title, anchor("s", s.id), len(hit.stages[s.id])) for s in stages_),
        cards=_cards((p.claim for p in hit.placed), shown.cards),
    )
