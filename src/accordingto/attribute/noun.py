"""Attributions carried by nouns and adjectives ("the claim that …", "is sure that …")."""

from collections.abc import Set
from dataclasses import dataclass

from accordingto.attribute import content, source
from accordingto.attribute.cue import Cue, Found, entries
from accordingto.attribute.tree import Tree
from accordingto.attribute.verb import words_of_cue
from accordingto.languages import lexicon
from accordingto.voice import Stance

_CLAUSES = ("ccomp", "advcl", "xcomp")
_ASKING = frozenset({"whether", "if", "how", "why", "what", "who", "when"})
_BY = frozenset({"by", "from", "among"})


@dataclass(frozen=True, slots=True)
class _Complement:
    """The content a noun or adjective takes, the words that link it, and the frame that found it."""

    words: Set[int]
    link: Set[int]
    frame: str


def nouns(tree: Tree) -> list[Found]:
    """Every noun of the lexicon with its content."""
    known = entries("nouns")
    out = []
    for i, lemma in enumerate(tree.lemma):
        if lemma in known and tree.pos[i] == "NOUN":
            complement = _complement(tree, i, known[lemma])
            if complement is not None:
                out.append(_noun(tree, i, known[lemma], complement))
    # "Support for the plan" that nobody is said to give is a thing in the world as often as an attribution.
    return [f for f in out if f.content and (f.source or f.rule != "noun-prep")]


def adjectives(tree: Tree) -> list[Found]:
    """Every adjective of the lexicon that a subject is said to be."""
    known, copulas = entries("adjectives"), lexicon("en", "frames")["copulas"]
    out = []
    for i, lemma in enumerate(tree.low):
        if lemma not in known or tree.dep[i] not in ("acomp", "oprd", "ROOT", "conj", "xcomp"):
            continue
        complement = _complement(tree, i, known[lemma])
        participle = tree.tag[i] == "VBN" and tree.child(i, "auxpass") is not None
        verb = i if participle else tree.head[i]
        copula = tree.child(i, "auxpass") if participle else verb
        if complement is None or copula is None or tree.lemma[copula] not in copulas:
            continue
        subject = source.subject(tree, verb)
        if subject is None or tree.low[subject] in ("it", "there", "that", "this"):
            continue
        src = source.wording(tree, verb, subject)
        cue = words_of_cue(tree, verb) | {i} | complement.link
        words = content.trimmed(tree, complement.words - src - cue)
        if words:
            out.append(
                Found(f"adjective-{complement.frame}", i, known[lemma].stance, cue, src, words, subject)
            )
    return out


def _complement(tree: Tree, i: int, cue: Cue) -> _Complement | None:
    verb = tree.head[i]
    shared = [k for k in tree.kids[verb] if tree.dep[k] in _CLAUSES] if tree.dep[i] == "acomp" else []
    for k in (*tree.kids[i], *shared):
        if k < i:
            continue
        dep = tree.dep[k]
        if dep in ("acl", "relcl", *_CLAUSES):
            first = tree.left[k]
            marks = {tree.low[m] for m in tree.kids[k] if tree.dep[m] in ("mark", "aux", "advmod", "complm")}
            clause = dep == "ccomp" and tree.child(k, "nsubj", "nsubjpass") is not None
            if "that" in cue.preps and (clause or _that_clause(tree, k, dep)):
                return _Complement(set(tree.subtree(k)), set(), "that")
            if "inf" in cue.frames and "to" in marks and tree.tag[k] == "VB":
                return _Complement(set(tree.subtree(k)), set(), "inf")
            if "whether" in cue.preps and tree.low[first] in _ASKING:
                return _Complement(set(tree.subtree(k)), set(), "whether")
        if dep == "prep" and tree.low[k] in cue.preps and not _deed(tree, i, k):
            words = set(tree.subtree(k)) - {k}
            return _Complement(words, {k}, "prep")
    return None


def _deed(tree: Tree, i: int, prep: int) -> bool:
    """True for a deed under a noun of speech: "the attack on the town"."""
    objects = lexicon("en", "frames")["deeds"]["objects"].get(tree.lemma[i], [])
    thing = tree.child(prep, "pobj")
    return (
        thing is not None
        and bool(objects)
        and (tree.lemma[thing] in objects or tree.ent[thing] in ("GPE", "LOC", "FAC"))
    )


def _that_clause(tree: Tree, k: int, dep: str) -> bool:
    """True for a clause that "that" opens without standing for anything in it ("the claim that it fell")."""
    that = next((m for m in tree.kids[k] if tree.low[m] == "that" and m < k), None)
    if that is None:
        return False
    if dep != "relcl" and tree.dep[that] in ("mark", "complm", "advmod"):
        return True
    complete = tree.child(k, "auxpass") is not None and tree.child(k, "nsubjpass") not in (None, that)
    return tree.dep[that] == "mark" or complete


def _noun(tree: Tree, i: int, cue: Cue, complement: _Complement) -> Found:
    """The source: whose noun it is, who utters it by a light verb, or "by X" behind it."""
    cut: set[int] = set()
    owner = tree.child(i, "poss")
    if owner is not None and tree.ent[owner] in ("DATE", "TIME"):
        owner = None  # "Friday's attack": a day has no voice
    words_of = {i} | complement.link
    src: set[int] = set()
    subject: int | None = None
    governor = _governor(tree, i)
    light = governor is not None and tree.lemma[governor] in lexicon("en", "frames")["light"]
    if owner is not None and (tree.tag[owner] != "PRP$" or not light):
        subject, src = owner, source.noun_phrase(tree, owner)
    elif (
        governor is not None
        and not _rejects(tree, governor)
        and (light or _speaker(tree, source.by_whom(tree, governor)))
    ):
        subject = source.by_whom(tree, governor)
        src = source.wording(tree, governor, subject)
        words_of |= words_of_cue(tree, governor)
    by = next(
        (
            k
            for k in tree.kids[i]
            if tree.dep[k] in ("prep", "agent") and tree.low[k] in ("by", "from", "among")
        ),
        None,
    )
    if subject is None and by is not None:
        subject = tree.child(by, "pobj")
        if subject is not None:
            src = source.noun_phrase(tree, subject)
            cut = set(tree.subtree(by))
    words = content.trimmed(tree, content.without_asides(tree, complement.words - cut) - words_of - src)
    return Found(f"noun-{complement.frame}", i, cue.stance, words_of, src, words, subject)


def _rejects(tree: Tree, verb: int) -> bool:
    """True for "rejected the claims of torture": whoever rejects a claim has not made it."""
    cue = entries("verbs").get(tree.lemma[verb])
    return cue is not None and cue.stance in (Stance.DENIES, Stance.DOUBTS)


def _governor(tree: Tree, i: int) -> int | None:
    """The verb whose object or complement word i is."""
    if tree.dep[i] == "dobj" or (tree.dep[i] == "attr" and tree.lemma[tree.head[i]] in ("be", "’s", "'s")):
        return tree.head[i]
    return None


def _speaker(tree: Tree, subject: int | None) -> bool:
    """True for a subject that can speak: a name, a personal pronoun, "who"."""
    return subject is not None and (
        tree.pos[subject] == "PROPN" or tree.low[subject] in ("he", "she", "they", "we", "i", "who")
    )
