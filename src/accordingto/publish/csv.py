"""Claims as a table for a spreadsheet: one row a claim, wording beside every value."""

import csv
import io

from accordingto.audit.shield import shielded
from accordingto.claim import Claim
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.report import Report, Stated

COLUMNS = (
    "claim",
    "file",
    "publisher",
    "published",
    "origin",
    "chain",
    "access",
    "stance",
    "polarity",
    "strength",
    "hedges",
    "words",
    "start",
    "end",
    "when",
    "when_words",
    "where",
    "where_words",
    "figures",
    "figure_words",
    "flags",
    "rule",
)


def claims(view: LedgerView) -> str:
    """RFC 4180 text with a header. Several values in a cell are parted by "; ".

    `when` is EDTF where the time has one, else its interval in words; `figures` are soft bounds. A cell
    that a spreadsheet would take for a formula begins with an apostrophe.
    """
    view = shielded(view)
    reports = {r.id: r for r in view.reports}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for claim in view.claims:
        if claim.report in reports:
            table.writerow([inert(cell) for cell in _row(claim, reports[claim.report])])
    return out.getvalue()


def about(claim: Claim, report: Report) -> dict[str, object]:
    """A claim's attribution and its report in a flat object, as other forms carry it beside their own."""
    url = report.url.value if isinstance(report.url, Stated) else None
    return {
        "report": report.id,
        "publisher": report.publisher.value if isinstance(report.publisher, Stated) else None,
        "published": report.published.value if isinstance(report.published, Stated) else None,
        "url": url,
        "origin": claim.origin.name,
        "chain": [h.voice.name for h in claim.chain],
        "access": claim.access.value,
        "polarity": claim.polarity.value,
        "strength": claim.strength.value,
        "hedges": [s.of(report.text) for s in claim.hedges],
        "words": words.one_line(" … ".join(s.of(report.text) for s in claim.evidence)),
    }


def _row(claim: Claim, report: Report) -> list[str]:
    text = report.text
    publisher = report.publisher.value if isinstance(report.publisher, Stated) else ""
    published = report.published.value if isinstance(report.published, Stated) else ""
    return [
        claim.id,
        report.path,
        publisher,
        published,
        claim.origin.name,
        " ← ".join(h.voice.name for h in claim.chain),
        claim.access.value,
        claim.stance.value,
        claim.polarity.value,
        claim.strength.value,
        "; ".join(s.of(text) for s in claim.hedges),
        words.one_line(" … ".join(s.of(text) for s in claim.evidence)),
        str(min((s.start for s in claim.evidence), default="")),
        str(max((s.end for s in claim.evidence), default="")),
        "; ".join(t.edtf or words.when(t) for t in claim.times),
        "; ".join(t.span.of(text) for t in claim.times),
        "; ".join(p.name for p in claim.places),
        "; ".join(p.span.of(text) for p in claim.places),
        "; ".join(words.bounds(f.soft) for f in claim.figures),
        "; ".join(f.span.of(text) for f in claim.figures),
        "; ".join(f.value for f in claim.flags),
        claim.rule,
    ]


# Also in the width of East Asian letters, which some spreadsheets take for the same.
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs (CWE-1236), on one line."""
    cell = words.one_line(cell)
    return f"'{cell}" if cell.startswith(_RUN) else cell
