"""accordingto audit: questions to a whole ledger."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import one_line_errors
from accordingto.errors import one_line


class Question(StrEnum):
    """What `audit` can be asked."""

    FALLS = "falls"
    HEDGES = "hedges"
    FIRST = "first"
    CONFIRMED = "confirmed"
    COVERAGE = "coverage"
    SERIES = "series"
    REVIEWED = "reviewed"
    EDITS = "edits"


def audit(
    question: Annotated[Question, typer.Argument(help="Which question to put to the ledger.")],
    ledger: Annotated[Path, typer.Option(help="The SQLite file that `build --ledger` keeps.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text.")] = False,
) -> None:
    """Ask a ledger what rests on one source, what hedge was lost, who knew first.

    falls: which matters lose their last independent origin if a source falls. hedges: where a claim
    passed on says more than its origin did. first: when each matter was first published, and when
    another origin followed. confirmed: what each confirmation adds. coverage: who did not answer,
    what was cut off or undated, which reports rest on one origin. series: figures over time, by
    population, measure and place. reviewed: what share of the claims people have reviewed, who, how
    often the machine's reading was left as it was, and where two people judged the same claim. edits:
    which claims of a page appeared, vanished or changed between two versions of it.
    """
    from accordingto import pipeline  # noqa: PLC0415
    from accordingto.publish import audits  # noqa: PLC0415

    with one_line_errors():
        held = pipeline.view(ledger)
    for line in audits.as_json(question, held) if json else audits.as_text(question, held):
        print(line if json else one_line(line))
