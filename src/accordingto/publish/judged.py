"""What people decided, as the page shows it: beside each claim, and as a list of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.judgement import Act, Concern, Judgement, State, standing
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import Card, Place, Row, card, wording
from accordingto.report import Report

SHOWN = 200  # decisions on the page; the rest are counted, and stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a claim: lines on who decided what, and the machine's rows that read otherwise."""

    told: tuple[str, ...] = ()
    was: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision that counts: who, when, what, of which words, why."""

    by: str
    at: str
    what: str
    quotes: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The section of decisions; `share` says how many claims somebody has reviewed. `more` are not shown."""

    share: str
    rows: tuple[Decision, ...]
    proposals: tuple[tuple[str, tuple[str, ...]], ...]  # a claim's words, what a newer version would change
    more: int


def beside(view: LedgerView, reports: Mapping[str, Report], cards: Mapping[str, Card]) -> dict[str, Beside]:
    """By claim id what people decided of it, for the claims of these cards that somebody has judged."""
    live = {j.id: j for j in standing(view.judgements)}
    machine = {c.id: c for c in view.machine}
    found = {}
    for review in view.reviews:
        own = cards.get(review.claim)
        mine = [live[i] for i in review.judgements if i in live]
        told = [j for j in mine if j.concern in (Concern.CLAIM, Concern.NOTE)]
        if own is None or not told:
            continue
        was = machine.get(review.claim)
        found[review.claim] = Beside(
            told=tuple(_line(j) for j in told),
            was=() if was is None else _otherwise(own, was, reports[was.report]),
        )
    return found


def _otherwise(own: Card, was: Claim, report: Report) -> tuple[Row, ...]:
    """The rows of the machine's own reading that the claim no longer has."""
    read = card(was, report, Place(label="", anchor=""))
    rows = [r for r in read.rows if r not in own.rows]
    if read.quote != own.quote:
        rows.insert(0, Row(label=words.phrase("row words"), value="", wording=(read.quote,)))
    return tuple(rows)


def _line(j: Judgement) -> str:
    said = words.phrase("decided", what=words.label("act", j.act), by=j.by, day=words.day(j.at.date()))
    return f"{said}: {j.why}" if j.why else said


def decisions(view: LedgerView, reports: Mapping[str, Report]) -> Decisions | None:
    """All decisions that count, newest first; None where nobody has judged anything."""
    if not view.judgements:
        return None
    claims = {c.id: c for c in (*view.machine, *view.claims)}
    live = standing(view.judgements)
    told = [j for j in reversed(live) if j.act is not Act.ACCEPT or j.change is not None]
    judged = sum(r.state is not State.NEW and r.claim in claims for r in view.reviews)
    return Decisions(
        share=words.phrase("reviewed", n=words.number(judged), of=words.number(len(_machine_read(view)))),
        rows=tuple(_decision(j, claims, reports) for j in told[:SHOWN]),
        proposals=tuple(
            (_quote(claims[p.claim], reports), p.says) for p in view.proposals[:SHOWN] if p.claim in claims
        ),
        more=max(0, len(told) - SHOWN),
    )


def _machine_read(view: LedgerView) -> set[str]:
    return {c.id for c in (*view.claims, *view.machine)}


def _decision(j: Judgement, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> Decision:
    what = words.label("act", j.act)
    if j.change is not None and j.change.title:
        what = f"{what}: {j.change.title}"
    return Decision(
        by=j.by,
        at=words.day(j.at.date()),
        what=what,
        quotes=_quotes([claims[i] for i in j.subject if i in claims], reports),
        why=j.why,
    )


def _quotes(claims: Sequence[Claim], reports: Mapping[str, Report]) -> tuple[str, ...]:
    quotes = dict.fromkeys(_quote(c, reports) for c in claims)
    return tuple(q for q in quotes if q)[:4]


def _quote(claim: Claim, reports: Mapping[str, Report]) -> str:
    report = reports.get(claim.report)
    return "" if report is None else words.shortened(wording(claim, report.text), 160)
