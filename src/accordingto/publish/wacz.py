"""Originals as a web archive: WACZ 1.1.1 (the Webrecorder project's format), which replay tools open.

What was fetched is written as WARC response records with its headers and the time of its retrieval; what
came as a file goes in as a resource record under the address its sidecar names. Nothing is packed but the
index: the originals can be searched, and hashed, as they stand.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from accordingto import __version__
from accordingto.ledger.view import LedgerView
from accordingto.report import Report, Stated
from accordingto.retrieval import Retrieval

MEDIA_TYPE = "application/wacz+zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same originals give the same bytes
_WARC = "archive/data.warc"
# Headers of the wire: the body is kept unpacked, so they would lie. Replay tools know the prefix.
_WIRE = ("content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One original, where and when it was got, and its title; `retrieval` if it was fetched."""

    address: str
    at: datetime
    data: bytes
    title: str
    retrieval: Retrieval | None = None


def addressed(view: LedgerView) -> Iterator[tuple[str, Capture]]:
    """For every address at which a report of the view was got: the original's SHA-256, and a capture that
    still lacks its `data`."""
    reports = {r.id: r for r in view.reports}
    for kept in view.custody:
        report = reports.get(kept.report)
        for seen in kept.seen:
            record = seen.retrieval
            stated = kept.sidecar.url if kept.sidecar else None
            yield (
                kept.sha256,
                Capture(
                    address=(record.address if record else stated) or seen.address,
                    at=seen.at,
                    data=b"",
                    title=_title(report),
                    retrieval=record,
                ),
            )


def wacz(captures: Iterable[Capture], *, title: str) -> bytes:
    """The archive, the same bytes for the same captures."""
    written = sorted(captures, key=lambda c: (c.at, c.address, c.data))
    archive = io.BytesIO()
    writer = WARCWriter(archive, gzip=False, warc_version="1.1")
    lines, pages = [], []
    for capture in written:
        offset = archive.tell()
        digest = hashlib.sha256(capture.data).hexdigest()
        writer.write_record(_record(writer, capture, digest))
        place = {"offset": str(offset), "length": str(archive.tell() - offset), "filename": "data.warc"}
        lines.append(_index(capture, digest, place))
        pages.append(
            {"id": digest[:22], "url": capture.address, "title": capture.title, "ts": _iso(capture.at)}
        )
    files = {
        _WARC: archive.getvalue(),
        "indexes/index.cdx": "".join(sorted(lines)).encode(),
        "pages/pages.jsonl": _lines([{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}, *pages]),
    }
    created = max((c.at for c in written), default=datetime(1980, 1, 1, tzinfo=UTC))
    package = _package(files, title, created)
    files["datapackage.json"] = package
    files["datapackage-digest.json"] = json.dumps(
        {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
    ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name, data in files.items():
            zipped.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return out.getvalue()


def _record(writer: WARCWriter, capture: Capture, digest: str) -> Any:
    record = capture.retrieval
    name = hashlib.sha256(f"{capture.address}\n{_iso(capture.at)}\n{digest}".encode()).hexdigest()
    about = {
        "WARC-Date": _iso(capture.at),
        "WARC-Record-ID": f"<urn:uuid:{name[:8]}-{name[8:12]}-5{name[13:16]}-8{name[17:20]}-{name[20:32]}>",
    }
    if record and record.peer:
        about["WARC-IP-Address"] = record.peer
    payload = io.BytesIO(capture.data)
    if record is None:
        return writer.create_warc_record(
            capture.address, "resource", payload=payload, length=len(capture.data), warc_headers_dict=about
        )
    if record.certificate:
        about["WARC-Certificate-SHA256"] = record.certificate
    headers = [(f"X-Archive-Orig-{k}" if k.lower() in _WIRE else k, v) for k, v in record.headers]
    headers.append(("Content-Length", str(len(capture.data))))
    return writer.create_warc_record(
        capture.address,
        "response",
        payload=payload,
        http_headers=StatusAndHeaders(f"{record.status} OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )


def _index(capture: Capture, digest: str, place: Mapping[str, str]) -> str:
    """A line of CDXJ: the address in sort order, the time, and where the record stands."""
    record = capture.retrieval
    about = {
        "url": capture.address,
        "digest": f"sha256:{digest}",
        "mime": (record.header("content-type") if record else None) or "application/octet-stream",
        "status": record.status if record else 200,
        **place,
    }
    return f"{_surt(capture.address)} {capture.at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(about)}\n"


def _surt(address: str) -> str:
    """Host turned round, so that pages of one site stand together: "example,page)/a?b"."""
    rest = address.partition("://")[2]
    host, slash, path = rest.partition("/")
    return f"{','.join(reversed(host.lower().split('.')))}){slash or '/'}{path}".replace(" ", "%20")


def _package(files: Mapping[str, bytes], title: str, created: datetime) -> bytes:
    resources = [
        {
            "name": name.rsplit("/", 1)[-1],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in files.items()
    ]
    about = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": f"accordingto/{__version__}",
        "created": _iso(created),
        "resources": resources,
    }
    return json.dumps(about, indent=1).encode()


def _lines(rows: Iterable[object]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _title(report: Report | None) -> str:
    return report.title.value if report and isinstance(report.title, Stated) else ""
