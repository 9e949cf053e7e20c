"""Rows of a ledger as the custody log names them: each by one SHA-256 over every column of it.

The log's subjects name a row by its kind (`SNAPSHOT` … `JUDGEMENT`) and this digest; `about.rows` of the same
line has its number. Columns that are null count as absent, so that a column added later leaves the digests of
older rows as they are. Logs of the first form named fewer columns, under other kinds: `older` tells them.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from accordingto.collect.address import same_page
from accordingto.keep.custody import canonical
from accordingto.ledger.codec import from_json
from accordingto.ledger.standing import moment
from accordingto.ledger.tables import claim, extraction, judged, judgement, non_response, retrieval, snapshot
from accordingto.report import Sidecar
from accordingto.retrieval import Retrieval

SNAPSHOT, RETRIEVAL, EXTRACTION, JUDGEMENT = (
    "snapshot-row",
    "retrieval-row",
    "extraction-row",
    "judgement-row",
)
TABLES: Mapping[str, Table] = {
    SNAPSHOT: snapshot,
    RETRIEVAL: retrieval,
    EXTRACTION: extraction,
    JUDGEMENT: judgement,
}
# Rows of other tables that are told as part of one of these: by which of their columns they belong to it.
PARTS: Mapping[str, tuple[tuple[Table, str], ...]] = {
    EXTRACTION: ((claim, "extraction"), (non_response, "extraction")),
    JUDGEMENT: ((judged, "judgement"),),
}
_SMALL = {"path", "sha256", "sidecar", "report", "address", "at"}
_OLDER = {SNAPSHOT: "snapshot", RETRIEVAL: "retrieval", EXTRACTION: "extraction", JUDGEMENT: "judgement"}
OLDER_JUDGEMENT = _OLDER[JUDGEMENT]
# What must be in the ledger if the log tells of it. The first form named snapshots by when they were got
# again, too, which no row has.
KINDS = frozenset({*TABLES, _OLDER[EXTRACTION], _OLDER[JUDGEMENT]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row as the log tells of it. `older` is (kind, digest) as the first form of the log did, if asked
    for; `name` says which row it is to a person; `values` are its columns, as far as they are asked
    for; `is_bare` is True for a retrieval without a record, of which a sidecar tells."""

    kind: str
    number: int
    digest: str
    name: str
    values: Mapping[str, Any]
    is_bare: bool
    older: tuple[str, str] | None = None

    @property
    def subject(self) -> tuple[str, str]:
        return self.kind, self.digest


def rows(
    connection: Connection, kind: str, number: int | None = None, *, older: bool = False
) -> Iterator[Told]:
    """All rows of a kind, or the one with this number, in the order of numbers; a text at a time."""
    table = TABLES[kind]
    found = select(table).order_by(table.c.number)
    if number is not None:
        found = found.where(table.c.number == number)
    elif kind == EXTRACTION:
        for one in connection.execute(select(table.c.number).order_by(table.c.number)).scalars().all():
            yield from rows(connection, kind, one, older=older)
        return
    for row in connection.execute(found).all():
        yield _told(connection, kind, row, older=older)


def get(connection: Connection, kind: str, number: object) -> Told | None:
    """The row with this number."""
    return next(rows(connection, kind, number), None) if isinstance(number, int) else None


def of_older(connection: Connection, body: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Of a line of the first form, the rows that the ledger holds as it tells."""
    subjects, e = dict(body["subjects"]), extraction.c
    made = select(e.number).where(e.report == subjects.get("report"), e.maker == body["about"].get("maker"))
    numbers = [(EXTRACTION, n) for n in connection.execute(made).scalars().all()]
    if _OLDER[JUDGEMENT] in subjects:
        numbers += [(JUDGEMENT, n) for n in connection.execute(select(judgement.c.number)).scalars().all()]
    told = (row.older for kind, n in numbers for row in rows(connection, kind, n, older=True))
    return {older for older in told if older is not None}


def bounds(connection: Connection) -> dict[str, tuple[int, int]]:
    """Of each kind the least and the greatest number that is taken (0 where there is none)."""
    out = {}
    for kind, table in TABLES.items():
        least, most = connection.execute(select(func.min(table.c.number), func.max(table.c.number))).one()
        out[kind] = (least or 0, most or 0)
    return out


def strays(connection: Connection) -> Iterator[str]:
    """Rows that belong to nothing: no reading has them, no judgement is about them, nothing was got there."""
    for kind, parts in PARTS.items():
        owner = TABLES[kind]
        for table, column in parts:
            found = select(table).where(table.c[column].not_in(select(owner.c.number)))
            for row in connection.execute(found):
                name = row._mapping.get("id") or row._mapping.get("claim")
                yield f"{table.name} {str(name)[:12]}…"


def _told(connection: Connection, kind: str, row: Row[Any], *, older: bool) -> Told:
    values = dict(row._mapping)
    parts = [
        [_stated(part) for part in connection.execute(_part_rows(table, column, values["number"]))]
        for table, column in PARTS.get(kind, ())
    ]
    return Told(
        kind=kind,
        number=values["number"],
        digest=_digest([kind, _stated(row), *parts]),
        name=_name(connection, kind, values),
        values={key: value for key, value in values.items() if key in _SMALL},
        is_bare=kind == RETRIEVAL and values["body"] == "null",
        older=(_OLDER[kind], _older(connection, kind, values, parts)) if older else None,
    )


def _part_rows(table: Table, column: str, number: int) -> Any:
    name = table.c.id if "id" in table.c else table.c.claim
    return select(table).where(table.c[column] == number).order_by(name)


def _stated(row: Row[Any]) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if value is not None}


def _name(connection: Connection, kind: str, values: Mapping[str, Any]) -> str:
    if kind == SNAPSHOT:
        return f"snapshot {values['path']} ({values['sha256'][:12]}…)"
    if kind == RETRIEVAL:
        return f"address {values['address']}, {values['at']}"
    if kind == EXTRACTION:
        return f"report {values['report'][:12]}…"
    return f"judgement {values['id']}"


def is_derivable(connection: Connection, row: Told) -> bool:
    """True for a retrieval whose address and time are what its record, or the sidecar of its snapshot, says.

    For rows that logs of the first form told in part or not at all.
    """
    r, s = retrieval.c, snapshot.c
    found = select(r.body, s.sidecar).join(snapshot, s.number == r.snapshot).where(r.number == row.number)
    got = connection.execute(found).first()
    if got is None:
        return False
    if got.body != "null":
        record = from_json(Retrieval, got.body)
        return (same_page(record.address), moment(record.at)) == (row.values["address"], row.values["at"])
    # When a file was written again is told nowhere.
    stated = from_json(Sidecar, got.sidecar).url if got.sidecar != "null" else None
    return stated is not None and same_page(stated) == row.values["address"]


def _older(connection: Connection, kind: str, v: Mapping[str, Any], parts: list[list[dict[str, Any]]]) -> str:
    """The digest that the first form of the log had of this row."""
    if kind == SNAPSHOT:
        return _digest([v["path"], v["sha256"], v["sidecar"], v["retrieved"], v["report"]])
    if kind == RETRIEVAL:
        of = select(snapshot.c.sha256).where(snapshot.c.number == v["snapshot"])
        return _digest([connection.execute(of).scalar(), v["body"]])
    if kind == EXTRACTION:
        nouns = (sorted([part["id"], part["body"]] for part in each) for each in parts)
        return _digest([v["report"], v["maker"], v["body"], v["published"], *nouns])
    about = sorted(part["claim"] for part in parts[0])
    named = ("id", "act", "concern", "by", "at", "undoes", "body")
    return _digest([*(v[name] for name in named), about])


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
