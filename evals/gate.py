"""The gate: every development set against its floors. A set that is not there is `not run`, never passed.

Floors stand in evals/floors.toml and only rise. They lie a little under what was measured (SLACK),
since another processor rounds the parser's sums differently.
"""

import os
import sys
import tomllib
from pathlib import Path

from evals import sets

HERE = Path(__file__).parent
SLACK = 0.3  # points of 100 between a measured figure and the floor that is pinned for it


def data_folder() -> Path:
    """Where the sets lie that may not be published: ACCORDINGTO_EVAL_DATA, else ../shared/data."""
    return Path(os.environ.get("ACCORDINGTO_EVAL_DATA", HERE.parent.parent / "shared" / "data"))


def run(names: list[str]) -> int:
    """Score each set that has floors, print a table; the number of figures under their floors."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    failed = 0
    for entry in floors["set"]:
        if names and entry["name"] not in names:
            continue
        base = HERE.parent if entry.get("ours") else data_folder()
        path = base / entry["path"]
        title = f"{entry['name']}  {entry['path']}"
        if not path.exists():
            print(f"\n{title}\n  NOT RUN: no such set (ACCORDINGTO_EVAL_DATA={base})")
            continue
        module = sets.load(entry["name"])
        figures = module.score(path, module.predict(path))
        print(f"\n{title}")
        failed += _compare(figures, entry["floors"])
        for row in module.PEERS:
            shown = "  ".join(f"{k} {v}" for k, v in row.items() if k != "system")
            print(f"    {row['system']:<44} {shown}")
        sys.stdout.flush()
    print(f"\n{failed} figures under their floor" if failed else "\nno figure under its floor")
    return failed


def _compare(figures: dict[str, float], floors: dict[str, float]) -> int:
    failed = 0
    for name, value in figures.items():
        floor = floors.get(name)
        under = floor is not None and value < floor
        failed += under
        mark = "UNDER ITS FLOOR" if under else ""
        print(f"  {name:<28} {value:>9.2f}   floor {'-' if floor is None else floor:>7} {mark}")
    for name in floors.keys() - figures.keys():
        failed += 1
        print(f"  {name:<28} not measured, but has a floor")
    return failed
