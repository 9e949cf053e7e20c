"""accordingto desk: the local web app."""

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import one_line_errors, tell_unconfined
from accordingto.errors import one_line


def desk(
    ledger: Annotated[Path, typer.Option(help="The SQLite file to work on; made if absent.")] = Path(
        "ledger.db"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to answer; 0 takes a free one.")] = 0,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="For showing: nothing can be changed.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open no browser.")
    ] = False,
) -> None:
    """Open the desk: a web app on this machine alone, to read reports, check claims and decide.

    The printed address works once: it opens a session in the browser that asks first. Nothing on a page
    is loaded from anywhere else, and nothing leaves this machine. What is dropped on the desk is kept in
    a folder beside the ledger, sealed if this is encrypted. Ctrl-C ends it; what was not read is named at
    the next start.
    """
    from accordingto.desk import serve  # noqa: PLC0415
    from accordingto.desk.sealed import lying_open  # noqa: PLC0415

    with one_line_errors():
        tell_unconfined()
        running = serve.Serving(ledger, port=port, read_only=read_only)
        for name in lying_open(ledger):
            said = one_line(f"{name} lies open in the inbox folder of an encrypted ledger, and is not read")
            print(f"warning: {said}; drop it on the desk, and destroy it", file=sys.stderr)
        print(running.address, flush=True)
        print("This address works once. Ctrl-C ends the desk.", file=sys.stderr)
        if not no_browser:
            webbrowser.open(running.address)
        running.run()
