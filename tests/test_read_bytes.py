"""Bad input: each kind of file that is no readable report gets its own error, and none of them a crash."""

import codecs
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.errors import (
    BrokenDocument,
    EmptyInput,
    EncryptedDocument,
    NotAReport,
    SkipReport,
    TooDeep,
    UndecodableInput,
)
from accordingto.read import read
from accordingto.report import Report, Snapshot

RUSSIAN = (
    "Суд в приморском городе отложил слушание. Адвокат сообщил, что новых доказательств не было.\r\n\r\n"
    "По словам секретаря, заседание перенесли на пятницу, потому что свидетель не приехал.\r\n"
)
ENGLISH = (
    "The council met on Monday. “No decision was taken,” the mayor’s office said.\n\n"
    "It will meet again – café closed.\n"
)


def taken(data: bytes, name: str = "a.txt") -> Snapshot:
    return Snapshot(path=name, data=data, sha256="0" * 64, retrieved=datetime(2025, 1, 1, tzinfo=UTC))


def from_bytes(data: bytes, name: str = "a.txt") -> Report:
    return read(taken(data, name))


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (ENGLISH, "utf-8", b""),
        (ENGLISH, "utf-8", codecs.BOM_UTF8),
        (ENGLISH, "utf-16-le", codecs.BOM_UTF16_LE),
        (ENGLISH, "utf-16-be", codecs.BOM_UTF16_BE),
        (ENGLISH, "utf-16-le", b""),
        (ENGLISH, "utf-32-le", codecs.BOM_UTF32_LE),
        (ENGLISH, "cp1252", b""),
        (RUSSIAN, "utf-8", b""),
        (RUSSIAN, "cp1251", b""),
        (RUSSIAN, "koi8-r", b""),
        (RUSSIAN, "utf-16-le", codecs.BOM_UTF16_LE),
    ],
)
def test_text_is_the_decoded_file_character_for_character(text: str, encoding: str, mark: bytes) -> None:
    assert from_bytes(mark + text.encode(encoding)).text == text


@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "iso-8859-1", "no-such-charset"])
def test_a_page_whose_charset_lies_is_read_by_its_bytes(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{RUSSIAN}</p></body></html>'
    assert "сообщил, что новых" in from_bytes(page.encode("utf-8"), "a.html").text


def test_a_page_in_windows_1251_that_says_so_is_read() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'
    assert "сообщил, что новых" in from_bytes(page.encode("cp1251"), "a.html").text


def test_a_few_spoilt_bytes_do_not_change_the_rest() -> None:
    data = (RUSSIAN * 4).encode("utf-8")
    cut = data[:-3]  # ends in the middle of a character
    assert from_bytes(cut).text.startswith(RUSSIAN)


def with_content(**options: object) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(
        0, 8, "The harbour office said on Friday that two ships had left the port before the storm."
    )
    if options:
        pdf.set_encryption(owner_password="owner", user_password="user")
    return bytes(pdf.output())


NESTED = (
    b"<html><body>" + b"<div>" * 100_000 + b"Deep words stand here." + b"</div>" * 100_000 + b"</body></html>"
)

BAD: list[tuple[str, str, Callable[[], bytes], type[SkipReport]]] = [
    ("empty", "a.txt", lambda: b"", EmptyInput),
    ("only white space", "a.txt", lambda: b" \n\t\r\n ", EmptyInput),
    ("only a byte order mark", "a.txt", lambda: codecs.BOM_UTF8, EmptyInput),
    (
        "a page without text",
        "a.html",
        lambda: b"<html><body><script>var a = 1;</script></body></html>",
        EmptyInput,
    ),
    ("a picture", "a.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), NotAReport),
    ("an archive called html", "a.html", lambda: b"PK\x03\x04" + bytes(500), NotAReport),
    (
        "a web archive",
        "a.mhtml",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--x",
        NotAReport,
    ),
    ("a feed", "a.xml", lambda: b'<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', NotAReport),
    ("zero bytes", "a.txt", lambda: bytes(5000), SkipReport),
    ("noise", "a.txt", lambda: bytes((i * 197 + i // 7 * 31) % 256 for i in range(6000)), SkipReport),
    (
        "marked UTF-16 with an odd end and wrong pairs",
        "a.txt",
        lambda: b"\xff\xfe" + b"\x00\xd8" * 90,
        UndecodableInput,
    ),
    ("nested 100,000 deep", "a.html", lambda: NESTED, TooDeep),
    ("a PDF that is cut", "a.pdf", lambda: with_content()[:300], BrokenDocument),
    ("a PDF in name and head only", "a.pdf", lambda: b"%PDF-1.7\nnothing of it", BrokenDocument),
    ("a PDF with a password", "a.pdf", lambda: with_content(locked=True), EncryptedDocument),
]


@pytest.mark.parametrize(("name", "content", "error"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_input_has_its_own_error_that_names_the_file(
    name: str, content: Callable[[], bytes], error: type[SkipReport]
) -> None:
    with pytest.raises(error) as caught:
        from_bytes(content(), name)
    assert caught.value.subject == name
    assert "\n" not in str(caught.value)


def test_endings_that_lie_do_not_matter() -> None:
    assert "two ships had left" in from_bytes(with_content(), "page.html").text.replace("\n", " ")
    page = b"<!doctype html><html><body><p>Two ships left the port.</p></body></html>"
    assert from_bytes(page, "page.txt").text == "Two ships left the port."
    assert (
        from_bytes(b"Two ships left; 3 < 4 and 5 > 2.", "page.html").text
        == "Two ships left; 3 < 4 and 5 > 2."
    )


def test_a_page_500_deep_is_read_to_its_bottom() -> None:
    page = b"<html><body>" + b"<div>" * 500 + b"Deep words stand here." + b"</div>" * 500 + b"</body></html>"
    assert from_bytes(page, "a.html").text == "Deep words stand here."


def covers(report: Report) -> bool:
    """Passages are ordered, apart, and hold every character that is not white space."""
    at = 0
    for passage in report.passages:
        if passage.span.start < at or report.text[at : passage.span.start].strip():
            return False
        at = passage.span.end
    return not report.text[at:].strip()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_covered_by_its_passages(text: str) -> None:
    try:
        report = from_bytes(text.encode("utf-8", errors="ignore"))
    except SkipReport:
        return
    assert covers(report)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</p>",
                "<p>",
                "<a href=x>",
                "</div>",
                "<script>",
                "Words stand here. ",
                "&amp;",
                "<br>",
                "<!--",
                "-->",
                "\x01",
                "😀",
            ]
        ),
        max_size=40,
    )
)
def test_any_tag_soup_is_covered_or_refused(pieces: list[str]) -> None:
    try:
        report = from_bytes(("<html>" + "".join(pieces)).encode(), "a.html")
    except SkipReport:
        return
    assert covers(report)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert covers(from_bytes(data))
    except SkipReport:
        return
