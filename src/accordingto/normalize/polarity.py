"""Asserted, denied, unknown to the source, or an open question."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from spacy.tokens import Token

from accordingto.claim import Polarity
from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Phrases, lex
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
    if form is Form.OPEN_QUESTION or stance is Stance.ASKS or _has(text, evidence, t["question"]):
        return Polarity.QUESTION
    if stance is Stance.DENIES:
        return Polarity.DENIED
    if _has(text, (*evidence, *cue), t["unknown"]):
        return Polarity.UNKNOWN
    if predicate is not None and negated(predicate):
        return Polarity.DENIED
    return Polarity.ASSERTED


def _has(text: str, evidence: Sequence[Span], phrases: Phrases[bool]) -> bool:
    for part in evidence:
        words = lex(text, part.start, part.end)
        if any(phrases.at(words, i) for i in range(len(words))):
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
