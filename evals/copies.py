"""Copies and same-event groups of news texts, scored on a folder of docs, judged pairs and events."""

from pathlib import Path

from accordingto.link.copies import copies, written
from accordingto.link.happening import happenings
from evals.score.copies import read, score_events, score_pairs
from evals.sets import Row

PEERS: list[Row] = [
    {"system": "five-word runs, plain", "copies_hand_f1": 89.2},
    {"system": "rapidfuzz", "copies_hand_f1": 85.7},
    {"system": "MinHash-LSH, best threshold", "copies_hand_f1": 68.8},
    {"system": "MinHash-LSH, usual threshold", "copies_hand_f1": 0.0},
]


def predict(path: Path) -> list[Row]:
    """Rows {"a", "b", "share", "reasons"} for copies and {"id", "cluster"} for events."""
    docs = {row["id"]: row["text"] for row in read(path / "docs.jsonl")}
    found = copies([written(i, text) for i, text in docs.items()])
    pairs: list[Row] = [
        {"a": c.copier, "b": c.original, "share": c.share, "reasons": list(c.reasons)} for c in found
    ]
    return pairs + [{"id": i, "cluster": n} for i, n in happenings(docs).items()]


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """In per cent: F1 of copies (hand-judged, all), quotations not taken for copies, B-cubed of events."""
    said = score_pairs(read(path / "pairs.jsonl"), [r for r in rows if "a" in r])
    groups = score_events(read(path / "events.jsonl"), [r for r in rows if "cluster" in r])
    taken, quotes = said["called_copy_of_quote"]
    return {
        "copies_hand_f1": round(100 * said["hand"]["f1"], 2),
        "copies_all_f1": round(100 * said["all"]["f1"], 2),
        "quotations_left": round(100 * (1 - taken / quotes), 2) if quotes else 100.0,
        "events_b3": round(100 * groups["bcubed"]["f1"], 2),
    }
