"""HTML pages: the visible text, with the article as trafilatura finds it."""

import re

import trafilatura

from accordingto.read.furniture import roles
from accordingto.read.visible import Line, parse, visible
from accordingto.report import Passage, Role

_WORD = re.compile(r"\w+")


def read_page(subject: str, page: str) -> tuple[str, tuple[Passage, ...], dict[str, str]]:
    """Text, passages and what the page says about itself."""
    tree = parse(subject, page)
    text, lines = visible(tree)
    found = trafilatura.bare_extraction(page, fast=True, include_comments=False, with_metadata=True)
    known: dict[str, str] = {}
    article = ""
    if found is not None:
        values = found.as_dict()
        article = values.get("text") or ""
        known = {k: values[k] for k in ("title", "author", "sitename", "date", "url") if values.get(k)}
    return text, _passages(text, lines, article, known.get("title", "")), known


def _passages(text: str, lines: list[Line], article: str, title: str) -> tuple[Passage, ...]:
    packed = "".join(_WORD.findall(article))
    kinds = roles([line.span.of(text) for line in lines])
    passages = []
    seen: set[Role] = set()
    for line, kind in zip(lines, kinds, strict=True):
        wording = line.span.of(text)
        key = "".join(_WORD.findall(wording))
        if (
            Role.HEADLINE not in seen
            and title
            and wording.startswith(title[:40])
            and line.tag in {"h1", "h2"}
        ):
            role = Role.HEADLINE
        elif key and key in packed and (len(key) > 20 or line.mark is None):
            role = Role.LEAD if Role.LEAD not in seen else Role.BODY
            if line.mark is Role.CAPTION:
                role = Role.CAPTION
        else:
            role = kind or (line.mark if line.mark and line.mark.furniture else Role.NAVIGATION)
        seen.add(role)
        passages.append(Passage(span=line.span, role=role, rule="trafilatura"))
    return tuple(passages)
