"""Adding to what is linked, and taking away: the same result as if all had been linked at once.

A rebuild is one batch into an empty index. Each decision depends on what stands before it in the order of
publication, on names that others complete, and on nothing else; so a change is followed to the decisions
that it can reach, and only these are made again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accordingto.claim import Claim
from accordingto.link.block import Signature, signature
from accordingto.link.copies import Document, Filed, filed
from accordingto.link.copying import recopy
from accordingto.link.family import regroup
from accordingto.link.index import Index, key
from accordingto.link.marks import marks
from accordingto.link.naming import claims_of, publishes, rename
from accordingto.link.origin import outlet_key
from accordingto.link.outcome import (
    Claims,
    Echoes,
    Lasted,
    Outcome,
    Publisher,
    echoes_of,
    lasted,
    outcome,
    pointing_in,
    relast,
    topic_of,
)
from accordingto.link.place import next_report, place
from accordingto.link.topic import retopic
from accordingto.link.weigh import Item, reweigh
from accordingto.link.words import quotations, without_quotations
from accordingto.relation import Copy, Matter, Relation
from accordingto.report import Report, Stated
from accordingto.voice import VoiceKind


@dataclass(frozen=True, slots=True)
class Standing:
    """A report that is linked, under its place: its id, and what it was read from, as the caller names it."""

    report: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A report to be linked, with its claims; `mark` tells this reading of it from another."""

    report: Report
    claims: tuple[Claim, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What goes and what comes; a matter whose count or reasons are others goes and comes."""

    matters_went: tuple[Matter, ...] = ()
    matters_came: tuple[Matter, ...] = ()
    relations_went: tuple[Relation, ...] = ()
    relations_came: tuple[Relation, ...] = ()
    copies_went: tuple[Copy, ...] = ()
    copies_came: tuple[Copy, ...] = ()


@dataclass(slots=True)
class _Kept:
    """Outcomes before and after, of all that was made anew."""

    before: list[Outcome | Echoes | Lasted] = field(default_factory=list)
    after: list[Outcome | Echoes | Lasted] = field(default_factory=list)


def update(index: Index, pieces: Iterable[Piece], gone: Iterable[str] = ()) -> Change:
    """Links these reports beside what the index holds, and takes away those of the ids in `gone`.

    A report that is held already is replaced, with all its claims.
    """
    come = {p.report.id: p for p in pieces}
    left = {where: s for r in {*gone, *come} for where, s in standing_at(index, r)}
    old = {where: claims_of(index, where) for where in left}
    old_filed = {where: _filed(index, where) for where in left}
    publishers = {p.outlet for where in left if (p := index.get(Publisher, where))}
    new = {where: come[r] for r, where in _places(index, come, left).items()}
    publishers |= {k for p in new.values() if (k := _outlet(p.report))}
    published = {k for k in publishers if publishes(index, k)}

    kept = _Kept()
    echoed = {p for where in left for p in pointing_in(index, where)}
    for where, s in left.items():
        kept.before.append(_echoes(index, where))
        _take_away(index, where, s, old[where])
    claims: dict[int, list[Signature]] = {}
    for where, piece in new.items():
        claims[where] = _put(index, where, piece)
        kept.after.append(_echoes(index, where))
    publishers = {k for k in publishers if (k in published) != publishes(index, k)}

    new_filed = {w: _filed(index, w) for w in new}
    same = {w for w, f in old_filed.items() if new_filed.get(w) == f}  # read again, with the same words
    copied = recopy(
        index,
        {w: f for w, f in old_filed.items() if w not in same},
        {w: f for w, f in new_filed.items() if w not in same},
    )
    kin = regroup(index, copied.parted, copied.joined, set(left), set(new))
    renamed = rename(index, old, claims, publishers)
    echoing = {p for where in new for p in pointing_in(index, where)}
    weighed = reweigh(
        index,
        {s.place: s for held in old.values() for s in held if s.place not in echoed},
        {s.place: s for held in claims.values() for s in held if s.place not in echoing},
    )
    seen = Claims(index)
    related = {s.place for where in kin for s in claims_of(index, where)}
    heads = {p for p in related if index.get(Item, p) is not None}
    topics = retopic(index, seen, weighed, heads)
    again = {*weighed.new, *weighed.folds, *related, *renamed.outlets}
    again |= {s.place for where in renamed.reports for s in claims_of(index, where)}
    topics |= {t for p in again if (t := topic_of(index, p)) is not None}
    for number in sorted(topics):
        was, now = index.get(Outcome, number), outcome(index, seen, number)
        kept.before.append(was or Outcome())
        kept.after.append(now)
        _keep(index, number, now)
    states = relast(
        index,
        [s for held in old.values() for s in held],
        [s for held in claims.values() for s in held],
        set(renamed.reports),
    )
    for where in sorted(states):
        kept.before.append(index.get(Lasted, where) or Lasted())
        kept.after.append(lasted(index, where))
        _keep(index, where, kept.after[-1])
    return _change(kept, copied.went, copied.came)


def standing_at(index: Index, report: str) -> list[tuple[int, Standing]]:
    """Where the report of that id stands."""
    held = index.after("report", [key(report)], -1, 9)[0]
    found = [(where, index.get(Standing, where)) for where in held]
    return [(where, s) for where, s in found if s is not None and s.report == report]


def _places(index: Index, come: Mapping[str, Piece], left: Mapping[int, Standing]) -> dict[str, int]:
    """A place for each new report; one that is taken by another is left to the smaller id."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for r, piece in come.items():
        wanted[place(r, _published(piece.report))].append(r)
    out: dict[str, int] = {}
    taken: set[int] = set()
    for first, ids in sorted(wanted.items()):
        at = first
        for r in sorted(ids):
            while at in taken or (at not in left and index.get(Standing, at) is not None):
                at = next_report(at)
            out[r] = at
            taken.add(at)
    return out


def _published(report: Report) -> str | None:
    return report.published.value if isinstance(report.published, Stated) else None


def _outlet(report: Report) -> str | None:
    return outlet_key(report.publisher.value) if isinstance(report.publisher, Stated) else None


def _filed(index: Index, where: int) -> Filed:
    found = index.get(Filed, where)
    assert found is not None, "a report that was never filed"
    return found


def _echoes(index: Index, where: int) -> Echoes:
    return index.get(Echoes, where) or Echoes()


def _put(index: Index, where: int, piece: Piece) -> list[Signature]:
    """Records what a report tells by itself; its claims in the order of the text."""
    report = piece.report
    ordered = sorted(
        {c.id: c for c in piece.claims}.values(),
        key=lambda c: (c.evidence[0].start if c.evidence else 0, c.id),
    )
    held = [signature(c, report, where + n) for n, c in enumerate(ordered)]
    for s in held:
        index.put(s.place, s)
    index.add("named", _given(held))
    index.add("withheld", _withheld(held))
    index.add("report", [(key(report.id), where)])
    index.put(where, Standing(report.id, piece.mark))
    index.put(where, filed(_document(report, ordered)))
    if outlet := _outlet(report):
        index.put(where, Publisher(outlet))
        index.add("publisher", [(key(outlet), where)])
    found = echoes_of(held)
    if found.points:
        index.put(where, found)
    return held


def _take_away(index: Index, where: int, standing: Standing, held: Sequence[Signature]) -> None:
    for s in held:
        index.forget(Signature, s.place)
    index.drop("named", _given(held))
    index.drop("withheld", _withheld(held))
    index.drop("report", [(key(standing.report), where)])
    publisher = index.get(Publisher, where)
    if publisher is not None:
        index.drop("publisher", [(key(publisher.outlet), where)])
    for kind in (Standing, Filed, Publisher, Echoes):
        index.forget(kind, where)


def _given(held: Sequence[Signature]) -> list[tuple[int, int]]:
    """The names that claims give for their origins, and for whom these speak."""
    return [(key(name), s.place) for s in held for name in names_given(s.claim)]


def names_given(claim: Claim) -> set[str]:
    """The names that a claim gives for its origin, and for whom that speaks."""
    by, origin = claim.origin.spoken_for, claim.origin
    return ({origin.name} if origin.named else set()) | ({by} if by and not origin.protected else set())


def _withheld(held: Sequence[Signature]) -> list[tuple[int, int]]:
    return [(0, s.place) for s in held if any(h.voice.protected for h in s.claim.chain)]


def _keep(index: Index, where: int, made: Outcome | Echoes | Lasted) -> None:
    if made.relations or (isinstance(made, Outcome) and made.matters):
        index.put(where, made)
    else:
        index.forget(type(made), where)


def article(report: Report) -> str:
    """The report's text without its furniture."""
    return "\n".join(p.span.of(report.text) for p in report.article())


def _document(report: Report, claims: Sequence[Claim]) -> Document:
    """A report as copy detection sees it; a report that cites itself cites nobody."""
    text = article(report)
    own = _outlet(report)
    cites = {outlet_key(h.voice.name) for c in claims for h in c.chain if h.voice.kind is VoiceKind.OUTLET}
    return Document(
        id=report.id,
        prose=without_quotations(text),
        quoted=quotations(text),
        published=_published(report),
        publisher=own,
        cites=tuple(sorted(cites - {own or ""})),
        marks=marks(text),
    )


def _change(kept: _Kept, copies_went: tuple[Copy, ...], copies_came: tuple[Copy, ...]) -> Change:
    """The difference, each part in a fixed order."""
    before, after = _relations(kept.before), _relations(kept.after)
    old = {m for o in kept.before if isinstance(o, Outcome) for m in o.matters}
    new = {m for o in kept.after if isinstance(o, Outcome) for m in o.matters}
    return Change(
        matters_went=tuple(sorted(old - new, key=lambda m: m.id)),
        matters_came=tuple(sorted(new - old, key=lambda m: m.id)),
        relations_went=tuple(sorted(before - after, key=order)),
        relations_came=tuple(sorted(after - before, key=order)),
        copies_went=copies_went,
        copies_came=copies_came,
    )


def _relations(made: Iterable[Outcome | Echoes | Lasted]) -> set[Relation]:
    return {r for o in made for r in o.relations}


def order(r: Relation) -> tuple[str, str, str, tuple[str, ...]]:
    """The order in which relations are listed."""
    return (r.a, r.b, r.kind.value, r.reasons)
