"""Asserted, denied, unknown to the source, or an open question."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from spacy.tokens import Token

from accordingto.claim import Polarity
from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Lexeme, Phrases, lex
from accordingto.normalize.figure.syntax import child, lemma
from accordingto.report import Span
from accordingto.voice import Form, Stance


@cache
def _lexicon(language: str = "en") -> dict[str, Any]:
    data = lexicon(language, "polarity")
    return {
        "not": frozenset(data["negations"]["words"]),
        "no": frozenset(data["negations"]["determiners"]),
        "nobody": frozenset(data["negations"]["pronouns"]),
        "deny": frozenset(data["negations"]["verbs"]),
        "unknown": Phrases((p, True) for p in data["unknown"]["phrases"]),
        "question": Phrases((p, True) for p in data["question"]["phrases"]),
    }


def polarity(
    text: str,
    evidence: Sequence[Span],
    *,
    form: Form,
    stance: Stance,
    predicate: Token | None,
    cue: Sequence[Span] = (),
) -> Polarity:
    """The polarity of one content. A denial of a negated content stays a denial of what is negated."""
    t = _lexicon()
    if form is Form.OPEN_QUESTION or stance is Stance.ASKS:
        return Polarity.QUESTION
    words = [lex(text, part.start, part.end) for part in evidence]
    if _has(words, t["question"], predicate):
        return Polarity.QUESTION
    if stance is Stance.DENIES:
        return Polarity.DENIED
    if _has(words, t["unknown"], predicate):
        return Polarity.UNKNOWN
    if _has([lex(text, part.start, part.end) for part in cue], t["unknown"], None):
        return Polarity.UNKNOWN
    if predicate is not None and negated(predicate):
        return Polarity.DENIED
    return Polarity.ASSERTED


def _has(words: list[list[Lexeme]], phrases: Phrases[bool], predicate: Token | None) -> bool:
    """True if a phrase stands at the predicate: in a side clause it says nothing of the proposition."""
    side = ("advcl", "conj", "relcl", "acl")
    own = [] if predicate is None else [c for c in predicate.children if c.dep_ not in side]
    near = [] if predicate is None else [predicate.idx, *(c.idx for c in own)]
    for part in words:
        for first, behind, _ in phrases.all(part):
            start, end = part[first].start, part[behind - 1].end
            if predicate is None or any(start <= x < end for x in near):
                return True
    return False


def negated(predicate: Token) -> bool:
    """True if the predicate, or the verb that raises it, is negated: "was not", "no prisoners", "nobody"."""
    t = _lexicon()
    verb = predicate
    if lemma(verb) in t["deny"]:
        return True
    for c in verb.children:
        if c.dep_ == "neg" or (c.lower_ in t["not"] and c.dep_ in ("advmod", "neg")):
            return not _only(c)
        if c.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
            if c.lower_ in t["nobody"]:
                return True
            det = child(c, "det", "preconj")
            if det is not None and det.lower_ in t["no"]:
                return True
    return False


def _only(negation: Token) -> bool:
    """ "not only", "not just": no negation of what happens."""
    after = negation.i + 1
    return after < len(negation.doc) and negation.doc[after].lower_ in ("only", "just", "merely", "least")
