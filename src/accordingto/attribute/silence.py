"""Refusals and silence ("did not respond to requests for comment"): who was asked, and about what."""

import re
from dataclasses import dataclass
from functools import cache

from accordingto.attribute import source
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.voice import Stance

_ABOUT = frozenset({"on", "about", "regarding", "concerning", "over"})
_FROM = frozenset({"from", "to", "with", "of", "by"})


@dataclass(frozen=True, slots=True)
class Silence:
    """`asked` are the heads of who kept silent, `source` their words, `content` what it was about."""

    stance: Stance
    cue: frozenset[int]
    source: frozenset[int]
    asked: int | None
    content: frozenset[int]


@cache
def _rules() -> tuple[tuple[Stance, str, re.Pattern[str]], ...]:
    rows = lexicon("en", "silence")["rule"]
    return tuple(
        (Stance[row["stance"].upper()], row["asked"], re.compile(row["pattern"], re.IGNORECASE))
        for row in rows
    )


def silences(tree: Tree) -> list[Silence]:
    """Every refusal or silence of the report, in order of the text."""
    out: list[Silence] = []
    at = {start: k for k, start in enumerate(tree.start)}
    for stance, asked, pattern in _rules():
        for match in pattern.finditer(tree.text):
            words = [at[p] for p in range(match.start(), match.end()) if p in at and not tree.space(at[p])]
            if not words or any(set(words) & s.cue for s in out):
                continue
            found = _subject(tree, stance, words) if asked == "subject" else _named(tree, stance, words)
            if found is not None:
                out.append(found)
    return sorted(out, key=lambda s: min(s.cue))


def _subject(tree: Tree, stance: Stance, words: list[int]) -> Silence | None:
    verbs = [k for k in words if tree.pos[k] in ("VERB", "AUX") and tree.dep[k] not in ("aux", "auxpass")]
    for verb in verbs or words[:1]:
        who = source.subject(tree, verb)
        if who is None or who in words:
            continue
        src = source.wording(tree, verb, who) - set(words)
        return Silence(stance, frozenset(words), frozenset(src), who, _about(tree, verb, words))
    return None


def _named(tree: Tree, stance: Stance, words: list[int]) -> Silence | None:
    """Who stands behind "to" or "from": "calls to the builder went unanswered"."""
    after = range(words[0], min(tree.sents[tree.sent[words[-1]]][1], words[-1] + 4))
    for k in after:
        if tree.low[k] in _FROM and tree.dep[k] in ("prep", "dative", "agent"):
            who = tree.child(k, "pobj")
            if who is not None:
                src = source.noun_phrase(tree, who)
                cue = frozenset(w for w in words if w not in src)
                return Silence(stance, cue, frozenset(src), who, _about(tree, tree.head[k], words))
    return Silence(stance, frozenset(words), frozenset(), None, frozenset())


def _about(tree: Tree, verb: int, words: list[int]) -> frozenset[int]:
    """The complement of "comment on …", wherever it hangs under the verb."""
    for k in sorted({*tree.subtree(verb), *range(words[0], words[-1] + 3)}):
        if k < len(tree) and tree.low[k] in _ABOUT and tree.dep[k] == "prep" and k > words[0]:
            thing = tree.child(k, "pobj", "pcomp")
            if thing is not None and tree.ent[thing] not in ("DATE", "TIME"):
                return frozenset(w for w in tree.subtree(thing) if not tree.space(w))
    return frozenset()
