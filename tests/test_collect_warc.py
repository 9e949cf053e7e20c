"""Web archives in and out: pages keep their time, what is damaged or hostile is named."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from counted import here
from fastwarc.warc import ArchiveIterator
from hostile_server import page, serving
from hypothesis import given
from hypothesis import strategies as st
from test_collect_watch import FIRST, SECOND, add, article
from typer.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from accordingto import gather, pipeline
from accordingto.cli import app
from accordingto.collect import warc
from accordingto.errors import BrokenDocument, MissingInput, SkipReport, TooLarge

A = "https://page.example/a"


def archive(path: Path, *captures: tuple[str, str, bytes, dict[str, str]], packed: bool = True) -> Path:
    """A WARC file: (address, time, body, headers) for each response, with what archives hold besides."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
    for address, at, body, headers in captures:
        lines = list(({"Content-Type": "text/html; charset=utf-8"} | headers).items())
        status = "404 Not Found" if "gone" in address else "200 OK"
        answer = StatusAndHeaders(status, lines, protocol="HTTP/1.1")
        about = {"WARC-Date": at, "WARC-IP-Address": "192.0.2.7"}
        for kind in ("request", "response"):
            record = writer.create_warc_record(
                address, kind, payload=io.BytesIO(body), http_headers=answer, warc_headers_dict=about
            )
            writer.write_record(record)
    path.write_bytes(out.getvalue())
    return path


def take(folder: Path, *archives: Path) -> gather.Round:
    return gather.import_warc(folder / "l.db", archives, actor="test", reading=here)


MORNING, EVENING = "2024-03-01T10:00:00Z", "2024-03-01T18:00:00Z"


def test_pages_come_with_their_time_and_record(tmp_path: Path) -> None:
    image = ("https://page.example/i.png", MORNING, b"\x89PNG", {"Content-Type": "image/png"})
    gone = ("https://page.example/gone", MORNING, b"", {})
    held = archive(tmp_path / "a.warc.gz", (A, MORNING, FIRST.encode(), {"ETag": '"1"'}), gone, image)
    found = take(tmp_path, held)
    assert (len(found.added), found.left) == (1, [])
    view = pipeline.view(tmp_path / "l.db")
    assert [r.path for r in view.reports] == [A]
    record = view.custody[0].seen[0].retrieval
    assert record is not None
    assert (record.at, record.peer, record.header("etag")) == (
        datetime(2024, 3, 1, 10, tzinfo=UTC),
        "192.0.2.7",
        '"1"',
    )
    assert record.via is not None
    assert record.via.startswith("a.warc.gz urn:uuid:")
    assert take(tmp_path, held).unchanged == 1


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(FIRST.encode()), {"Content-Encoding": "gzip"}),
        (FIRST.encode(), {"Content-Encoding": "gzip"}),  # kept unpacked by whoever archived it
        (f"{len(FIRST):x}\r\n{FIRST}\r\n0\r\n\r\n".encode(), {"Transfer-Encoding": "chunked"}),
        (FIRST.encode(), {"Transfer-Encoding": "chunked"}),
    ],
)
def test_packing_and_chunks_are_taken_off(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    held = archive(tmp_path / "a.warc", (A, MORNING, body, headers), packed=False)
    (located,) = warc.scan(held)
    assert warc.snapshot(located).data == FIRST.encode()


def test_versions_in_one_archive_are_edits(tmp_path: Path) -> None:
    bodies = [(A, at, body.encode(), {}) for at, body in ((MORNING, FIRST), (EVENING, SECOND))]
    found = take(tmp_path, archive(tmp_path / "a.warc.gz", *bodies))
    assert (len(found.added), len(found.changed)) == (1, 1)
    view = pipeline.view(tmp_path / "l.db")
    assert len(view.reports) == 1
    assert "60 people" in view.reports[0].text
    assert [(e.held, e.seen) for e in view.edits] == [
        (datetime(2024, 3, 1, 10, tzinfo=UTC), datetime(2024, 3, 1, 18, tzinfo=UTC))
    ]


def test_an_older_capture_that_comes_later_does_not_count_as_newest(tmp_path: Path) -> None:
    take(tmp_path, archive(tmp_path / "new.warc.gz", (A, EVENING, SECOND.encode(), {})))
    take(tmp_path, archive(tmp_path / "old.warc.gz", (A, MORNING, FIRST.encode(), {})))
    view = pipeline.view(tmp_path / "l.db")
    assert ["60 people" in r.text for r in view.reports] == [True]
    assert len(view.edits) == 1


def test_a_wacz_goes_out_and_comes_back(tmp_path: Path) -> None:
    with serving({"/a": page(FIRST, ETag='"1"'), "/b": page(article("The mayor said no."))}) as server:
        add(server, tmp_path / "l.db", "/a", "/b")
    out = tmp_path / "out.wacz"
    words = ["export", "--ledger", str(tmp_path / "l.db"), "--format", "wacz", "-o", str(out)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    first = out.read_bytes()
    assert CliRunner().invoke(app, words).exit_code == 0
    assert out.read_bytes() == first  # the same ledger, the same bytes
    with zipfile.ZipFile(out) as packed:
        package = json.loads(packed.read("datapackage.json"))
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()][1:]
        index = packed.read("indexes/index.cdx").decode().splitlines()
        data = packed.read("archive/data.warc")
    assert {r["path"] for r in package["resources"]} == {
        "archive/data.warc",
        "indexes/index.cdx",
        "pages/pages.jsonl",
    }
    assert sorted(p["url"] for p in pages) == [server.url("/a"), server.url("/b")]
    for line in index:  # each line leads to its record
        about = json.loads(line.split(" ", 2)[2])
        record = next(iter(ArchiveIterator(io.BytesIO(data[int(about["offset"]) :]), parse_http=True)))
        assert record.headers["WARC-Target-URI"] == about["url"]
    again = tmp_path / "again"
    again.mkdir()
    assert len(take(again, out).added) == 2
    ours, theirs = (pipeline.view(folder / "l.db") for folder in (tmp_path, again))
    assert [r.id for r in ours.reports] == [r.id for r in theirs.reports]
    assert [c.sha256 for c in ours.custody] == [c.sha256 for c in theirs.custody]


BROKEN: dict[str, tuple[Callable[[Path], object], type[SkipReport]]] = {
    "not there": (lambda p: None, MissingInput),
    "a folder": (lambda p: p.mkdir(), SkipReport),
    "no archive": (lambda p: p.write_bytes(b"<html>" * 99), BrokenDocument),
    "a zip without an archive": (
        lambda p: zipfile.ZipFile(p, "w").writestr("a.txt", "x"),
        SkipReport,
    ),
    "gzip that is none": (lambda p: p.write_bytes(b"\x1f\x8b" + b"x" * 99), SkipReport),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_archive_is_named(tmp_path: Path, case: str) -> None:
    make, error = BROKEN[case]
    make(tmp_path / "a.warc.gz")
    with pytest.raises(error, match=r"a\.warc\.gz"):
        assert warc.scan(tmp_path / "a.warc.gz") == ()
        raise BrokenDocument("a.warc.gz", "gave no page")  # read as empty: nothing came of it


def test_a_page_that_the_archive_is_cut_off_in_is_named(tmp_path: Path) -> None:
    body = FIRST.encode() * 20
    held = archive(tmp_path / "a.warc", (A, MORNING, body, {}), packed=False)
    whole = held.read_bytes()
    (located,) = warc.scan(held)
    held.write_bytes(whole[: whole.rindex(body) + len(body) // 2])
    with pytest.raises(BrokenDocument, match="cut off"):
        warc.snapshot(located)


def test_a_bomb_in_an_archive_is_named(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 60_000_000)
    held = archive(tmp_path / "a.warc.gz", (A, MORNING, bomb, {"Content-Encoding": "gzip"}))
    (located,) = warc.scan(held)
    with pytest.raises(TooLarge):
        warc.snapshot(located)


@given(st.binary(max_size=400), st.integers(0, 900))
def test_a_damaged_archive_is_read_or_named(tmp_path_factory, noise: bytes, at: int) -> None:
    path = tmp_path_factory.mktemp("w") / "a.warc"
    archive(path, (A, MORNING, FIRST.encode(), {}), packed=False)
    data = path.read_bytes()
    path.write_bytes(data[:at] + noise + data[at + len(noise) :])
    try:
        for located in warc.scan(path):
            warc.snapshot(located)
    except SkipReport as error:
        assert "a.warc" in str(error)
