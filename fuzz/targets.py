"""What each parser is given, and the errors of ours that it may answer with; anything else is a finding."""

import asyncio
import gzip
import hashlib
import json
import pickle
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from fpdf import FPDF
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from accordingto import codebook
from accordingto.collect import files, listing, rules, warc
from accordingto.collect.listing import Kind, Listed
from accordingto.desk import forms
from accordingto.engine import answers
from accordingto.errors import AccordingToError, TooLarge
from accordingto.keep import custody
from accordingto.normalize.figure.scan import scan as quantities
from accordingto.normalize.place.alias import aliases
from accordingto.normalize.place.gazetteer import shipped
from accordingto.normalize.place.scan import scan as names
from accordingto.normalize.place.scan import words
from accordingto.normalize.time import bound_publication, times
from accordingto.publish import readback
from accordingto.read import read
from accordingto.report import Snapshot, Span

_LONGEST = 1 << 16  # bytes; what is longer tries time, not the parser


def _report(ending: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        never = datetime.fromtimestamp(0, tz=UTC)
        report = read(Snapshot(path=f"a.{ending}", data=data, sha256=sha256, retrieved=never))
        assert all(0 <= p.span.start <= p.span.end <= len(report.text) for p in report.passages)

    return target


def _sidecar(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_bytes(b"x")
        (Path(folder) / "a.txt.meta.json").write_bytes(data)
        files.snapshot(Path(folder) / "a.txt")


def _feed(data: bytes) -> None:
    kind = listing.kind_of(data, "")
    listing.entries(listing.Listed(data=data, kind=kind, base="https://a.example/", most=100))


def _rules(data: bytes) -> None:
    rules.verdict(rules.Question(text=data, agent="accordingto", address="https://a.example/a"))


def _answer(data: bytes) -> None:
    """What a worker sends that was taken over: a value of ours, or none."""
    with suppress(ValueError):
        answers.opened(data)


def _warc(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / ("a.warc.gz" if data[:2] == b"\x1f\x8b" else "a.warc")
        place.write_bytes(data)
        for page in warc.scan(place):
            warc.snapshot(page)


def _ledger(data: bytes) -> None:
    readback.loads(data)


def _custody(data: bytes) -> None:
    line = custody.whole(data)
    assert line is None or len(custody.own_hash(line)) == 64


def _codebook(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.toml"
        place.write_bytes(data)
        codebook.load(str(place))


def _form(data: bytes) -> None:
    """What is dropped on the desk, as its form brings it; the boundary is what the body says first."""
    kind = b"multipart/form-data; boundary=" + data.removeprefix(b"--").partition(b"\r\n")[0]
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind)], "app": None}
    parts = [data[at : at + 4096] for at in range(0, len(data), 4096)]

    async def receive() -> Message:
        body = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": body, "more_body": bool(parts)}

    async def read_form() -> None:
        form = await Request(scope, receive).form(max_files=9, max_fields=9, max_part_size=1 << 16)
        forms.uploads(form, "files")
        forms.text(form, "csrf")
        await form.close()

    with suppress(HTTPException):  # a form that is none
        asyncio.run(read_form())


def _within(spans: Iterable[Span], text: str) -> None:
    assert all(0 <= s.start <= s.end <= len(text) for s in spans)


def _times(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    found = times(text, date(2024, 5, 1))
    _within((w.span for w in found), text)
    bound_publication(text, times(text, None))


def _figures(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    _within((Span(q.start, q.end) for q in quantities(text)), text)


def _places(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    _within((Span(h.start, h.end) for h in names(text, words(text), shipped(), aliases())), text)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "html": _report("html"),
    "text": _report("txt"),
    "pdf": _report("pdf"),
    "sidecar": _sidecar,
    "feed": _feed,
    "rules": _rules,
    "answer": _answer,
    "warc": _warc,
    "ledger": _ledger,
    "custody": _custody,
    "codebook": _codebook,
    "form": _form,
    "times": _times,
    "figures": _figures,
    "places": _places,
}

_RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
    b"WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:a>\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: 63\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>It rained.</p>\r\n\r\n\r\n"
)


def _pdf() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=9)
    made.cell(text="Officials said it rained.")
    return bytes(made.output())


SEEDS: dict[str, tuple[bytes, ...]] = {
    "html": (
        b"<html><body><article><p>Officials said it rained.</p></article>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    ),
    "text": (b"It rained\n\nOfficials said it rained on Monday.\n", "Шёл дождь.".encode("cp1251")),
    "pdf": (_pdf(), b"%PDF-1.7\n"),
    "sidecar": (b'{"url": "https://a.example", "published": "2024-05-01"}', b"[]"),
    "feed": (
        b"<rss><channel><item><link>https://a.example/1</link></item></channel></rss>",
        b"<urlset><url><loc>https://a.example/</loc></url></urlset>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/a'/></entry></feed>",
    ),
    "rules": (b"User-agent: *\nDisallow: /*a$\nCrawl-delay: 3\n", b"\xef\xbb\xbfallow:/\xff"),
    "answer": (
        pickle.dumps((TooLarge("a", "b"), Listed(data=b"", kind=Kind.FEED, base="c", most=1), {1.5})),
        b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    ),
    "warc": (_RECORD, gzip.compress(_RECORD)),
    "ledger": (
        json.dumps({"format": readback.FORMAT} | {kind: [] for kind in readback.KINDS}).encode(),
        b"{}",
    ),
    "custody": (custody.canonical({"body": {}, "hash": "0" * 64, "n": 1, "previous": "0" * 64}),),
    "codebook": (codebook.text(codebook.shipped()[0]).encode(), b"[[stage]]\nname = 1\n"),
    "form": (
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nx\r\n'
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nIt rained.\r\n--b--\r\n",
        b"--b\r\nContent-Disposition: form-data; name*=utf-8''%zz\r\n\r\n",
    ),
    "times": (
        b"Between late May and 3 June 2023, two days after Easter, at 5 p.m. on Monday, said on 12/05/24.",
        "From the 1990s, in mid-2021–22, “more than a year” before.".encode(),
    ),
    "figures": (
        b"At least 14 of the 300 women, 4.5 percent, a dozen, $5 million to $7m, two and a half times.",
        "10 000, 1,000.5, 3–5, ½, twenty-five thousand, no fewer than ٣.".encode(),
    ),
    "places": (
        b"In Kyiv, Ukraine, north of St. Petersburg, IK-2, Kursk and Bryansk regions.",
        "Одеса".encode(),
    ),
}


def once(name: str, data: bytes) -> None:
    """One input to one parser: an error of ours is an answer, every other one is a finding."""
    try:
        TARGETS[name](data[:_LONGEST])
    except AccordingToError as error:
        assert "\n" not in str(error)  # the answer has to be one line
