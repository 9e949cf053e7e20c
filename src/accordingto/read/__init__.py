"""Bytes to text: a Snapshot becomes a Report with passages, publisher, date and completeness."""

from accordingto.errors import EmptyInput, TooLarge
from accordingto.languages import lexicon
from accordingto.read import byline, decode, page, pdf, said
from accordingto.read.furniture import languages_for
from accordingto.read.html import read_page
from accordingto.read.language import detect
from accordingto.read.text import passages_of
from accordingto.read.whole import completeness
from accordingto.report import Passage, Report, Role, Snapshot, Stated

__all__ = ["read"]


def read(snapshot: Snapshot) -> Report:
    """A report from its bytes, whatever its file is called.

    The text of a plain-text file is the decoded file; of a page, what a reader sees of it; of a PDF, the
    text of its pages. Values about the report come from the sidecar, else the markup, else the text.

    Raises EmptyInput, TooLarge, NotAReport, UndecodableInput, TooDeep, BrokenDocument or EncryptedDocument.
    """
    claims: page.Claims | None = None
    passages: tuple[Passage, ...]
    if decode.is_pdf(snapshot.data):
        text, passages, claims = pdf.read_pdf(snapshot.path, snapshot.data)
    else:
        most = lexicon("any", "bytes")["largest_text"]
        if len(snapshot.data) > most:
            raise TooLarge(snapshot.path, f"more than {most / 1e6:.0f} MB of text")
        charset = snapshot.retrieval.charset if snapshot.retrieval else None
        source = decode.decode(snapshot.path, snapshot.data, charset)
        decode.refuse_other_markup(snapshot.path, source)
        if decode.kind_of(source, snapshot.path) is decode.Kind.HTML:
            found = read_page(snapshot.path, source)
            text, passages, claims = found.text, found.passages, found.claims
        else:
            text, passages = source, passages_of(source)
    if not passages:
        raise EmptyInput(snapshot.path, "no text in it")
    return _report(snapshot, text, passages, claims)


def _report(
    snapshot: Snapshot, text: str, passages: tuple[Passage, ...], claims: page.Claims | None
) -> Report:
    article = "\n".join(p.span.of(text) for p in passages if not p.role.furniture)
    language = detect(article or text)
    languages = languages_for(language.value if isinstance(language, Stated) else "")
    headline = next((p.span for p in passages if p.role is Role.HEADLINE), None)
    url = said.url(snapshot.sidecar, claims)
    return Report(
        id=snapshot.report_id,
        path=snapshot.path,
        text=text,
        passages=passages,
        publisher=said.first(
            said.beside(snapshot.sidecar, "publisher"),
            claims.publisher if claims else None,
            byline.publisher(text, passages, languages),
            byline.agency(text, passages),
            said.host(url),
        ),
        published=said.first(
            said.day_beside(snapshot.sidecar),
            claims.published if claims else None,
            said.day_in(url),
            byline.published(text, passages, languages),
            claims.guessed if claims else None,
        ),
        title=said.title(text, headline, claims),
        authors=said.first(claims.authors if claims else None, byline.authors(text, passages)),
        url=said.first(url),
        language=said.language(language, claims),
        completeness=completeness(text, passages, languages, bool(claims and claims.locked)),
    )
