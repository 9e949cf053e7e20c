"""Words a second of parse + attribute beside the bare spaCy pipeline on the same texts in the same run.

Usage: PYTHONPATH=src:. python benchmarks/attribution_speed.py TEXTS.jsonl[.gz] [--texts N] [--rounds N]

Prints one JSON object: words/s of each, their ratio, with one and two processes, and peak memory in MB.
The model is loaded before the clock starts. Rounds alternate, so that other work on the machine hits both.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from evals.attribution import report_of, rows_of

from accordingto.attribute import attribute
from accordingto.parse.english import model, parse_many


def bare(rows: list[dict[str, str]]) -> int:
    """The unmodified full pipeline over the texts."""
    return sum(len(doc) for doc in model().pipe(row["text"] for row in rows))


def ours(rows: list[dict[str, str]]) -> int:
    """Our parse and attribution over the texts."""
    docs = parse_many((row["text"], ()) for row in rows)
    return sum(len(attribute(report_of(row), doc)) for row, doc in zip(rows, docs, strict=True))


def seconds(work: Callable[[list[dict[str, str]]], int], rows: list[dict[str, str]], processes: int) -> float:
    """Wall-clock time of the work, shared out over forked processes that hold the model already."""
    parts = [rows[n::processes] for n in range(processes)]
    if processes == 1:
        begun = time.perf_counter()
        work(rows)
        return time.perf_counter() - begun
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.map(len, parts)  # the workers are up before the clock starts
        begun = time.perf_counter()
        pool.map(work, parts, chunksize=1)
        return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--texts", dest="count", type=int, default=84)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    rows = list(rows_of(args.texts))[: args.count]
    words = sum(len(row["text"].split()) for row in rows)
    bare(rows[:2])
    ours(rows[:2])
    out: dict[str, object] = {"texts": len(rows), "words": words}
    for processes in (1, 2):
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(args.rounds):
            times["bare"].append(seconds(bare, rows, processes))
            times["ours"].append(seconds(ours, rows, processes))
        ratios = [b / o for b, o in zip(times["bare"], times["ours"], strict=True)]
        out[f"processes {processes}"] = {
            "bare words/s": round(words / min(times["bare"])),
            "ours words/s": round(words / min(times["ours"])),
            "ratio, median of rounds": round(median(ratios), 3),
        }
    own, children = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    out["peak MB"] = round(max(own, children) / 1024)
    json.dump(out, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
