"""TLS keeps the name while the connection goes to the checked address; a proxy is told names."""

import hashlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hostile_server import Server, page, redirect, serving

from accordingto.collect.guard import Guard
from accordingto.collect.web import Web
from accordingto.errors import BadSettings, RefusedAddress, Unreachable


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for page.example; needs openssl (make tools)."""
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=page.example", "-addext", "subjectAltName=DNS:page.example"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return made, key


@contextmanager
def tunnel(inner: Server, certificate: tuple[Path, Path], names: list[str]) -> Iterator[int]:
    """TLS before a server: yields its port, and notes which names clients ask for (SNI)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*map(str, certificate))
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with (
                    suppress(OSError, ssl.SSLError),
                    context.wrap_socket(connection, server_side=True) as held,
                ):
                    relay(held, ("127.0.0.1", inner.port))

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def relay(client: socket.socket, to: tuple[str, int]) -> None:
    """One request and its answer."""
    with socket.create_connection(to) as server:
        server.sendall(client.recv(65536))
        while data := server.recv(65536):
            client.sendall(data)


def test_tls_is_held_against_the_name_and_its_certificate_is_recorded(certificate) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    names: list[str] = []
    with serving({"/a": page("safe")}) as inner, tunnel(inner, certificate, names) as port:
        guard = Guard(resolve=lambda name, at: ["127.0.0.1"], allowed=frozenset({("127.0.0.1", port)}))
        web = Web(guard=guard, tls=trusting)
        got = web.fetch(f"https://page.example:{port}/a")
        with pytest.raises(Unreachable, match="certificate"):
            web.fetch(f"https://other.example:{port}/a")
        with pytest.raises(Unreachable, match="certificate"):
            Web(guard=guard).fetch(f"https://page.example:{port}/a")
    der = ssl.PEM_cert_to_DER_cert(certificate[0].read_text())
    assert got.data == b"safe"
    assert got.retrieval.certificate == hashlib.sha256(der).hexdigest()
    assert got.retrieval.peer == "127.0.0.1"
    assert names[:2] == ["page.example", "other.example"]
    assert f"Host: page.example:{port}" in inner.asked[0]


def test_a_redirect_away_from_tls_is_followed_and_told(certificate) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    with serving({"/b": page("plain")}) as inner, tunnel(inner, certificate, []) as port:
        inner.answers["/a"] = redirect(inner.url("/b"))
        allowed = frozenset({("127.0.0.1", port), ("127.0.0.1", inner.port)})
        guard = Guard(resolve=lambda name, at: ["127.0.0.1"], allowed=allowed)
        record = Web(guard=guard, tls=trusting).fetch(f"https://page.example:{port}/a").retrieval
    assert (record.requested[:5], record.address[:5], record.certificate) == ("https", "http:", None)
    assert [step.to for step in record.redirects] == [inner.url("/b")]


@contextmanager
def socks(to: Server, asked: list[tuple[int, bytes]]) -> Iterator[int]:
    """A SOCKS5 proxy (RFC 1928) that leads everywhere to one server, and notes what it was asked for."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client, suppress(OSError):
                    client.recv(262)
                    client.sendall(b"\x05\x00")
                    request = client.recv(262)
                    asked.append((request[3], request[4:-2]))
                    client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
                    relay(client, ("127.0.0.1", to.port))

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def never(name: str, port: int) -> list[str]:
    raise AssertionError(f"{name} was looked up here")


@pytest.mark.parametrize("name", ["page.example", "hidden.onion"])
def test_a_proxy_is_told_the_name_and_nothing_is_looked_up_here(name: str) -> None:
    asked: list[tuple[int, bytes]] = []
    with serving({"/a": page("far")}) as server, socks(server, asked) as port:
        web = Web(guard=Guard(resolve=never), proxy=f"socks5://127.0.0.1:{port}")
        got = web.fetch(f"http://{name}/a")
    by_name = 3  # the kind of address that is a name
    assert asked == [(by_name, bytes([len(name)]) + name.encode())]
    assert (got.data, got.retrieval.peer) == (b"far", None)
    assert got.retrieval.via == f"socks5://127.0.0.1:{port}"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://2130706433/", "http://localhost/", "http://[::1]/"]
)
def test_a_proxy_is_not_asked_for_this_machine(address: str) -> None:
    asked: list[tuple[int, bytes]] = []
    with serving({}) as server, socks(server, asked) as port:
        web = Web(guard=Guard(resolve=never), proxy=f"socks5://127.0.0.1:{port}")
        with pytest.raises(RefusedAddress):
            web.fetch(address)
    assert asked == []


@pytest.mark.parametrize("proxy", ["", "127.0.0.1:9050", "ftp://127.0.0.1:1", "socks5://"])
def test_a_proxy_that_is_none_is_named(proxy: str) -> None:
    with pytest.raises(BadSettings, match="proxy"):
        Web(guard=Guard(resolve=never), proxy=proxy).fetch("http://page.example/")


def test_the_password_of_a_proxy_stands_in_no_record() -> None:
    with serving({"*": page("far")}) as server:
        web = Web(guard=Guard(resolve=never), proxy=f"http://desk:secret@127.0.0.1:{server.port}")
        got = web.fetch("http://page.example/a")
    assert "Proxy-Authorization" in server.asked[0]
    assert got.retrieval.via == f"http://127.0.0.1:{server.port}"
    assert "secret" not in str(got.retrieval)
