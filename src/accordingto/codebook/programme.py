"""The picture of a system at work: what is claimed at each stage, by whom, how much, since when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from accordingto.audit.origin import whose
from accordingto.audit.series import Line, Series, series
from accordingto.claim import Claim, Polarity
from accordingto.codebook import match
from accordingto.codebook.book import Codebook, Stage
from accordingto.codebook.independent import Known, StageOrigin, known, origins_of
from accordingto.codebook.match import Placement, Said
from accordingto.ledger.view import LedgerView
from accordingto.relation import Matter, Relation, RelationKind
from accordingto.report import Report, Stated
from accordingto.when import TimeRole, TimeType, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A claim at a stage or in a group, with the words that put it there."""

    claim: str
    facet: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest range of one origin, of one kind, in one series; `older` counts its earlier points."""

    series: Series  # without its lines: what is counted, where
    line: Line  # with the newest point alone
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePicture:
    """A stage with all that claims say at it; claims and matters are ids.

    `asserted` are matters with an asserting claim here. `origins` tell who counts for the stage as a
    whole, each with its reason; `most` is the largest count of independent origins for one matter.
    `first` and `last` are times of what is said to have happened, `reported` days of publication.
    """

    id: str
    placed: tuple[Placed, ...]
    asserted: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]  # facet id to matters
    origins: tuple[StageOrigin, ...]
    most: int
    reports: tuple[str, ...]
    figures: tuple[Newest, ...]
    first: When | None
    last: When | None
    reported: tuple[str, ...]  # the first and the last day, ISO; empty where no report is dated
    places: tuple[tuple[str, tuple[str, ...]], ...]  # name and claims
    open: tuple[str, ...]
    denied: tuple[str, ...]
    conflicts: tuple[Relation, ...]

    @property
    def independent_origins(self) -> int:
        return sum(o.counted for o in self.origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPicture:
    """A targeted group: its claims that stand at a stage, and the matters by stage."""

    id: str
    placed: tuple[Placed, ...]
    stages: Mapping[str, tuple[str, ...]]
    origins: tuple[StageOrigin, ...]

    @property
    def independent_origins(self) -> int:
        return sum(o.counted for o in self.origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """All stages and groups in the order of the codebook; `elsewhere` counts claims at no stage.

    `outside` are reports that the codebook does not read, by id: its scope words are not in them.
    """

    codebook: Codebook
    stages: tuple[StagePicture, ...]
    groups: tuple[GroupPicture, ...]
    elsewhere: int
    outside: tuple[str, ...]


def programme(view: LedgerView, book: Codebook) -> Programme:
    """The picture of a ledger by a codebook. The same ledger and codebook give the same picture."""
    reports = {r.id: r for r in view.reports}
    tongues = {i: match.languages(r, book) for i, r in reports.items()}
    inside = {i for i, r in reports.items() if match.in_scope(_article(r), book, tongues[i])}
    at: dict[str, list[tuple[Claim, Placement]]] = defaultdict(list)
    hit: dict[str, list[tuple[Claim, Placement]]] = defaultdict(list)
    stages_of: dict[str, set[str]] = defaultdict(set)
    elsewhere = 0

    @cache  # copies say the same in the same words
    def places(what: Said, spoken: tuple[str, ...]) -> tuple[tuple[Placement, ...], tuple[Placement, ...]]:
        return match.stages(what, book, spoken), match.groups(what, book, spoken)

    for claim in view.claims:
        if claim.report not in inside:
            continue
        what = match.said(claim, reports[claim.report])
        placed, hits = places(what, tongues[claim.report])
        elsewhere += not placed
        for p in placed:
            at[p.at].append((claim, p))
            stages_of[claim.id].add(p.at)
        if placed:
            for p in hits:
                hit[p.at].append((claim, p))
    whose_ = whose(view)
    held = _Held(
        view=view,
        reports=reports,
        matter_of={c: m for m in view.matters for c in m.claims},
        known=known(view, whose_),
        conflicts=tuple(r for r in view.relations if r.kind is RelationKind.CONFLICTS),
        series=series(view, whose_),
        populations=book.populations,
    )
    return Programme(
        codebook=book,
        stages=tuple(_stage(s, at[s.id], held) for s in book.stages),
        groups=tuple(_group(g.id, hit[g.id], stages_of, held) for g in book.groups),
        elsewhere=elsewhere,
        outside=tuple(sorted(set(reports) - inside)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    view: LedgerView
    reports: Mapping[str, Report]
    matter_of: Mapping[str, Matter]
    known: Known
    conflicts: tuple[Relation, ...]
    series: tuple[Series, ...]
    populations: tuple[str, ...]


def _article(report: Report) -> str:
    return "\n".join(p.span.of(report.text) for p in report.article())


def _stage(stage: Stage, held: Sequence[tuple[Claim, Placement]], all_: _Held) -> StagePicture:
    claims = list({c.id: c for c, _ in held}.values())
    asserted = [c for c in claims if c.polarity is Polarity.ASSERTED]
    matters = _matters(asserted, all_)
    ids = {c.id for c in claims}
    times = sorted(
        ((_day(t), t) for c in asserted for t in c.times if _happened(t)), key=lambda pair: pair[0]
    )
    days = sorted(
        r.published.value for c in asserted if isinstance((r := all_.reports[c.report]).published, Stated)
    )
    return StagePicture(
        id=stage.id,
        placed=tuple(_placed(held)),
        asserted=tuple(matters),
        facets={
            f.id: tuple(
                _matters([c for c, p in held if p.facet == f.id and c.polarity is Polarity.ASSERTED], all_)
            )
            for f in stage.facets
        },
        origins=origins_of(matters.values(), {c.id for c in asserted}, all_.known),
        most=max((m.independent_origins for m in matters.values()), default=0),
        reports=tuple(sorted({c.report for c in asserted})),
        figures=tuple(_newest(stage, {c.id for c in asserted}, all_)),
        first=times[0][1] if times else None,
        last=times[-1][1] if times else None,
        reported=(days[0], days[-1]) if days else (),
        places=_places(asserted),
        open=tuple(sorted(c.id for c in claims if c.polarity in (Polarity.QUESTION, Polarity.UNKNOWN))),
        denied=tuple(sorted(c.id for c in claims if c.polarity is Polarity.DENIED)),
        conflicts=tuple(r for r in all_.conflicts if r.a in ids or r.b in ids),
    )


def _group(
    name: str, held: Sequence[tuple[Claim, Placement]], stages_of: Mapping[str, set[str]], all_: _Held
) -> GroupPicture:
    asserted = [c for c, _ in held if c.polarity is Polarity.ASSERTED]
    stages = sorted({s for c in asserted for s in stages_of[c.id]})
    return GroupPicture(
        id=name,
        placed=tuple(_placed(held)),
        stages={s: tuple(_matters([c for c in asserted if s in stages_of[c.id]], all_)) for s in stages},
        origins=origins_of(_matters(asserted, all_).values(), {c.id for c in asserted}, all_.known),
    )


def _placed(held: Iterable[tuple[Claim, Placement]]) -> list[Placed]:
    return [Placed(claim=c.id, facet=p.facet, reason=p.reason) for c, p in held]


def _matters(claims: Iterable[Claim], all_: _Held) -> dict[str, Matter]:
    """Matters of these claims by id; those with most independent origins first."""
    found = {m.id: m for c in claims if (m := all_.matter_of.get(c.id))}
    order = sorted(found.values(), key=lambda m: (-m.independent_origins, -len(m.claims), m.id))
    return {m.id: m for m in order}


def _happened(time: When) -> bool:
    placed = time.earliest is not None or time.latest is not None
    return placed and time.role is TimeRole.EVENT and time.type not in (TimeType.DURATION, TimeType.SET)


def _day(time: When) -> tuple[date, date]:
    return (time.earliest or time.latest or date.min, time.latest or time.earliest or date.max)


def _places(claims: Sequence[Claim]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Places by name, those in most claims first."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        for place in claim.places:
            found.setdefault(place.name, []).append(claim.id)
    order = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((name, tuple(dict.fromkeys(ids))) for name, ids in order)


def _newest(stage: Stage, claims: set[str], all_: _Held) -> Iterable[Newest]:
    """For each series the newest range of each origin and kind that a claim at the stage states.

    One that the same origin has revised since, be it in another kind, is not the newest. Of counts
    without a day none is the newest: all stand.
    """
    for one in all_.series:
        if stage.states and one.state not in stage.states:
            continue
        if all_.populations and not (one.population and match.found(all_.populations, one.population)):
            continue
        revised = {p.revises.of for line in one.lines for p in line.points if p.revises}
        for line in one.lines:
            dated = [p for p in line.points if claims & set(p.claims)]
            undated = [p for p in line.undated if claims & set(p.claims)]
            newest = [p for p in dated if p.latest == dated[-1].latest] or undated
            for point in newest:
                if revised.isdisjoint(point.claims):
                    yield Newest(
                        series=replace(one, lines=()),
                        line=replace(
                            line, points=(point,) if dated else (), undated=() if dated else (point,)
                        ),
                        older=len(dated) + len(undated) - len(newest),
                    )
