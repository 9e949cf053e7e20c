"""From a parsed report to its attributions: every rule in turn, overlaps settled, voices named."""

from dataclasses import replace

from spacy.tokens import Doc

from accordingto.attribute import content, speech, verb
from accordingto.attribute.cue import Found
from accordingto.attribute.headline import marks
from accordingto.attribute.noun import adjectives, nouns
from accordingto.attribute.preposition import according
from accordingto.attribute.quotation import Quotation, quotations
from accordingto.attribute.tree import Tree, tree
from accordingto.report import Report, Span, Stated
from accordingto.voice import Access, Attribution, Chain, Form, Hop, Voice, VoiceKind


def attribute(report: Report, doc: Doc) -> tuple[Attribution, ...]:
    """All attributions of a report, in order of the text. `doc` is its text, parsed, furniture hidden.

    Reported speech, open questions and non-responses, and the sentences in the publisher's own voice.
    """
    words = tree(doc)
    quotes = quotations(words)
    found = settled(words, collect(words, quotes))
    out = [_attribution(report, words, quotes, f) for f in found]
    return tuple(sorted(nested(out) + own_voice(report, words, out), key=_order))


def collect(words: Tree, quotes: list[Quotation]) -> list[Found]:
    """What every rule finds, overlaps and all."""
    verbs = verb.candidates(words)
    found = speech.speech(words, quotes, verbs)
    heads = {f.head for f in found}
    for i, cue in verbs:
        if i not in heads:
            one = verb.find(words, i, cue)
            if one is not None:
                whole = content.whole_quotations(one.content, quotes) - one.cue
                found.append(replace(one, content=whole))
    return found + marks(words, quotes) + nouns(words) + adjectives(words) + according(words)


def settled(words: Tree, found: list[Found]) -> list[Found]:
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


def _attribution(report: Report, words: Tree, quotes: list[Quotation], f: Found) -> Attribution:
    marked = {k for q in quotes for k in range(q.first, q.after)}
    share = len(marked & f.content) / len(f.content)
    form = Form.DIRECT if share > 0.9 else Form.MIXED if share > 0.1 else Form.INDIRECT
    src, cue = words.spans(f.source), words.spans(f.cue)
    voice = _voice(words, f, src)
    hop = Hop(voice=voice, stance=f.stance, cue=cue) if voice else None
    chain: Chain = (publisher(report), hop) if hop else (publisher(report),)
    return Attribution(
        source=src,
        cue=cue,
        content=words.spans(f.content),
        form=form,
        chains=(chain,),
        unknown_behind=f.unknown_behind or not src,
        rule=f.rule,
    )


def publisher(report: Report) -> Hop:
    """The publisher's hop, the outermost of every chain."""
    stated = report.publisher
    name = stated.value if isinstance(stated, Stated) else "the publisher"
    sure = 1.0 if isinstance(stated, Stated) else 0.0
    voice = Voice(name=name, kind=VoiceKind.OUTLET, sure=sure, rule="publisher")
    return Hop(voice=voice, access=Access.UNATTRIBUTED)


def _voice(words: Tree, f: Found, src: tuple[Span, ...]) -> Voice | None:
    if not src:
        return None
    mention = Span(src[0].start, src[-1].end)
    return Voice(name=mention.of(words.text), kind=VoiceKind.PERSON, mention=mention, rule="as worded")


def nested(found: list[Attribution]) -> list[Attribution]:
    """The same, each marked with the content it stands in, if it does."""
    out = []
    for a in found:
        at = (a.cue or a.content)[0]
        around = [
            s
            for b in found
            if b is not a
            for s in b.content
            if s.covers(at) and all(any(t.covers(c) for t in b.content) for c in a.content)
        ]
        out.append(_with_inside(a, min(around, key=len)) if around else a)
    return out


def _with_inside(a: Attribution, span: Span) -> Attribution:
    return replace(a, inside=span)


def own_voice(report: Report, words: Tree, found: list[Attribution]) -> list[Attribution]:
    """The sentences that nobody else is said to have said."""
    taken = [s for a in found for s in (*a.content, *a.cue)]
    out = []
    for begin, after in words.sents:
        spans = words.spans(range(begin, after))
        if not spans or not any(ch.isalnum() for ch in spans[0].of(words.text)):
            continue
        if any(span.meets(t) for span in spans for t in taken):
            continue
        out.append(
            Attribution(
                source=(),
                cue=(),
                content=spans,
                form=Form.OWN_VOICE,
                chains=((publisher(report),),),
                rule="own voice",
            )
        )
    return out
