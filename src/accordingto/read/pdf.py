"""PDF files through PDFium: the text of their pages, with running heads and feet as navigation."""

import re
from collections import Counter
from collections.abc import Sequence

import pypdfium2

from accordingto.errors import BrokenDocument, EmptyInput, EncryptedDocument
from accordingto.read.page import Claims
from accordingto.read.text import passages_of
from accordingto.report import Passage, Role, Span, Stated, Sure

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_DIGITS = re.compile(r"\d+")
_WORDS = 12  # of a running head; what is longer is prose that stands twice
_EDGE = 2  # lines at the top and bottom of a page that may be a running head or foot


def read_pdf(subject: str, data: bytes) -> tuple[str, tuple[Passage, ...], Claims]:
    """Text, passages and stated values of a PDF. Raises BrokenDocument, EncryptedDocument or EmptyInput.

    Lines are as PDFium gives them; a word broken by a hyphen at the end of a line stays broken, because the
    text is what every span points into.
    """
    pages, about = _pages(subject, data)
    if not any(page.strip() for page in pages):
        raise EmptyInput(subject, "a PDF without text (pictures of pages?)")
    running = _running(pages)
    lines: list[str] = []
    heads: set[int] = set()
    for page in pages:
        own = page.splitlines()
        for i, line in enumerate(own):
            if _edge(own, i) and _shape(line) in running:
                heads.add(len(lines))
            lines.append(line)
        lines.append("")
    text = "\n".join(lines).rstrip("\n")
    return text, _marked(text, lines, heads), about


def _pages(subject: str, data: bytes) -> tuple[list[str], Claims]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise EncryptedDocument(subject, "a PDF that asks for a password") from None
        raise BrokenDocument(subject, f"not readable as PDF ({error})") from None
    try:
        about = document.get_metadata_dict(skip_empty=True)
        return [_text(page) for page in document], _claims(about)
    except pypdfium2.PdfiumError as error:
        raise BrokenDocument(subject, f"a page cannot be read ({error})") from None
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    # PDFium marks a hyphen at a line's end with U+FFFE and breaks lines with CRLF.
    found: str = page.get_textpage().get_text_bounded()
    return found.replace("\ufffe", "-").replace("\r\n", "\n").replace("\r", "\n")


def _edge(lines: Sequence[str], i: int) -> bool:
    return i < _EDGE or i >= len(lines) - _EDGE


def _shape(line: str) -> str:
    """A line with its numbers left open, so that page numbers do not make it another line."""
    return _DIGITS.sub("#", " ".join(line.split()).lower())


def _running(pages: Sequence[str]) -> set[str]:
    """The shapes of lines that stand at the edge of more than half of the pages, and at least of two."""
    counts: Counter[str] = Counter()
    for page in pages:
        lines = page.splitlines()
        counts.update(
            {
                _shape(line)
                for i, line in enumerate(lines)
                if _edge(lines, i) and 0 < len(line.split()) <= _WORDS
            }
        )
    return {shape for shape, number in counts.items() if number >= 2 and number > len(pages) / 2}


def _marked(text: str, lines: Sequence[str], heads: set[int]) -> tuple[Passage, ...]:
    """The passages of the text, with running heads cut out of the paragraphs into which they fall."""
    spans = []
    at = 0
    for i, line in enumerate(lines):
        if i in heads and line.strip():
            start = at + len(line) - len(line.lstrip())
            spans.append((start, start + len(line.strip())))
        at += len(line) + 1
    # Read without the heads, each blanked at its place so that offsets stay.
    blanked = list(text)
    for start, end in spans:
        blanked[start:end] = " " * (end - start)
    return with_furniture(text, passages_of("".join(blanked), printed=True), spans)


def with_furniture(
    text: str, passages: Sequence[Passage], spans: Sequence[tuple[int, int]]
) -> tuple[Passage, ...]:
    """Passages with navigation at `spans`; a passage around one is parted there."""
    parted: list[Passage] = []
    for passage in passages:
        start = passage.span.start
        for low, high in spans:
            if start <= low and high <= passage.span.end:
                parted += _stretch(text, start, low, passage)
                start = high
        parted += _stretch(text, start, passage.span.end, passage)
    parted += [
        Passage(span=Span(low, high), role=Role.NAVIGATION, rule="running head") for low, high in spans
    ]
    return tuple(sorted(parted, key=lambda p: p.span))


def _stretch(text: str, start: int, end: int, passage: Passage) -> list[Passage]:
    inner = text[start:end]
    stripped = inner.strip()
    if not stripped:
        return []
    start += len(inner) - len(inner.lstrip())
    span = Span(start, start + len(stripped))
    return [Passage(span=span, role=passage.role, rule=passage.rule)]


def _claims(about: dict[str, str]) -> Claims:
    """What the file's own metadata states. Its date is when the file was made, so no date of publication."""
    title, author = about.get("Title", "").strip(), about.get("Author", "").strip()
    return Claims(
        publisher=None,
        published=None,
        guessed=None,
        title=Stated(value=title, source="PDF title", sure=Sure.LOW) if title else None,
        authors=Stated(value=(author,), source="PDF author", sure=Sure.LOW) if author else None,
        url=None,
        language=None,
        locked=False,
    )
