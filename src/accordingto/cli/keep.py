"""accordingto verify, anchor, bundle, backup, restore: evidence as it was, and proof of it."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import STOPPED, one_line_errors
from accordingto.errors import one_line

LEDGER = typer.Option(help="The SQLite file that `build --ledger` keeps.")
_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")


def verify(
    ledger: Annotated[Path, LEDGER],
    head: Annotated[
        str, typer.Option(metavar="N:SHA256", help="A head noted down earlier, which must still stand.")
    ] = "",
) -> None:
    """Hash everything again that is kept, and name what is not as it was.

    Follows the custody log line by line, hashes every original, and compares the ledger's reports and
    claims with what the log tells of them. The first break is named first; the exit code is then 1. The
    head that is printed is worth noting down elsewhere: only with it, or with an anchor, can it be seen
    that the end of the log was cut off or that the log was written anew.
    """
    from accordingto.evidence import verify as evidence  # noqa: PLC0415
    from accordingto.keep.custody import Head  # noqa: PLC0415

    remembered = None
    if head:
        if not (found := _HEAD.fullmatch(head)):
            raise typer.BadParameter("a head is a line's number, a colon and 64 hexadecimal digits")
        remembered = Head(n=int(found[1]), sha256=found[2])
    with one_line_errors():
        done = evidence.verify(ledger, remembered=remembered)
    for note in done.notes:
        print(one_line(f"note: {note}"))
    for broken in done.breaks:
        print(one_line(f"broken: {broken}"), file=sys.stderr)
    print(f"{done.lines} lines of custody log, {done.originals} originals, {done.extractions} extractions")
    print(f"head {done.head}")
    if done.breaks:
        raise typer.Exit(STOPPED)
    print("nothing is broken")
