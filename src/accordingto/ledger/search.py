"""Full text over reports and claims: by word, by how a word begins, and by how it sounds.

A query's words must all be there; each is met by what begins like it, in its own alphabet or, by its
sound, in the other. What stands between quotation marks is met as it stands, word for word.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from accordingto.languages.sound import is_cyrillic, sound, stem, words_of
from accordingto.ledger.tables import search_claim, search_report

AT_ONCE = 2_000  # rows written by one statement
LEAST = 3  # letters of a beginning that may stand for a word: fewer would find everything
COUNTED = 3_000  # hits; that there are more is said, not how many
RANKED = 2_999  # hits that are put in order of how well they fit; more are shown newest first
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»')


def rewrite(
    connection: Connection,
    reports: Iterable[tuple[str, str, str]],
    claims: Iterable[tuple[str, str, str]],
    hidden: Mapping[str, Collection[str]],
) -> None:
    """The whole index anew, from (id, report, text) of each, oldest first.

    `hidden` are withheld names by report.
    """
    for index in (search_report, search_claim):
        connection.execute(delete(index))
    add(connection, reports, claims, hidden)


def add(
    connection: Connection,
    reports: Iterable[tuple[str, str, str]],
    claims: Iterable[tuple[str, str, str]],
    hidden: Mapping[str, Collection[str]],
) -> None:
    """More of both, as for `rewrite`; what is added last counts as newest."""
    veil = Veil(hidden)
    for index, given in ((search_report, reports), (search_claim, claims)):
        rows = ({"id": i, "words": t, "sounds": sounds(t)} for i, r, t in _veiled(given, veil))
        while some := list(islice(rows, AT_ONCE)):
            connection.execute(insert(index), some)


def change(  # noqa: PLR0917 - two of each of two indexes
    connection: Connection,
    reports: Iterable[tuple[str, str, str]],
    claims: Iterable[tuple[str, str, str]],
    hidden: Mapping[str, Collection[str]],
    had_reports: Collection[str],
    had_claims: Collection[str],
) -> None:
    """As `add`, where some were there before (`had_`, by ids): what says the same keeps its place in the
    order, what is not given any more goes."""
    veil = Veil(hidden)
    for index, given, had in ((search_report, reports, had_reports), (search_claim, claims, had_claims)):
        said = {i: veil.over(r, t) for i, r, t in given}
        held = {}
        if had:  # looked for only where there are some: no index is on the ids
            rows = select(literal_column("rowid"), index.c.id, index.c.words).where(index.c.id.in_(had))
            held = {row[1]: (row[0], row[2]) for row in connection.execute(rows)}
        for i, (row, words) in sorted(held.items()):
            at = literal_column("rowid") == row
            if i not in said:
                connection.execute(delete(index).where(at))
            elif said[i] != words:
                connection.execute(update(index).where(at).values(words=said[i], sounds=sounds(said[i])))
        new = [{"id": i, "words": t, "sounds": sounds(t)} for i, t in said.items() if i not in held]
        if new:
            connection.execute(insert(index), new)


def _veiled(given: Iterable[tuple[str, str, str]], veil: "Veil") -> Iterable[tuple[str, str, str]]:
    return ((i, r, veil.over(r, t)) for i, r, t in given)


class Veil:
    """Takes withheld names out of what is indexed: whole wherever they stand, and word for word in the
    reports that withhold them."""

    def __init__(self, hidden: Mapping[str, Collection[str]]) -> None:
        everywhere = {name for names in hidden.values() for name in names}
        self._whole = _any_of(everywhere)
        self._within = {
            report: _any_of({w[0] for n in names for w in words_of(n) if len(w[0]) >= LEAST})
            for report, names in hidden.items()
        }

    def over(self, report: str, said: str) -> str:
        """The text as it may be indexed."""
        for pattern in (self._whole, self._within.get(report)):
            if pattern is not None:
                said = pattern.sub(" ", said)
        return said


def _any_of(names: Collection[str]) -> re.Pattern[str] | None:
    longest = sorted((n for n in names if n.strip()), key=lambda n: (-len(n), n))
    if not longest:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\w*", re.IGNORECASE)


def sounds(said: str) -> str:
    """How its Cyrillic words and its Latin names sound, each once."""
    words = {w[0] for w in words_of(said)}
    heard = {sound(w) for w in words if is_cyrillic(w) or w[:1].isupper()}
    return " ".join(sorted(heard - {""}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a query: `begins` is what a word of the text has to begin with, or to be if `exact`."""

    begins: str
    sounds: str
    exact: bool = False

    def meets(self, word: str) -> bool:
        """True if this word of a text is what the term looks for."""
        said = word.casefold()
        if self.exact:
            return said == self.begins
        if said.startswith(self.begins):
            return True
        return bool(self.sounds) and sound(word).startswith(self.sounds)


def terms(query: str) -> tuple[Term, ...]:
    """The words of a query; quoted ones are exact."""
    found: list[Term] = []
    for quoted in _QUOTED.finditer(query):
        said = quoted[1] or quoted[2] or quoted[3] or ""
        found += [Term(begins=w[0].casefold(), sounds="", exact=True) for w in words_of(said)]
    for word in words_of(_QUOTED.sub(" ", query)):
        begins, heard = stem(word[0]), sound(stem(word[0]))
        short = len(begins) < LEAST
        found.append(
            Term(
                begins=word[0].casefold() if short else begins,
                sounds=heard if len(heard) >= LEAST else "",
                exact=short,
            )
        )
    return tuple(found)


def match(query: str) -> str:
    """The query in FTS5's language; "" where it has no word. Nothing of the query is taken as syntax."""
    quoted = [q[1] or q[2] or q[3] or "" for q in _QUOTED.finditer(query)]
    parts = [f"words : {_string(' '.join(w[0] for w in words_of(q)))}" for q in quoted if any(words_of(q))]
    for term in terms(_QUOTED.sub(" ", query)):
        one = f"words : {_string(term.begins)}{'' if term.exact else ' *'}"
        parts.append(f"({one} OR sounds : {_string(term.sounds)} *)" if term.sounds else f"({one})")
    return " AND ".join(parts)


def _string(said: str) -> str:
    return '"' + said.replace('"', " ") + '"'


def count(connection: Connection, index: TableClause, query: str) -> int:
    """How much of an index (`search_report`, `search_claim`) a query meets, counted up to COUNTED."""
    looked = match(query)
    if not looked:
        return 0
    some = select(index.c.id).where(_met(index, looked)).limit(COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def find(
    connection: Connection, index: TableClause, query: str, *, total: int, first: int, size: int
) -> tuple[str, ...]:
    """Ids of what a query meets, `size` of them from `first` on; `total` is what `count` said.

    The best come first. Where there are more than RANKED, to weigh them all would take too long, and the
    newest come first.
    """
    looked = match(query)
    if not looked or not total:
        return ()
    rank: ColumnElement[object] = literal_column("rank")
    newest: ColumnElement[object] = literal_column("rowid").desc()  # no sorting: FTS5 goes backwards
    order = rank if total <= RANKED else newest
    rows = select(index.c.id).where(_met(index, looked)).order_by(order).limit(size).offset(first)
    return tuple(connection.execute(rows).scalars())


def _met(index: TableClause, looked: str) -> ColumnElement[bool]:
    return literal_column(index.name).op("MATCH", is_comparison=True)(looked)


def cut(said: str, looked: Sequence[Term], *, around: int = 160) -> tuple[tuple[str, bool], ...]:
    """Pieces of a text around what was found, each with whether it is a found word; shortened at words."""
    met = [w.span() for w in words_of(said) if any(t.meets(w[0]) for t in looked)]
    if not met:
        return ((_shortened(said, 2 * around), False),)
    start = max(0, met[0][0] - around)
    start = said.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(said), met[0][1] + 2 * around)
    end = said.find(" ", end) if said.find(" ", end) > 0 else len(said)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for a, b in met:
        if b > end:
            break
        pieces += [(said[at:a], False), (said[a:b], True)]
        at = b
    pieces.append((said[at:end] + (" …" if end < len(said) else ""), False))
    return tuple((" ".join(p.split("\n")), found) for p, found in pieces if p)


def _shortened(said: str, size: int) -> str:
    return said if len(said) <= size else said[:size].rsplit(" ", 1)[0] + " …"
