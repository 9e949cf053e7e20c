"""English syntax: words, tags, lemmas, dependencies and entities by spaCy, offsets into the text.

Line breaks end sentences (a headline has no full stop), unless the line was only wrapped: then the
next line goes on in lower case. Furniture is blanked, not cut, so that offsets stay.
"""

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from accordingto.errors import DataError
from accordingto.languages import lexicon
from accordingto.parse.truecase import truecase
from accordingto.report import Span

_STROKED = re.compile(r"[A-Z]{2,}(?:/[A-Z]{2,})+\Z")
_NOT_SPACE = re.compile(r"[^\s]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
_UNBROKEN = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@cache
def model() -> Language:
    """The first installed model of languages/en/parse.toml, loaded once a process. Raises DataError."""
    names = lexicon("en", "parse")["models"]
    for name in names:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        nlp: Language = package.load()
        _keep_strokes(nlp.tokenizer)
        return nlp
    raise DataError("English model", f"none is installed; tried {', '.join(names)}")


def _keep_strokes(tokenizer: Any) -> None:
    """ "RFE/RL" is one name; cut at the stroke, it misleads the parser about the whole sentence."""
    known = tokenizer.token_match
    tokenizer.token_match = lambda word: _STROKED.match(word) or (known(word) if known else None)


def parse(text: str, hidden: Sequence[Span] = ()) -> Doc:
    """A parsed Doc of `text`; `token.idx` are offsets into it. Words inside `hidden` are not parsed.

    Raises DataError if no model is installed.
    """
    return next(parse_many([(text, hidden)]))


def parse_many(texts: Iterable[tuple[str, Sequence[Span]]]) -> Iterator[Doc]:
    """As `parse`, for many texts; Docs come in the order of the texts, one at a time."""
    nlp = model()
    for text, hidden in texts:
        pieces = [_parsed(nlp, piece) for piece in _pieces(_shown(text, hidden))]
        if not pieces:
            yield _prepare(nlp, "")
        elif len(pieces) == 1:
            yield pieces[0]
        else:
            whole = Doc.from_docs(pieces, ensure_whitespace=False)
            assert whole is not None  # from_docs gives None for an empty list only
            yield whole


def _shown(text: str, hidden: Sequence[Span]) -> str:
    """The text with hidden stretches blanked, line breaks kept, and nothing that UTF-8 cannot hold."""
    text = _SURROGATE.sub("\ufffd", text)
    shown, at = [], 0
    for span in sorted(hidden):
        start = max(at, span.start)
        shown += [text[at:start], _NOT_SPACE.sub(" ", text[start : span.end])]
        at = max(at, span.end)
    # The model was trained on straight apostrophes: a curly one in "that’s", "Reed’s" misleads it.
    text = _APOSTROPHE.sub("'", "".join([*shown, text[at:]]))
    # The tokenizer takes the square of a word's length; what is this long without a space is no word.
    longest = lexicon("en", "parse")["word"]
    return truecase(_UNBROKEN.sub(lambda run: " " * len(run[0]) if len(run[0]) > longest else run[0], text))


@cache
def _dateline() -> re.Pattern[str]:
    """Where a report says from where it comes, up to its first word: "NORTHPORT, Ostria (AP) — "."""
    return re.compile(lexicon("en", "parse")["dateline"], re.MULTILINE | re.VERBOSE)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of bounded length, cut at an empty line, else a line, else a space."""
    longest: int = lexicon("en", "parse")["piece"]
    at = 0
    while len(text) - at > longest:
        window = text[at : at + longest]
        breaks = [m.end() for m in _BLANK_LINE.finditer(window)]
        cut = breaks[-1] if breaks else max(window.rfind("\n"), window.rfind(" ")) + 1
        yield text[at : at + (cut or longest)]
        at += cut or longest
    if at < len(text):
        yield text[at:]


def _parsed(nlp: Language, text: str) -> Doc:
    """One piece, parsed; where a sentence comes out longer than anybody writes, parsed again in parts.

    What is read out of a sentence costs the square of its length: a wall of words without a stop, a
    transcript without punctuation, would cost minutes.
    """
    doc = nlp(_prepare(nlp, text))
    longest: int = lexicon("en", "parse")["sentence"]
    starts = [sentence.start for sentence in doc.sents]
    parts = [cut for a, b in pairwise([*starts, len(doc)]) for cut in _cuts(doc, a, b, longest)]
    if not parts:
        return doc
    again = _prepare(nlp, text)
    for at in (*starts[1:], *parts):
        again[at].is_sent_start = True
    return nlp(again)


def _cuts(doc: Doc, first: int, after: int, longest: int) -> Iterator[int]:
    """Where a sentence is cut: behind a comma or the like in the last quarter of a part, if there is one."""
    joints: list[str] = lexicon("en", "parse")["joints"]
    while after - first > longest:
        window = range(first + longest, first + longest - longest // 4, -1)
        first = next((k for k in window if doc[k - 1].text in joints), first + longest)
        yield first


def _prepare(nlp: Language, text: str) -> Doc:
    """Words of one piece, with the sentence breaks that the lines force on the parser."""
    doc = nlp.make_doc(text)
    ends = tuple(lexicon("en", "parse")["line_ends"])
    inside = last = ""  # the last two words
    broken = 0  # line breaks since the last word
    unended = 0  # words since the last at which a sentence may begin
    longest: int = lexicon("en", "parse")["sentence"]
    begins = {m.end() for m in _dateline().finditer(text)}
    for token in doc:
        word = token.text
        if word.isspace():
            broken += word.count("\n") + word.count("\u2028") + 2 * word.count("\u2029")
            continue
        wrapped = broken == 1 and word[0].islower() and not last.endswith(ends)
        unended += 1
        if token.i and ((broken and not wrapped) or token.idx in begins):
            token.is_sent_start = True
            unended = 0
        elif token.i and last and (last[-1].isalnum() or (last == ")" and inside[-1:].isalnum())):
            # Nothing ended: the parser may not begin a sentence here, unless this goes on without end.
            token.is_sent_start = unended >= longest
            unended %= longest
        else:
            unended = 0
        inside, last, broken = last, word, 0
    return doc
