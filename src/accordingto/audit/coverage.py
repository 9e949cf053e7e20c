"""Coverage: who was asked and did not answer, what was cut off or undated, what rests on one origin."""

from collections import defaultdict
from dataclasses import dataclass

from accordingto.ledger.view import LedgerView
from accordingto.report import Extent, Stated
from accordingto.voice import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that a reader of the pile has to know. `report` is an id; `about` says what it is about."""

    kind: str  # "no answer", "cut off", "undated", "no publisher", "not read", "one origin"
    report: str
    about: str


def coverage(view: LedgerView) -> tuple[Gap, ...]:
    """All gaps, by kind and report."""
    gaps = [
        Gap(
            kind="no answer",
            report=n.report,
            about=f"{n.asked.name} ({n.stance.value}), asked by {n.asker.name}",
        )
        for n in view.non_responses
    ]
    origins: dict[str, set[str]] = defaultdict(set)
    for claim in view.claims:
        if claim.form is not Form.OWN_VOICE:
            origins[claim.report].add(claim.origin.name)
    bounds = {d.report: d.published for d in view.dated}
    for report in view.reports:
        if report.completeness.extent in (Extent.TRUNCATED, Extent.TEASER):
            gaps.append(Gap(kind="cut off", report=report.id, about=report.completeness.reason))
        if not isinstance(report.published, Stated):
            bound = bounds.get(report.id)
            about = f"the text bounds it: {bound.rule}" if bound else f"date {report.published.value}"
            gaps.append(Gap(kind="undated", report=report.id, about=about))
        if not isinstance(report.publisher, Stated):
            gaps.append(
                Gap(kind="no publisher", report=report.id, about=f"publisher {report.publisher.value}")
            )
        if len(origins[report.id]) == 1:
            gaps.append(Gap(kind="one origin", report=report.id, about=next(iter(origins[report.id]))))
        if isinstance(report.language, Stated) and report.language.value != "en":
            gaps.append(
                Gap(
                    kind="not read",
                    report=report.id,
                    about=f"its language is {report.language.value}: kept whole",
                )
            )
    return tuple(sorted(gaps, key=lambda g: (g.kind, g.report, g.about)))
