"""Adding to a ledger. Nothing here changes or removes a row."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, insert, select

from accordingto.claim import Claim, NonResponse
from accordingto.collect.address import same_page
from accordingto.ledger.codec import to_json
from accordingto.ledger.standing import moment
from accordingto.ledger.tables import claim, extraction, non_response, retrieval, snapshot
from accordingto.ledger.view import Custody, Seen
from accordingto.report import Report, Snapshot
from accordingto.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one version of the program (`maker`) made of one report."""

    report: Report
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    published: When | None  # the days that the text itself allows, where no date is stated
    maker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction(Reading):
    """A reading with the snapshot that it was made of."""

    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The numbers of the rows that were written; what was there already is not among them."""

    snapshot: int | None = None
    retrievals: tuple[int, ...] = ()
    extraction: int | None = None


def is_known(connection: Connection, kept: Snapshot, maker: str) -> bool:
    """True if this snapshot is in the ledger, extracted by this very version, and was not changed back to.

    A file that held other bytes of its page since stands as it does now from now on: that is to be kept.
    """
    found = select(snapshot.c.number).where(
        snapshot.c.path == kept.path,
        snapshot.c.sha256 == kept.sha256,
        snapshot.c.sidecar == to_json(kept.sidecar),
        snapshot.c.report.in_(select(extraction.c.report).where(extraction.c.maker == maker)),
    )
    return connection.execute(found).first() is not None and not _went_back(connection, kept)


def _went_back(connection: Connection, kept: Snapshot) -> bool:
    """True if the newest bytes that this path had for its page are others, and older than these are now."""
    address = _address(kept)
    if address is None:
        return False
    newest = (
        select(snapshot.c.sha256, retrieval.c.at)
        .join(retrieval, retrieval.c.snapshot == snapshot.c.number)
        .where(retrieval.c.address == address, snapshot.c.path == kept.path)
        .order_by(retrieval.c.at.desc(), retrieval.c.number.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    return row is not None and row.sha256 != kept.sha256 and row.at < moment(kept.retrieved)


def _address(kept: Snapshot) -> str | None:
    stated = kept.retrieval.address if kept.retrieval else kept.sidecar.url if kept.sidecar else None
    return same_page(stated) if stated else None


def add(connection: Connection, new: Extraction) -> Added:
    """Keep a snapshot and what was made of it; what is already there is left as it is."""
    kept = new.snapshot
    address = _address(kept)
    got = Custody(
        report=new.report.id,
        path=kept.path,
        sha256=kept.sha256,
        retrieved=kept.retrieved,
        sidecar=kept.sidecar,
        seen=(Seen(address=address, at=kept.retrieved, retrieval=kept.retrieval),) if address else (),
    )
    before = _last(connection, retrieval)
    new_snapshot = add_custody(connection, got)
    new_reading = add_reading(connection, new)
    seen = select(retrieval.c.number).where(retrieval.c.number > before).order_by(retrieval.c.number)
    return Added(
        snapshot=_last(connection, snapshot) if new_snapshot else None,
        retrievals=tuple(connection.scalars(seen)),
        extraction=_last(connection, extraction) if new_reading else None,
    )


def _last(connection: Connection, table: Table) -> int:
    """The greatest number of a table; 0 where no row has one above."""
    return max(0, connection.execute(select(func.max(table.c.number))).scalar() or 0)


def is_read(connection: Connection, report: str, maker: str | None = None) -> bool:
    """True if some version of the program, or this one, has read this report."""
    found = select(extraction.c.number).where(extraction.c.report == report)
    if maker is not None:
        found = found.where(extraction.c.maker == maker)
    return connection.execute(found).first() is not None


def described(connection: Connection) -> set[tuple[str, str]]:
    """The path and hash of every snapshot."""
    return {(row.path, row.sha256) for row in connection.execute(select(snapshot.c.path, snapshot.c.sha256))}


def times_seen(connection: Connection) -> int:
    """How often bytes were seen at an address."""
    return connection.execute(select(func.count()).select_from(retrieval)).scalar_one()


def add_reading(connection: Connection, new: Reading, *, below: bool = False) -> bool:
    """Keep what was made of a report; False if this version's reading is there already.

    The reading with the highest number stands. One that is added `below` gets a number under all others:
    it is kept, and what stands goes on standing.
    """
    known = select(extraction.c.number).where(
        extraction.c.report == new.report.id, extraction.c.maker == new.maker
    )
    if connection.execute(known).first() is not None:
        return False
    row = connection.execute(
        insert(extraction).values(
            **(_below(connection, extraction) if below else {}),
            report=new.report.id,
            maker=new.maker,
            body=to_json(new.report),
            published=to_json(new.published),
        )
    )
    number = row.inserted_primary_key[0]  # type: ignore[index]  # one row in, one key out
    _add_all(
        connection,
        claim,
        (
            {
                "extraction": number,
                "id": c.id,
                "origin": c.origin.name,
                "polarity": c.polarity.value,
                "body": to_json(c),
            }
            for c in new.claims
        ),
    )
    _add_all(
        connection,
        non_response,
        ({"extraction": number, "id": n.id, "body": to_json(n)} for n in new.non_responses),
    )
    return True


def add_custody(connection: Connection, got: Custody, *, below: bool = False) -> bool:
    """Keep how we got a report; False if these bytes are there from this path, described the same.

    `below` as for `add_reading`: the newest snapshot of a path's bytes decides how they are described.
    """
    sidecar = to_json(got.sidecar)
    known = select(snapshot.c.number).where(
        snapshot.c.path == got.path, snapshot.c.sha256 == got.sha256, snapshot.c.sidecar == sidecar
    )
    number = connection.execute(known).scalar()
    new = number is None
    if number is None:
        row = connection.execute(
            insert(snapshot).values(
                **(_below(connection, snapshot) if below else {}),
                path=got.path,
                sha256=got.sha256,
                sidecar=sidecar,
                retrieved=got.retrieved.isoformat(),
                report=got.report,
            )
        )
        number = row.inserted_primary_key[0]  # type: ignore[index]  # one row in, one key out
    for seen in got.seen:
        _add_seen(connection, seen, number)
    return new


def _add_seen(connection: Connection, seen: Seen, number: int) -> None:
    """At which address these bytes stood, and when."""
    at = moment(seen.at)
    known = select(retrieval.c.number).where(retrieval.c.snapshot == number, retrieval.c.at == at)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(retrieval).values(
                snapshot=number, address=seen.address, at=at, body=to_json(seen.retrieval)
            )
        )


def _below(connection: Connection, table: Table) -> dict[str, int]:
    return {"number": min(0, connection.execute(select(func.min(table.c.number))).scalar() or 0) - 1}


def _add_all(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    if kept := list(rows):
        connection.execute(insert(table), kept)
