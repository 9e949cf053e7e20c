"""Before anything leaves: what is sealed is looked for in the finished bytes, and in what the desk keeps."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from accordingto.errors import EvidenceBroken, LedgerError, WithheldFound
from accordingto.keep import custody, seal
from accordingto.keep.custody import DESK, Act, Done
from accordingto.keep.proof import Proof
from accordingto.keep.seal import Entry
from accordingto.keep.store import Store


def sealed_voices(store: Store) -> tuple[str, ...]:
    """The random ids of the voices that were sealed for this ledger, as its custody log tells."""
    found = []
    for raw in custody.raw_lines(store):
        if (line := custody.whole(raw.removesuffix(b"\n"))) and (body := custody.body_of(store, line)):
            if body["act"] == Act.SEALED:
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
        why = f"{len(missing)} voices are sealed for this ledger: open the sealed file, so that they can be looked for"
        raise WithheldFound(str(store.folder), why)
    return Proof({id_: entry.strings for id_, entry in held.items()})


def exported(store: Store, name: str, sha256: str, *, actor: str = DESK) -> None:
    """Log that something left, in which form, by its hash."""
    custody.append(
        store, [Done(act=Act.EXPORTED, subjects=(("export", sha256),), about={"form": name}, actor=actor)]
    )


def kept(ledger: Path, store: Store, entries: Mapping[str, Entry]) -> Iterator[str]:
    """The places of the ledger itself where something sealed stands: its rows, its search, its log, its names.

    Originals and the texts read from them are left out: what a report prints, it prints.
    """
    looked = Proof({id_: entry.strings for id_, entry in entries.items()})
    for place, text in _texts(ledger):
        yield from sorted({hit.place for hit in looked.hits(text, place)})
    for number, raw in enumerate(custody.raw_lines(store), start=1):
        line = custody.whole(raw.removesuffix(b"\n"))
        try:
            told = custody.canonical(custody.body_of(store, line)) if line else raw
        except EvidenceBroken:
            told = raw
        yield from sorted({hit.place for hit in looked.hits(told, f"custody log, line {number}")})


_OF_REPORTS = {"extraction", "search", "report_line"}  # hold the reports' own words


def _texts(ledger: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
            tables = [
                name
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                if not any(name == own or name.startswith(f"{own}_") for own in _OF_REPORTS)
            ]
            for table in tables:
                for number, row in enumerate(connection.execute(f'SELECT * FROM "{table}"'), start=1):  # noqa: S608  # a name of ours
                    text = "\n".join(str(value) for value in row if isinstance(value, str))
                    yield f"ledger, {table}, row {number}", text.encode(errors="replace")
    except sqlite3.Error as error:
        raise LedgerError(str(ledger), str(error)) from error
