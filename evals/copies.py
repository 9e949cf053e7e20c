"""Copies and same-event groups of news texts, scored on a folder of docs, judged pairs and events."""

from pathlib import Path

from accordingto.link.copies import written
from accordingto.link.copying import copies
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
    """Rows of copies and rows of events in one list, which both options of the scorer read.

    A copy is {"a", "b", "label": "copy", …} with an id that is no document's, so that it groups nothing;
    an event row {"id", "cluster", …} names its document as a pair with itself that is no copy.
    """
    docs = {row["id"]: row["text"] for row in read(path / "docs.jsonl")}
    found = copies([written(i, text) for i, text in docs.items()])
    pairs: list[Row] = [
        {
            "a": c.copier,
            "b": c.original,
            "label": "copy",
            "share": c.share,
            "reasons": list(c.reasons),
            "id": f"{c.copier} {c.original}",
            "cluster": None,
        }
        for c in found
    ]
    return pairs + [
        {"id": i, "cluster": n, "a": i, "b": i, "label": "none"} for i, n in happenings(docs).items()
    ]


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """In per cent: F1 of copies (hand-judged, all), quotations not taken for copies, B-cubed of events.

    Figures of a gold file (pairs.jsonl, events.jsonl) that is not in the folder are left out.
    """
    figures: dict[str, float] = {}
    if (path / "pairs.jsonl").exists():
        said = score_pairs(read(path / "pairs.jsonl"), rows)
        taken, quotes = said["called_copy_of_quote"]
        figures["copies_hand_f1"] = round(100 * said["hand"]["f1"], 2)
        figures["copies_all_f1"] = round(100 * said["all"]["f1"], 2)
        figures["quotations_left"] = round(100 * (1 - taken / quotes), 2) if quotes else 100.0
    if (path / "events.jsonl").exists():
        groups = score_events(read(path / "events.jsonl"), rows)
        figures["events_b3"] = round(100 * groups["bcubed"]["f1"], 2)
    return figures
