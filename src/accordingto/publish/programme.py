"""The programme of a ledger by a codebook: plain text for a terminal, or one JSON object."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from accordingto.audit.shield import shielded
from accordingto.codebook import Codebook
from accordingto.codebook.book import Group, Stage
from accordingto.codebook.programme import GroupPicture, Newest, Programme, StagePicture
from accordingto.codebook.programme import programme as pictured
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import wording
from accordingto.publish.figures import counted, point_text
from accordingto.publish.titles import title
from accordingto.relation import Matter, Relation

NOTHING = "nothing claimed"


def as_json(view: LedgerView, book: Codebook) -> str:
    """One object: the codebook's names, stages and groups with ids of a ledger; withheld names shielded."""
    found = pictured(shielded(view), book)
    return msgspec.json.encode(
        {
            "codebook": {"name": book.name, "title": book.title, "source": book.source},
            "stages": [_object(s, p) for s, p in zip(book.stages, found.stages, strict=True)],
            "groups": [_object(g, p) for g, p in zip(book.groups, found.groups, strict=True)],
            "elsewhere": found.elsewhere,
            "outside": found.outside,
        },
        order="deterministic",
    ).decode()


def _object(asked: Stage | Group, picture: StagePicture | GroupPicture) -> dict[str, Any]:
    said: dict[str, Any] = {"title": asked.title, "independent_origins": picture.independent_origins}
    if isinstance(asked, Stage):
        said |= {"who": asked.who, "how_many": asked.how_many}
    return {**msgspec.to_builtins(picture), **said}


def as_text(view: LedgerView, book: Codebook) -> Iterator[str]:
    """Some lines a stage, then the groups. A stage without claims says so."""
    view = shielded(view)
    found = pictured(view, book)
    told = _Words(view)
    yield book.title
    for number, (stage, picture) in enumerate(zip(book.stages, found.stages, strict=True), start=1):
        yield ""
        yield f"{number}. {stage.title}: {support(picture)}"
        yield from _stage(stage, picture, told)
    if book.groups:
        yield ""
        yield book.groups_title
    for group, hit in zip(book.groups, found.groups, strict=True):
        yield f"  {group.title}: {_hit(book, hit)}"
    yield ""
    yield from rest(found)


def support(picture: StagePicture) -> str:
    """ "2 independent origins; 3 matters in 4 reports", or that nothing is claimed."""
    if not picture.asserted:
        return NOTHING
    most = (
        f"; no single matter by more than {picture.most}"
        if picture.most < picture.independent_origins
        else ""
    )
    return f"{origins_said(picture.independent_origins)}; {extent(picture)}{most}"


def origins_said(number: int) -> str:
    """ "2 independent origins"; none where nobody who says it is counted for any matter of it."""
    return words.count(number, "independent origin") if number else "no origin that counts"


def extent(picture: StagePicture) -> str:
    """ "3 matters in 4 reports"."""
    matters = words.count(len(picture.asserted), "matter")
    return f"{matters} in {words.count(len(picture.reports), 'report')}"


def rest(found: Programme) -> Iterator[str]:
    """What the picture leaves out, in sentences."""
    yield f"{words.count(found.elsewhere, 'claim')} at no stage."
    if found.outside:
        left = words.count(len(found.outside), "report")
        yield f"{left} outside what the codebook reads: its scope words are not there."


class _Words:
    """Ids of a view and what a person calls them."""

    def __init__(self, view: LedgerView) -> None:
        self.matters: Mapping[str, Matter] = {m.id: m for m in view.matters}
        reports = {r.id: r for r in view.reports}
        self.claims = {
            c.id: f"{wording(c, r.text)} ({c.origin.name}, in {words.publisher(r)})"
            for c in view.claims
            if (r := reports.get(c.report))
        }
        self.matter_of = {c: m.id for m in view.matters for c in m.claims}

    def rivals(self, conflicts: Iterable[Relation]) -> list[Relation]:
        """The first conflict of each pair of matters: the others say the same of their copies."""
        first: dict[frozenset[str], Relation] = {}
        for r in conflicts:
            first.setdefault(frozenset((self.matter_of.get(r.a, r.a), self.matter_of.get(r.b, r.b))), r)
        return list(first.values())


def _stage(stage: Stage, picture: StagePicture, told: _Words) -> Iterator[str]:
    if stage.who:
        yield f"  who: {stage.who}"
    for origin in picture.origins:
        yield f"    {'counted' if origin.counted else 'not counted'}: {origin.name}: {origin.reason}"
    if stage.how_many:
        yield f"  how many: {stage.how_many}"
    for newest in picture.figures:
        yield f"    {counted(newest.series)}: {ranged(newest)}"
    for facet in stage.facets:
        matters = picture.facets[facet.id]
        yield f"  {facet.title}: {words.count(len(matters), 'matter') if matters else NOTHING}"
    yield from _when(picture)
    if picture.places:
        yield f"  places: {', '.join(name for name, _ in picture.places)}"
    why = {p.claim: p.reason for p in picture.placed}
    for number in picture.asserted:
        matter = told.matters[number]
        here = next(p.claim for p in picture.placed if p.claim in matter.claims)
        origins = words.count(matter.independent_origins, "independent origin")
        yield f"  matter: {title(matter.title)} ({origins}; {why[here]})"
    for name, ids in (("open", picture.open), ("denied", picture.denied)):
        for line in dict.fromkeys(told.claims[i] for i in ids):
            yield f"  {name}: {line}"
    rivals = told.rivals(picture.conflicts)
    for relation in rivals:
        reason = "; ".join(relation.reasons)
        yield f"  in conflict: {told.claims[relation.a]} / {told.claims[relation.b]}: {reason}"
    if len(picture.conflicts) > len(rivals):
        yield f"  in conflict: {len(picture.conflicts) - len(rivals)} more pairs of the same, in the JSON"


def _when(picture: StagePicture) -> Iterator[str]:
    if picture.first and picture.last:
        first, last = words.when(picture.first), words.when(picture.last)
        yield f"  said to have happened: {first}" + (f"; latest: {last}" if last != first else "")
    if picture.reported:
        first, last = (words.iso(day) for day in picture.reported)
        yield f"  reported: {first}" + (f" to {last}" if last != first else "")


def ranged(newest: Newest) -> str:
    """Origin, range, day and wording of the newest point."""
    (point,) = newest.line.points or newest.line.undated
    return f"{newest.line.origin}, {point_text(point, newest.series.unit)}"


def _hit(book: Codebook, hit: GroupPicture) -> str:
    if not hit.stages:
        return NOTHING
    where = ", ".join(f"{s.title} ({len(hit.stages[s.id])})" for s in book.stages if s.id in hit.stages)
    return f"{origins_said(hit.independent_origins)}; matters at {where}"
