"""Chains: the publisher, the outlets that carried the words, and whose words they are in the end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from accordingto.attribute import source, voices
from accordingto.attribute.cast import Cast, Link, Someone, folded, words
from accordingto.attribute.cue import Found
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.report import Report, Span, Stated
from accordingto.voice import Access, Chain, Hop, Voice, VoiceKind

_LINE_END = re.compile(r"\n")
_JOINTS = frozenset({"and", "or", "but", "as", "well", "along", "with", "plus", ",", "&", ";"})
_PUBLISHERS = frozenset({"we", "us"})  # outside quotation marks: "as we reported earlier"
_LEADS = frozenset({"to", "in", "during", "on", "by", "via", "with"})


@dataclass(frozen=True, slots=True)
class _Station:
    """One holder of one attribution, before it becomes a hop."""

    link: Link
    head: int
    mention: Span


class Chains:
    """The chains of every attribution of a report; build once, with the attributions in text order."""

    def __init__(self, report: Report, tree: Tree, found: Sequence[Found]) -> None:
        self.tree = tree
        self.publisher = publisher(report)
        self._cast = Cast(tree)
        self._wire = _agency(report, tree.text)
        self._told: dict[int, Link] = {}  # by id of the speaker: the outlet that carried them
        self._holders: list[list[_Station]] = []
        self._relays: list[list[_Station]] = []
        ordered = sorted(found, key=lambda f: min(f.source or f.cue or f.content))
        for f in ordered:
            self._note(f)
        self._order = {id(f): n for n, f in enumerate(ordered)}
        self._kept = self._protected()
        # In the order of the text: what one mention says of a voice's access holds for those behind it.
        self._chains = [self._build(f, n) for n, f in enumerate(ordered)]

    def of(self, f: Found) -> tuple[Chain, ...]:
        """One chain for each holder; the publisher alone where nobody is named."""
        return self._chains[self._order[id(f)]]

    def _build(self, f: Found, n: int) -> tuple[Chain, ...]:
        head: Chain = (self.publisher,)
        if self._wire is not None:
            head = (*head, Hop(voice=self._wire))
        holders = self._holders[n]
        if not holders:
            return (_unattributed(head),)
        out = []
        for holder in holders:
            relays = list(self._relays[n])
            carried = self._told.get(id(holder.link.who))
            if not relays and carried is not None and carried.who is not holder.link.who:
                relays = [_Station(carried, holder.head, holder.mention)]
            hops = [self._hop(r, f, relay=True) for r in relays if r.link.who is not holder.link.who]
            out.append((*head, *hops, self._hop(holder, f, relay=False)))
        return tuple(_without_repeats(c) for c in out)

    @property
    def alone(self) -> Chain:
        """The chain of what the report says in its own voice."""
        wire = () if self._wire is None else (Hop(voice=self._wire),)
        return _unattributed((self.publisher, *wire))

    # collecting

    def _note(self, f: Found) -> None:
        holders = []
        for head, mention in _parts(self.tree, f):
            spans = self.tree.spans(mention)
            if spans and not (self.tree.low[head] in _PUBLISHERS and not f.quoted):
                link = self._cast.link(head, mention)
                holders.append(_Station(link, head, Span(spans[0].start, spans[-1].end)))
        relays = []
        for head in _carriers(self.tree, f):
            mention = {k for k in source.noun_phrase(self.tree, head) if k not in f.content}
            spans = self.tree.spans(mention or {head})
            link = self._cast.link(head, mention or {head})
            if _carries(self.tree, link.who, head):
                relays.append(_Station(link, head, Span(spans[0].start, spans[-1].end)))
        for origin in _cited(self.tree, f):
            spans = self.tree.spans(source.noun_phrase(self.tree, origin) or {origin})
            link = self._cast.link(origin, source.noun_phrase(self.tree, origin) or {origin})
            relays += holders
            holders = [_Station(link, origin, Span(spans[0].start, spans[-1].end))]
        for holder in holders:
            if relays and holder.link.who.named:
                self._told.setdefault(id(holder.link.who), relays[0].link)
        self._holders.append(holders)
        self._relays.append(relays)

    def _protected(self) -> set[int]:
        """The speakers whose names are kept back: the nearest source before the words that say so."""
        spans = voices.protections(self.tree.text)
        if not spans:
            return set()
        stations = [s for group in self._holders for s in group]
        order = sorted(range(len(stations)), key=lambda n: stations[n].mention.start)
        starts = [stations[n].mention.start for n in order]
        lines = [0, *(m.end() for m in _LINE_END.finditer(self.tree.text)), len(self.tree.text) + 1]
        first: dict[tuple[int, int], int] = {}  # of the stations behind the words, which is noted first
        kept: set[int] = set()
        for span in spans:
            line = bisect_right(lines, span.start) - 1
            at, after = bisect_left(starts, span.end), bisect_left(starts, lines[line + 1] - 1)
            if at and starts[at - 1] >= lines[line]:
                best = order[bisect_left(starts, starts[at - 1])]
            elif at < after:
                best = first.get((at, after), -1)
                best = first[at, after] = min(order[at:after]) if best < 0 else best
            else:
                continue
            kept.add(id(stations[best].link.who))
        return kept

    # hops

    def _hop(self, station: _Station, f: Found, *, relay: bool) -> Hop:
        tree, who = self.tree, station.link.who
        voice = voices.voice(tree, station.link, station.head, station.mention, id(who) in self._kept)
        if relay:
            return Hop(voice=replace(voice, kind=VoiceKind.OUTLET), basis=(station.mention,))
        first, after = tree.sents[tree.sent[station.head]]
        beside = [k for k in range(first, after) if k not in f.content]
        access, basis = voices.access(tree, who, station.head, f.stance, beside)
        return Hop(
            voice=voice,
            stance=f.stance,
            access=access,
            cue=tree.spans(f.cue),
            basis=(basis,) if basis is not None else (),
        )


def publisher(report: Report) -> Hop:
    """The publisher's hop, the outermost of every chain."""
    stated = report.publisher
    name = stated.value if isinstance(stated, Stated) else "the publisher"
    sure = 1.0 if isinstance(stated, Stated) else 0.0
    return Hop(voice=Voice(name=name, kind=VoiceKind.OUTLET, sure=sure, rule="publisher"))


def _unattributed(chain: Chain) -> Chain:
    return (*chain[:-1], replace(chain[-1], access=Access.UNATTRIBUTED))


def _without_repeats(chain: Chain) -> Chain:
    """One hop for a voice that stands twice (the publisher that is told something)."""
    out: list[Hop] = []
    for n, hop in enumerate(chain):
        same = [k for k, h in enumerate(out) if folded(hop.voice.name) == folded(h.voice.name)]
        if not same:
            out.append(hop)
        elif n == len(chain) - 1:  # the origin is a voice that stood before it
            out = [*out[: same[0]], replace(hop, voice=out[same[0]].voice)]
    return tuple(out)


def _parts(tree: Tree, f: Found) -> list[tuple[int, set[int]]]:
    """Each holder of a shared source ("both A and B") with its own words."""
    if f.subject is None or not f.source:
        return []
    if f.subject not in f.source:  # a relative pronoun: its noun phrase
        return [(f.subject, source.noun_phrase(tree, f.subject))]
    heads = [f.subject]
    for h in heads:
        heads += [
            k
            for k in tree.kids[h]
            if tree.dep[k] == "conj" and k in f.source and k not in heads and not _one_name(tree, h, k)
        ]
    heads = [_speaker(tree, h) for h in heads]
    names = [h for h in heads if tree.pos[h] in ("NOUN", "PROPN", "PRON")]
    if len(names) < 2:
        own = heads[0]
        return [(own, set(f.source) if own == f.subject else source.noun_phrase(tree, own))]
    out = []
    for n, h in enumerate(names):
        after = tree.left[names[n + 1]] if n + 1 < len(names) else max(f.source) + 1
        mine = {k for k in f.source if tree.left[h] <= k < after}
        last = [k for k in sorted(mine) if tree.low[k] not in _JOINTS][-1:]
        mine = {k for k in mine if last and k <= last[0] and tree.low[k] != "both"}
        out.append((h, mine or {h}))
    return out


def _one_name(tree: Tree, a: int, b: int) -> bool:
    """True if both words lie in one name ("Marks & Spencer")."""
    return any(first <= a < after and first <= b < after for first, after, _ in tree.names)


def _speaker(tree: Tree, head: int) -> int:
    """Whose words they are: the worker in "interviews with a worker"."""
    if tree.lemma[head] not in words("vessels"):
        return head
    for k in tree.kids[head]:
        if tree.dep[k] in ("prep", "agent") and tree.low[k] in ("with", "from", "by", "of"):
            inner = tree.child(k, "pobj")
            if inner is not None:
                return inner
    return head


def _carriers(tree: Tree, f: Found) -> list[int]:
    """Heads of who was told or carried it: "told X", "in an interview with X", "cited by X"."""
    out = []
    verb = f.head
    below = [k for c in tree.kids[verb] if tree.dep[c] in ("conj", "dobj") for k in tree.kids[c]]
    for k in (*tree.kids[verb], *below):
        if k in f.content:
            continue
        if tree.dep[k] in ("dobj", "dative") and tree.lemma[verb] in ("tell", "inform"):
            out.append(k)
        elif tree.dep[k] in ("prep", "dative") and tree.low[k] in _LEADS:
            out += _told_by(tree, k)
        elif tree.dep[k] == "advcl" and tree.lemma[k] in ("speak", "talk"):
            listeners = (tree.child(p, "pobj") for p in tree.kids[k] if tree.low[p] in ("to", "with"))
            out += [o for o in listeners if o is not None]
    quoting = tree.head[tree.head[verb]]
    if tree.dep[verb] == "pcomp" and tree.low[tree.head[verb]] == "as" and quoting != verb:
        by = source.by_whom(tree, quoting)  # "the paper quoted Reed as saying"
        out += [by] if by is not None and by != f.subject else []
    first, after = tree.sents[tree.sent[verb]]
    for k in range(first, after):
        if tree.tag[k] == "VBN" and tree.lemma[k] in ("cite", "quote", "report", "carry", "publish"):
            agent = tree.child(k, "agent")
            by = tree.child(agent, "pobj") if agent is not None else None
            if by is not None and k not in f.content and by not in f.source | f.content and k != verb:
                out.append(by)
    return [k for k in out if k not in f.content]


def _told_by(tree: Tree, prep: int) -> list[int]:
    """ "to X", and "in an interview with X", "in remarks to X"."""
    inner = tree.child(prep, "pobj")
    if inner is None:
        return []
    if tree.low[prep] in ("to", "with", "via"):
        return [inner]
    if tree.lemma[inner] not in lexicon("en", "voices")["vessels"]:
        return []
    return [
        o
        for p in tree.kids[inner]
        if tree.low[p] in ("with", "to", "by", "on", "for", "published")
        for o in tree.kids[p]
        if tree.dep[o] == "pobj"
    ]


def _carries(tree: Tree, who: Someone, head: int) -> bool:
    """True for what can carry words to readers: an outlet, or an organization that was told them."""
    if tree.low[head] in words("unheard"):
        return False
    if who.label == "ORG" or (who.named and who.label not in ("PERSON", "GPE", "NORP")):
        return True
    if (who.heads | who.about | {tree.lemma[head]}) & words("outlets"):
        return tree.tag[head] not in ("NNS",)
    return False


def _cited(tree: Tree, f: Found) -> list[int]:
    """Whom a report leans on: "…, Reuters reported, citing two officials"."""
    if tree.pos[f.head] != "VERB" or tree.lemma[f.head] in ("cite", "quote"):
        return []
    out = []
    for k in tree.kids[f.head]:
        if tree.dep[k] in ("advcl", "xcomp", "acl") and tree.low[k] in ("citing", "quoting"):
            thing = tree.child(k, "dobj")
            if thing is not None and k not in f.content:
                out.append(thing)
    return out


@cache
def _credit() -> re.Pattern[str]:
    names = "|".join(re.escape(n) for n in lexicon("en", "voices")["agencies"])
    return re.compile(
        rf"\((?P<dateline>{names})\)\s*[-–—]|[-–—]\s*(?P<end>{names})\s*\.?\s*$|^[^\n]{{0,80}}?/(?P<slash>{names})/",
        re.MULTILINE,
    )


def _agency(report: Report, text: str) -> Voice | None:
    """The agency of a dateline ("PARIS (Reuters) –") or a closing credit, unless it is the publisher."""
    match = next((m for m in _credit().finditer(text) if m.start() < 1500 or m.group("end")), None)
    if match is None:
        return None
    name = next(g for g in match.groups() if g)
    mention = Span(match.start(match.lastgroup or 0), match.end(match.lastgroup or 0))
    stated = report.publisher
    if isinstance(stated, Stated) and folded(name) == folded(stated.value):
        return None
    return Voice(name=name, kind=VoiceKind.OUTLET, mention=mention, rule="agency credit")
