"""Attributions that a headline or a list carries by a mark alone: "Council: Bridge closed"."""

from bisect import bisect_right
from collections.abc import Sequence

from accordingto.attribute import content, source
from accordingto.attribute.cue import Found, entries
from accordingto.attribute.quotation import Quotation
from accordingto.attribute.tree import Tree
from accordingto.attribute.verb import words_of_cue
from accordingto.languages import lexicon
from accordingto.voice import Stance

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_DASHES = frozenset({"–", "—", "―", "-", "--", "~"})
_QUOTES = frozenset({"“", '"', "''", "``"})
_LONGEST = 6  # words of a source before a colon; more is a sentence


def marks(tree: Tree, quotes: Sequence[Quotation]) -> list[Found]:
    """ "Source: content" at the start of a line, "… – Reports" at its end, and signed quotations."""
    out = []
    inside = [False] * len(tree)
    for q in quotes:
        inside[q.first : q.after] = [True] * (q.after - q.first)
    lines = _lines(tree)
    capitals = sum(_in_capitals(tree, first, after) for first, after in lines)
    for first, after in lines:
        words = [k for k in range(first, after) if not tree.space(k)]
        if len(words) < 3:
            continue
        if tree.word[words[0]] in _QUOTES:  # a transcript in quotation marks
            words = words[1:]
        out += _block(tree, words, inside)
        colon = next((k for k in words[: _LONGEST + 2] if tree.word[k] == ":"), None)
        if capitals == 1 and len(lines) > 2 and _in_capitals(tree, first, after):
            continue  # "DHAKA: The ferry …" is a date line; in a transcript others speak, too
        if colon is not None and colon > words[0] and _leading(tree, words[0], colon, after):
            out.append(
                _found(tree, "colon", colon, set(range(words[0], colon)), set(range(colon + 1, after)))
            )
        tail = None if inside[words[-1]] else _trailing(tree, words)
        if tail is not None:
            src = {k for k in words if k > tail and tree.word[k] != "."}
            out.append(_found(tree, "dash", tail, src, set(range(words[0], tail))))
    out += [f for f in (_signed(tree, q) for q in quotes) if f is not None]
    return [f for f in out if f.content]


def _in_capitals(tree: Tree, first: int, after: int) -> bool:
    """True for a line that begins with one to three words in capitals and a colon."""
    words = [k for k in range(first, min(after, first + 8)) if not tree.space(k)][:4]
    colon = next((n for n, k in enumerate(words) if tree.word[k] == ":"), 0)
    return colon > 0 and all(len(tree.word[k]) > 2 and tree.word[k].isupper() for k in words[:colon])


def _found(tree: Tree, rule: str, mark: int, src: set[int], words: set[int]) -> Found:
    said = content.trimmed(tree, words)
    return Found(rule, mark, Stance.SAYS, {mark}, src, said, max(src))


def _block(tree: Tree, words: list[int], inside: list[bool]) -> list[Found]:
    """ "The mayor added:" and then a paragraph set apart without quotation marks."""
    known = entries("verbs")
    last = words[-1]
    if tree.word[last] != ":":
        return []
    first = next((k for k in range(last + 1, len(tree)) if not tree.space(k)), last)
    if inside[first] or tree.line[first] == tree.line[last]:
        return []
    verb = next((k for k in reversed(words[-8:]) if tree.lemma[k] in known and tree.tag[k] in _FINITE), None)
    if verb is None or known[tree.lemma[verb]].frames.isdisjoint({"clause", "quote"}):
        return []
    subject = source.by_whom(tree, verb)
    src = source.wording(tree, verb, subject)
    after = bisect_right(tree.line, tree.line[first])
    said = {k for k in range(first, after) if not tree.space(k)}
    if subject is None or len(said) < _LONGEST:
        return []
    cue = words_of_cue(tree, verb)
    return [
        Found("block", verb, known[tree.lemma[verb]].stance, cue, src, content.trimmed(tree, said), subject)
    ]


def _signed(tree: Tree, q: Quotation) -> Found | None:
    """ "“It is closed.” – Ann Reed": a dash and a name behind a quotation that stands alone."""
    k = q.after
    if not q.speech or k + 1 >= len(tree) or tree.word[k] not in _DASHES:
        return None
    rest = [w for w in range(k + 1, min(len(tree), k + 16)) if tree.line[w] == tree.line[q.first]]
    rest = [w for w in rest if not tree.space(w)]
    if rest and tree.word[rest[-1]] == ".":
        rest = rest[:-1]
    named = rest and len(rest) < 13 and tree.pos[rest[0]] in ("PROPN", "DET", "NOUN", "ADJ")
    if not named or any(tree.tag[w] in ("VBD", "VBZ", "VBP", "MD") for w in rest):
        return None
    src = set(range(rest[0], rest[-1] + 1))
    return Found("signed", k, Stance.SAYS, {k}, src, set(range(q.first, q.after)), rest[0], quoted=True)


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
        if tree.word[k] in _DASHES | {":", "|"}:
            last = [w for w in words if w > k and tree.word[w] != "."]
            if last and tree.lemma[last[-1]] in lexicon("en", "voices")["tails"] and len(words) > 5:
                return k
    return None
