"""Silent edits: which claims of a page appeared, vanished or changed between two versions of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from accordingto.audit.shield import shielded
from accordingto.claim import Claim, Polarity
from accordingto.edit import ClaimEdit, Edit, EditKind
from accordingto.languages import lexicon
from accordingto.ledger.history import State
from accordingto.ledger.view import LedgerView
from accordingto.report import Report, Span, Stated

_ORDER = (EditKind.CHANGED, EditKind.VANISHED, EditKind.APPEARED)


def edits(pairs: Iterable[tuple[State, State]]) -> tuple[Edit, ...]:
    """One entry for each pair of versions, oldest first; pairs that say the same are left out.

    Withheld names are shielded: what comes out may be shown.
    """
    found = (edit(before, after) for before, after in pairs)
    told = (e for e in found if e.claims or e.facts)
    return tuple(sorted(told, key=lambda e: (e.seen, e.address)))


def edit(before: State, after: State) -> Edit:
    """What the later version of a page says otherwise."""
    before, after = _shielded(before), _shielded(after)
    return Edit(
        address=after.address,
        held=before.at,
        seen=after.at,
        before=before.report.id,
        after=after.report.id,
        facts=tuple(_facts(before.report, after.report)),
        claims=tuple(_claims(before, after)),
        other_reader=before.maker != after.maker,
    )


def _shielded(state: State) -> State:
    view = LedgerView(
        reports=(state.report,),
        claims=state.claims,
        non_responses=(),
        relations=(),
        matters=(),
        copies=(),
    )
    return State(
        address=state.address,
        at=state.at,
        report=state.report,
        claims=shielded(view).claims,
        maker=state.maker,
    )


def _facts(before: Report, after: Report) -> Iterator[tuple[str, str, str]]:
    for name in ("title", "published"):
        old, new = getattr(before, name), getattr(after, name)
        was, now = (v.value if isinstance(v, Stated) else v.value for v in (old, new))
        if was != now:
            yield name, was, now


def _claims(before: State, after: State) -> Iterator[ClaimEdit]:
    old, new = _unpaired(before, after)
    changed = _likeliest(old, new, before.report, after.report)
    found = [_changed(was, now, before.report, after.report) for was, now in changed]
    paired = {c.id for pair in changed for c in pair}
    found += [
        ClaimEdit(
            kind=EditKind.VANISHED, origin=c.origin.name, was=_words(c.evidence, before.report), before=c.id
        )
        for c in old
        if c.id not in paired
    ]
    found += [
        ClaimEdit(
            kind=EditKind.APPEARED, origin=c.origin.name, now=_words(c.evidence, after.report), after=c.id
        )
        for c in new
        if c.id not in paired
    ]
    place = {c.id: c.evidence[0].start for c in (*old, *new) if c.evidence}
    yield from sorted(
        found, key=lambda e: (_ORDER.index(e.kind), place.get(e.after or e.before or "", 0), e.was or "")
    )


def _unpaired(before: State, after: State) -> tuple[list[Claim], list[Claim]]:
    """The claims of either version that the other does not have word for word, in the order of the text."""
    same: dict[object, list[Claim]] = defaultdict(list)
    for c in _in_order(before.claims):
        same[_key(c, before.report)].append(c)
    new = []
    for c in _in_order(after.claims):
        met = same.get(_key(c, after.report))
        if met:
            met.pop(0)
        else:
            new.append(c)
    return _in_order(c for rest in same.values() for c in rest), new


def _in_order(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda c: (c.evidence, c.id))


def _key(claim: Claim, report: Report) -> object:
    said = _words(claim.evidence, report).casefold()
    return said, claim.origin.name.casefold(), claim.polarity, claim.strength


def _likeliest(
    old: list[Claim], new: list[Claim], before: Report, after: Report
) -> list[tuple[Claim, Claim]]:
    """Pairs that are one claim in other words: the most alike first, each claim in one pair at most."""
    least = lexicon("any", "edits")
    said = {c.id: _words(c.evidence, before).casefold().split() for c in old}
    now = [(c, _words(c.evidence, after).casefold().split()) for c in new]
    scored = []
    for a in old:
        for b, words in now:
            match = SequenceMatcher(None, said[a.id], words, autojunk=False)
            if match.quick_ratio() >= least["alike_same_event"]:
                likeness = match.ratio()
                if likeness >= _needed(a, b):
                    scored.append((-likeness, a.evidence, b.evidence, a.id, b.id))
    one, other = {c.id: c for c in old}, {c.id: c for c in new}
    pairs = []
    for _, _, _, a_id, b_id in sorted(scored):
        if a_id in one and b_id in other:
            pairs.append((one.pop(a_id), other.pop(b_id)))
    return pairs


def _needed(a: Claim, b: Claim) -> float:
    least = lexicon("any", "edits")
    if a.origin.name != b.origin.name:
        return float(least["alike"])
    event = a.event is not None and b.event is not None and a.event.predicate == b.event.predicate
    return float(least["alike_same_event"] if event else least["alike_same_origin"])


def _changed(was: Claim, now: Claim, before: Report, after: Report) -> ClaimEdit:
    return ClaimEdit(
        kind=EditKind.CHANGED,
        origin=now.origin.name,
        was=_words(was.evidence, before),
        now=_words(now.evidence, after),
        before=was.id,
        after=now.id,
        what=tuple(_differences(was, now, before, after)),
    )


def _differences(was: Claim, now: Claim, before: Report, after: Report) -> Iterator[str]:
    if was.origin.name != now.origin.name:
        yield f"another source: {was.origin.name} → {now.origin.name}"
    if was.polarity is not now.polarity:
        yield f"{was.polarity.value} → {now.polarity.value}"
    if was.strength is not now.strength:
        hedged = [_words(c.hedges, r) or c.strength.value for c, r in ((was, before), (now, after))]
        lost = now.strength.value == "flat" or (now.hedges == () and was.hedges != ())
        yield f"{'hedge lost' if lost else 'strength'}: {hedged[0]} → {hedged[1]}"
    figures = [[f.span.of(r.text) for f in c.figures] for c, r in ((was, before), (now, after))]
    if sorted(figures[0]) != sorted(figures[1]):
        yield f"figure: {', '.join(figures[0]) or 'none'} → {', '.join(figures[1]) or 'none'}"
    times = [sorted({t.span.of(r.text) for t in c.times}) for c, r in ((was, before), (now, after))]
    if times[0] != times[1]:
        yield f"time: {', '.join(times[0]) or 'none'} → {', '.join(times[1]) or 'none'}"
    places = [sorted({p.span.of(r.text) for p in c.places}) for c, r in ((was, before), (now, after))]
    if places[0] != places[1]:
        yield f"place: {', '.join(places[0]) or 'none'} → {', '.join(places[1]) or 'none'}"
    if was.polarity is now.polarity is Polarity.ASSERTED and was.form is not now.form:
        yield f"{was.form.value} → {now.form.value}"


def _words(spans: Iterable[Span], report: Report) -> str:
    return " … ".join(" ".join(s.of(report.text).split()) for s in spans if len(s))
