"""Matters: a list to filter and sort, and one matter with all that is said of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from accordingto.desk.address import Here, day, number, one_of, said
from accordingto.desk.board import Board, Told, board, told
from accordingto.desk.page import render, words_for
from accordingto.desk.report import title
from accordingto.desk.state import desk_of
from accordingto.desk.words import Words
from accordingto.judgement import Act, Judgement
from accordingto.ledger import judgements, moved
from accordingto.ledger.pages import matters as pages
from accordingto.ledger.pages import nouns, sources, values
from accordingto.ledger.pages.decided import Decided, decided
from accordingto.ledger.pages.matters import MatterFilter, MatterLine
from accordingto.ledger.pages.page import Page, last_page, within
from accordingto.publish import words
from accordingto.publish.chains import Drawing, drawing
from accordingto.publish.matters import Beside, stands_beside, told_reasons
from accordingto.publish.ranges import Chart, figures
from accordingto.relation import Matter

router = APIRouter(include_in_schema=False)
LIST, CARDS, LINKS = 25, 12, 15  # matters, claims and relations on one page
DONE = ("pinned", "unpinned", "renamed", "noted", "merged", "split", "undone", "settled", "moved")
DRAWN = 200  # claims of a matter that its drawing and its ranges show at most
OFFERED = 100  # voices and places that the form offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why what the list's form asked for was not done, with what it had: fields, and matters ticked."""

    says: str
    given: Mapping[str, str]
    ticked: frozenset[str]


@router.get("/matters")
def matters(request: Request) -> Response:
    """The matters that the query leaves, and the form that asks."""
    return listed(request)


def listed(request: Request, refusal: Refusal | None = None, status: int = 200) -> Response:
    """The list of matters; `refusal` says why what was ticked was not made one."""
    words_for(request)
    chosen = asked(request)
    with desk_of(request).look() as connection:
        found = pages.matters(connection, chosen, number=number(request), size=LIST)
        voices = sources.named(connection, sort="matters", number=1, size=OFFERED)
        spots = values.spots(connection, placed=True, number=1, size=OFFERED)
        report = next(iter(nouns.reports(connection, [chosen.report])), None) if chosen.report else None
        voice = sources.one(connection, chosen.voice) if chosen.voice else None
        seen = judgements.newest(connection)
    return render(
        request,
        "matters",
        status=status,
        found=found,
        chosen=chosen,
        filtered=chosen != replace(MatterFilter(), sort=chosen.sort),
        voices=voices.rows,
        voice=voice,
        spots=spots.rows,
        report=title(report) if report else "",
        sorts=pages.SORTS,
        reviews=pages.REVIEWS,
        seen=seen or "",
        wrong=refusal.says if refusal else "",
        given=defaultdict(str, refusal.given if refusal else {}),
        ticked=refusal.ticked if refusal else frozenset(),
        here=Here(request),
    )


def asked(request: Request) -> MatterFilter:
    """What the address asks for; what it says wrongly chooses nothing."""
    return MatterFilter(
        count=one_of(request, "count", pages.COUNTS),
        conflict=said(request, "conflict") == "1",
        question=said(request, "question") == "1",
        place=said(request, "place"),
        voice=said(request, "voice"),
        report=said(request, "report"),
        since=day(request, "since"),
        until=day(request, "until"),
        review=one_of(request, "review", pages.REVIEWS),
        sort=one_of(request, "sort", pages.SORTS) or "weight",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A judgement on a matter: what was done, by whom, when, why; `live` False where it was undone."""

    id: str
    act: Act
    by: str
    on: str
    why: str
    title: str
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An origin, whether it counts and why; `times` origin groups of one name say the same."""

    name: str
    counted: bool
    reason: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One matter, ready to print."""

    line: MatterLine
    matter: Matter
    origins: tuple[Counted, ...]
    reasons: tuple[str, ...]
    drawing: Drawing | None
    undrawn: int  # claims that the drawing leaves out
    charts: tuple[Chart, ...]
    claims: Page[Told]
    links: Page[Beside]
    elsewhere: tuple[MatterLine, ...]  # matters that conflict with this one
    decided: Decided
    history: tuple[Past, ...]

    @property
    def pinned(self) -> bool:
        """True from the moment somebody pins it."""
        return self.decided.standing(Act.PIN) is not None

    @property
    def notes(self) -> tuple[Past, ...]:
        return tuple(p for p in self.history if p.act is Act.NOTE and p.live)


@router.get("/matters/{name}")
def matter(request: Request, name: str) -> Response:
    """One matter: its drawing, its claims side by side, the reason of every link. An old address leads to
    where its claims went."""
    with desk_of(request).look() as connection:
        homes = None if pages.one(connection, name) else moved.went(connection, name)
        found = pages.lines(connection, list(homes or ()))
    if homes is None:
        return page(request, name)
    if len(homes) == 1:
        return RedirectResponse(f"/matters/{homes[0]}?done=moved", 303)
    return render(request, "moved", status=300 if homes else 410, found=[found[home] for home in homes])


def page(
    request: Request, name: str, *, wrong: str = "", given: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """A matter's page; `wrong` says why what its form asked for (`given`) was not done."""
    say = words_for(request)
    with desk_of(request).look() as connection:
        found = pages.one(connection, name)
        if found is None:
            raise HTTPException(404, name)
        made = sheet(connection, *found, say=say, claims=number(request), links=number(request, "links"))
    done = one_of(request, "done", DONE)
    return render(
        request,
        "matter",
        status=status,
        sheet=made,
        here=Here(request),
        told=f"deed.{done}" if done else "",
        wrong=wrong,
        given=defaultdict(str, given or {}),
    )


def sheet(
    connection: Connection, line: MatterLine, found: Matter, *, say: Words, claims: int, links: int
) -> Sheet:
    """What the page shows: page `claims` of the claims, page `links` of the relations."""
    shown = board(connection, pages.in_reading_order(connection, found.id, most=DRAWN))
    here = within(claims, line.mentions, CARDS)
    wanted = pages.in_reading_order(connection, found.id, most=CARDS, after=(here - 1) * CARDS)
    own = shown if set(wanted) <= set(shown.cards) else board(connection, wanted)
    by_id = {c.id: c for c in own.claims}
    related = pages.relations(connection, found.id, number=links, size=LINKS)
    beside, others = _beside(connection, related, shown)
    several = len(shown.claims) > 1
    settled = decided(connection, found.id)
    return Sheet(
        line=line,
        matter=found,
        origins=_counted(found),
        reasons=told_reasons(found),
        drawing=drawing(found, shown.claims, shown.held) if several else None,
        undrawn=max(0, line.mentions - len(shown.claims)),
        charts=figures(shown.claims, shown.cards, shown.reports) if several else (),
        claims=Page(
            rows=told(own, [by_id[i] for i in wanted if i in by_id], say, {}),
            total=line.mentions,
            number=min(here, last_page(line.mentions, CARDS)),
            size=CARDS,
        ),
        links=beside,
        decided=settled,
        history=tuple(_past(j, j.id in settled.live) for j in settled.judgements),
        elsewhere=tuple(other for other in pages.lines(connection, others).values() if other.id != found.id),
    )


def _counted(found: Matter) -> tuple[Counted, ...]:
    same = Counter((o.name, o.counted, o.reason) for o in found.origins)
    return tuple(
        Counted(name=name, counted=counted, reason=reason, times=n)
        for (name, counted, reason), n in same.items()
    )


def _past(j: Judgement, live: bool) -> Past:
    title = (j.change.title or "") if j.change else ""
    on = words.day(j.at.astimezone(UTC).date())
    return Past(id=j.id, act=j.act, by=j.by, on=on, why=j.why, title=title, live=live)


def _beside(
    connection: Connection, related: Page[pages.Link], shown: Board
) -> tuple[Page[Beside], list[str]]:
    """The relations with the cards of both claims, and the matters at their other ends."""
    ends = [end for link in related.rows for end in (link.relation.a, link.relation.b)]
    missing = [end for end in dict.fromkeys(ends) if end not in shown.cards]
    away = board(connection, missing)
    cards = {**{i: replace(c, label=f"·{c.label}") for i, c in away.cards.items()}, **shown.cards}
    rows = tuple(
        stands_beside(link.relation, cards)
        for link in related.rows
        if link.relation.a in cards and link.relation.b in cards
    )
    others = [link.other for link in related.rows if link.other]
    page = Page(rows=rows, total=related.total, number=related.number, size=related.size)
    return page, list(dict.fromkeys(others))
