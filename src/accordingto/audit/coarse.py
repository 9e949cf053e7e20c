"""What might tell who a withheld voice is, made coarse by a policy: words black, days and places widened.

Words are blacked out by place in the report, and wherever else as many of them as somebody could recognise
stand in a row: in other reports, headlines, titles, reasons. Those runs of words are handed on as `phrases`,
so that the finished bytes can be searched for them (`keep.proof`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from accordingto.audit.alias import Draw
from accordingto.audit.blackout import (
    BLACK,
    Phrase,
    blackened,
    phrases_of,
    quotation_around,
    silenced,
    without,
)
from accordingto.audit.policy import Called, Policy
from accordingto.audit.shield import shielded, withheld_names
from accordingto.audit.widen import widened, widened_change, words_of
from accordingto.claim import Claim
from accordingto.edit import ClaimEdit
from accordingto.judgement import NAMELESS, Change
from accordingto.keep.telling import Sign, tellings
from accordingto.ledger.view import Earlier, LedgerView
from accordingto.relation import Matter
from accordingto.report import Report, Span
from accordingto.voice import Chain, Form, Voice

_NEAR = 300  # characters from a voice's mention to its words within which what stands between is of the voice
_Signs: TypeAlias = Mapping[str, Collection[Sign]]  # by claim that is made coarse
_ById: TypeAlias = Mapping[tuple[str, str], str]  # a report and a shown name, and the id to show instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Coarse:
    """A shielded view without what the policy takes away, and the runs of words that must not leave.

    `claims` are the ids of those that were made coarse.
    """

    view: LedgerView
    phrases: frozenset[Phrase]
    claims: frozenset[str]


def coarsened(view: LedgerView, policy: Policy, draw: Draw) -> Coarse:
    """The view as the policy lets it leave; `draw` gives withheld voices their ids (`audit.alias`)."""
    texts = {r.id: r.text for r in view.reports}
    read = _read(view)
    chosen = _chosen(read.values(), texts, policy)
    black = _black(read.values(), chosen, policy, texts)
    if policy.called is Called.ID:
        for report, names in withheld_names(view).items():
            black.setdefault(report, []).extend(_places(names, texts.get(report, "")))
    said = {i: [s.of(texts.get(read[i].report, "")) for s in _said(read[i], texts)] for i in chosen}
    phrases = frozenset(phrase for parts in said.values() for part in parts for phrase in phrases_of(part))
    before = [coarsened(e.alone, policy, draw) for e in view.earlier]
    phrases = phrases.union(*(b.phrases for b in before))
    said.update((i, []) for b in before for i in b.claims if i not in said)
    view = shielded(view, draw)
    by_id = _by_id(read, _read(view), black, policy)
    reports = tuple(_blackened(r, black) for r in view.reports)
    earlier = tuple(_as_coarse(e, b.view, black) for e, b in zip(view.earlier, before, strict=True))
    view = _Policed(said, by_id, policy, _read(view)).view(replace(view, reports=reports, earlier=earlier))
    return Coarse(view=without(view, phrases), phrases=phrases, claims=frozenset(said))


def _blackened(report: Report, black: Mapping[str, Sequence[Span]]) -> Report:
    return replace(report, text=blackened(report.text, black.get(report.id, ())))


def _as_coarse(earlier: Earlier, alone: LedgerView, black: Mapping[str, Sequence[Span]]) -> Earlier:
    """An earlier reading, from its coarse view; of the same text, it loses what that of today loses."""
    report = _blackened(alone.reports[0], black)
    return replace(earlier, report=report, claims=alone.claims, non_responses=alone.non_responses)


def _read(view: LedgerView) -> dict[str, Claim]:
    return {c.id: c for c in (*view.machine, *view.newest, *view.claims)}


def _chosen(claims: Iterable[Claim], texts: Mapping[str, str], policy: Policy) -> _Signs:
    held = [c for c in claims if any(h.voice.protected for h in c.chain)]
    asked = {
        Sign.QUOTED: policy.quotations,
        Sign.ADDRESS: policy.addresses,
        Sign.TOGETHER: policy.together,
    }
    found: dict[str, set[Sign]] = {c.id: set() for c in held} if policy.every else {}
    for told in tellings(held, texts):
        if asked[told.sign]:
            found.setdefault(told.claim, set()).add(told.sign)
    return found


def _said(claim: Claim, texts: Mapping[str, str]) -> Iterator[Span]:
    """The words of a claim; of a quotation, all that stands in its marks."""
    quoted = claim.form in (Form.DIRECT, Form.MIXED)
    text = texts.get(claim.report, "")
    yield from (quotation_around(text, span) if quoted else span for span in claim.evidence)


def _black(
    claims: Iterable[Claim], chosen: _Signs, policy: Policy, texts: Mapping[str, str]
) -> dict[str, list[Span]]:
    """By report, what is blacked out by its place."""
    found: dict[str, list[Span]] = {}
    for claim in claims:
        spans = found.setdefault(claim.report, [])
        held = [h for h in claim.chain if h.voice.protected]
        said = [h.voice.mention for h in held if h.voice.mention]
        if policy.called is Called.ID:
            spans += [*said, *(b for h in held for b in h.basis)]
        if claim.id in chosen:
            spans += [*_said(claim, texts), *claim.alternatives]
        if Sign.TOGETHER in chosen.get(claim.id, ()):
            # A role or a charge stands beside the mention; where it begins and ends is not known.
            about = [*said, *claim.evidence, *(c for h in held for c in (*h.cue, *h.basis))]
            spans += [*said, *_between(about)]
    return found


def _between(spans: Sequence[Span]) -> Iterator[Span]:
    for a, b in pairwise(sorted(spans)):
        if a.end < b.start <= a.end + _NEAR:
            yield Span(a.end, b.start)


def _places(names: Iterable[str], text: str) -> Iterator[Span]:
    for name in names:
        yield from (Span(*m.span()) for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _by_id(
    read: Mapping[str, Claim], shown: Mapping[str, Claim], black: Mapping[str, Sequence[Span]], policy: Policy
) -> _ById:
    """The withheld voices whose words are blacked out, at least in one place: they have their id alone.

    By the name that is shown, and by the one that was read, which sentences of ours may still hold.
    """
    found: dict[tuple[str, str], str] = {}
    for id_, claim in read.items():
        for was, now in zip(claim.chain, shown[id_].chain, strict=True):
            voice, spans = now.voice, black.get(claim.report, ())
            hidden = any(voice.mention.meets(s) for s in spans) if voice.mention else False
            if voice.alias and (policy.called is Called.ID or hidden):
                for name in (voice.name, was.voice.name):
                    found[claim.report, name] = voice.alias
    return found


def _renamed(said: str, names: Mapping[str, str]) -> str:
    for name, id_ in sorted(names.items(), key=lambda item: -len(item[0])):
        said = said.replace(name, id_)
    return said


@dataclass(frozen=True, slots=True)
class _Policed:
    """A policy at work on one view: `read` are its claims by id, shielded.

    `chosen` are those that are made coarse, each with its words as the report had them.
    """

    chosen: Mapping[str, Sequence[str]]
    by_id: _ById
    policy: Policy
    read: Mapping[str, Claim]

    def view(self, view: LedgerView) -> LedgerView:
        claims, machine, newest = (
            tuple(self._claim(c) for c in some) for some in (view.claims, view.machine, view.newest)
        )
        return replace(
            view,
            claims=claims,
            machine=machine,
            newest=newest,
            non_responses=tuple(
                replace(n, asked=self._voice(n.report, n.asked), asker=self._voice(n.report, n.asker))
                for n in view.non_responses
            ),
            relations=tuple(
                replace(r, reasons=self._sentences(r.reasons, (r.a, r.b))) for r in view.relations
            ),
            matters=tuple(self._matter(m) for m in view.matters),
            judgements=tuple(
                replace(j, change=j.change and self._change(j.change, j.subject)) for j in view.judgements
            ),
            proposals=tuple(
                replace(
                    p, change=self._change(p.change, (p.claim,)), says=self._sentences(p.says, (p.claim,))
                )
                for p in view.proposals
            ),
            edits=tuple(replace(e, claims=tuple(self._edit(c) for c in e.claims)) for e in view.edits),
        )

    def _claim(self, claim: Claim) -> Claim:
        claim = replace(claim, chain=self._chain(claim.report, claim.chain))
        return widened(claim, self.policy) if claim.id in self.chosen else claim

    def _chain(self, report: str, chain: Chain) -> Chain:
        return tuple(replace(h, voice=self._voice(report, h.voice)) for h in chain)

    def _voice(self, report: str, voice: Voice) -> Voice:
        name = self.by_id.get((report, voice.name)) if voice.protected else None
        return voice if name is None else replace(voice, name=name, mention=None)

    def _sentences(self, said: Iterable[str], about: Iterable[str]) -> tuple[str, ...]:
        """Sentences of ours about these claims, without the names and values that are not told."""
        claims = [self.read[i] for i in about if i in self.read]
        words = [w for c in claims if c.id in self.chosen for w in words_of(c)]
        reports = {c.report for c in claims}
        names = {name: id_ for (report, name), id_ in self.by_id.items() if report in reports}
        return tuple(silenced(_renamed(one, names), words) for one in said)

    def _matter(self, matter: Matter) -> Matter:
        said = [part for i in matter.claims for part in self.chosen.get(i, ())]
        title, *reasons = self._sentences((matter.title, *matter.reasons), matter.claims)
        if any(part in matter.title or matter.title in part for part in said):
            title = f"Words about {NAMELESS}"
        origins = []
        for group in matter.origins:
            names = [self.by_id[v] for v in group.voices if v in self.by_id and v[1] == group.name]
            voices = tuple((report, self.by_id.get((report, name), name)) for report, name in group.voices)
            (reason,) = self._sentences((group.reason,), matter.claims)
            name = names[0] if names else group.name
            origins.append(replace(group, name=name, voices=voices, reason=reason))
        return replace(matter, title=title, reasons=tuple(reasons), origins=tuple(origins))

    def _change(self, change: Change, about: Sequence[str]) -> Change:
        report = next((self.read[i].report for i in about if i in self.read), "")
        change = replace(change, chain=change.chain and self._chain(report, change.chain))
        return widened_change(change, self.policy) if any(i in self.chosen for i in about) else change

    def _edit(self, edit: ClaimEdit) -> ClaimEdit:
        if edit.before not in self.chosen and edit.after not in self.chosen:
            return edit
        return replace(edit, was=edit.was and BLACK, now=edit.now and BLACK, what=())
