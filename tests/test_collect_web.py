"""Guarded fetching against a hostile server: each attack by name, and what it gets."""

import gzip
import random
import socket
import time
import zlib
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hostile_server import Answer, Server, endless, page, redirect, serving
from hypothesis import given
from hypothesis import strategies as st

from accordingto.collect import caps
from accordingto.collect.guard import Guard, literal_address, refusal
from accordingto.collect.web import Known, Web, snapshot
from accordingto.errors import AccordingToError, BadReply, EmptyInput, RefusedAddress, TooLarge, Unreachable

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SMALL = replace(
    caps.standard(), seconds=1.0, answer=0.5, bytes=300_000, head=20_000, ratio=20, ratio_from=50_000
)


def fetch(server: Server, path: str, **how: object):
    web = Web(guard=server.guard(), caps=SMALL, **how)  # type: ignore[arg-type]
    return web.fetch(server.url(path))


def test_a_page_comes_with_its_record() -> None:
    with serving({"/a": page("<p>Text", ETag='"1"'), "/old": redirect("/a", 301)}) as server:
        got = fetch(server, "/old#part")
    record = got.retrieval
    assert got.data == b"<p>Text"
    assert (record.requested, record.address) == (server.url("/old"), server.url("/a"))
    assert [(r.address, r.status, r.to) for r in record.redirects] == [
        (server.url("/old"), 301, server.url("/a"))
    ]
    assert (record.status, record.peer, record.certificate) == (200, "127.0.0.1", None)
    assert record.header("etag") == '"1"'
    assert record.tool.startswith("accordingto/")


def test_a_request_says_who_asks_and_nothing_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    answers = {"/a": page("", "302 Found", Location="/b", Set_Cookie="id=1; Path=/"), "/b": page("x")}
    with serving(answers) as server:
        fetch(server, "/a", user_agent="desk of a paper")
    for request in server.asked:
        names = [line.partition(":")[0].lower() for line in request.splitlines()[1:] if line]
        assert names == ["host", "user-agent", "accept", "accept-encoding", "connection"]
        assert "User-Agent: desk of a paper" in request


def test_asking_whether_it_changed() -> None:
    with serving({"/a": page("", "304 Not Modified")}) as server:
        web = Web(guard=server.guard())
        got = web.fetch(server.url("/a"), Known(etag='"7"', modified="Wed, 01 Nov 2023 10:00:00 GMT"))
    assert (got.retrieval.status, got.data) == (304, b"")
    assert 'If-None-Match: "7"' in server.asked[0]
    assert "If-Modified-Since: Wed, 01 Nov 2023 10:00:00 GMT" in server.asked[0]


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress, lambda d: zlib.compress(d)[2:-4]])
def test_a_packed_page_is_unpacked(packed) -> None:
    how = "gzip" if packed is gzip.compress else "deflate"
    with serving({"/a": page(packed(b"<p>Text" * 900), Content_Encoding=how)}) as server:
        assert fetch(server, "/a").data == b"<p>Text" * 900


def bomb(layers: int = 1) -> bytes:
    data = b"\0" * 5_000_000
    for _ in range(layers):
        data = gzip.compress(data)
    return data


HOSTILE: dict[str, tuple[Answer, type[AccordingToError], str]] = {
    "redirect to file:": (redirect("file:///etc/passwd"), RefusedAddress, "only http and https"),
    "redirect to ftp:": (redirect("ftp://page.example/"), RefusedAddress, "only http and https"),
    "redirect to javascript:": (redirect("javascript:alert(1)"), RefusedAddress, "only http and https"),
    "redirect to what is no address": (redirect("http://[::1"), BadReply, "no address"),
    "redirect with a user name": (redirect("http://a:b@page.example/"), RefusedAddress, "user name"),
    "redirect to itself": (redirect("/*"), BadReply, "redirected more than"),
    "gzip bomb, by ratio": (page(bomb(), Content_Encoding="gzip"), TooLarge, "times its size"),
    "packed body that is too large": (
        page(gzip.compress(random.Random(1).randbytes(400_000)), Content_Encoding="gzip"),
        TooLarge,
        "more bytes than",
    ),
    "gzip bomb within a gzip bomb": (page(bomb(2), Content_Encoding="gzip, gzip"), BadReply, "packed as"),
    "gzip that is cut off": (
        page(gzip.compress(b"text" * 99)[:-9], Content_Encoding="gzip"),
        BadReply,
        "cut off",
    ),
    "gzip that is no gzip": (page("plain", Content_Encoding="gzip"), BadReply, "broken"),
    "packing that nobody asked for": (page("x", Content_Encoding="br"), BadReply, "packed as br"),
    "endless body": (endless(OK + b"\r\n", b"x" * 9999), TooLarge, "more"),
    "endless body in chunks": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 999),
        TooLarge,
        "more bytes",
    ),
    "body that says it is large": (page("x", Content_Length="9999999999"), TooLarge, "says it has"),
    "one byte now and then": (endless(OK + b"\r\n", b"x", pause=0.1), TooLarge, "within 1 seconds"),
    "header, one byte now and then": (endless(OK, b"x", pause=0.1), TooLarge, "within 1 seconds"),
    "silence": (endless(b"", b"", pause=9), Unreachable, "no answer within 0.5"),
    "silence after the head": (
        endless(OK + b"Content-Length: 9\r\n\r\n", b"", pause=9),
        Unreachable,
        "no answer",
    ),
    "flood of headers": (endless(OK, b"X-A: " + b"b" * 99 + b"\r\n"), TooLarge, "headers and all"),
    "flood of one header": (endless(OK + b"X-A: ", b"b" * 999), TooLarge, "headers and all"),
    "flood of 100 Continue": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), TooLarge, "headers"),
    "body shorter than it says": (page("x", Content_Length="9"), BadReply, "HTTP"),
    "not HTTP at all": (endless(b"220 mail.example ESMTP\r\n", b"", most=0), BadReply, "HTTP"),
    "hangs up": (lambda _: iter([]), BadReply, "HTTP"),
    "two lengths": (
        endless(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", b"", most=0),
        BadReply,
        "HTTP",
    ),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile(attack: str) -> None:
    answer, error, why = HOSTILE[attack]
    began = time.monotonic()
    with serving({"*": answer}) as server, pytest.raises(error, match=why):
        fetch(server, "/*")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "0", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]"]
)
def test_hostile_redirect_to_this_machine(host: str) -> None:
    with serving({"*": page("the router's password")}) as inner:
        with (
            serving({"/a": redirect(f"http://{host}:{inner.port}/secret")}) as outer,
            pytest.raises(RefusedAddress, match=r"this machine|0\.0\.0\.0|mapped"),
        ):
            fetch(outer, "/a")
        assert inner.asked == []


def test_hostile_redirect_to_a_name_of_this_machine() -> None:
    with serving({"*": page("the router's password")}) as inner:
        with (
            serving({"/a": redirect(f"http://neighbour.example:{inner.port}/")}) as outer,
            pytest.raises(RefusedAddress, match=r"neighbour\.example.*127\.0\.0\.1.*this machine"),
        ):
            fetch(outer, "/a")
        assert inner.asked == []


def test_hostile_name_that_changes_its_address_between_check_and_connection() -> None:
    answers = iter([["127.0.0.9"], ["127.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return next(answers)

    with serving({"/": page("public")}, address="127.0.0.9") as public:
        guard = Guard(resolve=resolve, allowed=frozenset({("127.0.0.9", public.port)}))
        web = Web(guard=guard)
        got = web.fetch(public.url("/"))
        assert (got.data, got.retrieval.peer, asked) == (b"public", "127.0.0.9", ["page.example"])
        # The second request looks again, and what it finds is checked again.
        with pytest.raises(RefusedAddress, match="this machine"):
            web.fetch(public.url("/"))


def test_hostile_name_with_a_public_and_a_private_address() -> None:
    with serving({"/": page("x")}) as server:
        guard = server.guard(resolve=lambda name, port: ["127.0.0.1", "10.0.0.1"])
        with pytest.raises(RefusedAddress, match=r"10\.0\.0\.1 is a private address"):
            Web(guard=guard).fetch(server.url("/"))
    assert server.asked == []


def test_hostile_name_that_is_never_looked_up() -> None:
    def resolve(name: str, port: int) -> list[str]:
        time.sleep(5)
        return ["127.0.0.1"]

    began = time.monotonic()
    with pytest.raises((Unreachable, TooLarge)):
        Web(guard=Guard(resolve=resolve), caps=SMALL).fetch("http://page.example/")
    assert time.monotonic() - began < 2


def test_a_name_that_is_not_there() -> None:
    def resolve(name: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable, match="cannot be looked up: Name or service not known"):
        Web(guard=Guard(resolve=resolve)).fetch("http://page.example/")


def test_a_server_that_is_not_there() -> None:
    with serving({}) as gone:
        pass
    with pytest.raises(Unreachable, match="no connection"):
        Web(guard=gone.guard()).fetch(gone.url("/"))


REFUSED_ADDRESSES = """
127.0.0.1  127.255.255.254  0.0.0.0  10.1.2.3  172.16.0.1  172.31.255.255  192.168.1.1  169.254.1.1
169.254.169.254  100.64.0.1  100.127.255.255  100.100.100.200  168.63.129.16  224.0.0.1  239.255.255.255
240.0.0.1  255.255.255.255  192.0.0.1  192.0.2.1  198.18.0.1  198.51.100.1  203.0.113.1  192.88.99.1
::  ::1  fe80::1  fec0::1  fc00::1  fd00:ec2::254  ff02::1  2001:db8::1  100::1  3fff::1  5f00::1  4000::1
::ffff:127.0.0.1  ::ffff:10.0.0.1  ::ffff:8.8.8.8  ::127.0.0.1  64:ff9b::127.0.0.1  64:ff9b::10.0.0.1
64:ff9b::169.254.169.254  64:ff9b:1::1  2002:7f00:1::  2002:a00:1::  2002:a9fe:a9fe::1  2001:0:1::1
2a00:1450::5efe:10.0.0.1  2a00:1450::200:5efe:192.168.0.1
"""


@pytest.mark.parametrize("address", REFUSED_ADDRESSES.split())
def test_not_a_public_address(address: str) -> None:
    assert refusal(ip_address(address)) is not None


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "2606:4700::1", "64:ff9b::808:808"],
)
def test_a_public_address(address: str) -> None:
    assert refusal(ip_address(address)) is None


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_no_safer_inside_ipv6(number: int) -> None:
    plain = ip_address(number)
    assert refusal(ip_address((0xFFFF << 32) | number)) is not None
    for carrier in ((0x64FF9B << 96) | number, (0x2002 << 112) | (number << 80)):
        assert (refusal(ip_address(carrier)) is None) == (refusal(plain) is None)


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("page.example", None),
        ("1.example", None),
    ],
)
def test_odd_spellings_of_an_address(spelled: str, meant: str | None) -> None:
    found = literal_address(spelled)
    assert (None if found is None else str(found)) == meant


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://page.example/",
        "gopher://page.example/",
        "data:text/html,x",
        "//page.example/",
        "page.example",
        "",
        "http://",
        "http:///path",
        "http://user:secret@page.example/",
        "http://page.example@127.0.0.1/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://printer.local/",
        "http://metadata.google.internal/",
        "http://router/",
        "http://wiki.corp/",
        "http://hidden.onion/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.0.0.1./",
        "http://①②⑦.0.0.1/",
        "http://127。0。0。1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://page.example:25/",
        "http://page.example:99999/",
        "http://page.example\r\nX-Injected: 1/",
        "http://" + "a" * 9000 + ".example/",
    ],
)
def test_an_address_that_is_not_fetched(address: str) -> None:
    def never(name: str, port: int) -> list[str]:
        raise AssertionError(f"{name} was looked up")

    with pytest.raises(RefusedAddress) as refused:
        Web(guard=Guard(resolve=never)).fetch(address)
    assert "secret" not in str(refused.value)


@given(st.text())
def test_any_text_for_an_address_is_refused_or_an_address(text: str) -> None:
    try:
        url = Guard().url(text)
    except RefusedAddress:
        return
    assert url.scheme in ("http", "https")
    assert url.host


def test_nobody_but_a_test_can_open_the_guard() -> None:
    assert Web().guard.allowed == frozenset()


@pytest.mark.parametrize(
    ("answer", "error"),
    [(page("gone", "410 Gone"), BadReply), (page("x", "500 Broken"), BadReply), (page(""), EmptyInput)],
)
def test_what_is_no_page_makes_no_snapshot(answer: Answer, error: type[AccordingToError]) -> None:
    with serving({"/a": answer}) as server, pytest.raises(error):
        snapshot(fetch(server, "/a"))
