"""What a ledger has linked, brought up to what stands in it: by the reports that changed alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256

from sqlalchemy import Connection, Engine

from accordingto.claim import Claim
from accordingto.ledger import derived
from accordingto.ledger.codec import to_json
from accordingto.ledger.links import LedgerIndex, LinkedBy
from accordingto.ledger.store import transaction
from accordingto.link import Index, MemoryIndex, Piece, update
from accordingto.link.update import Standing

FEW = 50  # reports that are linked one by one however small the ledger is
PART = 0.2  # of all reports: where more of them have changed, linking all in memory is faster


def mark(extraction: int, claims: Collection[Claim], *, judged: bool) -> str:
    """What a report's claims are linked as: its extraction and, where people judged some, what these left."""
    if not judged:
        return str(extraction)
    said = "\n".join(to_json(c) for c in sorted(claims, key=lambda c: c.id))
    return f"{extraction} {sha256(said.encode()).hexdigest()[:16]}"


@contextmanager
def linked(
    engine: Engine, subject: str, pieces: Sequence[Piece], maker: str, *, keep: bool
) -> Iterator[Index]:
    """An index in which these reports are linked, and no others.

    The ledger's own, where it is in step. Else, with `keep`, it is brought in step and stays so; without,
    all is linked in memory and the ledger is left as it is.
    """
    with transaction(engine, subject) as connection:
        index = LedgerIndex(connection)
        behind = changed(index, {p.report.id: p.mark for p in pieces}, maker)
        if behind is not None and not any(behind):
            yield index
            return
    if keep and behind is not None and _is_few(behind, len(pieces)):
        with transaction(engine, subject, write=True) as connection:
            index = LedgerIndex(connection)
            # Read again: another process may have linked meanwhile.
            behind = changed(index, {p.report.id: p.mark for p in pieces}, maker)
            if behind is not None:
                come, gone = behind
                derived.spoil(connection)  # until they are written anew: a process may be killed before
                update(index, (p for p in pieces if p.report.id in come), gone)
                yield index
                return
    made = MemoryIndex()
    update(made, pieces)
    if keep:
        with transaction(engine, subject, write=True) as connection:
            derived.spoil(connection)
            fill(connection, made, maker)
    yield made


def _is_few(behind: tuple[set[str], set[str]], held: int) -> bool:
    return sum(map(len, behind)) <= max(FEW, PART * held)


def fill(connection: Connection, made: MemoryIndex, maker: str) -> None:
    """Keep an index that was made in memory."""
    index = LedgerIndex(connection)
    index.fill(made)
    index.put(0, LinkedBy(maker))


def changed(index: Index, wanted: Mapping[str, str], maker: str) -> tuple[set[str], set[str]] | None:
    """Reports (new or different, gone) by their marks; None where another program made the index."""
    by = index.get(LinkedBy, 0)
    if by is None or by.maker != maker:
        return None
    have = {s.report: s.mark for _, s in index.every(Standing)}
    come = {report for report, mark_ in wanted.items() if have.get(report) != mark_}
    return come, have.keys() - wanted.keys()
