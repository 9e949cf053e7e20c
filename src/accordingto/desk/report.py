"""The report page: the whole text, furniture dimmed, claims in the margin beside their words."""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from accordingto.audit.shield import shielded
from accordingto.desk.cards import Card, card
from accordingto.desk.page import render, words_for
from accordingto.desk.state import desk_of
from accordingto.desk.text import Stretch, begin, stretches
from accordingto.desk.words import Words
from accordingto.languages import READ_LANGUAGES
from accordingto.ledger.single import Single, one
from accordingto.ledger.tables import report_line
from accordingto.ledger.view import LedgerView
from accordingto.publish import words as published
from accordingto.report import Extent, Report, Stated, Unstated

router = APIRouter(include_in_schema=False)
PAGE = 200  # reports on one page of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A passage and the cards of the claims that begin in it."""

    stretch: Stretch
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A report, ready to print. `unplaced` are claims whose words stand in no passage."""

    id: str
    title: str
    facts: tuple[tuple[str, str, str], ...]  # the words' key of the field, its value, where it came from
    warnings: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    unplaced: tuple[Card, ...]
    silences: tuple[tuple[str, str], ...]  # who did not answer, in which words
    claims: int


@router.get("/reports")
def reports(request: Request) -> Response:
    """All reports, the newest first."""
    desk = desk_of(request)
    newest = select(report_line).order_by(report_line.c.published.desc(), report_line.c.id)
    with desk.look() as connection:
        rows = connection.execute(newest.limit(PAGE)).all()
    return render(request, "reports", rows=rows)


@router.get("/reports/{report_id}")
def report(request: Request, report_id: str) -> Response:
    """One report with its claims."""
    desk = desk_of(request)
    with desk.look() as connection:
        kept = one(connection, report_id)
    if kept is None:
        raise HTTPException(404, report_id)
    return render(request, "report", sheet=sheet(kept, words_for(request)))


def sheet(kept: Single, say: Words) -> Sheet:
    """What the page shows of one report; names that are withheld are taken out first."""
    kept = hidden(kept)
    held = kept.report
    cards = {c.id: card(c, held.text, say) for c in kept.claims}
    rows = tuple(
        Row(stretch=s, cards=tuple(cards[c.id] for c in sorted(s.begins, key=lambda c: (begin(c), c.id))))
        for s in stretches(held, kept.claims)
    )
    placed = {c.id for row in rows for c in row.cards}
    return Sheet(
        id=held.id,
        title=title(held),
        facts=tuple(_facts(held, say)),
        warnings=tuple(_warnings(held, say)),
        rows=rows,
        unplaced=tuple(c for i, c in cards.items() if i not in placed),
        silences=tuple(
            (n.asked.name, " … ".join(published.one_line(s.of(held.text)) for s in n.evidence))
            for n in kept.non_responses
        ),
        claims=len(kept.claims),
    )


def hidden(kept: Single) -> Single:
    """The same without names that are withheld."""
    view = shielded(
        LedgerView(
            reports=(kept.report,),
            claims=kept.claims,
            non_responses=kept.non_responses,
            relations=(),
            matters=(),
            copies=(),
        )
    )
    return replace(kept, claims=view.claims, non_responses=view.non_responses)


def title(held: Report) -> str:
    """The report's title, else its file's name."""
    return held.title.value if isinstance(held.title, Stated) else held.path.rsplit("/", 1)[-1]


def _facts(held: Report, say: Words) -> list[tuple[str, str, str]]:
    fields: list[tuple[str, Stated[str] | Unstated]] = [
        ("publisher", held.publisher),
        ("published", held.published),
        ("address", held.url),
        ("language", held.language),
    ]
    out = []
    for name, value in fields:
        if isinstance(value, Stated):
            read = published.iso(value.value) if name == "published" else value.value
            out.append((name, read, value.source))
        else:
            out.append((name, say.label("unstated", value), ""))
    if isinstance(held.authors, Stated):
        out.append(("authors", published.listed(held.authors.value), held.authors.source))
    out.append(("held", say.label("extent", held.completeness.extent), held.completeness.reason))
    out.append(("file", held.path, ""))
    out.append(("sha", held.id, ""))
    return out


def _warnings(held: Report, say: Words) -> list[tuple[str, str]]:
    out = []
    if held.completeness.extent in (Extent.TRUNCATED, Extent.TEASER):
        out.append((say.label("extent", held.completeness.extent), held.completeness.reason))
    if not isinstance(held.published, Stated):
        out.append((say("report.undated"), ""))
    if isinstance(held.language, Stated) and held.language.value not in READ_LANGUAGES:
        out.append((say("report.not_read"), held.language.value))
    return out
