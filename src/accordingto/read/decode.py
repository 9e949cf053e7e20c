"""Bytes to characters, and what kind of file they are.

The text of a file is its bytes decoded, nothing else: line ends stay as they stand. A byte order mark is
a signature of the encoding and not a character of the text (Unicode 16, section 23.8), so it goes.
"""

import codecs
import re
from enum import StrEnum

import charset_normalizer

from accordingto.errors import NotAReport, UndecodableInput
from accordingto.languages import lexicon


class Kind(StrEnum):
    """What a file is, by its content: endings lie."""

    HTML = "html"
    TEXT = "text"
    PDF = "pdf"


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I
)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_WEB_ARCHIVE = re.compile(r"^Content-Type:\s*multipart/related", re.I | re.M)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg|kml|gpx)\b",
    re.I | re.S,
)
_HTML_TAG = re.compile(
    r"</?(?:p|div|span|a|br|h[1-6]|ul|li|table|article|section|title|meta|script)\b[^<>]*>", re.I
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


def is_pdf(data: bytes) -> bool:
    """True if a PDF header stands in the first kilobyte, where readers look for it."""
    return b"%PDF-" in data[:1024]


def decode(subject: str, data: bytes, charset: str | None = None) -> str:
    """The characters of a text or HTML file; `charset` is what the server that sent it says of it.

    Tried in this order: byte order mark; UTF-8 in full; UTF-16 or UTF-32 without a mark; the server's
    charset; the one that the page declares; UTF-8 with a few spoilt bytes (each becomes U+FFFD); what
    charset-normalizer finds likeliest. The server comes before the page as in browsers (WHATWG Encoding),
    unless what it says is what servers say when nobody has set anything (bytes.toml).
    Raises NotAReport for binaries, UndecodableInput if no encoding gives text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(subject, data[len(mark) :], name)
    _refuse_binary(subject, data)
    for attempt in (_utf8, _wide, lambda bare: _named(bare, charset), _spoilt_utf8, _guessed):
        candidate = attempt(data)
        if candidate is not None:
            if _control_share(candidate) > lexicon("any", "bytes")["most_controls"]:
                raise NotAReport(subject, "binary content")
            return candidate
    raise UndecodableInput(subject, "no encoding fits its bytes")


def refuse_other_markup(subject: str, text: str) -> None:
    """Raise NotAReport for what is text to a machine but not to a reader."""
    head = text[:2000]
    if _WEB_ARCHIVE.search(head):
        raise NotAReport(subject, "a web archive (MHTML); save the page as HTML")
    if _FEED.match(head):
        raise NotAReport(subject, "a feed or other XML, not a page")


def kind_of(text: str, path: str) -> Kind:
    """HTML or plain text, by what stands in it; the ending decides only what the content leaves open."""
    if _HTML_START.match(text[:5000]):
        return Kind.HTML
    ending = path.lower().rpartition(".")[2]
    tags = len(_HTML_TAG.findall(text[:20000]))
    if ending in {"html", "htm", "xhtml", "shtml"}:
        return Kind.HTML if tags else Kind.TEXT
    return Kind.HTML if tags >= 20 and text.lstrip()[:1] == "<" else Kind.TEXT


def _marked(subject: str, data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        spoilt = data.decode(name, errors="replace")
        if spoilt.count("\ufffd") > lexicon("any", "bytes")["most_spoilt"] * len(spoilt):
            raise UndecodableInput(subject, f"marked as {name}, but it is not") from None
        return spoilt


def _refuse_binary(subject: str, data: bytes) -> None:
    for name, start in lexicon("any", "bytes")["signatures"].items():
        if data.startswith(bytes.fromhex(start)):
            raise NotAReport(subject, f"{name}, not a report")


def _utf8(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\x00" in text:
        return None
    # Pure ASCII with escapes is ISO-2022: let the declaration speak.
    return None if text.isascii() and "\x1b$" in text else text


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: text has a zero byte at every second (or three of four) place."""
    head = data[:4000]
    if head.count(0) < len(head) // 5:
        return None
    names = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and _control_share(text) == 0:
            return text
    return None


def _named(data: bytes, charset: str | None) -> str | None:
    """The text under the name that the server gives, or that the page does."""
    found = _DECLARED.search(data[:4096])
    names = [charset, found.group(1).decode("ascii") if found else None]
    if charset and charset.lower() in lexicon("any", "bytes")["unset"]:
        names.reverse()
    texts = (_under(data, name) for name in names if name)
    return next((text for text in texts if text is not None), None)


def _under(data: bytes, name: str) -> str | None:
    limits = lexicon("any", "bytes")
    name = limits["labels"].get(name.lower(), name)
    try:
        codec = codecs.lookup(name)
        if codec.name in limits["no_charsets"]:
            return None
        # Browsers read Latin-1 as windows-1252, because pages mean that (WHATWG Encoding Standard).
        text = data.decode("cp1252" if codec.name in {"iso8859-1", "ascii"} else codec.name)
    except (LookupError, UnicodeError, ValueError):  # ValueError: a name that is no name
        return None
    return None if _CONTROL.search(text) else text


def _spoilt_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", errors="replace")
    spoilt = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - spoilt
    limits = lexicon("any", "bytes")
    few = spoilt <= max(1, limits["most_spoilt"] * len(text))
    return text if few and whole > spoilt and "\x00" not in text else None


def _guessed(data: bytes) -> str | None:
    if b"\x00" in data:
        return None
    best = charset_normalizer.from_bytes(data, threshold=lexicon("any", "bytes")["most_chaos"]).best()
    return None if best is None else data.decode(best.encoding)


def _control_share(text: str) -> float:
    head = text[:100_000]
    return len(_CONTROL.findall(head)) / max(1, len(head))
