"""Every layer found in loose texts: attributions, times, places and figures, one JSON object a text.

The form is the one that the outside sets and their scorers use, so that anybody's texts can be
annotated and scored without making files and a ledger of them.
"""

import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from spacy.tokens import Doc

from accordingto.attribute import attribute
from accordingto.engine.local import run
from accordingto.errors import BadRow, OutputError, SkipReport
from accordingto.figure import Bounds, Figure
from accordingto.normalize.figure import figures
from accordingto.normalize.place import places
from accordingto.normalize.time import times
from accordingto.parse.english import parse_many
from accordingto.report import Completeness, Extent, Passage, Report, Role, Span, Stated, Sure, Unstated
from accordingto.voice import Attribution, Form
from accordingto.when import When
from accordingto.where import Where

BATCH = 16  # texts handed to a worker at a time
DATES = ("published", "dct", "date")  # keys of the day of publication, the first that is there counts
REPORTED = (Form.DIRECT, Form.MIXED, Form.INDIRECT)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of a JSONL file; `first` counts from 1."""

    path: str
    first: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path}, lines {self.first} to {self.first + len(self.lines) - 1}"


def annotate_file(
    source: Path,
    output: Path,
    *,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[SkipReport, ...]:
    """Annotate each line of `source` into `output`, in order; batches that no worker survived are returned.

    Raises BadRow naming the line if one is no object with "id" and "text", OutputError if `output`
    cannot be written. `output` appears whole or not at all.
    """
    batches = list(_batches(source))
    for batch in batches:
        _rows(batch)  # a bad line is named now, not after hours of work
    half = output.with_name(f".{output.name}.part")
    skipped: list[SkipReport] = []
    try:
        with (
            half.open("w", encoding="utf-8") as out,
            closing(run(annotate_batch, batches, workers=processes or os.cpu_count() or 1)) as outcomes,
        ):
            for done, (batch, outcome) in enumerate(outcomes, start=1):
                if isinstance(outcome, SkipReport):
                    skipped.append(outcome)
                else:
                    out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in outcome)
                progress(min(done * BATCH, batch.first + len(batch.lines)), len(batches) * BATCH)
        half.replace(output)
    except OSError as error:
        raise OutputError(str(output), error.strerror or str(error)) from error
    finally:
        half.unlink(missing_ok=True)
    return tuple(skipped)


def annotate_batch(batch: Batch) -> list[Row]:
    """The annotated rows of a batch. Raises BadRow."""
    return list(annotate_rows(_rows(batch)))


def annotate_rows(rows: list[Row]) -> Iterator[Row]:
    """Rows with "id", "text" and, where known, DATES, "title", "publisher", annotated."""
    reports = [as_report(row) for row in rows]
    docs = parse_many((report.text, ()) for report in reports)
    for row, report, doc in zip(rows, reports, docs, strict=True):
        yield {"id": row["id"], **layers(report, doc)}


def layers(report: Report, doc: Doc) -> Row:
    """All layers of one report, spans as [start, end)."""
    published = report.published
    known = date.fromisoformat(published.value) if isinstance(published, Stated) else None
    publisher = report.publisher.value if isinstance(report.publisher, Stated) else None
    return {
        "attributions": [_attribution(a) for a in attribute(report, doc) if a.form in REPORTED],
        "timexes": [_timex(t) for t in times(report.text, known, doc=doc) if t.markable],
        "toponyms": [_toponym(p) for p in places(report.text, doc, publisher=publisher)],
        "figures": [_figure(f) for f in figures(report.text, doc)],
    }


def as_report(row: Row) -> Report:
    """A loose text as a report: all of it article, its title the headline where it begins with it."""
    text, title = row["text"], row.get("title") or ""
    at = len(title) if title and text.startswith(title) else 0
    cuts = [(0, at, Role.HEADLINE), (at, len(text), Role.BODY)]
    published = next((row[key] for key in DATES if row.get(key)), None)
    return Report(
        id=str(row["id"]),
        path=str(row["id"]),
        text=text,
        passages=tuple(
            Passage(span=Span(a, b), role=role, rule="loose text") for a, b, role in cuts if a < b
        ),
        publisher=_given(row.get("publisher")),
        published=_given(published),
        title=_given(title),
        authors=Unstated.NOT_FOUND,
        url=Unstated.NOT_FOUND,
        language=Stated(value="en", source="annotate reads English", sure=Sure.MEDIUM),
        completeness=Completeness(extent=Extent.UNKNOWN, reason="a loose text"),
    )


def _given(value: str | None) -> Stated[str] | Unstated:
    return Stated(value=value, source="row", sure=Sure.HIGH) if value else Unstated.NOT_FOUND


def _batches(source: Path) -> Iterator[Batch]:
    try:
        with _open(source) as lines:
            first = 1
            while batch := tuple(islice(lines, BATCH)):
                yield Batch(str(source), first, batch)
                first += len(batch)
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise BadRow(str(source), f"cannot be read: {error}") from error


def _open(source: Path) -> TextIO:
    if source.suffix == ".gz":
        return gzip.open(source, "rt", encoding="utf-8-sig")
    return source.open(encoding="utf-8-sig")


def _rows(batch: Batch) -> list[Row]:
    lines = enumerate(batch.lines, start=batch.first)
    return [_row(batch.path, number, line) for number, line in lines if line.strip()]


def _row(path: str, number: int, line: str) -> Row:
    subject = f"{path}:{number}"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        raise BadRow(subject, f"not JSON: {error}") from error
    if not (isinstance(row, dict) and "id" in row and isinstance(row.get("text"), str)):
        raise BadRow(subject, 'not an object with "id" and "text"')
    if not isinstance(row["id"], str | int):
        raise BadRow(subject, f'"id" is neither a string nor a whole number: {row["id"]!r}')
    for key in ("id", "text", "title", "publisher"):
        _check_string(subject, key, row.get(key))
    for key in DATES:
        row[key] = _day(subject, key, row.get(key))
    return row


def _check_string(subject: str, key: str, value: object) -> None:
    if value is None or (key == "id" and isinstance(value, int)):
        return
    if not isinstance(value, str):
        raise BadRow(subject, f'"{key}" is not a string: {value!r:.60}')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadRow(subject, f"{key} that is no Unicode: {error.reason}") from error


def _day(subject: str, key: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError as error:
        raise BadRow(subject, f"{key} is no date: {value!r}") from error


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _attribution(found: Attribution) -> Row:
    return {
        "source": [_pair(s) for s in found.source],
        "cue": [_pair(s) for s in found.cue],
        "content": [_pair(s) for s in found.content],
        "form": found.form.value,
        "chains": [
            [
                {"voice": hop.voice.name, "stance": hop.stance.value, "access": hop.access.value}
                for hop in chain
            ]
            for chain in found.chains
        ],
        "rule": found.rule,
    }


def _timex(found: When) -> Row:
    # The interval is the ledger's ("since 1990" is open, "late May" is ten days), not the bare expression's
    # that a TIMEX3 scorer compares: it stays out.
    row = {"start": found.span.start, "end": found.span.end, "type": found.type.value, "value": found.value}
    return row | {"edtf": found.edtf, "rule": found.rule}


def _toponym(found: Where) -> Row:
    point = found.point
    return {
        "start": found.span.start,
        "end": found.span.end,
        "name": found.name,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "radius_km": point.radius_km if point else None,
        "geonameid": found.geonameid,
        "rule": found.rule,
    }


def _figure(found: Figure) -> Row:
    return {
        "start": found.span.start,
        "end": found.span.end,
        "hard": _bounds(found.hard),
        "soft": _bounds(found.soft),
        "class": found.cls,
        "unit": found.unit,
        "population": found.population,
        "state": found.state,
        "measure": found.measure.value,
    }


def _bounds(bounds: Bounds) -> Row:
    return {
        "low": bounds.low,
        "high": bounds.high,
        "low_open": bounds.low_open,
        "high_open": bounds.high_open,
    }
