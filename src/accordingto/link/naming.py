"""Whose claim it is, kept in step: a name given in part is completed by what other reports tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.link.block import Signature
from accordingto.link.index import Index, key
from accordingto.link.origin import Origin, Tells, chains_in, origins_in, tells
from accordingto.link.place import LAST
from accordingto.voice import Access, VoiceKind

_EVERY = 10**9


@dataclass(frozen=True, slots=True)
class Named:
    """The origins of a report's claims and the keys of the voices before them, in the order of the claims."""

    origins: tuple[Origin, ...]
    chains: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Full:
    """A name in full, as a record of its own."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """Reports whose claims have other origins now, and claims whose origin began or ceased to publish."""

    reports: frozenset[int]
    outlets: frozenset[int]


Piles = Mapping[int, Sequence[Signature]]


def rename(index: Index, gone: Piles, come: Piles, publishers: Iterable[str]) -> Renamed:
    """Brings the origins in step; `gone` and `come` are the claims of reports, by place of the report.

    `publishers` are the origin keys of outlets of which a report has come or gone.
    """
    told = [(p, tells([s.claim for s in held]), False) for p, held in gone.items()]
    told += [(p, tells([s.claim for s in held]), True) for p, held in come.items()]
    surnames = {n for _, t, _ in told for n, _ in t.full}
    bodies = {b for _, t, _ in told for b, _ in t.countries}
    before = {n: full(index, n) for n in surnames}, {b: countries(index, b) for b in bodies}
    _tell(index, [(p, t) for p, t, comes in told if not comes], [(p, t) for p, t, comes in told if comes])
    users = [key(n) for n in surnames if _one(before[0][n]) != _one(full(index, n))]
    reports = {p for held in index.after("bare", users, -1, _EVERY) for p in held}
    vague = [key(b) for b in bodies if _known(before[1][b]) != _known(countries(index, b))]
    reports |= {p for held in index.after("vague", vague, -1, _EVERY) for p in held}
    changed: set[int] = set()
    by: list[tuple[int, int]] = []
    for p in gone.keys() - come.keys():
        _forget(index, p, gone[p])
    for p in sorted(reports | come.keys()):
        held = come.get(p) or claims_of(index, p)
        made = _named(index, [s.claim for s in held])
        was = index.get(Named, p)
        if made != was or p in gone:
            if was is not None:
                _forget(index, p, gone.get(p, held))
            index.put(p, made)
            by.extend(_by(held, made))
            changed.add(p)
    index.add("by", by)
    flipped = {p for held in index.after("by", [key(k) for k in set(publishers)], -1, _EVERY) for p in held}
    return Renamed(reports=frozenset(changed), outlets=frozenset(flipped))


def claims_of(index: Index, report: int) -> list[Signature]:
    """The claims of a report, as it alone tells them; they stand one after the other from its place on."""
    found: list[Signature] = []
    while (s := index.get(Signature, report + len(found))) is not None:
        found.append(s)
    return found


def full(index: Index, surname: str) -> set[str]:
    """The full names that end in a surname."""
    return _values(index, "full", surname)


def countries(index: Index, body: str) -> set[str]:
    """The keys of a body together with its country."""
    return _values(index, "country", body)


def _values(index: Index, space: str, name: str) -> set[str]:
    found = (index.get(Full, p) for p in index.after(space, [key(name)], -1, _EVERY)[0])
    return {f.text for f in found if f is not None}


def _one(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _known(keys: set[str]) -> tuple[bool, str | None]:
    return bool(keys), _one(keys)


def _named(index: Index, claims: Sequence[Claim]) -> Named:
    def names(surname: str) -> set[str]:
        return full(index, surname)

    found = origins_in(claims, names, lambda body: countries(index, body))
    return Named(tuple(found), tuple(chains_in(claims, names)))


def _tell(index: Index, gone: Sequence[tuple[int, Tells]], come: Sequence[tuple[int, Tells]]) -> None:
    """Puts and takes away what reports tell; a full name stays as long as one report gives it."""
    for change, told in ((index.drop, gone), (index.add, come)):
        change("bare", [(key(n), p) for p, t in told for n in t.bare])
        change("vague", [(key(b), p) for p, t in told for b in t.vague])
        change("full by", [(key(text), p) for p, t in told for _, text in t.full])
        change("country by", [(key(text), p) for p, t in told for _, text in t.countries])
    both = [t for _, t in (*gone, *come)]
    for space, given in (
        ("full", sorted({pair for t in both for pair in t.full})),
        ("country", sorted({pair for t in both for pair in t.countries})),
    ):
        held = index.count(f"{space} by", [key(text) for _, text in given], LAST)
        index.drop(space, [(key(n), key(text)) for (n, text), by in zip(given, held, strict=True) if not by])
        index.add(space, [(key(n), key(text)) for (n, text), by in zip(given, held, strict=True) if by])
        for (_, text), by in zip(given, held, strict=True):
            if by:
                index.put(key(text), Full(text))


def _by(held: Sequence[Signature], named: Named) -> list[tuple[int, int]]:
    """Claims by the key of their origin, where it matters whether that publishes."""
    return [
        (key(o.key), s.place)
        for s, o in zip(held, named.origins, strict=True)
        if s.claim.origin.kind is not VoiceKind.OUTLET and s.claim.access is not Access.UNATTRIBUTED
    ]


def _forget(index: Index, report: int, held: Sequence[Signature]) -> None:
    was = index.get(Named, report)
    if was is not None:
        index.drop("by", _by(held, was))
        index.forget(Named, report)


def publishes(index: Index, outlet: str) -> bool:
    """True if a report of that outlet (by origin key) is held."""
    return index.count("publisher", [key(outlet)], LAST)[0] > 0
