"""Direct speech: which verb introduces a quotation, and whose a quotation without one is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from accordingto.attribute import source
from accordingto.attribute.cue import Cue, Found
from accordingto.attribute.quotation import Quotation
from accordingto.attribute.tree import Tree
from accordingto.attribute.verb import words_of_cue
from accordingto.voice import Stance

_STOP = frozenset({".", "!", "?", ";"})
_LINKS = frozenset({",", "that", "—", "–", "--"})
_ANY = Cue("", Stance.SAYS, frozenset({"clause"}), frozenset(), "")  # a verb that only its place makes a cue
# Rules whose source is somebody who speaks, so that a quotation can go on with them.
_SPEAKING = frozenset({"speech", "running", "clause", "parenthesis", "passive-told", "according"})
_NAMES = frozenset({"colon", "signed", "block"})  # rules that read a speaker's name set before the words
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
    for q in (q for q in quotes if q.speech):
        inside[q.first : q.after] = [True] * (q.after - q.first)
    known = {i: cue for i, cue in verbs if cue.frames & {"clause", "told", "quote"} and not inside[i]}
    out: list[Found] = []
    block: _Block | None = None
    waiting: list[Quotation] = []
    for q in quotes:
        verb = _introducer(tree, q, known, inside)
        if verb is None:
            if block is not None and _goes_on(tree, block, q):
                block.quotes.append(q)
            elif q.speech:
                waiting.append(q)
            continue
        if block is not None and block.verb == verb:
            block.quotes.append(q)
            continue
        if block is not None:
            out.append(_found(tree, block))
        mine = [w for w in waiting if tree.line[w.first] == tree.line[q.first] and w.speech]
        cue = known.get(verb, _ANY)
        block, waiting = _Block(verb, cue, [*mine, q]), [w for w in waiting if w not in mine]
    if block is not None:
        out.append(_found(tree, block))
    return out


def _introducer(tree: Tree, q: Quotation, known: Mapping[int, Cue], inside: Sequence[bool]) -> int | None:
    """The verb that introduces this quotation, after or before it."""
    last = q.after - 1 - q.closed
    open_end = tree.word[last] == "," or (q.after < len(tree) and tree.word[q.after] == ",")
    if not q.speech:
        before = _before(tree, q, known, inside)
        if before is None and open_end and _in_statement(tree, q, known):
            return _after(tree, q, known, inside, strict=True)
        return before
    if open_end or tree.word[last] in ("?", "!"):
        after = _after(tree, q, known, inside, strict=not open_end)
        return after if after is not None else _before(tree, q, known, inside)
    before = _before(tree, q, known, inside)
    return before if before is not None else _after(tree, q, known, inside, strict=True)


def _after(
    tree: Tree, q: Quotation, known: Mapping[int, Cue], inside: Sequence[bool], *, strict: bool
) -> int | None:
    """A verb behind the quotation; `strict` asks for one of the lexicon."""
    for k in range(q.after, min(len(tree), q.after + _REACH)):
        if tree.line[k] != tree.line[q.first] or tree.word[k] in _STOP or inside[k]:
            return None
        if tree.dep[k] in ("relcl", "acl", "aux", "auxpass"):
            continue
        if k in known:
            return k
        if not strict and tree.tag[k] in ("VBD", "VBZ", "VBP") and tree.pos[k] == "VERB":
            subject = tree.child(k, "nsubj")
            return k if subject is not None and q.after <= subject else None
    return None


def _before(tree: Tree, q: Quotation, known: Mapping[int, Cue], inside: Sequence[bool]) -> int | None:
    """A verb in front of the quotation, in its sentence or behind a colon in the line above."""
    k = q.first - 1
    while k >= 0 and tree.space(k):
        k -= 1
    if k < 0 or inside[k]:
        return None
    mark = tree.word[k]
    above = tree.line[k] != tree.line[q.first]
    linked = mark == ":" or (not above and (mark in _LINKS or k in known))
    partial = not q.speech and (mark not in (",", ":") or not _ends_sentence(tree, q))
    if not linked or partial:
        return None
    for v in range(k, max(-1, k - _REACH), -1):
        if tree.word[v] in _STOP or inside[v] or tree.space(v):
            return None
        if v in known and (mark in (",", ":") or tree.dep[v] not in ("relcl", "acl")):
            return v if q.speech or mark == ":" or k - v < 8 else None
        if mark == ":" and tree.dep[v] == "ROOT" and tree.pos[v] == "VERB" and q.speech:
            return v
    return None


def _ends_sentence(tree: Tree, q: Quotation) -> bool:
    last = q.after - 1 - q.closed
    return (
        tree.word[last] in _STOP or q.after >= len(tree) or tree.word[q.after] in _STOP or tree.space(q.after)
    )


def _goes_on(tree: Tree, block: _Block, q: Quotation) -> bool:
    """True if this quotation is more of what the block's speaker says.

    It follows in the same paragraph, or is the next paragraph; a small first letter is the rest of a
    sentence that the cue broke ("“We are late,” she said, “but not lost.”").
    """
    last = block.quotes[-1]
    gap = [k for k in range(last.after, q.first) if not tree.space(k)]
    if tree.line[last.first] == tree.line[q.first]:
        if q.speech:
            return True
        stops = sum(tree.word[k] in _STOP for k in gap)
        return last.after <= block.verb < q.first and stops == 0 and bool(gap) and tree.word[gap[-1]] == ","
    if not q.speech:
        return False
    line = tree.line[q.first]
    first_in_line = q.first == 0 or tree.line[q.first - 1] != line
    between = {tree.line[k] for k in gap} - {tree.line[last.first], line}
    return first_in_line and not between


def _in_statement(tree: Tree, q: Quotation, known: Mapping[int, Cue]) -> bool:
    """True if the quotation closes a sentence that began outside it ("It was “a trap,” she said")."""
    k = q.first - 1
    while k >= 0 and tree.word[k] not in _STOP and tree.line[k] == tree.line[q.first]:
        if k in known:
            return False
        k -= 1
    return k < q.first - 1


def _lead(tree: Tree, q: Quotation) -> set[int]:
    """The words before a quotation that are no speech of their own: the rest of its statement."""
    if q.speech:
        return set()
    first = q.first
    while first > 0 and tree.word[first - 1] not in _STOP and tree.line[first - 1] == tree.line[q.first]:
        if tree.word[first - 1] in ("”", '"', "''"):
            break
        first -= 1
    return set(range(first, q.first))


def _found(tree: Tree, block: _Block) -> Found:
    words = {k for q in block.quotes for k in range(q.first, q.after)}
    subject = _speaker(tree, block, words)
    first = block.quotes[0]
    if first.after <= block.verb:
        words |= _lead(tree, first)
    src = source.wording(tree, block.verb, subject) - words
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


def _speaker(tree: Tree, block: _Block, quoted: Collection[int]) -> int | None:
    """Who says it: never a word of the quotation itself, which the parser may take for the verb's subject."""
    verb = block.verb
    subject = source.by_whom(tree, verb)
    if subject is not None and subject not in quoted:
        return subject
    outside = [k for k in tree.kids[verb] if tree.dep[k] in ("nsubj", "nsubjpass") and k not in quoted]
    if subject is not None and outside:
        return outside[-1]
    if subject is None or source.passive(tree, verb):
        return _inverted(tree, verb)
    inverted = _inverted(tree, verb)
    return _named_between(tree, block, quoted) if inverted is None else inverted


def _named_between(tree: Tree, block: _Block, quoted: Collection[int]) -> int | None:
    """The name that stands between quotation and verb, whatever the parser hangs it on."""
    k = block.verb - 1
    while k > 0 and k not in quoted and tree.pos[k] in ("ADV", "AUX"):
        k -= 1
    named = k not in quoted and tree.line[k] == tree.line[block.verb]
    return k if named and tree.pos[k] in ("PROPN", "NOUN", "PRON") else None


def _inverted(tree: Tree, verb: int) -> int | None:
    """The name right behind a verb that follows a quotation, which the parser took for its object."""
    thing = tree.child(verb, "dobj", "oprd", "attr")
    inverted = thing is not None and tree.left[thing] == verb + 1 and tree.pos[thing] == "PROPN"
    return thing if inverted else None


def floating(tree: Tree, quotes: Sequence[Quotation], found: Sequence[Found]) -> list[Found]:
    """Speech that no cue stands beside: it is whoever spoke last, never the publisher.

    In a paragraph that has begun with a voice, that voice ("…, Reed said. “It was late.”"); a paragraph
    that is all quotation goes on with the voice of the paragraph before, else of the last quotation.
    """
    voiced = sorted((f for f in found if f.source and f.rule in _SPEAKING), key=_last)
    out: list[Found] = []
    for q in quotes:
        if not q.speech or any(_holds(f, q) for f in found):
            continue
        earlier = [f for f in (*voiced, *out) if _last(f) < q.first]
        line = tree.line[q.first]
        here = [f for f in earlier if tree.line[f.head] == line]
        above = _line_above(tree, q.first)
        near = here or [f for f in earlier if above is not None and tree.line[_last(f)] == above]
        alone = q.first == 0 or tree.line[q.first - 1] != line or tree.space(q.first - 1)
        near = near or [f for f in earlier if f.rule in ("speech", "running")]
        if near and (here or alone):
            last = max(near, key=_last)
            out.append(replace(last, rule="running", content=set(range(q.first, q.after))))
    return out


def _holds(f: Found, q: Quotation) -> bool:
    """True if its words are given to somebody: by a cue outside, or by a "REED:" at its head."""
    theirs = f.rule in _NAMES or not q.first <= f.head < q.after
    return theirs and any(q.first < k < q.after - q.closed for k in f.content)


def _last(f: Found) -> int:
    return max(f.content | f.cue)


def _line_above(tree: Tree, i: int) -> int | None:
    """The number of the line with words above the line that word i is in."""
    k = i - 1
    while k >= 0 and (tree.line[k] == tree.line[i] or tree.space(k)):
        k -= 1
    return tree.line[k] if k >= 0 else None
