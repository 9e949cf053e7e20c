"""What people decided of a matter: read from the judgements themselves, so that it shows at once."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from accordingto.judgement import Act, Judgement, standing
from accordingto.ledger.codec import from_json
from accordingto.ledger.tables import claim_line, judged, judgement

ACTS = (Act.PIN, Act.RENAME, Act.NOTE, Act.MERGE, Act.SPLIT, Act.RESOLVE, Act.ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Judgements on a matter, oldest first; `live` are the ids of those that count. `seen` is the newest."""

    judgements: tuple[Judgement, ...]
    live: frozenset[str]
    seen: str | None

    def standing(self, act: Act) -> Judgement | None:
        """The newest of that kind that counts."""
        return next((j for j in reversed(self.judgements) if j.act is act and j.id in self.live), None)


def decided(connection: Connection, matter: str) -> Decided:
    """What was decided of the matter that now holds these claims."""
    mine = select(claim_line.c.id).where(claim_line.c.matter == matter)
    numbers = select(judged.c.judgement).where(judged.c.claim.in_(mine))
    rows = (
        select(judgement.c.id, judgement.c.body)
        .where(judgement.c.number.in_(numbers))
        .order_by(judgement.c.number)
    )
    found = connection.execute(rows).all()
    every = [from_json(Judgement, body) for _, body in found]
    live = frozenset(j.id for j in standing(every))
    return Decided(
        judgements=tuple(j for j in every if j.act in ACTS),
        live=live,
        seen=str(found[-1][0]) if found else None,
    )
