"""What happened to those counted: killed is never wounded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from accordingto.languages import lexicon
from accordingto.normalize.figure.population import Counted, phrase, predicate, raised, span_of, states, words
from accordingto.normalize.figure.scan import Quantity
from accordingto.normalize.figure.syntax import Offsets, child, is_noun, is_verb, lemma
from accordingto.report import Span


@dataclass(frozen=True, slots=True)
class Fate:
    """The state, the verb that bears it, and a population where the state or a subject names one."""

    state: str | None
    verb: Token | None
    population: str | None = None
    span: Span | None = None
    tally: bool = False  # the subject is a toll or a number that reached the figure


@cache
def _sets(language: str = "en") -> dict[str, frozenset[str]]:
    measures = lexicon(language, "measures")
    return {
        "raising": frozenset(measures["raising"]["verbs"]),
        "reaching": frozenset(measures["tally"]["verbs"]),
        "tally": frozenset(measures["tally"]["nouns"]),
        "gaining": frozenset(measures["gaining"]["verbs"]),
    }


def fate(q: Quantity, c: Counted, offsets: Offsets) -> Fate:
    """What happened to those whom `q` counts. Verbs in the table give its state, others their lemma."""
    word, relation = _predicate(c)
    verb = raised(word, _sets()["raising"]) if word is not None and is_verb(word) else None
    named = _in_itself(q, c, offsets, verb)
    if c.head is None or q.kind is not None or (verb is not None and lemma(verb) == "include"):
        tally = _tally(verb, relation)
        if tally is not None and (tally.state is not None or named is None):
            return tally
        named = replace(named, tally=True) if tally is not None and named is not None else named
    if named is not None:
        return named
    if c.clause is not None:  # "of whom died": its own clause, nothing else
        return Fate(_plain(c.clause), c.clause)
    clause = _modifier(c.head) if c.rule.startswith("noun") else None
    state = _of_verb(verb, word, relation)
    if state is None and relation.startswith("prep") and clause is None and q.kind is None:
        return Fate(None, None)  # "passed with 217 votes": nothing happened to the votes
    if q.kind in ("currency", "measure", "time") and verb is not None and state is not None:
        state = _worded(verb)  # money is saved, not rescued
    if clause is not None and verb is not None and lemma(verb) in _sets()["raising"] and child(clause, "aux"):
        return Fate(_plain(clause), clause)  # "forced 30 residents to flee", parsed as residents who flee
    people = states()["people"]
    if clause is not None and (state is None or (state not in people and lemma(clause) in states()["verbs"])):
        return Fate(_plain(clause), clause)
    implied = people.get(state or "") if c.rule == "no noun" and q.kind is None else None
    return Fate(state, verb or word, implied)


def _predicate(c: Counted) -> tuple[Token | None, str]:
    """The governor of the counted phrase; where the parse lost it, the verb that follows at once."""
    word, relation = predicate(c.top)
    if relation not in ("root", "npadvmod") and not relation.startswith("prep"):
        return word, relation
    head = c.head or c.top
    k = head.i + 1
    doc = head.doc
    if k < len(doc) and not doc[k].is_sent_start and doc[k].tag_ in ("VBD", "VBN", "VBP", "VBZ"):
        after = doc[k + 1] if k + 1 < len(doc) else None
        bare = after is None or after.tag_ in ("IN", "TO", "RB", ".", ",") or after.is_space
        return doc[k], "nsubjpass" if doc[k].tag_ == "VBN" and bare else "nsubj"
    return word, relation


def _tally(verb: Token | None, relation: str) -> Fate | None:
    """ "The death toll rose to 43", "the number of wounded reached 212": the subject says who is counted."""
    if verb is None or lemma(verb) not in _sets()["reaching"] or relation == "nsubj":  # itself the subject
        return None
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj")]
    subject = next((s for s in subjects if lemma(s) in _sets()["tally"]), None)
    if subject is None:
        return None
    table = states()
    prep = next((p for p in subject.children if p.dep_ == "prep" and p.lower_ == "of"), None)
    noun = child(prep, "pobj") if prep is not None else None
    if noun is None:
        modifiers = [m for m in subject.children if m.dep_ in ("compound", "amod")]
        state = next((s for m in [*modifiers, subject] if (s := _noun_or_adjective(m)) is not None), None)
        counted = None if lemma(verb) == "include" else table["people"].get(state or "")
        return Fate(state, verb, counted, None, tally=True)
    state = _noun_or_adjective(noun)
    if state is not None:
        return Fate(state, verb, table["people"].get(state), None, tally=True)
    clause = _modifier(noun)
    state = _plain(clause) if clause is not None else _amod(noun)
    return Fate(state, verb, phrase(noun, set()), span_of(noun, set()), tally=True)


def _in_itself(q: Quantity, c: Counted, offsets: Offsets, verb: Token | None) -> Fate | None:
    """The words that are counted say it: "three deaths", "12 wounded", "58 missing miners", "64 recruits"."""
    table = states()
    head = c.head
    if head is not None and lemma(head) in table["nouns"]:
        state = table["nouns"][lemma(head)]
        return Fate(state, verb, table["people"].get(state))
    if head is not None and lemma(head) in table["persons"]:
        state = table["persons"][lemma(head)]
        said = _plain(verb) if verb is not None else None
        if verb is not None and lemma(verb) == "be" and child(verb, "attr", "acomp") is not None:
            return None  # "most of the refugees are children": said of them, not how they came to be
        if verb is None or lemma(verb) in _sets()["gaining"] or said == state:
            return Fate(state, verb, table["people"].get(state))
        return None
    if head is None or head.tag_[:2] == "JJ" or head.lower_ in table["adjectives"]:
        for token in (*_next_words(offsets, q), *([head] if head is not None else [])):
            state_here = _adjective(token)
            if state_here is not None:
                return Fate(state_here, verb if verb != token else token, table["people"].get(state_here))
    if head is not None and c.rule == "noun":
        state_amod = _amod(head)
        if state_amod is not None and (verb is None or _plain(verb) not in table["people"]):
            return Fate(state_amod, verb)
    return None


def _next_words(offsets: Offsets, q: Quantity) -> Iterator[Token]:
    for token in list(offsets.within(q.end, q.end + 24))[:2]:
        if token.tag_[:2] not in ("JJ", "VB", "NN", "RB"):
            return
        yield token


def _amod(noun: Token) -> str | None:
    """The state that an adjective gives: "missing miners", "58 wounded men"."""
    jailed = words()["prisoner"]  # "convicted women" are prisoners, whatever else happens to them
    found = (_adjective(m) for m in noun.lefts if m.dep_ == "amod" and m.lower_ not in jailed)
    return next((state for state in found if state is not None), None)


def _adjective(token: Token) -> str | None:
    table = states()["adjectives"]
    return table.get(token.lower_) or (table.get(lemma(token)) if token.tag_[:2] == "JJ" else None)


def _noun_or_adjective(token: Token) -> str | None:
    return _adjective(token) or states()["nouns"].get(lemma(token)) or states()["persons"].get(lemma(token))


def _modifier(head: Token | None) -> Token | None:
    """ "people killed in the raid", "men who were arrested": the verb that hangs on the noun."""
    clause = child(head, "acl", "relcl") if head is not None else None
    return raised(clause, _sets()["raising"]) if clause is not None and is_verb(clause) else None


def _plain(verb: Token) -> str:
    """State of a verb: the table's, else its lemma with its particle."""
    return states()["verbs"].get(lemma(verb)) or _worded(verb)


def _worded(verb: Token) -> str:
    """The lemma with its particle: "walk out"."""
    after = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    particle = child(verb, "prt")
    if particle is None and after is not None and after.head == verb and after.lower_ in _PARTICLES:
        particle = after if after.dep_ == "advmod" else None
    return f"{lemma(verb)} {particle.lower_}" if particle is not None else lemma(verb)


_PARTICLES = ("out", "up", "away", "off", "back", "down", "over", "in")


def _of_verb(verb: Token | None, word: Token | None, relation: str) -> str | None:
    table = states()
    if verb is None:
        of_noun = word is not None and is_noun(word) and relation == "noun of"
        return (
            table["nouns"].get(lemma(word)) or table["persons"].get(lemma(word)) if of_noun and word else None
        )
    complement = child(verb, "acomp", "attr", "oprd")
    if complement is not None and lemma(verb) in ("be", "remain", "leave", "go", "get", "find"):
        named = _adjective(complement)
        if named:
            return named
    if relation.startswith("noun") or lemma(verb) == "be":
        return None
    if relation.startswith("prep"):
        return None
    name = table["verbs"].get(lemma(verb))
    active = relation == "nsubj" and verb.tag_ != "VBN" and child(verb, "dobj") is not None
    if name is not None and active:
        return f"{name} (agent)"  # "12 soldiers killed a man": not twelve killed
    return _plain(verb)
