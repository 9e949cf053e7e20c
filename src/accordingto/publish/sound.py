"""Whether a view that came from outside holds together: what is wrong with it, and where in its document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from accordingto.claim import Claim
from accordingto.ledger.view import Earlier, LedgerView
from accordingto.report import Report, Stated
from accordingto.where import Point

Fault = tuple[str, str]  # the place, and why
# Names of files and of places on pages are made from ids: nothing in them may lead elsewhere.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,127}")
_SHA256 = re.compile("[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_CLAIMS = ("claims", "machine", "newest")


def wrong(view: LedgerView) -> Iterator[Fault]:
    """All faults, those of ids first."""
    for name in ("claims", "non_responses", "matters", "judgements", "machine", "newest"):
        yield from twice(name, getattr(view, name))
    yield from _loose_ends(view)
    for number, got in enumerate(view.custody):
        if not _SHA256.fullmatch(got.sha256):
            yield f"custody[{number}].sha256", f"{got.sha256!r:.80} is no SHA-256"
    for number, report in enumerate(view.reports):
        yield from ((f"reports[{number}]{where}", why) for where, why in _report(report))
    for name in _CLAIMS:
        for number, claim in enumerate(getattr(view, name)):
            yield from ((f"{name}[{number}]{where}", why) for where, why in _claim(claim))
    for number, earlier in enumerate(view.earlier):
        yield from ((f"earlier[{number}]{where}", why) for where, why in _earlier(earlier))
    read = {(m.report, m.maker) for m in view.made}
    for number, earlier in enumerate(view.earlier):
        if (earlier.report.id, earlier.maker) in read:
            yield f"earlier[{number}].maker", "the file has what it made of this report twice"
        read.add((earlier.report.id, earlier.maker))


def _earlier(earlier: Earlier) -> Iterator[Fault]:
    """An earlier version of a page is whole in itself."""
    if not _ID.fullmatch(earlier.report.id):
        yield ".report.id", f"{earlier.report.id!r:.80} is no id"
    if not earlier.custody:
        yield ".custody", "the file does not say how it was got"
    yield from ((f".report{where}", why) for where, why in _report(earlier.report))
    for name in ("claims", "non_responses"):
        yield from ((f".{where}", why) for where, why in twice(name, getattr(earlier, name)))
    for name in ("claims", "non_responses", "custody"):
        for number, noun in enumerate(getattr(earlier, name)):
            if noun.report != earlier.report.id:
                yield f".{name}[{number}].report", f"{noun.report!r:.80} is another report"
    for number, claim in enumerate(earlier.claims):
        yield from ((f".claims[{number}]{where}", why) for where, why in _claim(claim))
    for number, got in enumerate(earlier.custody):
        if not _SHA256.fullmatch(got.sha256):
            yield f".custody[{number}].sha256", f"{got.sha256!r:.80} is no SHA-256"


def twice(name: str, nouns: Iterable[Any]) -> Iterator[Fault]:
    """Ids that are there twice, or are none."""
    seen: set[str] = set()
    for number, noun in enumerate(nouns):
        if not _ID.fullmatch(noun.id):
            yield f"{name}[{number}].id", f"{noun.id!r:.80} is no id"
        if noun.id in seen:
            yield f"{name}[{number}].id", f"{noun.id!r:.80} is there twice"
        seen.add(noun.id)


def _loose_ends(view: LedgerView) -> Iterator[Fault]:
    """Ids that lead nowhere."""
    reports = {r.id for r in view.reports}
    claims = {c.id for c in view.claims}
    of_reports = (*_CLAIMS, "non_responses", "dated", "custody", "made")
    for name, key, held in (
        *((name, "report", reports) for name in of_reports),
        ("copies", "copier", reports),
        ("copies", "original", reports),
        ("relations", "a", claims),
        ("relations", "b", claims),
    ):
        for number, noun in enumerate(getattr(view, name)):
            if getattr(noun, key) not in held:
                yield f"{name}[{number}].{key}", f"{getattr(noun, key)!r:.80} is not in the file"
    for number, matter in enumerate(view.matters):
        for claim in matter.claims:
            if claim not in claims:
                yield f"matters[{number}].claims", f"{claim!r:.80} is not in the file"


def _report(report: Report) -> Iterator[Fault]:
    day = report.published
    if isinstance(day, Stated) and not _is_day(day.value):
        yield ".published.value", f"{day.value!r:.40} is no date"
    for before, after in pairwise(report.passages):
        if after.span.start < before.span.end:
            yield ".passages", f"[{after.span.start}, {after.span.end}) begins within another passage"


def _is_day(value: str) -> bool:
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def _claim(claim: Claim) -> Iterator[Fault]:
    if not claim.chain:
        yield ".hops", "a claim without a voice"
    places: Sequence[tuple[str, Point | None]] = [
        *((f".where[{n}].point", p.point) for n, p in enumerate(claim.places)),
        *((f".figures[{n}].place.point", f.place.point) for n, f in enumerate(claim.figures) if f.place),
    ]
    for where, point in places:
        if point and not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180 and point.radius_km >= 0):
            yield where, f"{point.lat}, {point.lon} within {point.radius_km} km is no place on Earth"
    for number, figure in enumerate(claim.figures):
        for name in ("hard", "soft"):
            bounds = getattr(figure, name)
            if bounds.high is not None and bounds.high < bounds.low:
                yield f".figures[{number}].{name}", f"{bounds.low:g} to {bounds.high:g} holds no number"
    for number, time in enumerate(claim.times):
        if time.earliest and time.latest and time.latest < time.earliest:
            yield f".when[{number}]", f"{time.earliest} to {time.latest} holds no day"
