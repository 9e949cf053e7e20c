"""What meets: copies among reports, matters and relations among claims. Pure functions on nouns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.languages import lexicon
from accordingto.link.block import Signature, signature, weights
from accordingto.link.carrier import Pile, joined
from accordingto.link.copies import Document
from accordingto.link.copies import copies as copies_among
from accordingto.link.count import count
from accordingto.link.echo import echoes, pointing
from accordingto.link.happening import happenings
from accordingto.link.held import states_against_events
from accordingto.link.marks import marks
from accordingto.link.matter import matters, topics
from accordingto.link.origin import chain_keys, origins, outlet_key
from accordingto.link.relations import relations_in
from accordingto.link.words import quotations, without_quotations
from accordingto.relation import Copy, CopyKind, Matter, Relation
from accordingto.report import Report, Stated
from accordingto.voice import VoiceKind

__all__ = ["Linked", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking found; each tuple in a fixed order that does not depend on the order of the input."""

    relations: tuple[Relation, ...]
    matters: tuple[Matter, ...]
    copies: tuple[Copy, ...]


def link(reports: Sequence[Report], claims: Sequence[Claim]) -> Linked:
    """Copies, matters and relations of a pile. Claims of a report that is not given are left out."""
    held = {r.id: r for r in sorted(reports, key=lambda r: (r.id, r.path))}
    kept = sorted({c.id: c for c in claims if c.report in held}.values(), key=lambda c: c.id)
    found = copies_among(_documents(held, kept))
    grouped = happenings({r.id: article(r) for r in held.values()})
    family = families(held, found)
    signatures = [signature(c, held[c.report], grouped[c.report], family[c.report]) for c in kept]
    weight = weights(signatures)
    pile = _pile(held, kept, signatures, family)
    echo = echoes(signatures)
    pointed: dict[str, list[Signature]] = defaultdict(list)
    for s in signatures:
        if s.claim.id in echo:
            pointed[echo[s.claim.id][0].claim.id].append(s)
    most = int(lexicon("any", "linking")["matter"]["pairs"])
    made: list[Matter] = []
    between = [r for s in signatures if s.claim.id in echo for r in pointing(s, echo[s.claim.id])]
    for topic in topics([s for s in signatures if s.claim.id not in echo], weight):
        groups = matters(topic, joined(topic, pile)[0], weight)
        whole = [[*g, *(e for s in g for e in pointed[s.claim.id])] for g in groups]
        counts = [count(g, pile) for g in whole]
        made.extend(c.matter for c in counts)
        between.extend(relations_in([s for g in whole for s in g], counts, weight, most))
    between.extend(states_against_events(signatures, lambda s: pile.origin[s.claim.id].key))
    return Linked(
        relations=tuple(sorted(between, key=lambda r: (r.a, r.b, r.kind))),
        matters=tuple(sorted(made, key=lambda m: m.id)),
        copies=found,
    )


def article(report: Report) -> str:
    """The report's text without its furniture."""
    return "\n".join(p.span.of(report.text) for p in report.article())


def _documents(held: Mapping[str, Report], kept: Sequence[Claim]) -> list[Document]:
    cites: dict[str, set[str]] = defaultdict(set)
    for c in kept:
        cites[c.report].update(h.voice.name for h in c.chain if h.voice.kind is VoiceKind.OUTLET)
    return [_document(r, cites[r.id]) for r in held.values()]


def _document(report: Report, cites: set[str]) -> Document:
    """A report as copy detection sees it; a report that cites itself cites nobody."""
    text = article(report)
    publisher = report.publisher.value if isinstance(report.publisher, Stated) else None
    own = outlet_key(publisher) if publisher else None
    return Document(
        id=report.id,
        prose=without_quotations(text),
        quoted=quotations(text),
        published=report.published.value if isinstance(report.published, Stated) else None,
        publisher=own,
        cites=tuple(sorted({outlet_key(c) for c in cites} - {own or ""})),
        marks=marks(text),
    )


def _pile(
    held: Mapping[str, Report],
    kept: Sequence[Claim],
    signatures: Sequence[Signature],
    family: Mapping[str, str],
) -> Pile:
    origin = origins(kept)
    publisher = {
        r.id: outlet_key(r.publisher.value) for r in held.values() if isinstance(r.publisher, Stated)
    }
    said: dict[tuple[str, str], list[Signature]] = defaultdict(list)
    for s in signatures:
        said[(s.claim.report, origin[s.claim.id].key)].append(s)
    return Pile(
        origin=origin,
        chains=chain_keys(kept),
        publisher=publisher,
        family=family,
        said=said,
        outlets=frozenset(publisher.values()),
    )


def families(held: Mapping[str, Report], found: Sequence[Copy]) -> dict[str, str]:
    """Report id to the first report id of its family: reports joined by copying, in any steps."""
    top = {r: r for r in held}

    def root(r: str) -> str:
        while top[r] != r:
            top[r] = top[top[r]]
            r = top[r]
        return r

    for c in found:
        if c.kind is CopyKind.CITES:
            continue  # whom it has it from is settled claim by claim
        a, b = sorted((root(c.copier), root(c.original)))
        top[b] = a
    return {r: root(r) for r in held}
