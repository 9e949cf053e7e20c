"""Who takes part in what happens: agent, patient and the rest, read off the parse."""

from functools import cache
from typing import Any

from spacy.tokens import Token

from accordingto.claim import Participant
from accordingto.languages import lexicon
from accordingto.normalize.figure.syntax import child, is_noun, lemma
from accordingto.report import Span


@cache
def tables(language: str = "en") -> dict[str, Any]:
    """What the lexicons say of events, as sets and maps by the question they answer."""
    data = lexicon(language, "events")
    return {
        "light": frozenset(data["light"]["verbs"]),
        "nouns": data["nouns"],
        "happening": frozenset(data["happening"]["verbs"]),
        "unclear": frozenset(data["unclear"]["words"]),
        "tally": frozenset(lexicon(language, "measures")["tally"]["nouns"]),
        "reaching": frozenset(lexicon(language, "measures")["tally"]["verbs"]),
        "transitive": frozenset(data["transitive"]["verbs"]),
        "modal": frozenset(data["modal"]["words"]),
        "verbs": frozenset(data["nouns"].values()),
        "roles": data["roles"],
        "raising": frozenset(data["raising"]["verbs"]),
    }


def understood(verb: Token) -> list[tuple[str, Token]]:
    """The subject a verb takes from the one above it: "are believed to have been moved", "forced to go"."""
    role = "patient" if child(verb, "auxpass") is not None else "agent"
    for _ in range(5):
        above = verb.head
        if verb.dep_ == "pcomp" or (verb.dep_ in ("amod", "compound") and above.dep_ == "pobj"):
            above = above.head if verb.dep_ == "pcomp" else above.head.head
        elif verb.dep_ not in ("xcomp", "conj", "advcl"):
            return []
        elif verb.dep_ == "xcomp" and above.tag_[:2] == "JJ":  # "is likely to appeal"
            above = above.head
        if verb.dep_ == "conj" and child(verb, "auxpass") is None and child(above, "auxpass") is not None:
            return []
        controlled = child(above, "dobj") if verb.dep_ == "xcomp" else None
        subject = controlled or child(above, "nsubj", "nsubjpass")
        if subject is not None:
            return [(role, x) for x in _all(subject)]
        verb = above
    return []


def of_verb(verb: Token, t: dict[str, Any]) -> list[tuple[str, Token]]:
    """(role, head) of everybody who takes part in what the verb says; passives and relatives undone."""
    found: list[tuple[str, Token]] = []
    if verb.dep_ in ("amod", "compound") and verb.lower_.endswith("ing") and verb.head.dep_ == "pobj":
        found.append(("patient", verb.head))
    passive = child(verb, "auxpass") is not None or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod"))
    if verb.dep_ in ("acl", "relcl") and is_noun(verb.head) and child(verb, "nsubj", "nsubjpass") is None:
        found += [("patient" if passive else "agent", x) for x in _all(verb.head)[:1]]
    for c in verb.children:
        if c.dep_ == "nsubj":
            undone = child(verb, "auxpass") is not None or _without_object(verb, t)
            found += [("patient" if undone else "agent", x) for x in _all(_relative(c, verb))]
        elif c.dep_ == "nsubjpass":
            found += [("patient", x) for x in _all(_relative(c, verb))]
        elif c.dep_ in ("dobj", "attr"):
            found += [("patient" if c.dep_ == "dobj" else "attribute", x) for x in _all(c)]
        elif c.dep_ == "dative":
            found += [("recipient", child(c, "pobj") or c)]
        elif c.dep_ in ("prep", "agent"):
            found += _of_prep(c, t)
    return found


def _without_object(verb: Token, t: dict[str, Any]) -> bool:
    """ "Women recruited in camp colonies": a headline's passive, taken for a past tense."""
    past = verb.tag_ in ("VBD", "VBN") and lemma(verb) in t["transitive"]
    return past and not any(
        c.dep_ in ("dobj", "ccomp", "xcomp", "aux", "auxpass", "prt") for c in verb.children
    )


def _relative(token: Token, verb: Token) -> Token:
    """ "who": the noun the relative clause hangs on."""
    return verb.head if token.tag_ in ("WP", "WDT") and verb.dep_ == "relcl" else token


def _of_prep(prep: Token, t: dict[str, Any]) -> list[tuple[str, Token]]:
    thing = child(prep, "pobj")
    if thing is None:
        below = child(prep, "prep")  # "out of the city"
        return _of_prep(below, t) if below is not None else []
    role = "agent" if prep.dep_ == "agent" else t["roles"].get(lemma(prep), lemma(prep))
    return [(role, x) for x in _all(thing)]


def of_noun(noun: Token, t: dict[str, Any]) -> list[tuple[str, Token]]:
    """ "Russia's recruitment of women": possessor agent, "of" patient; "army recruitment" stays open."""
    found: list[tuple[str, Token]] = []
    for c in noun.children:
        if c.dep_ == "poss":
            found.append(("agent", c))
        elif c.dep_ == "prep":
            people = _of_prep(c, t)
            found += [("patient", p) for _, p in people] if lemma(c) == "of" else people
        elif c.dep_ == "compound":
            found.append(("modifier", c))
    return found


def _all(token: Token) -> list[Token]:
    """The noun, or what it holds ("thousands of men" → men), and its conjuncts."""
    head = token
    prep = next((c for c in head.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    inner = child(prep, "pobj") if prep is not None else None
    if inner is not None and lemma(head) in containers():
        head = inner
    return [head, *(c for c in token.conjuncts if c.i > token.i and c.tag_ != "CD")]


@cache
def containers(language: str = "en") -> frozenset[str]:
    """Nouns that hold those counted behind an "of": thousands, group, number."""
    return frozenset(lexicon(language, "populations")["containers"]["words"])


def participant(role: str, head: Token, inside: set[int]) -> Participant:
    """The participant with this head: its span within the evidence, head lemma, and name."""
    left = next((k for k in range(head.left_edge.i, head.i) if k in inside), head.i)
    while left < head.i and (head.doc[left].is_punct or head.doc[left].is_space):
        left += 1
    start = head.doc[left]
    span = Span(start.idx, head.idx + len(head))
    name = None
    if head.tag_ in ("NNP", "NNPS"):
        first = head.i
        while first - 1 >= left and head.doc[first - 1].tag_ in ("NNP", "NNPS"):
            first -= 1
        name = head.doc[first : head.i + 1].text
    return Participant(role=role, span=span, head=lemma(head), name=name)
