"""What the commands share: errors in one line, progress, output files whole or not at all."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from accordingto.errors import AccordingToError, NothingRead, OutputError, Stop

STOPPED, SOME_LEFT_OUT = 1, 3  # exit codes; 2 is Typer's for a wrong call, 130 for Ctrl-C
TERMINATED = 128 + signal.SIGTERM  # as shells count it


@contextmanager
def one_line_errors() -> Iterator[None]:
    """What goes wrong with input or output is one line and an exit code, never a traceback.

    A run that is told to end (SIGTERM, as by a container) ends as on Ctrl-C: workers gone, no half file.
    """
    signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    except KeyboardInterrupt:
        print("accordingto: interrupted", file=sys.stderr)
        raise  # Typer makes it exit code 130
    except Stop as error:
        for left_out in error.skipped if isinstance(error, NothingRead) else ():
            print(f"left out: {left_out}", file=sys.stderr)
        print(f"accordingto: {error}", file=sys.stderr)
        raise typer.Exit(STOPPED) from error
    except AccordingToError as error:
        print(f"accordingto: {error}", file=sys.stderr)
        raise typer.Exit(SOME_LEFT_OUT) from error


def _terminated(_signal: int, _frame: object) -> None:
    print("accordingto: terminated", file=sys.stderr)
    raise SystemExit(TERMINATED)


def tell_unconfined() -> None:
    """Say so where what reads documents cannot be confined on this machine: never in silence."""
    from accordingto.engine.confine import missing  # noqa: PLC0415

    if why := missing():
        print(f"note: {why}", file=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal; yields what moves it: (done, in all)."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def check_folder(target: Path) -> None:
    """Before the long work, not after it."""
    if target.is_dir():
        raise OutputError(str(target), "is a folder, not a file to write")
    if target.exists() and not target.is_file():
        raise OutputError(str(target), "is no regular file, and would be replaced by one")
    if not target.resolve().parent.is_dir():
        raise OutputError(str(target), "its folder does not exist")


def check_distinct(written: list[Path], read: list[Path]) -> None:
    """No output may take the place of a report, of the ledger or of another output."""
    taken = {os.path.realpath(path) for path in read}
    for path in written:
        real = os.path.realpath(path)
        if real in taken:
            raise OutputError(str(path), "is named twice; what is read and written must be different files")
        taken.add(real)


def write(target: Path, text: str) -> None:
    """Whole or not at all: a reader never meets half a dossier."""
    write_bytes(target, text.encode(errors="replace"))  # a title may hold bytes of no Unicode


def write_bytes(target: Path, data: bytes) -> None:
    """The same for what is no text."""
    half = target.with_name(f".{target.name}.part")
    try:
        half.write_bytes(data)
        half.replace(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OutputError(str(target), error.strerror or str(error)) from error
