"""Proof that an output does not tell who a withheld voice is: every sealed word looked for in every byte.

Each sealed string is looked for in all its inflections and spellings (`keep.forms`, `keep.fold`), in either
order of its words, with a word between them, with its first names as initials, or glued together as in file
names; in every encoding, escape, archive and field that `keep.layers` opens. A hit names the place and
never the string: a message is an output, too.

What it cannot find: names in pictures and sound, in scripts other than Latin and Cyrillic when sealed in
another one, letters spaced apart or replaced by look-alikes of another sound, nicknames that were not
sealed, and what a knowing reader infers (`keep.telling` warns of some of that).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from accordingto.errors import WithheldFound
from accordingto.keep.fold import bare, collapse, fold, words
from accordingto.keep.forms import forms
from accordingto.keep.layers import Layer, Unsearched, layers

MOST_ORDERED = 4  # words of a sealed string that are looked for in any order
LEAST_GLUED = 6  # letters of a sealed string that is looked for inside words
PHRASE = "a phrase"  # what is hit where it is no sealed entry
LEAST_DIGITS = 5  # of a number that is looked for with anything between its digits
_DIGITS = re.compile(r"\d")
_APART = re.compile("[ ()./+\u00a0\u2010-\u2015-]+")  # what a number may be grouped by


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a sealed string was found: in which sealed entry (its random id) and at what place."""

    seal: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needle:
    """One sealed string as it is looked for. `words` has the forms of each word, in order."""

    seal: str
    words: tuple[frozenset[str], ...]
    glued: tuple[str, ...]
    digits: str


class Proof:
    """What is looked for: sealed strings, by the random id of the entry that they are sealed in.

    `phrases` are runs of folded words that must not leave either (`audit.coarse`).
    """

    def __init__(
        self, sealed: Mapping[str, Sequence[str]], phrases: Collection[tuple[str, ...]] = frozenset()
    ) -> None:
        self._phrases = frozenset(phrases)
        self._sizes = sorted({len(phrase) for phrase in self._phrases})
        self._needles = [
            _needle(seal, text) for seal, texts in sealed.items() for text in texts if fold(text)
        ]
        self._first: dict[str, list[_Needle]] = {}
        for needle in self._needles:
            for word in frozenset().union(*needle.words) if needle.words else ():
                self._first.setdefault(word, []).append(needle)

    def besides(self, phrases: Collection[tuple[str, ...]]) -> "Proof":
        """A proof that looks for all that this one does, and for these runs of words."""
        other = Proof({}, self._phrases | frozenset(phrases))
        other._needles, other._first = self._needles, self._first
        return other

    def hits(self, data: bytes, place: str) -> Iterator[Hit]:
        """Every place of these bytes (a finished output; `place` is its name) where something sealed stands.

        Raises WithheldFound for a part that cannot be searched.
        """
        seen: set[tuple[str, str]] = set()
        try:
            for layer in layers(data, place):
                for seal in self._in(layer):
                    if (seal, layer.place) not in seen:
                        seen.add((seal, layer.place))
                        yield Hit(seal=seal, place=layer.place)
        except Unsearched as error:
            raise WithheldFound(error.subject, f"{error.reason}; nothing leaves unsearched") from error

    def check(self, outputs: Iterable[tuple[str, bytes]]) -> None:
        """Raises WithheldFound, which names the places, if something sealed stands in one of the outputs."""
        for place, data in outputs:
            found = sorted({hit.place for hit in self.hits(data, place)})
            if found:
                more = f" and {len(found) - 1} more places" if len(found) > 1 else ""
                raise WithheldFound(found[0], f"tells who a withheld voice is{more}; nothing was written")

    def _in(self, layer: Layer) -> Iterator[str]:
        found = words(layer.text)
        for at, word in enumerate(found):
            for needle in self._first.get(word, ()):
                reach = 2 * len(needle.words) - 2
                if any(
                    _stands(needle.words, found[start : at + reach + 1])
                    for start in range(max(0, at - reach), at + 1)
                ):
                    yield needle.seal
        for size in self._sizes:
            runs = zip(*(found[n:] for n in range(size)), strict=False)
            if not self._phrases.isdisjoint(runs):
                yield PHRASE
        unlike = {word for word in found if len(word) >= LEAST_GLUED}
        for needle in self._needles:
            if any(glued in word for glued in needle.glued for word in unlike):
                yield needle.seal
        if any(needle.digits for needle in self._needles):
            digits = _APART.sub("", bare(layer.text))
            yield from (n.seal for n in self._needles if n.digits and n.digits in digits)


def _needle(seal: str, text: str) -> _Needle:
    parts = words(text)
    digits = "".join(_DIGITS.findall(text))
    orders = permutations(parts) if 1 < len(parts) <= MOST_ORDERED else [tuple(parts)]
    glued = {collapse("".join(order)) for order in orders}
    only_digits = len(digits) >= LEAST_DIGITS and not any(part.isalpha() for part in parts)
    return _Needle(
        seal=seal,
        words=tuple(forms(part) for part in parts),
        glued=tuple(sorted(g for g in glued if len(g) >= LEAST_GLUED and not g.isdigit())),
        digits=digits if only_digits else "",
    )


def _stands(needle: Sequence[frozenset[str]], found: Sequence[str]) -> bool:
    """True if all words of the needle stand here, in any order, with one other word at most between two.

    Words but one may stand as initials.
    """
    left = list(needle)
    whole = between = 0
    for word in found:
        hit = next((forms_ for forms_ in left if word in forms_), None)
        whole += hit is not None
        if hit is None and len(word) == 1:
            hit = next((forms_ for forms_ in left if any(form[0] == word for form in forms_)), None)
        if hit is not None:
            left.remove(hit)
            between = 0
        else:
            between += 1
        if not left:
            return whole > 0
        if between > 1 or len(left) == len(needle):
            return False
    return False
