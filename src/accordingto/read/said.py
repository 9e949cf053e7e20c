"""What is said about a report, and which of several answers is taken: sidecar, markup, text, address."""

import re
from typing import TypeVar
from urllib.parse import urlsplit

from accordingto.read.page import Claims, day_of
from accordingto.report import Sidecar, Span, Stated, Sure, Unstated

T = TypeVar("T")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# /2023/03/13/ and /2023-03-13/, /2023/mar/13/, /20230313/ or /202303131234567 of some agencies.
_DAY_IN_PATH = re.compile(
    rf"/((?:19|20)\d\d)[/-](\d\d?|{'|'.join(_MONTHS)})[/-](\d\d?)(?=[/_-]|$)"
    r"|/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_-]|\d{4,}|$)",
    re.I,
)


def first(*found: Stated[T] | None) -> Stated[T] | Unstated:
    """The first answer; NOT_FOUND if there is none, since what we cannot find may yet be stated."""
    return next((answer for answer in found if answer is not None), Unstated.NOT_FOUND)


def beside(sidecar: Sidecar | None, key: str) -> Stated[str] | None:
    """What the sidecar says."""
    value: str | None = getattr(sidecar, key) if sidecar else None
    return Stated(value=value, source="sidecar", sure=Sure.HIGH) if value else None


def day_beside(sidecar: Sidecar | None) -> Stated[str] | None:
    """The sidecar's day of publication, to the precision it has."""
    value = sidecar.published if sidecar else None
    if not value:
        return None
    return Stated(value=day_of(value) or value[:10], source="sidecar", sure=Sure.HIGH, wording=value)


def url(sidecar: Sidecar | None, claims: Claims | None) -> Stated[str] | None:
    """The address of the piece."""
    return beside(sidecar, "url") or (claims.url if claims else None)


def host(address: Stated[str] | None) -> Stated[str] | None:
    """The host of the address, which is better than no publisher."""
    try:
        name = urlsplit(address.value).hostname if address else None
    except ValueError:
        return None
    if not name:
        return None
    return Stated(value=name.removeprefix("www."), source="host of the address", sure=Sure.LOW, wording=name)


def day_in(address: Stated[str] | None) -> Stated[str] | None:
    """The day that many outlets write into the address of a piece."""
    try:
        path = urlsplit(address.value).path if address else ""
    except ValueError:
        return None
    found = _DAY_IN_PATH.search(path)
    if not found:
        return None
    year, month, day = [part for part in found.groups() if part]
    if not month.isdigit():
        month = str(_MONTHS.index(month.lower()) + 1)
    value = day_of(f"{year}-{month:0>2}-{day:0>2}")
    return Stated(value=value, source="address", sure=Sure.MEDIUM, wording=found.group()) if value else None


def title(text: str, headline: Span | None, claims: Claims | None) -> Stated[str] | Unstated:
    """The headline as it stands in the text; what the markup says where the text has none."""
    stated = claims.title if claims else None
    if headline is None:
        return first(stated)
    own = _letters(headline.of(text))
    sure = Sure.HIGH if stated and own and own in _letters(stated.value) else Sure.MEDIUM
    return Stated(
        value=" ".join(headline.of(text).split()),
        source="headline",
        sure=sure,
        wording=headline.of(text),
        span=headline,
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def language(detected: Stated[str] | Unstated, claims: Claims | None) -> Stated[str] | Unstated:
    """What the words show; what the markup says only where they are too few."""
    if isinstance(detected, Stated) or not claims or not claims.language:
        return detected
    return Stated(value=claims.language, source="lang attribute", sure=Sure.LOW)
