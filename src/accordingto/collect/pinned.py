"""Connections that go to a checked address and end when time or bytes are used up.

httpcore hands a network backend the name from the address; TLS names and the Host header are made from
that name, the socket from the address that the guard has checked.
"""

import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpcore

from accordingto.collect.guard import Guard
from accordingto.errors import AccordingToError, TooLarge, Unreachable

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Meter:
    """What one fetch has used and may use; and whom it reached, for the record."""

    subject: str
    seconds: float
    answer: float
    until: float  # on the monotonic clock
    room: int  # bytes that may still be received
    peer: str | None = None
    certificate: str | None = None

    def patience(self) -> float:
        """Seconds to wait for the next byte. Raises TooLarge when the time is over."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise self.late()
        return min(left, self.answer)

    def late(self) -> TooLarge:
        return TooLarge(self.subject, f"not fetched within {self.seconds:g} seconds")

    def take(self, count: int) -> None:
        """Account for bytes received. Raises TooLarge beyond what was agreed."""
        self.room -= count
        if self.room < 0:
            raise TooLarge(self.subject, "more bytes than are read, headers and all")


class PinnedBackend(httpcore.NetworkBackend):
    """Looks names up, checks all their addresses, connects to one of them. With `guard` None (the proxy
    that the user named) it connects as it is told."""

    def __init__(self, guard: Guard | None, meter: Meter) -> None:
        self._guard = guard
        self._meter = meter
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        guard, meter = self._guard, self._meter
        targets = [host]
        if guard is not None:
            checked = within(meter, lambda: guard.addresses(host, port))
            targets = [str(address) for address in checked]
        for last, target in enumerate(targets, start=1 - len(targets)):
            try:
                stream = self._plain.connect_tcp(
                    target, port, meter.patience(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
            else:
                if guard is not None:
                    meter.peer = target
                return _MeteredStream(stream, meter)
        raise Unreachable(host, "no address answers")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise Unreachable(self._meter.subject, "only the network is asked")


class _MeteredStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            data = self._stream.read(max_bytes, self._meter.patience())
        except httpcore.ReadTimeout:
            self._meter.patience()  # over altogether, or only silent
            raise
        self._meter.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.patience())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._meter.patience())
        tls = inner.get_extra_info("ssl_object")
        certificate = tls.getpeercert(True) if tls is not None else None
        if certificate:
            self._meter.certificate = hashlib.sha256(certificate).hexdigest()
        return _MeteredStream(inner, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def within(meter: Meter, step: Callable[[], T]) -> T:
    """`step` in a thread of its own, given up when time is over: a look-up of a name knows no timeout."""
    result: list[T] = []
    failed: list[AccordingToError] = []

    def run() -> None:
        try:
            result.append(step())
        except AccordingToError as error:
            failed.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(meter.patience())
    if failed:
        raise failed[0]
    if not result:
        meter.patience()
        raise Unreachable(meter.subject, "its name was not looked up in time")
    return result[0]
