"""Attributions that a headline or a list carries by a mark alone: "Council: Bridge closed"."""

from accordingto.attribute import content
from accordingto.attribute.cue import Found
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.voice import Stance

_LONGEST = 6  # words of a source before a colon; more is a sentence


def colons(tree: Tree, inside: list[bool]) -> list[Found]:
    """"Source: content" at the start of a line, and "… – Reports" or "…: Report" at the end of one."""
    out = []
    for first, after in _lines(tree):
        words = [k for k in range(first, after) if not tree.space(k)]
        colon = next((k for k in words[: _LONGEST + 2] if tree.word[k] == ":" and not inside[k]), None)
        if colon is not None and _leading(tree, words[0], colon, after):
            said = content.trimmed(tree, range_of(colon + 1, after))
            if said:
                src = set(range(words[0], colon))
                out.append(Found("colon", colon, Stance.SAYS, {colon}, src, said, colon - 1))
        tail = _trailing(tree, words)
        if tail is not None:
            said = content.trimmed(tree, range_of(words[0], tail))
            if said:
                src = {k for k in words if k > tail and tree.word[k] != "."}
                out.append(Found("dash", tail, Stance.SAYS, {tail}, src, said, max(src)))
    return out


def range_of(first: int, after: int) -> set[int]:
    return set(range(first, after))


def _lines(tree: Tree) -> list[tuple[int, int]]:
    """Word ranges of the paragraphs."""
    out: list[tuple[int, int]] = []
    for i, line in enumerate(tree.line):
        if out and tree.line[out[-1][0]] == line:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out


def _leading(tree: Tree, first: int, colon: int, after: int) -> bool:
    """True if what stands before the colon can speak and what follows is a sentence of one line."""
    words = range(first, colon)
    if not words or len(words) > _LONGEST or any(tree.pos[k] in ("VERB", "AUX", "NUM") for k in words):
        return False
    head = colon - 1
    speaks = tree.lemma[head] in lexicon("en", "voices")["speaks"] or tree.ent[head] in ("PERSON", "ORG")
    speaks = speaks or all(tree.pos[k] in ("PROPN", "PART", "DET") for k in words)
    rest = [k for k in range(colon + 1, after) if not tree.space(k)]
    return speaks and len(rest) >= 3 and any(tree.pos[k] in ("VERB", "AUX") for k in rest)


def _trailing(tree: Tree, words: list[int]) -> int | None:
    """The dash or colon before a closing "Reports", "Sources", "Officials" or name; None if none."""
    for k in words[-4:-1]:
        if tree.word[k] in ("–", "—", "-", "--", ":", "|"):
            last = [w for w in words if w > k and tree.word[w] != "."]
            if last and tree.lemma[last[-1]] in lexicon("en", "voices")["tails"] and len(words) > 5:
                return k
    return None
