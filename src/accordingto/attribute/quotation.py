"""Where the text is in quotation marks. Marks pair within a paragraph; one left open runs to its end."""

from bisect import bisect_left
from dataclasses import dataclass

from accordingto.attribute.tree import Tree

# Opening mark → what closes it. Straight marks close themselves.
_CURLY = {"“": "”", "«": "»", "„": "“”", "‘": "’"}
_DOUBLE = frozenset('“”«»„"') | {"''", "``"}
_LONGEST_NAME = 5  # words
_ENDS = frozenset(",.?!…") | {"...", "--", "—", "–"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words `first` (the opening mark) up to `after` (past the closing mark).

    `speech` is True for whole sentences said by somebody, False for words picked out ("so-called").
    `closed` is False where the paragraph ends before the closing mark: the next one goes on.
    """

    first: int
    after: int
    speech: bool
    closed: bool


def quotations(tree: Tree) -> list[Quotation]:
    """Outermost quotations in order of the text."""
    out: list[Quotation] = []
    singles = _Singles(tree)
    opened: int | None = None
    closers: tuple[str, ...] = ()
    for i, word in enumerate(tree.word):
        if opened is not None and tree.line[i] != tree.line[opened]:
            out.append(_quotation(tree, opened, _last_word(tree, opened, i) + 1, closed=False))
            opened = None
        if opened is None:
            found = _closers(tree, i, singles)
            if found:
                opened, closers = i, found
        elif word in closers and _may_close(tree, i, word):
            out.append(_quotation(tree, opened, i + 1, closed=True))
            opened = None
    if opened is not None:
        out.append(_quotation(tree, opened, _last_word(tree, opened, len(tree)) + 1, closed=False))
    return [q for q in out if q.after - q.first > 1 + q.closed]


class _Singles:
    """Where single marks can close, so that one that opens nothing does not cost its whole paragraph."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._doubles = [k for k, word in enumerate(tree.word) if word in _DOUBLE]
        self._closing = {
            close: [k for k, word in enumerate(tree.word) if word == close and _may_close(tree, k, close)]
            for close in ("’", "'")
        }

    def close(self, i: int, mark: str) -> bool:
        """True if a mark closes what word i opens: in its paragraph and before any double mark."""
        closing = self._closing[mark]
        at, double = bisect_left(closing, i + 2), bisect_left(self._doubles, i + 2)
        if at == len(closing) or self._tree.line[closing[at]] != self._tree.line[i]:
            return False
        return double == len(self._doubles) or closing[at] < self._doubles[double]


def _closers(tree: Tree, i: int, singles: _Singles) -> tuple[str, ...]:
    """What would close a quotation opened by word i; empty if it opens none."""
    word = tree.word[i]
    if word in ('"', "''", "``"):
        return ('"', "''", "”")
    if word in ("“", "«", "„"):
        return (*_CURLY[word], '"', "''") if word == "“" else tuple(_CURLY[word])
    free_left = i == 0 or tree.end[i - 1] < tree.start[i] or tree.word[i - 1] in "([—–-:"
    if word in ("‘", "'") and free_left and i + 1 < len(tree) and tree.start[i + 1] == tree.end[i]:
        close = "’" if word == "‘" else "'"
        return (close,) if singles.close(i, close) else ()
    return ()


def _may_close(tree: Tree, i: int, word: str) -> bool:
    """A single mark closes only where no letter follows and no word could own it (“voters’ rights”)."""
    if word not in ("’", "'"):
        return True
    follows = tree.text[tree.end[i] : tree.end[i] + 1]
    return not follows.isalnum() and tree.tag[i] != "POS"


def _last_word(tree: Tree, first: int, after: int) -> int:
    k = after - 1
    while k > first and tree.space(k):
        k -= 1
    return k


def _quotation(tree: Tree, first: int, after: int, closed: bool) -> Quotation:
    inner = [k for k in range(first + 1, after - closed) if not tree.space(k)]
    words = [k for k in inner if tree.word[k][0].isalnum()]
    if not words:
        return Quotation(first, after, speech=False, closed=closed)
    begins = _begins_sentence(tree, inner[0], words[0]) and not _titles(tree, first)
    begins = begins and not _names_thing(tree, first, words)
    ended = tree.word[inner[-1]] in _ENDS or _stop_follows(tree, after)
    verb = any(tree.pos[k] in ("VERB", "AUX") for k in words)
    speech = (begins and (ended or not closed) and (verb or tree.word[inner[-1]] in _ENDS)) or (
        begins and verb and len(words) > 5
    )
    return Quotation(first, after, speech=speech, closed=closed)


def _begins_sentence(tree: Tree, inner: int, word: int) -> bool:
    """A capital, or a mark of omission, where a sentence or a speech can begin."""
    if tree.word[inner] in ("…", "...", "[", "—"):
        return True
    return tree.word[word][0].isupper() or tree.word[word][0].isdigit()


def _stop_follows(tree: Tree, after: int) -> bool:
    return after >= len(tree) or tree.word[after] in (".", ",", "?", "!") or tree.space(after)


def _names_thing(tree: Tree, first: int, words: list[int]) -> bool:
    """True for the name of what stands before it: "told the channel “Popular Talk.”"."""
    before = first - 1
    return (
        before >= 0
        and tree.pos[before] in ("NOUN", "PROPN")
        and tree.line[before] == tree.line[first]
        and len(words) < _LONGEST_NAME
        and all(tree.word[k][0].isupper() for k in words)
    )


def _titles(tree: Tree, first: int) -> bool:
    """True behind a preposition or "called": the marks then hold a title or a name."""
    k = first - 1
    return k >= 0 and (tree.pos[k] == "ADP" or tree.low[k] in ("titled", "called", "entitled", "the", "a"))
