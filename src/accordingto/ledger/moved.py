"""Where a matter went whose id is no more: ids are made of claims, and another claim makes another id."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from accordingto.ledger.codec import from_json
from accordingto.ledger.tables import claim_line, former_matter, matter
from accordingto.relation import Matter

KEPT = 8  # claims of a former matter that are remembered: enough to find the parts of one that was split
AT_ONCE = 500


def remember(connection: Connection, gone: Collection[str]) -> None:
    """Note these matters' claims, before their rows go."""
    for some in _batches(sorted(gone)):
        bodies = connection.execute(select(matter.c.body).where(matter.c.id.in_(some))).scalars()
        rows = [_row(from_json(Matter, body)) for body in bodies]
        if rows:
            connection.execute(insert(former_matter).on_conflict_do_nothing(), rows)


def replaced(connection: Connection, by: Iterable[Matter]) -> None:
    """The same for all matters but these, which take the place of all; what is here again is no more gone."""
    now = {m.id for m in by}
    remember(connection, set(connection.execute(select(matter.c.id)).scalars()) - now)
    back = now.intersection(connection.execute(select(former_matter.c.id)).scalars())
    for some in _batches(sorted(back)):
        connection.execute(delete(former_matter).where(former_matter.c.id.in_(some)))


def went(connection: Connection, name: str) -> tuple[str, ...] | None:
    """The matters that hold the claims of one that is no more, the one with most of them first.

    Empty where none of these claims is shown any longer; None where no such matter is remembered.
    """
    held = connection.execute(select(former_matter.c.claims).where(former_matter.c.id == name)).scalar()
    if held is None:
        return None
    homes = select(claim_line.c.matter).where(
        claim_line.c.id.in_(held.split()), claim_line.c.matter.is_not(None)
    )
    found = list(connection.execute(homes).scalars())
    return tuple(sorted(set(found), key=lambda m: (-found.count(m), m)))


def _row(made: Matter) -> dict[str, str]:
    return {"id": made.id, "claims": " ".join(made.claims[:KEPT])}


def _batches(ids: Sequence[str]) -> Iterable[list[str]]:
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        yield some
