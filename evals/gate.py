"""The gate: every development set against its floors. A set that is not there is `not run`, never passed.

Floors stand in evals/floors.toml and only rise (`python -m evals gate --pin` writes them). They lie
SLACK under what was measured, since another processor rounds the parser's sums differently.
"""

import json
import math
import os
import sys
import time
from pathlib import Path

import tomlkit

from evals import sets

HERE = Path(__file__).parent
FLOORS = HERE / "floors.toml"
SLACK = 0.5  # points of 100
REPORT = HERE / "measured.json"  # what `--pin` measured: the tables in README and docs are read from it


def data_folder() -> Path:
    """Where the sets lie that may not be published: ACCORDINGTO_EVAL_DATA, else ../shared/data."""
    return Path(os.environ.get("ACCORDINGTO_EVAL_DATA", HERE.parent.parent / "shared" / "data"))


def run(names: list[str], *, pin: bool = False) -> int:
    """Score each set that has floors, print a table; the number of figures under their floors.

    `names` chooses sets (none: all). With `pin` the floors of the sets that were run are raised to
    SLACK under what was measured; none is ever lowered.
    """
    pinned = tomlkit.parse(FLOORS.read_text(encoding="utf-8"))
    failed = not_run = 0
    for entry in pinned["set"]:
        if names and entry["name"] not in names:
            continue
        title = _title(entry)
        path = (HERE.parent if entry.get("ours") else data_folder()) / entry["path"]
        if not path.exists():
            not_run += 1
            print(
                f"\n{title}\n  NOT RUN: there is no {path} (ACCORDINGTO_EVAL_DATA names the folder of sets)"
            )
            continue
        module = sets.load(entry["name"])
        start = time.monotonic()
        figures = module.score(path, _predictor(module, entry)(path))
        print(f"\n{title}   ({time.monotonic() - start:.0f} s)")
        failed += _compare(figures, entry["floors"])
        for row in module.PEERS:
            shown = "  ".join(f"{k} {v}" for k, v in row.items() if k != "system")
            print(f"    beside it: {row['system']:<44} {shown}")
        sys.stdout.flush()
        if pin:
            _raise(entry["floors"], figures)
            _keep(title, figures)
    if pin:
        FLOORS.write_text(tomlkit.dumps(pinned), encoding="utf-8")
    print(f"\n{failed} figures under their floor, {not_run} sets not run")
    return failed


def _title(entry: sets.Row) -> str:
    variant = f" [{entry['variant']}]" if "variant" in entry else ""
    return f"{entry['name']}{variant}  {entry['path']}"


def _predictor(module: sets.EvalSet, entry: sets.Row) -> sets.Predict:
    if "variant" not in entry:
        return module.predict
    variant: sets.Predict = getattr(module, f"predict_{entry['variant']}")
    return variant


def _compare(figures: dict[str, float], floors: dict[str, float]) -> int:
    failed = 0
    for name, value in figures.items():
        floor = floors.get(name)
        under = floor is not None and value < floor
        failed += under
        mark = "  UNDER ITS FLOOR" if under else ""
        print(f"  {name:<28} {value:>9.2f}   floor {'-' if floor is None else floor:>7}{mark}")
    for name in floors.keys() - figures.keys():
        failed += 1
        print(f"  {name:<28} not measured, but has a floor")
    return failed


def _raise(floors: dict[str, float], figures: dict[str, float]) -> None:
    """Raise each floor to SLACK under its figure, never lower it."""
    for name in floors.keys() & figures.keys():
        floors[name] = max(floors[name], math.floor(10 * (figures[name] - SLACK)) / 10)


def _keep(title: str, figures: dict[str, float]) -> None:
    held = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
    held[title] = figures
    REPORT.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", encoding="utf-8")
