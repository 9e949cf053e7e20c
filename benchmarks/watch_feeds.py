"""How long `watch` takes over many feeds, each on a host of its own, at the pace that politeness asks for.

python -m benchmarks.watch_feeds [feeds] [new pages a feed]

A server on this machine answers under made-up names, all of which lead to it; nothing leaves the machine.
Three rounds: all feeds new, each with its pages; nothing new (304); one new page in every feed.
"""

import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from accordingto import gather
from accordingto.collect import watchlist
from accordingto.collect.guard import Guard
from accordingto.collect.watchlist import Source
from accordingto.collect.web import Web
from accordingto.gather.means import Means

# 57 words, as often as makes a short report.
BODY = (
    "The ministry of {n} said that {k} people had left the town on Monday. The mayor said the bridge was "
    "closed, and that the hospital had no water. It remains unclear whether the school was hit. According "
    "to a nurse, at least {k} patients were moved to another district before the road was cut. "
) * 3


class State:
    """What the server serves, and when each host was asked."""

    def __init__(self) -> None:
        self.pages = 1
        self.asked: list[tuple[float, str]] = []


def handler(state: State) -> type[BaseHTTPRequestHandler]:
    """What answers for all hosts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"]
            state.asked.append((time.monotonic(), host))
            number = int(host[1:].partition(".")[0])
            if self.path == "/robots.txt":
                self.answer(b"User-agent: *\nDisallow: /private\n", "text/plain")
            elif self.path == "/feed":
                tag = f'"{state.pages}"'
                if self.headers.get("If-None-Match") == tag:
                    self.send_response(304)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                items = "".join(
                    f"<item><link>http://{host}/{k}</link></item>" for k in range(state.pages, 0, -1)
                )
                text = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
                self.answer(text.encode(), "application/rss+xml", tag)
            else:
                said = BODY.format(n=number, k=20 + int(self.path[1:]))
                title = f"Town {number}, part {self.path[1:]}"
                page = f"<html><title>{title}</title><body><article><h1>{title}</h1><p>{said}</p></article>"
                self.answer(page.encode(), "text/html", f'"{self.path}"')

        def answer(self, data: bytes, kind: str, tag: str = "") -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@contextmanager
def serving(state: State) -> Iterator[int]:
    """The server, for as long as the block runs; yields its port."""
    server = Server(("127.0.0.1", 0), handler(state))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


def smallest_gap(asked: list[tuple[float, str]]) -> float:
    """The shortest time between two requests to one host, in seconds."""
    last: dict[str, float] = {}
    gap = float("inf")
    for at, host in sorted(asked):
        gap = min(gap, at - last.get(host, float("-inf")))
        last[host] = at
    return gap


def processor_seconds() -> float:
    """What this process, the server in it, and its workers have used so far, on all cores together."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main(feeds: int = 500, pages: int = 1) -> None:
    """Three rounds, and a line for each."""
    state = State()
    with serving(state) as port, TemporaryDirectory() as folder:
        guard = Guard(resolve=lambda name, at: ["127.0.0.1"], allowed=frozenset({("127.0.0.1", port)}))
        base = watchlist.standard()
        settings = replace(
            base,
            sources=tuple(Source(address=f"http://h{n}.example:{port}/feed") for n in range(feeds)),
            politeness=replace(base.politeness, every_hours=0.0),
        )
        web, delay = Web(guard=guard), base.politeness.delay
        print(f"{feeds} feeds on {feeds} hosts, {delay:g} s and up to {base.politeness.jitter:.0%} between")
        print("requests to one host, robots.txt asked first; fetched and read, linked at the end\n")
        print(
            "| round | requests | pages kept | seconds | of processor time | smallest pause on one host |\n"
            "|---|---|---|---|---|---|"
        )
        for name, more in (("all new", pages - 1), ("nothing new", 0), ("one new page each", 1)):
            state.pages += more
            state.asked.clear()
            began, worked = time.monotonic(), processor_seconds()
            found = gather.watch_once(
                Path(folder) / "l.db", settings, actor="benchmark", means=Means(web=web)
            )
            took, work = time.monotonic() - began, processor_seconds() - worked
            print(
                f"| {name} | {len(state.asked)} | {len(found.added)} | {took:.0f} | {work:.0f} "
                f"| {smallest_gap(state.asked):.2f} s |",
                flush=True,
            )
            for why, number in Counter(f"{type(e).__name__}: {e.reason}" for e in found.left).items():
                print(f"left out {number}: {why}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
