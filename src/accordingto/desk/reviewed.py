"""One report as people left it: its claims with all judgements on them applied, and their history."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from accordingto.audit.shield import shielded
from accordingto.claim import Claim
from accordingto.judgement import Act, Judgement, Proposal, Review, State, made_ids, standing
from accordingto.ledger.codec import from_json
from accordingto.ledger.former import former
from accordingto.ledger.single import Single, one, report_of_claim
from accordingto.ledger.standing import standing as standing_extractions
from accordingto.ledger.tables import claim, extraction, judged, judgement
from accordingto.ledger.view import LedgerView
from accordingto.review.applied import applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A report with its claims as they stand, rejected ones among them; names that are withheld taken out.

    `history` has the judgements on each claim, oldest first, `undone` the ids of those that no longer count.
    """

    single: Single
    reviews: dict[str, Review]
    history: dict[str, tuple[Judgement, ...]]
    undone: frozenset[str]
    proposals: dict[str, Proposal]

    def state(self, claim_id: str) -> State:
        """How far a claim has been reviewed."""
        review = self.reviews.get(claim_id)
        return review.state if review else State.NEW

    def seen(self, claim_id: str) -> str:
        """The newest judgement on a claim; "" if there is none."""
        review = self.reviews.get(claim_id)
        return review.judgements[-1] if review and review.judgements else ""

    def claim(self, claim_id: str) -> Claim | None:
        """The claim as it stands."""
        return next((c for c in self.single.claims if c.id == claim_id), None)


def report_of(connection: Connection, claim_id: str) -> str | None:
    """The report of a claim that was read or that a judgement made; None if there is no such claim."""
    met: set[str] = set()
    todo = [claim_id]
    while todo:
        one_ = todo.pop()
        if found := report_of_claim(connection, one_):
            return found
        met.add(one_)
        acts = select(judgement.c.body).where(judgement.c.act.in_([Act.SPLIT_CLAIM, Act.MERGE_CLAIMS]))
        makers = (from_json(Judgement, body) for body in connection.scalars(acts))
        todo += [i for j in makers if one_ in made_ids(j) for i in j.subject if i not in met]
    return None


def judged_report(connection: Connection, report: str) -> Judged | None:
    """A report as it stands; None if the ledger has no such report."""
    single = one(connection, report)
    if single is None:
        return None
    made = _judgements(connection, report)
    older = made and _seen_elsewhere(connection, report, [j.id for j in made])
    held = former(connection, standing_extractions(connection), report=report) if older else ()
    reviewed = applied(single.claims, [single.report], made, held, single.non_responses)
    rejected = {r.claim for r in reviewed.reviews if r.state is State.REJECTED}
    there = {c.id for c in reviewed.claims}
    claims = [*reviewed.claims, *(c for c in reviewed.machine if c.id in rejected and c.id not in there)]
    shown = shielded(
        LedgerView(
            reports=(single.report,),
            claims=tuple(sorted(claims, key=lambda c: (c.evidence, c.id))),
            non_responses=reviewed.non_responses,
            relations=(),
            matters=(),
            copies=(),
        )
    )
    by_id = {j.id: j for j in reviewed.judgements}
    live = {j.id for j in standing(reviewed.judgements)}
    return Judged(
        single=replace(single, claims=shown.claims, non_responses=shown.non_responses),
        reviews={r.claim: r for r in reviewed.reviews},
        history={r.claim: tuple(by_id[i] for i in r.judgements) for r in reviewed.reviews},
        undone=frozenset(i for i, j in by_id.items() if j.act is not Act.UNDO and i not in live),
        proposals={p.claim: p for p in reviewed.proposals},
    )


def _seen_elsewhere(connection: Connection, report: str, made: list[str]) -> bool:
    """True if a judgement was made on another reading of the report than the newest."""
    newest = select(func.max(extraction.c.number)).where(extraction.c.report == report).scalar_subquery()
    rows = (
        select(judged.c.claim)
        .join(judgement, judgement.c.number == judged.c.judgement)
        .where(judgement.c.id.in_(made), judged.c.extraction != newest)
    )
    return connection.execute(rows.limit(1)).first() is not None


def _judgements(connection: Connection, report: str) -> tuple[Judgement, ...]:
    """All judgements on claims of a report, and on claims that these made, in their order."""
    known = set(
        connection.scalars(
            select(claim.c.id)
            .join(extraction, extraction.c.number == claim.c.extraction)
            .where(extraction.c.report == report)
        )
    )
    found: dict[int, Judgement] = {}
    while known:
        rows = connection.execute(
            select(judgement.c.number, judgement.c.body)
            .join(judged, judged.c.judgement == judgement.c.number)
            .where(judged.c.claim.in_(known))
        )
        new = {number: from_json(Judgement, body) for number, body in rows if number not in found}
        found |= new
        known = {i for j in new.values() for i in made_ids(j)}
    return tuple(found[number] for number in sorted(found))
