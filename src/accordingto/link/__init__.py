"""What meets: copies among reports, matters and relations among claims. Pure functions on nouns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accordingto.claim import Claim
from accordingto.languages import lexicon
from accordingto.link.block import signature, weights
from accordingto.link.copies import Document
from accordingto.link.copies import copies as copies_among
from accordingto.link.count import matter_of
from accordingto.link.marks import marks
from accordingto.link.matter import propositions
from accordingto.link.origin import name_key, origins
from accordingto.link.relations import relations_in
from accordingto.link.words import quotations, without_quotations
from accordingto.relation import Copy, Matter, Relation, RelationKind
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
    kept = {c.id: c for c in sorted(claims, key=lambda c: c.id) if c.report in held}
    found = copies_among([document(r, by) for r, by in _by_report(held, kept)])
    signatures = [signature(c, held[c.report]) for c in kept.values()]
    weight = weights(signatures)
    origin = origins(kept.values())
    publisher = {r.id: name_key(r.publisher.value) for r in held.values() if isinstance(r.publisher, Stated)}
    family = families(held, found)
    most = lexicon("any", "linking")["matter"]["pairs"]
    matters: list[Matter] = []
    between: list[Relation] = []
    for group in propositions(signatures, weight):
        one = matter_of(group, origin, publisher, family)
        matters.append(one)
        between.extend(r for r in relations_in(group, one, most) if r.kind is not RelationKind.UNRELATED)
    return Linked(
        relations=tuple(sorted(between, key=lambda r: (r.a, r.b, r.kind))),
        matters=tuple(sorted(matters, key=lambda m: m.id)),
        copies=found,
    )


def _by_report(held: Mapping[str, Report], kept: Mapping[str, Claim]) -> list[tuple[Report, list[Claim]]]:
    by: dict[str, list[Claim]] = defaultdict(list)
    for c in kept.values():
        by[c.report].append(c)
    return [(r, by[r.id]) for r in held.values()]


def document(report: Report, claims: Sequence[Claim]) -> Document:
    """A report as copy detection sees it: its article without quotations, and the outlets it cites."""
    text = "\n".join(p.span.of(report.text) for p in report.article())
    publisher = report.publisher.value if isinstance(report.publisher, Stated) else None
    cites = {h.voice.name for c in claims for h in c.chain if h.voice.kind is VoiceKind.OUTLET} - {publisher}
    return Document(
        id=report.id,
        prose=without_quotations(text),
        quoted=quotations(text),
        published=report.published.value if isinstance(report.published, Stated) else None,
        publisher=publisher,
        cites=tuple(sorted(cites)),
        marks=marks(text),
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
        a, b = sorted((root(c.copier), root(c.original)))
        top[b] = a
    return {r: root(r) for r in held}
