"""Direct speech: which verb introduces a quotation, and whose a quotation without one is."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
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
_CLOSING = frozenset({"”", '"', "''"})
_REACH = 30  # words between a quotation and its verb; farther ones belong to another sentence


@dataclass(slots=True)
class _Block:
    """Quotations of one paragraph that one verb introduces."""

    verb: int
    cue: Cue
    quotes: list[Quotation]


class _Around:
    """Where the statement around a word begins, and what lies between two quotations, each told at once."""

    def __init__(self, tree: Tree, known: Iterable[int]) -> None:
        self._begin = list(range(len(tree)))  # of the words behind the last stop of the paragraph
        self._apart = list(range(len(tree)))  # the same, cut at closing marks, too
        self._stops = [0]
        self._above: dict[int, int | None] = {}  # by line, the line with words above it
        self._last: list[int] = []  # the word that is no white space at or before this one
        self._known = sorted(known)
        above: int | None = None
        for k, word in enumerate(tree.word):
            fresh = k == 0 or tree.line[k - 1] != tree.line[k]
            if not fresh and tree.word[k - 1] not in _STOP:
                self._begin[k] = self._begin[k - 1]
                if tree.word[k - 1] not in _CLOSING:
                    self._apart[k] = self._apart[k - 1]
            if fresh:
                self._above[tree.line[k]] = above
            if not tree.space(k):
                above = tree.line[k]
            self._last.append(self._last[-1] if tree.space(k) and k else k)
            self._stops.append(self._stops[-1] + (word in _STOP))

    def statement(self, k: int) -> int:
        """The first word of the statement in whose paragraph word k stands, up to the last stop."""
        return self._begin[k]

    def unquoted(self, k: int) -> int:
        """The same, from the last closing mark on."""
        return self._apart[k]

    def stops(self, first: int, after: int) -> int:
        """How many stops lie in [first, after)."""
        return self._stops[after] - self._stops[first]

    def above(self, line: int) -> int | None:
        """The number of the line with words above a line."""
        return self._above[line]

    def last(self, first: int, after: int) -> int | None:
        """The last word in [first, after) that is no white space."""
        k = self._last[after - 1] if after > first else -1
        return k if k >= first else None

    def has_cue(self, first: int, after: int) -> bool:
        """True if a verb of speech lies in [first, after)."""
        at = bisect_left(self._known, first)
        return at < len(self._known) and self._known[at] < after


def speech(tree: Tree, quotes: Sequence[Quotation], verbs: Sequence[tuple[int, Cue]]) -> list[Found]:
    """One attribution for each speaker's stretch of direct speech."""
    inside = [False] * len(tree)
    for q in (q for q in quotes if q.speech):
        inside[q.first : q.after] = [True] * (q.after - q.first)
    known = {i: cue for i, cue in verbs if cue.frames & {"clause", "told", "quote"} and not inside[i]}
    around = _Around(tree, known)
    out: list[Found] = []
    block: _Block | None = None
    waiting: list[Quotation] = []
    for q in quotes:
        verb = _introducer(tree, q, known, inside, around)
        if verb is None:
            if block is not None and _goes_on(tree, block, q, around):
                block.quotes.append(q)
            elif q.speech:
                waiting.append(q)
            continue
        if block is not None and block.verb == verb:
            block.quotes.append(q)
            continue
        if block is not None:
            out.append(_found(tree, block, around))
        # What waits stands in order: those of this paragraph, if any, are the last.
        first = bisect_left(waiting, tree.line[q.first], key=lambda w: tree.line[w.first])
        block, waiting = _Block(verb, known.get(verb, _ANY), [*waiting[first:], q]), []
    if block is not None:
        out.append(_found(tree, block, around))
    return out


def _introducer(
    tree: Tree, q: Quotation, known: Mapping[int, Cue], inside: Sequence[bool], around: _Around
) -> int | None:
    """The verb that introduces this quotation, after or before it."""
    last = q.after - 1 - q.closed
    open_end = tree.word[last] == "," or (q.after < len(tree) and tree.word[q.after] == ",")
    if not q.speech:
        before = _before(tree, q, known, inside)
        if before is None and open_end and _in_statement(q, around):
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


def _goes_on(tree: Tree, block: _Block, q: Quotation, around: _Around) -> bool:
    """True if this quotation is more of what the block's speaker says.

    It follows in the same paragraph, or is the next paragraph; a small first letter is the rest of a
    sentence that the cue broke ("“We are late,” she said, “but not lost.”").
    """
    last = block.quotes[-1]
    line = tree.line[q.first]
    if tree.line[last.first] == line:
        if q.speech:
            return True
        before = around.last(last.after, q.first)
        joined = before is not None and tree.word[before] == "," and not around.stops(last.after, q.first)
        return last.after <= block.verb < q.first and joined
    if not q.speech:
        return False
    first_in_line = q.first == 0 or tree.line[q.first - 1] != line
    return first_in_line and around.above(line) == tree.line[last.first]


def _in_statement(q: Quotation, around: _Around) -> bool:
    """True if the quotation closes a sentence that began outside it ("It was “a trap,” she said")."""
    begin = around.statement(q.first)
    return begin < q.first and not around.has_cue(begin, q.first)


def _found(tree: Tree, block: _Block, around: _Around) -> Found:
    words = {k for q in block.quotes for k in range(q.first, q.after)}
    subject = _speaker(tree, block, words)
    first = block.quotes[0]
    if first.after <= block.verb and not first.speech:
        # The words before a quotation that are no speech of their own: the rest of its statement.
        words.update(range(around.unquoted(first.first), first.first))
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
    given = _Given(found)
    voiced = deque(sorted((f for f in found if f.source and f.rule in _SPEAKING), key=_last))
    spoken = _Spoken(tree)
    around = _Around(tree, ())
    out: list[Found] = []
    new: Found | None = None
    for q in quotes:
        if not q.speech or given.holds(q):
            continue
        while voiced and _last(voiced[0]) < q.first:
            spoken.note(voiced.popleft(), told=True)
        if new is not None:
            spoken.note(new, told=False)
            new = None
        line = tree.line[q.first]
        here = spoken.in_line.get(line)
        alone = q.first == 0 or tree.line[q.first - 1] != line or tree.space(q.first - 1)
        above = around.above(line)
        last = here or (None if above is None else spoken.to_line.get(above)) or spoken.speaking
        if last is not None and (here or alone):
            new = replace(last.found, rule="running", content=set(range(q.first, q.after)))
            out.append(new)
    return out


class _Given:
    """The words that are given to somebody: by a cue outside their quotation, or by a "REED:" at its head."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._by_word: dict[int, list[Found]] = defaultdict(list)
        for f in found:
            for k in f.content:
                self._by_word[k].append(f)

    def holds(self, q: Quotation) -> bool:
        """True if some words of a quotation are given to somebody."""
        return any(
            f.rule in _NAMES or not q.first <= f.head < q.after
            for k in range(q.first + 1, q.after - q.closed)
            for f in self._by_word.get(k, ())
        )


@dataclass(frozen=True, slots=True)
class _Last:
    """Who spoke last, up to which word; what a cue told goes before what only ran on."""

    upto: tuple[int, bool]
    found: Found


class _Spoken:
    """Who spoke last: by the line of the cue, by the line of the last word, and in direct speech at all."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.in_line: dict[int, _Last] = {}
        self.to_line: dict[int, _Last] = {}
        self.speaking: _Last | None = None

    def note(self, f: Found, *, told: bool) -> None:
        new = _Last((_last(f), told), f)
        for by, line in ((self.in_line, self._tree.line[f.head]), (self.to_line, self._tree.line[_last(f)])):
            if line not in by or by[line].upto < new.upto:
                by[line] = new
        if f.rule in ("speech", "running") and (self.speaking is None or self.speaking.upto < new.upto):
            self.speaking = new


def _last(f: Found) -> int:
    return max(f.content | f.cue)
