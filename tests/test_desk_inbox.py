"""The inbox: dropped and pasted reports are read in processes of their own; what is not read is named."""

import html
import json
import re

import pytest
from tests.desk import csrf, opened, until_read

from accordingto.desk.folder import Folder, safe_name
from accordingto.report import Sidecar

PAGE = """<html><head><title>Boats leave Elmwick</title></head><body><article>
<h1>Boats leave Elmwick</h1>
<p>The mayor of Elmwick said on Tuesday that about 40 boats had left the harbour.
<script>document.title = "taken over"</script><img src="http://outside.example/pixel.png"></p>
<p>Fishermen denied the claim, according to the Elmwick Courier. The harbour office did not respond.</p>
</article></body></html>"""
HOSTILE = 'Officials said <b onclick="x()">forty</b> boats left.\n\n<script>x()</script>'
PASTED = """Two crews missing off Elmwick as search goes on

ELMWICK, Oct. 21 — Two crews are missing, their families said on Wednesday.

The coast guard denied it, and said the search goes on.
"""


@pytest.fixture(scope="module")
def dropped(tmp_path_factory):
    """A desk on which a page, a file that is none, and a text were dropped; and the ledger's folder."""
    folder = tmp_path_factory.mktemp("inbox")
    with opened(folder / "l.db", workers=1) as client:
        word = {"csrf": csrf(client)}
        files = [("files", ("boats.html", PAGE.encode())), ("files", ("broken.pdf", b"%PDF-1.7\nno page"))]
        assert client.post("/inbox", data=word, files=files).status_code == 303
        said = {"publisher": "Elmwick Courier", "published": "2026-10-21"}
        assert client.post("/inbox", data=word | said | {"text": PASTED}).status_code == 303
        hostile = {"text": HOSTILE, "publisher": "<i>Courier</i>"}
        assert client.post("/inbox", data=word | hostile).status_code == 303
        yield client, folder, until_read(client)


def test_each_report_is_read_and_shown_with_its_claims(dropped):
    _, _, shown = dropped
    assert re.search(r'href="/reports/\w{64}"><bdi>Boats leave Elmwick</bdi></a>', shown)
    assert re.search(r'href="/reports/\w{64}"><bdi>Two crews missing[^<]*</bdi></a>', shown)


def test_what_cannot_be_read_is_named_with_its_reason(dropped):
    _, _, shown = dropped
    failed = re.search(r'<li class="s-failed">.*?</li>', shown, re.DOTALL)[0]
    assert "inbox/broken.pdf" in failed
    assert re.search(r'class="why-not">[^<]+<', failed)


def test_the_folder_keeps_only_what_is_not_in_the_ledger(dropped):
    _, folder, _ = dropped
    assert [path.name for path in (folder / "l-inbox").iterdir()] == ["broken.pdf"]


def test_what_was_said_of_a_pasted_text_goes_with_it(dropped):
    client, _, shown = dropped
    page = client.get(re.search(r'href="(/reports/\w{64})"><bdi>Two crews', shown)[1]).text
    assert "<bdi>Elmwick Courier</bdi>" in page
    assert "<bdi>21 October 2026</bdi>" in page


def test_a_dropped_page_is_never_shown_as_a_page(dropped):
    client, _, shown = dropped
    page = client.get(re.search(r'href="(/reports/\w{64})"><bdi>Boats', shown)[1]).text
    assert "about 40 boats" in page
    assert "outside.example" not in page
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/desk.js" defer>']


def test_text_that_looks_like_markup_is_shown_as_text(dropped):
    client, _, shown = dropped
    page = client.get(re.search(r'href="(/reports/\w{64})"><bdi>inbox/Officials said', shown)[1]).text
    assert "<script>x()" not in page
    assert 'onclick="' not in page
    assert "<i>Courier" not in page
    assert "&lt;i&gt;Courier" in page


def test_what_a_killed_desk_had_not_read_is_named_at_the_next_start(tmp_path):
    folder = Folder(tmp_path / "l.db")
    kept = folder.keep("late.txt", b"The mayor said so.", Sidecar(publisher="Courier"))
    (kept.parent / ".half.txt.part").write_bytes(b"half of it")
    with opened(tmp_path / "l.db", workers=0) as client:
        shown = client.get("/inbox").text
        assert "left from before" in shown
        assert "inbox/late.txt" in shown
        assert not (kept.parent / ".half.txt.part").exists()
        assert (
            client.post("/inbox/again", data={"csrf": csrf(client), "name": "inbox/late.txt"}).status_code
            == 303
        )
        assert 'class="s-waiting"' in client.get("/inbox").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published", "21.10.2026"),
        ("published", "2026-13-40"),
        ("url", "javascript:alert(1)"),
        ("url", "file:///etc/passwd"),
        ("url", "http://[half"),
    ],
)
def test_a_field_that_cannot_be_used_is_said_and_what_was_typed_stays(tmp_path, field, value):
    with opened(tmp_path / "l.db", workers=0) as client:
        answer = client.post("/inbox", data={"csrf": csrf(client), "text": "A long text.", field: value})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "A long text." in answer.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.html", "report.html"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".hidden", "hidden"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("доклад.html", "доклад.html"),
        ("x" * 400 + ".html", "x" * 120 + ".html"),
        ("con:aux?.txt", "con_aux_.txt"),
    ],
)
def test_a_files_name_is_made_safe(given, kept):
    assert safe_name(given) == kept


@pytest.mark.parametrize("given", ["", "...", "/", "x.txt.meta.json"])
def test_a_name_that_cannot_be_kept_is_replaced(given):
    assert re.fullmatch(r"pasted .*\.txt", safe_name(given))


def test_the_same_report_twice_is_one_file_and_another_of_the_same_name_is_two(tmp_path):
    folder = Folder(tmp_path / "l.db")
    first = folder.keep("a.txt", b"one", Sidecar(publisher="A"))
    assert folder.keep("a.txt", b"one", Sidecar(publisher="A")) == first
    assert folder.keep("a.txt", b"two", Sidecar(publisher="A")).name == "a-2.txt"
    assert folder.keep("a.txt", b"one", Sidecar(publisher="B")).name == "a-3.txt"
    assert json.loads((first.parent / "a.txt.meta.json").read_text()) == {"publisher": "A"}


def test_a_sidecar_dropped_with_its_file_tells_of_it(tmp_path):
    with opened(tmp_path / "l.db", workers=0) as client:
        told = {"publisher": "Elmwick Courier", "published": "2026-10-21", "collector": "ours"}
        files = [
            ("files", ("crews.txt", PASTED.encode())),
            ("files", ("crews.txt.meta.json", json.dumps(told).encode())),
        ]
        typed = {"csrf": csrf(client), "published": "2026-10-22"}  # what is typed goes before
        assert client.post("/inbox", data=typed, files=files).status_code == 303
        kept = json.loads((tmp_path / "l-inbox" / "crews.txt.meta.json").read_text())
        assert kept == {"publisher": "Elmwick Courier", "published": "2026-10-22"}


@pytest.mark.parametrize(
    ("name", "says", "reason"),
    [
        ("crews.txt.meta.json", b"{", "not valid JSON"),
        ("crews.txt.meta.json", b'{"published": "soon"}', "is not a date"),
        ("other.txt.meta.json", b"{}", "the file that it goes with was not dropped with it"),
    ],
)
def test_a_sidecar_that_cannot_be_used_is_named(tmp_path, name, says, reason):
    with opened(tmp_path / "l.db", workers=0) as client:
        files = [("files", ("crews.txt", PASTED.encode())), ("files", (name, says))]
        answer = client.post("/inbox", data={"csrf": csrf(client)}, files=files)
        assert answer.status_code == 422
        assert name in answer.text
        assert reason in html.unescape(answer.text)
