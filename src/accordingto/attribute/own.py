"""What the report says in its own voice, and whose words a headline, lead or caption repeats."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.report import Report, Role, Span
from accordingto.voice import Attribution, Chain, Form

_NAMING = frozenset(
    {"cite", "quote", "speak", "talk"}
)  # ", citing two officials", "speaking to reporters": no news
_SHOWN = (Role.HEADLINE, Role.LEAD, Role.CAPTION)


def own_voice(tree: Tree, found: Sequence[Attribution], publisher: Chain) -> list[Attribution]:
    """Each sentence, or what is left of one, that nobody else is said to have said."""
    taken = sorted(s for a in found if a.inside is None for s in (*a.content, *a.cue, *a.source))
    starts = [s.start for s in taken]
    longest = max((len(s) for s in taken), default=0)
    out = []
    for begin, after in tree.sents:
        words = [k for k in range(begin, after) if not tree.space(k)]
        if not words:
            continue
        low = bisect_left(starts, tree.start[words[0]] - longest)
        near = [
            s for s in taken[low : bisect_left(starts, tree.end[words[-1]])] if tree.start[words[0]] < s.end
        ]
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
    return [a for a in out if a.content]


def _parts(tree: Tree, free: list[int], *, whole: bool) -> list[set[int]]:
    """Runs of free words that state something: a finite verb, or a participle with something said of it."""
    if not free:
        return []
    if whole:
        return [set(free)] if any(tree.word[k][0].isalpha() for k in free) else []
    out = []
    for first, last in tree.runs(set(free)):
        run = set(range(first, last + 1))
        finite = [
            k
            for k in run
            if tree.tag[k] in ("VBD", "VBZ", "VBP", "MD")
            and _main(tree, k) in run  # "it became", whose "known" is a cue, states nothing
            and tree.child(_main(tree, k), "nsubj", "nsubjpass", "expl") in run
        ]
        hung = [
            k
            for k in run
            if tree.tag[k] == "VBG"
            and tree.dep[k] == "advcl"
            and k - first < 3
            and tree.lemma[k] not in _NAMING
        ]
        if len(run) > 3 and (finite or hung):
            out.append(run)
    return out


def _main(tree: Tree, k: int) -> int:
    """The verb that an auxiliary belongs to."""
    return tree.head[k] if tree.dep[k] in ("aux", "auxpass") else k


class _Words:
    """The content words of a report, to be asked for by span."""

    _KINDS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})

    def __init__(self, tree: Tree) -> None:
        self._lemmas = [lemma if tree.pos[k] in self._KINDS else "" for k, lemma in enumerate(tree.lemma)]
        self._start = tree.start

    def of(self, spans: Sequence[Span]) -> set[str]:
        """Lemmas of nouns, names, verbs, adjectives and numbers inside these spans."""
        out: set[str] = set()
        for s in spans:
            a, b = bisect_left(self._start, s.start), bisect_left(self._start, s.end)
            out.update(self._lemmas[a:b])
        return out - {""}


_NOT_SAID = (Form.OWN_VOICE, Form.OPEN_QUESTION, Form.NON_RESPONSE)


def with_origins(report: Report, tree: Tree, found: Sequence[Attribution]) -> list[Attribution]:
    """Headline, lead and caption take the origin of what the report attributes (docs/evidence.md, rule 6).

    So does a headline's "… – Reports", which stands for voices that the report names below.
    """
    known = _Words(tree)
    said = [a for a in found if a.inside is None and a.form not in _NOT_SAID and len(a.chains[0]) > 1]
    theirs = _Attributed([(a, known.of(a.content)) for a in said])
    shown = len(tree.text) - len(tree.text.lstrip())
    out = []
    for a in found:
        vague = a.rule == "dash" and a.chains[0][-1].voice.generic
        at = a.content[0].start if a.content else -1
        if (a.form is Form.OWN_VOICE or vague) and (at == shown or report.role_at(at) in _SHOWN):
            out.append(theirs.origin(a, known.of(a.content)))
        else:
            out.append(a)
    return out


class _Attributed:
    """What the report attributes, with the content words of each, filed by these."""

    def __init__(self, theirs: Sequence[tuple[Attribution, set[str]]]) -> None:
        self._theirs = theirs
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for n, (_, words) in enumerate(theirs):
            for word in words:
                self._by_word[word].append(n)

    def origin(self, own: Attribution, mine: set[str]) -> Attribution:
        """The same with the chains of whichever shares most of its words, if it shares enough of them."""
        limits = lexicon("en", "frames")["same_proposition"]
        least = max(limits["least_words"], ceil(limits["share"] * len(mine) - 1e-9))
        best, most = None, 0.0
        for n in self._near(mine, least):
            a, words = self._theirs[n]
            shared = len(mine & words)
            share = shared / max(1, len(mine))
            if shared >= limits["least_words"] and share >= limits["share"] and share > most and a is not own:
                best, most = a, share
        if best is None:
            return own
        return replace(own, chains=best.chains, rule="takes the origin of the report's attribution")

    def _near(self, mine: set[str], least: int) -> list[int]:
        """Those that can share so many words, in order: among the rarest of `mine` they have one at least."""
        rare = sorted(mine, key=lambda w: (len(self._by_word.get(w, ())), w))[: max(0, len(mine) - least + 1)]
        return sorted({n for w in rare for n in self._by_word.get(w, ())})
