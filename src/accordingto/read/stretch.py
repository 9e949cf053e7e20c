"""Where the article lies: its core as the stretch of lines with the most points, and each line's place to it.

The core is the maximum-sum subsequence of Pasternack and Roth, "Extracting article text from the web with
maximum subsequence segmentation" (WWW 2009). What stands before, in and after it, what furniture lies
between, and how far a line shares the core's words, are observations for the second reading of each line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from accordingto.languages import lexicon
from accordingto.read.looks import Look

_CONTENT = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u4e00-\u9fff]{2}")


def core(looks: Sequence[Look], points: Sequence[float]) -> tuple[int, int]:
    """`[first, last)` of the lines that make up the core; (0, 0) if no line has anything of an article.

    A page with little article has few lines above zero, or none: then every line is lifted by the same
    step until a stretch of some size stands out.
    """
    rules = lexicon("any", "looks")["core"]
    first = last = 0
    for lift in rules["lifts"]:
        first, last = _most(
            [(p + lift) * look.size ** rules["weight"] for p, look in zip(points, looks, strict=True)]
        )
        if sum(look.size for look in looks[first:last] if look.sentence) >= rules["least"]:
            break
    return first, last


def _most(values: Sequence[float]) -> tuple[int, int]:
    """The contiguous stretch with the largest sum."""
    best, total, start, found = 0.0, 0.0, 0, (0, 0)
    for i, value in enumerate(values):
        total += value
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, found = total, (start, i + 1)
    return found


def places(lines: Sequence[str], looks: Sequence[Look], stretch: tuple[int, int]) -> list[frozenset[str]]:
    """What each line's place to the core says: observations, named as in languages/any/looks.toml."""
    first, last = stretch
    words = [frozenset(w.lower() for w in _CONTENT.findall(line)) for line in lines]
    known: Counter[str] = Counter()
    for i in range(first, last):
        if looks[i].sentence:
            known.update(words[i])
    said = [
        0,
        *accumulate(any(s.startswith(("says furniture", "opens")) for s in look.seen) for look in looks),
    ]
    opened = [0, *accumulate("opens furniture" in look.seen for look in looks)]
    found = []
    for i, look in enumerate(looks):
        low, high = (i + 1, first) if i < first else (last, i) if i >= last else (0, 0)
        zone = "before" if i < first else "after" if i >= last else "in"
        seen = {f"{zone} the core"}
        if zone != "in":
            seen.update(_away(zone, high - low, said[high] - said[low]))
            if zone == "after" and opened[high] > opened[low]:
                seen.add("after an opener")
        own = zone == "in" and look.sentence
        shared = sum(known[w] > own for w in words[i]) / len(words[i]) if words[i] else 0.0
        levels = lexicon("any", "looks")["limits"]["shared"]
        level = next(name for name, most in levels if shared <= most)
        seen.add(f"{level}, {'in' if zone == 'in' else 'outside'}")
        found.append(frozenset(seen))
    return found


def _away(zone: str, lines: int, furniture: int) -> Iterator[str]:
    limits = lexicon("any", "looks")["limits"]
    yield f"{zone}, {next(name for name, most in limits['distance'] if lines <= most)}"
    yield f"{zone}, {next(name for name, most in limits['furniture_between'] if furniture <= most)}"


def smooth(points: Sequence[float], switch: float) -> list[bool]:
    """The likeliest run of article (True) and furniture lines, if every change between them costs `switch`.

    The Viterbi path of two states.
    """
    if not points:
        return []
    article, other = points[0], 0.0
    back: list[tuple[bool, bool]] = []
    for value in points[1:]:
        from_article = article >= other - switch
        stays_other = other >= article - switch
        back.append((from_article, not stays_other))
        article, other = (
            max(article, other - switch) + value,
            max(other, article - switch),
        )
    state = article > other
    path = [state]
    for from_article, from_article_to_other in reversed(back):
        state = from_article if state else from_article_to_other
        path.append(state)
    return path[::-1]
