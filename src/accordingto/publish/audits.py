"""Audits of a ledger as lines: plain text for a terminal, or JSON objects."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from accordingto.audit.confirmed import confirmations
from accordingto.audit.coverage import coverage
from accordingto.audit.falls import falls
from accordingto.audit.first import first_known
from accordingto.audit.hedges import hedge_losses
from accordingto.audit.reviewed import Twice, reviewed
from accordingto.audit.series import series
from accordingto.audit.shield import shielded
from accordingto.claim import Claim
from accordingto.ledger.view import LedgerView
from accordingto.publish.edits import edit_text
from accordingto.publish.figures import counted, point_text
from accordingto.publish.titles import title
from accordingto.publish.words import day
from accordingto.report import Report, Stated

AUDITS: Mapping[str, Callable[[LedgerView], tuple[Any, ...]]] = {
    "falls": falls,
    "hedges": hedge_losses,
    "first": first_known,
    "confirmed": confirmations,
    "coverage": coverage,
    "series": series,
    "reviewed": reviewed,
    "edits": lambda view: view.edits,
}


def as_json(question: str, view: LedgerView) -> Iterator[str]:
    """One JSON object a finding, ids and all; withheld names shielded."""
    for finding in AUDITS[question](shielded(view)):
        yield msgspec.json.encode(finding, order="deterministic").decode()


def as_text(question: str, view: LedgerView) -> Iterator[str]:
    """Some lines a finding, with wordings in place of ids; a line that says so if there is none."""
    view = shielded(view)
    findings = AUDITS[question](view)
    reports = {r.id: r for r in view.reports}
    words = Words(
        matters={m.id: title(m.title) for m in view.matters},
        claims={c.id: _wording(c, reports[c.report]) for c in view.claims},
        reports={r.id: _name(r) for r in view.reports},
    )
    for finding in findings:
        yield from _TEXT[question](finding, words)
    if not findings:
        yield "nothing found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Ids of a ledger and what a person calls them."""

    matters: Mapping[str, str]
    claims: Mapping[str, str]
    reports: Mapping[str, str]


def _wording(claim: Claim, report: Report) -> str:
    return f"{' … '.join(e.of(report.text) for e in claim.evidence)}  ({_name(report)})"


def _name(report: Report) -> str:
    publisher = report.publisher.value if isinstance(report.publisher, Stated) else report.path
    day = report.published.value if isinstance(report.published, Stated) else "undated"
    return f"{publisher}, {day}"


def _falls(found: Any, words: Words) -> Iterator[str]:
    yield f"without {found.origin}: {len(found.lost)} lost, {len(found.weakened)} weakened"
    yield from (f"  lost      {words.matters[m]}" for m in found.lost)
    yield from (f"  weakened  {words.matters[m]}" for m in found.weakened)


def _hedges(found: Any, words: Words) -> Iterator[str]:
    yield f"{found.what}: {found.was} → {found.became}"
    yield f"  was  {words.claims[found.weaker]}"
    yield f"  now  {words.claims[found.stronger]}"


def _first(found: Any, words: Words) -> Iterator[str]:
    second = f"; another origin on {found.second}" if found.second else ""
    undated = f"; {found.undated} undated" if found.undated else ""
    by = f" by {', '.join(found.origins)}" if found.origins else ""
    yield f"{found.day or 'undated'}  {words.matters[found.matter]}{by}{second}{undated}"


def _confirmed(found: Any, words: Words) -> Iterator[str]:
    yield f"{found.worth}: {words.claims[found.claim]}"
    yield f"  {found.reason}"


def _coverage(found: Any, words: Words) -> Iterator[str]:
    yield f"{found.kind}: {words.reports[found.report]}: {found.about}"


def _series(found: Any, words: Words) -> Iterator[str]:
    yield counted(found)
    for line in found.lines:
        yield f"  {line.origin}: {line.kind}"
        for point in (*line.points, *line.undated):
            again = f"; again on {day(point.again)}" if point.again else ""
            yield f"    {point_text(point, found.unit)}{again}"
            if point.revises:
                what = "correction" if point.revises.correction else "revised"
                yield f"      {what}: {'; '.join(point.revises.reasons)}"


def _reviewed(found: Any, words: Words) -> Iterator[str]:
    if isinstance(found, Twice):
        yield f"{found.a} and {found.b}: {found.same} of {found.claims} claims judged the same"
        return
    names = {"pile": "all reports", "report": words.reports.get(found.name, found.name)}
    yield f"{names.get(found.of, found.name)}: {found.reviewed} of {found.read} claims reviewed"
    if found.low is not None:
        likely = f" (of all such claims {found.low:.0%} to {found.high:.0%})"
        left = f"accepted as read {found.accepted}{likely}"
        yield f"  {left}, corrected {found.corrected}, rejected {found.rejected}"
    if found.changed:
        told = ", ".join(f"{_VALUE.get(v, v)} {n}" for v, n in found.changed)
        yield f"  corrected: {told}"


_VALUE = {"chain": "source", "evidence": "words"}


def _edits(found: Any, words: Words) -> Iterator[str]:
    yield from edit_text(found)


_TEXT: Mapping[str, Callable[[Any, Words], Iterator[str]]] = {
    "falls": _falls,
    "hedges": _hedges,
    "first": _first,
    "confirmed": _confirmed,
    "coverage": _coverage,
    "series": _series,
    "reviewed": _reviewed,
    "edits": _edits,
}
