"""A content cut into the stretches that state one proposition each."""

from collections.abc import Sequence

from spacy.tokens import Token

from accordingto.normalize.figure.syntax import Offsets, child, is_verb
from accordingto.report import Span

_EDGES = "\"'“”‘’«»„‟()[]{},;:.!?–—- \t\r\n\u00a0\u2028\u2029"


def pieces(text: str, content: Sequence[Span], offsets: Offsets) -> list[tuple[Span, ...]]:
    """One tuple of spans for each sentence of `content`, quotation marks and outer stops left off.

    Each sentence of a quotation can be true, hedged, negated and dated by itself, so each becomes a claim
    of its own. A sentence without a verb is no proposition and stays with the one before it.
    """
    groups: list[tuple[list[Span], bool]] = []
    for sentence in (part for s in _sentences(content, offsets) for part in _split(s)):
        spans = _stretches(sentence, content)
        verb = any(is_verb(t) or (t.dep_ == "ROOT" and t.tag_ == "MD") for t in sentence)
        if groups and not (verb and groups[-1][1]):
            groups[-1] = (groups[-1][0] + spans, verb or groups[-1][1])
        else:
            groups.append((spans, verb))
    trimmed = [tuple(t for s in _joined(spans) if (t := trim(text, s)) is not None) for spans, _ in groups]
    return [spans for spans in trimmed if spans]


def _sentences(content: Sequence[Span], offsets: Offsets) -> list[list[Token]]:
    found: list[list[Token]] = []
    last: Token | None = None
    for span in sorted(content):
        for token in offsets.within(span.start, span.end):
            new = last is None or any(token.doc[k].is_sent_start for k in range(last.i + 1, token.i + 1))
            if new:
                found.append([])
            found[-1].append(token)
            last = token
    return found


def _split(sentence: list[Token]) -> list[list[Token]]:
    """ "I don't know which, but they worked there": two propositions, each with a subject of its own."""
    for but in sentence:
        if but.lower_ != "but" or but.dep_ != "cc":
            continue
        second = next((c for c in but.head.children if c.dep_ == "conj" and c.i > but.i and is_verb(c)), None)
        if second is None or not is_verb(but.head):
            continue
        if child(second, "nsubj", "nsubjpass") is None or child(but.head, "nsubj", "nsubjpass") is None:
            continue
        left, right = [t for t in sentence if t.i < but.i], [t for t in sentence if t.i > but.i]
        return [left, right] if left and right else [sentence]
    return [sentence]


def _stretches(sentence: list[Token], content: Sequence[Span]) -> list[Span]:
    """The tokens as spans, cut where the content's own spans are cut."""
    found: list[Span] = []
    for span in sorted(content):
        inside = [t for t in sentence if span.start <= t.idx < span.end]
        if inside:
            found.append(Span(inside[0].idx, min(span.end, inside[-1].idx + len(inside[-1]))))
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Neighbours with nothing but white space between them stay one span where they came from one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start - found[-1].end <= 1:
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return found


def trim(text: str, span: Span) -> Span | None:
    """Without quotation marks, stops and spaces at either edge; None if nothing is left."""
    start, end = span.start, span.end
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    # A bracket or a quotation mark opened inside is closed inside.
    for opener, closer in (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»")):
        if text.count(opener, start, end) > text.count(closer, start, end) and text[end : end + 1] == closer:
            end += 1
    return Span(start, end) if start < end else None
