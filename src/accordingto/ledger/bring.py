"""Taking another ledger in: rows are added beside one's own, and what one holds oneself goes on standing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from accordingto.claim import Claim
from accordingto.errors import LedgerError
from accordingto.judgement import made_ids
from accordingto.ledger import derived, write
from accordingto.ledger.judgements import restore
from accordingto.ledger.view import Custody, LedgerView
from accordingto.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came in: reports, claims, snapshots and judgements that the ledger did not hold.

    `beside` are reports that go on standing here as this ledger has them: theirs, read by another version
    of the program or described otherwise, is kept beside it.
    """

    reports: int
    claims: int
    snapshots: int
    judgements: int
    beside: tuple[Report, ...]


def bring(connection: Connection, view: LedgerView) -> Brought:
    """Add what a view holds and the ledger does not; nothing of the ledger is changed or hidden.

    To be called in a transaction that writes. Raises LedgerError where the view does not say how a report
    was got and by which version it was read: without that it could be kept, but never be found again.
    """
    custody = defaultdict(list)
    for got in view.custody:
        custody[got.report].append(got)
    judged, newest = as_read(view)
    readings = _readings(view, newest)
    reports, claims, beside = 0, 0, []
    came: set[str] = set()  # whose older reading came in just now
    seen_before = write.times_seen(connection)
    before = write.described(connection)
    versions, _ = _bring_custody(connection, (c for e in view.earlier for c in e.custody), before)
    for one in view.earlier:  # before what stands: of one reader's two the later one is compared
        held = write.is_read(connection, one.report.id) and one.report.id not in came
        read = write.Reading(
            report=one.report,
            claims=one.claims,
            non_responses=one.non_responses,
            published=one.published,
            maker=one.maker,
        )
        if write.add_reading(connection, read, below=held) and not held:
            came.add(one.report.id)
    snapshots, under = _bring_custody(connection, view.custody, before)
    for name, older in _readings(view, judged).items():
        # What people judged as an older version had read it comes first, as it did where they judged it.
        if older != readings[name] and not write.is_read(connection, name, older.maker):
            held = write.is_read(connection, name) and name not in came
            write.add_reading(connection, replace(older, maker=f"before {older.maker:.56}"), below=held)
            if not held:
                came.add(name)
    judgements = restore(connection, view.judgements)
    for number, report in enumerate(view.reports):
        if report.id not in custody:
            raise LedgerError(f"reports[{number}]", "the file does not say how it was got (custody)")
        if report.id not in readings:
            raise LedgerError(f"reports[{number}]", "the file does not say what read it (made)")
        reading = readings[report.id]
        held = write.is_read(connection, report.id) and report.id not in came
        added = write.add_reading(connection, reading, below=held)
        reports += added and not held
        claims += len(reading.claims) if added and not held else 0
        if (added and held) or report.id in under:
            beside.append(report)
    if (
        reports
        or snapshots
        or versions
        or came
        or judgements
        or beside
        or write.times_seen(connection) != seen_before
    ):
        derived.spoil(connection)
    return Brought(
        reports=reports,
        claims=claims,
        snapshots=snapshots + versions,
        judgements=judgements,
        beside=tuple(beside),
    )


def _bring_custody(
    connection: Connection, custody: Iterable[Custody], before: Collection[tuple[str, str]]
) -> tuple[int, set[str]]:
    """How many snapshots were new; and the reports whose bytes this ledger described otherwise `before`."""
    new, under = 0, set()
    for got in custody:
        below = (got.path, got.sha256) in before
        if write.add_custody(connection, got, below=below):
            new += 1
            if below:
                under.add(got.report)
    return new, under


def as_read(view: LedgerView) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The machine's own claims behind a view: as the people who judged them saw them, and as the newest
    version of the program reads them."""
    made = {i for j in view.judgements for i in made_ids(j)}
    machine = {c.id: c for c in view.machine}
    seen = {c.id: c for c in view.claims if c.id not in made} | machine
    older = {r.claim for r in view.reviews if r.older}
    newest = {c.id: c for c in seen.values() if c.id not in older} | {c.id: c for c in view.newest}
    for r in view.reviews:
        if r.older and r.newer is not None and r.newer not in older:
            seen.pop(r.newer, None)
    return tuple(seen.values()), tuple(newest.values())


def _readings(view: LedgerView, read: Iterable[Claim]) -> dict[str, write.Reading]:
    claims, silences = defaultdict(list), defaultdict(list)
    for claim in sorted(read, key=lambda c: c.id):
        claims[claim.report].append(claim)
    for silence in view.non_responses:
        silences[silence.report].append(silence)
    dated = {d.report: d.published for d in view.dated}
    makers = {m.report: m.maker for m in view.made}
    return {
        report.id: write.Reading(
            report=report,
            claims=tuple(claims[report.id]),
            non_responses=tuple(silences[report.id]),
            published=dated.get(report.id),
            maker=makers[report.id],
        )
        for report in view.reports
        if report.id in makers
    }
