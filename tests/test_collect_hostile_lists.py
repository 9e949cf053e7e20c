"""Feeds, sitemaps and robots.txt are read in a worker: a hostile one fails with a reason, others are read."""

import gzip

import pytest
from counted import here
from hostile_server import page
from test_collect_watch import FIRST, counting, feed, gentle

from accordingto import gather
from accordingto.collect import listing
from accordingto.collect.listing import Kind
from accordingto.collect.watchlist import Source
from accordingto.collect.web import Web
from accordingto.engine.local import Caps
from accordingto.engine.warm import Warm
from accordingto.errors import BadReply, Disallowed, TooLarge
from accordingto.gather.means import Means

LAUGHS = "<!DOCTYPE a [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
XXE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://127.0.0.1:9/">]>'
SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
# What is served under a path, and what comes of it: a list left out, with words of the reason, or read.
LISTS: dict[str, tuple[bytes, type[Exception] | None, str]] = {
    "billion laughs in a feed": (
        f"{LAUGHS}<rss><channel><title>&l11;</title>".encode(),
        BadReply,
        "entities",
    ),
    "billion laughs in a sitemap": (f"{LAUGHS}{SITEMAP}<url><loc>&l11;".encode(), BadReply, "entities"),
    "a file as entity": (f"{XXE}<rss><channel><title>&a;&b;</title>".encode(), BadReply, "entities"),
    "a feed nested deep": (b"<rss><channel>" + b"<a>" * 20_000, BadReply, "cannot be read"),
    "a sitemap nested deep": (SITEMAP.encode() + b"<url>" * 100_000, None, ""),
    "a sitemap that unpacks to a gigabyte": (gzip.compress(bytes(60_000_000)), TooLarge, "unpacks to more"),
    "a feed of 50 MB": (b"<rss><channel>" + b"<item>" * 8_400_000, TooLarge, "more than"),
    "an attribute of 5 MB": (b"<rss a='" + b"x" * 5_000_000 + b"'><channel>", None, ""),
    "200,000 attributes": (
        b"<rss " + b"".join(b"a%d='' " % n for n in range(200_000)) + b"><channel>",
        None,
        "",
    ),
    "bytes of no encoding": (b"<rss>" + bytes(range(256)) * 400, None, ""),
}
# 20,000 robots over 8,000 rules: half a megabyte that keeps a parser busy for minutes.
CROWD = "".join(f"User-agent: a{n:x}\n" for n in range(20_000)) + "Disallow: /\n" * 8_000


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory):
    """One round over all of them, with real workers: every list on a host of its own."""
    folder = tmp_path_factory.mktemp("lists")
    answers = {
        f"/{n}": page(data, Content_Type="application/xml") for n, (data, _, _) in enumerate(LISTS.values())
    }
    crowd, none = page(CROWD, Content_Type="text/plain"), page("", "404 Not Found")
    answers["/robots.txt"] = lambda request: (crowd if "Host: crowd." in request else none)(request)
    with counting({**answers, "/good": page(FIRST), "/page": page(FIRST)}) as (server, clock):
        server.answers["/feed"] = page(feed(server.url("", "last.example"), "/good"))
        sources = [Source(address=server.url(f"/{n}", f"h{n}.example")) for n in range(len(LISTS))]
        sources += [Source(address=server.url("/page", "crowd.example"))]
        sources += [Source(address=server.url("/feed", "last.example"))]
        how = Means(
            web=Web(guard=server.guard()),
            reading=here,
            apart=lambda step: Warm(step, Caps(seconds=4.0, memory=1 << 30)),
            clock=clock,
        )
        return gather.add(folder / "l.db", gentle(), sources, actor="test", means=how)


@pytest.mark.parametrize("number", range(len(LISTS)), ids=LISTS)
def test_a_hostile_list_fails_with_a_reason_or_names_no_page(outcome, number: int) -> None:
    _, error, why = list(LISTS.values())[number]
    left = [e for e in outcome.left if f"h{number}.example" in str(e)]
    assert [type(e) for e in left] in ([[error]] if error else [[], [BadReply], [TooLarge]])
    assert all(why in str(e) and "\n" not in str(e) and "root:" not in str(e) for e in left)


def test_a_robots_txt_that_cannot_be_read_in_time_closes_its_host(outcome) -> None:
    (left,) = (e for e in outcome.left if "crowd.example" in str(e))
    assert isinstance(left, Disallowed)
    assert "robots.txt could not be read: not read within 4 seconds" in str(left)


def test_after_all_of_them_a_good_feed_is_read(outcome) -> None:
    assert [address.partition(":")[2].rpartition("/")[2] for address in outcome.added] == ["good"]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<?xml version='1.0'?><!-- <urlset> --><rss>", Kind.FEED),
        (b"<!-- a --><!-- b <rss> --><feed>", Kind.FEED),
        (b"<!-- never closed <rss>", Kind.PAGE),
        (b"<" + b"<!--" * 5_000, Kind.PAGE),
    ],
    ids=["a comment", "two", "an open one", "5,000 open ones"],
)
def test_what_a_list_is_shows_outside_comments(head: bytes, kind: Kind) -> None:
    assert listing.kind_of(head, "") is kind
