"""accordingto export and import: a ledger, or chosen parts of it, in another form; and back."""

import sys
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.policy import PolicyName, policed, weigh
from accordingto.cli.seal import Identity, PassphraseFile, Sealed, proof_for
from accordingto.cli.terminal import check_distinct, check_folder, one_line_errors, write_bytes
from accordingto.errors import LedgerError, one_line
from accordingto.keep.custody import DESK

ORIGINALS = "wacz"  # the one form that is made of the originals, not of what was read in them


def export(  # noqa: PLR0913  # one a choice of the user
    *,
    ledger: Annotated[Path, typer.Option(help="The SQLite file that `build --ledger` keeps.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="json, jsonl, csv, geojson, annotations, schemaorg, ftm, events, html, docx or pdf; "
            "wacz: the originals.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    matter: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this matter, whole; may be repeated.")
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this report and its matters; may be repeated."),
    ] = None,
    title: Annotated[str, typer.Option(help="The title of a page for people.")] = "Who says what",
    policy: PolicyName = None,
    sealed: Sealed = None,
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
    actor: Annotated[str, typer.Option(help="Who the custody log says did it.")] = DESK,
) -> None:
    """Write a ledger in another form.

    A matter comes whole, with all its claims and their reports, so that its count is the one of the whole
    ledger. What a form cannot carry is counted on standard error, with the reason. Where voices are
    sealed (`seal add`), every byte is searched for them first; a hit stops the export and names the place.

    What might tell who a withheld voice is though its name is nowhere (its very words, an address, place, day
    and role together) is pointed at on standard error; `--policy` blacks it out and widens day and place.
    """
    with one_line_errors():
        check_folder(output)
        check_distinct([output], [ledger])

        from accordingto import pipeline  # noqa: PLC0415  # spaCy takes a second: --help should not
        from accordingto.audit.alias import drawn  # noqa: PLC0415
        from accordingto.evidence import gate  # noqa: PLC0415
        from accordingto.keep import originals  # noqa: PLC0415
        from accordingto.keep.store import beside  # noqa: PLC0415
        from accordingto.publish import exports  # noqa: PLC0415
        from accordingto.publish.selection import selected  # noqa: PLC0415

        if form != ORIGINALS:
            exports.format_named(form)
        proof = proof_for(ledger, sealed, identity, passphrase_file)
        draw = drawn()
        # Of the whole ledger first: what is withheld there must not slip through by what is chosen.
        held = pipeline.view(ledger)
        view, proof = policed(held, policy, draw, proof)
        view = selected(view, matters=matter or (), reports=report or ())
        store = beside(ledger)
        if form == ORIGINALS:
            data = exports.archive(view, lambda sha: originals.get(store, sha), title=title, proof=proof)
        else:
            data = exports.export(view, form, title=title, proof=proof, draw=draw)
        if proof:
            proof.check([(output.name, b"")])  # a name of a file leaves, too
        if form != ORIGINALS:
            weigh(held, view)
        write_bytes(output, data)
        gate.exported(store, form, sha256(data).hexdigest(), actor=actor)
        for reason, number in exports.left_out(view, form).items() if form != ORIGINALS else ():
            print(f"not carried: {number} × {one_line(reason)}", file=sys.stderr)
    print(f"{len(view.reports)} reports, {len(view.claims)} claims, {len(view.matters)} matters")
    print(one_line(str(output)))


def take_in(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `export --format json` wrote.")],
    ledger: Annotated[Path, typer.Option(help="The SQLite file to take it into; made if absent.")],
) -> None:
    """Take an exported ledger into this one, all of it or nothing.

    What this ledger holds itself goes on standing: another version's reading of the same report, or
    another description of the same bytes, is kept beside it. A second run adds nothing.
    """
    with one_line_errors():
        check_distinct([ledger], [source])

        from accordingto import pipeline  # noqa: PLC0415
        from accordingto.publish import readback  # noqa: PLC0415

        try:
            data = source.read_bytes()
        except OSError as error:
            raise LedgerError(str(source), f"cannot be read: {error.strerror}") from error
        try:
            brought = pipeline.bring(readback.loads(data), ledger)
        except LedgerError as error:
            if error.subject == str(ledger):
                raise
            raise LedgerError(f"{source}: {error.subject}", error.reason) from error
    for report in brought.beside:
        print(f"kept beside this ledger's own: {one_line(report.path)}", file=sys.stderr)
    print(
        f"{brought.reports} reports, {brought.claims} claims, {brought.snapshots} snapshots, "
        f"{brought.judgements} judgements taken in"
    )
