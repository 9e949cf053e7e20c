"""Event coreference over the whole corpus, topics not read: mentions given, clusters predicted."""

from pathlib import Path

from spacy.tokens import Span, Token

from accordingto.link.coreference import Mention, events
from accordingto.parse.english import model
from evals.score.links import clusters_of, load, score_clusters
from evals.sets import Row

PEERS: list[Row] = [
    {"system": "head lemma", "conll_f1": 64.0},
    {"system": "head lemma + report TF-IDF", "conll_f1": 73.1},
    {"system": "best measured elsewhere", "conll_f1": 73.8},
]
_ARGUMENTS = {"NOUN", "PROPN", "NUM"}
_INWARD = {"prep", "agent", "pobj", "compound", "poss", "nsubj", "nsubjpass", "dobj", "appos"}


def predict(path: Path) -> list[Row]:
    """Rows {"id": mention, "cluster"}."""
    mentions: list[Mention] = []
    texts: dict[str, str] = {}
    for row in load(str(path)):
        texts[row["doc"]] = " \n".join(s["text"] for s in row["sentences"])
        parsed = {
            s["n"]: doc
            for s, doc in zip(
                row["sentences"], model().pipe(s["text"] for s in row["sentences"]), strict=True
            )
        }
        for m in row["mentions"]:
            doc = parsed[m["sent"]]
            span = doc.char_span(m["start"], m["end"], alignment_mode="expand")
            mentions.append(_mention(m["id"], row["doc"], span, m["text"], doc.text))
    return [{"id": i, "cluster": c} for i, c in events(mentions, texts).items()]


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """CoNLL F1 and its three parts, in per cent."""
    said = score_clusters(clusters_of(load(str(path))), clusters_of(rows))
    return {
        "conll_f1": round(100 * said["conll_f1"], 2),
        **{k: round(100 * said[k]["f1"], 2) for k in ("b3", "muc", "ceafe")},
    }


def _mention(mention: str, report: str, span: Span | None, text: str, sentence: str) -> Mention:
    if span is None or not len(span):
        return Mention(id=mention, lemma=text.lower(), report=report, sentence=sentence)
    root = span.root
    near = {*_down(root, 2), *([root.head, *_down(root.head, 1)] if root.head is not root else [])}
    arguments = {t.lemma_.lower() for t in near if t.pos_ in _ARGUMENTS} - {root.lemma_.lower()}
    return Mention(
        id=mention,
        lemma=root.lemma_.lower(),
        report=report,
        sentence=sentence,
        arguments=tuple(sorted(arguments)),
    )


def _down(token: Token, depth: int) -> list[Token]:
    """Children, and theirs through relations that lead to arguments."""
    out = []
    for child in token.children:
        out.append(child)
        if depth and child.dep_ in _INWARD:
            out.extend(_down(child, depth - 1))
    return out
