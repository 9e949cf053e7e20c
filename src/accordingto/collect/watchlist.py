"""A watch list: a TOML file that a user edits, or one address a line."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from accordingto.collect import caps, politeness
from accordingto.collect.caps import Caps
from accordingto.collect.politeness import Politeness
from accordingto.errors import BadSettings

_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is watched: a feed, a sitemap, a list of pages or a page. `publisher` overrides what pages say
    of themselves."""

    address: str
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Sources, and how they are asked. None leaves a setting as it is without a list."""

    sources: tuple[Source, ...] = ()
    user_agent: str | None = None
    proxy: str | None = None
    robots: bool = True
    politeness: Politeness
    caps: Caps


def standard() -> Watchlist:
    """No sources, and the settings of languages/any/fetching.toml."""
    return Watchlist(politeness=politeness.standard(), caps=caps.standard())


def load(path: Path) -> Watchlist:
    """The list in a file. Raises BadSettings, naming the key that cannot be used."""
    subject = str(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise BadSettings(subject, error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise BadSettings(subject, "is not UTF-8") from None
    if len(data) > _LARGEST:
        raise BadSettings(subject, "is too large for a watch list")
    if path.suffix.lower() != ".toml":
        lines = (line.strip() for line in text.splitlines())
        sources = tuple(Source(address=line) for line in lines if line and not line.startswith("#"))
        return replace(standard(), sources=sources)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(subject, f"not valid TOML: {error}") from None
    return _read(subject, table)


def _read(subject: str, table: dict[str, Any]) -> Watchlist:
    known = {
        "user_agent": str,
        "proxy": str,
        "robots": bool,
        "politeness": dict,
        "caps": dict,
        "source": list,
    }
    _check(subject, "", table, known)
    sources = []
    for number, row in enumerate(table.get("source", []), start=1):
        if not isinstance(row, dict) or not isinstance(row.get("address"), str):
            raise BadSettings(subject, f"source {number} has no address")
        _check(subject, f"source {number}: ", row, {"address": str, "publisher": str})
        sources.append(Source(**row))
    base = standard()
    return Watchlist(
        sources=tuple(sources),
        user_agent=table.get("user_agent"),
        proxy=table.get("proxy"),
        robots=table.get("robots", True),
        politeness=_replaced(subject, "politeness", base.politeness, table.get("politeness", {})),
        caps=_replaced(subject, "caps", base.caps, table.get("caps", {})),
    )


def _check(subject: str, where: str, table: dict[str, Any], known: dict[str, type]) -> None:
    for key, value in table.items():
        if key not in known:
            raise BadSettings(subject, f"{where}“{key}” is no setting; there are {', '.join(known)}")
        if not isinstance(value, known[key]) or (isinstance(value, str) and not value.isprintable()):
            raise BadSettings(subject, f"{where}“{key}” is not a {known[key].__name__}")


def _replaced(subject: str, where: str, base: Any, table: dict[str, Any]) -> Any:
    for key, value in table.items():
        if key not in {field.name for field in fields(base)}:
            names = ", ".join(field.name for field in fields(base))
            raise BadSettings(subject, f"{where}: “{key}” is no setting; there are {names}")
        whole = isinstance(getattr(base, key), int)
        right = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not right or not 0 <= value < 1e12:
            raise BadSettings(subject, f"{where}: “{key}” is no {'whole ' if whole else ''}number from 0 on")
    return replace(base, **table)
