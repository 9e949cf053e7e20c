"""What of a withheld voice is made coarse before it leaves: a policy, shipped or a file of the user's own."""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import msgspec

from accordingto.errors import BadSettings

_LARGEST = 100_000  # bytes of a file that may be a policy


class Days(StrEnum):
    """How exact a time is left."""

    STATED = "as stated"
    YEAR = "year"
    NONE = "none"


class Places(StrEnum):
    """How exact a place is left."""

    STATED = "as stated"
    COUNTRY = "country"
    NONE = "none"


class Called(StrEnum):
    """What a withheld voice is called: the report's words for it and its random id, or the id alone."""

    WORDS = "words"
    ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which claims of withheld voices are made coarse (`keep.telling` finds them), and how."""

    says: str
    quotations: bool
    addresses: bool
    together: bool
    every: bool
    days: Days
    places: Places
    called: Called


def shipped() -> tuple[str, ...]:
    """The names of the policies that come with the program, sorted."""
    folder = files("accordingto").joinpath("policies")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load(name: str) -> Policy:
    """The policy of a shipped name, or of a file of the user's, which ends in .toml.

    Raises BadSettings naming the file, the key and the reason.
    """
    table = _table(name)
    for key in table.keys() - {f.name for f in fields(Policy)}:
        raise BadSettings(name, f"“{key}” is no setting of a policy")
    try:
        return msgspec.convert(table, Policy)
    except msgspec.ValidationError as error:
        why, _, key = str(error).partition(" - at `$.")
        raise BadSettings(name, f"{key.rstrip('`')}: {why}" if key else why) from None


def _table(name: str) -> dict[str, object]:
    try:
        if name.endswith(".toml"):
            with Path(name).open("rb") as file:
                data = file.read(_LARGEST + 1)
        elif name in shipped():
            data = files("accordingto").joinpath("policies", f"{name}.toml").read_bytes()
        else:
            why = f"no such policy; shipped are {', '.join(shipped())}; a file of your own ends in .toml"
            raise BadSettings(name, why)
    except (OSError, ValueError) as error:  # a name with a null in it is a ValueError
        raise BadSettings(name, getattr(error, "strerror", None) or "cannot be read") from error
    if len(data) > _LARGEST:
        raise BadSettings(name, f"larger than {_LARGEST:,} bytes: that is no policy")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSettings(name, f"not valid TOML: {error}") from None
