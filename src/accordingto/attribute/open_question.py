"""What a report says it does not know: "it remains unclear if …", with the alternatives it names."""

from dataclasses import dataclass

from accordingto.attribute import content
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon

_COPULAS = frozenset({"be", "remain", "stay", "become"})
_PERSONS = frozenset({"i", "he", "she", "we", "they", "you", "who", "officials", "nobody"})
_REACH = 4  # words between "unclear" and "whether" ("unclear, officials said, whether")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`cue` says that it is open, `content` is the question, `alternatives` what it chooses between."""

    cue: frozenset[int]
    content: frozenset[int]
    alternatives: tuple[frozenset[int], ...]


def open_questions(tree: Tree) -> list[OpenQuestion]:
    """Every open question of the report."""
    table = lexicon("en", "open")
    out = []
    for i, low in enumerate(tree.low):
        if tree.pos[i] not in ("ADJ", "NOUN") and tree.tag[i] != "VBN":
            continue
        if low in table["nouns"] and (i + 1 == len(tree) or tree.lemma[i + 1] not in _COPULAS):
            continue
        if low in ("open", *table["nouns"]) and tree.dep[i] in ("amod", "compound"):
            continue
        if (
            low in table["open"]
            or low in table["nouns"]
            or (low in table["not_settled"] and _negated(tree, i))
        ):
            found = _behind(tree, i, table["asking"]) or _before(tree, i, table["asking"])
            if found is not None:
                out.append(found)
    return out


def _negated(tree: Tree, i: int) -> bool:
    around = (*tree.kids[i], *tree.kids[tree.head[i]])
    return any(tree.dep[k] == "neg" and k < i for k in around)


def _copula(tree: Tree, i: int) -> int:
    """The verb that says so ("is", "remains"), or the word itself."""
    head = tree.head[i]
    return head if tree.pos[head] in ("AUX", "VERB") and tree.sent[head] == tree.sent[i] else i


def _cue(tree: Tree, i: int) -> frozenset[int]:
    verb = _copula(tree, i)
    words = {i, verb} | {k for k in tree.kids[verb] if tree.dep[k] in ("aux", "auxpass", "neg") and k < i}
    subject = tree.child(verb, "nsubj", "expl", "nsubjpass")
    if subject is not None and tree.low[subject] == "it":
        words.add(subject)
    return frozenset(words)


def _behind(tree: Tree, i: int, asking: list[str]) -> OpenQuestion | None:
    """ "It is unclear whether …"."""
    stop = tree.sents[tree.sent[i]][1]
    subject = tree.child(_copula(tree, i), "nsubj", "nsubjpass")
    if subject is not None and (tree.pos[subject] == "PROPN" or tree.low[subject] in _PERSONS):
        return None  # somebody who is not sure: an attribution, not an open question of the report
    first = next((k for k in range(i + 1, min(stop, i + 1 + _REACH)) if tree.low[k] in asking), None)
    if first is None or any(tree.word[k] in (".", ":", "?", "!") for k in range(i, first)):
        return None
    last = max(tree.right[_copula(tree, i)], tree.right[_clause(tree, first, i)])
    words = content.trimmed(tree, set(range(first, min(stop, last + 1))))
    if len(words) < 2:
        return None
    return OpenQuestion(_cue(tree, i), frozenset(words), _alternatives(tree, first, words))


def _before(tree: Tree, i: int, asking: list[str]) -> OpenQuestion | None:
    """ "Whether … remains unclear"."""
    verb = next((k for k in range(i - 1, max(-1, i - 4), -1) if tree.lemma[k] in _COPULAS), None)
    first = next((k for k in range(*tree.sents[tree.sent[i]]) if not tree.space(k)), i)
    if verb is None or tree.low[first] not in asking or tree.pos[first] == "ADP":
        return None
    words = content.trimmed(tree, set(range(first, verb)))
    if len(words) < 3:
        return None
    return OpenQuestion(_cue(tree, i), frozenset(words), _alternatives(tree, first, words))


def _clause(tree: Tree, first: int, i: int) -> int:
    """The head of the clause that the question word opens."""
    at = first
    while tree.head[at] not in (at, i) and tree.head[at] > i:
        at = tree.head[at]
    return at


def _alternatives(tree: Tree, first: int, words: set[int]) -> tuple[frozenset[int], ...]:
    """The sides of the highest "or" in the question; empty if it names none."""
    chosen = [k for k in sorted(words) if tree.low[k] == "or" and tree.dep[k] == "cc"]
    if not chosen:
        return ()
    depth = {k: _depth(tree, k) for k in chosen}
    joint = tree.head[min(chosen, key=lambda k: depth[k])]
    heads = [joint]
    while True:  # "a, b or c": each is a conjunct of the one before
        follow = tree.child(heads[-1], "conj")
        if follow is None or follow not in words:
            break
        heads.append(follow)
    while tree.dep[heads[0]] == "conj" and tree.head[heads[0]] in words:
        heads.insert(0, tree.head[heads[0]])
    if len(heads) < 2:
        return ()
    starts = [_begin(tree, h, first) for h in heads]
    ends = [*starts[1:], max(words) + 1]
    out = []
    for a, b in zip(starts, ends, strict=True):
        side = {k for k in range(a, b) if k in words and tree.low[k] not in ("or", "if", "whether", "either")}
        side = content.trimmed(tree, side)
        if side:
            out.append(frozenset(side))
    return tuple(out) if len(out) > 1 else ()


def _begin(tree: Tree, head: int, first: int) -> int:
    return max(tree.left[head], first)


def _depth(tree: Tree, k: int) -> int:
    n = 0
    while tree.head[k] != k:
        k = tree.head[k]
        n += 1
    return n
