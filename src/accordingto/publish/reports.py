"""One report as the page shows it: what is known about it and from where, and its text with claims marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.languages import READ_LANGUAGES
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import Card, reading_order
from accordingto.publish.marks import Run, blocks, runs
from accordingto.publish.pile import Pile, anchor
from accordingto.relation import Copy
from accordingto.report import Extent, Report, Stated, Unstated
from accordingto.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSheet:
    """A report: what is known about it and from where, what rests on it, its text in pieces."""

    report: Report
    letter: str
    anchor: str
    publisher: str
    published: str
    title: str
    facts: tuple[tuple[str, str], ...]  # a field, its value with where it came from
    warnings: tuple[tuple[str, str], ...]  # what to know, and why
    copies: tuple[str, ...]
    runs: tuple[Run, ...]
    cards: tuple[Card, ...]
    unplaced: tuple[Card, ...]  # their words stand in no passage, so that no mark can lead to them

    @property
    def claims(self) -> int:
        return len(self.cards)


def report_sheet(
    report: Report,
    claims: Sequence[Claim],
    cards: Mapping[str, Card],
    held: Pile,
    view: LedgerView,
) -> ReportSheet:
    """The sheet of one report; `claims` are its own."""
    bounds = next((d.published for d in view.dated if d.report == report.id), None)
    order = tuple(sorted((cards[c.id] for c in claims), key=reading_order))
    text = runs(blocks(report, claims))
    marked = {i for run in text for block in run.blocks for piece in block.pieces for i in piece.starts}
    return ReportSheet(
        report=report,
        letter=held.letters[report.id],
        anchor=anchor("r", report.id),
        publisher=words.publisher(report),
        published=_published(report, bounds),
        title=report.title.value if isinstance(report.title, Stated) else report.path.rsplit("/", 1)[-1],
        facts=tuple(_facts(report, bounds)),
        warnings=tuple(_warnings(report)),
        copies=tuple(_copies(report, view.copies, held)),
        runs=text,
        cards=order,
        unplaced=tuple(c for c in order if c.id not in marked),
    )


def _published(report: Report, bounds: When | None) -> str:
    """The date, or between which days its own text puts a report that has none."""
    said = words.published(report.published)
    if isinstance(report.published, Stated) or bounds is None:
        return said
    placed = words.interval(bounds.earliest, bounds.latest)
    return f"{said}; {placed} by its own text" if placed else said


def _facts(report: Report, bounds: When | None) -> list[tuple[str, str]]:
    fields: list[tuple[str, Stated[str] | Unstated]] = [
        ("publisher", report.publisher),
        ("published", report.published),
        ("title", report.title),
        ("address", report.url),
        ("language", report.language),
    ]
    out = []
    for name, value in fields:
        if isinstance(value, Stated):
            read = words.iso(value.value) if name == "published" else value.value
            out.append((name, f"{read} (from {value.source}; {value.sure.value} confidence)"))
        elif name == "published" and bounds is not None:
            wording = words.one_line(bounds.span.of(report.text))
            out.append((name, f"{_published(report, bounds)}: “{wording}” ({bounds.rule})"))
        else:
            out.append((name, value.value))
    if isinstance(report.authors, Stated):
        out.append(("authors", f"{words.listed(report.authors.value)} (from {report.authors.source})"))
    extent = words.label("extent", report.completeness.extent)
    out += [
        ("held", f"{extent}: {report.completeness.reason}"),
        ("file", report.path),
        ("SHA-256", report.id),
    ]
    return out


def _warnings(report: Report) -> list[tuple[str, str]]:
    out = []
    if report.completeness.extent in (Extent.TRUNCATED, Extent.TEASER):
        out.append((words.label("extent", report.completeness.extent), report.completeness.reason))
    if not isinstance(report.published, Stated):
        out.append(("undated", ""))
    if not isinstance(report.publisher, Stated):
        out.append(("publisher unknown", ""))
    if isinstance(report.language, Stated) and report.language.value not in READ_LANGUAGES:
        out.append(("kept, not read", f"its language is {report.language.value}; no claims taken from it"))
    return out


def _copies(report: Report, copies: Sequence[Copy], held: Pile) -> list[str]:
    out = []
    for copy in copies:
        if copy.copier == report.id and copy.original in held.reports:
            verb, other = words.label("copy", copy.kind), copy.original
        elif copy.original == report.id and copy.copier in held.reports and not copy.directed:
            verb, other = "shares its wording with", copy.copier
        else:
            continue
        if not copy.directed:
            verb = "shares its wording with"
        name = f"{held.letters[other]} ({words.publisher(held.reports[other])})"
        why = f": {'; '.join(copy.reasons)}" if copy.reasons else ""
        order = "" if copy.directed else ", which came first is not known"
        out.append(f"{verb} {name}{order}{why}")
    return out
