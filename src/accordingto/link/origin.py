"""Which voices are one origin: aliases, institutions with their offices and speakers, withheld names.

A person and the body spoken for are one group, an office and its ministry are one group; anonymous
and protected voices are kept within their report, for joining them would be re-identification.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accordingto.claim import Claim
from accordingto.languages import lexicon
from accordingto.link.words import words
from accordingto.voice import Voice, VoiceKind

_BODIES = {VoiceKind.OFFICIAL_BODY, VoiceKind.ORGANIZATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One origin group. `open` marks names that may contain others (generic, anonymous, withheld)."""

    key: str
    name: str
    kind: VoiceKind
    open: bool = False


class _Names:
    """The alias and institution tables, indexed once."""

    def __init__(self, aliases: Mapping[str, Any], institutions: Mapping[str, Any]) -> None:
        self.spelled: dict[str, str] = aliases["words"]
        self.empty = frozenset(aliases["empty"]["words"])
        self.offices = frozenset(institutions["offices"]["words"])
        self.titles = frozenset(institutions["titles"]["words"])
        self.pronouns = frozenset(institutions["generic"]["pronouns"])
        self.members = [(frozenset(m["words"]), frozenset(m["kinds"])) for m in institutions["member"]]
        self.generic = frozenset(institutions["generic"]["words"])
        self.bodies = sorted(
            ((frozenset(w.split()), b["name"]) for b in institutions["body"] for w in b["words"]),
            key=lambda e: (-len(e[0]), e[1], sorted(e[0])),
        )
        self.countries = frozenset(v for v in self.spelled.values() if " " not in v)
        self.alias = {
            self.key(other): self.key(entry["name"])
            for entry in aliases["alias"]
            for other in (entry["name"], *entry["also"])
        }

    def key(self, name: str) -> str:
        """The words of a name, spelled one way, without articles; order kept."""
        spelled = (self.spelled.get(w, w) for w in words(name))
        return " ".join(w for s in spelled for w in s.split() if w not in self.empty)

    def body(self, key: str) -> tuple[str, str] | None:
        """(body, country) if the name is a public body or speaks for one; country "" if unsaid."""
        held = set(key.split())
        for needed, body in self.bodies:
            if needed <= held:
                return body, " ".join(sorted((held & self.countries) - needed))
        return None


@lru_cache(maxsize=1)
def names() -> _Names:
    """The tables of this installation."""
    return _Names(lexicon("en", "aliases"), lexicon("en", "institutions"))


def name_key(name: str) -> str:
    """A name spelled one way: aliases resolved, articles dropped."""
    tables = names()
    key = tables.key(name)
    return tables.alias.get(key, key)


def person_name(name: str) -> str:
    """A person's name without what goes before or follows it ("engineer …", "… of the rights group X")."""
    kept: list[str] = []
    for word in name.split():
        if kept and not word[:1].isupper():
            break
        if word[:1].isupper():
            kept.append(word)
        if word.endswith(","):
            break
    return " ".join(kept).rstrip(",") or name


def person_key(name: str) -> str:
    """A person's name spelled one way, without titles of rank."""
    tables = names()
    own = name_key(person_name(name)).split()
    while len(own) > 1 and own[0] in tables.titles:
        own = own[1:]
    return " ".join(own)


def is_open(voice: Voice) -> bool:
    """True for names that fit any member: "officials", "she", unnamed people, withheld names."""
    if voice.protected or voice.kind is VoiceKind.UNNAMED:
        return True
    tables = names()
    key = tables.key(voice.name)
    body = tables.body(key)
    if not key or key in tables.pronouns:
        return True
    if body is not None and voice.kind is not VoiceKind.PERSON:
        return False  # "Ukraine's military officials": a body and its officials are one
    if voice.generic and voice.kind is not VoiceKind.DOCUMENT:
        # "the Health Ministry" is a body; "officials" and "Ukrainian officials" are not.
        return not (voice.kind in _BODIES and _is_proper(voice.name)) or key.split()[-1] in tables.generic
    if voice.kind in {VoiceKind.OUTLET, VoiceKind.DOCUMENT}:
        return not _is_proper(voice.name)
    return key.split()[-1] in tables.generic or not _is_proper(voice.name)


def _is_proper(name: str) -> bool:
    """True if capitals say that it is a name and no description ("former inmates", "A woman")."""
    first, *rest = name.split() or [""]
    return any(w[:1].isupper() for w in rest) or (not rest and first[:1].isupper()) or "." in first


def origins(claims: Iterable[Claim]) -> dict[str, Origin]:
    """The origin group of every claim, by claim id; the same for any order of the claims."""
    held = sorted(claims, key=lambda c: c.id)
    people = _full_names(h.voice for c in held for h in c.chain)
    first = {c.id: _group(c.origin, c.report, people) for c in held}
    return _members(held, _countries(first, {c.id: c.report for c in held}))


def _members(claims: Iterable[Claim], groups: dict[str, Origin]) -> dict[str, Origin]:
    """A generic name is the one member of its kind that its report names: "officials", "a watchdog"."""
    tables = names()
    by: dict[str, list[Claim]] = {}
    for c in claims:
        by.setdefault(c.report, []).append(c)
    out = dict(groups)
    for held in by.values():
        for c in held:
            words_of = set(tables.key(c.origin.name).split())
            wanted = next((kinds for words_, kinds in tables.members if words_of & words_), None)
            hidden = c.origin.protected or c.origin.kind is VoiceKind.UNNAMED
            if wanted is None or hidden or not groups[c.id].open:
                continue
            country = words_of & tables.countries
            fit = {
                groups[o.id]
                for o in held
                if not groups[o.id].open
                and _is_member(o.origin, wanted)
                and country <= _words_of(groups[o.id])
            }
            if len({o.key for o in fit}) == 1:
                out[c.id] = min(fit, key=lambda o: o.name)
    return out


def _is_member(voice: Voice, wanted: frozenset[str]) -> bool:
    return voice.kind.value in wanted or (voice.spoken_for is not None and VoiceKind.ORGANIZATION in wanted)


def _words_of(origin: Origin) -> set[str]:
    return {w for part in origin.key.split("|") for w in part.split()}


def outlet_key(name: str) -> str:
    """The origin key of an outlet, named as publisher or as voice."""
    return f"name|{name_key(name)}"


def chain_keys(claims: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """The origin keys of the voices that a claim passed through before its origin, by claim id."""
    held = sorted(claims, key=lambda c: c.id)
    people = _full_names(h.voice for c in held for h in c.chain)
    return {c.id: frozenset(_group(h.voice, c.report, people).key for h in c.chain[:-1]) for c in held}


def _full_names(voices: Iterable[Voice]) -> dict[str, set[str]]:
    """Surname to the full names that end in it, over all people named in full."""
    found: dict[str, set[str]] = {}
    for voice in voices:
        key = person_key(voice.name)
        if voice.kind is VoiceKind.PERSON and not voice.protected and " " in key:
            found.setdefault(key.split()[-1], set()).add(key)
    return found


def _group(voice: Voice, report: str, people: Mapping[str, set[str]]) -> Origin:
    tables = names()
    if is_open(voice):
        # Kept within its report: never joined by resemblance.
        return Origin(
            key=f"open|{report}|{name_key(voice.name)}", name=voice.name, kind=voice.kind, open=True
        )
    if voice.spoken_for and not (set(tables.key(voice.spoken_for).split()) <= tables.generic):
        return _body(voice.spoken_for, voice.kind)
    if voice.kind is VoiceKind.PERSON:
        body = tables.body(tables.key(voice.role)) if voice.role else None
        if body and body[1]:
            return Origin(key=f"body|{body[0]}|{body[1]}", name=voice.name, kind=voice.kind)
        key = person_key(voice.name)
        full = people.get(key, set())
        return Origin(
            key=f"name|{next(iter(full)) if len(full) == 1 else key}", name=voice.name, kind=voice.kind
        )
    return _body(voice.name, voice.kind)


def _body(name: str, kind: VoiceKind) -> Origin:
    tables = names()
    key = name_key(name)
    body = tables.body(key) if kind is not VoiceKind.OUTLET else None
    if body:
        return Origin(key=f"body|{body[0]}|{body[1]}", name=name, kind=kind)
    if kind is VoiceKind.OUTLET:
        return Origin(key=outlet_key(name), name=name, kind=kind)
    kept = [w for w in key.split() if w not in tables.offices]
    return Origin(key=f"name|{' '.join(kept) if len(kept) > 1 else key}", name=name, kind=kind)


def _countries(groups: dict[str, Origin], report: Mapping[str, str]) -> dict[str, Origin]:
    """A body whose country is unsaid is the one of its kind that the report names, else that the pile names.

    Where several are named it stays open: it may be any of them.
    """
    here: dict[tuple[str, str], set[str]] = {}
    pile: dict[str, set[str]] = {}
    for claim, o in groups.items():
        body, _, country = o.key.rpartition("|")
        if o.key.startswith("body|") and country:
            here.setdefault((report[claim], body), set()).add(o.key)
            pile.setdefault(body, set()).add(o.key)
    out = {}
    for claim, o in groups.items():
        body, _, country = o.key.rpartition("|")
        known = (
            set()
            if country or not o.key.startswith("body|")
            else here.get((report[claim], body)) or pile.get(body, set())
        )
        if not known:
            out[claim] = o
        elif len(known) == 1:
            out[claim] = Origin(key=next(iter(known)), name=o.name, kind=o.kind)
        else:
            out[claim] = Origin(key=f"open|{report[claim]}|{o.key}", name=o.name, kind=o.kind, open=True)
    return out
