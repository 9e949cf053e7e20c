"""One spelling for a name however it is written: the key of the gazetteer's index."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose and that reports write both ways.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a", "є": "е"}
)
# An apostrophe or a full stop inside a name joins ("Coeur d'Alene", "U.S."); a dash parts.
_JOIN = re.compile(r"['’‘ʼʹʻ`´′″\".]")
# What NFKD leaves of accents on Latin and Cyrillic letters.
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0487]+")
_PART = re.compile(r"[\s\-‐‑‒–—/,()_]+")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Lower case, no accents (so й is и and ё is е), no apostrophes, single spaces, "St." written out.

    >>> fold("Ust’-Kamenogorsk"), fold("St. Cloud"), fold("Кущёвская")
    ('ust kamenogorsk', 'saint cloud', 'кущевская')
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LETTERS)
    words = _PART.sub(" ", _JOIN.sub("", plain)).split()
    return " ".join(_SHORT.get(word, word) for word in words)
