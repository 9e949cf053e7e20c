"""accordingto seal: what the desk knows privately of a withheld voice, and the keys that open it."""

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accordingto.cli.terminal import STOPPED, check_folder, one_line_errors
from accordingto.errors import LedgerError, MissingInput, SealError, one_line
from accordingto.keep.custody import DESK

if TYPE_CHECKING:
    from accordingto.keep.proof import Proof
    from accordingto.keep.seal import Entry

seal = typer.Typer(
    help="What the desk knows privately of a withheld voice, sealed with age outside the ledger.",
    no_args_is_help=True,
)
Sealed = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", envvar="ACCORDINGTO_SEALED", help="The sealed file, to be looked for in the output."
    ),
]
Identity = Annotated[
    Path | None,
    typer.Option(metavar="FILE", envvar="ACCORDINGTO_IDENTITY", help="The secret key that opens it."),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Read the passphrase from here (/dev/fd/3 is a pipe); else it is asked."
    ),
]
_File = Annotated[Path, typer.Option("--sealed", metavar="FILE", envvar="ACCORDINGTO_SEALED")]
_Key = Annotated[Path, typer.Option("--identity", metavar="FILE", envvar="ACCORDINGTO_IDENTITY")]
_Ledger = Annotated[Path, typer.Option(help="The ledger whose reports the voice speaks in.")]


def proof_for(
    ledger: Path | None, sealed: Path | None, identity: Path | None, passphrase_file: Path | None
) -> "Proof | None":
    """What an output of this ledger must be searched for; None where nothing is sealed and nothing was given.

    Raises WithheldFound if voices are sealed for the ledger and the sealed file is not opened.
    """
    if ledger is None or not ledger.is_file():
        return None
    from accordingto.evidence import gate  # noqa: PLC0415
    from accordingto.keep.store import beside  # noqa: PLC0415

    store = beside(ledger)
    if sealed is None and not gate.sealed_voices(store):
        return None
    return gate.proof(store, _opened(sealed, identity, passphrase_file) if sealed else None)


@seal.command("init")
def init(sealed: _File, identity: _Key, passphrase_file: PassphraseFile = None) -> None:
    """Make a secret key, sealed with a passphrase, and an empty sealed file for it.

    Keep the key on another disk than the ledger, and a copy of it in a safe. Nothing opens what is sealed
    without it. More readers: put their public keys (age1…) into the first line of the sealed file.
    """
    from accordingto.keep import seal as sealing  # noqa: PLC0415

    with one_line_errors():
        check_folder(sealed)
        check_folder(identity)
        recipient = sealing.new_identity(identity, passphrase(passphrase_file, twice=True))
        sealing.create(sealed, [recipient])
    print(f"{recipient}\n{one_line(str(identity))}\n{one_line(str(sealed))}")


@seal.command("add")
def add(
    sealed: _File,
    ledger: _Ledger,
    *,
    report: Annotated[str, typer.Option(metavar="ID", help="The report that the voice speaks in.")] = "",
    wording: Annotated[str, typer.Option(help="How the report calls it: two former inmates.")] = "",
    actor: Annotated[str, typer.Option(help="Who the custody log says did it.")] = DESK,
) -> None:
    """Seal what is known of one voice: a line each of standard input, a name, number or address.

    Nothing of it is an argument, since these are seen by others and kept by the shell. It needs no
    secret. From then on every export of this ledger asks for the sealed file, and is searched for each
    line in all its spellings and cases.
    """
    from accordingto.evidence import gate  # noqa: PLC0415
    from accordingto.keep.seal import Entry  # noqa: PLC0415
    from accordingto.keep.store import beside  # noqa: PLC0415

    with one_line_errors():
        if not ledger.is_file():
            raise LedgerError(str(ledger), "no such ledger")
        if sys.stdin.isatty():
            print("Names, numbers, addresses: one a line, then Ctrl-D.", file=sys.stderr)
        strings = tuple(line.strip() for line in sys.stdin if line.strip())
        if not strings:
            raise SealError("standard input", "holds nothing to seal")
        entry = Entry(strings=strings, report=report, wording=wording)
        print(gate.sealed(beside(ledger), sealed, entry, actor=actor))


@seal.command("list")
def listed(sealed: _File) -> None:
    """The random ids of what is sealed; no secret is needed."""
    from accordingto.keep import seal as sealing  # noqa: PLC0415

    with one_line_errors():
        for id_ in sealing.ids(sealed):
            print(id_)


@seal.command("open")
def opened(
    sealed: _File,
    identity: _Key,
    id_: Annotated[str, typer.Argument(metavar="[ID]", help="Only this entry.")] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show what is sealed, on the terminal."""
    with one_line_errors():
        entries = _opened(sealed, identity, passphrase_file)
        if id_ and id_ not in entries:
            raise SealError(id_, "no such entry")
        for name, entry in entries.items():
            if name == id_ or not id_:
                print(f"{name}  {one_line(entry.report)}  {one_line(entry.wording)}".rstrip())
                for string in entry.strings:
                    print(f"  {one_line(string)}")


@seal.command("check")
def check(sealed: _File, identity: _Key, ledger: _Ledger, passphrase_file: PassphraseFile = None) -> None:
    """Look for everything sealed in the ledger itself: its rows, its search index, its custody log.

    What a report itself prints is left out. A place that is named tells who a voice is to whoever gets
    the disk; the exit code is then 1.
    """
    from accordingto.evidence import gate  # noqa: PLC0415
    from accordingto.keep.store import beside  # noqa: PLC0415

    with one_line_errors():
        if not ledger.is_file():
            raise LedgerError(str(ledger), "no such ledger")
        entries = _opened(sealed, identity, passphrase_file)
        places = list(gate.kept(ledger, beside(ledger), entries))
    for place in places:
        print(f"found: {one_line(place)}", file=sys.stderr)
    if places:
        raise typer.Exit(STOPPED)
    print(f"nothing of {len(entries)} entries stands in the ledger")


def make_encrypted(ledger: Path | None) -> None:
    """A key for a ledger that is about to be made; one that is encrypted already stays as it is."""
    from accordingto.keep import keys  # noqa: PLC0415

    if ledger is None:
        raise LedgerError("--encrypted", "needs --ledger: nothing else is kept")
    if not keys.key_file(ledger).exists():
        keys.make(ledger, new_passphrase(ledger))


def new_passphrase(ledger: Path) -> str:
    """The passphrase of a ledger that is to be encrypted; asked twice on a terminal."""
    return _ask(ledger, twice=True)


def ask_for_ledgers() -> None:
    """From now on an encrypted ledger's passphrase is read from the file in the environment, or asked."""
    from accordingto.keep import keys  # noqa: PLC0415

    keys.ask_with(_ask)


def _ask(ledger: Path, *, twice: bool = False) -> str:
    named = os.environ.get("ACCORDINGTO_PASSPHRASE_FILE")
    if not named and sys.stdin.isatty():
        print(one_line(f"{ledger} is encrypted."), file=sys.stderr)
    return passphrase(Path(named) if named else None, twice=twice)


def passphrase(source: Path | None, *, twice: bool = False) -> str:
    """From a file (its first line) or the terminal; never an argument. Raises SealError if there is none."""
    if source is not None:
        try:
            said = source.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise MissingInput(str(source), f"the passphrase cannot be read: {error}") from error
    elif sys.stdin.isatty():
        said = getpass.getpass("Passphrase: ")
        if twice and said != getpass.getpass("Again: "):
            raise SealError("passphrase", "the two are not the same")
    else:
        raise SealError(
            "passphrase", "there is no terminal to ask at: name a file in ACCORDINGTO_PASSPHRASE_FILE"
        )
    if not said:
        raise SealError("passphrase", "is empty")
    return said


def _opened(sealed: Path, identity: Path | None, passphrase_file: Path | None) -> "Mapping[str, Entry]":
    from accordingto.keep import seal as sealing  # noqa: PLC0415

    if identity is None:
        raise SealError(str(sealed), "give --identity, the key that opens it")
    return sealing.open_all(sealed, sealing.open_identity(identity, passphrase(passphrase_file)))
