"""Opening a ledger: a SQLite file of ours, brought up to date, or a clear refusal."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from accordingto.errors import LedgerError

# "acto": marks the file as ours, so that somebody's browser history is not taken for a ledger.
APPLICATION_ID = 0x6163746F
BUSY_MS = 30_000  # how long to wait for another process that is writing


def open_ledger(path: Path | None) -> Engine:
    """The ledger at `path`, made if absent; None is a ledger in memory, gone with the process.

    Raises LedgerError if the file is no ledger, is damaged, is newer than this program, lies in no
    folder, or stays in use for longer than BUSY_MS.
    """
    subject = str(path) if path else "ledger in memory"
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool)
    else:
        if not path.parent.is_dir():
            raise LedgerError(subject, "its folder does not exist")
        _refuse_foreign(path)
        engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    with transaction(engine, subject) as connection:
        _migrate(connection, subject)
    return engine


@contextmanager
def transaction(engine: Engine, subject: str = "ledger") -> Iterator[Connection]:
    """One transaction: all that is written inside is kept together, or nothing of it."""
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        raise LedgerError(subject, str(error.orig or error)) from error


def _refuse_foreign(path: Path) -> None:
    """Look before touching: opening for writing would already change a file that is not ours."""
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as connection:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
        connection.close()
    except sqlite3.Error as error:
        raise LedgerError(str(path), f"cannot be opened as a ledger: {error}") from error
    if found != APPLICATION_ID:
        raise LedgerError(str(path), "is a database, but not a ledger of accordingto")


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A killed process leaves the last whole transaction; FULL also survives a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _migrate(connection: Connection, subject: str) -> None:
    config = Config()
    config.set_main_option("script_location", "accordingto.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    have = MigrationContext.configure(connection).get_current_revision()
    steps = ScriptDirectory.from_config(config)
    if have == steps.get_current_head():
        return
    if have is not None and have not in {step.revision for step in steps.walk_revisions()}:
        raise LedgerError(subject, f"was written by a newer accordingto (revision {have})")
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
