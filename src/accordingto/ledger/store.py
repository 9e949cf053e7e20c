"""Opening a ledger: a SQLite file of ours, brought up to date, or a clear refusal."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from accordingto.errors import LedgerError

# "acto": marks the file as ours, so that somebody's browser history is not taken for a ledger.
APPLICATION_ID = 0x6163746F
HEADER = 100  # bytes at the head of a SQLite file
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
        # Absolute, and no URL made by hand: names hold "?", "%" and "#", and one may be ":memory:".
        engine = create_engine(URL.create("sqlite", database=str(path.absolute())))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with transaction(engine, subject) as connection:
            current = _is_current(connection, subject)
        if not current:
            with transaction(engine, subject, write=True) as connection:
                _migrate(connection, subject)
    except LedgerError:
        engine.dispose()
        raise
    return engine


@contextmanager
def transaction(engine: Engine, subject: str = "ledger", *, write: bool = False) -> Iterator[Connection]:
    """One transaction: all that is written inside is kept together, or nothing of it.

    `write` True keeps other writers out from its first line on, so that what is read inside still holds
    when the rows are added; else two builds that both looked and then both write would stop each other.
    """
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"
    try:
        with engine.execution_options(accordingto_begin=begin).begin() as connection:
            yield connection
    except DBAPIError as error:
        raise LedgerError(subject, str(error.orig or error)) from error


def _refuse_foreign(path: Path) -> None:
    """Look before touching: opening for writing would already change a file that is not ours."""
    try:
        if not path.exists():
            return
        with path.open("rb") as file:
            head = file.read(HEADER)
    except OSError as error:
        raise LedgerError(str(path), f"cannot be opened as a ledger: {error.strerror}") from error
    if not head:
        return
    if len(head) < HEADER or not head.startswith(b"SQLite format 3\0"):
        raise LedgerError(str(path), "cannot be opened as a ledger: it is no SQLite database")
    if struct.unpack_from(">I", head, 68)[0] != APPLICATION_ID:  # SQLite's file format, section 1.3
        raise LedgerError(str(path), "is a database, but not a ledger of accordingto")


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # Python's driver begins transactions late and not at all for DDL: a process killed while it makes the
    # tables would leave half of them. We begin ourselves (as SQLAlchemy advises for SQLite).
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A killed process leaves the last whole transaction; FULL also survives a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("accordingto_begin", "BEGIN"))


def _steps() -> Config:
    config = Config()
    config.set_main_option("script_location", "accordingto.ledger:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _is_current(connection: Connection, subject: str) -> bool:
    have = MigrationContext.configure(connection).get_current_revision()
    steps = ScriptDirectory.from_config(_steps())
    if have is not None and have not in {step.revision for step in steps.walk_revisions()}:
        raise LedgerError(subject, f"was written by a newer accordingto (revision {have})")
    return have == steps.get_current_head()


def _migrate(connection: Connection, subject: str) -> None:
    if _is_current(connection, subject):  # another process was faster
        return
    config = _steps()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
