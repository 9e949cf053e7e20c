"""The readings table as functions: a class and a number give hard and soft bounds."""

from functools import cache
from typing import Any

from accordingto.figure import Bounds
from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Phrases


@cache
def table(language: str = "en") -> dict[str, Any]:
    """`languages/LANGUAGE/quantities.toml`."""
    return lexicon(language, "quantities")


@cache
def phrases(place: str, language: str = "en") -> Phrases[str]:
    """Hedge phrases of one place (before, after, alone), each with its class."""
    rows = ((p, cls) for cls, entry in table(language).items() for p in entry.get(place, ()))
    return Phrases(rows)


def bounds(cls: str, n: float = 0.0, grain: float = 1.0, language: str = "en") -> tuple[Bounds, Bounds]:
    """Hard and soft bounds of class `cls` for the number `n` whose last non-zero digit has unit `grain`."""
    entry = table(language)[cls]
    return _bound(entry["hard"], n, grain), _bound(entry["soft"], n, grain)


def _bound(rule: dict[str, Any], n: float, grain: float) -> Bounds:
    if "spread" in rule:
        # max(spread, min(g/2, cap)): a number rounded to its unit may lie half a unit away.
        width = abs(n) * rule["spread"]
        if rule.get("half_unit"):
            width = max(width, min(grain / 2, abs(n) * rule["cap"]))
        return Bounds(low=_tidy(n - width), high=_tidy(n + width))
    low = rule["low_times"] * n if "low_times" in rule else float(rule.get("low", 0))
    high = rule["high_times"] * n if "high_times" in rule else rule.get("high")
    if high is not None and low > high:  # "up to 0.5": a floor of one would stand above the number
        low = 0.0
    return Bounds(
        low=_tidy(low),
        high=None if high is None else _tidy(float(high)),
        low_open=bool(rule.get("low_open")),
        high_open=bool(rule.get("high_open")),
    )


def _tidy(x: float) -> float:
    """Without the last digits of binary fractions: 0.95 × 100 is 95."""
    return round(x, 9)
