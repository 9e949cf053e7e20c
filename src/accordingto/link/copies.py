"""Which reports copy which: shared prose (never shared quotations), rewording, and citing.

Containment of five-word runs with quotations cut (Broder 1997; Clough et al. 2002 on newspapers'
use of agency copy), over an inverted index. Reports with the very same prose are first folded into
one, and every copier is linked to one original only, so that n reposts cost n links.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accordingto.languages import lexicon
from accordingto.link.words import runs
from accordingto.relation import Copy, CopyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report as copy detection sees it.

    `prose` is the article with quotations cut; `published` an ISO date or None; `publisher` and
    `cites` are names (the outlets it names as its source); `marks` the sequence of names, figures
    and quotations in the order of the text, which survives rewording.
    """

    id: str
    prose: str
    published: str | None = None
    publisher: str | None = None
    cites: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def copies(documents: Sequence[Document]) -> tuple[Copy, ...]:
    """Copies among the documents, sorted by copier and original; near-linear in their number."""
    limits = lexicon("any", "linking")["copies"]
    docs = sorted({d.id: d for d in documents}.values(), key=_age)
    folded, found = _same_prose(docs)
    index: dict[int, list[int]] = defaultdict(list)
    grams = [frozenset(runs(d.prose)) for d in folded]
    for i, held in enumerate(grams):
        for run in held:
            index[run].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in index.values():
        if 1 < len(holders) <= limits["common_run"]:
            shared.update((a, b) for k, a in enumerate(holders) for b in holders[k + 1 :])
    for (a, b), n in sorted(shared.items()):
        share = n / min(len(grams[a]), len(grams[b]))
        if share >= limits["share"] and n >= limits["runs"]:
            kind = CopyKind.REPOST if share >= limits["repost"] else CopyKind.REWORDED
            reason = f"{n} five-word runs in common, {share:.0%} of the shorter text, quotations cut"
            found.append(_directed(folded[a], folded[b], kind, share, (reason,)))
    return tuple(sorted(found, key=lambda c: (c.copier, c.original)))


def _age(document: Document) -> tuple[str, str]:
    return (document.published or "9999", document.id)


def _same_prose(docs: Iterable[Document]) -> tuple[list[Document], list[Copy]]:
    """Documents with distinct prose, and a link from every exact repost to the first."""
    first: dict[tuple[str, ...], Document] = {}
    found = []
    for d in docs:
        key = tuple(d.prose.lower().split())
        if key and key in first:
            found.append(_directed(first[key], d, CopyKind.REPOST, 1.0, ("the same prose, word for word",)))
        elif key:
            first[key] = d
    return list(first.values()), found


def _directed(a: Document, b: Document, kind: CopyKind, share: float, reasons: tuple[str, ...]) -> Copy:
    """A copy with its direction: by "citing X", else by time; unknown order stays unknown."""
    if _cites(a, b) != _cites(b, a):
        original, copier = (b, a) if _cites(a, b) else (a, b)
        told, reasons = True, (*reasons, f"{copier.publisher or copier.id} cites {original.publisher}")
    else:
        original, copier = sorted((a, b), key=_age)
        told = bool(a.published and b.published) and not _same_time(a.published or "", b.published or "")
        order = "the later one copies" if told else "order unknown: one origin, direction unknown"
        reasons = (*reasons, order)
    return Copy(
        copier=copier.id,
        original=original.id,
        kind=kind,
        directed=told,
        share=round(share, 4),
        reasons=reasons,
    )


def _same_time(a: str, b: str) -> bool:
    """True if the dates do not tell an order: equal, or one a coarser form of the other."""
    return a.startswith(b) or b.startswith(a)


def _cites(a: Document, b: Document) -> bool:
    return b.publisher is not None and b.publisher.lower() in {c.lower() for c in a.cites}
