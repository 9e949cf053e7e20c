"""From a mention to a Voice: its kind, whether it is generic or protected, and how it would know."""

import re
from collections.abc import Sequence
from functools import cache

from accordingto.attribute.cast import Link, Someone, words
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.report import Span
from accordingto.voice import Access, Stance, Voice, VoiceKind


def kind_of(tree: Tree, who: Someone, head: int) -> VoiceKind:
    """What kind of voice a speaker is, by its entity label, then by its nouns."""
    if who.label == "PERSON":
        return VoiceKind.PERSON
    if who.named:
        nouns = who.heads | {part.lower() for part in who.name.split()}
    else:  # a pronoun has no noun of its own: it is what it stands for
        nouns = who.heads if tree.pos[head] == "PRON" and who.heads else {tree.lemma[head]}
    if who.label == "GPE":
        return VoiceKind.OFFICIAL_BODY
    if who.named:
        if (nouns | who.about) & words("outlets"):
            return VoiceKind.OUTLET
        return VoiceKind.OFFICIAL_BODY if nouns & words("official_bodies") else VoiceKind.ORGANIZATION
    for name, kind in (
        ("unnamed", VoiceKind.UNNAMED),
        ("documents", VoiceKind.DOCUMENT),
        ("organizations", VoiceKind.ORGANIZATION),
        ("official_bodies", VoiceKind.OFFICIAL_BODY),
        ("outlets", VoiceKind.OUTLET),
    ):
        if nouns & words(name):
            return kind
    return VoiceKind.GROUP if who.plural else VoiceKind.PERSON


def _particular(tree: Tree, who: Someone, head: int) -> bool:
    """True for a body that its owner's name makes one of a kind: "Russia's defense ministry"."""
    owner = tree.child(head, "poss")
    return (
        kind_of(tree, who, head) is VoiceKind.OFFICIAL_BODY
        and owner is not None
        and tree.pos[owner] == "PROPN"
    )


def voice(tree: Tree, link: Link, head: int, mention: Span, protected: bool) -> Voice:
    """The Voice a mention stands for; below the threshold of confidence it keeps its own wording."""
    who, threshold = link.who, float(lexicon("en", "voices")["threshold"])
    safe = link.sure >= threshold
    wording = " ".join(mention.of(tree.text).split())
    return Voice(
        name=who.name if safe else wording,
        kind=kind_of(tree, who, head),
        mention=mention,
        role=who.role if safe else None,
        spoken_for=who.spoken_for if safe else None,
        generic=not protected and not (safe and (who.named or _particular(tree, who, head))),
        protected=protected,
        sure=link.sure,
        rule=link.rule if safe else f"{link.rule}, below the threshold: as worded",
    )


@cache
def _rules() -> tuple[tuple[Access, re.Pattern[str]], ...]:
    rows = lexicon("en", "access")["rule"]
    return tuple((Access(row["access"]), re.compile(row["pattern"], re.IGNORECASE)) for row in rows)


@cache
def _protecting() -> re.Pattern[str]:
    return re.compile("|".join(lexicon("en", "access")["protected"]["patterns"]), re.IGNORECASE)


def protections(text: str) -> list[Span]:
    """Where the text says that somebody's name is kept back."""
    return [Span(m.start(), m.end()) for m in _protecting().finditer(text)]


def access(
    tree: Tree, who: Someone, head: int, stance: Stance, beside: Sequence[int]
) -> tuple[Access, Span | None]:
    """How a source would know, and the words that say so, which stand among the words `beside`."""
    first = tree.start[beside[0]] if beside else 0
    around = [" "] * (tree.end[beside[-1]] - first if beside else 0)
    for k in beside:
        around[tree.start[k] - first : tree.end[k] - first] = tree.word[k]
    text = "".join(around)
    for kind, pattern in _rules():
        match = pattern.search(text)
        if match is not None:
            who.access, who.basis = kind, Span(first + match.start(), first + match.end())
            return kind, who.basis
    if who.access is not None:
        return who.access, who.basis
    nouns = who.heads | {tree.lemma[head]}
    what = kind_of(tree, who, head)
    if nouns & words("eyewitnesses"):
        return Access.EYEWITNESS, None
    if what is VoiceKind.DOCUMENT:
        return Access.DOCUMENT, None
    if what is VoiceKind.OFFICIAL_BODY or nouns & words("officials"):
        return Access.OFFICIAL_STATEMENT, None
    if nouns & words("lived"):
        return Access.OWN_EXPERIENCE, None
    if stance in (Stance.ESTIMATES, Stance.BELIEVES):
        return Access.INFERENCE, None
    return Access.UNSPECIFIED, None
