"""Which voices are one origin: aliases, institutions with their offices and speakers, withheld names.

A person and the body spoken for are one group, an office and its ministry are one group; anonymous
and protected voices are kept within their report, for joining them would be re-identification.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
        capital = any(c.isupper() for c in word)  # also "al-Dali"
        if kept and not capital:
            break
        if capital:
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
    named = any(c.isupper() for w in rest for c in w)  # "Marie el-Dali" has its capital inside
    return named or (not rest and first[:1].isupper()) or "." in first


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """What a report tells about names that others give in part, and which it gives in part itself.

    `full` are (surname, full name), `countries` (body, the key with its country); `bare` and `vague` are the
    surnames and bodies that it leaves to others to complete.
    """

    full: frozenset[tuple[str, str]]
    countries: frozenset[tuple[str, str]]
    bare: frozenset[str]
    vague: frozenset[str]


Known = Callable[[str], set[str]]


def origins(claims: Iterable[Claim]) -> dict[str, Origin]:
    """The origin group of every claim of a pile, by claim id; the same for any order of the claims."""
    by, full, countries = _told(claims)
    return {
        c.id: o for held in by.values() for c, o in zip(held, origins_in(held, full, countries), strict=True)
    }


def chain_keys(claims: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """The origin keys of the voices that a claim of a pile passed through before its origin, by claim id."""
    by, full, _ = _told(claims)
    return {c.id: k for held in by.values() for c, k in zip(held, chains_in(held, full), strict=True)}


def _told(claims: Iterable[Claim]) -> tuple[dict[str, list[Claim]], Known, Known]:
    """The claims of a pile by report, and what all of them tell about names."""
    by: dict[str, list[Claim]] = {}
    for c in sorted(claims, key=lambda c: c.id):
        by.setdefault(c.report, []).append(c)
    people: dict[str, set[str]] = {}
    bodies: dict[str, set[str]] = {}
    for told in map(tells, by.values()):
        for held, pairs in ((people, told.full), (bodies, told.countries)):
            for name, text in pairs:
                held.setdefault(name, set()).add(text)
    return by, lambda name: people.get(name, set()), lambda body: bodies.get(body, set())


def origins_in(claims: Sequence[Claim], full: Known, countries: Known) -> list[Origin]:
    """The origin group of every claim of one report.

    `full` gives the full names that end in a surname, `countries` the keys of a body with its country, over
    all reports.
    """
    first = {c.id: _group(c.origin, c.report, full) for c in claims}
    held = _members(claims, _countries(first, {c.id: c.report for c in claims}, countries))
    return [held[c.id] for c in claims]


def tells(claims: Sequence[Claim]) -> Tells:
    """What the claims of a report tell about names."""
    people = [
        (h.voice, person_key(h.voice.name))
        for c in claims
        for h in c.chain
        if h.voice.kind is VoiceKind.PERSON
    ]
    bodies = {o.rpartition("|")[::2] for o in (_body_of(c) for c in claims) if o}
    return Tells(
        full=frozenset((k.split()[-1], k) for v, k in people if not v.protected and " " in k),
        countries=frozenset((body, f"{body}|{country}") for body, country in bodies if country),
        bare=frozenset(k for _, k in people if k and " " not in k),
        vague=frozenset(body for body, country in bodies if not country),
    )


def _body_of(claim: Claim) -> str | None:
    """The key of a claim's origin if that is a public body, which no other report's names can change."""
    found = _group(claim.origin, claim.report, lambda _: set())
    return found.key if found.key.startswith("body|") else None


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


def chains_in(claims: Sequence[Claim], full: Known) -> list[frozenset[str]]:
    """The origin keys of the voices that each claim of one report passed through before its origin."""
    return [frozenset(_group(h.voice, c.report, full).key for h in c.chain[:-1]) for c in claims]


def _group(voice: Voice, report: str, people: Known) -> Origin:
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
        full = people(key) if " " not in key else set()
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


def _countries(groups: dict[str, Origin], report: Mapping[str, str], pile: Known) -> dict[str, Origin]:
    """A body whose country is unsaid is the one of its kind that the report names, else that the pile names.

    Where several are named it stays open: it may be any of them.
    """
    here: dict[tuple[str, str], set[str]] = {}
    for claim, o in groups.items():
        body, _, country = o.key.rpartition("|")
        if o.key.startswith("body|") and country:
            here.setdefault((report[claim], body), set()).add(o.key)
    out = {}
    for claim, o in groups.items():
        body, _, country = o.key.rpartition("|")
        known = (
            set()
            if country or not o.key.startswith("body|")
            else here.get((report[claim], body)) or pile(body)
        )
        if not known:
            out[claim] = o
        elif len(known) == 1:
            out[claim] = Origin(key=next(iter(known)), name=o.name, kind=o.kind)
        else:
            out[claim] = Origin(key=f"open|{report[claim]}|{o.key}", name=o.name, kind=o.kind, open=True)
    return out
