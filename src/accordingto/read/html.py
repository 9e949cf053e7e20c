"""HTML pages: the text a reader sees, with the article as trafilatura finds it and our own phrases on top."""

from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura

from accordingto.languages import lexicon
from accordingto.read.align import covered
from accordingto.read.furniture import Verdict, judge
from accordingto.read.language import detect
from accordingto.read.page import Claims, claims
from accordingto.read.text import arranged, is_byline
from accordingto.read.visible import Line, parse, visible
from accordingto.report import Passage, Role, Span, Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read: its visible text, the passages of that, and what its markup states."""

    text: str
    passages: tuple[Passage, ...]
    claims: Claims


def read_page(subject: str, source: str) -> Page:
    """A page from its decoded source. Raises TooDeep, EmptyInput or BrokenDocument."""
    tree = parse(subject, source)
    text, lines = visible(tree)
    said = claims(tree, source)
    title = said.title.value if said.title else None
    known = detect(text)
    verdicts = judge([line.span.of(text) for line in lines], known.value if isinstance(known, Stated) else "")
    found = covered(text, _article(source))
    if not found:
        # Nothing that trafilatura takes for an article: a short note, or nested too deep for it.
        roles = arranged([line.span.of(text) for line in lines], verdicts)
        marked = (_by_mark(line, role, rule) for line, (role, rule) in zip(lines, roles, strict=True))
        return Page(text=text, passages=tuple(marked), claims=said)
    return Page(text=text, passages=_passages(text, lines, verdicts, found, title), claims=said)


def _article(source: str) -> str:
    try:
        return trafilatura.extract(source, fast=True, include_comments=False) or ""
    except RecursionError:
        return ""


def _by_mark(line: Line, role: Role, rule: str) -> Passage:
    if line.mark and line.mark is not Role.CAPTION and role is not Role.HEADLINE:
        return Passage(span=line.span, role=line.mark, rule="markup")
    return Passage(span=line.span, role=role, rule=rule)


def _passages(
    text: str, lines: Sequence[Line], verdicts: Sequence[Verdict], found: Sequence[Span], title: str | None
) -> tuple[Passage, ...]:
    shares = _shares(lines, found)
    inside = [i for i, share in enumerate(shares) if share > 0]
    headline = _headline(text, lines, title, inside[0])
    passages: list[Passage] = []
    lead = False
    for i, (line, verdict) in enumerate(zip(lines, verdicts, strict=True)):
        role, rule = _role(line, verdict, shares[i], i == headline)
        if role is Role.CAPTION and not inside[0] - 6 <= i <= inside[-1] + 2:
            role, rule = Role.NAVIGATION, "caption outside the article"
        if role is Role.BODY and not lead:
            if is_byline(verdict):
                role, rule = Role.NAVIGATION, "byline"
            elif verdict.look.words > 3:
                role, lead = Role.LEAD, True
        passages.append(Passage(span=line.span, role=role, rule=rule))
    return tuple(passages)


def _role(line: Line, verdict: Verdict, share: float, headline: bool) -> tuple[Role, str]:
    inside = share >= lexicon("any", "markup")["least_covered"]
    if headline or line.mark is Role.CAPTION:
        return (Role.HEADLINE, "title of the page") if headline else (Role.CAPTION, "markup")
    if verdict.role and verdict.rule.startswith("says"):
        return verdict.role, verdict.rule
    if inside:
        return Role.BODY, "trafilatura"
    hits = verdict.look.hits
    if hits and (hits.strong or hits.opens):
        return hits.kind, f"says {hits.kind.value}"
    return (line.mark, "markup") if line.mark else (verdict.role or Role.NAVIGATION, "outside the article")


def _shares(lines: Sequence[Line], found: Sequence[Span]) -> list[float]:
    """How much of each line the article covers."""
    shares = []
    at = 0
    for line in lines:
        while at < len(found) and found[at].end <= line.span.start:
            at += 1
        inside, k = 0, at
        while k < len(found) and found[k].start < line.span.end:
            inside += min(found[k].end, line.span.end) - max(found[k].start, line.span.start)
            k += 1
        shares.append(inside / len(line.span))
    return shares


def _headline(text: str, lines: Sequence[Line], title: str | None, first: int) -> int | None:
    """The line that is the page's title: by its words, else the heading nearest above the article."""
    wanted = _packed(title or "")
    headings = [i for i, line in enumerate(lines) if line.tag in {"h1", "h2"}]
    if wanted:
        same = [i for i, line in enumerate(lines) if _packed(line.span.of(text)) == wanted]
        best = (
            [i for i in same if i in headings and i <= first + 1]
            or [i for i in same if i <= first + 1]
            or same
        )
        if best:
            return best[-1] if best[-1] <= first + 1 else best[0]
        for i in headings:
            words = _packed(lines[i].span.of(text))
            # Titles carry the site's name at their end, headings a kicker at their start.
            if len(words) > 12 and (words in wanted or wanted in words):
                return i
    above = [i for i in headings if i <= first and lines[i].tag == "h1"]
    return above[-1] if above else None


def _packed(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
