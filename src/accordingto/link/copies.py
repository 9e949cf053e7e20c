"""Which reports copy which: shared prose (never shared quotations), rewording, and citing.

Containment of five-word runs with quotations cut (Broder 1997; Clough et al. 2002 on newspapers'
use of agency copy), over an inverted index. Reports with the very same prose are first folded into
one, and every copier is linked to one original only, so that n reposts cost n links. A report is held
against those before it, the nearest under each run, so that a new one changes nothing among the old.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from accordingto.languages import lexicon
from accordingto.link.index import key
from accordingto.link.marks import marks
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A document as the index keeps it: its runs of five words as sorted arrays, its prose as one number.

    `same` is None for a text without a word of its own; `marks` are without repetition.
    """

    id: str
    published: str | None
    publisher: str | None
    cites: tuple[str, ...]
    marks: tuple[str, ...]
    same: int | None
    runs: bytes
    quoted: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The runs of a document that nobody quotes, as a sorted array."""

    runs: bytes


def written(id: str, text: str, published: str | None = None) -> Document:
    """The document of a bare text."""
    return Document(
        id=id,
        prose=without_quotations(text),
        quoted=quotations(text),
        published=published,
        marks=marks(text),
    )


def filed(d: Document) -> Filed:
    """The document with its runs counted."""
    said = d.prose.lower().split()
    least = int(limits()["small_words"])
    return Filed(
        id=d.id,
        published=d.published,
        publisher=d.publisher.lower() if d.publisher else None,
        cites=tuple(sorted({c.lower() for c in d.cites})),
        marks=tuple(dict.fromkeys(d.marks)),
        same=key(" ".join(said)) if said else None,
        runs=_sorted(runs(d.prose, least=least)),
        # What stands in anybody's quotation marks is that voice's wording, also where the marks were lost.
        quoted=_sorted(run for q in d.quoted for run in runs(q)),
    )


def _sorted(numbers: Iterable[int]) -> bytes:
    return np.unique(np.fromiter(numbers, dtype=np.uint32)).tobytes()


def numbers(held: bytes) -> Runs:
    """An array of runs as it was kept."""
    return np.frombuffer(held, dtype=np.uint32)


def limits() -> dict[str, float]:
    """The thresholds of copying."""
    found: dict[str, float] = lexicon("any", "linking")["copies"]
    return found


def shares(a: Own, b: Own) -> tuple[float, int] | None:
    """(share of the shorter text's runs, runs in common) if that makes one a copy of the other."""
    x, y = numbers(a.runs), numbers(b.runs)
    n = len(np.intersect1d(x, y, assume_unique=True))
    if n < limits()["runs"]:
        return None
    share = n / min(len(x), len(y))
    return (share, n) if share >= limits()["share"] else None


def repost(original: Filed, d: Filed) -> Copy:
    """The link of an exact repost to the first with its prose."""
    return _directed(original, d, CopyKind.REPOST, 1.0, ("the same prose, word for word",))


def by_prose(a: Filed, b: Filed, share: float, n: int) -> Copy:
    """A copy told by shared prose; `a` stands before `b`."""
    kind = CopyKind.REPOST if share >= limits()["repost"] else CopyKind.REWORDED
    reason = f"{n} five-word runs in common, {share:.0%} of the shorter text, quotations cut"
    return _directed(a, b, kind, share, (reason,))


def by_marks(a: Filed, b: Filed, share: float, n: int) -> Copy:
    """A copy told by its names, figures and quotations; `a` stands before `b`."""
    reason = f"{n} names, figures and quotations in the same order, {share:.0%} of the shorter text's"
    return _directed(a, b, CopyKind.REWORDED, 0.0, (reason,))


def citing(d: Filed, name: str, others: Sequence[Filed]) -> tuple[Filed, Copy] | None:
    """Of the reports of an outlet that `d` names as its source, the nearest by names and figures."""
    own = set(d.marks)
    near = ((len(own & set(o.marks)), o) for o in others)
    shared, cited = max(near, key=lambda e: (e[0], e[1].id), default=(0, d))
    if shared < limits()["cited_marks"]:
        return None
    reason = f"cites {name.removeprefix('name|')}; {shared} names and figures in common"
    return cited, Copy(
        copier=d.id, original=cited.id, kind=CopyKind.CITES, directed=True, share=0.0, reasons=(reason,)
    )


def few(found: Sequence[Copy]) -> Iterator[Copy]:
    """The copies of one report, nearest original first; of very many, the nearest and the farthest."""
    leaders = int(limits()["leaders"])
    return iter(found if len(found) < limits()["all_pairs"] else [*found[:1], *found[-leaders:]])


def _directed(a: Filed, b: Filed, kind: CopyKind, share: float, reasons: tuple[str, ...]) -> Copy:
    """A copy with its direction: by "citing X", else by time; unknown order stays unknown."""
    if _cites(a, b) != _cites(b, a):
        original, copier = (b, a) if _cites(a, b) else (a, b)
        told, reasons = True, (*reasons, f"{copier.publisher or copier.id} cites {original.publisher}")
    else:
        original, copier = a, b
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


def _cites(a: Filed, b: Filed) -> bool:
    return b.publisher is not None and b.publisher in a.cites
