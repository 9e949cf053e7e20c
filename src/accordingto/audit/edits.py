"""Silent edits: which claims of a page appeared, vanished or changed between two versions of it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from types import MappingProxyType

from accordingto.audit.shield import NAMELESS, shielded
from accordingto.claim import Claim, Polarity
from accordingto.edit import ClaimEdit, Edit, EditKind
from accordingto.languages import lexicon
from accordingto.ledger.history import State
from accordingto.ledger.view import LedgerView
from accordingto.report import Report, Span

_ORDER = (EditKind.CHANGED, EditKind.VANISHED, EditKind.APPEARED)


def edits(
    pairs: Iterable[tuple[State, State]], hidden: Mapping[str, Collection[str]] = MappingProxyType({})
) -> tuple[Edit, ...]:
    """One entry for each pair of versions, oldest first; pairs that say the same are left out.

    `hidden` are names that people withheld, by report. What comes out may be shown: they stand in none of
    it, not even in the words of an older version that printed them.
    """
    found = []
    stood: dict[tuple[str, object], datetime] = {}  # when a page last said this, before the pair's versions
    for before, after in pairs:
        back = max((at for key in _says(after) if (at := stood.get((after.address, key)))), default=None)
        found.append(replace(edit(before, after), back=back))
        stood.update({(before.address, key): before.at for key in _says(before)})
    told = (_hiding(e, {*hidden.get(e.before, ()), *hidden.get(e.after, ())}) for e in found)
    return tuple(sorted((e for e in told if e.claims or e.facts), key=lambda e: (e.seen, e.address)))


def edit(before: State, after: State) -> Edit:
    """What the later version of a page says otherwise."""
    before, after = _shielded(before), _shielded(after)
    same, old, new = _paired(before, after)
    return Edit(
        address=after.address,
        held=before.at,
        seen=after.at,
        before=before.report.id,
        after=after.report.id,
        facts=tuple(_facts(before.report, after.report)),
        claims=tuple(_claims(old, new, before.report, after.report)),
        same=tuple(sorted((a.id, b.id) for a, b in same)),
        other_reader=before.maker != after.maker,
    )


def withheld_between(before: State, after: State) -> set[str]:
    """Names that one of two versions has for a voice that the other withholds, in the same claim."""
    spoken = (hop.voice for c in (*before.claims, *after.claims) for hop in c.chain)
    if not any(voice.protected for voice in spoken):
        return set()
    same, old, new = _paired(before, after)
    pairs = [*same, *_likeliest(old, new, before.report, after.report)]
    found = set()
    for one, other in (*pairs, *((b, a) for a, b in pairs)):
        for named, nameless in zip(reversed(one.chain), reversed(other.chain), strict=False):
            if nameless.voice.protected and not named.voice.protected:
                found.add(named.voice.name)
    return found


def _says(state: State) -> tuple[object, object]:
    """The report, and what is equal of two that an edit finds no difference between."""
    shown = _shielded(state)
    claims = sorted(repr(_key(c, shown.report)) for c in shown.claims)
    facts = (str(shown.report.title.value), str(shown.report.published.value))
    return shown.report.id, (facts, *claims)


def _shielded(state: State) -> State:
    nothing = dict.fromkeys(("non_responses", "relations", "matters", "copies"), ())
    view = LedgerView(reports=(state.report,), claims=state.claims, **nothing)
    return replace(state, claims=shielded(view).claims)


def _hiding(found: Edit, names: Collection[str]) -> Edit:
    if not names:
        return found
    inside = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))

    def hide(text: str) -> str:
        return inside.sub(NAMELESS, text)

    return replace(
        found,
        facts=tuple((field, hide(was), hide(now)) for field, was, now in found.facts),
        claims=tuple(
            replace(
                c,
                origin=hide(c.origin),
                was=c.was and hide(c.was),
                now=c.now and hide(c.now),
                what=tuple(map(hide, c.what)),
            )
            for c in found.claims
        ),
    )


def _facts(before: Report, after: Report) -> Iterator[tuple[str, str, str]]:
    for name in ("title", "published"):
        old, new = getattr(before, name), getattr(after, name)
        was, now = str(old.value), str(new.value)  # a reason where it is not stated
        if was != now:
            yield name, was, now


def _claims(old: list[Claim], new: list[Claim], before: Report, after: Report) -> list[ClaimEdit]:
    changed = _likeliest(old, new, before, after)
    found = [_changed(was, now, before, after) for was, now in changed]
    paired = {c.id for pair in changed for c in pair}
    for kind, claims, report in ((EditKind.VANISHED, old, before), (EditKind.APPEARED, new, after)):
        for c in claims:
            if c.id not in paired:
                said = _words(c.evidence, report)
                gone = kind is EditKind.VANISHED
                found.append(
                    ClaimEdit(
                        kind=kind,
                        origin=c.origin.name,
                        was=said if gone else None,
                        now=None if gone else said,
                        before=c.id if gone else None,
                        after=None if gone else c.id,
                    )
                )
    place = {c.id: c.evidence[0].start for c in (*old, *new) if c.evidence}
    return sorted(
        found, key=lambda e: (_ORDER.index(e.kind), place.get(e.after or e.before or "", 0), e.was or "")
    )


def _paired(before: State, after: State) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """Claims that both versions have word for word, and those that only one has, in the order of the text."""
    held: dict[object, list[Claim]] = defaultdict(list)
    for c in _in_order(before.claims):
        held[_key(c, before.report)].append(c)
    same, new = [], []
    for c in _in_order(after.claims):
        met = held.get(_key(c, after.report))
        if met:
            same.append((met.pop(0), c))
        else:
            new.append(c)
    return same, _in_order(c for rest in held.values() for c in rest), new


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
