"""A skeptic's pass over guarded fetching: what each trick with an address, an answer or a proxy comes to.

The rows of docs/security.md, "Guarded fetching"; the older ones are in test_collect_web.py.
"""

import gzip
import socket
import zlib
from pathlib import Path

import pytest
from counted import means
from hostile_server import Answer, page, redirect, serving
from test_collect_tls import never, socks
from test_collect_watch import FIRST, gentle
from test_collect_web import OK, SMALL, fetch

from accordingto import gather, pipeline
from accordingto.collect.guard import Guard
from accordingto.collect.watchlist import Source
from accordingto.collect.web import NOT_KEPT, Web
from accordingto.errors import BadReply, RefusedAddress

# An address, and with what words it is refused before anything is looked up or connected to.
ADDRESSES = {
    "IPv6 zone": ("http://[fe80::1%25eth0]/", "zone"),
    "IPv6 zone, not escaped": ("http://[fe80::1%eth0]/", "zone"),
    "IPv6 zone on a public address": ("http://[2a00:1450::1%25eth0]/", "zone"),
    "mapped": ("http://[::ffff:10.0.0.1]/", "mapped form of 10.0.0.1"),
    "mapped, in full": ("http://[0:0:0:0:0:ffff:7f00:1]/", "mapped form of 127.0.0.1"),
    "mapped, of a public address": ("http://[::ffff:8.8.8.8]/", "mapped form of 8.8.8.8"),
    "NAT64": ("http://[64:ff9b::a9fe:a9fe]/", "NAT64 form of 169.254.169.254"),
    "NAT64 of a network's own": ("http://[64:ff9b:1::1]/", "reserved"),
    "6to4": ("http://[2002:7f00:1::]/", "6to4 form of 127.0.0.1"),
    "Teredo": ("http://[2001:0:1::1]/", "reserved"),
    "decimal": ("http://2130706433/", "this machine"),
    "octal": ("http://0177.0.0.1/", "Invalid IPv4 address"),
    "octal, in one": ("http://017700000001/", "this machine"),
    "hexadecimal": ("http://0x7f.0x0.0x0.0x1/", "this machine"),
    "hexadecimal, with a dot behind": ("http://0x7f000001./", "this machine"),
    "parts left out": ("http://10.1/", "private"),
    "a number too large": ("http://256.1/", "no name of a host"),
    "five numbers": ("http://1.1.1.1.1/", "no name of a host"),
    "a name that ends in a number": ("http://page.1/", "no name of a host"),
    "digits of other scripts": ("http://१२७.0.0.1/", "no name of a host"),
    "wide digits": ("http://１２７.0.0.1/", "not an address of a web page"),
    "user name that looks like the host": ("http://page.example@127.0.0.1/", "user name"),
    "user name behind a backslash": ("http://page.example\\@127.0.0.1/", "user name"),
    "backslashes for slashes": ("http:\\\\127.0.0.1/", "no host"),
    "one slash": ("http:/127.0.0.1/", "no host"),
    "escaped dots": ("http://127%2e0%2e0%2e1/", "escapes"),
    "escaped NUL": ("http://localhost%00.page.example/", "escapes"),
    "trailing dot on a local name": ("http://localhost./", "this machine"),
    "empty label": ("http://page..example/", "no name of a host"),
    "name of 300 letters": ("http://" + "a." * 150 + "example/", "no name of a host"),
    "port of mail": ("http://page.example:25/", "another protocol"),
    "port 0": ("http://page.example:0/", "port"),
    "zero-width joiner": ("http://pa\u200dge.example/", "not an address of a web page"),
    "what turns the reading order": ("http://page\u202e.example/", "not an address of a web page"),
    "data:": ("data:text/html,x", "only http and https"),
    "blob:": ("blob:http://page.example/1", "only http and https"),
}


@pytest.mark.parametrize("trick", ADDRESSES)
@pytest.mark.parametrize("proxy", [None, "socks5://127.0.0.1:1"], ids=["direct", "by proxy"])
def test_an_address_is_refused_before_anybody_hears_of_it(trick: str, proxy: str | None) -> None:
    address, why = ADDRESSES[trick]
    with pytest.raises(RefusedAddress, match=why) as refused:
        Web(guard=Guard(resolve=never), proxy=proxy).fetch(address)
    assert "\u202e" not in str(refused.value)


@pytest.mark.parametrize(
    "to",
    [
        "//127.0.0.1/x",
        "gopher://page.example/",
        "data:text/html,x",
        "blob:x",
        "ws://page.example/",
    ],
)
def test_a_redirect_is_held_to_the_same(to: str) -> None:
    with serving({"/a": redirect(to)}) as server:
        with pytest.raises((RefusedAddress, BadReply)):
            fetch(server, "/a")
        assert len(server.asked) == 1


@pytest.mark.parametrize("header", ["Refresh", "Link", "Alt-Svc", "Content-Location"])
def test_no_other_header_sends_us_anywhere(header: str) -> None:
    values = {"Refresh": "0; url=/secret", "Link": "</secret>; rel=preload", "Alt-Svc": 'h2="127.0.0.1:1"'}
    with serving({"/a": page("x", **{header: values.get(header, "/secret")})}) as server:
        assert fetch(server, "/a").data == b"x"
        assert fetch(server, "/a").data == b"x"
        assert [request.split(" ")[1] for request in server.asked] == ["/a", "/a"]


def packed(*how: str) -> bytes:
    data = b"<p>text" * 99
    for one in how:
        data = {"gzip": gzip.compress, "deflate": zlib.compress}.get(one, bytes)(data)
    return data


def two_lines(_request: str):
    body = packed("gzip", "gzip")
    yield OK + b"Content-Encoding: gzip\r\n" * 2 + b"Content-Length: %d\r\n\r\n" % len(body) + body


ENCODINGS: dict[str, Answer] = {
    "gzip, gzip": page(packed("gzip", "gzip"), Content_Encoding="gzip, gzip"),
    "gzip on two lines": two_lines,
    "deflate, gzip": page(packed("deflate", "gzip"), Content_Encoding="deflate, gzip"),
    "br": page(b"\x0b\x02\x80x\x03", Content_Encoding="br"),
    "zstd": page(b"\x28\xb5\x2f\xfd\x00", Content_Encoding="zstd"),
    "gzip, br": page(packed("gzip"), Content_Encoding="gzip, br"),
    "a hundred of them": page(packed("gzip"), Content_Encoding=", ".join(["gzip"] * 100)),
    "a name of 10,000 letters": page("x", Content_Encoding="x" * 10_000),
    "gzip as transfer": lambda _: iter([OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"]),
    "transfer of no kind": lambda _: iter([OK + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"]),
    "two transfers": lambda _: iter([OK + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n0\r\n\r\n"]),
    "a chunk of no size": lambda _: iter([OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"]),
    "a chunk of a size without end": lambda _: iter(
        [OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n"]
    ),
}


@pytest.mark.parametrize("how", ENCODINGS)
def test_a_body_is_packed_once_as_was_asked_or_not_read(how: str) -> None:
    with serving({"/a": ENCODINGS[how]}) as server, pytest.raises(BadReply) as refused:
        fetch(server, "/a")
    assert len(str(refused.value)) < 300


def test_nothing_of_an_answer_comes_back_to_the_server() -> None:
    """No cookie, no referrer, no name or address of this machine; a record keeps no value of them."""
    told = {"Set_Cookie": "id=1; Path=/", "X_Client_IP": "203.0.113.9", "X_Kept": "yes"}
    answers = {"/a": page("", "302 Found", Location="/b", **told), "/b": page("x", **told)}
    with serving(answers) as server:
        web = Web(guard=server.guard())
        got = web.fetch(server.url("/a"))
        web.fetch(server.url("/b"))
    for request in server.asked:
        assert "cookie" not in request.lower()
        assert "referer" not in request.lower()
        assert socket.gethostname() not in request
    record = got.retrieval
    assert [record.header(name) for name in ("set-cookie", "x-client-ip", "x-kept")] == [
        NOT_KEPT,
        NOT_KEPT,
        "yes",
    ]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "http"])
def test_names_are_looked_up_at_the_proxy_alone(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def noted(host, *how, **more):
        looked_up.append(str(host))
        return really(host, *how, **more)

    really = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", noted)
    monkeypatch.setattr(socket, "gethostbyname", never)
    asked: list[tuple[int, bytes]] = []
    with serving({"*": page("far")}) as server, socks(server, asked) as port:
        at = server.port if scheme == "http" else port
        web = Web(guard=Guard(resolve=never), proxy=f"{scheme}://127.0.0.1:{at}", caps=SMALL)
        assert web.fetch("http://hidden.onion/a").data == b"far"
    assert set(looked_up) <= {"127.0.0.1"}
    assert asked == ([] if scheme == "http" else [(3, bytes([12]) + b"hidden.onion")])


def test_a_round_through_a_proxy_looks_nothing_up_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """robots.txt, a redirect to another host and its robots.txt go the same way as the page."""
    asked: list[tuple[int, bytes]] = []
    with (
        serving({"/a": redirect("http://other.example/b"), "/b": page(FIRST)}) as server,
        socks(server, asked) as port,
    ):
        web = Web(guard=Guard(resolve=never), proxy=f"socks5://127.0.0.1:{port}")
        source = Source(address="http://page.example/a")
        found = gather.add(tmp_path / "l.db", gentle(), [source], actor="test", means=means(web))
        assert found.added == ["http://page.example/a"]
    assert {name[1:] for _, name in asked} == {b"page.example", b"other.example"}
    assert {kind for kind, _ in asked} == {3}


def test_a_name_that_looks_like_another_is_told_by_the_one_that_is_asked(tmp_path: Path) -> None:
    lookalike = "http://p\u0430ge.example"  # the second letter is Cyrillic
    with serving({"/a": page(FIRST)}) as server:
        address = f"{lookalike}:{server.port}/a"
        sources = [Source(address=address), Source(address=f"{lookalike}:{server.port}/b")]
        found = gather.add(
            tmp_path / "l.db", gentle(), sources, actor="test", means=means(Web(guard=server.guard()))
        )
    assert found.added == [f"http://xn--pge-6cd.example:{server.port}/a"]
    assert "xn--pge-6cd.example" in str(found.left[0])
    log = (tmp_path / "l.db.evidence" / "custody.jsonl").read_text()
    assert "xn--pge-6cd.example" in log
    assert "\u0430" not in log
    assert "\\u0430" not in log
    assert "xn--pge" in pipeline.view(tmp_path / "l.db").reports[0].path
