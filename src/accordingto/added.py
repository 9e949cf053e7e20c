"""One report more: linked beside what the ledger holds, and only the rows written that this changes.

The rows come out as if all had been derived anew. Where that is not sure (a report was replaced or is gone,
people have judged, a new voice is withheld, another program made the rows) nothing is done, and the caller
derives all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from accordingto.audit.shield import shielded, withheld_names
from accordingto.claim import Claim, NonResponse
from accordingto.ledger import derived
from accordingto.ledger.codec import from_json
from accordingto.ledger.linked import FEW, changed
from accordingto.ledger.links import LedgerIndex
from accordingto.ledger.single import Single, one
from accordingto.ledger.standing import standing
from accordingto.ledger.tables import claim_line as lines
from accordingto.ledger.tables import extraction, judgement, matter, matter_origin, non_response, report_line
from accordingto.ledger.view import LedgerView
from accordingto.link import Change, Index, Piece, update
from accordingto.link.index import key
from accordingto.link.naming import claims_of
from accordingto.link.outcome import Echoes, Lasted, Outcome, topic_of
from accordingto.link.place import LAST, report_of
from accordingto.link.update import Standing, names_given, order, standing_at
from accordingto.relation import Matter, Relation
from accordingto.report import Report

Key = tuple[str, str, str]


def add(connection: Connection, maker: str) -> bool:
    """Bring a ledger's links and derived rows up to its new reports; False where all has to be derived.

    To be called in a transaction that writes.
    """
    stamp = derived.made_from(connection, maker)
    judged = connection.execute(select(judgement.c.number).limit(1)).first()
    if judged or not derived.is_made_by(connection, maker):
        return False
    numbers = standing(connection)
    rows = connection.execute(select(extraction.c.report, extraction.c.number))
    held = {report: number for report, number in rows if number in numbers}
    index = LedgerIndex(connection)
    behind = changed(index, {report: str(number) for report, number in held.items()}, maker)
    if behind is None or behind[1] or len(behind[0]) > FEW:
        return False
    # A process that was killed may have left rows that are not of what is linked.
    shown = {row.id: row.extraction for row in connection.execute(select(report_line))}
    if shown != {r: n for r, n in held.items() if r not in behind[0]}:
        return False
    if not behind[0]:
        derived.restamp(connection, stamp)
        return True
    if any(standing_at(index, report) for report in behind[0]):
        return False
    new = [found for r in sorted(behind[0]) if (found := one(connection, r)) is not None]
    if any(_withholds(found) for found in new):
        return False
    names = {n for found in new for c in found.claims for n in names_given(c)}
    fresh = [n for n in names if not index.count("named", [key(n)], LAST)[0]]
    change = update(
        index, [Piece(report=f.report, claims=f.claims, mark=str(held[f.report.id])) for f in new]
    )
    _write(connection, index, new, change, _renamed(connection, fresh, change), held, stamp)
    return True


def _withholds(found: Single) -> bool:
    voices = [h.voice for c in found.claims for h in c.chain]
    voices += [v for n in found.non_responses for v in (n.asked, n.asker)]
    return any(v.protected for v in voices)


def _renamed(connection: Connection, names: Sequence[str], change: Change) -> list[Matter]:
    """Matters that stay, whose origins may be told by another row: a name in them is one only now."""
    gone = {m.id for m in change.matters_went}
    rows = select(lines.c.matter).where(lines.c.origin.in_(names))
    held = {m for m in connection.execute(rows).scalars() if m is not None}
    held |= set(
        connection.execute(select(matter_origin.c.matter).where(matter_origin.c.name.in_(names))).scalars()
    )
    bodies = select(matter.c.body).where(matter.c.id.in_(held - gone))
    return [from_json(Matter, body) for body in connection.execute(bodies).scalars()]


def _write(  # noqa: PLR0917 - what a change is made of
    connection: Connection,
    index: LedgerIndex,
    new: Sequence[Single],
    change: Change,
    renamed: Sequence[Matter],
    held: dict[str, int],
    stamp: str,
) -> None:
    known = _Known(connection, index, new)
    keys = {(r.a, r.b, r.kind.value) for r in (*change.relations_went, *change.relations_came)}
    matters = (*change.matters_came, *renamed)
    reports = {r for m in matters for r in m.reports} | {f.report.id for f in new}
    wanted = {c for m in matters for c in m.claims} | {c.id for f in new for c in f.claims}
    shades = {
        s.report
        for p in index.after("withheld", [0], -1, 10**9)[0]
        if (s := index.get(Standing, report_of(p)))
    }
    claims = [c for r in sorted(reports | shades) for c in known.claims(r) if r in shades or c.id in wanted]
    silences = [n for f in new for n in f.non_responses] + list(_shaded(connection, held.values()))
    reports |= shades | {n.report for n in silences}
    view = LedgerView(
        reports=tuple(_reports(connection, [held[r] for r in sorted(reports)])),
        claims=tuple(sorted(claims, key=lambda c: c.id)),
        non_responses=tuple(sorted(silences, key=lambda n: n.id)),
        relations=tuple(r for k in sorted(keys) if (r := known.relation(k)) is not None),
        matters=tuple(sorted(matters, key=lambda m: m.id)),
        copies=change.copies_came,
    )
    called = {n for m in matters for o in m.origins for n in (o.name, *(name for _, name in o.voices))}
    derived.add(
        connection,
        shielded(view),
        derived.Added(
            reports=frozenset(f.report.id for f in new),
            matters=frozenset(m.id for m in change.matters_went),
            relations=frozenset(keys),
            copies=frozenset((c.copier, c.original) for c in (*change.copies_went, *change.copies_came)),
            named=frozenset(n for n in called if index.count("named", [key(n)], LAST)[0]),
        ),
        stamp,
        hidden=withheld_names(view),
    )


def _reports(connection: Connection, numbers: Sequence[int]) -> Iterable[Report]:
    rows = select(extraction.c.body).where(extraction.c.number.in_(numbers))
    return sorted(
        (from_json(Report, body) for body in connection.execute(rows).scalars()), key=lambda r: r.id
    )


def _shaded(connection: Connection, numbers: Iterable[int]) -> Iterable[NonResponse]:
    """Silences of voices whose names are withheld."""
    stands = set(numbers)
    rows = select(non_response.c.extraction, non_response.c.body).where(
        non_response.c.body.like('%"protected":true%')
    )
    return [from_json(NonResponse, body) for number, body in connection.execute(rows) if number in stands]


class _Known:
    """Claims and relations as they are linked now."""

    def __init__(self, connection: Connection, index: Index, new: Sequence[Single]) -> None:
        self.connection, self.index = connection, index
        self.report = {c.id: c.report for f in new for c in f.claims}
        self._claims: dict[str, list[tuple[int, Claim]]] = {}

    def claims(self, report: str) -> list[Claim]:
        """The claims of a report."""
        return [c for _, c in self._held(report)]

    def _held(self, report: str) -> list[tuple[int, Claim]]:
        if report not in self._claims:
            places = [where for where, _ in standing_at(self.index, report)]
            self._claims[report] = [(s.place, s.claim) for p in places for s in claims_of(self.index, p)]
        return self._claims[report]

    def _place(self, claim: str) -> int | None:
        report = self.report.get(claim)
        if report is None:
            report = self.connection.execute(select(lines.c.report).where(lines.c.id == claim)).scalar()
        return next((p for p, c in self._held(report) if c.id == claim), None) if report else None

    def relation(self, wanted: Key) -> Relation | None:
        """The relation of two claims of that kind; of several with other reasons, the last in order."""
        a, b = self._place(wanted[0]), self._place(wanted[1])
        made: dict[str, Outcome | Echoes | Lasted | None] = defaultdict()
        if a is not None and b is not None:
            topic = topic_of(self.index, a)
            made["topic"] = self.index.get(Outcome, topic) if topic is not None else None
            made["echo"] = self.index.get(Echoes, report_of(a))
            made["a"], made["b"] = self.index.get(Lasted, a), self.index.get(Lasted, b)
        found = {r for m in made.values() if m for r in m.relations if (r.a, r.b, r.kind.value) == wanted}
        return max(found, key=order, default=None)
