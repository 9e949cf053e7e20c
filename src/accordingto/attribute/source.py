"""Whose words: the subject of a cue, its whole noun phrase, and where it comes from when it is left out."""

from accordingto.attribute.tree import Tree

_SUBJECT = ("nsubj", "nsubjpass", "csubj", "expl")
_VERBAL = frozenset({"VERB", "AUX"})
_CUT = frozenset({"relcl"})
_RELATIVE = frozenset({"who", "which", "that"})


def subject(tree: Tree, verb: int) -> int | None:
    """The head word of the verb's subject, also a shared or understood one; None if there is none."""
    seen: set[int] = set()
    at = verb
    while at not in seen:
        seen.add(at)
        own = tree.child(at, *_SUBJECT)
        if own is not None:
            if tree.tag[own] in ("WP", "WDT") and tree.low[own] in _RELATIVE and tree.dep[at] == "relcl":
                return tree.head[at]
            return own
        dep, head = tree.dep[at], tree.head[at]
        if dep in ("acl", "relcl") and tree.pos[head] not in _VERBAL:
            return head
        if dep in ("conj", "xcomp", "advcl", "pcomp", "prep", "dep", "ccomp", "aux") and head != at:
            at = head
            continue
        return None
    return None


def noun_phrase(tree: Tree, head: int) -> set[int]:
    """The words of a noun phrase: titles, conjuncts and appositions in, relative clauses out."""
    words = set(tree.subtree(head))
    stack = [head]
    while stack:
        i = stack.pop()
        for k in tree.kids[i]:
            cut = tree.dep[k] in _CUT or (
                tree.dep[k] in ("acl", "advcl", "parataxis", "ccomp", "punct")
                and k > head
                and _aside(tree, k)
            )
            if cut:
                words.difference_update(tree.subtree(k))
            elif tree.dep[k] in ("conj", "appos", "prep", "pobj"):
                stack.append(k)
    return _joined(tree, words, head)


def _aside(tree: Tree, k: int) -> bool:
    """True if a comma or dash cuts this phrase off what stands before it."""
    before = tree.left[k] - 1
    return before >= 0 and tree.word[before] in (",", "–", "—", "-", "--", "(")


def _joined(tree: Tree, words: set[int], head: int) -> set[int]:
    """The run of words that holds the head; what was cut off behind a gap goes too."""
    for first, last in tree.runs(words):
        if first <= head <= last:
            return set(range(first, last + 1))
    return {head}
