"""What people decided, as far as one change of a ledger reaches: so that a click costs what it changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from accordingto.judgement import Act, Former, Judgement, made_ids
from accordingto.judgement import standing as counting
from accordingto.ledger import judgements as kept
from accordingto.ledger.former import former
from accordingto.ledger.single import Single, one, report_of_claim
from accordingto.ledger.tables import claim, judged, judgement
from accordingto.review import Reviewed, applied
from accordingto.review.applied import resolved

# Of several claims at once: what one of them comes to is not known without the others.
TOGETHER = {Act.MERGE, Act.SPLIT, Act.PIN, Act.RENAME, Act.ANSWER, Act.RESOLVE}
REGROUPING = {Act.MERGE, Act.SPLIT, Act.ANSWER, Act.RESOLVE}  # they change relations, too


@dataclass(slots=True)
class Decided:
    """All judgements of a ledger, oldest first, and which of them its derived rows do not know yet."""

    connection: Connection
    judgements: tuple[Judgement, ...]
    new: tuple[Judgement, ...]
    former: tuple[Former, ...]
    _reports: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, Single | None] = field(default_factory=dict)

    def reports(self, claims: Iterable[str]) -> set[str]:
        """The reports that these claims are of, also those that a judgement made or took away."""
        return {r for i in claims if (r := self._report(i)) is not None}

    def _report(self, claim_id: str) -> str | None:
        if not self._reports:
            self._reports.update({f.claim.id: f.report for f in self.former})
        if claim_id not in self._reports:
            maker = next((j for j in self.judgements if claim_id in made_ids(j)), None)
            self._reports[claim_id] = (
                self._report(maker.subject[0]) if maker else report_of_claim(self.connection, claim_id)
            )
        return self._reports[claim_id]

    def judged(self) -> set[str]:
        """The reports that have a judged claim."""
        return self.reports({i for j in self.judgements for i in j.subject})

    def read(self, report: str) -> Single | None:
        """A report as it was read, before anybody judged."""
        if report not in self._read:
            self._read[report] = one(self.connection, report)
        return self._read[report]

    def left(self, reports: Collection[str]) -> Reviewed:
        """What people left of the claims of these reports; of a report it depends on nothing outside."""
        found = [f for r in sorted(reports) if (f := self.read(r)) is not None]
        return applied(
            [c for f in found for c in f.claims],
            [f.report for f in found],
            self.judgements,
            [f for f in self.former if f.report in reports],
            [n for f in found for n in f.non_responses],
        )

    def beside(self, claims: Collection[str], stands: Mapping[str, tuple[str, ...]]) -> set[str]:
        """Claims that are judged together with some of these, as what stands for them now."""
        out: set[str] = set()
        for j in counting(self.judgements):
            if j.act in TOGETHER:
                named = subject(j, stands)
                if not named.isdisjoint(claims):
                    out |= named
        return out

    def regrouped(self, claims: Collection[str], stands: Mapping[str, tuple[str, ...]]) -> set[str]:
        """Those of these claims whose relations a judgement may make others, or did until it was undone."""
        acts = {j.id: j.act for j in self.judgements}
        found = [*counting(self.judgements), *self.new]
        named = {i for j in found if _regroups(j, acts, self.judgements) for i in subject(j, stands)}
        return named & set(claims)


def subject(j: Judgement, stands: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The claims that a judgement names, and what stands for them now."""
    return {*j.subject, *(i for named in j.subject for i in resolved(named, stands))}


def _regroups(j: Judgement, acts: Mapping[str, Act], every: Sequence[Judgement]) -> bool:
    by_id = {e.id: e for e in every} if j.act is Act.UNDO else {}
    while j.act is Act.UNDO and j.undoes in acts:
        j = by_id[str(j.undoes)]
    return j.act in REGROUPING


def decided(connection: Connection, since: int, standing: Collection[int]) -> Decided | None:
    """The judgements of a ledger, `new` those after number `since`; None where one of them, or a judged
    claim, is of a voice whose name is withheld: then what may be said anywhere depends on it."""
    rows = connection.execute(select(judgement.c.number).order_by(judgement.c.number)).scalars().all()
    made = kept.every(connection)
    if any(j.change and any(h.voice.protected for h in j.change.chain or ()) for j in made):
        return None
    withheld = (
        select(claim.c.id)
        .join(judged, judged.c.claim == claim.c.id)
        .where(claim.c.body.like('%"protected":true%'))
        .limit(1)
    )
    if made and connection.execute(withheld).first():
        return None
    return Decided(
        connection,
        made,
        tuple(j for j, number in zip(made, rows, strict=True) if number > since),
        former(connection, standing) if made else (),
    )
