"""Small questions to the parse that the readings of figures and events share."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Token

from accordingto.languages import lexicon


class Offsets:
    """Tokens of a doc by the offset of a character."""

    __slots__ = ("_doc", "_starts")

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._starts = [t.idx for t in doc]

    def at(self, offset: int) -> Token | None:
        """The token that covers `offset`, or None between tokens and over white space."""
        i = bisect_right(self._starts, offset) - 1
        if i < 0:
            return None
        token = self._doc[i]
        return token if offset < token.idx + len(token) and not token.is_space else None

    def within(self, start: int, end: int) -> Iterator[Token]:
        """Tokens that begin in `[start, end)`, white space left out."""
        i = bisect_right(self._starts, start - 1)
        while i < len(self._starts) and self._starts[i] < end:
            if not self._doc[i].is_space:
                yield self._doc[i]
            i += 1


def lemma(token: Token) -> str:
    """Lower-case lemma, the lexicon's where the lemmatizer errs; the word itself where none ran."""
    verbs, nouns = _repairs()
    repairs = verbs if token.tag_[:1] == "V" else nouns
    return repairs.get(token.lower_) or (token.lemma_ or token.text).lower()


@cache
def _repairs(language: str = "en") -> tuple[dict[str, str], dict[str, str]]:
    data = lexicon(language, "lemmas")
    return data["verbs"], data["nouns"]


def is_noun(token: Token) -> bool:
    """Common noun or name, by its Penn tag."""
    return token.tag_[:2] == "NN"


def is_verb(token: Token) -> bool:
    """Any form of a verb, by its Penn tag; modals are none."""
    return token.tag_[:1] == "V"


def child(token: Token, *deps: str) -> Token | None:
    """The first child that stands in one of these relations."""
    return next((c for c in token.children if c.dep_ in deps), None)


def first_conjunct(token: Token) -> Token:
    """The head of a coordination: its relation to the sentence is that of all its members."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token


def same_sentence(a: Token, b: Token) -> bool:
    """True if no sentence starts between the two."""
    low, high = sorted((a.i, b.i))
    return not any(a.doc[k].is_sent_start for k in range(low + 1, high + 1))
