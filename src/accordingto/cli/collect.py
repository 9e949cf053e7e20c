"""accordingto add, watch: from the web to a ledger."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accordingto.cli.terminal import SOME_LEFT_OUT, check_folder, one_line_errors, progress, tell_unconfined
from accordingto.errors import LedgerError, NothingRead, SkipReport, one_line
from accordingto.keep.custody import DESK

if TYPE_CHECKING:
    from accordingto.collect.watchlist import Watchlist
    from accordingto.gather.watch import Round

Ledger = Annotated[Path, typer.Option(help="The SQLite file that keeps the claims; made if it is not there.")]
Actor = Annotated[str, typer.Option(help="Who the custody log names.")]
Proxy = Annotated[
    str | None,
    typer.Option(
        metavar="socks5://HOST:PORT",
        help="Fetch through this SOCKS or HTTP proxy (Tor: socks5://127.0.0.1:9050). It looks names up, so "
        "that their addresses cannot be checked here.",
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A watch list: TOML with sources and settings, or one address a line."),
]


def add(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="URL|FILE…", help="Addresses of pages, feeds, sitemaps; files and folders of this disk."
        ),
    ],
    ledger: Ledger,
    settings: Settings = None,
    proxy: Proxy = None,
    actor: Actor = DESK,
) -> None:
    """Add reports to a ledger: fetch pages, or all that a feed or sitemap lists; read files.

    Only http and https addresses of the public internet are fetched, under caps on size and time, as
    robots.txt allows and with a pause between requests to one host. What is left out is named with its
    reason. A feed or sitemap that was added is asked again by `watch`.
    """
    with one_line_errors():
        check_folder(ledger)
        tell_unconfined()
        from accordingto import gather, pipeline  # noqa: PLC0415  # spaCy takes a second: --help should not
        from accordingto.collect.watchlist import Source  # noqa: PLC0415
        from accordingto.gather.means import Means  # noqa: PLC0415

        addresses = [place for place in places if "://" in place]
        paths = [Path(place) for place in places if "://" not in place]
        left: list[SkipReport] = []
        added = 0
        if paths:
            with progress("reading") as done:
                try:
                    built = pipeline.build(paths, ledger, actor=actor, progress=done)
                except NothingRead as error:
                    if not addresses:
                        raise
                    left += error.skipped
                else:
                    left += built.skipped
                    added = built.added
        if addresses:
            sources = [Source(address=address) for address in addresses]
            with progress("fetching") as done:
                wanted = _settings(settings, proxy)
                found = gather.add(
                    ledger, wanted, sources, actor=actor, means=Means(told=_note), progress=done
                )
            left += found.left
            _tell(found)
    if paths:
        print(f"{added} files added")
    _leave(left)


def watch(
    ledger: Ledger,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--list",
            metavar="FILE",
            help="A watch list: TOML with sources and settings, or one address a line.",
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="One round, and end: for a systemd timer or cron.")
    ] = False,
    proxy: Proxy = None,
    actor: Actor = DESK,
) -> None:
    """Ask feeds, sitemaps and pages again and again, and keep what is new.

    Sources are those of the list, or without one those that `add` met. Each is asked when it is due;
    pages that are held are looked at again for a month, so that silent edits are seen. docs/collect.md
    gives an example list and timers.
    """
    with one_line_errors():
        check_folder(ledger)
        tell_unconfined()
        from accordingto import gather  # noqa: PLC0415
        from accordingto.gather.means import Means  # noqa: PLC0415

        wanted = _settings(settings, proxy)
        while True:
            began = time.monotonic()
            with progress("watching") as done:
                found = gather.watch_once(ledger, wanted, actor=actor, means=Means(told=_note), progress=done)
            _tell(found)
            if once:
                break
            for left_out in found.left:
                print(f"left out: {left_out}", file=sys.stderr)
            time.sleep(max(1.0, gather.PAUSE - (time.monotonic() - began)))
    _leave(found.left)


def import_warc(
    archives: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="WARC files (.warc, .warc.gz) and WACZ files.")
    ],
    ledger: Ledger,
    actor: Actor = DESK,
) -> None:
    """Take the pages out of web archives, each under the time at which it was got.

    Of captures of one page those with another text are kept as versions of it. What is in an archive and
    is no page with status 200 (pictures, redirects, requests) is passed over.
    """
    with one_line_errors():
        check_folder(ledger)
        tell_unconfined()
        from accordingto import gather  # noqa: PLC0415

        with progress("importing") as done:
            found = gather.import_warc(ledger, archives, actor=actor, progress=done)
        _tell(found)
    _leave(found.left)


def reread(
    ledger: Annotated[Path, typer.Option(help="The SQLite file that keeps the claims.")],
    actor: Actor = DESK,
) -> None:
    """Read anew, from the kept originals, what an older version of the program read.

    The older reading stays beside the newer one, which then stands; judgements keep what people saw.
    """
    with one_line_errors():
        if not ledger.is_file():
            raise LedgerError(str(ledger), "no such ledger")
        tell_unconfined()
        from accordingto import gather  # noqa: PLC0415

        with progress("reading") as done:
            found = gather.read_anew(ledger, actor=actor, progress=done)
    print(f"{found.read} read anew, {found.current} were up to date, {len(found.left)} left out")
    _leave(found.left)


def _note(said: str) -> None:
    print(f"note: {one_line(said)}", file=sys.stderr)


def _settings(path: Path | None, proxy: str | None) -> "Watchlist":
    from dataclasses import replace  # noqa: PLC0415

    from accordingto.collect import watchlist  # noqa: PLC0415

    found = watchlist.load(path) if path else watchlist.standard()
    return replace(found, proxy=proxy) if proxy else found


def _tell(found: "Round") -> None:
    for word, addresses in (("new", found.added), ("changed", found.changed), ("gone", found.gone)):
        for address in sorted(addresses):
            print(f"{word:8} {one_line(address)}")
    print(
        f"{found.asked} asked, {len(found.added)} new, {len(found.changed)} changed, "
        f"{found.unchanged} unchanged, {len(found.left)} left out"
    )


def _leave(left: Sequence[SkipReport]) -> None:
    for left_out in left:
        print(f"left out: {left_out}", file=sys.stderr)
    if left:
        raise typer.Exit(SOME_LEFT_OUT)
