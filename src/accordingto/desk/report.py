"""The report page: the whole text, furniture dimmed, claims in the margin beside their words."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from accordingto.claim import Claim, Polarity, Strength
from accordingto.desk.address import Here, number
from accordingto.desk.cards import Card, Past, Reviewing, card
from accordingto.desk.fields import fields_of
from accordingto.desk.page import render, words_for
from accordingto.desk.reviewed import Judged, judged_report
from accordingto.desk.spans import words
from accordingto.desk.state import desk_of
from accordingto.desk.text import Stretch, begin, parts, stretches
from accordingto.desk.words import Words
from accordingto.figure import Measure
from accordingto.judgement import State
from accordingto.languages import READ_LANGUAGES
from accordingto.ledger.pages import nouns
from accordingto.publish import words as published
from accordingto.report import Extent, Passage, Report, Stated, Unstated
from accordingto.voice import Access, VoiceKind

router = APIRouter(include_in_schema=False)
PAGE = 100  # reports on one page of the list


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
    reviewed: int
    part: int  # which of `parts` this is: long reports are shown a part at a time
    parts: int


CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(VoiceKind),
    "access": tuple(Access),
    "polarity": tuple(Polarity),
    "strength": tuple(Strength),
    "measure": tuple(Measure),
}


@router.get("/reports")
def reports(request: Request) -> Response:
    """All reports, the newest first."""
    words_for(request)
    with desk_of(request).look() as connection:
        found = nouns.listed(connection, number=number(request), size=PAGE)
    return render(request, "reports", found=found, here=Here(request))


class Where(BaseModel):
    """Which part of a report is shown, and how: that with the claim `at`, else `part`; words numbered."""

    claim: str = ""
    do: str = ""
    at: str = ""
    part: Annotated[int, Field(ge=1, le=100_000)] = 1
    numbers: bool = False


@router.get("/reports/{report_id}")
def report(
    request: Request,
    report_id: str,
    asked: Annotated[Where, Query()],
) -> Response:
    """One report with its claims; `claim` and `do` open a form beside that claim."""
    with desk_of(request).look() as connection:
        held = judged_report(connection, report_id)
    if held is None:
        raise HTTPException(404, report_id)
    return page(request, held, asked=Asked(claim=asked.claim, do=asked.do), where=asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which form is open beside which claim, and what was typed into it."""

    claim: str = ""
    do: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def page(
    request: Request,
    held: Judged,
    *,
    asked: Asked,
    wrong: tuple[str, str] | None = None,
    status: int = 200,
    where: Where | None = None,
) -> Response:
    """The report page. `wrong` names a field and the words' key that says what is wrong with it."""
    where = where or Where()
    open_ = held.claim(asked.claim)
    fields = fields_of(open_, held.single.report.text) if open_ else {}
    return render(
        request,
        "report",
        status=status,
        sheet=sheet(
            held,
            words_for(request),
            at=asked.claim or where.at,
            part=where.part,
            numbers=where.numbers,
        ),
        asked=asked,
        fields={"by": "", "why": "", **fields, **asked.fields},
        wrong=wrong,
        numbers=where.numbers,
        choices=CHOICES,
    )


def sheet(held: Judged, say: Words, *, at: str = "", part: int = 1, numbers: bool = False) -> Sheet:
    """What the page shows of one report: the part in which the claim `at` stands, else the one asked for."""
    kept = held.single
    report = kept.report
    cut = parts(report, kept.claims)
    wanted = held.claim(at)
    part = _part_of(wanted, cut) if wanted else max(1, min(part, len(cut)))
    here = cut[part - 1]
    live = [c for c in kept.claims if held.state(c.id) is not State.REJECTED]
    starts = [p.span.start for p in here]
    ends = here[-1].span.end if here else 0
    begins: dict[int, list[Card]] = {}
    for c in kept.claims:
        placed = bool(here) and starts[0] <= begin(c) < ends
        if placed or (begin(c) < 0 and part == len(cut)):
            place = bisect_right(starts, begin(c)) - 1
            begins.setdefault(place, []).append(card(c, report.text, say, _reviewing(held, c.id)))
    rows = tuple(
        Row(stretch=s, cards=tuple(sorted(begins.pop(n, []), key=lambda c: (c.at, c.id))))
        for n, s in enumerate(stretches(report, here, live, words(report.text) if numbers else ()))
    )
    return Sheet(
        id=report.id,
        title=title(report),
        facts=tuple(_facts(report, say)),
        warnings=tuple(_warnings(report, say)),
        rows=rows,
        unplaced=tuple(c for some in begins.values() for c in some),
        silences=tuple(
            (n.asked.name, " … ".join(published.one_line(s.of(report.text)) for s in n.evidence))
            for n in kept.non_responses
        ),
        claims=len(live),
        reviewed=sum(held.state(c.id) is not State.NEW for c in kept.claims),
        part=part,
        parts=len(cut),
    )


def _part_of(claim: Claim, cut: Sequence[Sequence[Passage]]) -> int:
    """The part in which a claim's words begin; the last for one without words."""
    found = (n for n, some in enumerate(cut, 1) if some and begin(claim) < some[-1].span.end)
    return next(found, len(cut)) if begin(claim) >= 0 else len(cut)


def _reviewing(held: Judged, claim: str) -> Reviewing:
    proposal = held.proposals.get(claim)
    return Reviewing(
        state=held.state(claim).value,
        seen=held.seen(claim) or "-",
        history=tuple(
            Past(
                id=j.id,
                act=j.act.value,
                by=j.by,
                at=f"{j.at.astimezone(UTC):%Y-%m-%d %H:%M}",
                why=j.why,
                what=j.change.values if j.change else (),
                undone=j.id in held.undone,
            )
            for j in held.history.get(claim, ())
        ),
        proposal=proposal.id if proposal else "",
        says=proposal.says if proposal else (),
    )


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
