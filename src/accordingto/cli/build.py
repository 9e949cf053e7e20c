"""accordingto build: saved reports to a dossier."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.policy import PolicyName, policed
from accordingto.cli.seal import Identity, PassphraseFile, Sealed, make_encrypted, proof_for
from accordingto.cli.terminal import (
    SOME_LEFT_OUT,
    check_distinct,
    check_folder,
    one_line_errors,
    progress,
    tell_unconfined,
    write,
)
from accordingto.errors import one_line
from accordingto.ledger.view import LedgerView


def build(  # noqa: PLR0913  # one a choice of the user
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
    *,
    codebook: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|PATH", help="Draw the stages of a codebook: a shipped one, or a TOML file."
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="The dossier's title.")] = "Who says what",
    actor: Annotated[str, typer.Option(help="Who the custody log says did it.")] = "desk",
    encrypted: Annotated[
        bool, typer.Option("--encrypted", help="Make the ledger encrypted; asks for a passphrase.")
    ] = False,
    policy: PolicyName = None,
    sealed: Sealed = None,
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Read saved reports and write a dossier of their claims.

    A file FILE.meta.json beside FILE (keys url, publisher, published, retrieved) overrides what the
    page says of itself. A file that cannot be read is named with its reason and left out; the exit
    code is then 3, or 1 if nothing at all could be read.
    """
    with one_line_errors():
        targets = [target for target in (output, json) if target]
        for target in targets:
            check_folder(target)
        check_distinct([*targets, *([ledger] if ledger else [])], paths)

        from accordingto.codebook import load  # noqa: PLC0415

        book = load(codebook) if codebook else None  # before the long work, not after it

        from accordingto import pipeline  # noqa: PLC0415  # spaCy takes a second: --help should not
        from accordingto.audit.alias import drawn, leaving  # noqa: PLC0415
        from accordingto.audit.shield import shielded  # noqa: PLC0415
        from accordingto.publish import dossier  # noqa: PLC0415
        from accordingto.publish import json as ledger_json  # noqa: PLC0415

        if encrypted:
            make_encrypted(ledger)
        proof = proof_for(ledger, sealed, identity, passphrase_file)
        tell_unconfined()
        with progress("reading") as done:
            built = pipeline.build(paths, ledger, outputs=targets, actor=actor, progress=done)
        draw = drawn()  # one for both, since they are read side by side
        view, proof = policed(built.view, policy, draw, proof)
        shown = leaving(view, draw)
        made = {output: dossier.dossier(shown, title=title, skipped=built.skipped, codebook=book)}
        if json:
            made[json] = ledger_json.dumps(shielded(view, draw))
        if proof:
            proof.check((target.name, text.encode(errors="replace")) for target, text in made.items())
        for target, text in made.items():
            write(target, text)
    for left_out in built.skipped:
        print(f"left out: {left_out}", file=sys.stderr)
    print(f"{_summary(built.view)}\n{one_line(str(output))}")
    if built.skipped:
        raise typer.Exit(SOME_LEFT_OUT)


def _summary(view: LedgerView) -> str:
    conflicts = sum(relation.kind == "conflicts" for relation in view.relations)
    origins = {claim.origin.name for claim in view.claims}
    return (
        f"{len(view.reports)} reports, {len(view.claims)} claims of {len(origins)} origins, "
        f"{len(view.matters)} matters, {conflicts} conflicts"
    )
