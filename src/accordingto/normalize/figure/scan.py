"""Quantity phrases in running text: hedge + number + range + unit, as hard and soft bounds.

No syntax here: only words in a row. What the number counts is found later (population.py).
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from accordingto.figure import Bounds
from accordingto.languages import lexicon
from accordingto.normalize.figure.bounds import bounds, phrases, table
from accordingto.normalize.figure.fraction import fraction_at
from accordingto.normalize.figure.lexer import Lexeme, Phrases, lex
from accordingto.normalize.figure.number import Number, number_at
from accordingto.normalize.figure.outside import counts_nothing

_MOST_HEDGES = 4  # nobody writes more before one number; a heap of them is noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity phrase: offsets of the whole and of its last number word, bounds, class and unit."""

    start: int
    end: int
    core: int  # offset of the last character of the number itself: where syntax takes over
    first: int  # offset of the number's first character, hedges left out
    hard: Bounds
    soft: Bounds
    cls: str
    unit: str | None = None
    kind: str | None = None  # of the unit: currency, time, measure, share
    of: float | None = None
    compound: bool = False  # "12-member", "10-year"
    plain: "Quantity | None" = (
        None  # the reading without a hedge that may be a preposition: "over 12 hectares"
    )
    rule: str


@cache
def _units(language: str) -> tuple[Phrases[tuple[str, str]], dict[str, str]]:
    data = lexicon(language, "units")
    rows = []
    for kind, key in (("currency", "currencies"), ("time", "time"), ("measure", "measures")):
        rows += [(w, (kind, name)) for name, ws in data[key].items() for w in ws]
    return Phrases(rows), {k.lower(): v for k, v in data["currency_symbols"].items()}


@cache
def _joins(language: str) -> dict[str, Any]:
    joins: dict[str, Any] = dict(lexicon(language, "numbers")["joins"])
    joins["percent"] = Phrases((p, p) for p in joins["percent"])
    joins["change"] = frozenset(joins["change"])
    joins["scales"] = lexicon(language, "numbers")["scales"]
    return joins


@cache
def _first_words(language: str) -> frozenset[str]:
    """Every word or sign with which a quantity can begin."""
    numbers = lexicon(language, "numbers")
    words = {"a", "an", "the", "between", "from", *_units(language)[1]}
    for part in ("units", "tens", "scales", "dozens", "fractions"):
        words |= set(numbers[part])
    for place in ("before", "alone"):
        words |= {row[0][0] for row in phrases(place, language)}
    return frozenset(words)


def scan(text: str, language: str = "en", start: int = 0, end: int | None = None) -> list[Quantity]:
    """Every quantity phrase of `text[start:end]`, in order, none overlapping."""
    lexemes = lex(text, start, end)
    found: list[Quantity] = []
    first = _first_words(language)
    i = 0
    while i < len(lexemes):
        # Nine words in ten can begin no quantity, and are passed over unread.
        may_begin = lexemes[i].kind == "num" or lexemes[i].low in first
        hit = _quantity(lexemes, i, language) if may_begin else None
        if hit is None:
            i += 1
            continue
        quantity, stop = hit
        if quantity is not None:
            found.append(quantity)
        i = max(stop, i + 1)
    return found


def _quantity(lexemes: list[Lexeme], i: int, language: str) -> tuple[Quantity | None, int] | None:
    """(the quantity or None for a number that counts nothing, index behind it); None: no number here."""
    vague = _vague(lexemes, i, language)
    if vague is not None:
        return vague
    cls, j = _hedge(lexemes, i, language)
    between = lexemes[j].low in ("between", "from") if j < len(lexemes) else False
    changed = _changes(lexemes, j, language)
    between = between and not changed
    k = j + 1 if between else j
    symbol = _symbol(lexemes, k, language)
    n_at = k + 1 if symbol else k
    fraction = fraction_at(lexemes, n_at, language) if not between and not symbol else None
    number = fraction or number_at(lexemes, n_at, language)
    if number is None:
        if between:
            return None
        # A number we cannot read is passed over whole, so that no piece of it is read as another.
        return (None, n_at + 1) if n_at < len(lexemes) and lexemes[n_at].kind == "num" else None
    if fraction:
        return _share(lexemes, i, n_at, number, cls), number.stop
    number, symbol = _million(lexemes, number, symbol)
    second = None if changed else _second(lexemes, number, between=between, language=language)
    if second is None and symbol is None and not changed and _odds(lexemes, number, language):
        return None, number.stop + 2
    if between and second is None:
        return None
    last = second[1] if second else number
    if symbol is None and counts_nothing(
        lexemes, n_at, last.stop, ranged=second is not None, language=language
    ):
        return None, last.stop
    return _finish(lexemes, (i, n_at, last.stop), (cls, symbol, number, second), language)


def _changes(lexemes: list[Lexeme], i: int, language: str) -> bool:
    """ "rose from 30 to 50": two numbers at two times, where "from 30 to 50 women" is a range."""
    here = i if i < len(lexemes) and lexemes[i].low == "from" else i - 1
    if here < 0 or lexemes[here].low != "from":
        return False
    verbs = _joins(language)["change"]
    near = lexemes[max(0, here - 6) : here]
    ends = [k for k, x in enumerate(near) if x.low in (";", ".", ":") or x.kind == "line"]
    return any(x.low in verbs for x in near[ends[-1] + 1 if ends else 0 :])


def _odds(lexemes: list[Lexeme], number: Number, language: str) -> bool:
    """ "split 4 to 1", "won 6-3": the second number is the lesser, and neither counts anything."""
    j = number.stop
    if j + 1 >= len(lexemes) or lexemes[j].low not in ("to", "-", "–"):
        return False
    second = number_at(lexemes, j + 1, language)
    return second is not None and second.value < number.value < 100 and second.stop == j + 2


def _finish(
    lexemes: list[Lexeme],
    at: tuple[int, int, int],
    read: tuple[str | None, str | None, Number, tuple[float, Number] | None],
    language: str,
) -> tuple[Quantity | None, int]:
    i, n_at, stop = at
    cls, symbol, number, second = read
    unit, kind, behind, compound = _unit(lexemes, stop, symbol, language)
    after = phrases("after", language).at(lexemes, behind)
    if after is not None and cls is None:
        behind, cls = after
    name, hard, soft, rule = _reading(cls, number, second, language)
    of, behind = _out_of(lexemes, behind, kind, language)
    quantity = Quantity(
        start=lexemes[i].start,
        end=lexemes[behind - 1].end,
        core=lexemes[stop - 1].end - 1,
        first=lexemes[n_at].start,
        hard=hard,
        soft=soft,
        cls=name,
        unit=unit,
        kind=kind,
        of=of,
        compound=compound,
        rule=rule,
    )
    if cls and lexemes[i].low in table(language)[cls].get("spatial", ()):
        name, hard, soft, rule = _reading(None, number, second, language)
        start = lexemes[n_at - (1 if symbol else 0)].start
        plain = replace(quantity, start=start, cls=name, hard=hard, soft=soft, rule=rule)
        quantity = plain if kind == "time" else replace(quantity, plain=plain)
    return quantity, behind


def _reading(
    cls: str | None, number: Number, second: tuple[float, Number] | None, language: str
) -> tuple[str, Bounds, Bounds, str]:
    """Class, hard and soft bounds, and the rule's name."""
    if second is not None:
        both = Bounds(low=second[0], high=second[1].value)
        return "range", both, both, "range" if cls is None else f"range, {cls}"
    name = cls or _bare_class(number)
    if name == "approx" and number.dozens and number.value == 12:
        name = "about_ten"
    hard, soft = bounds(name, number.value, number.grain, language)
    return name, hard, soft, f"{name}: {'words' if number.word else 'digits'}"


def _bare_class(number: Number) -> str:
    if number.dozens:
        return "k_tens"
    return "round_bare" if number.grain > 1 and number.value else "exact"


def _hedge(lexemes: list[Lexeme], i: int, language: str) -> tuple[str | None, int]:
    """The class of the hedges that begin at `i`; of two ("up to about"), the one that bounds wins."""
    before = phrases("before", language)
    cls, j = None, i
    for _ in range(_MOST_HEDGES):
        hit = before.at(lexemes, j)
        if hit is None:
            return cls, j
        if cls in (None, "approx", "exact") and hit[1] != "bare":
            cls = hit[1]
        j = hit[0]
    return cls, j


def _vague(lexemes: list[Lexeme], i: int, language: str) -> tuple[Quantity | None, int] | None:
    """Quantities without a number: "dozens", "several hundred", "tens of thousands of"."""
    if lexemes[i].low not in phrases("alone", language):
        return None
    hit = phrases("alone", language).at(lexemes, i)
    if hit is None:
        return None
    stop, cls = hit
    hedge = phrases("before", language).at(lexemes, i)
    if hedge is not None and hedge[0] > stop:  # "no more than": not "no"
        return None
    entry = table(language)[cls]
    scales = _joins(language)["scales"]
    number: float = 0.0
    if entry.get("scaled") and stop < len(lexemes):
        word = lexemes[stop].low
        size = scales.get(word) or (12 if word == "dozen" else None)
        if size:
            stop, number, cls = stop + 1, float(size), f"{cls}_hundred"
    elif number_at(lexemes, stop + 1 if _symbol(lexemes, stop, language) else stop, language) is not None:
        return None  # "some 300", "some $8 million", "no 5": the word belongs to the number
    hard, soft = bounds(cls, number, 1.0, language)
    unit, kind, behind, compound = _unit(lexemes, stop, None, language)
    if cls == "some" and unit:  # "some degree", "some days"
        return None, behind
    last = stop - 2 if lexemes[stop - 1].low == "of" else stop - 1
    if (
        unit is None and stop < len(lexemes) and lexemes[stop].low == "of"
    ):  # "hundreds of billions of dollars"
        unit, kind, behind, compound = _unit(lexemes, stop + 1, None, language)
        behind = behind if unit else stop
        last, compound = (behind - 1, False) if unit else (last, False)
    quantity = Quantity(
        start=lexemes[i].start,
        end=lexemes[behind - 1].end if unit else lexemes[last].end,
        core=lexemes[last].end - 1,
        first=lexemes[i].start,
        hard=hard,
        soft=soft,
        cls=cls,
        unit=unit,
        kind=kind,
        compound=compound,
        rule=f"{cls}: words",
    )
    return quantity, behind


def _second(
    lexemes: list[Lexeme], first: Number, *, between: bool, language: str
) -> tuple[float, Number] | None:
    """The upper end of a range. "10 to 15 million" lends its scale to the lower end."""
    joins = _joins(language)
    words = joins["between"] if between else [*joins["range"], "or"]
    j = first.stop
    percent = joins["percent"].at(lexemes, j)
    if percent is not None and joins["percent"].at(lexemes, _number_end(lexemes, percent[0] + 1, language)):
        j = percent[0]  # "1% to 3%"
    if j >= len(lexemes) or lexemes[j].low not in words:
        return None
    k = j + 1
    if _symbol(lexemes, k, language):
        k += 1
    second = number_at(lexemes, k, language)
    if second is None:
        return None
    low = first.value
    if second.value >= 1000 > low and second.value >= 1000 * low and lexemes[second.stop - 1].kind == "word":
        scale = joins["scales"].get(lexemes[second.stop - 1].low)
        if scale:
            low *= scale
    if lexemes[j].low == "or" and second.value - low > max(2, low):  # "two or three", not "5 or 500"
        return None
    return (low, second) if low < second.value else None


def _number_end(lexemes: list[Lexeme], i: int, language: str) -> int:
    """The index behind the number at `i`, or the end where there is none."""
    number = number_at(lexemes, i, language)
    return len(lexemes) if number is None else number.stop


def _share(lexemes: list[Lexeme], i: int, n_at: int, number: Number, cls: str | None) -> Quantity:
    """A fraction, in percent: "a third of", "one in five"."""
    name = cls or "round_bare"
    hard, soft = bounds(name, number.value, 0.0)
    return Quantity(
        start=lexemes[i].start,
        end=lexemes[number.stop - 1].end,
        core=lexemes[number.stop - 1].end - 1,
        first=lexemes[n_at].start,
        hard=_capped(hard),
        soft=_capped(soft),
        cls=name,
        unit="%",
        kind="share",
        rule=f"{name}: fraction",
    )


def _capped(b: Bounds) -> Bounds:
    """A share of a whole ends at 100 per cent."""
    return replace(b, high=100.0, high_open=False) if b.high is None or b.high > 100 else b


def _symbol(lexemes: list[Lexeme], i: int, language: str) -> str | None:
    if i >= len(lexemes) or lexemes[i].kind != "sign":
        return None
    return _units(language)[1].get(lexemes[i].low)


def _million(lexemes: list[Lexeme], number: Number, symbol: str | None) -> tuple[Number, str | None]:
    """ "$5m": the letter is a million only behind a currency; elsewhere it may be metres."""
    s = number.stop
    if symbol and s < len(lexemes) and lexemes[s].low == "m" and lexemes[s].start == lexemes[s - 1].end:
        return replace(number, value=number.value * 1e6, grain=number.grain * 1e6, stop=s + 1), symbol
    return number, symbol


def _unit(
    lexemes: list[Lexeme], stop: int, symbol: str | None, language: str
) -> tuple[str | None, str | None, int, bool]:
    """Unit, its kind, the index behind it, and whether it hangs on by a hyphen ("10-year")."""
    if symbol:
        return symbol, "currency", stop, False
    share = _joins(language)["percent"].at(lexemes, stop)
    if share:
        points = "point" in share[1]
        return ("percentage point", "measure", share[0], False) if points else ("%", "share", share[0], False)
    units = _units(language)[0]
    hyphen = (
        stop < len(lexemes)
        and lexemes[stop].low in ("-", "‑")
        and lexemes[stop].start == lexemes[stop - 1].end
    )
    hit = units.at(lexemes, stop + 1 if hyphen else stop)
    if hit:
        return hit[1][1], hit[1][0], hit[0], hyphen
    return None, None, stop, hyphen


def _out_of(lexemes: list[Lexeme], i: int, kind: str | None, language: str) -> tuple[float | None, int]:
    """ "40 out of 400", "40 of the 400": the whole, and the index to go on from."""
    low = [x.low for x in lexemes[i : i + 4]]
    if tuple(low[:2]) not in (("out", "of"), ("of", "the"), ("of", "its"), ("of", "their")):
        return None, i
    j = i + 2
    if low[2:3] in (["the"], ["some"], ["about"], ["all"]):
        j += 1
    whole = number_at(lexemes, j, language)
    if whole is None:
        return None, i
    return whole.value, whole.stop
