"""What is said: from a cue's complement to the stretch of text that is the content."""

from collections.abc import Set

from accordingto.attribute.tree import Tree

_SEPARATORS = frozenset(",;:–—-")


def before_clause(tree: Tree, verb: int, clause: int) -> set[int]:
    """Content that stands before its cue ("The bridge is shut, she said"): all from where it begins."""
    first = tree.left[clause]
    begin = tree.sents[tree.sent[verb]][0]
    if all(_fronted(tree, k, verb, clause) for k in range(begin, first)):
        first = begin
    return set(range(first, tree.right[clause] + 1))


def _fronted(tree: Tree, k: int, verb: int, clause: int) -> bool:
    """True for a word that opens the sentence before its clause: "But", "In May", "On Monday"."""
    if tree.space(k):
        return True
    at = k
    while tree.head[at] not in (at, verb, clause):
        at = tree.head[at]
    return tree.head[at] in (verb, clause) and tree.dep[at] in (
        "cc", "advmod", "punct", "prep", "npadvmod", "advcl", "mark", "intj",
    )  # fmt: skip


def clause(tree: Tree, verb: int, head: int) -> set[int]:
    """The words of a clausal complement, without the cue's own words where it stands inside."""
    words = before_clause(tree, verb, head) if head < verb else set(tree.subtree(head))
    return {k for k in words if k != verb}


def rest_of_sentence(tree: Tree, cut: Set[int]) -> set[int]:
    """The sentence around a parenthesis ("…, he said, …") or adjunct, without it."""
    if not cut:
        return set()
    begin, after = tree.sents[tree.sent[min(cut)]]
    return {k for k in range(begin, after) if k not in cut}


def without_asides(tree: Tree, words: Set[int]) -> set[int]:
    """Without a relative clause hung on the end behind a comma: there the publisher explains."""
    out = set(words)
    if not out:
        return out
    last = max(out)
    for k in sorted(out):
        if tree.dep[k] == "relcl":
            first = tree.left[k]
            if first - 1 in out and tree.word[first - 1] == "," and tree.right[k] >= last - 1:
                out.difference_update(range(first - 1, tree.right[k] + 1))
    return out


def trimmed(tree: Tree, words: Set[int]) -> set[int]:
    """Without separators and a full stop at the outer edges."""
    out = {k for k in words if not tree.space(k)}
    while out and tree.word[max(out)] in _SEPARATORS | {"."}:
        out.discard(max(out))
    while out and tree.word[min(out)] in _SEPARATORS | {"."}:
        out.discard(min(out))
    return out
