"""A part of a ledger as a view of its own: chosen matters and reports, and what their counts rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from accordingto.audit.shield import shielded
from accordingto.errors import LedgerError
from accordingto.ledger.view import LedgerView

LEAST_PREFIX = 6  # characters of an id that may stand for the whole of it


def selected(view: LedgerView, *, matters: Sequence[str] = (), reports: Sequence[str] = ()) -> LedgerView:
    """The view of these matters and reports alone; all of it where neither is chosen.

    A chosen report brings its claims and every matter that one of them stands in. A matter comes whole,
    with all its claims and their reports, so that its count and its reasons are those of the whole
    ledger. Relations and copies come where both their ends do. Ids may be shortened as long as they name
    one thing; LedgerError where they name none or several.
    """
    if not matters and not reports:
        return view
    # Shielded first: a name that the whole ledger withholds must not slip through because the claim
    # that withholds it is not among the chosen.
    view = shielded(view)
    chosen = _named(reports, [r.id for r in view.reports], "report")
    own = {c.id for c in view.claims if c.report in chosen}
    wanted = _named(matters, [m.id for m in view.matters], "matter")
    wanted |= {m.id for m in view.matters if not own.isdisjoint(m.claims)}
    kept = tuple(m for m in view.matters if m.id in wanted)
    ids = own.union(*(m.claims for m in kept))
    claims = tuple(c for c in view.claims if c.id in ids)
    shown = chosen.union(*(m.reports for m in kept), (c.report for c in claims))
    machine = tuple(c for c in view.machine if c.report in shown)
    judged = ids | {c.id for c in machine}
    reviews = tuple(r for r in view.reviews if r.claim in judged)
    told = {j for r in reviews for j in r.judgements}
    pages = {s.address for c in view.custody if c.report in shown for s in c.seen}
    return replace(
        view,
        reports=tuple(r for r in view.reports if r.id in shown),
        claims=claims,
        non_responses=tuple(n for n in view.non_responses if n.report in shown),
        relations=tuple(r for r in view.relations if r.a in ids and r.b in ids),
        matters=kept,
        copies=tuple(c for c in view.copies if c.copier in shown and c.original in shown),
        dated=tuple(d for d in view.dated if d.report in shown),
        custody=tuple(c for c in view.custody if c.report in shown),
        made=tuple(m for m in view.made if m.report in shown),
        judgements=tuple(j for j in view.judgements if j.id in told),
        reviews=reviews,
        matter_reviews=tuple(r for r in view.matter_reviews if r.matter in wanted),
        machine=machine,
        newest=tuple(c for c in view.newest if c.report in shown),
        proposals=tuple(p for p in view.proposals if p.claim in judged),
        edits=tuple(e for e in view.edits if e.after in shown or e.before in shown),
        earlier=tuple(e for e in view.earlier if any(s.address in pages for c in e.custody for s in c.seen)),
    )


def _named(asked: Iterable[str], ids: Sequence[str], what: str) -> set[str]:
    return {_whole(one, ids, what) for one in asked}


def _whole(asked: str, ids: Sequence[str], what: str) -> str:
    if asked in ids:
        return asked
    found = [i for i in ids if i.startswith(asked)] if len(asked) >= LEAST_PREFIX else []
    if len(found) > 1:
        raise LedgerError(f"{what} {asked}", f"begins the ids of {len(found)} {what}s")
    if not found:
        raise LedgerError(f"{what} {asked}", f"the ledger holds no such {what}")
    return found[0]
