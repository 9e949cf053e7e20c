"""How far a change of a ledger reaches: the matters and relations whose rows have to be written anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from sqlalchemy import Connection, select

from accordingto.claim import Claim
from accordingto.decided import Decided
from accordingto.ledger.codec import from_json
from accordingto.ledger.tables import claim_line as lines
from accordingto.ledger.tables import matter_origin, relation
from accordingto.link import Change, Index
from accordingto.link.naming import claims_of
from accordingto.link.outcome import Echoes, Lasted, Outcome, topic_of
from accordingto.link.place import report_of
from accordingto.link.regroup import together
from accordingto.link.update import order, standing_at
from accordingto.relation import Matter, Relation, RelationKind
from accordingto.review import Reviewed, Settled, regrouped, settled

Key = tuple[str, str, str]
AT_ONCE = 5_000  # names in one question to the database
COUNTED = {RelationKind.CONFLICTS.value, RelationKind.ANSWERS.value}  # what the rows of matters count


class Scope:
    """`claims` whose matters may be others than their rows say, `rows` the matters that they have there;
    both closed: a matter of one of them, linked or judged together, has all of its claims among them."""

    def __init__(self, connection: Connection, index: Index, made: Decided, change: Change) -> None:
        self.connection, self.index, self.made, self.change = connection, index, made, change
        self.known = Known(connection, index)
        self.claims: set[str] = set()
        self.rows: dict[str, set[str]] = {}
        self.keys: set[Key] = set()
        self.settled: list[Relation] = []
        self.linked: dict[str, Matter] = {}
        self._judged = made.judged()
        self._reports: set[str] = set()
        self.left: Reviewed = made.left(())

    def read(self, reports: Collection[str]) -> None:
        """Takes in what people left of these reports."""
        for report in reports:
            self.known.claims(report)
        more = (set(reports) & self._judged) - self._reports
        if more:
            self._reports |= more
            self.left = self.made.left(self._reports)

    def reach(self, claims: Iterable[str]) -> None:
        """Takes in these claims, those of matters and conflicts that went or came, and what hangs on them."""
        change = self.change
        todo = {*claims, *(c for m in (*change.matters_went, *change.matters_came) for c in m.claims)}
        both = (*change.relations_went, *change.relations_came)
        todo |= {c for r in both if r.kind.value in COUNTED for c in (r.a, r.b)}
        while todo := todo - self.claims:
            self.claims |= todo
            self.read(
                {
                    r
                    for c in todo
                    if (r := self.known.report_of(c) or next(iter(self.made.reports([c])), None))
                }
            )
            found = self._rows(todo)
            for c in todo:
                held = self.known.matter(c)
                if held is not None:
                    self.linked[held.id] = held
                    found.update(held.claims)
            found |= self.made.beside(self.claims, self.left.stands)
            todo = found

    def _rows(self, claims: Collection[str]) -> set[str]:
        """The claims that have a row of one matter with one of these."""
        rows = {m for some in _some(claims) for m in self._matters(lines.c.id.in_(some)) if m is not None}
        held = set()
        for some in _some(rows - self.rows.keys()):
            in_these = select(lines.c.id, lines.c.matter).where(lines.c.matter.in_(some))
            for claim, row in self.connection.execute(in_these):
                self.rows.setdefault(row, set()).add(claim)
                held.add(claim)
        return held

    def _matters(self, of: object) -> Iterable[str | None]:
        return self.connection.execute(select(lines.c.matter).where(of).distinct()).scalars()  # type: ignore[arg-type]

    def agreed(self) -> Settled:
        """The matters of the claims and their relations, as linked and judged; `keys` are those of relations
        whose rows are to be written anew, `settled` these relations. Beside them stand the conflicts and
        answers that stay as they are."""
        here = [c for i in sorted(self.claims) if (c := self.known.claim(i)) is not None]
        left = replace(self.left, claims=tuple(here))
        moved = self.made.regrouped(self.claims, left.stands)
        groups = [*self.rows.values(), *(set(m.claims) for m in self.linked.values())]
        moved |= {c for g in groups if not moved.isdisjoint(g) for c in g}
        stays: dict[Key, Relation] = {}
        for some in _some(self.claims):
            for end in (relation.c.a, relation.c.b):
                for row in self.connection.execute(select(relation).where(end.in_(some))):
                    if row.a in moved or row.b in moved:
                        self.keys.add((row.a, row.b, row.kind))
                    elif row.kind in COUNTED:
                        stays[row.a, row.b, row.kind] = from_json(Relation, row.body)
        self.keys |= {
            (r.a, r.b, r.kind.value) for r in (*self.change.relations_went, *self.change.relations_came)
        }
        self.keys |= {(r.a, r.b, r.kind.value) for c in sorted(moved) for r in self.known.relations(c)}
        linked = [r for k in sorted(self.keys) if (r := self.known.relation(k)) is not None]
        matters, relations = regrouped(
            sorted(self.linked.values(), key=lambda m: m.id), linked, left, partial(together, self.index)
        )
        agreed = settled(matters, relations, left)
        self.settled = list(agreed.relations)
        beside = [r for k, r in stays.items() if k not in self.keys]
        written = {(r.a, r.b, r.kind.value) for r in self.settled}
        return replace(
            agreed,
            relations=(*self.settled, *(r for r in beside if (r.a, r.b, r.kind.value) not in written)),
        )


def renamed(connection: Connection, names: Sequence[str]) -> set[str]:
    """Claims of matters whose origins may be told otherwise: a name in them began or ceased to be one."""
    if not names:
        return set()
    held = set(connection.execute(select(lines.c.matter).where(lines.c.origin.in_(names))).scalars())
    rows = select(matter_origin.c.matter).where(matter_origin.c.name.in_(names))
    held |= set(connection.execute(rows).scalars())
    return set(connection.execute(select(lines.c.id).where(lines.c.matter.in_(held - {None}))).scalars())


def _some(names: Collection[str]) -> Iterable[list[str]]:
    left = iter(sorted(names))
    while some := list(islice(left, AT_ONCE)):
        yield some


class Known:
    """Claims, matters and relations as they are linked now."""

    def __init__(self, connection: Connection, index: Index) -> None:
        self.connection, self.index = connection, index
        self._report: dict[str, str | None] = {}
        self._claims: dict[str, list[tuple[int, Claim]]] = {}

    def claims(self, report: str) -> list[Claim]:
        """The claims of a report."""
        return [c for _, c in self._held(report)]

    def _held(self, report: str) -> list[tuple[int, Claim]]:
        if report not in self._claims:
            places = [where for where, _ in standing_at(self.index, report)]
            self._claims[report] = [(s.place, s.claim) for p in places for s in claims_of(self.index, p)]
            self._report.update({c.id: report for _, c in self._claims[report]})
        return self._claims[report]

    def report_of(self, claim: str) -> str | None:
        """The report of a claim that is linked, or has a row."""
        if claim not in self._report:
            self._report[claim] = self.connection.execute(
                select(lines.c.report).where(lines.c.id == claim)
            ).scalar()
        return self._report[claim]

    def _at(self, claim: str) -> tuple[int, Claim] | None:
        report = self.report_of(claim)
        return next((e for e in self._held(report) if e[1].id == claim), None) if report else None

    def claim(self, claim: str) -> Claim | None:
        """The claim of that id, if it is linked."""
        found = self._at(claim)
        return found[1] if found else None

    def _place(self, claim: str) -> int | None:
        found = self._at(claim)
        return found[0] if found else None

    def _outcome(self, place: int) -> Outcome | None:
        topic = topic_of(self.index, place)
        return self.index.get(Outcome, topic) if topic is not None else None

    def matter(self, claim: str) -> Matter | None:
        """The matter that linking put a claim in."""
        place = self._place(claim)
        made = self._outcome(place) if place is not None else None
        return next((m for m in made.matters if claim in m.claims), None) if made else None

    def relations(self, claim: str) -> list[Relation]:
        """The relations of a claim within its topic and report."""
        place = self._place(claim)
        if place is None:
            return []
        made = (self._outcome(place), self.index.get(Echoes, report_of(place)), self.index.get(Lasted, place))
        return [r for m in made if m for r in m.relations if claim in (r.a, r.b)]

    def relation(self, wanted: Key) -> Relation | None:
        """The relation of two claims of that kind; of several with other reasons, the last in order."""
        a, b = self._place(wanted[0]), self._place(wanted[1])
        made: dict[str, Outcome | Echoes | Lasted | None] = defaultdict()
        if a is not None and b is not None:
            made["topic"] = self._outcome(a)
            made["echo"] = self.index.get(Echoes, report_of(a))
            made["a"], made["b"] = self.index.get(Lasted, a), self.index.get(Lasted, b)
        found = {r for m in made.values() if m for r in m.relations if (r.a, r.b, r.kind.value) == wanted}
        return max(found, key=order, default=None)
