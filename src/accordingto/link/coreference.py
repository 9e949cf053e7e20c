"""Which mentions speak of one event: words of one kind, in reports and sentences that are alike.

Average linkage over likeness of report, sentence and arguments, only between mentions whose words can
name the same event (after Cybulska & Vossen 2015, who found the report's likeness to carry most).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from accordingto.languages import lexicon
from accordingto.link.happening import likeness
from accordingto.link.kinds import alike
from accordingto.link.words import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A word that names an event: lemma of its head, its report, its sentence, lemmas of its arguments."""

    id: str
    lemma: str
    report: str
    sentence: str
    arguments: tuple[str, ...] = ()


def events(mentions: Sequence[Mention], texts: Mapping[str, str]) -> dict[str, int]:
    """Mention id to the number of its event; `texts` by report id. The order of the input does not matter."""
    ordered = sorted({m.id: m for m in mentions}.values(), key=lambda m: m.id)
    if not ordered:
        return {}
    limits = lexicon("any", "linking")["events"]
    near = _near(ordered, texts)
    pairs = list(_pairs(ordered, near[0], limits["floor"]))
    score = {
        (a, b): sum(
            float(near[k][a, b]) * limits[name] for k, name in enumerate(("report", "sentence", "argument"))
        )
        for a, b in pairs
    }
    count, part = _parts(len(ordered), pairs)
    out: dict[str, int] = {}
    members = defaultdict(list)
    for i, p in enumerate(part):
        members[int(p)].append(i)
    for p in range(count):
        for i, group in zip(members[p], _average(members[p], score, limits["apart"]), strict=True):
            out[ordered[i].id] = p * len(ordered) + group
    return out


def _near(mentions: Sequence[Mention], texts: Mapping[str, str]) -> list[np.ndarray]:
    """Likeness of report, sentence and arguments as dense matrices over mentions."""
    out = []
    for texts_of in (
        [texts[m.report] for m in mentions],
        [m.sentence for m in mentions],
        [" ".join(sorted(m.arguments)) for m in mentions],
    ):
        distinct = sorted(set(texts_of))
        where = {t: i for i, t in enumerate(distinct)}
        rows = np.array([where[t] for t in texts_of])
        found = likeness(distinct)
        dense = np.eye(len(distinct)) if found is None else found.toarray()
        out.append(dense[np.ix_(rows, rows)].astype(np.float32))
    return out


def _pairs(mentions: Sequence[Mention], near: np.ndarray, floor: float) -> Iterator[tuple[int, int]]:
    """Pairs whose words can name one event and whose reports are alike at all."""
    by: dict[str, list[int]] = defaultdict(list)
    for i, m in enumerate(mentions):
        by[stem(m.lemma.lower())].append(i)
    for held in by.values():
        yield from ((a, b) for a, b in combinations(held, 2) if near[a, b] >= floor)
    for x, y in combinations(sorted(by), 2):
        if alike(x, y):
            yield from ((min(a, b), max(a, b)) for a in by[x] for b in by[y] if near[a, b] >= floor)


def _parts(count: int, pairs: Sequence[tuple[int, int]]) -> tuple[int, np.ndarray]:
    rows = [a for a, _ in pairs]
    columns = [b for _, b in pairs]
    graph = csr_matrix(coo_matrix((np.ones(len(pairs)), (rows, columns)), shape=(count, count)))
    parts, labels = connected_components(graph, directed=False)
    return int(parts), labels


def _average(members: Sequence[int], score: Mapping[tuple[int, int], float], apart: float) -> list[int]:
    if len(members) == 1:
        return [0]
    far = [1.0 - min(1.0, score.get((a, b), 0.0)) for a, b in combinations(members, 2)]
    return [int(g) for g in fcluster(linkage(np.clip(far, 0.0, 1.0), "average"), apart, "distance")]
