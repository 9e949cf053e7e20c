"""Score the program on a set: python -m evals SET PATH [-o PREDICTIONS], or python -m evals gate [SET…].

SET is one of attribution, time, places, reading, copies, clusters, pairs, ledger; PATH a file (or
folder, for reading and copies) of the form that the scorer's docstring in evals/score gives. The
last line printed is one JSON object with the figures. `gate` runs the development sets against
their floors and exits with 1 if a figure lies under its floor.
"""

import argparse
import json
import sys
from pathlib import Path

from evals import gate, sets


def main() -> int:
    """Entry of `python -m evals`."""
    parser = argparse.ArgumentParser(
        prog="python -m evals", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", choices=(*sets.NAMES, "gate"))
    parser.add_argument(
        "path", nargs="*", type=Path, help="the set's file or folder; for gate: names of sets"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="PREDICTIONS", help="keep the predictions, too")
    parser.add_argument("--pin", action="store_true", help="with gate: raise the floors to what is measured")
    asked = parser.parse_args()
    if asked.set == "gate":
        return 1 if gate.run([str(name) for name in asked.path], pin=asked.pin) else 0
    if len(asked.path) != 1:
        parser.error("one PATH is needed")
    path = asked.path[0]
    if not path.exists():
        parser.error(f"{path}: no such file or folder")
    module = sets.load(asked.set)
    rows = module.predict(path)
    if asked.output:
        write(asked.output, rows)
    print(json.dumps(module.score(path, rows), sort_keys=True))
    return 0


def write(output: Path, rows: list[sets.Row]) -> None:
    """Predictions in the form the scorer reads: one object for a .json file, else one a line."""
    if output.suffix == ".json" and len(rows) == 1:
        output.write_text(json.dumps(rows[0], ensure_ascii=False), encoding="utf-8")
        return
    with output.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
