"""Small questions to the parse that the readings of figures and events share."""

from bisect import bisect_left, bisect_right
from functools import cache

from spacy.tokens import Doc, Token

from accordingto.languages import lexicon


class Offsets:
    """Tokens of a doc by the offset of a character; every token and sentence is looked up once."""

    __slots__ = ("_first", "_starts", "_tokens")

    def __init__(self, doc: Doc) -> None:
        self._tokens = list(doc)
        self._starts = [t.idx for t in self._tokens]
        self._first = [t.i for t in self._tokens if t.is_sent_start or t.i == 0]

    def at(self, offset: int) -> Token | None:
        """The token that covers `offset`, or None between tokens and over white space."""
        i = bisect_right(self._starts, offset) - 1
        if i < 0:
            return None
        token = self._tokens[i]
        return token if offset < self._starts[i] + len(token) and not token.is_space else None

    def within(self, start: int, end: int) -> list[Token]:
        """Tokens that begin in `[start, end)`, white space left out."""
        first, stop = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [t for t in self._tokens[first:stop] if not t.is_space]

    def sentence(self, token: Token) -> tuple[int, int]:
        """Where the token's sentence starts and ends, in characters."""
        k = bisect_right(self._first, token.i)
        first = self._tokens[self._first[k - 1]]
        last = self._tokens[(self._first[k] if k < len(self._first) else len(self._tokens)) - 1]
        return first.idx, last.idx + len(last)


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
