"""How sure a source is of what it says: hedges on the main predicate, kept verbatim, and its stance."""

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Token

from accordingto.claim import Strength
from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Lexeme, Phrases, lex
from accordingto.normalize.figure.syntax import Offsets, is_verb
from accordingto.report import Span
from accordingto.voice import Stance

_ORDER = (Strength.FLAT, Strength.PROBABLE, Strength.BELIEVED, Strength.POSSIBLE, Strength.OPEN)


def weakest(strengths: Sequence[Strength]) -> Strength:
    """The weakest of several; flat where there is none."""
    return max(strengths, key=_ORDER.index, default=Strength.FLAT)


@cache
def _lexicon(language: str = "en") -> tuple[Phrases[Strength], dict[str, Strength]]:
    data = lexicon(language, "hedges")
    rows = [
        (p, Strength(s)) for s in ("probable", "believed", "possible", "open") for p in data[s]["phrases"]
    ]
    return Phrases(rows), {stance: Strength(s) for stance, s in data["stance"].items()}


def strength(
    text: str,
    evidence: Sequence[Span],
    *,
    predicate: Token | None,
    offsets: Offsets,
    cue: Sequence[Span] = (),
    numbers: Sequence[Span] = (),
    stance: Stance | None = None,
) -> tuple[Strength, tuple[Span, ...]]:
    """Strength of a content and the spans of the hedges that lower it.

    `predicate` is the content's main predicate: only hedges on it, above it or in its complement count.
    Hedges inside `numbers` (spans of figures) lower nothing. A hedge may reach from the cue into the
    content: "are believed | to have been moved".
    """
    hedges, stances = _lexicon()
    found: list[tuple[Span, Strength]] = []
    stated = (*cue, *evidence)
    for part in _stretches(evidence, cue, offsets):
        words = lex(text, part.start, part.end)
        for first, behind, value in hedges.all(words):
            span = Span(words[first].start, words[behind - 1].end)
            if not any(s.meets(span) for s in stated) or any(n.meets(span) for n in numbers):
                continue
            if not _is_other(words, first, behind) and _governs(offsets.at(span.start), predicate):
                found.append((span, value))
    by_stance = [stances[stance.value]] if stance is not None and stance.value in stances else []
    return weakest([*by_stance, *(s for _, s in found)]), tuple(span for span, _ in found)


def _is_other(words: list[Lexeme], first: int, behind: int) -> bool:
    """ "May" the month, even at the start of a sentence; "could not check", the past of "cannot"."""
    if behind != first + 1:
        return False
    after = words[behind].low if behind < len(words) else ""
    return words[first].raw == "May" or (words[first].low == "could" and after in ("not", "n't", "n’t"))


def _stretches(evidence: Sequence[Span], cue: Sequence[Span], offsets: Offsets) -> list[Span]:
    """The evidence, and with a cue in the same sentence, all from the first to the last of both."""
    here = offsets.at(evidence[0].start)
    near = []
    if here is not None and cue:
        start, end = offsets.sentence(here)
        near = [c for c in cue if start <= c.start < end]
    if not near:
        return list(evidence)
    spans = [*near, *evidence]
    return [Span(min(s.start for s in spans), max(s.end for s in spans))]


def _governs(hedge: Token | None, predicate: Token | None) -> bool:
    """True if the hedge hangs on the main predicate, on a verb above it, or on its open complement."""
    if hedge is None or predicate is None:
        return hedge is not None
    verb = hedge
    for _ in range(6):
        if is_verb(verb) and verb.dep_ not in ("aux", "auxpass"):
            break
        if verb.head == verb:
            break
        verb = verb.head
    if verb.i == predicate.i or any(a.i == verb.i for a in predicate.ancestors):
        return True
    while verb.dep_ in ("xcomp", "ccomp", "acomp", "attr") and verb.head != verb:
        verb = verb.head
        if verb.i == predicate.i:
            return True
    return False
