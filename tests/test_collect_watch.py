"""add and watch against a server on this machine: what is fetched, how gently, and what is kept."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from counted import CountedClock, here, means
from hostile_server import Answer, Server, page, serving

from accordingto import gather, pipeline
from accordingto.collect import watchlist
from accordingto.collect.politeness import Clock, asked_wait
from accordingto.collect.watchlist import Source, Watchlist
from accordingto.collect.web import Web
from accordingto.errors import BadReply, BadSettings, Disallowed, RefusedAddress

NOW = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)


def article(body: str, title: str = "Bridge closed") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>{body}</p><p>The river has been high since the weekend, and the town waits.</p>"
        "</article></body></html>"
    )


FIRST = article("The ministry said that 40 people had left the town of Snizhne on Monday.")
SECOND = article("The ministry said that 60 people had left the town of Snizhne on Monday.")


def feed(server_url: str, *paths: str) -> str:
    items = "".join(f"<item><title>t</title><link>{server_url}{p}</link></item>" for p in paths)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def gentle(**changed: float) -> Watchlist:
    base = watchlist.standard()
    quick = {"every_hours": 0, "again_hours": 0, "failed_hours": 0} | changed
    return replace(base, politeness=replace(base.politeness, **quick))


def add(
    server: Server, ledger: Path, *paths: str, settings: Watchlist | None = None, clock: Clock | None = None
):
    sources = [Source(address=server.url(path)) for path in paths]
    return gather.add(
        ledger, settings or gentle(), sources, actor="test", means=means(Web(guard=server.guard()), clock)
    )


def watch(
    server: Server, ledger: Path, *paths: str, settings: Watchlist | None = None, clock: Clock | None = None
):
    listed = tuple(Source(address=server.url(path)) for path in paths)
    settings = replace(settings or gentle(), sources=listed)
    web = Web(guard=server.guard())
    return gather.watch_once(ledger, settings, actor="test", means=means(web, clock))


@contextmanager
def counting(answers: dict[str, Answer]) -> Iterator[tuple[Server, CountedClock]]:
    """A server that notes when it was asked, in counted time."""
    clock = CountedClock()
    with serving(answers) as server:
        server.clock = clock.now
        yield server, clock


def changing(*answers: Answer) -> Answer:
    """Another answer each time, the last one for good."""
    left = list(answers)

    def answer(request: str) -> Iterator[bytes]:
        return (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


def paths_asked(server: Server) -> list[str]:
    return [request.split(" ")[1] for request in server.asked]


def test_a_page_is_fetched_read_and_kept_with_its_record(tmp_path: Path) -> None:
    with serving({"/a": page(FIRST, ETag='"1"')}) as server:
        found = add(server, tmp_path / "l.db", "/a")
        assert (found.added, found.left) == ([server.url("/a")], [])
    held = pipeline.view(tmp_path / "l.db")
    assert [r.path for r in held.reports] == [server.url("/a")]
    assert any("40 people" in "".join(e.of(held.reports[0].text) for e in c.evidence) for c in held.claims)
    record = held.custody[0].seen[0].retrieval
    assert record is not None
    assert (record.status, record.header("etag"), record.peer) == (200, '"1"', "127.0.0.1")
    log = (tmp_path / "l.db.evidence" / "custody.jsonl").read_text().splitlines()
    assert [json.loads(line)["body"]["act"] for line in log] == ["fetched", "read"]
    assert server.url("/a") in log[0]


def test_a_feed_brings_its_pages_once(tmp_path: Path) -> None:
    with serving({}) as server:
        server.answers |= {
            "/feed": page(feed(server.url(""), "/a", "/b?utm_source=rss", "/b"), ETag='"f"'),
            "/a": page(FIRST),
            "/b": page(article("The mayor said the bridge was closed on Sunday.")),
        }
        first = add(server, tmp_path / "l.db", "/feed")
        assert sorted(first.added) == [server.url("/a"), server.url("/b?utm_source=rss")]
        server.answers["/feed"] = page("", "304 Not Modified")
        second = watch(server, tmp_path / "l.db", settings=gentle(again_hours=24))
    assert (second.added, second.asked) == ([], 1)
    assert 'If-None-Match: "f"' in server.asked[-1]
    assert paths_asked(server).count("/robots.txt") == 2  # one a round


def test_a_silent_edit_is_kept_as_another_version_and_counts_alone(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    with serving({"/a": changing(page(FIRST), page(SECOND), page(SECOND + " "), page(FIRST))}) as server:
        add(server, ledger, "/a")
        for expected in ([server.url("/a")], [], [server.url("/a")]):
            time.sleep(1.05)  # versions are told apart by the second
            found = watch(server, ledger)
            assert (found.added, found.changed) == ([], expected)
            held = pipeline.view(ledger)
            assert len(held.reports) == 1
        assert "40 people" in held.reports[0].text  # it went back to what it said at first
    assert [e.back is not None for e in held.edits] == [False, True]
    log = (tmp_path / "l.db.evidence" / "custody.jsonl").read_text().splitlines()
    acts = [json.loads(line)["body"]["act"] for line in log]
    assert acts == ["fetched", "read", "fetched", "read", "fetched"]  # the last came with known bytes


def test_robots_txt_is_kept_to(tmp_path: Path) -> None:
    rules = page("User-agent: accordingto\nDisallow: /private\n", Content_Type="text/plain")
    with serving({"/robots.txt": rules, "/a": page(FIRST), "/private/b": page(FIRST)}) as server:
        found = add(server, tmp_path / "l.db", "/a", "/private/b")
        assert [type(left) for left in found.left] == [Disallowed]
    assert "/private/b" not in paths_asked(server)


def test_a_host_whose_robots_txt_fails_is_left_alone(tmp_path: Path) -> None:
    with serving({"/robots.txt": page("", "503 Down"), "/a": page(FIRST)}) as server:
        found = add(server, tmp_path / "l.db", "/a")
        assert [type(left) for left in found.left] == [Disallowed]
    assert "/a" not in paths_asked(server)


@pytest.mark.parametrize("wish", ["", "User-agent: *\nCrawl-delay: 30\n"])
def test_one_request_at_a_time_with_a_pause(tmp_path: Path, wish: str) -> None:
    pages = {f"/{n}": page("gone", "404 Not Found") for n in range(4)}
    with counting({"/robots.txt": page(wish, Content_Type="text/plain"), **pages}) as (server, clock):
        add(server, tmp_path / "l.db", *pages, settings=gentle(delay=10), clock=clock)
    gaps = [b - a for a, b in pairwise(server.times)]
    assert len(gaps) == 4
    assert min(gaps[1:]) >= (30 if wish else 10)
    assert gaps[0] >= 10
    assert max(gaps) <= (45 if wish else 15)  # and up to half of it by chance


def test_hosts_are_asked_side_by_side(tmp_path: Path) -> None:
    with counting({"*": page("", "404 Not Found")}) as (server, clock):
        sources = [Source(address=server.url("/a", host=f"host{n}.example")) for n in range(12)]
        how = means(Web(guard=server.guard()), clock)
        gather.add(tmp_path / "l.db", gentle(delay=10), sources, actor="test", means=how)
    assert len(server.asked) == 24
    assert clock.now() <= 15  # one after the other they would take 12 times as long


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Down"])
def test_a_busy_host_is_asked_again_when_it_says(tmp_path: Path, status: str) -> None:
    answers = {"/a": changing(page("", status, Retry_After="100"), page(FIRST))}
    with counting(answers) as (server, clock):
        found = add(server, tmp_path / "l.db", "/a", clock=clock)
        assert (found.added, found.left) == ([server.url("/a")], [])
    assert server.times[-1] - server.times[-2] >= 100


def test_a_host_that_asks_for_long_peace_gets_it(tmp_path: Path) -> None:
    with serving(
        {"*": page("", "429 Too Many Requests", Retry_After="86400"), "/robots.txt": page("")}
    ) as server:
        found = add(server, tmp_path / "l.db", "/a", "/b", "/c")
        assert [type(left) for left in found.left] == [BadReply] * 3
    assert len(server.asked) == 2  # robots.txt, and one page


def test_a_poisoned_feed_leads_nowhere(tmp_path: Path) -> None:
    with serving({"*": page("the router's password")}) as inner:
        links = [f"http://127.0.0.1:{inner.port}/", "file:///etc/passwd", "http://metadata.google.internal/"]
        items = "".join(f"<item><link>{link}</link></item>" for link in links)
        rss = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
        with serving({"/feed": page(rss)}) as server:
            found = add(server, tmp_path / "l.db", "/feed")
        assert inner.asked == []
    assert [type(left) for left in found.left] == [RefusedAddress] * 3


def test_a_page_that_is_gone_is_told_once(tmp_path: Path) -> None:
    with serving({"/a": changing(page(FIRST), page("", "404 Not Found"))}) as server:
        add(server, tmp_path / "l.db", "/a")
        assert watch(server, tmp_path / "l.db").gone == [server.url("/a")]
        assert watch(server, tmp_path / "l.db").gone == []
    assert len(pipeline.view(tmp_path / "l.db").reports) == 1  # what it said is kept


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), (" 0 ", 0), ("Tue, 05 Mar 2024 12:01:00 GMT", 60), ("Tue, 05 Mar 2024 11:00:00 GMT", 0)]
    + [(odd, None) for odd in ("soon", "", "-1", "1e9", "²", "Tue, 99 Mar 2024 12:01:00 GMT")],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert asked_wait(header, NOW) == seconds


def test_a_watch_list_is_data(tmp_path: Path) -> None:
    listed = tmp_path / "watch.toml"
    listed.write_text(
        'user_agent = "desk"\n[politeness]\ndelay = 5\n[caps]\nbytes = 1000\n'
        '[[source]]\naddress = "https://page.example/feed"\npublisher = "The Page"\n'
    )
    found = watchlist.load(listed)
    assert found.sources == (Source(address="https://page.example/feed", publisher="The Page"),)
    assert (found.user_agent, found.politeness.delay, found.caps.bytes) == ("desk", 5, 1000)
    plain = tmp_path / "watch.txt"
    plain.write_text("# feeds\nhttps://page.example/feed\n\n")
    assert [s.address for s in watchlist.load(plain).sources] == ["https://page.example/feed"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("delay = 1", "“delay” is no setting"),
        ("[politeness]\ndelay = 'x'", "“delay” is no number"),
        ("[politeness]\ndelay = -1", "“delay” is no number"),
        ("[politeness]\nretries = 1.5", "“retries” is no whole number"),
        ("[caps]\nspeed = 1", "“speed” is no setting"),
        ("[[source]]\npublisher = 'x'", "source 1 has no address"),
        ("[[source]]\naddress = 'x'\nguard = 'off'", "“guard” is no setting"),
        ('user_agent = "x\\r\\nCookie: 1"', "user_agent"),
        ("source = 1", "“source” is not a list"),
        ("= 1", "not valid TOML"),
    ],
)
def test_a_watch_list_that_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    listed = tmp_path / "watch.toml"
    listed.write_text(text)
    with pytest.raises(BadSettings, match=named):
        watchlist.load(listed)


def test_pages_are_looked_at_again_for_a_month(tmp_path: Path) -> None:
    with serving({"/a": page(FIRST)}) as server:
        add(server, tmp_path / "l.db", "/a")
        later = replace(gentle(again_hours=24.0))
        assert watch(server, tmp_path / "l.db", settings=later).asked == 0
        assert watch(server, tmp_path / "l.db").asked == 1
        assert watch(server, tmp_path / "l.db", settings=gentle(again_days=0)).asked == 0


def test_a_newer_program_reads_the_originals_anew_and_takes_no_reading_for_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = tmp_path / "l.db"
    with serving({"/a": changing(page(FIRST), page(FIRST), page(SECOND))}) as server:
        with monkeypatch.context() as older:
            older.setattr(pipeline, "maker", lambda: "an older version")
            add(server, ledger, "/a")
        assert watch(server, ledger).changed == []  # read anew, it says what it said
        time.sleep(1.05)
        assert watch(server, ledger).changed == [server.url("/a")]
    (edit,) = pipeline.view(ledger).edits
    assert not edit.other_reader
    monkeypatch.setattr(pipeline, "maker", lambda: "a newer version")
    found = gather.read_anew(ledger, actor="test", reading=here)
    assert (found.read, found.current, found.left) == (2, 0, [])  # both versions of the page
    assert gather.read_anew(ledger, actor="test", reading=here).current == 2
    assert [m.maker for m in pipeline.view(ledger).made] == ["a newer version"]


def test_the_example_of_the_docs_is_a_watch_list() -> None:
    found = watchlist.load(Path(__file__).parent.parent / "docs" / "watch.example.toml")
    assert [s.publisher for s in found.sources] == ["The Paper", None, None]
    assert (found.politeness.delay, found.caps.bytes, found.robots) == (5.0, 20_000_000, True)


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{here}/a</loc></url>'
            "<url><loc>http://elsewhere.example/b</loc></url></urlset>",
            id="a sitemap, which lists pages of its own host alone",
        ),
        pytest.param(
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>'
            '<entry><link href="/a"/></entry></feed>',
            id="Atom, with a relative link",
        ),
        pytest.param("# pages\n{here}/a\n{here}/a\n", id="one address a line"),
    ],
)
def test_lists_of_every_kind_bring_their_pages(tmp_path: Path, listed: str) -> None:
    with serving({"/a": page(FIRST)}) as server:
        kind = "text/plain" if listed.startswith("#") else "application/xml"
        server.answers["/list"] = page(listed.format(here=server.url("")), Content_Type=kind)
        found = add(server, tmp_path / "l.db", "/list")
    assert (found.added, found.left) == ([server.url("/a")], [])


def test_a_sitemap_of_sitemaps_is_followed_and_not_for_ever(tmp_path: Path) -> None:
    index = "<sitemapindex><sitemap><loc>{here}/{to}</loc></sitemap></sitemapindex>"
    with serving({"/a": page(FIRST)}) as server:
        for name, to in (("top", "one"), ("one", "two"), ("two", "three"), ("three", "four")):
            server.answers[f"/{name}"] = page(index.format(here=server.url(""), to=to))
        add(server, tmp_path / "l.db", "/top")
    assert paths_asked(server) == ["/robots.txt", "/top", "/one", "/two"]


BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
XXE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(f"{BOMB}<rss><channel><title>&b;</title></channel></rss>", id="entities in a feed"),
        pytest.param(f"{XXE}<urlset><url><loc>&a;</loc></url></urlset>", id="a file as entity in a sitemap"),
        pytest.param("<urlset>" * 5000, id="a sitemap nested deep"),
        pytest.param("<rss>\x00\x01\x02", id="a feed that is none"),
    ],
)
def test_a_hostile_list_brings_nothing(tmp_path: Path, listed: str) -> None:
    with serving({"/list": page(listed, Content_Type="application/xml")}) as server:
        found = add(server, tmp_path / "l.db", "/list")
    assert found.added == []
    assert "root:" not in str(found.left)


def test_a_list_names_no_more_pages_than_are_looked_at(tmp_path: Path) -> None:
    lines = "".join(f"http://page.example/{n}\n" for n in range(5000))
    with serving({}) as server:
        server.answers["/list"] = page(
            lines.replace("page.example", f"page.example:{server.port}"), Content_Type="text/plain"
        )
        found = add(server, tmp_path / "l.db", "/list", settings=gentle(entries=3, delay=0))
    assert len(found.left) == 3
