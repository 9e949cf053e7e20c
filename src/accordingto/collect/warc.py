"""Web archives: pages out of WARC (ISO 28500) and WACZ files, each with the record of how it was got.

An archive is first scanned for where its pages are, then each page is taken out on its own, so that a large
archive needs no more memory than its largest page. Run both in worker processes: what comes in is hostile.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from accordingto.collect.caps import Caps, standard
from accordingto.collect.inflate import inflated
from accordingto.collect.web import TOOL, kept_headers
from accordingto.errors import BadReply, BrokenDocument, EmptyInput, MissingInput, TooLarge, UnreadableInput
from accordingto.report import Sidecar, Snapshot
from accordingto.retrieval import Retrieval

_PAGES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain", "")
_MEMBERS = 10_000  # files in a WACZ


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A page in an archive: `member` names the WARC within a WACZ, `offset` its first byte there."""

    archive: Path
    member: str | None
    offset: int
    address: str

    def __str__(self) -> str:
        return f"{self.archive}: {self.address}"


def scan(archive: Path) -> tuple[Located, ...]:
    """Every page in an archive, in its order: answers with status 200 that may hold a report.

    Raises MissingInput, UnreadableInput, BrokenDocument, or TooLarge. What stands before the place where
    an archive breaks is not given: a damaged archive is named whole.
    """
    found = []
    with _named(archive):
        for member in _members(archive):
            with _opened(archive, member) as stream:
                for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
                    if _is_page(record):
                        address = str(record.headers.get("WARC-Target-URI") or "").strip("<> ")
                        found.append(
                            Located(archive=archive, member=member, offset=record.stream_pos, address=address)
                        )
    return tuple(found)


def snapshot(page: Located, caps: Caps | None = None) -> Snapshot:
    """A page with its retrieval record. Raises as `scan`, and BadReply where its packing is broken."""
    caps = caps or standard()
    with _named(page.archive), _opened(page.archive, page.member) as stream:
        stream.seek(page.offset)
        record = next(iter(ArchiveIterator(stream, parse_http=True)), None)
        if record is None or not _is_page(record):
            raise BrokenDocument(str(page), "the archive was changed while it was read")
        if record.content_length > caps.bytes:
            raise TooLarge(str(page), f"more than the {caps.bytes / 1e6:g} MB that are read")
        data = record.reader.read(caps.bytes + 1)
        if len(data) != record.content_length:
            raise BrokenDocument(str(page), "the archive is cut off within it")
        headers = [(str(k), str(v)) for k, v in record.http_headers.items()]
        taken = {name: str(record.headers.get(name) or "") for name in ("WARC-Record-ID", "WARC-IP-Address")}
        at = _moment(str(record.headers.get("WARC-Date") or ""), page)
        status = 200  # `_is_page` takes no other
    data = _unpacked(str(page), data, {k.lower(): v for k, v in headers}, caps)
    if not data:
        raise EmptyInput(str(page), "an answer without a body")
    return Snapshot(
        path=page.address,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        retrieved=at,
        sidecar=Sidecar(url=page.address),
        retrieval=Retrieval(
            requested=page.address,
            address=page.address,
            at=at,
            status=status,
            headers=kept_headers(headers),
            peer=taken["WARC-IP-Address"] or None,
            via=f"{page.archive.name} {taken['WARC-Record-ID'].strip('<>')}".strip(),
            tool=TOOL,
        ),
    )


def _is_page(record: Any) -> bool:
    if record.http_headers is None or record.http_headers.status_code != 200:
        return False
    kind = str(record.http_headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    address = str(record.headers.get("WARC-Target-URI") or "").strip("<> ")
    return kind in _PAGES and address.startswith(("http://", "https://")) and address.isprintable()


def _members(archive: Path) -> list[str | None]:
    """The WARC files in a WACZ; None stands for an archive that is one itself."""
    if not zipfile.is_zipfile(archive):
        return [None]
    with zipfile.ZipFile(archive) as packed:
        names = sorted(i.filename for i in packed.infolist() if not i.is_dir())
    if len(names) > _MEMBERS:
        raise TooLarge(str(archive), f"more than {_MEMBERS} files in it")
    found = [n for n in names if n.startswith("archive/") and n.endswith((".warc", ".warc.gz"))]
    if not found:
        raise BrokenDocument(str(archive), "a zip file, but no WACZ: no archive/*.warc in it")
    return list(found)


@contextmanager
def _opened(archive: Path, member: str | None) -> Iterator[IO[bytes]]:
    if member is None:
        with archive.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(archive) as packed, packed.open(member) as inner:
        yield inner


@contextmanager
def _named(archive: Path) -> Iterator[None]:
    """What goes wrong with an archive is an error that names it."""
    try:
        yield
    except FileNotFoundError:
        raise MissingInput(str(archive), "no such file") from None
    except (IsADirectoryError, PermissionError) as error:
        raise UnreadableInput(str(archive), error.strerror or "may not be opened") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError) as error:
        raise BrokenDocument(str(archive), f"its zip cannot be read ({error})") from None
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise BrokenDocument(str(archive), f"not a web archive, or damaged ({error})") from None


def _moment(text: str, page: Located) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BrokenDocument(str(page), "its record has no date") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _unpacked(subject: str, data: bytes, headers: dict[str, str], caps: Caps) -> bytes:
    """The page as it was sent, out of chunks and packing; some archives keep it unpacked already."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _joined(data)
    how = headers.get("content-encoding", "")
    try:
        return b"".join(inflated(subject, [data], how, caps))
    except BadReply:
        if data.lstrip().startswith((b"<", b"%PDF")):
            return data
        raise


def _joined(data: bytes) -> bytes:
    """Chunks in one piece (RFC 9112, section 7.1); what is not in chunks stays as it is."""
    stream = io.BytesIO(data)
    out: list[bytes] = []
    while line := stream.readline(1024):
        size = line.partition(b";")[0].strip()
        if not size or len(size) > 8 or size.strip(b"0123456789abcdefABCDEF"):
            return data
        chunk = stream.read(int(size, 16))
        if not chunk:
            return b"".join(out)
        out.append(chunk)
        stream.readline(3)
    return data
