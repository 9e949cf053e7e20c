"""Bytes to text: a Snapshot becomes a Report with passages, publisher, date and completeness."""

from accordingto.errors import EmptyInput
from accordingto.read import decode, html, pdf, text
from accordingto.read.whole import completeness
from accordingto.report import Report, Role, Snapshot, Stated, Sure, Unstated

__all__ = ["read"]


def read(snapshot: Snapshot) -> Report:
    """A report from its bytes.

    Raises EmptyInput, NotAReport, UndecodableInput, TooDeep, BrokenDocument or EncryptedDocument.
    """
    known: dict[str, str] = {}
    if decode.is_pdf(snapshot.data):
        whole = "\n\n".join(pdf.pages_of(snapshot.path, snapshot.data))
        passages = text.passages_of(whole)
    else:
        whole = decode.decode(snapshot.path, snapshot.data)
        if decode.kind_of(whole, snapshot.path) is decode.Kind.HTML:
            whole, passages, known = html.read_page(snapshot.path, whole)
        else:
            passages = text.passages_of(whole)
    if not passages:
        raise EmptyInput(snapshot.path, "no text in it")
    headline = next((p.span for p in passages if p.role is Role.HEADLINE), None)
    title = (
        Stated(value=headline.of(whole), source="headline", sure=Sure.MEDIUM, span=headline)
        if headline
        else None
    )
    return Report(
        id=snapshot.report_id,
        path=snapshot.path,
        text=whole,
        passages=passages,
        publisher=_stated(snapshot, "publisher", known.get("sitename")),
        published=_stated(snapshot, "published", known.get("date")),
        title=title or Unstated.NOT_FOUND,
        authors=Stated(value=(known["author"],), source="page metadata", sure=Sure.MEDIUM)
        if "author" in known
        else Unstated.NOT_FOUND,
        url=_stated(snapshot, "url", known.get("url")),
        language=Unstated.NOT_FOUND,
        completeness=completeness(whole, passages),
    )


def _stated(snapshot: Snapshot, key: str, found: str | None) -> Stated[str] | Unstated:
    value = getattr(snapshot.sidecar, key) if snapshot.sidecar else None
    if value:
        return Stated(value=value, source="sidecar", sure=Sure.HIGH)
    if found:
        return Stated(value=found, source="page metadata", sure=Sure.MEDIUM)
    return Unstated.NOT_FOUND
