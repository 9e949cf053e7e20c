"""Headlines In Title Case, brought back to the case of a sentence before they are parsed.

The parser takes every capital for a name: "Flood Kills 12 in Northern Villages" has no verb for it. A
word of such a line keeps its capital only where the report's running text writes it so.
"""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*")
_LINE = re.compile(r"[^\n]+")
_LONGEST = 20  # words: longer lines are text
_SHORTEST = 4


def truecase(text: str) -> str:
    """`text` with the words of title-case lines in lower case; its length never changes."""
    lines = [m for m in _LINE.finditer(text) if _is_title(m.group())]
    if not lines:
        return text
    capital, small = _written(text, [(m.start(), m.end()) for m in lines])
    out, last = [], 0
    for line in lines:
        for k, word in enumerate(_WORD.finditer(text, line.start(), line.end())):
            raw = word.group()
            name = raw in capital or raw.removesuffix("'s").removesuffix("’s") in capital
            if k == 0 or not raw[0].isupper() or raw.isupper() or (name and raw.lower() not in small):
                continue
            if not name and not (raw.lower() in small or capital):
                continue  # nothing in the report tells names from words
            lower = raw.lower()
            if len(lower) == len(raw):
                out.append(text[last : word.start()])
                out.append(lower)
                last = word.end()
    return "".join([*out, text[last:]])


def _is_title(line: str) -> bool:
    """Most of its longer words are capitalized, and no full stop ends it."""
    words = _WORD.findall(line)
    if not _SHORTEST <= len(words) <= _LONGEST or line.rstrip().endswith((":", ";")):
        return False
    long = [w for w in words if len(w) > 3 and not w.isupper()]
    return len(long) >= 3 and sum(w[0].isupper() for w in long) >= 0.85 * len(long)


def _written(text: str, titles: list[tuple[int, int]]) -> tuple[set[str], set[str]]:
    """Words the running text capitalizes within a sentence, and words it writes small."""
    capital: set[str] = set()
    small: set[str] = set()
    for raw, opens in _running(text, titles):
        if raw[0].islower():
            small.add(raw)
        elif not opens:
            capital.add(raw)
    return capital, small


def _running(text: str, titles: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Words outside the titles, with whether each opens a sentence."""
    spans = iter([*titles, (len(text) + 1, len(text) + 1)])
    start, end = next(spans)
    for word in _WORD.finditer(text):
        while word.start() >= end:
            start, end = next(spans)
        if word.start() >= start:
            continue
        before = text[max(0, word.start() - 3) : word.start()].rstrip(" \t")
        yield word.group(), not before or before[-1] in ".!?\n\"“”'‘:"
