"""What is said to happen: the predicate of a content's main proposition and who takes part."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from spacy.tokens import Token

from accordingto.claim import Event
from accordingto.normalize.figure.syntax import Offsets, child, is_noun, is_verb, lemma
from accordingto.normalize.participant import containers, of_noun, of_verb, participant, tables, understood
from accordingto.report import Span

_EXPLETIVES = frozenset({"it", "there"})


def main_predicate(evidence: Sequence[Span], offsets: Offsets) -> Token | None:
    """The token that carries the main proposition of `evidence`: its top verb, else its top noun."""
    tokens = [t for s in evidence for t in offsets.within(s.start, s.end)]
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if (t.head.i not in inside or t.head == t) and not t.is_punct]
    verbs = [t for t in tops if is_verb(t)]
    if verbs:
        return _behind_participle(verbs[0])
    for top in tops:
        # A content cut off from its verb by the parse: the first finite verb under a top that is no verb.
        below = next((c for c in top.children if c.i in inside and is_verb(c) and c.dep_ in _CLAUSES), None)
        if below is not None and not is_noun(top):
            return below
    weak = ("amod", "aux", "auxpass", "relcl", "acl")
    finite = next((t for t in tokens if t.tag_ in ("VBD", "VBZ", "VBP", "VBN") and t.dep_ not in weak), None)
    nouns = [t for t in tops if is_noun(t)]
    hung = child(nouns[0], "acl") if nouns and finite is None else None
    if hung is not None and hung.i in inside and is_verb(hung):  # a headline: "12 women sent to the front"
        return hung
    if nouns and (finite is None or finite.i > nouns[0].i):
        named = next((t for t in tokens if lemma(t) in tables()["nouns"] and is_noun(t)), None)
        return finite or named or nouns[0]
    return finite


def _behind_participle(verb: Token) -> Token:
    """ "Tens of thousands imprisoned men have fled": the verb behind a participle taken for the verb."""
    subject, below = child(verb, "nsubj"), child(verb, "ccomp")
    if verb.tag_ not in ("VBD", "VBN") or subject is None or below is None or subject.i != verb.i - 1:
        return verb
    noun = child(below, "nsubj", "nsubjpass")
    counted = subject.tag_ in ("CD", "NNS") and lemma(subject) in containers()
    bare = noun is not None and all(t.tag_[:2] == "JJ" for t in verb.doc[verb.i + 1 : noun.i])
    return below if counted and bare and noun is not None and noun.i > verb.i else verb


def names_event(tokens: Sequence[Token]) -> bool:
    """True if a noun among `tokens` names something that happens."""
    return any(is_noun(t) and lemma(t) in tables()["nouns"] for t in tokens)


_CLAUSES = ("ccomp", "xcomp", "advcl", "conj", "relcl", "acl", "pcomp", "parataxis", "dep")


def proposition(token: Token) -> Token:
    """Down from "is believed to have", "was spotted", "resorted to" to the token that names what happens."""
    t = tables()
    token = _asked(token) or _tallied(token) or _predicated(token) or token
    for _ in range(6):
        below = child(token, "xcomp") if child(token, "dobj") is None else None
        if below is None and lemma(token) in t["raising"]:
            below = child(token, "ccomp") or _moving(token)
        if below is not None and is_verb(below) and lemma(token) in (t["raising"] | t["light"]):
            token = below
            continue
        if lemma(token) in t["happening"]:
            subject = child(token, "nsubj", "nsubjpass")
            if subject is not None and lemma(subject) in t["nouns"]:
                return subject  # "the recruitment of women comes as …"
        particle = child(token, "prt")
        if lemma(token) in t["light"] and (particle is None or lemma(token) == "carry"):
            named = _named_inside(token, t)
            if named is not None:
                token = named
                if not is_noun(token):
                    continue
        return token
    return token


def _asked(token: Token) -> Token | None:
    """ "It is unclear whether they volunteered": the verb of what is asked."""
    complement = child(token, "acomp", "oprd", "attr")
    seen = child(token, "xcomp")
    if (
        seen is not None and lemma(token) == "remain" and lemma(seen) == "see"
    ):  # "whether … remains to be seen"
        return child(token, "csubj", "csubjpass") or child(seen, "csubj", "csubjpass", "ccomp")
    if complement is None or lemma(complement) not in tables()["unclear"]:
        return None
    for above in (token, complement):
        below = child(above, "ccomp", "csubj", "csubjpass", "advcl", "xcomp")
        if below is not None and is_verb(below):
            return below
    return None


def _tallied(token: Token) -> Token | None:
    """ "The number of people killed is 41", "the death toll rose": killed, death."""
    t = tables()
    subject = child(token, "nsubj", "nsubjpass")
    if subject is None or lemma(token) not in t["reaching"] or lemma(subject) not in t["tally"]:
        return None
    prep = next((p for p in subject.children if p.dep_ == "prep" and p.lower_ == "of"), None)
    noun = child(prep, "pobj") if prep is not None else None
    if noun is not None:
        clause = child(noun, "acl", "relcl")
        return clause if clause is not None and is_verb(clause) else None
    return next((c for c in subject.lefts if is_noun(c) and lemma(c) in t["nouns"]), None)


def _predicated(token: Token) -> Token | None:
    """ "is likely to appeal" → appeal; "there was no attack" → attack."""
    if lemma(token) != "be":
        return None
    adjective = child(token, "acomp")
    below = child(adjective, "xcomp") if adjective is not None else None
    modal = adjective is not None and lemma(adjective) in tables()["modal"]
    if below is not None and is_verb(below) and modal:
        return below
    noun = child(token, "attr") if child(token, "expl") is not None else None
    return noun if noun is not None and lemma(noun) in tables()["nouns"] else None


def _moving(token: Token) -> Token | None:
    """ "was spotted moving": the participle behind a passive of seeing."""
    below = child(token, "advcl", "acl")
    passive = child(token, "auxpass") is not None
    return below if below is not None and below.tag_ == "VBG" and passive and below.i == token.i + 1 else None


def _named_inside(token: Token, t: dict[str, Any]) -> Token | None:
    """ "carried out an attack", "resorted to recruiting": the object that names an event."""
    thing = child(token, "dobj") or (child(token, "nsubjpass") if child(token, "auxpass") else None)
    if thing is not None:
        return thing if lemma(thing) in t["nouns"] else None
    for prep in token.children:
        if prep.dep_ == "prep":
            below = child(prep, "pcomp")
            if below is not None and is_verb(below):
                return below
            thing = child(prep, "pobj")
            gerund = child(thing, "amod", "compound") if thing is not None else None
            if gerund is not None and gerund.i == prep.i + 1 and (gerund.tag_ == "VBG" or _verb_of(gerund)):
                return gerund  # "resorted to recruiting inmates", parsed as inmates that recruit
            if thing is not None and lemma(thing) in t["nouns"] and lemma(prep) in ("to", "in"):
                return thing
    return None


def event(
    evidence: Sequence[Span],
    offsets: Offsets,
    times: Sequence[Span] = (),
    top: Token | None = None,
) -> Event | None:
    """The event of `evidence`, or None where it has no predicate.

    `top` is its main predicate, if it is known already. Participants lie within the evidence; those that
    meet one of `times` have the role "time".
    """
    top = main_predicate(evidence, offsets) if top is None else top
    if top is None:
        return None
    inside = {t.i for s in evidence for t in offsets.within(s.start, s.end)}
    token = proposition(top)
    t = tables()
    people: list[tuple[str, Token]] = []
    if is_noun(token) and not _verb_of(token):
        predicate = t["nouns"].get(lemma(token), lemma(token))
        people = of_noun(token, t)
        if token != top:
            people += [
                (r, p) for r, p in of_verb(top, t) if p != token and lemma(p) not in _EXPLETIVES | t["tally"]
            ]
    else:
        predicate = _predicate(token)
        people = of_verb(token, t)
        if child(token, "nsubj", "nsubjpass") is None:
            people = understood(token) + people
    seen: set[int] = set()
    parts = []
    for role, head in people:
        if head.i in inside and head.i not in seen and head != token:
            seen.add(head.i)
            part = participant(role, head, inside)
            dated = any(s.meets(part.span) for s in times)
            parts.append(replace(part, role="time") if dated else part)
    return Event(
        predicate=predicate, trigger=Span(token.idx, token.idx + len(token)), participants=tuple(parts)
    )


def _verb_of(gerund: Token) -> str | None:
    """The verb of "recruiting" taken for a noun, if the lexicon knows it."""
    stem = gerund.lower_.removesuffix("ing")
    verbs = tables()["verbs"]
    found = next((v for v in (stem, f"{stem}e", stem[:-1]) if v in verbs), None)
    return found if gerund.lower_.endswith("ing") else None


def _predicate(token: Token) -> str:
    if lemma(token) == "be":  # "were women", "was dead": the complement says it
        complement = child(token, "acomp", "attr")
        if complement is not None and not complement.like_num:
            return str(tables()["nouns"].get(lemma(complement), f"be {lemma(complement)}"))
    if is_noun(token):
        return _verb_of(token) or lemma(token)
    particle = child(token, "prt")
    return f"{lemma(token)} {particle.lower_}" if particle is not None else lemma(token)
