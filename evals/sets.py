"""The sets that can be scored: each module predicts on a file of its format and scores it.

A module in this folder that carries a set has
    predict(path: Path) -> list[dict]      the rows that its scorer in evals/score reads
    score(path: Path, rows) -> dict        headline figures, name to number (higher is better)
    PEERS: list[dict]                      rows of other systems with the same names, and "system"
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

Row = dict[str, Any]
Predict = Callable[[Path], list[Row]]

NAMES = (
    "attribution",
    "time",
    "places",
    "reading",
    "copies",
    "clusters",
    "pairs",
    "ledger",
)


class EvalSet(Protocol):
    """What a module of this folder offers."""

    predict: Predict
    score: Callable[[Path, list[Row]], dict[str, float]]
    PEERS: list[Row]


def load(name: str) -> EvalSet:
    """The module for a set; imported late so that one set does not pay for another's libraries."""
    return cast(EvalSet, importlib.import_module(f"evals.{_MODULES.get(name, name)}"))


# Two sets would shadow modules of the standard library in a reader's mind.
_MODULES = {"time": "times"}
