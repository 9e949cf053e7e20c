"""Word and PDF: each claim’s words can be read out again, in any script; nothing in them runs."""

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish_case import SECRET, VIEW, same_ids

from accordingto.errors import OutputError
from accordingto.ledger.view import Custody, LedgerView
from accordingto.publish import pdf
from accordingto.publish.cards import wording
from accordingto.publish.exports import export
from accordingto.report import Passage, Role, Span

CYRILLIC = """Паром задержан в порту
На борту было до 40 пассажиров, рассказала Анна Рейс.
Капітан Їжак заявив, що ґрунт під причалом просів.
Ελληνικά, العربية, Łódź, €5, ½, “quoted” – and 🚢"""


def view_of(text: str) -> LedgerView:
    """A report with this text, one claim a line."""
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    held = replace(
        VIEW.reports[0],
        text=text,
        passages=tuple(Passage(span=s, role=Role.BODY, rule="by hand") for s in spans),
    )
    claims = tuple(replace(VIEW.claims[4], id=f"c{n}", evidence=(s,)) for n, s in enumerate(spans))
    return LedgerView(reports=(held,), claims=claims, non_responses=(), relations=(), matters=(), copies=())


def words_of(name: str, data: bytes) -> str:
    """All text of a file, with one space between words."""
    if name == "docx":
        said = "\n".join(p.text for p in Document(io.BytesIO(data)).paragraphs)
    else:
        pages = pypdfium2.PdfDocument(data)
        said = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(said.split())


@cache
def paper(name: str) -> str:
    return words_of(name, export(VIEW, name, title="Ferry"))


@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_every_claims_words_can_be_read_out_again(name: str):
    reports = {r.id: r for r in VIEW.reports}
    for claim in VIEW.claims:
        assert wording(claim, reports[claim.report].text) in paper(name)


@pytest.mark.parametrize("name", ["docx", "pdf"])
@pytest.mark.parametrize(
    "said",
    [
        "Ferry",
        "Nothing here is stated to be true",
        "1 independent origin · 2 mentions · 2 reports",
        "speaks of her own contacts",
        "not counted, may be the first one’s contact",
        "Radio Sul → North Post",
        "likely 20 to 40; the words allow 1 to 40",
        "conflicts with",
        "cannot both hold",
        "the engine failed",
        "the port authority: did not respond",
        "ends in a subscription notice",
        "cites A (North Post)",
    ],
)
def test_paper_says(name: str, said: str):
    assert said in paper(name)


@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_paper_tells_no_withheld_name(name: str):
    for secret in (SECRET, "night clerk", "Customs"):
        assert secret not in paper(name)


@pytest.mark.parametrize("line", CYRILLIC.split("\n")[:3])
@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_russian_and_ukrainian_are_printed(name: str, line: str):
    assert line in words_of(name, export(view_of(CYRILLIC), name))


def test_a_sign_that_the_font_lacks_is_named_not_dropped():
    said = words_of("pdf", export(view_of("The ferry 🦜 stayed 渡 in port"), "pdf"))
    assert "The ferry [U+1F99C] stayed [U+6E21] in port" in said


@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_the_day_it_is_made_changes_no_byte(name: str):
    first = export(VIEW, name, draw=same_ids)
    time.sleep(1.1)  # times in either format have seconds
    assert export(VIEW, name, draw=same_ids) == first


def test_a_pdf_is_dated_by_the_ledger():
    got = Custody(report="north", path="a", sha256="0" * 64, retrieved=datetime(2024, 5, 3, 12, tzinfo=UTC))
    data = export(replace(VIEW, custody=(got,)), "pdf")
    assert b"D:20240503120000" in data
    assert str(datetime.now(UTC).year).encode() not in re.findall(rb"D:(\d{4})", data)


def test_a_word_file_holds_no_field_link_macro_or_time():
    with zipfile.ZipFile(io.BytesIO(export(VIEW, "docx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in parts if "vba" in name or "embed" in name]
    assert b'TargetMode="External"' not in b"".join(parts.values())
    for mark in (b"instrText", b"fldSimple", b"hyperlink"):
        assert mark not in parts["word/document.xml"]


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=80))
def test_any_text_makes_a_word_file_that_opens(text: str):
    data = export(view_of(text), "docx", title=text)
    assert Document(io.BytesIO(data)).paragraphs


@settings(max_examples=10)
@given(st.text(min_size=1, max_size=80))
def test_any_text_makes_a_pdf_that_opens(text: str):
    assert len(pypdfium2.PdfDocument(export(view_of(text), "pdf", title=text))) >= 1


def test_no_book_is_printed_by_mistake():
    many = replace(VIEW, claims=VIEW.claims[:1] * (pdf.MOST_CLAIMS + 1))
    with pytest.raises(OutputError, match="5,001 claims are no report to print"):
        export(many, "pdf")
