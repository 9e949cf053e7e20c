"""accordingto gazetteer: the tables that places are looked up in."""

from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.terminal import one_line_errors, progress
from accordingto.errors import one_line

gazetteer = typer.Typer(help="The gazetteer that places are looked up in.", no_args_is_help=True)


@gazetteer.command("import-geonames")
def import_geonames(
    dump: Annotated[Path, typer.Argument(metavar="allCountries.txt", help="An unpacked dump of GeoNames.")],
    countries: Annotated[
        str, typer.Option(metavar="UA,RU", help="Only these countries, by ISO 3166-1 code.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default the one that is then used.")
    ] = None,
) -> None:
    """Add a full dump of GeoNames to the gazetteer: hamlets, rivers, prisons.

    A run that was stopped goes on where it was. The result is used from then on; ACCORDINGTO_GAZETTEER
    names another file.
    """
    from accordingto.normalize.place.dump import import_geonames as add_dump  # noqa: PLC0415
    from accordingto.normalize.place.gazetteer import imported_path  # noqa: PLC0415

    codes = [code for code in countries.split(",") if code.strip()]
    with one_line_errors(), progress("importing") as done_of:
        done = add_dump(dump, to or imported_path(), countries=codes, progress=done_of)
    print(f"{done.places} places added or made more exact, {done.unreadable} lines left out")
    print(one_line(str(done.target)))
