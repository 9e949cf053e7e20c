"""Whose words: the subject of a cue, its whole noun phrase, and where it comes from when it is left out."""

from accordingto.attribute.tree import Tree

_SUBJECT = ("nsubj", "nsubjpass", "csubj", "expl")
_VERBAL = frozenset({"VERB", "AUX"})
_CUT = frozenset({"acl", "advcl", "parataxis", "ccomp", "punct"})
_RELATIVE = frozenset({"who", "which", "that"})


def subject(tree: Tree, verb: int) -> int | None:
    """The head word of the verb's subject, also a shared or understood one; None if there is none."""
    seen: set[int] = set()
    at = verb
    while at not in seen:
        seen.add(at)
        own = tree.child(at, *_SUBJECT)
        if own is not None:
            if tree.tag[own] in ("WP", "WDT") and tree.low[own] in _RELATIVE and tree.dep[at] == "relcl":
                return tree.head[at]
            return _opening(tree, own, at) or named_behind(tree, own) or own
        dep, head = tree.dep[at], tree.head[at]
        quoted = _quoted(tree, at)
        if quoted is not None:
            return quoted
        if dep in ("acl", "relcl") and tree.pos[head] not in _VERBAL:
            return head
        if dep in ("conj", "xcomp", "advcl", "pcomp", "prep", "dep", "ccomp", "aux") and head != at:
            at = head
            continue
        return None
    return None


def _opening(tree: Tree, own: int, verb: int) -> int | None:
    """The person who opens the sentence, where what the parser took for the subject is said of that person.

    "Ann Reed, the Ostria chief of the Harbor Union, said": a comma behind the name and one before the verb.
    """
    begin = tree.sents[tree.sent[verb]][0]
    first = next((n for n in tree.names_at(begin) if n[2] == "PERSON"), None)
    if first is None or own < first[1] or first[1] >= verb or tree.word[first[1]] != ",":
        return None
    before = max(k for k in range(begin, verb) if tree.dep[k] not in ("aux", "advmod", "neg", "auxpass"))
    between = range(first[1] + 1, before)
    finite = any(tree.tag[k] in ("VBD", "VBZ", "VBP", "MD") and tree.dep[k] != "relcl" for k in between)
    if tree.word[before] != "," or before == first[1] or finite or tree.ent[own] == "PERSON":
        return None
    return first[1] - 1


def named_behind(tree: Tree, role: int) -> int | None:
    """The name behind a role without a comma, parsed as a second subject: "the head of the fund Ann Reed"."""
    behind = tree.right[role] + 1
    return next(
        (
            k
            for k in tree.kids[tree.head[role]]
            if tree.dep[k] == "nsubj"
            and tree.left[k] == behind
            and tree.ent[k] == "PERSON"
            and tree.pos[role] in ("NOUN", "PROPN")
        ),
        None,
    )


def role_before(tree: Tree, name: int) -> int | None:
    """The role that a name follows, parsed as a subject of its own; the other way round to `named_behind`."""
    for k in tree.kids[tree.head[name]]:
        if k < name and tree.dep[k] == "nsubj" and named_behind(tree, k) == name:
            return k
    return None


def _quoted(tree: Tree, verb: int) -> int | None:
    """Who is quoted in "the paper quoted Reed as saying" and "Reed was quoted as saying"."""
    prep = tree.head[verb]
    if tree.dep[verb] != "pcomp" or tree.low[prep] != "as":
        return None
    return tree.child(tree.head[prep], "dobj", "nsubjpass")


def by_whom(tree: Tree, verb: int) -> int | None:
    """Who speaks: the subject of an active verb, the agent of a passive one (often nobody)."""
    if not passive(tree, verb):
        return subject(tree, verb)
    agent = tree.child(verb, "agent")
    return tree.child(agent, "pobj") if agent is not None else None


def passive(tree: Tree, verb: int) -> bool:
    """True for "was asked" and for a bare participle ("asked about it, she …")."""
    if tree.child(verb, "auxpass", "nsubjpass") is not None:
        return True
    if tree.tag[verb] == "VBD" and tree.dep[verb] == "advcl" and tree.child(verb, "nsubj", "mark") is None:
        return True  # "Asked about it, …" is tagged as a past tense
    if tree.tag[verb] != "VBN" or tree.child(verb, "aux", "nsubj") is not None:
        return False
    if tree.dep[verb] == "conj":
        joined = tree.head[verb]  # "was huge and expected to grow": the first half's "was" is its own, too
        joined = tree.head[joined] if tree.dep[joined] in ("acomp", "attr") else joined
        return passive(tree, joined) or (tree.lemma[joined] == "be" and tree.tag[verb] == "VBN")
    return tree.dep[verb] in ("advcl", "acl", "ROOT", "dep", "prep", "amod", "csubj", "ccomp")


def wording(tree: Tree, verb: int, subject: int | None) -> set[int]:
    """The words that name the source beside its verb: the relative pronoun, else the noun phrase."""
    if subject is None:
        return set()
    if tree.head[verb] == subject:  # "a group backing the plan" is no source of its own backing
        own = tree.child(verb, *_SUBJECT)
        if own is None:
            return noun_phrase(tree, subject) - set(range(tree.left[verb], tree.right[verb] + 1))
    own = tree.child(verb, *_SUBJECT)
    if own is not None and tree.head[verb] == subject and tree.tag[own] in ("WP", "WDT"):
        return {own}
    return noun_phrase(tree, subject)


def noun_phrase(tree: Tree, head: int) -> set[int]:
    """The words of a noun phrase: titles, conjuncts, appositions, relative clauses."""
    words = set(tree.subtree(head))
    role = role_before(tree, head) if tree.dep[head] == "nsubj" else None
    if role is not None:
        words |= set(tree.subtree(role))
    stack = [head]
    while stack:
        i = stack.pop()
        for k in tree.kids[i]:
            cut = (
                tree.dep[k] in ("acl", "advcl", "parataxis", "ccomp", "punct")
                and k > head
                and _aside(tree, k)
            )
            if cut or (k > head and _dates(tree, k)) or (k < head and _before_article(tree, k, head)):
                words.difference_update(tree.subtree(k))
            elif tree.dep[k] in ("conj", "appos", "prep", "pobj"):
                stack.append(k)
    return _joined(tree, words, head)


def _dates(tree: Tree, k: int) -> bool:
    """True for "on Monday" behind a name: when it was said, not who said it."""
    day = tree.child(k, "pobj") if tree.dep[k] == "prep" else None
    return day is not None and tree.ent[day] == "DATE" and tree.low[k] in ("on", "in", "late", "early")


def _before_article(tree: Tree, k: int, head: int) -> bool:
    """True for an adjective before the article: "rejected as unfounded | a report"."""
    article = tree.child(head, "det")
    return (
        article is not None
        and k < article
        and tree.dep[k] == "amod"
        and tree.low[article] in ("a", "an", "the")
    )


def _aside(tree: Tree, k: int) -> bool:
    """True if a comma or dash cuts this phrase off what stands before it."""
    before = tree.left[k] - 1
    return before >= 0 and tree.word[before] in (",", "–", "—", "-", "--", "(")


def _joined(tree: Tree, words: set[int], head: int) -> set[int]:
    """The run of words that holds the head; what was cut off behind a gap goes too."""
    for first, last in tree.runs(words):
        if first <= head <= last:
            return set(range(first, last + 1))
    return {head}
