"""Which reports are about the same happening: TF-IDF over words and names, average linkage.

Names and figures are counted twice, as words and as names, for they tell one celebrity in rehab from another.
Reports that share no telling word are never compared: the matrix is split into its connected parts first.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from accordingto.languages import lexicon
from accordingto.link.words import WORD, stem


def happenings(texts: Mapping[str, str]) -> dict[str, int]:
    """Report id to the number of its happening; the same for any order of the reports."""
    ids = sorted(texts)
    limits = lexicon("any", "linking")["happening"]
    near = likeness([texts[i] for i in ids])
    if near is None:
        return {i: n for n, i in enumerate(ids)}
    near.data[near.data < limits["floor"]] = 0.0
    near.eliminate_zeros()
    count, part = connected_components(near, directed=False)
    out: dict[str, int] = {}
    for p in range(count):
        rows = np.flatnonzero(part == p)
        for row, group in zip(
            rows, _average(near[rows][:, rows], limits["apart"], limits["most"]), strict=True
        ):
            out[ids[row]] = p * len(ids) + int(group)
    return out


def likeness(texts: Sequence[str]) -> csr_matrix | None:
    """Cosine of every pair of texts with a word in common; None where no word is in two texts."""
    count = len(texts)
    limits = lexicon("any", "linking")["happening"]
    most = max(2, min(int(limits["frequent"] * count), limits["holders"]))
    model = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, min_df=min(2, count), max_df=max(most, 2))
    try:
        held = model.fit_transform(texts)
    except ValueError:  # no term is left: nothing is shared
        return None
    return csr_matrix(held @ held.T)


def _terms(text: str) -> list[str]:
    out = []
    for word in WORD.findall(text):
        out.append(stem(word.lower()))
        if word[0].isupper() or word[0].isdigit():
            out.append("^" + word.lower())
    return out


def _average(near: csr_matrix, apart: float, most: int) -> Sequence[int]:
    """Average linkage inside one part; a part too large for a full matrix stays as the graph has it."""
    if near.shape[0] == 1:
        return [0]
    if near.shape[0] > most:
        return [0] * near.shape[0]
    far = np.clip(1.0 - near.toarray(), 0.0, 1.0)
    upper = far[np.triu_indices(len(far), k=1)]
    return [int(g) for g in fcluster(linkage(upper, "average"), apart, "distance")]
