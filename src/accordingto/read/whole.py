"""Is the report whole? Only signs in the text count: a notice behind the article, or a teaser's way on.

Neither a missing full stop nor `isAccessibleForFree` is a sign by itself: a quarter of whole articles end
without a stop, and sellers flag articles that they print in full.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from accordingto.languages import lexicon
from accordingto.read.phrases import Phrases, folded, words_of
from accordingto.report import Completeness, Extent, Passage, Role, Span

_TRAILS = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$")
_ENDS = re.compile(r"""[.!?。！？]["'”’»)\]]*$""")
_ARTICLE = {Role.LEAD, Role.BODY}
_FOLLOWING = 12  # passages behind the article in which a notice still speaks of it
_LITTLE = 60  # words; below this nothing can be said of the whole
_LOOKED_AT = 2000  # characters of a passage
_TEASER = 120  # words; what breaks off earlier than this was a teaser


def completeness(
    text: str, passages: Sequence[Passage], languages: tuple[str, ...], locked: bool
) -> Completeness:
    """How much of the piece we hold. `locked`: the page's markup says that the piece is not free to read."""
    article = [i for i, p in enumerate(passages) if p.role in _ARTICLE]
    if not article:
        return Completeness(extent=Extent.UNKNOWN, reason="no article was found")
    last = article[-1]
    words = sum(len(passages[i].span.of(text).split()) for i in article)
    ending = passages[last].span
    tail = ending.of(text)[-60:]
    behind = [p for p in passages[last + 1 : last + 1 + _FOLLOWING] if p.role.furniture]
    for passage in behind:
        if found := _says(passage, text, languages, "cut"):
            reason = f'a notice behind the article: "{found}"'
            return Completeness(extent=Extent.TRUNCATED, reason=reason, span=passage.span)
    if not _ENDS.search(tail) or _TRAILS.search(tail):
        broken = _broken(text, ending, behind, languages, locked)
        if broken:
            teaser = broken.extent is Extent.TEASER and words >= _TEASER
            return replace(broken, extent=Extent.TRUNCATED) if teaser else broken
    if words < _LITTLE:
        return Completeness(extent=Extent.UNKNOWN, reason="too short to tell a note from a teaser")
    return Completeness(extent=Extent.WHOLE, reason="no sign of a cut")


def _broken(
    text: str, ending: Span, behind: Sequence[Passage], languages: tuple[str, ...], locked: bool
) -> Completeness | None:
    """What an ending without a stop means, by what follows it; None if by itself it means nothing."""
    for passage in behind[:2]:
        if found := _says(passage, text, languages, "onward"):
            reason = f'the text breaks off and "{found}" follows'
            return Completeness(extent=Extent.TEASER, reason=reason, span=passage.span)
    paywall = next((p for p in behind if p.role is Role.PAYWALL), None)
    if paywall:
        reason = "the text breaks off before an offer to subscribe"
        return Completeness(extent=Extent.TRUNCATED, reason=reason, span=paywall.span)
    if not _TRAILS.search(ending.of(text)[-60:]):
        return None
    tail = Span(max(ending.start, ending.end - 40), ending.end)
    if locked:
        reason = "the text breaks off, and the page says that it is not free to read"
        return Completeness(extent=Extent.TRUNCATED, reason=reason, span=tail)
    return Completeness(extent=Extent.UNKNOWN, reason="the text ends in an ellipsis", span=tail)


def _says(passage: Passage, text: str, languages: tuple[str, ...], sign: str) -> str | None:
    """The phrase of a kind of sign that the passage has."""
    low = folded(passage.span.of(text)[:_LOOKED_AT])
    found = _phrases(languages, sign).found(low, words_of(low))
    return max(found, key=len).strip("^$") if found else None


@cache
def _phrases(languages: tuple[str, ...], sign: str) -> Phrases:
    return Phrases(p for code in languages for p in lexicon(code, "whole")[sign])
