"""Attributions carried by a small word: "according to", "in a survey", "reportedly"."""

from accordingto.attribute import content, source
from accordingto.attribute.cue import Found, entries
from accordingto.attribute.tree import Tree
from accordingto.voice import Stance


def according(tree: Tree) -> list[Found]:
    """ "…, according to X": the sentence or clause around it is the content."""
    out = []
    for i in range(len(tree) - 1):
        if tree.low[i] != "according" or tree.low[i + 1] != "to":
            continue
        whom = tree.child(i + 1, "pobj") or tree.child(i, "pobj")
        if whom is None:
            continue
        src = _unclosed(tree, whom, source.noun_phrase(tree, whom))
        cut = set(tree.subtree(i)) | src | {i, i + 1}
        words = content.trimmed(tree, _around(tree, i, cut))
        if words:
            out.append(Found("according", i, Stance.SAYS, {i, i + 1}, src, words, whom))
    return out


def _unclosed(tree: Tree, whom: int, src: set[int]) -> set[int]:
    """Without an apposition that no comma closes: "according to Reed, | port crews and pilots refused …".

    What stands behind the comma is who did it, not who says it.
    """
    comma = next((k for k in sorted(src) if k > whom and tree.word[k] == ","), None)
    behind = max(src) + 1
    opens = tree.sents[tree.sent[whom]][0] >= min(src) - 2
    if comma is None or not opens or behind >= len(tree) or tree.word[behind] in (",", "–", "—", "-", ")"):
        return src
    return {k for k in src if k < comma}


def _around(tree: Tree, i: int, cut: set[int]) -> set[int]:
    """The sentence without the phrase; what follows it after a comma is the publisher's."""
    begin, after = tree.sents[tree.sent[i]]
    if min(cut) <= begin + 2:
        return set(range(max(cut) + 1, after))
    return set(range(begin, min(cut)))


def adverbs(tree: Tree) -> list[Found]:
    """ "The bridge was reportedly closed": the clause around the adverb, from voices that are not named."""
    known = entries("adverbs")
    out = []
    for i, low in enumerate(tree.low):
        if low not in known or tree.dep[i] != "advmod":
            continue
        verb = tree.head[i]
        if tree.dep[verb] in ("acomp", "attr", "oprd"):
            verb = tree.head[verb]
        if tree.child(verb, "nsubj", "nsubjpass") is None or tree.dep[verb] == "relcl":
            continue
        cut = {i}
        for k in tree.kids[verb]:
            if tree.dep[k] in ("cc", "mark") or (tree.dep[k] == "conj" and k > verb):
                cut.update(tree.subtree(k))
        words = content.trimmed(tree, content.without_asides(tree, set(tree.subtree(verb)) - cut))
        if len(words) > 2:
            out.append(Found("adverb", i, known[low].stance, {i}, set(), words, None))
    return out
