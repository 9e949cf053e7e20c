"""Every host that is really asked has its pause and its robots.txt: on each redirect, in each command.

Time is counted (tests/counted.py): a pause of a thousand seconds takes none.
"""

import fcntl
import os
import threading
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from counted import CountedClock, means
from hostile_server import Server, page, redirect
from test_collect_watch import FIRST, counting, feed, gentle

from accordingto import gather
from accordingto.collect.politeness import Turns, standard
from accordingto.collect.watchlist import Source
from accordingto.collect.web import Web
from accordingto.errors import BadReply, BadSettings, Disallowed
from accordingto.gather import Round

DELAY = 1000.0
SLOW = gentle(delay=DELAY, longest_wait=10_000.0)


def add(server: Server, ledger: Path, clock: CountedClock, *addresses: str, **how) -> Round:
    sources = [Source(address=address) for address in addresses]
    made = means(Web(guard=server.guard()), clock, **how)
    return gather.add(ledger, SLOW, sources, actor="test", means=made)


def asked(server: Server) -> list[str]:
    """Each request as "host/path", in order."""
    found = []
    for request in server.asked:
        path = request.split(" ")[1]
        host = next(line for line in request.splitlines() if line.startswith("Host: "))
        found.append(host.removeprefix("Host: ").partition(":")[0] + path)
    return found


def gaps(server: Server) -> dict[str, list[float]]:
    """By host, the counted seconds between one request and the next."""
    times = defaultdict(list)
    for what, at in zip(asked(server), server.times, strict=True):
        times[what.partition("/")[0]].append(at)
    return {host: [b - a for a, b in pairwise(of)] for host, of in times.items()}


def everywhere(*lines: str):
    """A robots.txt that says this on other.example and nothing elsewhere."""
    rules = page("\n".join(["User-agent: *", *lines]), Content_Type="text/plain")

    def answer(request: str):
        return (rules if "Host: other.example" in request else page("", "404 Not Found"))(request)

    return answer


def test_a_redirect_to_a_host_whose_robots_txt_forbids_it_is_not_followed(tmp_path: Path) -> None:
    with counting({"/robots.txt": everywhere("Disallow: /private"), "/private": page(FIRST)}) as (
        server,
        clock,
    ):
        server.answers["/a"] = redirect(server.url("/private", "other.example"))
        found = add(server, tmp_path / "l.db", clock, server.url("/a"))
        assert [type(left) for left in found.left] == [Disallowed]
    assert asked(server) == ["page.example/robots.txt", "page.example/a", "other.example/robots.txt"]


def test_many_hosts_that_send_us_to_one_do_not_crowd_it(tmp_path: Path) -> None:
    with counting({"/b": page("", "404 Not Found")}) as (server, clock):
        server.answers["*"] = redirect(server.url("/b", "other.example"))
        server.answers["/robots.txt"] = everywhere()
        hosts = [f"host{n}.example" for n in range(6)]
        add(server, tmp_path / "l.db", clock, *(server.url(f"/{host}", host) for host in hosts))
    between = gaps(server)
    assert len(between["other.example"]) == 6  # robots.txt once, and one page for each
    assert min(gap for of in between.values() for gap in of) >= DELAY


def test_each_redirect_on_one_host_waits_its_turn(tmp_path: Path) -> None:
    with counting({"/a": redirect("/b"), "/b": redirect("/c", 301), "/c": page(FIRST)}) as (server, clock):
        found = add(server, tmp_path / "l.db", clock, server.url("/a"))
        assert found.added == [server.url("/a")]
    assert [what.partition("/")[2] for what in asked(server)] == ["robots.txt", "a", "b", "c"]
    assert min(gaps(server)["page.example"]) >= DELAY


def test_the_pause_that_a_host_wishes_for_holds_where_a_redirect_led(tmp_path: Path) -> None:
    with counting({"/robots.txt": everywhere("Crawl-delay: 5000"), "/b": page(FIRST)}) as (server, clock):
        server.answers["/a"] = redirect(server.url("/b", "other.example"))
        add(server, tmp_path / "l.db", clock, server.url("/a"))
    assert min(gaps(server)["other.example"]) >= 5000


def test_a_robots_txt_that_is_elsewhere_is_got_in_that_host_s_turn(tmp_path: Path) -> None:
    """RFC 9309, section 2.3.1.2: it holds for the host that was asked."""
    rules = page("User-agent: *\nDisallow: /b", Content_Type="text/plain")
    with counting({"/rules": rules, "/a": page(FIRST), "/b": page(FIRST)}) as (server, clock):
        server.answers["/robots.txt"] = redirect(server.url("/rules", "other.example"))
        urls = [server.url("/a"), server.url("/b"), server.url("/a", "third.example")]
        found = add(server, tmp_path / "l.db", clock, *urls)
        assert (len(found.added), [type(left) for left in found.left]) == (2, [Disallowed])
    assert asked(server).count("other.example/rules") == 2
    assert min(gaps(server)["other.example"]) >= DELAY


def test_robots_txt_that_redirects_for_ever_closes_its_host(tmp_path: Path) -> None:
    with counting({"/robots.txt": redirect("/robots.txt"), "/a": page(FIRST)}) as (server, clock):
        found = add(server, tmp_path / "l.db", clock, server.url("/a"))
        assert "robots.txt could not be had: redirected more than 8 times" in str(found.left[0])
    assert "page.example/a" not in asked(server)


def test_pages_of_a_feed_that_lead_elsewhere_wait_for_that_host(tmp_path: Path) -> None:
    """As feeds do that go through a counter of clicks."""
    with counting({"*": page("", "404 Not Found")}) as (server, clock):
        paths = [f"/{n}" for n in range(4)]
        server.answers |= {path: redirect(server.url(f"/at{path}", "other.example")) for path in paths}
        server.answers |= {"/feed": page(feed(server.url(""), *paths)), "/robots.txt": everywhere()}
        add(server, tmp_path / "l.db", clock, server.url("/feed"))
    between = gaps(server)
    assert {host: len(of) for host, of in between.items()} == {"page.example": 5, "other.example": 4}
    assert min(gap for of in between.values() for gap in of) >= DELAY


def test_a_host_that_asks_for_peace_gets_it_from_what_is_found_later(tmp_path: Path) -> None:
    busy = page("", "429 Too Many Requests", Retry_After="999999")
    with counting({"/b": busy, "/feed": page("")}) as (server, clock):
        there = server.url("", "other.example")
        server.answers["/feed"] = page(feed(there, "/c", "/d"))
        found = add(server, tmp_path / "l.db", clock, f"{there}/b", server.url("/feed"))
        assert [type(left) for left in found.left] == [BadReply] * 3
    assert [what for what in asked(server) if what.startswith("other")] == [
        "other.example/robots.txt",
        "other.example/b",
    ]


def test_a_second_add_keeps_the_pause_of_the_first(tmp_path: Path) -> None:
    with counting({"*": page(FIRST), "/robots.txt": page("")}) as (server, clock):
        add(server, tmp_path / "l.db", clock, server.url("/a"))
        before, done = len(server.times), clock.now()
        add(server, tmp_path / "l.db", clock, server.url("/b"))
        watched = gather.watch_once(
            tmp_path / "l.db", SLOW, actor="test", means=means(Web(guard=server.guard()), clock)
        )
    assert watched.asked == 2
    assert server.times[before] - done > 0.9 * DELAY
    assert min(gaps(server)["page.example"][before:]) > 0.9 * DELAY


def test_two_rounds_on_one_ledger_wait_for_each_other(tmp_path: Path) -> None:
    with counting({"/a": page(FIRST)}) as (server, clock):
        (tmp_path / "l.db.evidence").mkdir()
        other = os.open(tmp_path / "l.db.evidence", os.O_RDONLY)
        fcntl.flock(other, fcntl.LOCK_EX)
        said: list[str] = []

        def told(note: str) -> None:
            said.append(note)
            assert server.asked == []
            os.close(other)  # the other one is done

        found = add(server, tmp_path / "l.db", clock, server.url("/a"), told=told)
    assert len(found.added) == 1
    assert said == [f"waiting: another add or watch fetches for {tmp_path / 'l.db'}"]


@pytest.mark.parametrize("host", ["other.example", "OTHER.example", "other.example."])
def test_one_host_has_one_turn_however_it_is_written(tmp_path: Path, host: str) -> None:
    with counting({"*": page("", "404 Not Found")}) as (server, clock):
        urls = [server.url("/a", "other.example"), server.url("/b", host)]
        add(server, tmp_path / "l.db", clock, *urls)
    assert clock.now() >= 2 * DELAY
    times = sorted(server.times)
    assert min(b - a for a, b in pairwise(times)) >= DELAY


def test_a_proxy_that_is_none_ends_the_round_with_its_name(tmp_path: Path) -> None:
    settings = replace(SLOW, proxy="127.0.0.1:9050")
    sources = [Source(address="http://page.example/a")]
    with pytest.raises(BadSettings, match="proxy"):
        gather.add(tmp_path / "l.db", settings, sources, actor="test", means=means())


def test_a_mistake_of_ours_in_a_thread_does_not_hang_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type] = []
    monkeypatch.setattr(threading, "excepthook", lambda what: told.append(what.exc_type))
    turns: Turns[int, int] = Turns(lambda errand: 1 // errand, standard(), CountedClock())
    turns.put("page.example", 1)
    turns.put("page.example", 0)
    found = turns.outcomes()
    assert next(found) == (1, 1)
    with pytest.raises(RuntimeError, match=r"page\.example"):
        next(found)
