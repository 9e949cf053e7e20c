"""Every text that may be read out of some bytes: encodings, escapes, markup, archives, PDF, metadata.

What cannot be opened or is too large to be searched is named as such (`Unsearched`), never passed over.
"""

import base64
import bz2
import gzip
import html
import io
import lzma
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

import pypdfium2

from accordingto.errors import AccordingToError

DEEPEST = 6  # archive in archive in archive …
LARGEST = 1 << 30  # bytes that one thing may unpack to
# Encodings of one byte in which Cyrillic was and is written; UTF-8 and UTF-16 are tried before.
_ONE_BYTE = ("cp1251", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic", "cp1252")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_HEX = re.compile(rb"<((?:[0-9A-Fa-f]{2}\s*){4,})>")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}[\r\n]*){3,}(?:[A-Za-z0-9+/_-]{2,3}={0,2})?")
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_PACKED = (*_ARCHIVES, b"%PDF", b"\x89PNG")
_OPENED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_TAG = re.compile(r"<[^<>]*>")
_BACKSLASH = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|([nrtbf/\\\"\']))"
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_QUOTED = re.compile(r"(?:=[0-9A-Fa-f]{2}(?:=\r?\n)?)+")
_HYPHEN = re.compile(r"[-\u2010\u00ad]\s*\n\s*")
_RTF = re.compile(r"\\u(-?\d{1,5})\??")


class Unsearched(AccordingToError):
    """A part of an output that could not be opened: nothing may leave that was not searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A text and where it stands: "e.zip › data/claims.json, escaped"."""

    place: str
    text: str


def layers(data: bytes, place: str, depth: int = 0) -> Iterator[Layer]:
    """Every reading of these bytes. Raises Unsearched for what is there and cannot be read."""
    yield Layer(place=f"{place} (its name)", text=_unquoted(place))
    for reading, text in _texts(data):
        where = f"{place}{reading}"
        yield Layer(place=where, text=text)
        yield from (Layer(place=f"{where}, {how}", text=t) for how, t in _unescaped(text))
    if depth > DEEPEST:
        raise Unsearched(place, "is packed more often than can be searched")
    for name, inner in _inside(data, place):
        yield from layers(inner, f"{place} › {name}", depth + 1)


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    if data.startswith(_ARCHIVES):  # noise but for what is unpacked
        yield "", data.decode("utf-8", "ignore")
        return
    try:
        text, clean = data.decode("utf-8"), True
    except UnicodeDecodeError:
        text, clean = data.decode("utf-8", "ignore"), False
    yield "", text
    if not clean:
        for encoding in _ONE_BYTE:
            yield f", read as {encoding}", data.decode(encoding, "ignore")
    if b"\x00" in data or b"\x04" in data:  # half of each letter, Latin or Cyrillic, in UTF-16
        for start in (0, 1):
            for encoding in ("utf-16-le", "utf-16-be"):
                yield f", read as {encoding}", data[start:].decode(encoding, "ignore")
        if data.count(b"\x00\x00") > 1:
            for start in range(4):
                for encoding in ("utf-32-le", "utf-32-be"):
                    yield f", read as {encoding}", data[start:].decode(encoding, "ignore")


def _unescaped(text: str) -> Iterator[tuple[str, str]]:
    """The text with its escapes undone, one after the other, as often as that changes it; and its markup."""
    current = text
    for _ in range(4):
        before = current
        if "&" in current and (plain := html.unescape(current)) != current:
            current = plain
            yield "HTML escapes", current
        if "\\" in current and (plain := _BACKSLASH.sub(_point, current)) != current:
            current = _paired(plain)
            yield "backslash escapes", current
        if "\\u" in current and (plain := _RTF.sub(lambda m: chr(int(m[1]) % 65536), current)) != current:
            yield "RTF escapes", plain
        if _PERCENT.search(current):
            for encoding in ("utf-8", "cp1251"):
                if (plain := urllib.parse.unquote(current, encoding, "replace")) != current:
                    yield "percent escapes", plain
            current = urllib.parse.unquote(current)
        if "=" in current and (plain := _QUOTED.sub(_octets, current)) != current:
            yield "quoted-printable", plain
        if current == before:
            break
    if "<" in current:
        yield "markup taken out", _TAG.sub("", current)
        yield "markup taken out", _TAG.sub(" ", current)
    if _HYPHEN.search(current):
        yield "hyphens taken out", _HYPHEN.sub("", current)


def _unquoted(place: str) -> str:
    return urllib.parse.unquote(place)


def _point(found: re.Match[str]) -> str:
    braced, four, eight, two, octal, simple = found.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    number = int(octal, 8) if octal else int(braced or four or eight or two, 16)
    return chr(number) if number < 0x110000 else found[0]


def _paired(text: str) -> str:
    """Halves of surrogate pairs put together; bytes that escapes spelled out read as UTF-8 where they are."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    try:
        return text + "\n" + text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _octets(found: re.Match[str]) -> str:
    octets = bytes.fromhex(re.sub(r"=\r?\n|=|\s", "", found[0]))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1251", "replace")


def _inside(data: bytes, place: str) -> Iterator[tuple[str, bytes]]:
    """What is packed in these bytes, by its beginning."""
    if data.startswith(b"PK\x03\x04") or data[-66000:].find(b"PK\x05\x06") >= 0:
        yield from _zip(data, place)
    elif opened := next((opens for magic, opens in _OPENED if data.startswith(magic)), None):
        yield "unpacked", _bounded(cast(IO[bytes], opened(io.BytesIO(data))), place)
    elif data[:1024].find(b"%PDF-") >= 0:
        yield from _pdf(data, place)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _png(data)
    yield from _base64(data)


def _zip(data: bytes, place: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield "comment", archive.comment
            for entry in archive.infolist():
                yield f"{entry.filename} (its fields)", entry.comment + b"\n" + entry.extra
                with archive.open(entry) as member:
                    yield entry.filename, _bounded(member, f"{place} › {entry.filename}")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise Unsearched(place, f"a zip that cannot be searched: {error}") from error


def _bounded(file: IO[bytes], place: str) -> bytes:
    try:
        with file:
            data = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        raise Unsearched(place, f"cannot be unpacked: {error}") from error
    if len(data) > LARGEST:
        raise Unsearched(place, "unpacks to more than can be searched")
    return data


def _pdf(data: bytes, place: str) -> Iterator[tuple[str, bytes]]:
    """Streams as they unpack, strings written in hex, and what a reader of the pages and fields gets."""
    for number, found in enumerate(_PDF_STREAM.finditer(data)):
        try:
            plain = zlib.decompressobj().decompress(found[1], LARGEST)
        except zlib.error:
            continue  # not packed, or with another filter: its bytes were searched as they are
        yield f"stream {number}", plain
        yield from _hex(plain, f"stream {number}")
    yield from _hex(data, "strings")
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            told = [f"{k}: {v}" for k, v in document.get_metadata_dict().items()]
            told += [bookmark.get_title() for bookmark in document.get_toc()]
            for page in document:
                told.append(page.get_textpage().get_text_bounded())
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Unsearched(place, f"a PDF that cannot be searched: {error}") from error
    yield "pages, fields and bookmarks", "\n".join(told).encode(errors="replace")


def _hex(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    strings = [bytes.fromhex(found[1].decode()) for found in _HEX.finditer(data)]
    if strings:
        yield f"{name} in hex", b"".join(strings)
        yield f"{name} in hex, apart", b"\n\x00".join(strings)


def _png(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The chunks of text, unpacked where they are packed."""
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            for start in range(len(body)):
                if body[start] == 0x78:  # how a zlib stream begins
                    try:
                        yield f"{kind.decode()} chunk", zlib.decompressobj().decompress(body[start:], LARGEST)
                    except zlib.error:
                        continue
        at += 12 + size


def _base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    for found in _BASE64.finditer(data):
        packed = re.sub(rb"[\r\n=]", b"", found[0]).replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):  # a word before it ("base64,") shifts what follows
            whole = packed[start:]
            whole = whole[: len(whole) - (len(whole) % 4 == 1)]  # one letter alone holds no octet
            plain = base64.b64decode(whole + b"=" * (-len(whole) % 4))
            if _is_text(plain) or plain.startswith(_PACKED):
                yield "base64", plain


def _is_text(plain: bytes) -> bool:
    """True for what may be words in some encoding: long words of Latin letters decode to noise."""
    if plain.count(b"\x00") + plain.count(b"\x04") > len(plain) // 4:  # UTF-16, Latin or Cyrillic
        return True
    read = plain.decode("utf-8", "ignore")
    return len(read.encode()) > 0.8 * len(plain) and sum(map(str.isprintable, read)) > 0.8 * len(read)
