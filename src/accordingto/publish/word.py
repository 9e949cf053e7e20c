"""The printed ledger as a Word document (Office Open XML): plain paragraphs, no field, link or macro."""

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml.ns import nsmap, qn
from lxml import etree

from accordingto.ledger.view import LedgerView
from accordingto.publish.printed import Line, Style, lines

_STYLES = {
    Style.TITLE: "Title",
    Style.HEADING: "Heading1",
    Style.MATTER: "Heading2",
    Style.QUOTE: "IntenseQuote",
    Style.FACT: "ListContinue",
}
_P, _ABOUT, _STYLE, _VALUE = (qn(f"w:{name}") for name in ("p", "pPr", "pStyle", "val"))
_RUN, _RUN_ABOUT, _BOLD, _WORDS = (qn(f"w:{name}") for name in ("r", "rPr", "b", "t"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP archive can say
_NO_DAY = datetime(1980, 1, 1)  # python-docx wants it bare, and writes it as UTC


def document(view: LedgerView, title: str) -> bytes:
    """The bytes of a .docx; the same view gives the same bytes, whenever it is made."""
    made = Document()
    about = made.core_properties
    about.title, about.author, about.comments, about.last_modified_by = "", "accordingto", "", ""
    about.created = about.modified = _NO_DAY
    body = made.element.body
    last = body[-1]  # the section's own properties: they stay at the end
    for line in lines(view, title):
        last.addprevious(_paragraph(line))
    return _still(made)


def _paragraph(line: Line) -> Any:
    """Built by hand: python-docx takes fifty times as long for a paragraph."""
    paragraph = etree.Element(_P, nsmap={"w": nsmap["w"]})
    if style := _STYLES.get(line.style):
        etree.SubElement(etree.SubElement(paragraph, _ABOUT), _STYLE).set(_VALUE, style)
    if line.label:
        _run(paragraph, f"{line.label}  ", bold=True)
    _run(paragraph, line.text)
    return paragraph


def _run(paragraph: Any, text: str, *, bold: bool = False) -> None:
    run = etree.SubElement(paragraph, _RUN)
    if bold:
        etree.SubElement(etree.SubElement(run, _RUN_ABOUT), _BOLD)
    words = etree.SubElement(run, _WORDS)
    words.set(_SPACE, "preserve")
    words.text = text


def _still(made: Any) -> bytes:
    """The archive with no time of its making in it."""
    moving, still = io.BytesIO(), io.BytesIO()
    made.save(moving)
    with zipfile.ZipFile(moving) as source, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return still.getvalue()
