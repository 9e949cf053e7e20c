"""Attribution on files of PolNeAR's form: {"id", "text", "publisher"?, "date"?, "title"?} a line."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accordingto.attribute import attribute
from accordingto.parse.english import parse_many
from accordingto.report import (
    Completeness,
    Extent,
    Passage,
    Report,
    Role,
    Span,
    Stated,
    Sure,
    Unstated,
)
from accordingto.voice import Attribution, Form
from evals.score import attribution as scorer

Row = dict[str, Any]

# Open questions are annotated too, as attributions without a source.
REPORTED = {Form.DIRECT, Form.MIXED, Form.INDIRECT, Form.OPEN_QUESTION}

# Published or measured on the same files with the same scorer (F1, percent).
PEERS: list[Row] = [
    {"system": "BBC Citron, retrained on PolNeAR (dev)", "content": 57.7, "content_source": 50.6},
    {"system": "Gender Gap Tracker (dev)", "content": 47.5, "content_source": 38.7},
    {"system": "two trained people (test)", "content": 79.7, "content_source": 73.0},
]


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a JSON Lines file, plain or gzipped."""
    with (
        gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as f
    ):
        yield from (json.loads(line) for line in f if line.strip())


def report_of(row: Row) -> Report:
    """A report whose whole text is article."""
    text: str = row["text"]
    publisher, published = row.get("publisher"), row.get("date")
    return Report(
        id=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        path=str(row["id"]),
        text=text,
        passages=(Passage(span=Span(0, len(text)), role=Role.BODY, rule="whole"),),
        publisher=_stated(publisher),
        published=_stated(published),
        title=_stated(row.get("title")),
        authors=Unstated.NOT_STATED,
        url=Unstated.NOT_STATED,
        language=Stated(value="en", source="row", sure=Sure.HIGH),
        completeness=Completeness(extent=Extent.UNKNOWN, reason="a row of an evaluation set"),
    )


def _stated(value: str | None) -> Stated[str] | Unstated:
    return Stated(value=value, source="row", sure=Sure.HIGH) if value else Unstated.NOT_STATED


def reported(found: tuple[Attribution, ...]) -> list[Row]:
    """What PolNeAR annotates: outermost attributions that are not the publisher's own voice."""
    return [
        {
            "source": [[s.start, s.end] for s in a.source],
            "cue": [[s.start, s.end] for s in a.cue],
            "content": [[s.start, s.end] for s in a.content],
        }
        for a in found
        if a.form in REPORTED and a.inside is None
    ]


def predict(path: Path) -> list[Row]:
    """One row a text: {"id", "attributions": [{"source", "cue", "content"}]}."""
    rows = list(rows_of(path))
    docs = parse_many((row["text"], ()) for row in rows)
    return [
        {"id": row["id"], "attributions": reported(attribute(report_of(row), doc))}
        for row, doc in zip(rows, docs, strict=True)
    ]


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """F1 at every level and recall of content by kind, in percent."""
    gold = {row["id"]: row for row in rows_of(path)}
    result = scorer.evaluate(gold, {row["id"]: row for row in rows})
    kinds = result["recall_by_kind"]
    out = {name.replace("+", "_"): float(result[name]["f1"]) for name in scorer.LEVELS}
    out |= {f"content_{side}": float(result["content"][side]) for side in "pr"}
    out |= {kind: float(kinds[kind]["content"] or 0.0) for kind in scorer.KINDS}
    out |= {f"tokens_{label}": float(result["tokens"][label]["f1"]) for label in scorer.LABELS}
    return out
