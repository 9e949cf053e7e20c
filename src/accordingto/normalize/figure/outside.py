"""Numbers that count nothing: names, dates, ages, addresses, scores, lists (not_figures.toml)."""

from functools import cache
from typing import Any

from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Lexeme, Phrases

_NONE = Lexeme(-1, -1, "", "", "line")


@cache
def _table(language: str) -> dict[str, Any]:
    data = lexicon(language, "not_figures")
    sets: dict[str, Any] = {k: frozenset(v) for k, v in data.items()}
    for key in ("age_after", "clock_after", "deictic_after"):
        sets[key] = Phrases((p, True) for p in data[key])
    units = lexicon(language, "units")["time"]
    sets["time"] = frozenset(w for ws in units.values() for w in ws)
    return sets


def counts_nothing(
    lexemes: list[Lexeme], first: int, stop: int, *, ranged: bool = False, language: str = "en"
) -> bool:
    """True if the number in `lexemes[first:stop]` names, dates or orders something."""
    t = _table(language)
    left = lexemes[first - 1] if first else _NONE
    left2 = lexemes[first - 2] if first > 1 else _NONE
    right = lexemes[stop] if stop < len(lexemes) else _NONE
    number = lexemes[first]
    tests = (
        _glued(lexemes, first, stop),
        left.low in t["designators"] and number.kind == "num" and not left.low.endswith("s"),
        left.low == "." and left2.low in ("no", "nos", "art") and left.start == left2.end,
        left.raw[:1].isupper() and number.raw[:1].isupper(),  # "World War Two", "Channel Four"
        number.kind == "word"
        and number.raw[:1].isupper()
        and right.raw[:1].isupper()
        and left.kind == "word",
        _date(lexemes, first, stop, t),
        _age(lexemes, first, stop, t),
        t["clock_after"].at(lexemes, stop) is not None,
        _address(lexemes, stop, t) and number.kind == "num",
        _deictic(lexemes, first, stop, t),
        _listed(left, number, right),
        number.low == "one"
        and stop == first + 1
        and (right.low in t["one_after"] or left.low in t["one_before"]),
        ranged and (_score(lexemes, first, stop) or _phone(lexemes, first, stop)),
    )
    return any(tests)


def _glued(lexemes: list[Lexeme], first: int, stop: int) -> bool:
    """Joined to a letter or sign that makes it part of a name, code, clock or date: IK-2, 10:30, 4th."""
    number = lexemes[first]
    if first:
        left = lexemes[first - 1]
        if (
            left.end == number.start
            and left.kind != "line"
            and (left.kind != "sign" or left.low in "-–/:#№.@_\\'’^=")
        ):
            # A dash between two words of a sentence ("says–12 women") is rarer than a code.
            return True
    last = lexemes[stop - 1]
    if stop < len(lexemes) and last.kind == "num":
        right = lexemes[stop]
        if right.start == last.end:
            after = lexemes[stop + 1] if stop + 1 < len(lexemes) else _NONE
            tight = after.start == right.end
            if right.kind == "word":
                return right.low not in (
                    "km",
                    "kg",
                    "cm",
                    "mm",
                    "ft",
                    "lb",
                    "lbs",
                    "mph",
                    "kph",
                    "pc",
                    "pct",
                    "kwh",
                    "mw",
                    "gw",
                )
            if right.low in "/:@_\\=^×" or (right.low in ".'’" and tight and after.kind != "line"):
                return True
            if right.low in "-–" and tight and after.kind == "num":  # 2023-03-12, 555-1234
                return True
    return False


def _date(lexemes: list[Lexeme], first: int, stop: int, t: dict[str, Any]) -> bool:
    number = lexemes[first]
    if number.kind != "num":
        return False
    left = lexemes[first - 1] if first else _NONE
    right = lexemes[stop] if stop < len(lexemes) else _NONE
    beyond = lexemes[stop + 1].low if stop + 1 < len(lexemes) else ""
    before = left.low if left.low != "." else (lexemes[first - 2].low if first > 1 else "")
    small = len(number.raw) <= 2
    month_right = right.low in t["months"] or (right.low == "of" and beyond in t["months"])
    if small and (month_right or before in t["months"]) and right.raw[:1] != "%":
        return not (before == "may" and left.raw.islower())
    year = len(number.raw) == 4 and number.raw.isdigit() and 1000 <= int(number.raw) <= 2100
    if not year:
        return False
    if before in t["months"] or before in t["year_before"] or left.kind == "line":
        return True
    comma = (
        left.low == ","
        and first > 1
        and (lexemes[first - 2].kind == "num" or lexemes[first - 2].low in t["months"])
    )
    bracket = left.low in "([" and right.low in ")]-–,;" if left.low and right.low else False
    return comma or bracket or right.kind != "word"


def _age(lexemes: list[Lexeme], first: int, stop: int, t: dict[str, Any]) -> bool:
    left = lexemes[first - 1] if first else _NONE
    if left.low in t["age_before"] or _of_ages(lexemes, first, t):
        return True
    if t["age_after"].at(lexemes, stop) is not None:
        return True
    right = lexemes[stop] if stop < len(lexemes) else _NONE
    low = [x.low for x in lexemes[stop : stop + 4]]
    if (
        low[:1] == ["-"]
        and len(low) == 4
        and low[1] in t["time"]
        and low[2] == "-"
        and low[3].startswith("old")
    ):
        return True
    if len(low) >= 3 and low[1] == "old" and low[0] in t["time"]:
        return True
    both = left.low == "," == right.low and first > 1 and lexemes[first - 2].kind == "word"
    if both and stop == first + 1 and lexemes[first].raw.isdigit() and len(lexemes[first].raw) <= 2:
        return True  # "her daughter, 19, fled"
    if left.low == "," and first > 1 and lexemes[first - 2].raw[:1].isupper():  # "Anna Petrova, 35, said"
        closes = right.low in (",", ".", ";", ")") or right.kind == "line"
        return closes and stop == first + 1 and lexemes[first].raw.isdigit() and len(lexemes[first].raw) <= 3
    return False


def _of_ages(lexemes: list[Lexeme], first: int, t: dict[str, Any]) -> bool:
    """ "between the ages of 17 and 20": both of them."""
    low = [x.low for x in lexemes[max(0, first - 4) : first]]
    if low[-1:] == ["of"]:
        return low[-2:-1] != [] and low[-2] in t["age_before"]
    return (
        len(low) == 4 and low[0] in t["age_before"] and low[1] == "of" and low[3] in ("and", "to", "or", "-")
    )


def _address(lexemes: list[Lexeme], stop: int, t: dict[str, Any]) -> bool:
    """ "123 Main Street": capitalized words up to one that names a street."""
    for k in range(stop, min(stop + 4, len(lexemes))):
        if lexemes[k].kind != "word" or not lexemes[k].raw[0].isupper():
            return False
        if lexemes[k].low in t["streets"] and k > stop:
            return True
    return False


def _deictic(lexemes: list[Lexeme], first: int, stop: int, t: dict[str, Any]) -> bool:
    """ "two weeks ago", "the last three months": a point in time, which the time room reads."""
    k = stop + 1 if stop < len(lexemes) and lexemes[stop].low == "-" else stop
    if k >= len(lexemes) or lexemes[k].low not in t["time"]:
        return False
    left = lexemes[first - 1].low if first else ""
    return left in t["deictic_before"] or t["deictic_after"].at(lexemes, k + 1) is not None


def _listed(left: Lexeme, number: Lexeme, right: Lexeme) -> bool:
    """ "1. First point", "2) second": the number of a list item at the start of a line."""
    at_start = left.kind == "line"
    return at_start and number.kind == "num" and right.low in (".", ")") and right.start == number.end


def _phone(lexemes: list[Lexeme], first: int, stop: int) -> bool:
    """ "555-1234": three digits, a hyphen, four digits."""
    sizes = [len(x.raw) for x in lexemes[first:stop] if x.kind == "num"]
    return sizes == [3, 4] and stop - first == 3


def _score(lexemes: list[Lexeme], first: int, stop: int) -> bool:
    """ "won 2-3": digits joined by a hyphen with no noun behind them."""
    joined = any(x.low in ("-", "–") for x in lexemes[first + 1 : stop])
    right = lexemes[stop] if stop < len(lexemes) else _NONE
    both = lexemes[first].kind == "num" and lexemes[stop - 1].kind == "num"
    years = both and all(len(lexemes[k].raw) == 4 and lexemes[k].raw.isdigit() for k in (first, stop - 1))
    return years or (joined and both and right.kind != "word" and right.low not in ("%", "-"))
