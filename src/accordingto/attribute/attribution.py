"""From a parsed report to its attributions: every rule in turn, overlaps settled, voices named."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from dataclasses import replace

from spacy.tokens import Doc

from accordingto.attribute import content, speech, verb
from accordingto.attribute.anaphora import pointed
from accordingto.attribute.cast import words
from accordingto.attribute.chain import Chains
from accordingto.attribute.cue import Found
from accordingto.attribute.headline import marks
from accordingto.attribute.member import with_members
from accordingto.attribute.noun import adjectives, nouns
from accordingto.attribute.open_question import OpenQuestion, open_questions
from accordingto.attribute.own import own_voice, with_origins
from accordingto.attribute.preposition import according, adverbs
from accordingto.attribute.quotation import Quotation, quotations
from accordingto.attribute.silence import Silence, silences
from accordingto.attribute.tree import Tree, tree
from accordingto.report import Report, Span
from accordingto.voice import Attribution, Chain, Form, Stance

# Inside somebody's words an agentless form adds no voice; its hedge stays in the content.
_AGENTLESS = frozenset({"passive", "seem"})


def attribute(report: Report, doc: Doc) -> tuple[Attribution, ...]:
    """All attributions of a report, in order of the text. `doc` is its text, parsed, furniture hidden.

    Reported speech, open questions and non-responses, and the sentences in the publisher's own voice.
    """
    words = tree(doc, report.text)
    quotes = quotations(words)
    questions, silent = open_questions(words), silences(words)
    apart = {k for q in questions for k in q.cue}
    for s in silent:
        apart.update(range(min(s.cue), max(s.cue | s.content) + 1))
    found = [f for f in settled(collect(words, quotes)) if f.head not in apart]
    asked = [_asked(s) for s in silent]
    chains = Chains(report, words, [*found, *asked])
    marked = {k for q in quotes for k in range(q.first, q.after)}
    out = [_attribution(words, marked, f, chains) for f in found]
    out += [_silence(words, s, f, chains) for s, f in zip(silent, asked, strict=True)]
    out += [_question(words, q, (chains.publisher,)) for q in questions]
    out = [a for a in nested(out) if not (a.inside and a.unknown_behind and a.rule in _AGENTLESS)]
    out += own_voice(words, out, chains.alone)
    out = with_members(report, with_origins(report, words, out))
    return tuple(sorted(out, key=_order))


def collect(words: Tree, quotes: list[Quotation]) -> list[Found]:
    """What every rule finds, overlaps and all."""
    verbs = verb.candidates(words)
    found = speech.speech(words, quotes, verbs)
    heads = {f.head for f in found}
    inside = {k for q in quotes for k in range(q.first + 1, q.after)}
    for i, cue in verbs:
        if i not in heads:
            one = verb.find(words, i, cue)
            if one is not None:
                if i not in inside:  # inside a quotation, it speaks of its sentence
                    one = replace(one, content=content.whole_quotations(one.content, quotes) - one.cue)
                found.append(one)
    found += marks(words, quotes) + according(words) + adverbs(words)
    found += [_without_tails(words, f) for f in (*nouns(words), *adjectives(words))]
    found = pointed(words, found)
    return found + speech.floating(words, quotes, found)


def _without_tails(words: Tree, f: Found) -> Found:
    """Without what trails its sentence: "…, the mission said a day earlier" is no part of what is said."""
    tails = [content.tail(words, k) for k in f.content if k != f.head and content.trails(words, k)]
    cut = {w for tail in tails if f.head not in tail for w in tail}
    return replace(f, content=content.trimmed(words, f.content - cut)) if cut else f


def settled(found: list[Found]) -> list[Found]:
    """One attribution for each content: the same words twice under the same cue fall together."""
    seen: set[tuple[frozenset[int], int]] = set()
    out = []
    for f in found:
        key = (frozenset(f.content), f.head)
        if key not in seen and f.content:
            seen.add(key)
            out.append(f)
    return out


def _order(a: Attribution) -> tuple[int, int]:
    first = min(a.content or a.cue)
    return first.start, -first.end


def _attribution(words: Tree, marked: Set[int], f: Found, chains: Chains) -> Attribution:
    share = len(marked & f.content) / len(f.content)
    form = Form.DIRECT if share > 0.9 else Form.MIXED if share > 0.1 else Form.INDIRECT
    src = words.spans(f.source)
    return Attribution(
        source=src,
        cue=words.spans(f.cue),
        content=words.spans(f.content),
        form=form,
        chains=chains.of(f),
        unknown_behind=not src,
        rule=f.rule,
    )


def _asked(s: Silence) -> Found:
    """A silence in the form the chains are built from."""
    return Found("silence", min(s.cue), s.stance, s.cue, s.source, s.content, s.asked)


def _silence(words: Tree, s: Silence, f: Found, chains: Chains) -> Attribution:
    return Attribution(
        source=words.spans(s.source),
        cue=words.spans(s.cue),
        content=words.spans(s.content),
        form=Form.NON_RESPONSE,
        chains=chains.of(f),
        rule="silence" if s.stance is Stance.NO_RESPONSE else "refusal",
    )


def _question(words: Tree, q: OpenQuestion, publisher: Chain) -> Attribution:
    return Attribution(
        source=(),
        cue=words.spans(q.cue),
        content=words.spans(q.content),
        form=Form.OPEN_QUESTION,
        chains=(publisher,),
        alternatives=tuple(Span(s[0].start, s[-1].end) for s in map(words.spans, q.alternatives) if s),
        rule="open question",
    )


def nested(found: Sequence[Attribution]) -> list[Attribution]:
    """The same, each marked with the content it stands in, whose chain its own goes on from."""
    spans = sorted(((s, n) for n, b in enumerate(found) for s in b.content), key=lambda pair: pair[0])
    starts = [s.start for s, _ in spans]
    longest = max((len(s) for s, _ in spans), default=0)
    out = []
    for a in found:
        at = (a.cue or a.content)[0]
        near = spans[bisect_left(starts, at.start - longest) : bisect_right(starts, at.start)]
        around = [
            (s, found[n])
            for s, n in near
            if found[n] is not a
            and s.covers(at)
            and all(any(t.covers(c) for t in found[n].content) for c in a.content)
        ]
        if not around:
            out.append(a)
            continue
        span, outer = min(around, key=lambda pair: len(pair[0]))
        if _speaks_last(a, outer):
            chains = tuple(_behind(c, outer.chains[0]) for c in a.chains)
        else:
            chains = tuple(_behind(outer.chains[0], c) for c in a.chains)
        out.append(replace(a, inside=span, chains=chains))
    return out


def _speaks_last(inner: Attribution, outer: Attribution) -> bool:
    """True for "The army said that …, the paper wrote": what trails a sentence speaks of all of it.

    A parser hangs it into the clause before it. Inside a quotation it is the speaker's own "he told me".
    """
    if outer.form in (Form.DIRECT, Form.MIXED) or not (inner.cue and inner.content and outer.cue):
        return False
    begins = min(s.start for s in inner.content)
    return inner.cue[0].start >= max(s.end for s in inner.content) and outer.cue[0].end <= begins


def _behind(outer: Chain, inner: Chain) -> Chain:
    """An attribution inside another's content: its voices stand behind the other's.

    "We" and "I" in somebody's words are that somebody, not a voice behind.
    """
    names = {hop.voice.name for hop in outer}
    own = words("first_person") if len(outer) > 1 else frozenset()
    return (
        *outer,
        *(h for h in inner[1:] if h.voice.name not in names and h.voice.name.casefold() not in own),
    )
