"""Which reports copy which: shared prose (never shared quotations), rewording, and citing.

Containment of five-word runs with quotations cut (Broder 1997; Clough et al. 2002 on newspapers'
use of agency copy), over an inverted index. Reports with the very same prose are first folded into
one, and every copier is linked to one original only, so that n reposts cost n links.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from accordingto.languages import lexicon
from accordingto.link.marks import marks, met, reworded
from accordingto.link.words import quotations, runs, without_quotations
from accordingto.relation import Copy, CopyKind

Runs: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint32]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report as copy detection sees it.

    `prose` is the article with quotations cut and `quoted` the quotations; `published` an ISO date or
    None; `publisher` and `cites` are names (the outlets it names as its source); `marks` the sequence
    of names, figures and quotations, which survives rewording.
    """

    id: str
    prose: str
    quoted: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    cites: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def written(id: str, text: str, published: str | None = None) -> Document:
    """The document of a bare text."""
    return Document(
        id=id,
        prose=without_quotations(text),
        quoted=quotations(text),
        published=published,
        marks=marks(text),
    )


def copies(documents: Sequence[Document]) -> tuple[Copy, ...]:
    """Copies among the documents, sorted by copier and original; near-linear in their number."""
    docs = sorted({d.id: d for d in documents}.values(), key=_age)
    folded, found = _same_prose(docs)
    shared = _shared_prose(folded)
    for (a, b), (share, n) in sorted(shared.items()):
        kind = CopyKind.REPOST if share >= _limits()["repost"] else CopyKind.REWORDED
        reason = f"{n} five-word runs in common, {share:.0%} of the shorter text, quotations cut"
        found.append(_directed(folded[a], folded[b], kind, share, (reason,)))
    for (a, b), (share, n) in sorted(reworded([d.marks for d in folded]).items()):
        if (a, b) not in shared:
            reason = f"{n} names, figures and quotations in the same order, {share:.0%} of the shorter text's"
            found.append(_directed(folded[a], folded[b], CopyKind.REWORDED, 0.0, (reason,)))
    found.extend(_citing(folded, {(c.copier, c.original) for c in found}))
    return tuple(sorted(found, key=lambda c: (c.copier, c.original)))


def _citing(docs: Sequence[Document], known: set[tuple[str, str]]) -> Iterator[Copy]:
    """Reports that name another's publisher as their source, without its prose: the nearest by marks."""
    limits = _limits()
    by: dict[str, list[Document]] = {}
    for d in docs:
        if d.publisher:
            by.setdefault(d.publisher.lower(), []).append(d)
    for d in docs:
        own = set(d.marks)
        for name in d.cites:
            near = [
                (len(own & set(o.marks)), o)
                for o in by.get(name.lower(), [])[: int(limits["cited"])]
                if o is not d
            ]
            shared, cited = max(near, key=lambda e: (e[0], e[1].id), default=(0, d))
            if shared < limits["cited_marks"] or {(d.id, cited.id), (cited.id, d.id)} & known:
                continue
            reason = f"cites {name.removeprefix('name|')}; {shared} names and figures in common"
            yield Copy(
                copier=d.id,
                original=cited.id,
                kind=CopyKind.CITES,
                directed=True,
                share=0.0,
                reasons=(reason,),
            )


def _limits() -> dict[str, float]:
    limits: dict[str, float] = lexicon("any", "linking")["copies"]
    return limits


def _shared_prose(docs: Sequence[Document]) -> dict[tuple[int, int], tuple[float, int]]:
    """Pairs that share the reporter's own prose: (share of the shorter text's runs, runs in common)."""
    limits = _limits()
    # What stands in anybody's quotation marks is that voice's wording, also where the marks were lost.
    quoted = np.unique(_array(run for d in docs for q in d.quoted for run in runs(q)))
    grams = [np.unique(_array(runs(d.prose, least=int(limits["small_words"])))) for d in docs]
    grams = [np.setdiff1d(g, quoted, assume_unique=True) for g in grams]
    pairs = {pair for holders in _holders(grams) for pair in met(holders)}
    found = {}
    for a, b in pairs:
        n = len(np.intersect1d(grams[a], grams[b], assume_unique=True))
        share = n / min(len(grams[a]), len(grams[b]))
        if n >= limits["runs"] and share >= limits["share"]:
            found[(a, b)] = (share, n)
    return found


def _array(numbers: Iterable[int]) -> Runs:
    return np.fromiter(numbers, dtype=np.uint32)


def _holders(grams: Sequence[Runs]) -> Iterator[list[int]]:
    """For every run that stands in several texts, the texts; by sorting, which costs no table of lists."""
    if not grams:
        return
    every = np.concatenate(grams)
    text = np.repeat(np.arange(len(grams)), [len(g) for g in grams])
    order = np.lexsort((text, every))
    every, text = every[order], text[order]
    starts = (
        np.flatnonzero(np.r_[True, every[1:] != every[:-1]]) if len(every) else np.array([], dtype=np.int64)
    )
    ends = np.r_[starts[1:], len(every)] if len(starts) else starts
    for k in np.flatnonzero(ends - starts > 1):
        yield [int(t) for t in text[starts[k] : ends[k]]]


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
