"""One report more, or one judgement: linked beside what the ledger holds, and only the rows written that
this changes.

The rows come out as if all had been derived anew. Where that is not sure (a report was replaced or is gone, a
voice is newly withheld, people judged a withheld one, another program made the rows) nothing is done, and the
caller derives all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select

from accordingto.audit.shield import shielded, withheld_names
from accordingto.claim import Claim, NonResponse
from accordingto.decided import Decided, decided
from accordingto.judgement import made_ids
from accordingto.ledger import derived
from accordingto.ledger.codec import from_json
from accordingto.ledger.linked import FEW, mark
from accordingto.ledger.links import LedgerIndex, LinkedBy
from accordingto.ledger.single import Single
from accordingto.ledger.standing import standing
from accordingto.ledger.tables import extraction, non_response, report_line
from accordingto.ledger.view import LedgerView
from accordingto.link import Index, Piece, update
from accordingto.link.index import key
from accordingto.link.naming import claims_of
from accordingto.link.place import LAST, report_of
from accordingto.link.update import Standing, names_given, standing_at
from accordingto.report import Report
from accordingto.review import Reviewed
from accordingto.scope import Scope, renamed


def add(connection: Connection, maker: str) -> bool:
    """Bring a ledger's links and derived rows up to its new reports and judgements; False where all has to
    be derived.

    To be called in a transaction that writes.
    """
    stamp = derived.made_from(connection, maker)
    since = derived.last_judgement(connection, maker)
    if since is None:
        return False
    numbers = standing(connection)
    rows = connection.execute(select(extraction.c.report, extraction.c.number))
    held = {report: number for report, number in rows if number in numbers}
    index = LedgerIndex(connection)
    new = _new(connection, index, held, maker)
    made = decided(connection, since, numbers) if new is not None else None
    if new is None or made is None:
        return False
    named = {i for j in made.new for i in (*j.subject, *made_ids(j))}
    judged = (made.reports(named) & held.keys()) - new
    if len(new) + len(judged) > FEW:
        return False
    if not new and not made.new:
        derived.restamp(connection, stamp)
        return True
    left = made.left(new | judged)
    if any(_withholds(f) for r in new if (f := made.read(r)) is not None) or left.withheld.voices:
        return False
    pieces = _pieces(made, left, held, new | judged)
    was = {r: s.mark for r in judged for _, s in standing_at(index, r)}
    names = {n for c in left.claims for n in names_given(c)}
    names |= {n for r in judged for p, _ in standing_at(index, r) for n in _names_at(index, p)}
    known = {n: _is_known(index, n) for n in names}
    change = update(index, [p for p in pieces if was.get(p.report.id) != p.mark])
    scope = Scope(connection, index, made, change)
    scope.read(new | judged)
    scope.reach(
        {
            *named,
            *(c.id for c in left.claims),
            *renamed(connection, [n for n in names if known[n] != _is_known(index, n)]),
        }
    )
    _write(connection, scope, new | judged, held, stamp)
    return True


def _new(connection: Connection, index: Index, held: dict[str, int], maker: str) -> set[str] | None:
    """The reports that came since the rows were written; None where more is other than that."""
    by = index.get(LinkedBy, 0)
    if by is None or by.maker != maker:
        return None
    linked = {s.report: int(s.mark.split()[0]) for _, s in index.every(Standing)}
    shown = {row.id: row.extraction for row in connection.execute(select(report_line))}
    # A process that was killed may have left rows that are not of what is linked.
    if shown != linked or any(held.get(r) != n for r, n in linked.items()):
        return None
    return held.keys() - linked.keys()


def _pieces(made: Decided, left: Reviewed, held: dict[str, int], reports: set[str]) -> list[Piece]:
    """These reports as they are to be linked, with their marks."""
    of: dict[str, list[Claim]] = defaultdict(list)
    for c in left.claims:
        of[c.report].append(c)
    reviewed = {r.claim for r in left.reviews}
    marked = {c.report for c in (*left.claims, *left.machine) if c.id in reviewed}
    marked |= {c.report for r in reports if (f := made.read(r)) for c in f.claims if c.id in reviewed}
    return [
        Piece(report=f.report, claims=tuple(of[r]), mark=mark(held[r], of[r], judged=r in marked))
        for r in sorted(reports)
        if (f := made.read(r)) is not None
    ]


def _is_known(index: Index, name: str) -> bool:
    return index.count("named", [key(name)], LAST)[0] > 0


def _names_at(index: Index, report: int) -> set[str]:
    return {n for s in claims_of(index, report) for n in names_given(s.claim)}


def _withholds(found: Single) -> bool:
    voices = [h.voice for c in found.claims for h in c.chain]
    voices += [v for n in found.non_responses for v in (n.asked, n.asker)]
    return any(v.protected for v in voices)


def _write(
    connection: Connection, scope: Scope, anew: Collection[str], held: dict[str, int], stamp: str
) -> None:
    index, agreed = scope.index, scope.agreed()
    reports = {r for m in agreed.matters for r in m.reports} | set(anew)
    shades = {
        s.report
        for p in index.after("withheld", [0], -1, 10**9)[0]
        if (s := index.get(Standing, report_of(p)))
    }
    claims = [
        c
        for r in sorted(reports | shades)
        for c in scope.known.claims(r)
        if r in shades or r in anew or c.id in scope.claims
    ]
    silences = [n for r in sorted(anew) if (f := scope.made.read(r)) for n in f.non_responses]
    silences += [n for n in _shaded(connection, held.values()) if n.report not in anew]
    reports |= shades | {n.report for n in silences}
    view = LedgerView(
        reports=tuple(_reports(connection, [held[r] for r in sorted(reports)])),
        claims=tuple(sorted(claims, key=lambda c: c.id)),
        non_responses=tuple(sorted(silences, key=lambda n: n.id)),
        relations=agreed.relations,
        matters=agreed.matters,
        copies=scope.change.copies_came,
        reviews=scope.left.reviews,
        matter_reviews=agreed.reviews,
    )
    called = {n for m in agreed.matters for o in m.origins for n in (o.name, *(name for _, name in o.voices))}
    copies = (*scope.change.copies_went, *scope.change.copies_came)
    derived.change(
        connection,
        shielded(view),
        derived.Changed(
            reports=frozenset(anew),
            matters=frozenset({*scope.rows, *(m.id for m in agreed.matters)}),
            relations=frozenset(scope.keys | {(r.a, r.b, r.kind.value) for r in scope.settled}),
            copies=frozenset((c.copier, c.original) for c in copies),
            named=frozenset(n for n in called if _is_known(index, n)),
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
