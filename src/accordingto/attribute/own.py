"""What the report says in its own voice, and whose words a headline, lead or caption repeats."""

from collections.abc import Sequence
from dataclasses import replace

from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.report import Report, Role, Span
from accordingto.voice import Attribution, Chain, Form

_SHOWN = (Role.HEADLINE, Role.LEAD, Role.CAPTION)


def own_voice(report: Report, tree: Tree, found: Sequence[Attribution], publisher: Chain) -> list[Attribution]:
    """Each sentence, or what is left of one, that nobody else is said to have said."""
    taken = sorted(s for a in found if a.inside is None for s in (*a.content, *a.cue, *a.source))
    out = []
    for begin, after in tree.sents:
        words = [k for k in range(begin, after) if not tree.space(k)]
        if not words:
            continue
        near = [s for s in taken if s.start < tree.end[words[-1]] and tree.start[words[0]] < s.end]
        free = [k for k in words if not any(s.start < tree.end[k] and tree.start[k] < s.end for s in near)]
        for part in _parts(tree, free, whole=len(free) == len(words)):
            out.append(
                Attribution(
                    source=(),
                    cue=(),
                    content=tree.spans(part),
                    form=Form.OWN_VOICE,
                    chains=(publisher,),
                    rule="own voice" if len(free) == len(words) else "own words beside an attribution",
                )
            )
    out = [a for a in out if a.content]
    return [_origin(report, tree, a, found) for a in out]


def _parts(tree: Tree, free: list[int], *, whole: bool) -> list[set[int]]:
    """Runs of free words that state something: a finite verb, or a participle with something said of it."""
    if not free:
        return []
    if whole:
        return [set(free)] if any(tree.word[k][0].isalpha() for k in free) else []
    out = []
    for first, last in tree.runs(set(free)):
        run = set(range(first, last + 1))
        verbs = [k for k in run if tree.pos[k] == "VERB" or tree.lemma[k] == "be"]
        if len(run) > 4 and verbs:
            out.append(run)
    return out


def _content_words(tree: Tree, spans: Sequence[Span]) -> set[str]:
    """Lemmas of nouns, names, verbs, adjectives and numbers inside these spans."""
    kinds = ("NOUN", "PROPN", "VERB", "ADJ", "NUM")
    return {
        tree.lemma[k]
        for k in range(len(tree))
        if tree.pos[k] in kinds and any(s.start <= tree.start[k] < s.end for s in spans)
    }


def _origin(report: Report, tree: Tree, own: Attribution, found: Sequence[Attribution]) -> Attribution:
    """A headline, lead or caption on what the report attributes takes that origin (EVIDENCE.md, rule 6)."""
    at = own.content[0].start
    first_line = tree.text[:at].strip() == ""
    if report.role_at(at) not in _SHOWN and not first_line:
        return own
    limits = lexicon("en", "frames")["same_proposition"]
    mine = _content_words(tree, own.content)
    if len(mine) < limits["least_words"]:
        return own
    best: tuple[float, Attribution] | None = None
    for a in found:
        if a.inside is not None or a.form in (Form.OWN_VOICE, Form.OPEN_QUESTION, Form.NON_RESPONSE):
            continue
        theirs = _content_words(tree, a.content)
        shared = len(mine & theirs) / len(mine)
        if len(mine & theirs) >= limits["least_words"] and shared >= limits["share"] and len(a.chains[0]) > 1:
            if best is None or shared > best[0]:
                best = (shared, a)
    if best is None:
        return own
    return replace(own, chains=best[1].chains, rule="takes the origin of the report's attribution")
