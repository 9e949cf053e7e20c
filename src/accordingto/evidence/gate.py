"""Before anything leaves: what is sealed is looked for in the finished bytes, and in what the desk keeps."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from accordingto.errors import EvidenceBroken, LedgerError, WithheldFound
from accordingto.keep import custody, seal
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.proof import Hit, Proof
from accordingto.keep.seal import Entry
from accordingto.keep.store import Store
from accordingto.ledger.store import DATABASE_ERRORS, connect


def sealed_voices(store: Store) -> tuple[str, ...]:
    """The random ids of the voices that were sealed for this ledger, as its custody log tells."""
    found = []
    for raw in custody.raw_lines(store):
        line = custody.whole(raw.removesuffix(b"\n"))
        if line and (body := custody.body_of(store, line))["act"] == Act.SEALED:
            found += [id_ for kind, id_ in body["subjects"] if kind == "sealed"]
    return tuple(found)


def sealed(store: Store, path: Path, entry: Entry, *, actor: str = DESK) -> str:
    """Seal what is known of a voice, and log that one was sealed: by its random id, and nothing else."""
    id_ = seal.add(path, entry)
    custody.append(store, [Done(act=Act.SEALED, subjects=(("sealed", id_),), actor=actor)])
    return id_


def proof(store: Store, entries: Mapping[str, Entry] | None) -> Proof:
    """What every output of this ledger must be searched for; `entries` is the opened sealed file.

    Raises WithheldFound if voices were sealed for this ledger and some of them are not among `entries`:
    what cannot be searched for cannot be shown to be absent.
    """
    held = entries or {}
    missing = [id_ for id_ in sealed_voices(store) if id_ not in held]
    if missing:
        why = f"{len(missing)} voices are sealed for it: open the sealed file, so that they can be looked for"
        raise WithheldFound(str(store.folder), why)
    return Proof({id_: entry.strings for id_, entry in held.items()})


def exported(store: Store, name: str, sha256: str, *, actor: str = DESK) -> None:
    """Log that something left, in which form, by its hash."""
    custody.append(
        store, [Done(act=Act.EXPORTED, subjects=(("export", sha256),), about={"form": name}, actor=actor)]
    )


def kept(ledger: Path, store: Store, entries: Mapping[str, Entry]) -> Iterator[str]:
    """The places of the ledger itself where something sealed stands: its rows, search index and custody log.

    Reports' texts, and what holds their words, count only for a voice that no text prints: what a report
    prints, it prints. The originals are those texts.
    """
    looked = Proof({id_: entry.strings for id_, entry in entries.items()})
    printed: set[str] = set()
    found: list[tuple[bool, Hit]] = []
    for table, place, text in _texts(ledger):
        hits = list(looked.hits(text, place))
        if table == "extraction":
            printed.update(hit.seal for hit in hits)
        else:
            found += [(table not in _OF_THE_DESK, hit) for hit in hits]
    yield from sorted({hit.place for of_reports, hit in found if not (of_reports and hit.seal in printed)})
    for number, raw in enumerate(custody.raw_lines(store), start=1):
        line = custody.whole(raw.removesuffix(b"\n"))
        try:
            told = custody.canonical(custody.body_of(store, line)) if line else raw
        except EvidenceBroken:
            told = raw
        yield from sorted({hit.place for hit in looked.hits(told, f"custody log, line {number}")})


_OF_THE_DESK = {"judgement", "judged", "snapshot", "retrieval", "visit"}  # all else holds words of reports


def _texts(ledger: Path) -> Iterator[tuple[str, str, bytes]]:
    """Each row of each table: the table, the place, and all texts and bytes in it."""
    try:
        with closing(connect(ledger)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # named by the file itself
                for number, row in enumerate(rows, start=1):
                    held = (v.encode(errors="replace") if isinstance(v, str) else v for v in row)
                    text = b"\n".join(value for value in held if isinstance(value, bytes))
                    yield table, f"ledger, {table}, row {number}", text
    except DATABASE_ERRORS as error:
        raise LedgerError(str(ledger), str(error)) from error
