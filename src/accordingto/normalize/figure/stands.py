"""Which quantity phrases are counts after all, once the syntax is known."""

import re

from spacy.tokens import Token

from accordingto.normalize.figure.population import Counted, states, words
from accordingto.normalize.figure.scan import Quantity
from accordingto.normalize.figure.syntax import Offsets, child, is_verb, lemma

_YEAR = re.compile(r"(19|20)\d\d")
_OLDEST = 110  # years; a bare number behind "is" up to here is an age


def without_preposition(q: Quantity, offsets: Offsets) -> Quantity:
    """ "flew over 12 hectares": a preposition, where "over 12 men came" has a hedge."""
    if q.plain is None:
        return q
    hedge = offsets.at(q.start)
    spatial = hedge is not None and hedge.dep_ == "prep" and is_verb(hedge.head) and hedge.head.i < hedge.i
    return q.plain if spatial else q


def stands(text: str, q: Quantity, c: Counted) -> bool:
    """False where the words count nothing: "no comment", "one study", "a 2014 law", "he is 70"."""
    left = (text[max(0, q.start - 8) : q.start].split() or [""])[-1].lower()
    if q.unit is not None:
        return not (q.kind == "share" and left in ("top", "bottom"))
    if left in ("top", "bottom"):  # "among the top 10"
        return False
    if q.compound or _year(text, q, c) or _age(q, c):
        return False
    head = c.head
    if q.cls in ("none", "some", "few", "several", "group", "couple") and head is None:
        return False
    plural = head is None or head.tag_ in ("NNS", "NNPS") or c.rule != "noun"
    if q.cls in ("some", "few", "several", "group", "couple") and not plural:
        return False
    bare_one = text[q.first : q.core + 1].lower() == "one" and q.start == q.first
    if (q.cls in ("none", "some") or bare_one) and head is not None and not _countable(head):
        return False
    if bare_one and c.rule != "noun":  # "this will not be one of them"
        return False
    # "The two are in touch", "one among millions" name, they do not count.
    return head is not None or not (bare_one or left in ("the", "these", "those", "both"))


def _countable(head: Token) -> bool:
    name = lemma(head)
    t = words()
    return name in t["same"] or name in t["countable"] or name in states()["persons"] or head.tag_ == "NNPS"


def _year(text: str, q: Quantity, c: Counted) -> bool:
    """ "a 2014 study", "2015 winner": four digits before anything but a plain plural."""
    if q.start != q.first or not _YEAR.fullmatch(text[q.first : q.end]):
        return False
    return (
        c.head is None or c.head.tag_ not in ("NNS",) or any(x.dep_ in ("det", "poss") for x in c.head.lefts)
    )


def _age(q: Quantity, c: Counted) -> bool:
    """ "Trump is 70", "she was 18": a bare number said of somebody named."""
    verb = c.top.head
    if c.head is not None or c.top.dep_ not in ("attr", "acomp") or lemma(verb) != "be":
        return False
    subject = child(verb, "nsubj")
    if subject is None or subject.tag_ not in ("PRP", "NNP", "WP", "NN"):
        return False
    young = q.hard.high is not None and q.hard.high <= _OLDEST
    return young and lemma(subject) not in words()["tally"]
