"""Of whom or what a number speaks, and what happened to them, found from the syntax."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Token

from accordingto.languages import lexicon
from accordingto.normalize.figure.scan import Quantity
from accordingto.normalize.figure.syntax import (
    Offsets,
    child,
    first_conjunct,
    is_noun,
    is_verb,
    lemma,
    same_sentence,
)
from accordingto.report import Span


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted noun phrase: its lemma phrase, its span, its head, and the token it hangs by.

    `clause` is the verb of "of whom …", where the number has a clause of its own.
    """

    phrase: str | None
    span: Span | None
    head: Token | None
    top: Token
    rule: str
    clause: Token | None = None


@cache
def words(language: str = "en") -> dict[str, Any]:
    """`languages/LANGUAGE/populations.toml` with its lists as sets."""
    data = lexicon(language, "populations")
    found: dict[str, Any] = {k: frozenset(v["words"]) for k, v in data.items() if "words" in v}
    found["same"] = {w: canon for canon, ws in data["same"].items() for w in ws}
    return found


@cache
def states(language: str = "en") -> dict[str, dict[str, str]]:
    """Lemma to state, for verbs, adjectives and nouns; and the states whose bare numbers count people."""
    data = lexicon(language, "states")
    parts = ("verbs", "adjectives", "nouns", "persons")
    table: dict[str, dict[str, str]] = {part: {} for part in (*parts, "people")}
    for state, entry in data.items():
        for part in parts:
            table[part].update(dict.fromkeys(entry.get(part, ()), state))
        if entry.get("people"):
            table["people"][state] = "person"
    return table


def counted(q: Quantity, offsets: Offsets, before: Counted | None) -> Counted | None:
    """What `q` counts. `before` is the counted phrase of the figure before it, for "thousands of them"."""
    token = offsets.at(q.core)
    if token is None:
        return None
    if q.kind == "share" and q.unit == "%":
        token = offsets.at(q.end - 1) or token
    # A number may be a part of one token ("100m-a-year"): then the token stands for it.
    inside = {t.i for t in offsets.within(q.start, q.end)} or {token.i}
    top = _top(token, inside)
    misread = _misread(top, inside)
    if misread is not None:
        named = phrase(misread, inside, also=[top.head])
        return Counted(named, span_of(misread, inside), misread, misread, "noun behind")
    head = _noun_of(token, top, inside, q)
    if head is None and before is not None and _who_follows(inside, token):
        clause = child(top, "relcl") or (top.head if top.dep_ in ("nsubj", "nsubjpass") else None)
        return Counted(before.phrase, before.span, before.head, top, "who: the last one counted", clause)
    if head is None and before is not None and _elliptic(q, top, before):
        own = top.dep_ in ("nsubj", "nsubjpass", "dobj")
        return Counted(before.phrase, before.span, before.head, top if own else before.top, "as before")
    if head is None and before is not None and _fronted(before, top):
        return Counted(before.phrase, before.span, before.head, top, "of those named first")
    if head is None:
        return Counted(None, None, None, top, "no noun")
    if lemma(head) in words()["pronouns"] or head.tag_ in ("PRP", "WP", "WDT"):
        return _antecedent(head, top, q, before)
    return Counted(phrase(head, inside), span_of(head, inside), head, top, "noun")


def _who_follows(inside: set[int], token: Token) -> bool:
    """ "Some who survived": of those named before."""
    last = max(inside, default=token.i) + 1
    return last < len(token.doc) and token.doc[last].lower_ == "who"


def _elliptic(q: Quantity, top: Token, before: Counted) -> bool:
    """ "50 women from Omsk and another 100 from Tver", "some died, some came home": the noun is left out."""
    if q.unit is not None or not same_sentence(before.top, top):
        return False
    if q.cls in ("some", "none", "few", "several"):
        return top.dep_ in ("nsubj", "nsubjpass", "dobj", "conj")
    if top.dep_ in ("nsubj", "nsubjpass"):  # "18 beds, and all 18 were full"
        return top.doc[top.i - 1].lower_ == "all" if top.i else False
    if top.dep_ == "dobj":  # "held 850 inmates, now holds 600"
        here, there = predicate(top)[0], predicate(before.top)[0]
        return here is not None and there is not None and here != there and lemma(here) == lemma(there)
    return top.dep_ in ("conj", "appos", "dep") and q.start < q.first and before.head is not None


def _fronted(before: Counted, top: Token) -> bool:
    """ "Of the 5,000 convicts who signed, fewer than 2,000 came back"."""
    prep = before.top.head
    return prep.lower_ in ("of", "among") and bool(prep.is_sent_start) and same_sentence(prep, top)


def _misread(top: Token, inside: set[int]) -> Token | None:
    """ "Tens of thousands imprisoned men have fled": a participle taken for a verb.

    The noun behind the participle, if it is itself the subject of a verb.
    """
    verb = top.head
    if top.dep_ != "nsubj" or verb.i != max(inside) + 1 or verb.tag_ not in ("VBD", "VBN"):
        return None
    k = verb.i + 1
    doc = verb.doc
    while k < len(doc) and doc[k].tag_[:2] == "JJ":
        k += 1
    found = doc[k] if k < len(doc) and is_noun(doc[k]) else None
    return found if found is not None and found.dep_ in ("nsubj", "nsubjpass") else None


def _top(token: Token, inside: set[int]) -> Token:
    """The highest token of the quantity's noun phrase: "thousands" in "tens of thousands of men"."""
    top = token
    for _ in range(8):
        head = top.head
        if head == top:
            break
        counts = top.dep_ in (
            "nummod",
            "quantmod",
            "compound",
            "amod",
            "det",
            "advmod",
            "predet",
            "nmod",
            "poss",
        )
        noun = is_noun(head) or head.tag_ == "CD" or (head.tag_ == "JJ" and top.dep_ == "nummod")
        if head.i in inside or (counts and noun and head.i > top.i):
            top = head
        else:
            break
    return top


def _noun_of(token: Token, top: Token, inside: set[int], q: Quantity) -> Token | None:
    if q.kind == "time":
        return None
    holder = lemma(top) in words()["containers"] or top.i in inside
    if holder or q.kind in ("measure", "time", "share", "currency"):
        found = _behind_of(top, inside) or (_behind_of(token, inside) if token != top else None)
        if found is not None:
            return found
        if q.kind in ("currency", "measure"):
            return _behind_word(token.doc, max(inside), ("in", "worth"))
        if q.kind == "share" and not q.rule.endswith("fraction"):  # "63 percent said …" says not of whom
            near = is_noun(top) and 0 < top.i - max(inside) <= 3 and not top.text[0].isupper()
            between = token.doc[max(inside) + 1 : top.i] if near else ()
            return top if near and not any(is_verb(t) or t.is_punct for t in between) else None
        if top.i in inside or lemma(top) in words()["containers"]:
            return _next_noun(token, inside)
    if is_noun(top) and top.i not in inside and top.is_alpha:
        return top
    return _next_noun(token, inside)


def _behind_of(token: Token, inside: set[int]) -> Token | None:
    for prep in token.children:
        if prep.dep_ == "prep" and lemma(prep) in ("of", "among") and prep.i > token.i:
            noun = child(prep, "pobj") or child(prep, "pcomp")
            if noun is None:
                noun = next(
                    (t for t in token.doc[prep.i + 1 : prep.i + 2] if t.tag_ in ("WP", "PRP", "WDT")), None
                )
            while noun is not None and (noun.i in inside or lemma(noun) in words()["containers"]):
                noun = _behind_of(noun, inside)
            if noun is not None:
                return noun
    last = max(inside, default=token.i)
    doc = token.doc
    if (
        last + 2 < len(doc)
        and doc[last + 1].lower_ == "of"
        and doc[last + 2].tag_ in ("WP", "PRP", "WDT", "DT")
    ):
        return doc[last + 2] if doc[last + 2].tag_ != "DT" else None
    return None


def _behind_word(doc: Any, last: int, preps: tuple[str, ...]) -> Token | None:
    """ "$2 million in aid": the noun behind the preposition, if no article makes a place or time of it."""
    if last + 2 >= len(doc) or doc[last + 1].lower_ not in preps:
        return None
    k = last + 2
    while k < len(doc) and doc[k].tag_[:2] == "JJ":
        k += 1
    return doc[k] if k < len(doc) and doc[k].tag_ in ("NN", "NNS") else None


def _next_noun(token: Token, inside: set[int]) -> Token | None:
    """The noun that ends the run of adjectives and nouns right behind the quantity, without the parse."""
    doc, last = token.doc, None
    k = max(inside, default=token.i) + 1
    if k < len(doc) and doc[k].lower_ in ("of", "-"):
        k += 1
        while k < len(doc) and doc[k].tag_ in ("DT", "PRP$"):
            k += 1
    while (
        k < len(doc)
        and not doc[k].is_sent_start
        and (is_noun(doc[k]) or doc[k].tag_[:2] in ("JJ", "VB", "PO"))
    ):
        if doc[k].tag_[:2] == "VB" and doc[k].tag_ not in ("VBN", "VBG"):
            break
        if is_noun(doc[k]):
            last = doc[k]
        k += 1
    return last


def _antecedent(pronoun: Token, top: Token, q: Quantity, before: Counted | None) -> Counted:
    """ "more than 10,000 of whom": the noun before the comma; "thousands of them": the last one counted."""
    doc = pronoun.doc
    relative = pronoun.tag_ in ("WP", "WDT")
    if relative:
        for k in range(top.left_edge.i - 1, max(-1, top.left_edge.i - 25), -1):
            if doc[k].idx < q.start and doc[k].tag_ in ("NNS", "NNPS"):
                named, clause = phrase(doc[k], set()), _clause_of(pronoun, top)
                return Counted(named, span_of(doc[k], set()), doc[k], top, "antecedent of whom", clause)
    if (
        before is not None
        and before.head is not None
        and pronoun.lower_ in ("them", "these", "those", "whom")
    ):
        after = doc[pronoun.i + 1] if pronoun.i + 1 < len(doc) else None
        if after is not None and after.tag_ in ("NNS", "NNPS") and same_sentence(before.top, top):
            # "31 people, six of them children": the same happened to the six
            return Counted(
                phrase(after, set()), span_of(after, set()), after, before.top, "of them: the noun behind"
            )
        return Counted(
            before.phrase, before.span, before.head, top, f"{pronoun.lower_}: the last one counted"
        )
    return Counted(None, None, None, top, f"{pronoun.lower_}: no antecedent")


def _clause_of(pronoun: Token, top: Token) -> Token | None:
    """The verb of "more than 10,000 of whom died", however the parse hangs it."""
    for token in (pronoun, top):
        if token.dep_ in ("nsubj", "nsubjpass", "dobj") and is_verb(token.head):
            return token.head
    return child(top, "relcl", "acl")


def _modifiers(head: Token, inside: set[int]) -> list[Token]:
    found = []
    for c in head.lefts:
        if c.i in inside or c.dep_ not in ("amod", "compound", "nmod"):
            continue
        if c.like_num or c.tag_ in ("CD", "JJR", "JJS", "DT", "PDT"):
            continue
        if lemma(c) in words()["ignored"] or c.lower_ in words()["ignored"]:
            continue
        found += [
            x for x in c.lefts if x.dep_ in ("amod", "compound") and x.i not in inside and not x.like_num
        ]
        found.append(c)
    parts = {t.i - 2 for t in found if _hyphened(t)}  # the first half of "greenhouse-gas"
    return [t for t in found if (t.is_alpha or "-" in t.text) and t.i not in parts]


def _word(token: Token) -> str:
    """The lemma; names and adjectives of nations keep their capital."""
    if token.text[:1].isupper() and not token.is_sent_start and token.tag_[:2] in ("NN", "JJ"):
        return token.lemma_ if token.tag_ == "NNPS" and token.lemma_ else token.text
    return token.lower_ if token.tag_ in ("VBN", "VBG", "VBD") else lemma(token)


def _hyphened(token: Token) -> str:
    """ "fact-" of "fact-checked", which the parser takes apart."""
    doc, i = token.doc, token.i
    joined = i > 1 and doc[i - 1].text == "-" and doc[i - 1].idx + 1 == token.idx
    first = doc[i - 2] if joined else None
    return (
        f"{first.lower_}-"
        if first is not None and first.is_alpha and first.idx + len(first) + 1 == token.idx
        else ""
    )


def phrase(head: Token, inside: set[int], also: Sequence[Token] = ()) -> str:
    """The canonical lemma phrase: "women convicts", "convicted women", "female inmates" → female prisoner."""
    t = words()
    mods = [_hyphened(m) + _word(m) for m in [*also, *_modifiers(head, inside)]]
    noun = t["same"].get(lemma(head), _word(head))
    female = any(m.lower() in t["female"] for m in mods)
    male = any(m.lower() in t["male"] for m in mods)
    jailed = any(m.lower() in t["prisoner"] for m in mods)
    drop = t["female"] | t["male"] | (t["prisoner"] if jailed else frozenset())
    rest = [m for m in mods if m.lower() not in drop and t["same"].get(m.lower()) != noun]
    if jailed and noun in ("woman", "man", "person"):
        female, male = female or noun == "woman", male or noun == "man"
        noun = "prisoner"
    elif female and noun == "person":
        noun, female = "woman", False
    elif male and noun == "person":
        noun, male = "man", False
    elif jailed:
        rest = ["convicted", *rest] if noun != "prisoner" else rest
    sex = ["female"] if female and noun != "woman" else ["male"] if male and noun != "man" else []
    return " ".join([*sex, *rest, noun])


def span_of(head: Token, inside: set[int]) -> Span:
    """From the first modifier that the phrase keeps to the head."""
    first = min([head.i, *(m.i for m in _modifiers(head, inside))])
    start = head.doc[first]
    return Span(start.idx, head.idx + len(head))


def predicate(top: Token) -> tuple[Token | None, str]:
    """The verb or noun that says what happened to the phrase at `top`, and the relation to it."""
    top = first_conjunct(top)
    head = top.head
    if head == top:
        return None, "root"
    if top.dep_ == "prep" and is_verb(head):  # "In excess of 600 claims were filed"
        bare = child(head, "nsubj", "nsubjpass") is None
        return head, ("nsubjpass" if bare and top.i < head.i else f"prep {lemma(top)}")
    if top.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "oprd", "dative", "csubj", "npadvmod"):
        return head, top.dep_
    if top.dep_ in ("appos", "nummod"):
        return predicate(head) if head.dep_ in ("nsubj", "nsubjpass", "dobj") else (None, top.dep_)
    if top.dep_ == "pobj":
        prep = head
        governor = prep.head
        if is_noun(governor) and lemma(prep) in ("include", "like", "among"):
            return predicate(governor)  # "killed four civilians, including two children"
        if is_noun(governor):
            return governor, f"noun {lemma(prep)}"
        if lemma(prep) in ("to", "at", "by", "from") and is_verb(governor):
            return governor, f"verb {lemma(prep)}"
        return governor, f"prep {lemma(prep)}"
    return (head, top.dep_) if is_verb(head) else (None, top.dep_)


def raised(verb: Token, raising: frozenset[str]) -> Token:
    """ "are believed to have been transferred", "began touring": the verb that says what happens."""
    for _ in range(5):
        below = child(verb, "xcomp")
        if below is None or lemma(verb) not in raising or not is_verb(below):
            return verb
        if (
            lemma(verb) == "use" and child(verb, "dobj") is not None
        ):  # "used them to build", not "used to build"
            return verb
        verb = below
    return verb
