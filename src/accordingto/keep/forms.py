"""Every form in which a name may stand: cases of Russian and Ukrainian, the English possessive, folded."""

from collections.abc import Iterator
from functools import cache

from accordingto.keep.fold import bare, collapse, fold, latin
from accordingto.languages import lexicon

LANGUAGES = ("ru", "uk", "en")


def forms(word: str) -> frozenset[str]:
    """The folded forms of one word, as given and inflected. A number has one form."""
    folded = fold(word)
    if not folded.isalpha():
        return frozenset({folded})
    found = {folded}
    for ends, becomes in _paradigms():
        if folded.endswith(ends) and len(folded) > len(ends):
            for stem in _stems(folded.removesuffix(ends)):
                found.update(collapse(stem + ending) for ending in becomes)
    return frozenset(form for form in found if len(form) > 1)


def _stems(stem: str) -> Iterator[str]:
    """The stem, without a vowel that comes and goes, and with its last consonant changed."""
    yield stem
    for ends, becomes in _changes():
        if stem.endswith(ends) and len(stem) > len(ends):
            yield stem.removesuffix(ends) + becomes


@cache
def _paradigms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (_plain(paradigm["ends"]), tuple(latin(bare(ending)) for ending in paradigm["becomes"]))
        for language in LANGUAGES
        for paradigm in lexicon(language, "inflection")["paradigm"]
    )


@cache
def _changes() -> tuple[tuple[str, str], ...]:
    return tuple(
        (_plain(change["ends"]), _plain(change["becomes"]))
        for language in LANGUAGES
        for kind in ("fleeting", "alternation")
        for change in lexicon(language, "inflection").get(kind, ())
    )


def _plain(text: str) -> str:
    return collapse(latin(bare(text)))
