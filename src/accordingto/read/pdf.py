"""PDF files through pypdfium2."""

import pypdfium2

from accordingto.errors import BrokenDocument, EmptyInput, EncryptedDocument

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD of PDFium


def pages_of(subject: str, data: bytes) -> list[str]:
    """The text of each page. Raises BrokenDocument, EncryptedDocument or EmptyInput."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise EncryptedDocument(subject, "a PDF that asks for a password") from None
        raise BrokenDocument(subject, f"not readable as PDF: {error}") from None
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError as error:
        raise BrokenDocument(subject, f"a page cannot be read: {error}") from None
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise EmptyInput(subject, "a PDF without text (pictures of pages?)")
    return pages
