"""The language of a text, by its function words and letters.

Own tables (languages/any/language.toml) and not a trained detector: the question is mostly English,
Russian or Ukrainian; the same tables tell prose from menus in `looks`; and no answer is better than a
wrong one, which a detector that always answers cannot give.
"""

import re
from collections import Counter
from functools import cache

from accordingto.languages import lexicon
from accordingto.report import Stated, Sure, Unstated

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_LONGEST = 40_000  # characters; a language shows long before


def detect(text: str) -> Stated[str] | Unstated:
    """ISO 639-1 code of the language that most of the text is written in."""
    table = lexicon("any", "language")
    head = text[:_LONGEST]
    if found := _by_script(head):
        return Stated(value=found, source="script", sure=Sure.MEDIUM)
    words = [w.lower() for w in _WORD.findall(head)]
    counts = Counter(words)
    hits = {code: _hits(code, counts, head) for code in table["languages"]}
    ranked = sorted(hits, key=lambda code: (-hits[code], code))
    best, second = ranked[0], ranked[1]
    if hits[best] < table["least_words"] or hits[best] < table["least_share"] * len(words):
        return Unstated.NOT_FOUND
    if hits[best] < table["least_lead"] * hits[second]:
        return Unstated.NOT_FOUND
    sure = Sure.HIGH if hits[best] >= 2 * hits[second] and hits[best] >= 20 else Sure.MEDIUM
    return Stated(value=best, source="function words", sure=sure)


def may_be(code: str, text: str) -> bool:
    """True if a text whose language could not be told is worth reading as `code`, one in Latin letters.

    A pile of French that a detector takes for French or Spanish is not; a report half English, half
    Russian is; so is a headline or a table, unless its letters are others.
    """
    table = lexicon("any", "language")
    head = text[:_LONGEST]
    words = [w.lower() for w in _WORD.findall(head)]
    if len(words) < table["few_words"]:
        return 2 * sum(map(str.isascii, words)) >= len(words)
    least: float = table["least_share_to_try"] * len(words)
    return _hits(code, Counter(words), head) >= least


@cache
def function_words(code: str) -> frozenset[str]:
    """The function words of a language; of all languages together for a code without a table."""
    languages = lexicon("any", "language")["languages"]
    if code in languages:
        return frozenset(languages[code]["words"])
    return frozenset(word for entry in languages.values() for word in entry["words"])


def _hits(code: str, counts: Counter[str], text: str) -> float:
    """Function words met; a language whose own letters are missing from its script cannot be meant."""
    entry = lexicon("any", "language")["languages"][code]
    hits = float(sum(counts[word] for word in function_words(code)))
    own = entry.get("letters", "")
    if not own or not hits:
        return hits
    letters = Counter(text.lower())
    mine = sum(letters[c] for c in own)
    cyrillic = sum(n for c, n in letters.items() if "а" <= c <= "я" or c in "ёіїєґўъыэ")
    # Own letters are 2 to 6 % of running Russian and Ukrainian; 0.5 % bears names and quotations.
    return hits if mine >= 0.005 * cyrillic else hits / 3


def _by_script(text: str) -> str | None:
    letters = sum(map(str.isalpha, text))
    if not letters or text.isascii():
        return None
    for code, script in _scripts():
        # Japanese mixes kana with kanji; a tenth of kana is enough to tell it from Chinese.
        if len(script.findall(text)) > (0.1 if code == "ja" else 0.5) * letters:
            return code
    return None


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def ranges(bounds: list[str]) -> str:
        return "".join("-".join(chr(int(end, 16)) for end in bound.split("-")) for bound in bounds)

    table = lexicon("any", "language")["scripts"]
    return tuple((code, re.compile(f"[{ranges(bounds)}]")) for code, bounds in table.items())
