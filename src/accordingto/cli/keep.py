"""accordingto verify, anchor, bundle, backup, restore: evidence as it was, and proof of it."""

import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accordingto.cli.seal import Identity, PassphraseFile, Sealed, new_passphrase, proof_for
from accordingto.cli.terminal import STOPPED, check_distinct, check_folder, one_line_errors, write_bytes
from accordingto.errors import LedgerError, MissingInput, one_line

if TYPE_CHECKING:
    from accordingto.evidence.verify import Verified

LEDGER = typer.Option(help="The SQLite file that `build --ledger` keeps.")
ACTOR = typer.Option(help="Who the custody log says did it.")
_AUTHORITY = typer.Option(
    metavar="PEM", help="Root certificates of the time-stamp authority, to check who signed."
)
_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")


def verify(
    *,
    ledger: Annotated[Path, LEDGER],
    head: Annotated[
        str, typer.Option(metavar="N:SHA256", help="A head noted down earlier, which must still stand.")
    ] = "",
    anchor: Annotated[
        list[Path] | None, typer.Option(metavar="TOKEN", help="An anchor's token that was kept elsewhere.")
    ] = None,
    authority: Annotated[Path | None, _AUTHORITY] = None,
) -> None:
    """Hash everything again that is kept, and name what is not as it was.

    Follows the custody log line by line, hashes every original, checks every anchor, and compares the
    ledger's reports and claims with what the log tells of them. The first break is named first; the exit
    code is then 1. The head that is printed is worth noting down elsewhere: only with it, or with an
    anchor, can it be seen that the end of the log was cut off or that the log was written anew.
    """
    from accordingto.evidence import verify as evidence  # noqa: PLC0415
    from accordingto.keep.custody import Head  # noqa: PLC0415

    remembered = None
    if head:
        if not (found := _HEAD.fullmatch(head)):
            raise typer.BadParameter("a head is a line's number, a colon and 64 hexadecimal digits")
        remembered = Head(n=int(found[1]), sha256=found[2])
    with one_line_errors():
        done = evidence.verify(ledger, remembered=remembered, anchors=anchor or (), roots=_read(authority))
        _tell(done)


def _tell(done: "Verified") -> None:
    for note in done.notes:
        print(one_line(f"note: {note}"))
    for broken in done.breaks:
        print(one_line(f"broken: {broken}"), file=sys.stderr)
    print(f"{done.lines} lines of custody log, {done.originals} originals, {done.extractions} extractions")
    print(f"head {done.head}")
    if done.breaks:
        raise typer.Exit(STOPPED)
    print("nothing is broken")


def anchor(
    *,
    ledger: Annotated[Path, LEDGER],
    rfc3161: Annotated[str, typer.Option(metavar="URL", help="Ask this time-stamp authority.")] = "",
    opentimestamps: Annotated[
        str, typer.Option(metavar="URL", help="Ask this OpenTimestamps calendar.")
    ] = "",
    authority: Annotated[Path | None, _AUTHORITY] = None,
    actor: Annotated[str, ACTOR] = "desk",
) -> None:
    """Have somebody else witness that the custody log stands as it does now.

    This calls out, and only to the address given: the SHA-256 of the log's last line is sent, nothing
    else. Keep a copy of the token on another machine; `verify --anchor TOKEN` then shows whether the log
    was cut off or written anew since.
    """
    from accordingto.keep import anchor as anchors  # noqa: PLC0415
    from accordingto.keep.store import beside  # noqa: PLC0415

    if bool(rfc3161) == bool(opentimestamps):
        raise typer.BadParameter("name one authority: --rfc3161 URL or --opentimestamps URL")
    with one_line_errors():
        check_ledger(ledger)
        if rfc3161:
            made = anchors.rfc3161(beside(ledger), rfc3161, _read(authority), actor=actor)
        else:
            made = anchors.opentimestamps(beside(ledger), opentimestamps, actor=actor)
    print(f"line {made.line} of the custody log: {one_line(made.says)}\n{one_line(str(made.path))}")


def bundle(  # one a choice of the user
    matter: Annotated[str, typer.Argument(help="The matter's id, or its first letters.")],
    *,
    ledger: Annotated[Path, LEDGER],
    output: Annotated[Path, typer.Option("--output", "-o", help="The zip to write.")],
    actor: Annotated[str, ACTOR] = "desk",
    sealed: Sealed = None,
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Pack a matter with its originals, claims and custody, so that others can check it.

    A bag after RFC 8493: `sha256sum -c manifest-sha256.txt` is all that it takes. What is told of each
    item follows the Berkeley Protocol on Digital Open Source Investigations; README.txt inside explains
    the rest. The same ledger gives the same bytes, but for the random ids of withheld voices.
    """
    with one_line_errors():
        check_folder(output)
        check_distinct([output], [ledger])

        from accordingto import pipeline  # noqa: PLC0415  # spaCy takes a second: --help should not
        from accordingto.audit.alias import drawn  # noqa: PLC0415
        from accordingto.evidence.bundle import bundle as pack  # noqa: PLC0415
        from accordingto.keep import custody  # noqa: PLC0415
        from accordingto.keep.store import beside  # noqa: PLC0415
        from accordingto.publish import exports  # noqa: PLC0415
        from accordingto.publish.selection import selected  # noqa: PLC0415

        view = selected(pipeline.view(ledger), matters=[matter])
        (whole,) = view.matters
        draw = drawn()  # one for both, since they are read side by side
        views = {
            "claims.json": exports.export(view, "json", draw=draw),
            "dossier.html": exports.export(view, "html", title=whole.title, draw=draw),
        }
        store = beside(ledger)
        data = pack(store, view, whole.id, views)
        if proof := proof_for(ledger, sealed, identity, passphrase_file):
            proof.check([(output.name, data)])
        write_bytes(output, data)
        subjects = (("matter", whole.id), ("bundle", sha256(data).hexdigest()))
        custody.append(store, [custody.Done(act=custody.Act.BUNDLED, subjects=subjects, actor=actor)])
    print(f"{len(view.reports)} reports, {len(view.claims)} claims\n{one_line(str(output))}")


def backup(
    *,
    ledger: Annotated[Path, LEDGER],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    actor: Annotated[str, ACTOR] = "desk",
) -> None:
    """Write ledger, originals and custody log, as they are at one moment, into one file.

    It may run while a build or the desk works. What is sealed is not in it: keep that file apart.
    """
    from accordingto.evidence.backup import backup as save  # noqa: PLC0415

    with one_line_errors():
        check_folder(output)
        made = save(ledger, output, actor=actor)
    print(f"{made}  {one_line(str(output))}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    *,
    ledger: Annotated[Path, typer.Option(help="The SQLite file to make; nothing may be there.")],
    actor: Annotated[str, ACTOR] = "desk",
) -> None:
    """Make ledger and evidence again out of a backup, and verify them.

    Nothing is overwritten. A backup that was cut off or changed is refused whole.
    """
    from accordingto.evidence import verify as evidence  # noqa: PLC0415
    from accordingto.evidence.backup import restore as unpack  # noqa: PLC0415

    with one_line_errors():
        check_folder(ledger)
        unpack(source, ledger, actor=actor)
        _tell(evidence.verify(ledger))


def encrypt(
    *,
    ledger: Annotated[Path, LEDGER],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The encrypted ledger to make; nothing may be there.")
    ],
    actor: Annotated[str, ACTOR] = "desk",
) -> None:
    """Turn an open ledger and its evidence into an encrypted one, and verify that.

    Asks for a passphrase. New files are written; the open ones stay as they are, and telling: destroy
    them yourself (ledger, evidence folder, inbox folder, backups, exports), and know that deleting on an
    SSD is not sure. The custody log goes on in the new one; heads and anchors noted before still hold.
    """
    from accordingto.evidence import verify as evidence  # noqa: PLC0415
    from accordingto.evidence.encrypt import check as checked  # noqa: PLC0415
    from accordingto.evidence.encrypt import encrypt as turn  # noqa: PLC0415

    with one_line_errors():
        check_folder(output)
        checked(ledger, output)
        turn(ledger, output, new_passphrase(output), actor=actor)
        done = evidence.verify(output)
    print(
        f"The open files lie where they were: {one_line(str(ledger))} and what is beside it.", file=sys.stderr
    )
    _tell(done)


def check_ledger(ledger: Path) -> None:
    """A ledger is at that path."""
    if not ledger.is_file():
        raise LedgerError(str(ledger), "no such ledger")


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingInput(str(path), error.strerror or str(error)) from error
