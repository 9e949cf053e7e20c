"""accordingto judgements: what people decided, for those who have no browser at hand."""

from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import one_line_errors
from accordingto.errors import one_line


def judgements(
    ledger: Annotated[Path, typer.Option(help="The SQLite file that the desk works on.")],
    by: Annotated[str, typer.Option(help="Only those of this person.")] = "",
    claim: Annotated[str, typer.Option(help="Only those on the claim of this id.")] = "",
    proposals: Annotated[
        bool, typer.Option("--proposals", help="What a newer version of the program would change, instead.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text.")] = False,
) -> None:
    """List what people decided of claims and matters: who, when, what, why.

    Oldest first; undone decisions stay in the list and say so. Names that are withheld are not shown.
    Nothing is changed: people judge on the desk.
    """
    from accordingto import pipeline  # noqa: PLC0415
    from accordingto.publish import judgements as said  # noqa: PLC0415

    with one_line_errors():
        held = pipeline.judged(ledger)
    if proposals:
        lines = said.proposals_as_json(held) if json else said.proposals_as_text(held)
    else:
        chosen = said.Chosen(by=by, claim=claim)
        lines = said.as_json(held, chosen) if json else said.as_text(held, chosen)
    for line in lines:
        print(line if json else one_line(line))
