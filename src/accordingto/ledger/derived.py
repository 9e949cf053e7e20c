"""The derived rows: a ledger's view laid out so that a page of it can be read without the whole."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from sqlalchemy import Column, Connection, Table, bindparam, delete, func, insert, select, update

from accordingto.claim import Claim, Polarity
from accordingto.judgement import State
from accordingto.ledger import moved, search
from accordingto.ledger.codec import to_json
from accordingto.ledger.origins import names_of, origin_rows
from accordingto.ledger.tables import (
    DERIVED,
    claim_figure,
    claim_line,
    claim_place,
    copy,
    derived,
    extraction,
    judgement,
    matter,
    matter_origin,
    relation,
    report_line,
    retrieval,
    silence_line,
    snapshot,
)
from accordingto.ledger.tables import claim as claim_table
from accordingto.ledger.view import LedgerView
from accordingto.relation import Matter, Relation, RelationKind
from accordingto.report import Report, Stated, Unstated
from accordingto.when import TimeRole

Row = dict[str, object]
NOBODY: Mapping[str, Collection[str]] = MappingProxyType({})
AT_ONCE = 5_000  # rows written by one statement: more would only cost memory


def made_from(connection: Connection, maker: str) -> str:
    """What derived rows made now would be made from: the program and the newest row of each kept table."""
    kept = (snapshot, extraction, retrieval, judgement)
    newest = [connection.execute(select(func.max(t.c.number))).scalar() or 0 for t in kept]
    return " ".join([maker, *map(str, newest)])


def is_fresh(connection: Connection, stamp: str) -> bool:
    """True if the derived rows were made from what the ledger holds now."""
    return connection.execute(select(derived.c.made_from)).scalar() == stamp


def last_judgement(connection: Connection, maker: str) -> int | None:
    """The number of the newest judgement that the derived rows know (0: none), however much has been kept
    since; None if they are not there, or another program made them."""
    made = connection.execute(select(derived.c.made_from)).scalar()
    if made is None or not str(made).startswith(f"{maker} "):
        return None
    return int(str(made).rsplit(" ", 1)[1])


def spoil(connection: Connection) -> None:
    """Say that the derived rows are behind: rows came in that no highest number tells of."""
    connection.execute(delete(derived))


def rewrite(
    connection: Connection, view: LedgerView, stamp: str, *, hidden: Mapping[str, Collection[str]] = NOBODY
) -> None:
    """All derived rows anew, from a (shielded) view; in one transaction with the caller's.

    `hidden` are withheld names by the report that withholds them: no search finds them there.
    """
    moved.replaced(connection, view.matters)
    for table in DERIVED:
        connection.execute(delete(table))
    reports = {r.id: r for r in view.reports}
    said: dict[str, list[Claim]] = defaultdict(list)
    for c in view.claims:
        said[c.report].append(c)
    within = {c: m.id for m in view.matters for c in m.claims}
    _write(connection, report_line, _report_lines(view, extractions(connection)))
    states = {r.claim: r.state for r in view.reviews}
    lines = (
        _claim_line(c, reports[c.report], within.get(c.id)) | {"review": states.get(c.id, State.NEW).value}
        for c in view.claims
    )
    _write(connection, claim_line, lines)
    _mark_shown(connection, view.claims, None)
    _write(connection, silence_line, _silences(view, reports))
    _write(connection, claim_place, (row for c in view.claims for row in _places(c, reports[c.report])))
    _write(connection, claim_figure, (row for c in view.claims for row in _figures(c, reports[c.report])))
    _write(connection, matter, _matters(view, reports))
    _write(connection, matter_origin, origin_rows(view, names_of(view.claims)))
    _write(connection, relation, _relation_rows(view.relations))
    _write(connection, copy, _copy_rows(view))
    search.rewrite(
        connection,
        ((r.id, r.id, r.text) for r in _oldest_first(view.reports)),
        ((c.id, c.report, _looked_up(c, r)) for r in _oldest_first(view.reports) for c in said[r.id]),
        hidden,
    )
    restamp(connection, stamp)


def _write(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        connection.execute(insert(table), some)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change touches: all rows of `reports` are written anew; rows of matters, of relations (a, b,
    kind) and of copies (copier, original) go; `named` are the `names_of` the whole ledger, as far as these
    rows need them."""

    reports: frozenset[str]
    matters: frozenset[str]
    relations: frozenset[tuple[str, str, str]]
    copies: frozenset[tuple[str, str]]
    named: frozenset[str]


def change(
    connection: Connection,
    view: LedgerView,
    changed: Changed,
    stamp: str,
    *,
    hidden: Mapping[str, Collection[str]] = NOBODY,
) -> None:
    """Only the rows that a change touches.

    `view` (shielded) holds the reports that are written anew, whole, the matters that come, and all that
    these speak of; of the relations those that are written, and every conflict and answer of these matters.
    """
    reports = {r.id: r for r in view.reports}
    new = [c for c in view.claims if c.report in changed.reports]
    own = replace(
        view,
        reports=tuple(r for r in view.reports if r.id in changed.reports),
        claims=tuple(new),
        non_responses=tuple(n for n in view.non_responses if n.report in changed.reports),
    )
    had = connection.execute(select(report_line.c.id).where(report_line.c.id.in_(changed.reports)))
    had_reports = list(had.scalars())
    moved.remember(connection, changed.matters.difference(m.id for m in view.matters))
    had_claims = _clear(connection, changed)
    _write(connection, report_line, _report_lines(own, extractions(connection, changed.reports)))
    states = {r.claim: r.state for r in view.reviews}
    lines = (
        _claim_line(c, reports[c.report], None) | {"review": states.get(c.id, State.NEW).value} for c in new
    )
    _write(connection, claim_line, lines)
    _mark_shown(connection, new, changed.reports)
    _write(connection, silence_line, _silences(own, reports))
    _write(connection, claim_place, (row for c in new for row in _places(c, reports[c.report])))
    _write(connection, claim_figure, (row for c in new for row in _figures(c, reports[c.report])))
    _write(connection, matter, _matters(view, reports))
    _write(connection, matter_origin, origin_rows(view, changed.named))
    within = [{"key": c, "in": m.id} for m in view.matters for c in m.claims]
    if within:
        put = update(claim_line).where(claim_line.c.id == bindparam("key")).values(matter=bindparam("in"))
        connection.execute(put, within)
    written = [r for r in view.relations if (r.a, r.b, r.kind.value) in changed.relations]
    _write(connection, relation, _relation_rows(written))
    _write(connection, copy, _copy_rows(view))
    claims = ((c.id, c.report, _looked_up(c, reports[c.report])) for c in new)
    texts = ((r.id, r.id, r.text) for r in _oldest_first(own.reports))
    search.change(connection, texts, claims, hidden, had_reports, had_claims)
    restamp(connection, stamp)


def _clear(connection: Connection, changed: Changed) -> list[str]:
    """Takes away the rows that a change writes anew; the claims that had some."""
    held = select(claim_line.c.id).where(claim_line.c.report.in_(changed.reports))
    claims = list(connection.execute(held).scalars())
    _drop(connection, claim_place.c.claim, claims)
    _drop(connection, claim_figure.c.claim, claims)
    for table in (claim_line, silence_line):
        _drop(connection, table.c.report, changed.reports)
    _drop(connection, report_line.c.id, changed.reports)
    _drop(connection, matter_origin.c.matter, changed.matters)
    _drop(connection, matter.c.id, changed.matters)
    if changed.relations:
        these = (
            (relation.c.a == bindparam("x"))
            & (relation.c.b == bindparam("y"))
            # Put together with nothing, so that SQLite does not look among all of one kind.
            & (relation.c.kind.concat("") == bindparam("k"))
        )
        triples = [{"x": a, "y": b, "k": kind} for a, b, kind in sorted(changed.relations)]
        connection.execute(delete(relation).where(these), triples)
    if changed.copies:
        both = (copy.c.copier == bindparam("x")) & (copy.c.original == bindparam("y"))
        pairs = [{"x": a, "y": b} for a, b in sorted(changed.copies)]
        connection.execute(delete(copy).where(both), pairs)
    return claims


def _drop(connection: Connection, column: Column[str], keys: Iterable[str]) -> None:
    rows = [{"key": k} for k in sorted(keys)]
    if rows:
        connection.execute(delete(column.table).where(column == bindparam("key")), rows)


def restamp(connection: Connection, stamp: str) -> None:
    """Say what the derived rows are made from now."""
    connection.execute(delete(derived))
    connection.execute(insert(derived).values(made_from=stamp))


def _relation_rows(relations: Iterable[Relation]) -> Iterable[Row]:
    return ({"a": r.a, "b": r.b, "kind": r.kind.value, "body": to_json(r)} for r in relations)


def _copy_rows(view: LedgerView) -> Iterable[Row]:
    return ({"copier": c.copier, "original": c.original, "body": to_json(c)} for c in view.copies)


def extractions(connection: Connection, only: Collection[str] | None = None) -> dict[str, int]:
    """The newest extraction of each report, or of `only` these."""
    rows = select(extraction.c.report, func.max(extraction.c.number)).group_by(extraction.c.report)
    if only is not None:
        rows = rows.where(extraction.c.report.in_(only))
    return {row[0]: row[1] for row in connection.execute(rows)}


def stated(value: Stated[str] | Unstated) -> str | None:
    """The value, or None where the report has none; why it has none stands in the report itself."""
    return value.value if isinstance(value, Stated) else None


def _report_lines(view: LedgerView, extractions: Mapping[str, int]) -> Iterable[Row]:
    claims = Counter(c.report for c in view.claims)
    for r in view.reports:
        yield {
            "id": r.id,
            "extraction": extractions[r.id],
            "title": stated(r.title),
            "publisher": stated(r.publisher),
            "published": stated(r.published),
            "language": stated(r.language),
            "extent": r.completeness.extent.value,
            "path": r.path,
            "url": stated(r.url),
            "claims": claims[r.id],
        }


def _oldest_first(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda r: (stated(r.published) or "", r.id))


def _looked_up(claim: Claim, report: Report) -> str:
    """What finds a claim: its words, and whoever says so by a name of their own."""
    voice = claim.origin
    return f"{wording(claim, report)}\n{voice.name}" if voice.named else wording(claim, report)


def wording(claim: Claim, report: Report) -> str:
    """The claim's words in its report."""
    return " … ".join(" ".join(span.of(report.text).split()) for span in claim.evidence)


def _bounds(claim: Claim) -> tuple[str | None, str | None]:
    """The days between which its event times lie, ISO."""
    times = [t for t in claim.times if t.role is TimeRole.EVENT]
    starts = [t.earliest for t in times if t.earliest]
    ends = [t.latest for t in times if t.latest]
    return (min(starts).isoformat() if starts else None), (max(ends).isoformat() if ends else None)


def _claim_line(claim: Claim, report: Report, within: str | None) -> Row:
    earliest, latest = _bounds(claim)
    return {
        "id": claim.id,
        "report": claim.report,
        "position": claim.evidence[0].start if claim.evidence else 0,
        "matter": within,
        "origin": claim.origin.name,
        "kind": claim.origin.kind.value,
        "protected": claim.origin.protected,
        "polarity": claim.polarity.value,
        "strength": claim.strength.value,
        "access": claim.access.value,
        "form": claim.form.value,
        "wording": wording(claim, report),
        "published": stated(report.published),
        "earliest": earliest,
        "latest": latest,
    }


def _places(claim: Claim, report: Report) -> Iterable[Row]:
    for place in claim.places:
        point = place.point
        yield {
            "claim": claim.id,
            "name": place.name,
            "wording": place.span.of(report.text),
            "country": place.country,
            "whole": (place.feature or "").startswith("PCL"),  # in the feature codes of GeoNames
            "lat": point.lat if point else None,
            "lon": point.lon if point else None,
            "radius_km": point.radius_km if point else None,
        }


def _figures(claim: Claim, report: Report) -> Iterable[Row]:
    for figure in claim.figures:
        yield {
            "claim": claim.id,
            "population": figure.population,
            "state": figure.state,
            "unit": figure.unit,
            "measure": figure.measure.value,
            "wording": figure.span.of(report.text),
            "low": figure.hard.low,
            "high": figure.hard.high,
            "soft_low": figure.soft.low,
            "soft_high": figure.soft.high,
            "as_of": figure.as_of.edtf or figure.as_of.value if figure.as_of else None,
        }


def _matters(view: LedgerView, reports: Mapping[str, Report]) -> Iterable[Row]:
    claims = {c.id: c for c in view.claims}
    conflicts: dict[str, int] = defaultdict(int)
    for r in view.relations:
        if r.kind is RelationKind.CONFLICTS and r.settled is None:
            conflicts[r.a] += 1
            conflicts[r.b] += 1
    answered = {r.b for r in view.relations if r.kind is RelationKind.ANSWERS}
    asked = {c.id for c in view.claims if c.polarity is Polarity.QUESTION} - answered
    judged = {r.claim for r in view.reviews if r.state is not State.NEW}
    pinned = {r.matter for r in view.matter_reviews if r.pinned}
    for m in view.matters:
        yield {
            **_matter(m, [claims[c] for c in m.claims], reports),
            "conflicts": sum(conflicts[c] for c in m.claims),
            "questions": sum(c in asked for c in m.claims),
            "unreviewed": sum(c not in judged for c in m.claims),
            "pinned": m.id in pinned,
        }


def _matter(made: Matter, claims: Sequence[Claim], reports: Mapping[str, Report]) -> Row:
    published = sorted(p for c in claims if (p := stated(reports[c.report].published)))
    bounds = [_bounds(c) for c in claims]
    starts = [start for start, _ in bounds if start]
    ends = [end for _, end in bounds if end]
    return {
        "id": made.id,
        "title": made.title,
        "independent": made.independent_origins,
        "mentions": len(made.claims),
        "reports": len(made.reports),
        "first": published[0] if published else None,
        "last": published[-1] if published else None,
        "earliest": min(starts) if starts else None,
        "latest": max(ends) if ends else None,
        "body": to_json(made),
    }


def _mark_shown(connection: Connection, claims: Iterable[Claim], only: Collection[str] | None) -> None:
    """Beside each claim that is not shown as it was kept: how it is shown. `only` are reports to look at."""
    standing = select(claim_table.c.id, claim_table.c.body).join(
        report_line, report_line.c.extraction == claim_table.c.extraction
    )
    if only is not None:
        standing = standing.where(report_line.c.id.in_(only))
    kept = {row[0]: row[1] for row in connection.execute(standing)}
    other = [{"key": c.id, "as": body} for c in claims if (body := to_json(c)) != kept.get(c.id)]
    if other:
        put = update(claim_line).where(claim_line.c.id == bindparam("key")).values(shown=bindparam("as"))
        connection.execute(put, other)


def _silences(view: LedgerView, reports: Mapping[str, Report]) -> Iterable[Row]:
    for silence in view.non_responses:
        report = reports[silence.report]
        yield {
            "id": silence.id,
            "report": silence.report,
            "published": stated(report.published),
            "wording": " … ".join(" ".join(span.of(report.text).split()) for span in silence.evidence),
            "body": to_json(silence),
        }
