"""What is said: from a cue's complement to the stretch of text that is the content."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set

from accordingto.attribute.cue import entries
from accordingto.attribute.quotation import Quotation
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon

_REACH = 10  # words of adverbials between a cue and its "that"
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
    words = before_clause(tree, verb, head) if head < verb else _after_cue(tree, verb, head)
    return {k for k in words if k != verb}


def _after_cue(tree: Tree, verb: int, head: int) -> set[int]:
    """Content behind its cue, mended where the parser broke it.

    It begins at a "that" right behind the cue, and goes on where a finite verb follows it directly
    ("that the men detained | could be …"): no clause ends there.
    """
    words = set(tree.subtree(head))
    if tree.low[verb + 1] in lexicon("en", "frames")["when_said"]["words"] and len(words) > 1:
        words.discard(verb + 1)  # "said Monday the bridge …": the parser takes the day into the clause
    first, last = min(words), max(words)
    that = next((k for k in range(verb + 1, first) if tree.low[k] == "that"), None)
    if that is not None and tree.tag[that] in ("IN", "WDT", "DT"):
        words |= set(range(that, first))
    stop = _tail(tree, last + 1, tree.sents[tree.sent[verb]][1])
    if last + 1 < stop and tree.tag[last + 1] in ("VBZ", "VBD", "VBP", "MD"):
        words |= set(range(last + 1, stop))
    return words


def _tail(tree: Tree, first: int, stop: int) -> int:
    """Where what trails a sentence begins ("…, a report says"), which is nobody's content; or its end."""
    return next((tail(tree, k).start for k in range(first, stop) if trails(tree, k)), stop)


def tail(tree: Tree, verb: int) -> range:
    """The words of what trails a sentence, with the comma before it, for a verb that `trails`."""
    return range(tree.left[tree.child(verb, "nsubj") or verb] - 1, tree.right[verb] + 1)


def trails(tree: Tree, verb: int) -> bool:
    """True for a verb of speech that closes its sentence with its subject: "…, the mission said on Friday".

    Whatever the parser hung it on: a noun before the comma, or the clause that it is said of.
    """
    known = entries("verbs").get(tree.lemma[verb])
    subject = tree.child(verb, "nsubj")
    if known is None or known.frames.isdisjoint({"clause", "told"}) or tree.tag[verb] not in ("VBD", "VBZ"):
        return False
    if subject is None or subject > verb or tree.tag[subject] in ("WP", "WDT"):
        return False
    begin, after = tree.sents[tree.sent[verb]]
    first = tree.left[subject]
    behind = [k for k in tree.kids[verb] if k > verb]
    adverbial = ("advmod", "npadvmod", "prep", "punct", "dep")
    told = ("dobj", "dative") if "told" in known.frames else ()
    if "clause" not in known.frames and not any(tree.dep[k] in told for k in behind):
        return False
    return (
        begin < first - 1
        and tree.word[first - 1] == ","
        and all(tree.dep[k] in (*adverbial, *told) for k in behind)
        and all(tree.word[k] in ".”\"'’" or tree.space(k) for k in range(tree.right[verb] + 1, after))
        and all(
            tree.dep[k] in ("aux", "advmod", "neg", "punct") for k in tree.kids[verb] if subject < k < verb
        )
    )


def behind_that(tree: Tree, verb: int) -> set[int]:
    """From a "that" that stands behind the cue's adverbials to the end of what hangs on the cue.

    For clauses that the parser hung on an adverbial: "reported at the time | that …".
    """
    last = tree.right[verb]
    if tree.child(verb, "dobj") is not None:
        return set()
    for k in range(verb + 1, min(last, verb + _REACH)):
        if tree.word[k] in (",", ":", "“", '"', ";") or tree.pos[k] == "VERB":
            return set()
        if tree.low[k] == "that" and tree.dep[k] == "mark" and k > verb + 1:
            return set(range(k, last + 1))
    return set()


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


def core(tree: Tree, words: Set[int]) -> set[int]:
    """Without what a comma hangs on a predicate: "…, potentially opening the road", "…, with drivers …"."""
    out = set(words)
    for k in sorted(words):
        hung = tree.dep[k] == "advcl" or (tree.dep[k] == "prep" and tree.low[k] == "with")
        first = tree.left[k]
        if hung and first - 1 in words and tree.word[first - 1] in (",", "-", "–", "—"):
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


def whole_quotations(words: Set[int], quotes: Sequence[Quotation]) -> set[int]:
    """With every quotation that begins inside, or is cut in two, taken in to its closing mark."""
    out = set(words)
    if not out:
        return out
    low = bisect_left(quotes, min(out) - 1, key=lambda q: q.first)
    for q in quotes[low : bisect_right(quotes, max(out), key=lambda q: q.first)]:
        if q.first in out or (q.first + 1 in out and q.first - 1 in out):
            out.update(range(q.first, q.after))
    return out
