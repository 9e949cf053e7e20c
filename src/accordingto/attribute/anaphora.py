"""Attributions that point back: "Reed said this to the Courier", "That is according to the ministry".

News in translation names its source in a sentence of its own, behind what was said. The content is what
stands before: the rest of the paragraph, or the paragraph above where the sentence opens its own.
"""

from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from accordingto.attribute import content, source
from accordingto.attribute.cue import Found, entries
from accordingto.attribute.tree import Tree
from accordingto.attribute.verb import words_of_cue
from accordingto.languages import lexicon
from accordingto.voice import Stance

_TELLS = frozenset({"NOUN", "PROPN", "VERB", "NUM", "ADJ"})


@dataclass(frozen=True, slots=True)
class _Pointer:
    """A sentence that says who said what stands before it; `word` is the word that points."""

    word: int
    found: Found


def pointed(tree: Tree, found: Sequence[Found]) -> list[Found]:
    """The finds, with what pointers say of the sentences before them, and without their bare "this"."""
    pointers = [p for p in (*_said(tree), *_according(tree)) if _opens(tree, p)]
    if not pointers:
        return list(found)
    by = {tree.sent[p.word]: p for p in pointers}
    told = [s for s in tree.sents if _has_words(tree, s)]
    kept = [f for f in found if (p := by.get(tree.sent[f.head])) is None or _more(tree, f, p.found)]
    taken = {k for f in kept for k in f.content}
    for p in by.values():
        for begin, after in _before(tree, told, p.word):
            if tree.sent[begin] in by:
                continue
            words = content.trimmed(tree, set(range(begin, after)))
            if words and taken.isdisjoint(words):
                kept.append(replace(p.found, content=words))
    return kept


def _said(tree: Tree) -> list[_Pointer]:
    """ "Reed said this", "this was announced by the ministry"."""
    known, pronouns = entries("verbs"), _pronouns()
    out = []
    for i, lemma in enumerate(tree.lemma):
        cue = known.get(lemma)
        if cue is None or tree.tag[i][:2] != "VB" or cue.frames.isdisjoint({"clause", "told"}):
            continue
        if tree.child(i, "ccomp", "xcomp") is not None:
            continue
        passive = source.passive(tree, i)
        thing = tree.child(i, "nsubjpass" if passive else "dobj")
        by = source.by_whom(tree, i)
        if thing is None or tree.low[thing] not in pronouns or tree.kids[thing] or by is None:
            continue
        words = words_of_cue(tree, i) | ({tree.head[by]} if passive else set())
        found = Found("anaphora", i, cue.stance, words, source.wording(tree, i, by), set(), by)
        out.append(_Pointer(thing, found))
    return out


def _according(tree: Tree) -> list[_Pointer]:
    """ "That is according to the ministry"."""
    pronouns = _pronouns()
    out = []
    for i in range(len(tree) - 1):
        if tree.low[i] != "according" or tree.low[i + 1] != "to":
            continue
        whom = tree.child(i + 1, "pobj") or tree.child(i, "pobj")
        verb = tree.head[i] if tree.pos[tree.head[i]] == "AUX" else i  # "that's according …" hangs on itself
        thing = tree.child(verb, "nsubj")
        if whom is None or thing is None or tree.low[thing] not in pronouns or thing > i:
            continue
        found = Found("anaphora", i, Stance.SAYS, {i, i + 1}, source.noun_phrase(tree, whom), set(), whom)
        out.append(_Pointer(thing, found))
    return out


def _pronouns() -> Set[str]:
    words: Set[str] = frozenset(lexicon("en", "frames")["points_back"]["words"])
    return words


def _opens(tree: Tree, pointer: _Pointer) -> bool:
    """True if the sentence says little else: a "this" in the middle of a story points elsewhere."""
    begin, after = tree.sents[tree.sent[pointer.word]]
    own = pointer.found.source | pointer.found.cue
    rest = [k for k in range(begin, after) if k not in own and tree.pos[k] in ("VERB", "NOUN", "NUM")]
    return len(rest) <= int(lexicon("en", "frames")["points_back"]["beside"])


def _more(tree: Tree, found: Found, pointer: Found) -> bool:
    """True if a find in a pointing sentence says something beyond who said it."""
    beyond = found.content - pointer.source - pointer.cue - found.source
    return any(tree.pos[k] in _TELLS for k in beyond) and found.head != pointer.head


def _before(tree: Tree, told: Sequence[tuple[int, int]], word: int) -> Sequence[tuple[int, int]]:
    """The sentences that a pointer means: those before it in its paragraph, else the paragraph above.

    `told` are the report's sentences that hold words.
    """
    number = bisect_left(told, tree.sents[tree.sent[word]])
    if not number:
        return []
    above = _line(tree, told[number - 1])
    if above == tree.line[word]:
        return told[number - 1 : number]
    most = int(lexicon("en", "frames")["points_back"]["sentences"])
    first = number
    while first and number - first <= most and _line(tree, told[first - 1]) == above:
        first -= 1
    return told[first if number - first <= most else number - 1 : number]


def _has_words(tree: Tree, sentence: tuple[int, int]) -> bool:
    return any(tree.word[k][0].isalnum() for k in range(*sentence))


def _line(tree: Tree, sentence: tuple[int, int]) -> int:
    return tree.line[next(k for k in range(*sentence) if tree.word[k][0].isalnum())]
