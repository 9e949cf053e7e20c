"""Codebooks from TOML: shipped ones by name, a user's own by path; what is wrong is named by key."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from accordingto.codebook.book import Codebook, Facet, Group, Rule, Stage
from accordingto.errors import DataError
from accordingto.voice import Stance

_LARGEST = 2_000_000  # bytes of a file that may be a codebook
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PATTERN = re.compile(r"[\w'’ʼ-]+\*?( [\w'’ʼ-]+\*?)*")
_RULE_KEYS = ("event", "words", "beside", "agent", "patient", "who", "never")
T = TypeVar("T", Stage, Group, Facet)


def shipped() -> tuple[str, ...]:
    """The names of the codebooks that come with the program, sorted."""
    folder = files("accordingto").joinpath("codebooks")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load(name: str) -> Codebook:
    """The codebook of a shipped name, or of a file: whatever has a folder or ends in .toml is a path.

    Raises DataError naming the file, the key and the reason.
    """
    return parse(text(name), name if _is_path(name) else f"codebooks/{name}.toml")


def text(name: str) -> str:
    """The codebook as it is written. Raises DataError."""
    if _is_path(name):
        return _read(Path(name))
    if name not in shipped():
        known = ", ".join(shipped())
        raise DataError(name, f"no such codebook; shipped are {known}; a file of your own ends in .toml")
    return files("accordingto").joinpath("codebooks", f"{name}.toml").read_text(encoding="utf-8")


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(".toml")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:  # a name with a null in it is a ValueError
        raise DataError(str(path), getattr(error, "strerror", None) or "cannot be read") from error
    if len(data) > _LARGEST:
        raise DataError(str(path), f"larger than {_LARGEST:,} bytes: that is no codebook")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(str(path), f"not UTF-8: {error.reason} at byte {error.start}") from None


def parse(written: str, source: str) -> Codebook:
    """A codebook from its text; `source` names it in errors. Raises DataError."""
    try:
        table = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(source, f"not valid TOML: {error}") from None
    top = _Table(source, "", table)
    lists = _lists(top)
    stages = tuple(_stage(t, lists) for t in top.tables("stage"))
    if not stages:
        raise top.wrong("stage", "a codebook needs at least one [[stage]]")
    groups = tuple(_group(t, lists) for t in top.tables("group"))
    book = Codebook(
        name=top.identifier("name"),
        title=top.text("title"),
        about=top.text("about", ""),
        source=source,
        groups_title=top.text("groups_title", "Who is targeted"),
        scope=tuple(_rule(t, lists, ()) for t in top.tables("scope", "rule")),
        populations=top.patterns("populations", {}),
        stages=_distinct(stages, top, "stage"),
        groups=_distinct(groups, top, "group"),
    )
    top.nothing_else()
    return book


def _lists(top: "_Table") -> Mapping[str, tuple[str, ...]]:
    """Named lists of patterns, which rules use as "@name"."""
    held = top.table("lists")
    if held is None:
        return {}
    found = {name: held.patterns(name, {}) for name in held.keys()}  # noqa: SIM118  # not a mapping
    held.nothing_else()
    return found


def _stage(t: "_Table", lists: Mapping[str, tuple[str, ...]]) -> Stage:
    facets = tuple(_facet(f) for f in t.tables("facet"))
    known = tuple(f.id for f in _distinct(facets, t, "facet"))
    stage = Stage(
        id=t.identifier("id"),
        title=t.text("title"),
        who=t.text("who", ""),
        how_many=t.text("how_many", ""),
        facets=facets,
        states=t.texts("states"),
        rules=tuple(_rule(r, lists, known) for r in t.tables("rule")),
    )
    if not stage.rules:
        raise t.wrong("rule", "a stage needs at least one rule, else nothing can stand at it")
    unused = [f for f in known if all(r.facet != f for r in stage.rules)]
    if unused:
        raise t.wrong("facet", f"no rule leads to {unused[0]!r}")
    t.nothing_else()
    return stage


def _facet(t: "_Table") -> Facet:
    facet = Facet(id=t.identifier("id"), title=t.text("title"))
    t.nothing_else()
    return facet


def _group(t: "_Table", lists: Mapping[str, tuple[str, ...]]) -> Group:
    group = Group(
        id=t.identifier("id"),
        title=t.text("title"),
        rules=tuple(_rule(r, lists, ()) for r in t.tables("rule")),
    )
    if not group.rules:
        raise t.wrong("rule", "a group needs at least one rule, else nobody can stand in it")
    t.nothing_else()
    return group


def _rule(t: "_Table", lists: Mapping[str, tuple[str, ...]], facets: Sequence[str]) -> Rule:
    facet = t.identifier("facet") if "facet" in t.keys() else None  # noqa: SIM118
    if facet is not None and facet not in facets:
        raise t.wrong("facet", f"the stage has no facet {facet!r}")
    language = t.text("language")
    if not re.fullmatch("[a-z]{2}", language):
        raise t.wrong("language", f"{language!r} is no ISO 639-1 code (en, ru, uk …)")
    stance = t.texts("stance")
    known = [s.value for s in Stance]
    if unknown := [s for s in stance if s not in known]:
        raise t.wrong("stance", f"{unknown[0]!r} is none of {', '.join(known)}")
    held = {key: t.patterns(key, lists) for key in _RULE_KEYS}
    rule = Rule(language=language, facet=facet, stance=stance, **held)
    if not (rule.event or rule.words):
        raise t.wrong("words", "a rule needs words or an event; without them it would take every claim")
    t.nothing_else()
    return rule


def _distinct(held: tuple[T, ...], t: "_Table", key: str) -> tuple[T, ...]:
    seen: set[str] = set()
    for one in held:
        if one.id in seen:
            raise t.wrong(key, f"two have the id {one.id!r}")
        seen.add(one.id)
    return held


class _Table:
    """A table of the file being read: takes keys out by type, and knows its own place for errors."""

    def __init__(self, source: str, place: str, held: Mapping[str, Any]) -> None:
        self._source, self._place, self._held = source, place, held
        self._taken: set[str] = set()

    def keys(self) -> tuple[str, ...]:
        return tuple(self._held)

    def wrong(self, key: str, reason: str) -> DataError:
        """The error that names file, place and key."""
        return DataError(self._source, f"{self._place}{key}: {reason}")

    def _take(self, key: str) -> Any:
        self._taken.add(key)
        return self._held.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.wrong(key, "is missing")
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.wrong(key, "must be words in quotation marks")
        return value.strip()

    def identifier(self, key: str) -> str:
        value = self.text(key)
        if not _ID.fullmatch(value):
            raise self.wrong(key, f"{value!r} must be small letters and digits joined by hyphens")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.wrong(key, "must be a list of words in quotation marks")
        return tuple(dict.fromkeys(" ".join(v.split()) for v in value))

    def patterns(self, key: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        out: list[str] = []
        for value in self.texts(key):
            if value.startswith("@"):
                if value[1:] not in lists:
                    raise self.wrong(key, f"there is no list {value[1:]!r} under [lists]")
                out += lists[value[1:]]
            elif _PATTERN.fullmatch(value):
                out.append(value)
            else:
                why = "letters and digits, with * only at the end of a word"
                raise self.wrong(key, f"{value!r} is no pattern: {why}")
        if key in self._held and not out:
            raise self.wrong(key, "is empty; leave the key out instead")
        return tuple(dict.fromkeys(out))

    def table(self, key: str) -> "_Table | None":
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return _Table(self._source, f"{self._place}{key}.", value)

    def tables(self, key: str, inner: str | None = None) -> list["_Table"]:
        """The tables of [[key]], or of [[key.inner]]; their places count from 1."""
        if inner is not None:
            outer = self.table(key)
            if outer is None:
                return []
            found = outer.tables(inner)
            outer.nothing_else()
            return found
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.wrong(key, f"must be written as [[{self._place}{key}]]")
        return [
            _Table(
                self._source,
                f"{self._place}{key} {n} ({v['id']}), "
                if isinstance(v.get("id"), str)
                else f"{self._place}{key} {n}, ",
                v,
            )
            for n, v in enumerate(value, 1)
        ]

    def nothing_else(self) -> None:
        """A key that nobody reads is a slip of the pen: say so rather than leave it out in silence."""
        for key in self._held:
            if key not in self._taken:
                raise self.wrong(key, f"no such key; known here are {', '.join(sorted(self._taken))}")
