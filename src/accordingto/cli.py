"""accordingto from the command line: a thin skin on pipeline, ledger and publish."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from accordingto import __version__
from accordingto.errors import AccordingToError, NothingRead, OutputError, Stop, one_line
from accordingto.ledger.view import LedgerView


class Question(StrEnum):
    """What `audit` can be asked."""

    FALLS = "falls"
    HEDGES = "hedges"
    FIRST = "first"
    CONFIRMED = "confirmed"
    COVERAGE = "coverage"


STOPPED, SOME_LEFT_OUT = 1, 3  # exit codes; 2 is Typer's for a wrong call, 130 for Ctrl-C
TERMINATED = 128 + signal.SIGTERM  # as shells count it

app = typer.Typer(
    help="Keep a ledger of who says what, how they would know, through whom it passed, and where "
    "reports agree, conflict or only repeat each other. It never says that a claim is true.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"accordingto {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command."""


@app.command()
def build(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="HTML, plain-text and PDF files, and folders of them."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The dossier: one HTML page.")],
    ledger: Annotated[
        Path | None,
        typer.Option(help="Keep the claims in this SQLite file; a second run adds to them."),
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write everything as JSON, too.")] = None,
    title: Annotated[str, typer.Option(help="The dossier's title.")] = "Who says what",
) -> None:
    """Read saved reports and write a dossier of their claims.

    A file FILE.meta.json beside FILE (keys url, publisher, published, retrieved) overrides what the
    page says of itself. A file that cannot be read is named with its reason and left out; the exit
    code is then 3, or 1 if nothing at all could be read.
    """
    with _one_line_errors():
        targets = [target for target in (output, json) if target]
        for target in targets:
            _check_folder(target)
        _check_distinct([*targets, *([ledger] if ledger else [])], paths)

        from accordingto import pipeline  # noqa: PLC0415  # spaCy takes a second: --help should not
        from accordingto.publish import dossier  # noqa: PLC0415
        from accordingto.publish import json as ledger_json  # noqa: PLC0415

        with _progress("reading") as progress:
            built = pipeline.build(paths, ledger, outputs=targets, progress=progress)
        _write(output, dossier.dossier(built.view, title=title, skipped=built.skipped))
        if json:
            _write(json, ledger_json.dumps(built.view))
    for left_out in built.skipped:
        print(f"left out: {left_out}", file=sys.stderr)
    print(f"{_summary(built.view)}\n{one_line(str(output))}")
    if built.skipped:
        raise typer.Exit(SOME_LEFT_OUT)


@app.command()
def annotate(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN.jsonl[.gz]", help="One object a line: id, text; published, title, publisher."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="One object a line, in the same order.")],
    processes: Annotated[
        int | None, typer.Option(min=1, help="Worker processes; by default one a core.")
    ] = None,
) -> None:
    """Write every layer found in texts: attributions, times, places, figures.

    Offsets count code points of the text. `published` (or `dct`, `date`) is a day, YYYY-MM-DD. A bad
    line is named and stops the run before it begins.
    """
    from accordingto import annotation  # noqa: PLC0415

    with _one_line_errors():
        _check_folder(output)
        _check_distinct([output], [source])
        with _progress("annotating") as progress:
            skipped = annotation.annotate_file(source, output, processes=processes, progress=progress)
    for left_out in skipped:
        print(f"left out: {left_out}", file=sys.stderr)
    if skipped:
        raise typer.Exit(SOME_LEFT_OUT)


@app.command()
def audit(
    question: Annotated[Question, typer.Argument(help="Which question to put to the ledger.")],
    ledger: Annotated[Path, typer.Option(help="The SQLite file that `build --ledger` keeps.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text.")] = False,
) -> None:
    """Ask a ledger what rests on one source, what hedge was lost, who knew first.

    falls: which matters lose their last independent origin if a source falls. hedges: where a claim
    passed on says more than its origin did. first: when each matter was first published, and when
    another origin followed. confirmed: what each confirmation adds. coverage: who did not answer,
    what was cut off or undated, which reports rest on one origin.
    """
    from accordingto import pipeline  # noqa: PLC0415
    from accordingto.publish import audits  # noqa: PLC0415

    with _one_line_errors():
        held = pipeline.view(ledger)
    for line in audits.as_json(question, held) if json else audits.as_text(question, held):
        print(line if json else one_line(line))


gazetteer = typer.Typer(help="The gazetteer that places are looked up in.", no_args_is_help=True)
app.add_typer(gazetteer, name="gazetteer")


@gazetteer.command("import-geonames")
def import_geonames(
    dump: Annotated[Path, typer.Argument(metavar="allCountries.txt", help="An unpacked dump of GeoNames.")],
    countries: Annotated[
        str, typer.Option(metavar="UA,RU", help="Only these countries, by ISO 3166-1 code.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default the one that is then used.")
    ] = None,
) -> None:
    """Add a full dump of GeoNames to the gazetteer: hamlets, rivers, prisons.

    A run that was stopped goes on where it was. The result is used from then on; ACCORDINGTO_GAZETTEER
    names another file.
    """
    from accordingto.normalize.place.dump import import_geonames as add_dump  # noqa: PLC0415
    from accordingto.normalize.place.gazetteer import imported_path  # noqa: PLC0415

    codes = [code for code in countries.split(",") if code.strip()]
    with _one_line_errors(), _progress("importing") as progress:
        done = add_dump(dump, to or imported_path(), countries=codes, progress=progress)
    print(f"{done.places} places added or made more exact, {done.unreadable} lines left out")
    print(one_line(str(done.target)))


@contextmanager
def _one_line_errors() -> Iterator[None]:
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


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _check_folder(target: Path) -> None:
    """Before the long work, not after it."""
    if target.is_dir():
        raise OutputError(str(target), "is a folder, not a file to write")
    if target.exists() and not target.is_file():
        raise OutputError(str(target), "is no regular file, and would be replaced by one")
    if not target.resolve().parent.is_dir():
        raise OutputError(str(target), "its folder does not exist")


def _check_distinct(written: list[Path], read: list[Path]) -> None:
    """No output may take the place of a report, of the ledger or of another output."""
    taken = {os.path.realpath(path) for path in read}
    for path in written:
        real = os.path.realpath(path)
        if real in taken:
            raise OutputError(str(path), "is named twice; what is read and written must be different files")
        taken.add(real)


def _write(target: Path, text: str) -> None:
    """Whole or not at all: a reader never meets half a dossier."""
    half = target.with_name(f".{target.name}.part")
    try:
        half.write_text(text, encoding="utf-8", errors="replace")  # a title may hold bytes of no Unicode
        half.replace(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OutputError(str(target), error.strerror or str(error)) from error


def _summary(view: LedgerView) -> str:
    conflicts = sum(relation.kind == "conflicts" for relation in view.relations)
    origins = {claim.origin.name for claim in view.claims}
    return (
        f"{len(view.reports)} reports, {len(view.claims)} claims of {len(origins)} origins, "
        f"{len(view.matters)} matters, {conflicts} conflicts"
    )
