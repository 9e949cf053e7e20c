"""accordingto programme, codebook: claims as the picture of a system at work."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import one_line_errors
from accordingto.errors import one_line

DEFAULT = "recruitment-from-prisons"
codebook = typer.Typer(
    help="Codebooks: stages in order, and the words that lead to them.", no_args_is_help=True
)


def programme(
    ledger: Annotated[Path, typer.Option(help="The SQLite file that `build --ledger` keeps.")],
    book: Annotated[
        str,
        typer.Option("--codebook", metavar="NAME|PATH", help="A shipped codebook, or a TOML file of yours."),
    ] = DEFAULT,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Show what a ledger's claims say of a system at work, stage by stage.

    At each stage: the matters, by how many independent origins (never by mentions), the newest ranges
    of figures by origin, first and last dates, places, what is open, denied or in conflict; beside it
    who is targeted. Every claim is shown with the words that put it there.
    """
    from accordingto import pipeline  # noqa: PLC0415
    from accordingto.codebook import load  # noqa: PLC0415
    from accordingto.publish import programme as published  # noqa: PLC0415

    with one_line_errors():
        read = load(book)
        held = pipeline.view(ledger)
    if json:
        print(published.as_json(held, read))
    else:
        for line in published.as_text(held, read):
            print(one_line(line))


@codebook.command("list")
def list_() -> None:
    """Name the codebooks that come with the program."""
    from accordingto.codebook import load, shipped  # noqa: PLC0415

    with one_line_errors():
        for name in shipped():
            print(f"{name}: {load(name).about}")


@codebook.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME|PATH", help="A shipped codebook, or a TOML file of yours.")
    ],
) -> None:
    """Print a codebook as it is written, after checking it: the start of one of your own."""
    from accordingto.codebook import load, text  # noqa: PLC0415

    with one_line_errors():
        load(name)
        sys.stdout.write(text(name))
