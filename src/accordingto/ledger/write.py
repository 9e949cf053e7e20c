"""Adding to a ledger. Nothing here changes or removes a row."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, insert, select

from accordingto.claim import Claim, NonResponse
from accordingto.collect.address import same_page
from accordingto.ledger.codec import to_json
from accordingto.ledger.standing import moment
from accordingto.ledger.tables import claim, extraction, non_response, retrieval, snapshot
from accordingto.report import Report, Snapshot
from accordingto.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one version of the program (`maker`) made of one snapshot."""

    snapshot: Snapshot
    report: Report
    claims: tuple[Claim, ...]
    non_responses: tuple[NonResponse, ...]
    published: When | None  # the days that the text itself allows, where no date is stated
    maker: str


def is_known(connection: Connection, kept: Snapshot, maker: str) -> bool:
    """True if this snapshot is in the ledger, extracted by this very version."""
    found = select(snapshot.c.number).where(
        snapshot.c.path == kept.path,
        snapshot.c.sha256 == kept.sha256,
        snapshot.c.sidecar == to_json(kept.sidecar),
        snapshot.c.report.in_(select(extraction.c.report).where(extraction.c.maker == maker)),
    )
    return connection.execute(found).first() is not None


def add(connection: Connection, new: Extraction) -> None:
    """Keep a snapshot and what was made of it; what is already there is left as it is."""
    _add_snapshot(connection, new.snapshot, new.report.id)
    known = select(extraction.c.number).where(
        extraction.c.report == new.report.id, extraction.c.maker == new.maker
    )
    if connection.execute(known).first() is not None:
        return
    row = connection.execute(
        insert(extraction).values(
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


def has_snapshot(connection: Connection, kept: Snapshot) -> bool:
    """True if these bytes, from this path and with this sidecar, are in the ledger."""
    sidecar = to_json(kept.sidecar)
    known = select(snapshot.c.number).where(
        snapshot.c.path == kept.path, snapshot.c.sha256 == kept.sha256, snapshot.c.sidecar == sidecar
    )
    return connection.execute(known).first() is not None


def _add_snapshot(connection: Connection, kept: Snapshot, report: str) -> None:
    sidecar = to_json(kept.sidecar)
    known = select(snapshot.c.number).where(
        snapshot.c.path == kept.path, snapshot.c.sha256 == kept.sha256, snapshot.c.sidecar == sidecar
    )
    number = connection.execute(known).scalar()
    if number is None:
        row = connection.execute(
            insert(snapshot).values(
                path=kept.path,
                sha256=kept.sha256,
                sidecar=sidecar,
                retrieved=kept.retrieved.isoformat(),
                report=report,
            )
        )
        number = row.inserted_primary_key[0]  # type: ignore[index]  # one row in, one key out
    _add_retrieval(connection, kept, number)


def _add_retrieval(connection: Connection, kept: Snapshot, number: int) -> None:
    """At which address these bytes stood, and when, where that is known."""
    stated = kept.retrieval.address if kept.retrieval else kept.sidecar.url if kept.sidecar else None
    address = same_page(stated) if stated else None
    if address is None:
        return
    at = moment(kept.retrieved)
    known = select(retrieval.c.number).where(retrieval.c.snapshot == number, retrieval.c.at == at)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(retrieval).values(snapshot=number, address=address, at=at, body=to_json(kept.retrieval))
        )


def _add_all(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    if kept := list(rows):
        connection.execute(insert(table), kept)
