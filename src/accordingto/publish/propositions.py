"""A claim as a line that stands alone: its own words if they are a sentence, else the sentence they stand in.

What is attributed is often no sentence ("to devolve relief to the states", "the recruitment"). Alone it says
nothing; in its sentence it does, and that says by whom as well.
"""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from accordingto.claim import Claim, Polarity
from accordingto.parse.english import parse
from accordingto.publish import words
from accordingto.publish.titles import raised, title
from accordingto.report import Passage, Report, Role, Span

LONGEST = 300  # characters
_FINITE = {"VBD", "VBP", "VBZ", "MD"}  # Penn Treebank
_WH = {"WDT", "WP", "WP$", "WRB"}  # "how high the water was" is a statement only if somebody asks that
_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}  # ClearNLP
_ENDS = tuple(".!?…”’»\"'")
_DANGLING = {"ADP", "DET", "CCONJ", "SCONJ"}  # Universal Dependencies


def proposition(claim: Claim, report: Report, closed: Sequence[Span] = ()) -> str:
    """One line for a claim. A sentence that holds one of `closed` (mentions of withheld voices) is not shown:
    there the claim's own words have to do."""
    said = " … ".join(words.one_line(span.of(report.text)) for span in claim.evidence if len(span))
    passages = [p for p in report.passages if any(_meet(p.span, e) for e in claim.evidence)]
    if not passages:
        return _line(said)
    start = passages[0].span.start
    doc = parse(report.text[start : passages[-1].span.end])
    inside = [t for t in doc if any(e.start <= t.idx + start < e.end for e in claim.evidence)]
    if not inside:
        return _line(said)
    # A line of a PDF may be taken for a sentence or a passage, and what is claimed be torn there.
    end = start + inside[-1].sent.end_char
    rest = None if report.text[:end].rstrip()[-1:] in _ENDS else _rest(report, passages[-1], doc, end)
    torn = rest is not None and not report.text[start + inside[-1].idx + len(inside[-1]) : end].strip()
    open_ = claim.polarity in (Polarity.QUESTION, Polarity.UNKNOWN)
    if is_sentence(inside) and not torn and (open_ or inside[0].tag_ not in _WH):
        return _line(said)
    whole = Span(start + inside[0].sent.start_char, rest or end)
    if any(_meet(whole, mention) for mention in closed):
        return _line(said)
    return _line(words.one_line(whole.of(report.text)).removesuffix("."))


def _rest(report: Report, passage: Passage, doc: Doc, end: int) -> int | None:
    """Where the sentence ends that goes on after `end`, in this passage (`doc` ends with it) or the next."""
    start = passage.span.end - len(doc.text)
    following = next((s for s in doc.sents if s.start_char >= end - start), None)
    if following is not None:
        return start + following.end_char
    after = next((p for p in report.article() if p.span.start >= passage.span.end), None)
    if after is None or not {passage.role, after.role} <= {Role.LEAD, Role.BODY}:
        return None
    return after.span.start + next(parse(after.span.of(report.text)).sents).end_char


def is_sentence(tokens: Sequence[Token]) -> bool:
    """True if these words have a finite verb with its subject, and lack nothing at the end."""
    held = {t.i for t in tokens}
    roots = [t for t in tokens if t.head.i not in held or t.head.i == t.i]
    words_ = [t for t in tokens if not t.is_punct and not t.is_space]
    if not words_ or words_[-1].pos_ in _DANGLING:
        return False
    return any(_is_clause(root, held) for root in roots if root.pos_ in ("VERB", "AUX"))


def _is_clause(root: Token, held: set[int]) -> bool:
    chain = [root, *(c for c in root.children if c.dep_ in ("aux", "auxpass"))]
    subjects = [
        c
        for verb in chain
        for c in verb.children
        if c.dep_ in _SUBJECTS and c.i in held and c.tag_ not in _WH
    ]
    finite = any(t.tag_ in _FINITE and t.i in held for t in chain)
    # "stayed" with a subject and no auxiliary is a past tense, whatever the tagger takes it for.
    return bool(subjects) and (finite or (root.tag_ == "VBN" and len(chain) == 1))


def _line(text: str) -> str:
    return words.shortened(closed_marks(raised(title(text))), LONGEST)


def closed_marks(text: str) -> str:
    """With the closing quotation mark that a full stop before it has cost."""
    return text + "”" if text.count("“") == text.count("”") + 1 else text


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
