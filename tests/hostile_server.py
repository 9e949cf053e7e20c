"""A web server on this machine that misbehaves as it is told: for the tests of guarded fetching.

An answer is a function of the request's lines that yields bytes to send; what was asked is kept.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from accordingto.collect.guard import Guard

Answer: TypeAlias = Callable[[str], Iterator[bytes]]


@dataclass
class Server:
    """A listening server: `answers` by path, `asked` the requests it got, with when they came."""

    port: int
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    address: str = "127.0.0.1"
    clock: Callable[[], float] = time.monotonic

    def url(self, path: str, host: str = "page.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def guard(self, resolve: Callable[[str, int], Sequence[str]] | None = None) -> Guard:
        """Every name leads here, and here alone is allowed."""
        return Guard(
            resolve=resolve or (lambda name, port: [self.address]),
            allowed=frozenset({(self.address, self.port)}),
        )


@contextmanager
def serving(answers: dict[str, Answer], address: str = "127.0.0.1") -> Iterator[Server]:
    """The server, for as long as the block runs."""
    listener = socket.create_server((address, 0), backlog=128)
    server = Server(port=listener.getsockname()[1], answers=answers, address=address)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_speak, args=(server, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _speak(server: Server, connection: socket.socket) -> None:
    with connection, suppress(OSError):
        request = b""
        while b"\r\n\r\n" not in request:
            got = connection.recv(65536)
            if not got:
                return
            request += got
        text = request.decode("latin-1")
        server.asked.append(text)
        server.times.append(server.clock())
        path = text.split(" ")[1].partition("?")[0]
        answer = server.answers.get(path) or server.answers.get("*") or page("", status="404 Not Found")
        for part in answer(text):
            connection.sendall(part)


def page(body: str | bytes, status: str = "200 OK", **headers: str) -> Answer:
    """An honest answer. `headers` by name, "_" for "-"."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return lambda _request: iter([f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + data])


def redirect(to: str, status: int = 302) -> Answer:
    return page("", status=f"{status} Found", Location=to)


def endless(head: bytes, piece: bytes, pause: float = 0.0, most: int = 1 << 30) -> Answer:
    """The head, then a piece after the other until the listener has gone."""

    def answer(_request: str) -> Iterator[bytes]:
        yield head
        sent = 0
        while sent < most:
            yield piece
            sent += len(piece)
            if pause:
                time.sleep(pause)

    return answer
