"""Derived rows brought in step with a judgement that changes no link: accepting, pinning, noting.

Most of reviewing is accepting. Then nothing has to be linked or laid out anew; all other judgements leave
the derived rows behind, for `pipeline.relink`.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from accordingto.judgement import Act, Judgement, State
from accordingto.ledger.tables import claim_line, derived, matter

AT_ONCE = 5_000  # names in one statement


def follow(connection: Connection, new: Judgement, number: int) -> bool:
    """True if the derived rows were in step before the judgement of that number, and are so after it."""
    made_from = connection.execute(select(derived.c.made_from)).scalar()
    if made_from is None:
        return False
    rest, _, last = made_from.rpartition(" ")
    if last != str(number - 1):
        return False
    plain = new.act is Act.ACCEPT and new.change is None
    if not (new.act is Act.NOTE or (plain and _accept(connection, new.subject)) or _pin(connection, new)):
        return False
    connection.execute(update(derived).values(made_from=f"{rest} {number}"))
    return True


def _accept(connection: Connection, claims: Sequence[str]) -> bool:
    matters = _matters(connection, claims)
    if matters is None:
        return False
    unreviewed = (
        select(func.count())
        .select_from(claim_line)
        .where(claim_line.c.matter == matter.c.id, claim_line.c.review == State.NEW.value)
        .scalar_subquery()
    )
    for at in range(0, len(claims), AT_ONCE):
        own = claim_line.c.id.in_(claims[at : at + AT_ONCE])
        read = claim_line.c.review == State.NEW.value
        connection.execute(update(claim_line).where(own, read).values(review=State.ACCEPTED.value))
    touched = sorted(m for m in matters if m is not None)
    for at in range(0, len(touched), AT_ONCE):
        connection.execute(
            update(matter).where(matter.c.id.in_(touched[at : at + AT_ONCE])).values(unreviewed=unreviewed)
        )
    return True


def _pin(connection: Connection, new: Judgement) -> bool:
    matters = _matters(connection, new.subject) if new.act is Act.PIN else None
    if matters is None:
        return False
    held = sorted((-count, m) for m, count in matters.items() if m is not None)
    if held:
        connection.execute(update(matter).where(matter.c.id == held[0][1]).values(pinned=True))
    return True


def _matters(connection: Connection, claims: Sequence[str]) -> dict[str | None, int] | None:
    """The matters of these claims with how many each holds; None if one of the claims does not stand."""
    found: dict[str | None, int] = {}
    for at in range(0, len(claims), AT_ONCE):
        rows = (
            select(claim_line.c.matter, func.count())
            .where(claim_line.c.id.in_(claims[at : at + AT_ONCE]))
            .group_by(claim_line.c.matter)
        )
        for name, count in connection.execute(rows):
            found[name] = found.get(name, 0) + count
    return found if sum(found.values()) == len(claims) else None
