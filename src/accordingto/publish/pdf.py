"""The printed ledger as a PDF: A4, DejaVu Sans embedded in part, so that Cyrillic, Greek and Arabic print."""

from datetime import UTC, datetime
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.fonts import TTFFont

from accordingto.errors import OutputError
from accordingto.ledger.view import LedgerView
from accordingto.publish.page import harmless
from accordingto.publish.printed import Line, Style, lines

MOST_CLAIMS = 5_000  # about a thousand pages and a minute of work; nobody reads more of them
_FONT = "DejaVu"
# Size in points, bold or not, millimetres above, millimetres from the left.
_LOOK = {
    Style.TITLE: (20, "B", 0, 0),
    Style.HEADING: (14, "B", 6, 0),
    Style.MATTER: (11, "B", 4, 0),
    Style.TEXT: (9.5, "", 1, 0),
    Style.QUOTE: (10, "", 2, 4),
    Style.FACT: (8.5, "", 0, 10),
}
_LINE = 0.47  # millimetres of line height a point of size
_MARGIN = 18


class _Page(FPDF):
    """A page with its number."""

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        self.set_y(-_MARGIN / 2)
        self.set_font(_FONT, "", 8)
        self.cell(0, 0, f"{self.page_no()}", align="C")


def document(view: LedgerView, title: str) -> bytes:
    """The bytes of a .pdf, dated by the newest report the ledger got (1970 where it does not say).

    A character that the font has no sign for is printed as its code point. Raises OutputError above
    MOST_CLAIMS.
    """
    if len(view.claims) > MOST_CLAIMS:
        raise OutputError(
            "pdf", f"{len(view.claims):,} claims are no report to print: choose matters or reports"
        )
    page = _Page(format="A4")
    page.set_creation_date(max((c.retrieved for c in view.custody), default=datetime(1970, 1, 1, tzinfo=UTC)))
    page.set_title(str(harmless(title)))
    page.set_producer("accordingto")
    page.set_margins(_MARGIN, _MARGIN)
    page.set_auto_page_break(True, _MARGIN)
    _add_fonts(page)
    page.add_page()
    for line in lines(view, title):
        _print(page, line)
    return bytes(page.output())


def _add_fonts(page: FPDF) -> None:
    folder = files("accordingto.publish").joinpath("fonts")
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        with as_file(folder.joinpath(name)) as font:
            page.add_font(_FONT, style, font)


def _print(page: FPDF, line: Line) -> None:
    size, weight, above, left = _LOOK[line.style]
    page.ln(above)
    page.set_left_margin(_MARGIN + left)
    page.set_x(_MARGIN + left)
    if line.label:
        page.set_font(_FONT, "B", size)
        page.write(size * _LINE, _printable(page, f"{line.label}  "))
    page.set_font(_FONT, weight, size)
    page.write(size * _LINE, _printable(page, line.text))
    page.ln(size * _LINE)
    page.set_left_margin(_MARGIN)


def _printable(page: FPDF, text: str) -> str:
    font = page.current_font
    assert isinstance(font, TTFFont)
    signs = font.cmap
    return "".join(c if ord(c) in signs or c in "\n\t" else f"[U+{ord(c):04X}]" for c in text)
