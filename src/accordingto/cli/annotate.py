"""accordingto annotate: every layer found in loose texts."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import SOME_LEFT_OUT, check_distinct, check_folder, one_line_errors, progress


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

    with one_line_errors():
        check_folder(output)
        check_distinct([output], [source])
        with progress("annotating") as done:
            skipped = annotation.annotate_file(source, output, processes=processes, progress=done)
    for left_out in skipped:
        print(f"left out: {left_out}", file=sys.stderr)
    if skipped:
        raise typer.Exit(SOME_LEFT_OUT)
