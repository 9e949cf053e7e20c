"""A withheld voice cannot be read from anything that leaves: wherever a sealed name stands, it is found."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import quopri
import unicodedata
import urllib.parse
import zipfile
import zlib

import docx
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.errors import WithheldFound
from accordingto.keep.proof import Proof

NAME = "Агафья Щеглова"
PROOF = Proof({"seal-1": [NAME]})
SAYINGS = [
    "Агафья Щеглова",
    "АГАФЬЯ ЩЕГЛОВА",
    "Агафьи Щегловой",
    "Щегловой Агафье",
    "Агафью Ивановну Щеглову",
    "А. Щеглова",
    "Щегловой А. И.",
    "Agafya Shcheglova",
    "Agafia Shcheglova",
    "Agafʹâ Ŝeglova",
    "Agafi'a Shcheglovoy",
    "Shcheglova, Agafia",
    "A. Shcheglova's",
    "Агаф\u00adья Щегло\u200bва",
    "Агафьей\nЩегловой",
]


def utf8(text: str) -> bytes:
    return text.encode()


def zipped(name: str, data: bytes, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def pdf(text: str, *, title: str = "", compress: bool = True) -> bytes:
    made = FPDF()
    made.set_compression(compress)
    if title:
        made.set_title(title)
    made.add_page()
    made.set_font("Helvetica", size=10)
    made.multi_cell(0, text=text)
    return bytes(made.output())


def word(text: str, *, author: str = "", runs: int = 1) -> bytes:
    made = docx.Document()
    paragraph = made.add_paragraph()
    size = -(-len(text) // runs)
    for at in range(0, len(text), size):
        paragraph.add_run(text[at : at + size]).bold = bool(at % 2)
    made.core_properties.author = author
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def png(text: str) -> bytes:
    body = b"Author\x00\x00\x00\x00\x00" + text.encode()
    packed = b"Author\x00\x01\x00\x00\x00" + zlib.compress(text.encode())
    chunks = b"".join(
        len(b).to_bytes(4) + b"iTXt" + b + zlib.crc32(b"iTXt" + b).to_bytes(4) for b in (body[:0] + packed,)
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def pdf_hex(text: str) -> bytes:
    return pdf("Nothing here.").replace(b"%%EOF", b"<" + text.encode("utf-16-be").hex().encode() + b">%%EOF")


PLACES = {
    "utf-8": utf8,
    "utf-8 decomposed": lambda t: unicodedata.normalize("NFD", t).encode(),
    "utf-8 with a mark": lambda t: t.encode("utf-8-sig"),
    "utf-16-le": lambda t: t.encode("utf-16-le"),
    "utf-16-be at an odd offset": lambda t: b"x" + t.encode("utf-16-be"),
    "utf-32": lambda t: t.encode("utf-32-be"),
    "html": lambda t: f"<p title='{html.escape(t)}'>x</p>".encode(),
    "html decimal": lambda t: "".join(f"&#{ord(c)};" for c in t).encode(),
    "html hexadecimal": lambda t: "".join(f"&#x{ord(c):x};" for c in t).encode(),
    "html between tags": lambda t: ("<b>" + "</b><b>".join(t) + "</b>").encode(),
    "json": lambda t: json.dumps({"a": [t]}).encode(),
    "json in json": lambda t: json.dumps({"a": json.dumps([t])}).encode(),
    "json in html": lambda t: html.escape(json.dumps([t])).encode(),
    "percent": lambda t: urllib.parse.quote(t).encode(),
    "percent twice": lambda t: urllib.parse.quote(urllib.parse.quote(t)).encode(),
    "percent in a query": lambda t: ("https://a.example/?q=" + urllib.parse.quote_plus(t)).encode(),
    "quoted-printable": lambda t: quopri.encodestring(t.encode()),
    "base64": lambda t: b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(t.encode()),
    "base64 of utf-16": lambda t: b"data:text/plain;base64," + base64.b64encode(t.encode("utf-16-le")),
    "bytes escaped": lambda t: "".join(f"\\x{b:02x}" for b in t.encode()).encode(),
    "zip": lambda t: zipped("a.txt", t.encode()),
    "zip in zip": lambda t: zipped("a.zip", zipped("b.txt", t.encode("utf-16"))),
    "name in a zip": lambda t: zipped(t.replace(" ", "_") + ".txt", b"x"),
    "comment of a zip": lambda t: zipped("a.txt", b"x", comment=t.encode()),
    "gzip": lambda t: gzip.compress(t.encode()),
    "two gzips in one": lambda t: gzip.compress(b"first") + gzip.compress(t.encode()),
    "bzip2": lambda t: bz2.compress(t.encode()),
    "xz": lambda t: lzma.compress(t.encode()),
    "author of a Word file": lambda t: word("Nothing here.", author=t.replace("\n", " ")),
    "text of a Word file": lambda t: word(t.replace("\n", " ")),
    "text of a Word file in runs": lambda t: word(t.replace("\n", " "), runs=5),
    "title of a PDF": lambda t: pdf("Nothing here.", title=t),
    "hex in a PDF": pdf_hex,
    "chunk of a PNG": png,
}


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=12)
@given(saying=st.sampled_from(SAYINGS), before=st.text(max_size=12), after=st.text(max_size=12))
def test_a_sealed_name_is_found_wherever_it_is_planted(place, saying, before, after):
    fits = "".join(c if c.isprintable() and not c.isalnum() and c not in "&%\\=<" else " " for c in before)
    rest = "".join(c if c.isprintable() and not c.isalnum() and c not in "&%\\=>" else " " for c in after)
    data = PLACES[place](f"{fits} {saying} {rest}")
    assert any(PROOF.hits(data, "out"))


@pytest.mark.parametrize("saying", [s for s in SAYINGS if s.isascii() and "\n" not in s])
@pytest.mark.parametrize("compress", [True, False])
def test_a_sealed_name_on_the_page_of_a_pdf_is_found(saying, compress):
    assert any(PROOF.hits(pdf(f"She is {saying}.", compress=compress), "out.pdf"))


def test_a_sealed_name_broken_over_two_lines_is_found():
    assert any(PROOF.hits("это Агафья Щег-\nлова".encode(), "out.txt"))


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"])
def test_a_sealed_name_in_an_encoding_of_one_byte_is_found(encoding):
    assert any(PROOF.hits("свидетель Агафья Щеглова".encode(encoding), "out.txt"))


@pytest.mark.parametrize(
    "name",
    ["agafya_shcheglova.html", "ЩегловаАгафья.pdf", "%D0%90%D0%B3%D0%B0%D1%84%D1%8C%D1%8F-Щеглова.csv"],
)
def test_a_sealed_name_in_a_file_name_is_found(name):
    assert any(PROOF.hits(b"nothing", name))


@pytest.mark.parametrize(
    ("sealed", "text"),
    [
        pytest.param("+7 912 345-67-89", "call +79123456789 now", id="telephone, other grouping"),
        pytest.param(
            "+7 912 345-67-89", "8 (912) 345 67 89 and +7 (912) 345.67.89", id="telephone, brackets"
        ),
        pytest.param("agafya@mail.example", "mailto:agafya%40mail.example", id="mail address"),
        pytest.param("Lesnaya 14, flat 3", "at Lesnaya 14 flat 3", id="address"),
        pytest.param("Agafya Shcheglova", "письмо Агафьи Щегловой", id="sealed in Latin, found in Cyrillic"),
        pytest.param("Ольга Бондар", "лист Ользі Бондар", id="consonant that changes"),
        pytest.param("José Núñez", "JOSE NUNEZ", id="accents"),
    ],
)
def test_what_else_is_sealed_is_found(sealed, text):
    assert any(Proof({"s": [sealed]}).hits(text.encode(), "out"))


@pytest.mark.parametrize(
    "text",
    [
        "Агафья сказала это вчера. Щегловы спорили о другом весь год.",
        "Щегол пел у Агафоновых.",
        "A. Shchukin met Agafon.",
        "two former inmates said",
        json.dumps({"sha256": "ab" * 32, "text": "internationalization of misunderstandings"}),
    ],
)
def test_what_is_not_the_name_stops_nothing(text):
    assert list(PROOF.hits(text.encode(), "out.txt")) == []


def test_the_place_is_named_and_never_the_string():
    data = zipped("claims.json", json.dumps([NAME]).encode())
    with pytest.raises(WithheldFound) as stopped:
        PROOF.check([("d.html", b"clean"), ("e.zip", data)])
    said = str(stopped.value)
    assert said.startswith("e.zip › claims.json, backslash escapes: tells who a withheld voice is")
    assert not any(part in said for part in ("Агафья", "Щеглова", "heglova"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(zipped("a", b"x" * 50)[:-30], "cannot be searched", id="zip cut off"),
        pytest.param(gzip.compress(b"x" * 500)[:-9], "cannot be unpacked", id="gzip cut off"),
        pytest.param(b"%PDF-1.7 nothing of a page", "cannot be searched", id="broken PDF"),
    ],
)
def test_what_cannot_be_searched_does_not_leave(data, why):
    with pytest.raises(WithheldFound, match=why):
        PROOF.check([("out", data)])


def test_an_archive_packed_too_often_does_not_leave():
    data = b"nothing"
    for _ in range(9):
        data = gzip.compress(data)
    with pytest.raises(WithheldFound, match="more often than can be searched"):
        PROOF.check([("out", data)])
