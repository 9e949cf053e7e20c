"""Direct speech: which verb introduces a quotation, and whose a quotation without one is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accordingto.attribute import source
from accordingto.attribute.cue import Cue, Found
from accordingto.attribute.quotation import Quotation
from accordingto.attribute.tree import Tree
from accordingto.attribute.verb import words_of_cue

_STOP = frozenset({".", "!", "?", ";"})
_REACH = 30  # words between a quotation and its verb; farther ones belong to another sentence


@dataclass(slots=True)
class _Block:
    """Quotations of one paragraph that one verb introduces."""

    verb: int
    cue: Cue
    quotes: list[Quotation]


def speech(tree: Tree, quotes: Sequence[Quotation], verbs: Sequence[tuple[int, Cue]]) -> list[Found]:
    """One attribution for each speaker's stretch of direct speech."""
    inside = [False] * len(tree)
    for q in quotes:
        inside[q.first : q.after] = [True] * (q.after - q.first)
    can = {i: cue for i, cue in verbs if cue.frames & {"clause", "told"} and not inside[i]}
    out: list[Found] = []
    block: _Block | None = None
    waiting: list[Quotation] = []
    for q in quotes:
        if not q.speech:
            continue
        verb = _introducer(tree, q, can)
        same_line = block is not None and tree.line[block.quotes[-1].first] == tree.line[q.first]
        if verb is None:
            if block is not None and (same_line or _goes_on(tree, block.quotes[-1], q)):
                block.quotes.append(q)
            else:
                waiting.append(q)
            continue
        if block is not None and block.verb == verb:
            block.quotes.append(q)
            continue
        if block is not None:
            out.append(_found(tree, block))
        mine = [w for w in waiting if tree.line[w.first] == tree.line[q.first]]
        block, waiting = _Block(verb, can[verb], [*mine, q]), [w for w in waiting if w not in mine]
    if block is not None:
        out.append(_found(tree, block))
    return _running(tree, out, waiting)


def _introducer(tree: Tree, q: Quotation, can: dict[int, Cue]) -> int | None:
    """The verb that introduces this quotation, after or before it."""
    last = q.after - 1 - q.closed
    after, before = _after(tree, q, can), _before(tree, q, can)
    if tree.word[last] == "," or (q.after < len(tree) and tree.word[q.after] == ","):
        return after if after is not None else before
    if before is not None:
        return before
    return after


def _after(tree: Tree, q: Quotation, can: dict[int, Cue]) -> int | None:
    for k in range(q.after, min(len(tree), q.after + _REACH)):
        if tree.line[k] != tree.line[q.first] or tree.word[k] in _STOP or tree.word[k] in ("“", '"', "''"):
            return None
        if k in can and tree.dep[k] not in ("relcl", "acl"):
            return k
    return None


def _before(tree: Tree, q: Quotation, can: dict[int, Cue]) -> int | None:
    k, lines = q.first - 1, 0
    while k >= 0 and tree.space(k):
        lines += tree.word[k].count("\n") > 0
        k -= 1
    if k < 0 or (lines and tree.word[k] != ":"):
        return None
    if tree.word[k] not in (",", ":", "that", "—", "–") and k not in can:
        return None
    for v in range(k, max(-1, k - _REACH), -1):
        if tree.word[v] in _STOP or tree.word[v] in ("”", '"', "''") or tree.space(v):
            return None
        if v in can:
            return v
    return None


def _goes_on(tree: Tree, last: Quotation, q: Quotation) -> bool:
    """True if the earlier quotation was left open at the end of its paragraph and this one follows."""
    return not last.closed and all(tree.space(k) for k in range(last.after, q.first))


def _found(tree: Tree, block: _Block) -> Found:
    subject = source.subject(tree, block.verb)
    words = {k for q in block.quotes for k in range(q.first, q.after)}
    src = source.noun_phrase(tree, subject) - words if subject is not None else set()
    return Found(
        "speech",
        block.verb,
        block.cue.stance,
        words_of_cue(tree, block.verb),
        src,
        words,
        subject,
        quoted=True,
    )


def _running(tree: Tree, found: list[Found], waiting: list[Quotation]) -> list[Found]:
    """Paragraphs of speech that name nobody go to the speaker before."""
    out = list(found)
    for q in waiting:
        alone = q.first == 0 or tree.space(q.first - 1) or tree.line[q.first - 1] != tree.line[q.first]
        earlier = [f for f in found if max(f.content) < q.first]
        if not alone or not earlier:
            continue
        last = max(earlier, key=lambda f: max(f.content))
        out.append(replace(last, rule="running", content=set(range(q.first, q.after))))
    return out
