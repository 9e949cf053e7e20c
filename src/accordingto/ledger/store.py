"""Opening a ledger: a SQLite file of ours, brought up to date, or a clear refusal."""

import importlib
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from accordingto.errors import LedgerError
from accordingto.keep import keys

# "acto": marks the file as ours, so that somebody's browser history is not taken for a ledger.
APPLICATION_ID = 0x6163746F
HEADER = 100  # bytes at the head of a SQLite file
DATABASE_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error,)
with suppress(ImportError):  # not to be had on every system; told where it is needed
    DATABASE_ERRORS = (*DATABASE_ERRORS, importlib.import_module("sqlcipher3.dbapi2").Error)
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
        key = keys.of(path)
        if key is None:
            refuse_foreign(path)
        # Absolute, and no URL made by hand: names hold "?", "%" and "#", and one may be ":memory:".
        url = URL.create("sqlite", database=str(path.absolute()))
        engine = create_engine(url) if key is None else create_engine(url, module=_sqlcipher(subject))
        if key is not None:
            event.listen(engine, "connect", _unlock(key))
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


def connect(path: Path, *, like: Path | None = None) -> sqlite3.Connection:
    """A bare connection, for what only SQLite itself does; keyed if the ledger is encrypted.

    `like` is the ledger whose key a copy at `path` is to have. Raises LedgerError without SQLCipher.
    """
    key = keys.of(like or path)
    if key is None:
        return sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
    made = _sqlcipher(str(path)).connect(str(path), timeout=BUSY_MS / 1000, isolation_level=None)
    _unlock(key)(made, None)
    return cast(sqlite3.Connection, made)


def export_to(source: Path, target: Path) -> None:
    """Copy an open ledger's database into an encrypted one that is made, all rows with their numbers.

    The key of `target` must be there. Raises LedgerError without SQLCipher, or where SQLite refuses.
    """
    key = keys.of(target)
    if key is None:
        raise LedgerError(str(target), "has no key")
    made = _sqlcipher(str(source)).connect(str(source), timeout=BUSY_MS / 1000, isolation_level=None)
    try:
        made.execute("PRAGMA temp_store = MEMORY")  # nothing of it lies open in a temporary file
        made.execute("ATTACH DATABASE ? AS target KEY ?", (str(target), f"x'{key.database}'"))
        made.execute("SELECT sqlcipher_export('target')").fetchall()
        made.execute(f"PRAGMA target.application_id = {APPLICATION_ID}")
        made.execute("DETACH DATABASE target")
    except DATABASE_ERRORS as error:
        raise LedgerError(str(source), str(error)) from error
    finally:
        made.close()


def _sqlcipher(subject: str) -> Any:
    try:
        return importlib.import_module("sqlcipher3.dbapi2")
    except ImportError as error:
        why = "is encrypted, and SQLCipher is not to be had on this system (package sqlcipher3-binary)"
        raise LedgerError(subject, why) from error


def _unlock(key: keys.Key) -> Callable[[sqlite3.Connection, object], None]:
    def unlock(connection: sqlite3.Connection, _entry: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA key = \"x'{key.database}'\"")
        cursor.execute("PRAGMA temp_store = MEMORY")  # nothing of it lies open in a temporary file
        cursor.close()

    return unlock


def refuse_foreign(path: Path) -> None:
    """Look before touching: opening for writing would already change a file that is not ours.

    Raises LedgerError for a file that is no open ledger of ours.
    """
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
