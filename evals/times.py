"""Time expressions: the TempEval-3 manner, with the publication date and without it."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from accordingto.normalize.time import times
from accordingto.when import When
from evals.score import times as scorer

Row = dict[str, Any]

# F1 of other systems, in per cent. Test figures are on TempEval-3 (platinum), another set than dev.
PEERS: list[Row] = [
    {"system": "HeidelTime + TreeTagger, on dev", "value": 77.4},
    {"system": "SUTime, on dev", "value": 65.0},
    {"system": "recognizers-text, on dev", "value": 48.1},
    {"system": "dateparser, on dev", "value": 26.4},
    {"system": "HeidelTime, on the test set", "strict": 81.8, "relaxed": 90.7, "value": 78.1, "day": 87.7},
    {"system": "SUTime, on the test set", "strict": 80.4, "relaxed": 90.4, "value": 69.0, "day": 76.3},
    {
        "system": "recognizers-text, on the test set",
        "strict": 69.7,
        "relaxed": 86.4,
        "value": 53.0,
        "day": 63.4,
    },
    {"system": "dateparser, on the test set", "strict": 16.7, "relaxed": 68.9, "value": 32.6, "day": 40.8},
    {"system": "UWTime (published), on the test set", "strict": 83.1, "relaxed": 91.4, "value": 82.4},
    {"system": "HeidelTime, test set, date unknown", "value": 44.6},
]


def predict(path: Path) -> list[Row]:
    """Rows {"id", "timexes"}, each text read with its publication date."""
    return [timexes(row["id"], row["text"], row.get("dct")) for row in _rows(path)]


def predict_undated(path: Path) -> list[Row]:
    """The same with the publication date hidden."""
    return [timexes(row["id"], row["text"], None) for row in _rows(path)]


def timexes(key: str, text: str, dct: str | None) -> Row:
    """One row in the scorer's format. Raises ValueError for a `dct` that is no ISO date."""
    published = date.fromisoformat(dct[:10]) if dct else None
    found = times(text, published)
    return {"id": key, "timexes": [timex(when) for when in found if when.markable]}


def timex(when: When) -> Row:
    """One TIMEX3.

    The interval is left out: it is narrower than the value for "the end of 1990" and open for "since
    1990", while the scorer's days are those of the bare expression.
    """
    row: Row = {"start": when.span.start, "end": when.span.end, "type": str(when.type), "value": when.value}
    if when.mod:
        row["mod"] = when.mod
    return row


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """F1 figures in per cent."""
    result = scorer.score(scorer.read(path), {row["id"]: row for row in rows})
    return {name: result[f"{name}_f1"] for name in ("strict", "relaxed", "type", "value", "canon", "day")}


def _rows(path: Path) -> Iterator[Row]:
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            if line.strip():
                yield json.loads(line)
