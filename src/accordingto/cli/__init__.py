"""accordingto from the command line: a thin skin; each file a group of commands, registered here."""

from typing import Annotated

import typer

from accordingto import __version__
from accordingto.cli.annotate import annotate
from accordingto.cli.audit import audit
from accordingto.cli.build import build
from accordingto.cli.codebook import codebook, programme
from accordingto.cli.collect import add, import_warc, reread, watch
from accordingto.cli.desk import desk
from accordingto.cli.digest import digest
from accordingto.cli.export import export, take_in
from accordingto.cli.gazetteer import gazetteer
from accordingto.cli.keep import anchor, backup, bundle, encrypt, restore, verify
from accordingto.cli.review import judgements
from accordingto.cli.seal import ask_for_ledgers, seal

app = typer.Typer(
    help="Keep a ledger of who says what, how they would know, through whom it passed, and where "
    "reports agree, conflict or only repeat each other. It never says that a claim is true.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"accordingto {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command."""
    ask_for_ledgers()


for command in (
    build,
    add,
    watch,
    import_warc,
    reread,
    digest,
    annotate,
    audit,
    programme,
    export,
    judgements,
    desk,
    verify,
    anchor,
    bundle,
    backup,
    restore,
    encrypt,
):
    app.command()(command)
app.command("import")(take_in)
app.add_typer(codebook, name="codebook")
app.add_typer(seal, name="seal")
app.add_typer(gazetteer, name="gazetteer")
