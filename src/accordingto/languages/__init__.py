"""Lexicons as data: one folder a language, one TOML file a subject, editable without code."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from accordingto.errors import DataError

READ_LANGUAGES = ("en",)  # the languages whose claims we can extract; other reports are kept whole


@cache
def lexicon(language: str, subject: str) -> dict[str, Any]:
    """The table `languages/LANGUAGE/SUBJECT.toml`. Raises DataError if it is missing or malformed.

    The result is shared between callers: read it, never change it.
    """
    where = files(__name__).joinpath(language, f"{subject}.toml")
    try:
        return tomllib.loads(where.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"languages/{language}/{subject}.toml", "no such lexicon") from None
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"languages/{language}/{subject}.toml", f"not valid TOML: {error}") from None
