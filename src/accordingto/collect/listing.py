"""What lists pages: RSS and Atom feeds, sitemaps (sitemaps.org), and plain lists of addresses.

`kind_of` looks at the first bytes and no more. `entries` parses, and what it parses is hostile: run it in a
worker process (`apart`).
"""

import gzip
import io
import re
import zlib
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from time import struct_time
from urllib.parse import urljoin

import feedparser
from lxml import etree

from accordingto.errors import BadReply, TooLarge

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_SITEMAP = {b"urlset": "sitemap", b"sitemapindex": "index"}
_FEED = {b"rss", b"feed", b"RDF", b"rdf"}


class Kind(StrEnum):
    """What an answer is, by its content."""

    FEED = "feed"
    SITEMAP = "sitemap"
    INDEX = "index"  # a sitemap of sitemaps
    LIST = "list"  # one address a line
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page that a list names. `updated` is what the list says of its last change."""

    address: str
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as it came: `base` is its address, `most` how many of its pages are wanted."""

    data: bytes
    kind: Kind
    base: str
    most: int

    def __str__(self) -> str:
        return self.base  # names it in errors


def kind_of(data: bytes, media_type: str) -> Kind:
    """What the bytes are, whatever the server calls them."""
    head = data[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and not head[:200].lower().startswith((b"<!doctype html", b"<html")):
        root = _ROOT.search(_without_comments(head))
        name = root[1] if root else b""
        if name in _SITEMAP:
            return Kind(_SITEMAP[name])
        return Kind.FEED if name in _FEED else Kind.PAGE
    if head.startswith(b"\x1f\x8b"):
        return Kind.SITEMAP
    lines = [line for line in head.splitlines()[:50] if line.strip() and not line.startswith(b"#")]
    plain = media_type.partition(";")[0].strip().lower() in ("text/plain", "")
    if plain and lines and all(line.startswith((b"http://", b"https://")) for line in lines[:-1] or lines):
        return Kind.LIST
    return Kind.PAGE


def _without_comments(head: bytes) -> bytes:
    """Comments end at the first "-->"; one that is not closed runs to the end."""
    before, *rest = head.split(b"<!--")
    return before + b"".join(part.partition(b"-->")[2] for part in rest)


def entries(listed: Listed) -> tuple[Entry, ...]:
    """The pages that a list names, newest first, `most` of them.

    Without dates the order is the list's own. A sitemap lists pages of its own host alone (the protocol's
    rule), so that it cannot send us to others. Raises BadReply for what cannot be read, TooLarge for a bomb.
    """
    data, kind, base = listed.data, listed.kind, listed.base
    if kind is Kind.LIST:
        lines = (line.strip() for line in data.decode("utf-8", errors="replace").splitlines())
        found = [Entry(address=line) for line in lines if line and not line.startswith("#")]
    else:
        if data.startswith(b"\x1f\x8b"):
            data = _gunzipped(base, data)
        if b"<!ENTITY" in data:
            raise BadReply(base, "its XML declares entities, as attacks do and lists do not")
        found = _feed(data, base) if kind is Kind.FEED else _sitemap(data, base)
    once = {entry.address: entry for entry in reversed(found)}
    in_order = [e for e in found if once.pop(e.address, None)]
    oldest = datetime.min.replace(tzinfo=UTC)
    if any(e.updated for e in in_order):
        in_order.sort(key=lambda e: e.updated or oldest, reverse=True)
    return tuple(in_order[: listed.most])


def _feed(data: bytes, base: str) -> list[Entry]:
    # As a stream: feedparser takes bytes and strings for file names and addresses first.
    headers = {"content-location": base}
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    if parsed.get("bozo") and not parsed.entries and not parsed.feed:
        raise BadReply(base, "a feed that cannot be read")
    found = []
    for entry in parsed.entries:
        link = entry.get("link")
        if isinstance(link, str) and link.strip():
            when = entry.get("updated_parsed") or entry.get("published_parsed")
            found.append(Entry(address=_joined(base, link), updated=_moment(when)))
    return found


def _sitemap(data: bytes, base: str) -> list[Entry]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadReply(base, f"a sitemap that cannot be read ({error})") from None
    if root is None:
        raise BadReply(base, "a sitemap that cannot be read")
    found = []
    for item in root.iterchildren("{*}url", "{*}sitemap"):
        address = _joined(base, (item.findtext("{*}loc") or "").strip())
        if _host(address) == _host(base):
            found.append(Entry(address=address, updated=_iso(item.findtext("{*}lastmod"))))
    return found


def _gunzipped(base: str, data: bytes, most: int = 50_000_000) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            unpacked = packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadReply(base, f"its packing is broken ({error})") from None
    if len(unpacked) > most:
        raise TooLarge(base, f"unpacks to more than {most / 1e6:g} MB")
    return unpacked


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link  # the guard will name it


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].lower()


def _moment(parsed: object) -> datetime | None:
    """feedparser's struct_time, which is UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), tz=UTC) if isinstance(parsed, struct_time) else None
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
