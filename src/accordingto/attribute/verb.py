"""Attributions carried by verbs: one frame after another, the most telling first (verbs.toml)."""

from collections.abc import Set
from dataclasses import dataclass

from accordingto.attribute import content, source
from accordingto.attribute.cue import Cue, Found, entries
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.voice import Stance

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Site:
    """A verb of the lexicon where it stands."""

    tree: Tree
    verb: int
    cue: Cue


def candidates(tree: Tree) -> list[tuple[int, Cue]]:
    """Every verb of the lexicon in the report."""
    lexicon = entries("verbs")
    return [
        (i, lexicon[lemma])
        for i, lemma in enumerate(tree.lemma)
        if lemma in lexicon and tree.tag[i][:2] == "VB"
    ]


def find(tree: Tree, verb: int, cue: Cue) -> Found | None:
    """The attribution this verb carries by its complements; None if it carries none."""
    if (
        _inferred(tree, verb)
        or _names_voice(tree, verb)
        or _addressed(tree, verb)
        or _left_undone(tree, verb)
    ):
        return None
    at = _Site(tree, verb, cue)
    return (
        _raising(at)
        or _passive(at)
        or _clause(at)
        or _parenthesis(at)
        or _infinitive(at)
        or _object(at)
        or _preposition(at)
    )


def _inferred(tree: Tree, verb: int) -> bool:
    """True for the publisher's own participle: "…, potentially signaling a new phase"."""
    if tree.tag[verb] != "VBG" or tree.dep[verb] not in ("advcl", "acl"):
        return False
    if tree.lemma[verb] not in lexicon("en", "frames")["inference"]:
        return False
    if tree.child(verb, "mark", "nsubj") is not None:
        return False
    head = tree.head[verb]
    cue = entries("verbs").get(tree.lemma[head])
    return head < verb and (cue is None or cue.frames.isdisjoint({"clause", "told"}))


def _left_undone(tree: Tree, verb: int) -> bool:
    """True for "…, without revealing their number": that is not said."""
    return tree.dep[verb] == "pcomp" and tree.low[tree.head[verb]] == "without"


def _addressed(tree: Tree, verb: int) -> bool:
    """True for "whether you recognise it or not": whoever is spoken to says nothing."""
    subject = tree.child(verb, "nsubj")
    return subject is not None and tree.low[subject] in lexicon("en", "voices")["second_person"]


_VOICES = ("persons", "unnamed", "officials", "outlets", "organizations", "official_bodies", "documents")


def _names_voice(tree: Tree, verb: int) -> bool:
    """True for "citing two officials" and "quoted Reed as saying": a station of a chain, no content."""
    if tree.lemma[verb] not in ("cite", "quote"):
        return False
    if any(tree.low[k] == "as" and tree.child(k, "pcomp") is not None for k in tree.kids[verb]):
        return True
    thing = tree.child(verb, "dobj")
    if thing is None or tree.tag[verb] != "VBG" or tree.dep[verb] not in ("advcl", "xcomp", "acl"):
        return False
    people = lexicon("en", "voices")
    speaks = any(tree.lemma[thing] in people[name] for name in _VOICES)
    return speaks or tree.ent[thing] in ("PERSON", "ORG")


def words_of_cue(tree: Tree, verb: int) -> set[int]:
    """The verb with its auxiliaries, negation and particle."""
    out = {verb}
    out.update(k for k in tree.kids[verb] if tree.dep[k] in ("aux", "auxpass", "neg", "prt"))
    return out


def _found(
    at: _Site, rule: str, words: set[int], subject: int | None, extra: Set[int] = _NONE
) -> Found | None:
    tree, verb, cue = at.tree, at.verb, at.cue
    own = words_of_cue(tree, verb) | extra
    src = source.wording(tree, verb, subject)
    words = content.trimmed(
        tree, content.without_asides(tree, words) - own - (src if rule != "object" else set())
    )
    if not words:
        return None
    return Found(rule, verb, cue.stance, own, src, words, subject)


def _raising(at: _Site) -> Found | None:
    """“The bridge seems to be ready": nobody is named; subject and predicate are the content."""
    tree, verb, cue = at.tree, at.verb, at.cue
    if "seem" not in cue.frames:
        return None
    subject = tree.child(verb, "nsubj", "expl")
    predicate = tree.child(verb, "xcomp", "oprd", "acomp", "ccomp", "attr", "advcl")
    if predicate is None:
        predicate = next((k for k in tree.kids[verb] if tree.low[k] == "like"), None)
    if predicate is None or predicate < verb:
        return None
    words = set(tree.subtree(predicate))
    if subject is not None and tree.low[subject] not in ("it", "there"):
        words |= set(tree.subtree(subject))
    return _found(at, "seem", content.core(tree, words), None)


def _passive(at: _Site) -> Found | None:
    """ "The bridge is expected to open", "is seen as a risk": by whom is often not said."""
    tree, verb, cue = at.tree, at.verb, at.cue
    if not source.passive(tree, verb):
        return None
    agent = tree.child(verb, "agent")
    by = source.by_whom(tree, verb)
    predicate = tree.child(verb, "xcomp", "oprd", "ccomp")
    extra = {agent} if agent is not None else set()
    if "told" in cue.frames and predicate is not None:  # "drivers were told that …"
        return _found(at, "passive-told", set(tree.subtree(predicate)), by, extra)
    about = _undergoer(tree, verb)
    thing = tree.child(verb, "nsubjpass")
    if predicate is not None and tree.dep[predicate] == "oprd" and thing is not None:
        about |= {thing}  # "it was labeled unsafe": "it" stands for something
    if "passive" not in cue.frames:
        if "object" in cue.frames and about and by is not None and not (thing and _does(tree, verb, thing)):
            return _found(at, "passive-object", about, by, extra)
        return _judged(at, about)
    if predicate is None:
        preps = ("as", *(p for p in ("for", "with") if p in cue.preps))
        predicate = next((k for k in tree.kids[verb] if k > verb and tree.low[k] in preps), None)
        if predicate is None:  # "was described as worn", where "as" opens a clause
            predicate = next(
                (k for k in tree.kids[verb] if tree.low[tree.left[k]] == "as" and k > verb), None
            )
            extra |= {tree.left[predicate]} if predicate is not None else set()
        if predicate is None:
            return None
        extra |= {predicate} if tree.low[predicate] in preps else set()
    return _found(at, "passive", content.core(tree, set(tree.subtree(predicate)) | about), by, extra)


def _judged(at: _Site, about: set[int]) -> Found | None:
    """ "The builder was criticized for the delay": nobody is named, the reason is the content."""
    tree, verb, cue = at.tree, at.verb, at.cue
    if cue.stance not in (Stance.JUDGES, Stance.ACCUSES) or not about or "object" not in cue.frames:
        return None
    reason = next(
        (k for k in tree.kids[verb] if k > verb and tree.low[k] in ("for", "of", "as", "over")), None
    )
    if reason is None:
        return None
    return _found(at, "passive-judged", about | set(tree.subtree(reason)), None, {reason})


def _undergoer(tree: Tree, verb: int) -> set[int]:
    """The words a passive is said of: its subject, or the noun that it stands behind."""
    subject = tree.child(verb, "nsubjpass", "nsubj")
    if subject is not None:
        return set() if tree.low[subject] == "it" else set(tree.subtree(subject))
    head = tree.head[verb]
    if tree.dep[verb] == "acl" and tree.pos[head] in ("NOUN", "PROPN"):
        return source.noun_phrase(tree, head) - set(tree.subtree(verb))
    return set()


def _clause(at: _Site) -> Found | None:
    """“She said (that) …", "…, she said", "she told reporters that …"."""
    tree, verb, cue = at.tree, at.verb, at.cue
    if not cue.frames & {"clause", "told"}:
        return None
    head = next((k for k in tree.kids[verb] if tree.dep[k] == "ccomp" and not _cut_off(tree, k, verb)), None)
    if head is None:
        words = content.behind_that(tree, verb)
        return _found(at, "clause", words, source.by_whom(tree, verb)) if words else None
    if cue.frames.isdisjoint({"clause"}) and head < verb and tree.child(verb, "dobj", "dative") is None:
        return None
    return _found(at, "clause", content.clause(tree, verb, head), source.by_whom(tree, verb))


def _cut_off(tree: Tree, clause: int, verb: int) -> bool:
    """True for a clause that a semicolon parts from its verb: it is a sentence of its own."""
    return clause < verb and any(tree.word[k] == ";" for k in range(tree.right[clause] + 1, verb))


def _parenthesis(at: _Site) -> Found | None:
    """“The bridge, she said, is shut": the rest of the sentence is the content."""
    tree, verb, cue = at.tree, at.verb, at.cue
    subject = tree.child(verb, "nsubj")
    if (
        tree.dep[verb] in ("relcl", "acl", "dep", "conj")
        and subject is not None
        and content.trails(tree, verb)
    ):
        words = content.rest_of_sentence(tree, set(range(tree.left[subject], tree.right[verb] + 1)))
        return _found(at, "parenthesis", words, subject)
    if "clause" not in cue.frames or tree.dep[verb] not in ("parataxis", "ccomp", "advcl", "conj"):
        return None
    first, last = tree.left[verb], tree.right[verb]
    if tree.dep[verb] == "conj" and not _tagged_on(tree, verb, subject):
        return None
    told = tree.low[first] == "as" and tree.child(verb, "mark") == first
    if (
        tree.dep[verb] == "advcl"
        and not told
        and (subject is None or first != tree.left[subject] or verb < tree.head[verb])
    ):
        return None  # only "…, the paper reported", which the parser hung on the sentence's verb
    mark = tree.child(verb, "mark")
    if subject is None or last - first > 12 or (mark is not None and not _as_told(tree, verb, mark)):
        return None
    before = tree.word[first - 1] if first > tree.sents[tree.sent[verb]][0] else ""
    opens = told and first == tree.sents[tree.sent[verb]][0]
    if tree.word[first] not in ",–—" and before not in (",", "–", "—") and not opens:
        return None
    words = content.rest_of_sentence(tree, set(range(first, last + 1)))
    return _found(at, "parenthesis", words, subject)


def _tagged_on(tree: Tree, verb: int, subject: int | None) -> bool:
    """True for "…, the Herald reported", which the parser took for a second clause: no "and", no object."""
    if subject is None or tree.left[verb] != tree.left[subject]:
        return False
    beside = ("advcl", "advmod", "npadvmod", "prep", "punct")
    if any(k > verb and tree.dep[k] not in beside for k in tree.kids[verb]):
        return False
    before = tree.left[verb] - 1
    return tree.word[before] == "," and all(
        tree.dep[k] != "cc" for k in tree.kids[tree.head[verb]] if k < verb
    )


def _as_told(tree: Tree, verb: int, mark: int) -> bool:
    """True for "as the Herald reported": what it stands beside is what was told."""
    objects = ("ccomp", "dobj", "xcomp", "prep")
    return tree.low[mark] == "as" and tree.child(verb, *objects) is None


def _infinitive(at: _Site) -> Found | None:
    """“vowed to appeal", "urged them to leave"."""
    tree, verb, cue = at.tree, at.verb, at.cue
    if not cue.frames & {"inf", "obj-inf"}:
        return None
    for k in tree.kids[verb]:
        if tree.dep[k] not in ("xcomp", "ccomp", "advcl") or k < verb or tree.tag[k] != "VB":
            continue
        to = next((t for t in tree.kids[k] if tree.low[t] == "to" and tree.dep[t] == "aux"), None)
        if to is None:
            continue
        words = set(tree.subtree(k))
        thing = tree.child(verb, "dobj")
        if thing is not None and "obj-inf" in cue.frames:
            words |= set(tree.subtree(thing))
        elif "inf" not in cue.frames and tree.child(k, "nsubj") is None:
            continue
        if tree.tag[verb] != "VB":  # "wants to close the bridge, mend it and …"
            more = [c for c in tree.kids[verb] if tree.dep[c] == "conj" and tree.tag[c] == "VB" and c > k]
            words.update(w for c in more for w in range(max(words) + 1, tree.right[c] + 1))
        return _found(at, "infinitive", words, source.by_whom(tree, verb))
    return None


def _object(at: _Site) -> Found | None:
    """“praised the plan", "described the plan as bold", "suggested waiting"."""
    tree, verb, cue = at.tree, at.verb, at.cue
    if not cue.frames & {"object", "ing", "text"}:
        return None
    thing = tree.child(verb, "dobj")
    if "text" in cue.frames and (thing is None or not _utterance(tree, thing)):
        return None
    if thing is None and "ing" in cue.frames:
        thing = next((k for k in tree.kids[verb] if tree.dep[k] == "xcomp" and tree.tag[k] == "VBG"), None)
    elif cue.frames.isdisjoint({"object", "text"}):
        thing = None
    if thing is None and "object" in cue.frames:
        thing = tree.child(verb, "ccomp", "oprd")
    if thing is None or (thing < verb and tree.tag[thing] not in ("WP", "WDT")) or _does(tree, verb, thing):
        return None
    preps = {*lexicon("en", "frames")["object_preps"], *cue.preps}
    words = set(tree.subtree(thing)) - _told(tree, thing)
    for k in tree.kids[verb]:
        if (
            k > thing
            and tree.dep[k] in ("prep", "oprd", "xcomp", "dative")
            and (tree.dep[k] != "prep" or tree.low[k] in preps)
        ):
            words |= set(tree.subtree(k))
    return _found(at, "object", words, source.by_whom(tree, verb))


def _does(tree: Tree, verb: int, thing: int) -> bool:
    """True for a deed under a verb of speech: "denied her a visa", "defended the town"."""
    deeds = lexicon("en", "frames")["deeds"]
    lemma = tree.lemma[verb]
    if lemma in deeds["two_objects"] and sum(tree.dep[k] in ("dobj", "dative") for k in tree.kids[verb]) > 1:
        return True
    if lemma in deeds["with_modal"] and any(tree.tag[k] == "MD" for k in tree.kids[verb]):
        return True
    by = source.by_whom(tree, verb)
    if by is not None and tree.lemma[by] in deeds["by"].get(lemma, []):
        return True
    objects = deeds["objects"].get(lemma, [])
    return tree.lemma[thing] in objects or (bool(objects) and tree.ent[thing] in ("GPE", "LOC", "FAC"))


def _told(tree: Tree, thing: int) -> set[int]:
    """ "confirmed the claims to Reuters": whom it was said to is no part of what was said."""
    for k in tree.kids[thing]:
        whom = tree.child(k, "pobj") if tree.low[k] == "to" else None
        if whom is None or tree.dep[k] not in ("prep", "dative"):
            continue
        outlets = lexicon("en", "voices")["outlets"]
        if tree.ent[whom] == "ORG" or any(tree.lemma[w] in outlets for w in tree.subtree(whom)):
            return set(range(tree.left[k], tree.right[k] + 1))
    return set()


def _utterance(tree: Tree, thing: int) -> bool:
    """True for what is said or written: "a statement", "a warning", "her plan"."""
    return tree.lemma[thing] in entries("nouns") or tree.lemma[thing] in lexicon("en", "voices")["documents"]


def _preposition(at: _Site) -> Found | None:
    """“called for calm", "referred to the delay"."""
    tree, verb, cue = at.tree, at.verb, at.cue
    for k in tree.kids[verb]:
        mark = tree.child(k, "mark") if tree.dep[k] in ("advcl", "ccomp", "xcomp") else None
        if mark is not None and k > verb and tree.low[mark] in cue.preps:  # "called for him to go"
            words = set(tree.subtree(k)) - {mark}
            return _found(at, "preposition", words, source.by_whom(tree, verb), {mark})
        whom = tree.child(k, "pobj")
        if whom is not None and tree.ent[whom] in ("DATE", "TIME"):
            continue  # "campaigned for three years": how long, not for what
        if k > verb and tree.dep[k] == "prep" and tree.low[k] in cue.preps:
            words = set(tree.subtree(k)) - {k}
            behind = [m for m in tree.kids[verb] if m > k and tree.low[m] == "as" and tree.dep[m] == "prep"]
            words.update(w for m in behind for w in tree.subtree(m))  # "referred to it as a trap"
            return _found(at, "preposition", words, source.by_whom(tree, verb), {k})
    return None
