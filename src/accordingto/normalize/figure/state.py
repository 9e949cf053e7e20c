"""What happened to those counted, and how the number counts: event, cumulative, stock, rate, duration."""

from functools import cache
from typing import Any

from spacy.tokens import Token

from accordingto.figure import Measure
from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Phrases, lex
from accordingto.normalize.figure.population import Counted, predicate, raised, states
from accordingto.normalize.figure.scan import Quantity
from accordingto.normalize.figure.syntax import Offsets, child, is_noun, is_verb, lemma


@cache
def _cues(language: str = "en") -> dict[str, Any]:
    data = lexicon(language, "measures")
    units = lexicon(language, "units")["time"]
    return {
        "cumulative": Phrases((p, p) for p in data["cumulative"]["phrases"]),
        "stock": Phrases((p, p) for p in data["stock"]["phrases"]),
        "stative": frozenset(data["stock"]["verbs"]),
        "rate": frozenset(data["rate"]["words"]),
        "each": frozenset(data["rate"]["articles"]),
        "raising": frozenset(data["raising"]["verbs"]),
        "time": frozenset(w for ws in units.values() for w in ws),
    }


def state_of(q: Quantity, c: Counted, offsets: Offsets) -> tuple[str | None, Token | None, str | None]:
    """(canonical state, the verb or noun that says so, population implied where the number stands bare)."""
    table = states()
    implied = None
    head = c.head
    if head is not None and lemma(head) in table["nouns"]:  # "three deaths", "50 recruits"
        noun_state = table["nouns"][lemma(head)]
        return noun_state, head, table["people"].get(noun_state)
    if head is None or head.tag_[:2] == "JJ":
        after = _next_word(offsets, q)
        for token in (after, head):
            named = None if token is None else _adjective(token)
            if named is not None:
                return named, token, table["people"].get(named)
    word, relation = predicate(c.top)
    verb = raised(word, _cues()["raising"]) if word is not None and is_verb(word) else None
    modifier = child(head, "acl", "relcl") if head is not None else None
    modifier = raised(modifier, _cues()["raising"]) if modifier is not None else None
    state: str | None = _named(verb, word, relation)
    if state not in table["people"] and modifier is not None and lemma(modifier) in table["verbs"]:
        verb, state = modifier, table["verbs"][lemma(modifier)]
    if state is None and modifier is not None and is_verb(modifier):
        verb, state = modifier, lemma(modifier)
    if head is None and state in table["people"]:
        implied = table["people"][state]
    return state, verb or word, implied


def _adjective(token: Token) -> str | None:
    table = states()["adjectives"]
    return table.get(lemma(token)) or table.get(token.lower_)


def _named(verb: Token | None, word: Token | None, relation: str) -> str | None:
    table = states()
    if verb is not None:
        complement = child(verb, "acomp", "attr", "oprd")
        if complement is not None and lemma(verb) in ("be", "remain", "leave", "go", "get"):
            named = _adjective(complement)
            if named:
                return named
        if relation.startswith(("prep", "noun")):
            return None
        if relation in ("verb to", "verb at", "attr"):  # "the death toll rose to 43", "the toll was 43"
            subject = child(verb, "nsubj", "nsubjpass")
            return table["nouns"].get(lemma(subject)) if subject is not None else None
        if lemma(verb) == "be":
            return None
        name = table["verbs"].get(lemma(verb))
        if (
            name is not None
            and relation == "nsubj"
            and verb.tag_ != "VBN"
            and child(verb, "dobj") is not None
        ):
            return f"{name} (agent)"  # "12 soldiers killed a man": not twelve killed
        particle = child(verb, "prt")
        plain = f"{lemma(verb)} {particle.lower_}" if particle is not None else lemma(verb)
        return name or plain
    if word is not None and is_noun(word) and relation == "noun of":
        return table["nouns"].get(lemma(word))
    return None


def _next_word(offsets: Offsets, q: Quantity) -> Token | None:
    return next(iter(offsets.within(q.end, q.end + 24)), None)


def measure_of(q: Quantity, c: Counted | None, verb: Token | None, offsets: Offsets) -> tuple[Measure, str]:
    """How the number counts, and the sign of it."""
    if q.kind == "time":
        return Measure.DURATION, "unit of time"
    cues = _cues()
    end = max(q.end, c.head.idx + len(c.head)) if c is not None and c.head is not None else q.end
    behind = list(offsets.within(end, end + 30))[:3]
    for k, token in enumerate(behind):
        if token.lower_ in cues["rate"] and not (token.lower_ == "per" and _percent(behind, k)):
            return Measure.RATE, token.lower_
        if k == 0 and token.lower_ in cues["each"] and len(behind) > 1 and behind[1].lower_ in cues["time"]:
            return Measure.RATE, f"{token.lower_} {behind[1].lower_}"
    anchor = verb if verb is not None else c.top if c is not None else None
    if anchor is None:
        return Measure.UNSTATED, "no predicate"
    clause = _clause(anchor, q, offsets)
    for kind, name in ((Measure.CUMULATIVE, "cumulative"), (Measure.STOCK, "stock")):
        hit = next((h[1] for i in range(len(clause)) if (h := cues[name].at(clause, i))), None)
        if hit:
            return kind, hit
    if verb is None or not is_verb(verb):
        return Measure.UNSTATED, "no verb"
    auxiliaries = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
    # "had recruited" is "recruited" or "has recruited" set back by reported speech: no running count.
    if auxiliaries & {"have", "has", "'ve", "’ve"} and verb.tag_ == "VBN":
        return Measure.CUMULATIVE, "perfect"
    passive = child(verb, "auxpass", "nsubjpass") is not None
    if lemma(verb) in cues["stative"] and not passive:
        return Measure.STOCK, f"verb of being or holding: {lemma(verb)}"
    if verb.tag_ == "VBG" and auxiliaries & {"are", "is", "were", "was"}:
        return Measure.STOCK, "progressive"
    if verb.tag_ in ("VBD", "VBN", "VBG", "VB", "VBZ", "VBP"):
        return Measure.EVENT, "verb of happening"
    return Measure.UNSTATED, "no sign"


def _percent(behind: list[Token], k: int) -> bool:
    return k + 1 < len(behind) and behind[k + 1].lower_ == "cent"


def _clause(anchor: Token, q: Quantity, offsets: Offsets) -> list[Any]:
    """The words of the clause around the figure, as lexemes: from its verb's left edge to its right edge."""
    doc = anchor.doc
    left, right = anchor.left_edge.i, anchor.right_edge.i
    token = offsets.at(q.core)
    here = token.i if token is not None else anchor.i
    left, right = min(left, here), max(right, here)
    left, right = max(left, here - 25), min(right, here + 25)
    words = doc[left : right + 1]
    return lex(words.text) if len(words) else []
