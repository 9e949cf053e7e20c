"""Words per second of `annotate` beside the bare spaCy pipeline, on the same texts in the same run.

    python -m benchmarks.annotate_speed [TEXTS.jsonl[.gz]] [--rounds N]

TEXTS has an object with "id" and "text" a line; by default the development texts for attribution.
Each system runs in a process of its own (so that peak memory is its own), loads its model before
the clock starts, and takes turns with the other, so that a machine that slows down slows both.
Words are runs of letters and digits. The last line printed is JSON.
"""

import argparse
import gzip
import json
import multiprocessing
import re
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.gate import data_folder

WORD = re.compile(r"\w+")
PIECES = 2  # processes in the parallel runs


def bare(rows: list[dict[str, Any]]) -> None:
    """The whole pipeline of the model as its makers deliver it."""
    from accordingto.parse.english import model  # noqa: PLC0415  # each process loads for itself

    for _ in model().pipe(row["text"] for row in rows):
        pass


def ours(rows: list[dict[str, Any]]) -> None:
    """Every layer of `accordingto annotate`."""
    from accordingto.annotation import annotate_rows  # noqa: PLC0415

    for _ in annotate_rows(rows):
        pass


def attribution(rows: list[dict[str, Any]]) -> None:
    """Parsing and attribution alone."""
    from accordingto.annotation import as_report  # noqa: PLC0415
    from accordingto.attribute import attribute  # noqa: PLC0415
    from accordingto.parse.english import parse_many  # noqa: PLC0415

    reports = [as_report(row) for row in rows]
    docs = parse_many((report.text, ()) for report in reports)
    for report, doc in zip(reports, docs, strict=True):
        attribute(report, doc)


SYSTEMS: dict[str, Callable[[list[dict[str, Any]]], None]] = {
    "bare spaCy": bare,
    "parse + attribute": attribution,
    "annotate, all layers": ours,
}


def main() -> None:
    """Print a table and a line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="?", type=Path, default=data_folder() / "polnear" / "dev.jsonl.gz")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if not asked.texts.exists():
        parser.error(f"{asked.texts}: no such file; give a JSONL file of texts")
    opened = gzip.open if asked.texts.suffix == ".gz" else open
    with opened(asked.texts, "rt", encoding="utf-8") as lines:
        rows = [{"id": str(n), "text": json.loads(line)["text"]} for n, line in enumerate(lines)]
    words = sum(len(WORD.findall(row["text"])) for row in rows)
    results: dict[str, dict[str, float]] = {}
    for processes in (1, PIECES):
        measured: dict[str, list[tuple[float, float]]] = {name: [] for name in SYSTEMS}
        for _ in range(asked.rounds):
            for name in SYSTEMS:
                measured[name].append(_timed(name, rows, processes))
        print(f"\n{processes} process{'es' * (processes > 1)}, {len(rows)} texts, {words} words")
        base = statistics.median(seconds for seconds, _ in measured["bare spaCy"])
        for name, runs in measured.items():
            seconds = statistics.median(s for s, _ in runs)
            peak = max(mb for _, mb in runs)
            print(
                f"  {name:<22} {words / seconds:>8.0f} words/s"
                f"  ratio {base / seconds:.2f}  peak {peak:.0f} MB"
            )
            results[f"{name}, {processes}"] = {
                "words_per_second": round(words / seconds),
                "ratio_to_bare": round(base / seconds, 3),
                "peak_mb": round(peak),
            }
    print(json.dumps(results))


def _timed(name: str, rows: list[dict[str, Any]], processes: int) -> tuple[float, float]:
    """Seconds (the slowest process) and peak megabytes (all processes together)."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        shares = [(name, rows[n::processes]) for n in range(processes)]
        done = pool.map(_one, shares, chunksize=1)
    return max(seconds for seconds, _ in done), sum(mb for _, mb in done)


def _one(share: tuple[str, list[dict[str, Any]]]) -> tuple[float, float]:
    name, rows = share
    SYSTEMS[name](rows[:1])  # loads the model, opens the gazetteer, compiles the grammars
    start = time.perf_counter()
    SYSTEMS[name](rows)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
