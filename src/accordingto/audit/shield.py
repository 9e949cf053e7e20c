"""Before anything is published: a voice whose name is withheld shows its wording, never a name.

The report's own text is not touched: what it prints, it prints. What is removed is a name that a
rule or a person put beside it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from accordingto.claim import Claim, NonResponse
from accordingto.judgement import Change, Judgement
from accordingto.ledger.view import Earlier, LedgerView
from accordingto.relation import Copy, Matter, OriginGroup, Relation
from accordingto.report import Span
from accordingto.voice import Hop, Voice

NAMELESS = "a voice whose name is withheld"


def shielded(view: LedgerView, draw: Callable[[str, str], str] | None = None) -> LedgerView:
    """The view with every withheld name replaced by the words the report uses in its place.

    A name that is itself such wording ("two former inmates", said so somewhere in that report of a
    withheld voice) stays, so that a voice keeps one name through its report. `draw` gives a withheld voice
    without an alias one, from its report and its name (`audit.alias`).
    """
    pages = _pages(view, draw)
    claims, machine, newest = (
        tuple(_claim(c, pages.get(c.report, _NOWHERE)) for c in some)
        for some in (view.claims, view.machine, view.newest)
    )
    silences = tuple(_silence(n, pages.get(n.report, _NOWHERE)) for n in view.non_responses)
    names = _names(view, pages)
    told = _told(view, names)
    view = replace(
        view,
        claims=claims,
        machine=machine,
        newest=newest,
        non_responses=silences,
        earlier=tuple(_earlier(e, draw) for e in view.earlier),
    )
    if not told.names and not told.words:
        return view
    page_of = {c.id: pages.get(c.report, _NOWHERE) for c in (*machine, *claims)}
    return replace(
        view,
        judgements=tuple(_judgement(j, page_of.get(j.subject[0], _NOWHERE), names) for j in view.judgements),
        matter_reviews=tuple(
            replace(r, title=r.title and _clean(r.title, names)) for r in view.matter_reviews
        ),
        proposals=tuple(
            replace(
                p,
                says=_cleaned(p.says, names),
                change=_change(p.change, page_of.get(p.claim, _NOWHERE), names),
            )
            for p in view.proposals
        ),
        relations=tuple(_relation(r, names) for r in view.relations),
        matters=tuple(_matter(m, told, pages) for m in view.matters),
        copies=tuple(_copy(c, names) for c in view.copies),
    )


def _earlier(earlier: Earlier, draw: Callable[[str, str], str] | None) -> Earlier:
    """A version of a page is shielded by itself: the names that it withholds are its own."""
    view = shielded(earlier.alone, draw)
    return replace(earlier, claims=view.claims, non_responses=view.non_responses)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A report's text, and the wordings it has for voices whose names it withholds."""

    text: str
    wordings: frozenset[str] = frozenset()
    shown: Mapping[str, str] = field(default_factory=dict)  # by name: the earliest words for it
    alias: Callable[[str], str] | None = None  # by name


_NOWHERE = _Page(text="")


def _spoken(view: LedgerView) -> Iterator[tuple[str, Voice]]:
    """Every voice with its report."""
    for claim in (*view.claims, *view.machine, *view.newest):
        yield from ((claim.report, hop.voice) for hop in claim.chain)
    for silence in view.non_responses:
        yield from ((silence.report, voice) for voice in (silence.asked, silence.asker))


def _pages(view: LedgerView, draw: Callable[[str, str], str] | None = None) -> dict[str, _Page]:
    texts = {r.id: r.text for r in view.reports}
    mentions: dict[str, dict[Span, str]] = {}
    for report, voice in _spoken(view):
        if voice.protected and voice.mention and not voice.labelled:
            mentions.setdefault(report, {})[voice.mention] = voice.name
    pages = {i: _page(text, mentions.get(i, {})) for i, text in texts.items()}
    return {i: replace(p, alias=partial(draw, i)) for i, p in pages.items()} if draw else pages


def _page(text: str, mentions: Mapping[Span, str]) -> _Page:
    worded = [(_said(span.of(text)), mentions[span]) for span in sorted(mentions)]
    shown: dict[str, str] = {}
    for words, name in worded:
        if words:
            shown.setdefault(name, words)
    return _Page(text=text, wordings=frozenset(words for words, _ in worded if words), shown=shown)


def _said(words: str) -> str:
    return " ".join(words.split())


def _wording(voice: Voice, page: _Page) -> str:
    if voice.labelled or _said(voice.name) in page.wordings:
        return voice.name
    return page.shown.get(voice.name, NAMELESS)


def _voice(voice: Voice, page: _Page) -> Voice:
    if not voice.protected:
        return voice
    alias = voice.alias or (page.alias(voice.name) if page.alias else None)
    # Who somebody speaks for, and in what role, can name as surely as a name.
    return replace(voice, name=_wording(voice, page), role=None, spoken_for=None, alias=alias)


def _hop(hop: Hop, page: _Page) -> Hop:
    return replace(hop, voice=_voice(hop.voice, page)) if hop.voice.protected else hop


def _claim(claim: Claim, page: _Page) -> Claim:
    if not any(h.voice.protected for h in claim.chain):
        return claim
    return replace(claim, chain=tuple(_hop(h, page) for h in claim.chain))


def _silence(silence: NonResponse, page: _Page) -> NonResponse:
    return replace(silence, asked=_voice(silence.asked, page), asker=_voice(silence.asker, page))


def _judgement(judgement: Judgement, page: _Page, names: Mapping[str, str]) -> Judgement:
    change = None if judgement.change is None else _change(judgement.change, page, names)
    return replace(judgement, why=_clean(judgement.why, names), change=change)


def _change(change: Change, page: _Page, names: Mapping[str, str]) -> Change:
    chain = change.chain
    if chain is not None:
        hops = (_hop(h, page) for h in chain)
        chain = tuple(replace(h, voice=replace(h.voice, name=_clean(h.voice.name, names))) for h in hops)
    return replace(change, chain=chain, title=change.title and _clean(change.title, names))


def _names(view: LedgerView, pages: Mapping[str, _Page]) -> dict[str, str]:
    """Each withheld name that differs from its wording, longest first, with the wording to show."""
    found: dict[str, str] = {}
    for report, voice in _spoken(view):
        wording = _wording(voice, pages.get(report, _NOWHERE))
        if voice.protected and voice.name and voice.name not in wording:
            found.setdefault(voice.name, wording)
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def withheld_names(view: LedgerView) -> dict[str, tuple[str, ...]]:
    """By report, the names in an unshielded view that it withholds: no index may hold them."""
    pages = _pages(view)
    found: dict[str, set[str]] = {}
    for report, voice in _spoken(view):
        wording = _wording(voice, pages.get(report, _NOWHERE))
        if voice.protected and voice.name and voice.name not in wording:
            found.setdefault(report, set()).add(voice.name)
    return {report: tuple(sorted(names)) for report, names in sorted(found.items())}


def _clean(text: str, names: Mapping[str, str]) -> str:
    for name, wording in names.items():
        text = text.replace(name, wording)
    return text


def _cleaned(texts: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_clean(t, names) for t in texts)


def _relation(relation: Relation, names: Mapping[str, str]) -> Relation:
    return replace(relation, reasons=_cleaned(relation.reasons, names))


def _copy(copy: Copy, names: Mapping[str, str]) -> Copy:
    return replace(copy, reasons=_cleaned(copy.reasons, names))


def _group(group: OriginGroup, names: Mapping[str, str], pages: Mapping[str, _Page]) -> OriginGroup:
    said = {name: _shown(report, name, pages) for report, name in group.voices}
    return replace(
        group,
        name=_clean(said.get(group.name, group.name), names),
        voices=tuple((report, _clean(_shown(report, name, pages), names)) for report, name in group.voices),
        reason=_clean(group.reason, names),
    )


def _shown(report: str, name: str, pages: Mapping[str, _Page]) -> str:
    """The name under which the claims of this report are shown, where it withholds this one."""
    page = pages.get(report, _NOWHERE)
    return name if _said(name) in page.wordings else page.shown.get(name, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What would tell who a withheld voice is: names, with what to show; other words, casefolded.

    `wordings` has each claim's words in its report, for a matter that needs another title.
    """

    names: Mapping[str, str]
    words: frozenset[str]
    wordings: Mapping[str, str]

    def by(self, title: str) -> bool:
        """True for a title that names a withheld voice, or is nothing but what tells of it."""
        bare = _said(title).casefold().strip(" ,.;:")
        return bare in self.words or any(name in title for name in self.names)


def _told(view: LedgerView, names: Mapping[str, str]) -> _Told:
    texts = {r.id: r.text for r in view.reports}
    held = [(texts.get(report, ""), voice) for report, voice in _spoken(view) if voice.protected]
    said = [voice.mention.of(text) for text, voice in held if voice.mention]
    said += [word for _, voice in held for word in (voice.name, voice.role, voice.spoken_for) if word]
    wordings = {
        c.id: " … ".join(e.of(texts[c.report]) for e in c.evidence if len(e))
        for c in view.claims
        if held and c.report in texts
    }
    return _Told(names=names, words=frozenset(_said(w).casefold() for w in said), wordings=wordings)


def _matter(matter: Matter, told: _Told, pages: Mapping[str, _Page]) -> Matter:
    return replace(
        matter,
        title=_title(matter, told),
        origins=tuple(_group(g, told.names, pages) for g in matter.origins),
        reasons=_cleaned(matter.reasons, told.names),
    )


def _title(matter: Matter, told: _Told) -> str:
    """The title, or another of the matter's wordings where it would tell who a withheld voice is."""
    wordings = (told.wordings.get(claim, "") for claim in matter.claims)
    for title in (matter.title, *wordings):
        if (title or title == matter.title) and not told.by(title):
            return title
    return f"Words about {NAMELESS}"
