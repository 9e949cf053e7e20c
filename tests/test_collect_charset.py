"""What a server says of the encoding reaches the reader: from the web, from archives, and on reading anew."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from counted import here, means
from hostile_server import page, serving
from test_collect_warc import archive, take
from typer.testing import CliRunner

from accordingto import gather, pipeline
from accordingto.cli import app
from accordingto.collect import watchlist
from accordingto.collect.watchlist import Source
from accordingto.collect.web import Web
from accordingto.read import read
from accordingto.report import Sidecar, Snapshot
from accordingto.retrieval import Retrieval

NOW = "2024-03-01T10:00:00Z"
AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
A = "https://page.example/a"
# Short on purpose: a guess takes each of these for another encoding (`test_without_it_…`).
UKRAINIAN = "Мер: міст закрито."
RUSSIAN = "Мост закрыт."
CZECH = "Starosta řekl, že most je uzavřen."


def html(text: str, declared: str = "") -> str:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>News</title></head><body><article><p>{text}</p></article></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "header", "declared"),
    [
        (UKRAINIAN, "koi8-u", "text/html; charset=koi8-u", ""),
        (UKRAINIAN, "cp1251", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "cp1251", 'text/html; Charset="Windows-1251"', ""),
        (RUSSIAN, "koi8-r", "text/html;charset=KOI8-R", ""),
        (RUSSIAN, "cp866", "text/html; charset=IBM866; a=b", ""),
        (RUSSIAN, "iso8859-5", "text/html; charset=iso-8859-5", ""),
        (RUSSIAN, "cp1251", "text/html; charset=x-cp1251", ""),
        (CZECH, "iso8859-2", "text/html; charset=iso-8859-2", ""),
        (RUSSIAN, "koi8-r", "text/html; charset=koi8-r", "windows-1251"),
        (RUSSIAN, "cp1251", "text/html; charset=ISO-8859-1", "windows-1251"),
        (RUSSIAN, "utf-8", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8", "windows-1251"),
        (RUSSIAN, "cp1251", "text/html; charset=undefined", "windows-1251"),
        (RUSSIAN, "cp1251", "text/html; charset=zlib", "windows-1251"),
        (RUSSIAN, "cp1251", "text/html; charset=no-such-thing", "windows-1251"),
    ],
    ids=[
        "Ukrainian in KOI8-U",
        "Ukrainian in windows-1251",
        "in quotes and capitals",
        "KOI8-R without a space",
        "DOS, and another parameter",
        "ISO",
        "a name of the web",
        "Czech",
        "the server before the page",
        "the page before what servers say unset",
        "UTF-8 whatever is said",
        "the page where the server is wrong",
        "no encoding: undefined",
        "no encoding: zlib",
        "no encoding at all",
    ],
)
def test_what_the_server_says_of_the_encoding_counts(
    text: str, encoding: str, header: str, declared: str
) -> None:
    data = html(text, declared).encode(encoding)
    record = Retrieval(
        requested=A, address=A, at=AT, status=200, headers=(("content-type", header),), tool="test"
    )
    snap = Snapshot(
        path=A, data=data, sha256="0" * 64, retrieved=AT, sidecar=Sidecar(url=A), retrieval=record
    )
    assert text in read(snap).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "koi8-u"),
        (UKRAINIAN, "cp1251"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (CZECH, "iso8859-2"),
    ],
)
def test_without_it_they_are_guessed_wrong(text: str, encoding: str) -> None:
    """So the test above can fail. Where a guess gets better, shorter texts are wanted."""
    snap = Snapshot(path="a.html", data=html(text).encode(encoding), sha256="0" * 64, retrieved=AT)
    assert text not in read(snap).text


def test_it_comes_along_from_the_web_and_on_reading_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = html(UKRAINIAN).encode("koi8-u")
    ledger = tmp_path / "l.db"
    with serving({"/a": page(body, Content_Type="text/html; charset=koi8-u")}) as server:
        how = means(Web(guard=server.guard()))
        sources = [Source(address=server.url("/a"))]
        gather.add(ledger, watchlist.standard(), sources, actor="test", means=how)
        (held,) = pipeline.view(ledger).reports
        assert UKRAINIAN in held.text
        monkeypatch.setattr(pipeline, "maker", lambda: "a newer version")
        assert gather.read_anew(ledger, actor="test", reading=here).read == 1
        (held,) = pipeline.view(ledger).reports
        assert UKRAINIAN in held.text
        # Read anew before it is compared, the page says what it said.
        monkeypatch.setattr(pipeline, "maker", lambda: "the newest version")
        assert gather.add(ledger, watchlist.standard(), sources, actor="test", means=how).unchanged == 1
    assert len(pipeline.view(ledger).custody[0].seen) == 1


@pytest.mark.parametrize("encoding", ["koi8-u", "windows-1251"])
def test_it_comes_along_from_archives_and_back(tmp_path: Path, encoding: str) -> None:
    headers = {"Content-Type": f"text/html; charset={encoding}"}
    held = archive(tmp_path / "a.warc.gz", (A, NOW, html(UKRAINIAN).encode(encoding), headers))
    take(tmp_path, held)
    out, again = tmp_path / "out.wacz", tmp_path / "again"
    words = ["export", "--ledger", str(tmp_path / "l.db"), "--format", "wacz", "-o", str(out)]
    assert CliRunner().invoke(app, words).exit_code == 0
    again.mkdir()
    take(again, out)
    for folder in (tmp_path, again):
        (report,) = pipeline.view(folder / "l.db").reports
        assert UKRAINIAN in report.text
