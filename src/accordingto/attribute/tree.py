"""A parsed report as plain lists, one entry a word: what the rules of this room walk on.

spaCy's token objects cost a call an attribute; the rules ask for millions. Words that are only white
space keep their place, so that an index here is an index into the Doc.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from accordingto.languages import lexicon
from accordingto.report import Span

_OPEN_PUNCT = frozenset("“\"'`‘«„([{,;:.–—-!?…*•|/")
_NO_EDGE = frozenset(",;:–—-|*•/.")


@dataclass(frozen=True, slots=True)
class Tree:
    """`head[i]` is the index of word i's head (itself for a root); `left[i]:right[i] + 1` its subtree.

    `sent[i]` and `line[i]` number the sentence and the paragraph; `ent[i]` is the entity label or "".
    """

    text: str
    word: list[str]
    low: list[str]
    lemma: list[str]
    tag: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    start: list[int]
    end: list[int]
    left: list[int]
    right: list[int]
    sent: list[int]
    line: list[int]
    ent: list[str]
    kids: list[list[int]]
    sents: list[tuple[int, int]]
    names: list[tuple[int, int, str]]  # entities: first word, word after the last, label

    def __len__(self) -> int:
        return len(self.word)

    def wording(self, first: int, after: int) -> str:
        """The text from word `first` up to word `after` (not included)."""
        return self.text[self.start[first] : self.end[after - 1]] if first < after else ""

    def subtree(self, i: int) -> range:
        return range(self.left[i], self.right[i] + 1)

    def names_at(self, first: int) -> Iterator[tuple[int, int, str]]:
        """The entities that begin with this word."""
        for k in range(bisect_left(self.names, (first,)), len(self.names)):
            if self.names[k][0] != first:
                return
            yield self.names[k]

    def child(self, i: int, *deps: str) -> int | None:
        """The first child of i with one of these relations."""
        return next((k for k in self.kids[i] if self.dep[k] in deps), None)

    def space(self, i: int) -> bool:
        return self.pos[i] == "SPACE"

    def spans(self, words: Iterable[int], inner_edges: bool = True) -> tuple[Span, ...]:
        """The stretches that these words form, trimmed of separating punctuation at their edges.

        Words that nothing but white space separates form one stretch.
        """
        wanted = {i for i in words if not self.space(i)}
        out: list[Span] = []
        for first, last in self.runs(wanted):
            a, b = first, last
            while a <= b and (self.space(a) or self.word[a] in _NO_EDGE):
                a += 1
            while b >= a and (self.space(b) or (self.word[b] in _NO_EDGE and not self._keeps(b))):
                b -= 1
            if a <= b:
                out.append(Span(self.start[a], self.end[b]))
        return tuple(out)

    def _keeps(self, i: int) -> bool:
        """True for a mark that belongs to the word before it ("Inc.", "Jr.")."""
        return False

    def runs(self, wanted: set[int]) -> list[tuple[int, int]]:
        """Maximal runs (first, last) of these words, white space bridged."""
        out: list[tuple[int, int]] = []
        for i in sorted(wanted):
            if out and all(self.space(k) for k in range(out[-1][1] + 1, i)):
                out[-1] = (out[-1][0], i)
            else:
                out.append((i, i))
        return out


_FIELDS: list[int | str] = ["ORTH", "LEMMA", "TAG", "POS", "DEP", "ENT_TYPE", "HEAD", "SENT_START", "IDX"]


def _as_printed(parsed: str, text: str) -> str:
    """The parsed text (furniture blanked) with the apostrophes of the printed one, which names keep."""
    if "’" not in text or len(parsed) != len(text):
        return parsed
    return "".join(
        "’" if own == "’" and seen == "'" else seen for seen, own in zip(parsed, text, strict=True)
    )


def tree(doc: Doc, text: str) -> Tree:
    """The plain lists of a parsed Doc; `text` is what it was parsed from, with its own apostrophes."""
    amend: dict[str, str] = lexicon("en", "parse")["lemmas"]
    table = doc.to_array(_FIELDS)
    strings = doc.vocab.strings
    spelled: dict[int, str] = {0: ""}
    for column in range(6):
        for key in {int(k) for k in table[:, column]}:
            spelled[key] = strings[key]
    word, lemma, tag, pos, dep, ent = ([spelled[int(k)] for k in table[:, c]] for c in range(6))
    size = len(word)
    # HEAD is an offset and SENT_START a sign, both stored without their sign bit.
    head = [i + offset for i, offset in enumerate(table[:, 6].astype("int64").tolist())]
    begins = table[:, 7].astype("int64").tolist()
    start = table[:, 8].astype("int64").tolist()
    kids: list[list[int]] = [[] for _ in range(size)]
    for i, h in enumerate(head):
        if h != i:
            kids[h].append(i)
    first = [i for i in range(size) if begins[i] == 1 or i == 0]
    sents = list(zip(first, [*first[1:], size][: len(first)], strict=True))
    sent = [0] * size
    for n, (a, b) in enumerate(sents):
        sent[a:b] = [n] * (b - a)
    line, at = [], 0
    for w in word:
        line.append(at)
        if "\n" in w and w.isspace():
            at += 1
    left, right = _edges(head, kids)
    known = {form: amend.get(form.lower(), form.lower()) for form in set(lemma)}
    return Tree(
        text=_as_printed(doc.text, text),
        word=word,
        low=[w.lower() for w in word],
        lemma=[known[form] for form in lemma],
        tag=tag,
        pos=pos,
        dep=dep,
        head=head,
        start=start,
        end=[s + len(w) for s, w in zip(start, word, strict=True)],
        left=left,
        right=right,
        sent=sent,
        line=line,
        ent=ent,
        kids=kids,
        sents=sents,
        names=_names([w.casefold() for w in word], _parted(word, doc), ent),
    )


def _parted(word: Sequence[str], doc: Doc) -> list[tuple[int, int, str]]:
    """The model's names; "Reed, Port Inspection Service" is two, one behind the other."""
    out = []
    for e in doc.ents:
        two = e.label_ in ("ORG", "PERSON") and e.end - e.start > 3 and word[e.start + 1] == ","
        if two:
            out.append((e.start, e.start + 1, e.label_))
        out.append((e.start + 2 * two, e.end, e.label_))
    return out


@cache
def _bodies() -> dict[str, list[tuple[str, ...]]]:
    """Names of bodies that the model breaks apart, as words, by their first word."""
    out: dict[str, list[tuple[str, ...]]] = {}
    for name in lexicon("en", "bodies")["names"]:
        parts = tuple(name.casefold().split())
        out.setdefault(parts[0], []).append(parts)
    return out


def _names(low: list[str], found: list[tuple[int, int, str]], ent: list[str]) -> list[tuple[int, int, str]]:
    """The model's names, mended by the table of bodies; `ent` is mended with them."""
    known = _bodies()
    whole = [
        (i, i + len(parts))
        for i, word in enumerate(low)
        for parts in known.get(word, ())
        if tuple(low[i : i + len(parts)]) == parts
    ]
    if not whole:
        return found
    for a, b in whole:
        ent[a:b] = ["ORG"] * (b - a)
    taken = bytearray(len(low))
    for a, b in whole:
        taken[a:b] = b"\x01" * (b - a)
    kept = [n for n in found if 1 not in taken[n[0] : n[1]]]
    return sorted([*kept, *((a, b, "ORG") for a, b in whole)])


def _edges(head: list[int], kids: list[list[int]]) -> tuple[list[int], list[int]]:
    """The first and last word of every subtree, children before their heads."""
    size = len(head)
    left, right = list(range(size)), list(range(size))
    order = [i for i in range(size) if head[i] == i]
    for i in order:
        order.extend(kids[i])
    for i in reversed(order):
        h = head[i]
        left[h] = min(left[h], left[i])
        right[h] = max(right[h], right[i])
    return left, right


def between(first: int, after: int, without: Sequence[range] = ()) -> set[int]:
    """Words of [first, after) that lie in none of `without`."""
    words = set(range(first, max(first, after)))
    for cut in without:
        words.difference_update(cut)
    return words
