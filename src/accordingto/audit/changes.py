"""What changed in knowledge between two states of a ledger: not which articles came, but what they changed.

Both states are views made by one program, the earlier of what was held then; so a difference is one of
the evidence, never of the reader. A matter is the one it was before if it shares a claim with it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from accordingto.claim import Claim, Flag, Polarity
from accordingto.edit import Edit
from accordingto.figure import Figure, Verdict, compare
from accordingto.ledger.view import LedgerView
from accordingto.relation import Matter, OriginGroup, Relation, RelationKind
from accordingto.report import Report, Span
from accordingto.voice import Form

_MOVED = (Verdict.UPDATES, Verdict.CONFLICT, Verdict.TENSION, Verdict.REFINES)
_OPEN = (Polarity.QUESTION, Polarity.UNKNOWN)
_ANSWER = (Polarity.ASSERTED, Polarity.DENIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatter:
    """A matter none of whose claims was there before."""

    matter: Matter
    claim: Claim  # the clearest
    counted: tuple[OriginGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrigin:
    """A matter that was there, and an independent origin that it had not. `was` and `now` count them."""

    matter: Matter
    origin: OriginGroup
    claim: Claim
    was: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedFigure:
    """Within a matter, a figure that nobody had given before, beside the nearest that somebody had."""

    matter: Matter
    was: Claim
    was_figure: Figure
    now: Claim
    now_figure: Figure
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two claims at odds. `reasons` are those of the relation, or for a closed one why it is no more.

    `more` counts other pairs of claims of the same two matters.
    """

    a: Claim
    b: Claim
    reasons: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question that was open, and the new claim about the same matter that says something to it.

    `reasons` tell who judged that a claim answers it, where somebody did since; it need not be new then.
    """

    matter: Matter
    question: Claim
    answer: Claim
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that changed. `reports` are the new ones, `texts` the reports of either state by id. `closed_to`
    has, by report, what is not quoted beyond a claim's own words: where it mentions voices whose names are
    withheld, or all of it where a claim was made coarse."""

    matters: tuple[NewMatter, ...]
    origins: tuple[NewOrigin, ...]
    figures: tuple[MovedFigure, ...]
    opened: tuple[Conflict, ...]
    closed: tuple[Conflict, ...]
    answered: tuple[Answer, ...]
    edits: tuple[Edit, ...]
    reports: tuple[Report, ...]
    texts: Mapping[str, Report]
    closed_to: Mapping[str, tuple[Span, ...]]

    @property
    def nothing(self) -> bool:
        found = (
            self.matters,
            self.origins,
            self.figures,
            self.opened,
            self.closed,
            self.answered,
            self.edits,
        )
        return not any(found)


def changes(before: LedgerView, after: LedgerView) -> Changes:
    """What the later state knows that the earlier did not, and the other way round. Give shielded views."""
    pair = _Pair(before, after)
    known = {(e.address, e.seen) for e in before.edits}
    had = {r.id for r in before.reports}
    return Changes(
        matters=tuple(pair.new_matters()),
        origins=tuple(pair.new_origins()),
        figures=tuple(pair.moved()),
        opened=tuple(_conflicts(after, before, pair)),
        closed=tuple(_conflicts(before, after, pair)),
        answered=tuple(pair.answered()),
        edits=tuple(e for e in after.edits if (e.address, e.seen) not in known),
        reports=tuple(r for r in after.reports if r.id not in had),
        texts={r.id: r for r in (*before.reports, *after.reports)},
        closed_to=_closed(before, after),
    )


def _closed(*views: LedgerView) -> dict[str, tuple[Span, ...]]:
    found: dict[str, set[Span]] = defaultdict(set)
    texts = {r.id: r.text for view in views for r in view.reports}
    for claim in (c for view in views for c in view.claims):
        voices = (hop.voice for hop in claim.chain)
        found[claim.report] |= {v.mention for v in voices if v.protected and v.mention}
        if Flag.COARSENED in claim.flags:  # what was taken from a claim must not come back by its sentence
            found[claim.report].add(Span(0, len(texts[claim.report])))
    return {report: tuple(sorted(spans)) for report, spans in found.items() if spans}


class _Pair:
    """Two states with what is looked up in them again and again."""

    def __init__(self, before: LedgerView, after: LedgerView) -> None:
        self.before, self.after = before, after
        self.has = {c.id: c for c in after.claims}
        edits = (*before.edits, *after.edits)
        same = _Same(pair for e in edits for pair in e.same)
        old = {same[c.id]: c for c in before.claims}
        # A claim that a newer version of its page repeats word for word is no new claim.
        self.had = {c.id: c for c in before.claims} | {i: old[same[i]] for i in self.has if same[i] in old}
        # One that it changed is told of as an edit, and keeps its matter.
        self.changed = {c.after for e in edits for c in e.claims if c.before and c.after}
        self._one = _Same(
            [
                *(pair for e in edits for pair in e.same),
                *((c.before, c.after) for e in edits for c in e.claims if c.before and c.after),
            ]
        )
        self._within = {self._one[c]: m for m in before.matters for c in m.claims}
        self._earlier = {m.id: self._predecessor(m) for m in after.matters}

    def _predecessor(self, matter: Matter) -> Matter | None:
        """The earlier matter with which it shares most claims; claims of a newer version count by words."""
        ids = [one for c in matter.claims if (one := self._one[c]) in self._within]
        shared = Counter(self._within[one].id for one in ids)
        if not shared:
            return None
        best = min(shared, key=lambda m: (-shared[m], m))
        return next(self._within[one] for one in ids if self._within[one].id == best)

    def new_matters(self) -> Iterator[NewMatter]:
        """Those with most independent origins first, then those in most reports, then those that say most
        (what, when, where, how many). What an outlet says in its own voice alone is none."""
        found = []
        for matter in self.after.matters:
            if self._earlier[matter.id] is not None:
                continue
            claims = [self.has[c] for c in matter.claims if c in self.has]
            said = [c for c in claims if c.form is not Form.OWN_VOICE]
            if not said:
                continue
            # The clearest: one that says something before one that asks.
            said.sort(key=lambda c: (c.polarity in _OPEN, self._words(c) != matter.title))
            titled = said[0]
            counted = tuple(g for g in matter.origins if g.counted)
            found.append(NewMatter(matter=matter, claim=titled, counted=counted))
        yield from sorted(found, key=_rank)

    def new_origins(self) -> Iterator[NewOrigin]:
        for matter in self.after.matters:
            earlier = self._earlier[matter.id]
            if earlier is None or matter.independent_origins <= earlier.independent_origins:
                continue
            if not any(self.had[c].polarity in _ANSWER for c in earlier.claims if c in self.had):
                continue  # a question before: told as answered
            held = {c for g in earlier.origins if g.counted for c in g.claims}
            names = {g.name for g in earlier.origins if g.counted}
            for group in matter.origins:
                fresh = [c for c in group.claims if c in self.has and self._is_new(c)]
                if group.counted and group.name not in names and held.isdisjoint(group.claims) and fresh:
                    yield NewOrigin(
                        matter=matter,
                        origin=group,
                        claim=self.has[fresh[0]],
                        was=earlier.independent_origins,
                        now=matter.independent_origins,
                    )

    def moved(self) -> Iterator[MovedFigure]:
        for matter in self.after.matters:
            if (earlier := self._earlier[matter.id]) is None:
                continue
            new = [self.has[c] for c in matter.claims if c in self.has and self._is_new(c)]
            old = [self.had[c] for c in earlier.claims if c in self.had]
            told: set[object] = set()
            for claim in new:
                for figure in claim.figures:
                    found = self._nearest(figure, old)
                    key = (figure.hard, figure.soft, figure.population, figure.unit)
                    if found is not None and key not in told:
                        told.add(key)
                        was, was_figure, verdict, reason = found
                        yield MovedFigure(
                            matter=matter,
                            was=was,
                            was_figure=was_figure,
                            now=claim,
                            now_figure=figure,
                            verdict=verdict,
                            reason=reason,
                        )

    @staticmethod
    def _nearest(figure: Figure, old: Iterable[Claim]) -> tuple[Claim, Figure, Verdict, str] | None:
        """The earlier figure it differs from least; None if it was given before or none can be compared."""
        best: tuple[float, Claim, Figure, Verdict, str] | None = None
        for claim, known in ((c, f) for c in old for f in c.figures):
            if (known.hard, known.soft) == (figure.hard, figure.soft) or _one_number(known, figure):
                return None
            found = compare(known, figure, same_matter=True)
            if found.verdict not in _MOVED:
                continue
            apart = abs(known.soft.low - figure.soft.low)
            if best is None or apart < best[0]:
                best = (apart, claim, known, found.verdict, found.reason)
        return best[1:] if best else None

    def answered(self) -> Iterator[Answer]:
        """Questions of before beside which a new claim now says something, in one matter or by relation."""
        meets: dict[str, list[str]] = defaultdict(list)
        for relation in self.after.relations:
            if relation.kind is not RelationKind.UNRELATED:
                meets[relation.a].append(relation.b)
                meets[relation.b].append(relation.a)
        told: set[tuple[str, str]] = set()
        for found in self._judged_answers():
            told.add((self._words(found.question), self._words(found.answer)))
            yield found
        for matter in self.after.matters:
            questions = [self.had[c] for c in matter.claims if c in self.had and c in self.has]
            for question in (q for q in questions if q.polarity in _OPEN):
                for near in dict.fromkeys((*matter.claims, *meets[question.id])):
                    new = self.has.get(near)
                    if new is None or not self._is_new(near) or new.polarity not in _ANSWER:
                        continue
                    said = (self._words(question), self._words(new))
                    if said not in told:
                        told.add(said)
                        yield Answer(matter=matter, question=question, answer=new)

    def _judged_answers(self) -> Iterator[Answer]:
        """What people have since found to answer a question."""
        known = {(r.a, r.b) for r in self.before.relations if r.kind is RelationKind.ANSWERS}
        for r in self.after.relations:
            if r.kind is not RelationKind.ANSWERS or (r.a, r.b) in known:
                continue
            home = next((m for m in self.after.matters if r.b in m.claims), None)
            if home is not None and r.a in self.has:
                yield Answer(matter=home, question=self.has[r.b], answer=self.has[r.a], reasons=r.reasons)

    def _is_new(self, claim: str) -> bool:
        return claim not in self.had and claim not in self.changed

    def one(self, claim: str) -> str:
        """An id that a claim has through all versions of its page."""
        return self._one[claim]

    def _words(self, claim: Claim) -> str:
        text = next((r.text for r in self.after.reports if r.id == claim.report), "")
        return " … ".join(s.of(text) for s in claim.evidence)


def _rank(new: NewMatter) -> tuple[object, ...]:
    claim = new.claim
    told = sum(bool(part) for part in (claim.event, claim.figures, claim.times, claim.places))
    return -len(new.counted), -len(new.matter.reports), -told, -len(new.matter.claims), new.matter.id


def _conflicts(here: LedgerView, there: LedgerView, pair: _Pair) -> list[Conflict]:
    """Conflicts of one state that the other has not; those between the same two matters told as one."""
    claims = {c.id: c for c in here.claims}
    within = {c: m.id for m in here.matters for c in m.claims}
    known = {_ends(r, pair) for r in there.relations if r.kind is RelationKind.CONFLICTS}
    left = {pair.one(c.id) for c in there.claims}
    found: dict[frozenset[str], Conflict] = {}
    for relation in here.relations:
        if relation.kind is not RelationKind.CONFLICTS or _ends(relation, pair) in known:
            continue
        a, b = claims[relation.a], claims[relation.b]
        key = frozenset((within.get(a.id, a.id), within.get(b.id, b.id)))
        if key in found:
            found[key] = replace(found[key], more=found[key].more + 1)
            continue
        reasons = relation.reasons
        if here is pair.before:
            stands = {pair.one(c.id) for c in (a, b)} <= left
            reasons = ("no longer held against each other" if stands else "a claim no longer stands",)
        found[key] = Conflict(a=a, b=b, reasons=reasons)
    return list(found.values())


def _ends(relation: Relation, pair: _Pair) -> frozenset[str]:
    return frozenset((pair.one(relation.a), pair.one(relation.b)))


def _one_number(a: Figure, b: Figure) -> bool:
    """True for "at least 24" and "24": the same number with and without a word before it has not moved."""
    ends = [{f.hard.low, f.hard.high} for f in (a, b)]
    return any(f.hard.low == f.hard.high for f in (a, b)) and bool(ends[0] & ends[1])


class _Same:
    """Ids that mean one claim, from pairs; each class goes by one of its ids."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._up: dict[str, str] = {}
        for a, b in pairs:
            one, other = self[a], self[b]
            if one != other:
                self._up[max(one, other)] = min(one, other)

    def __getitem__(self, name: str) -> str:
        while name in self._up:
            name = self._up[name]
        return name
