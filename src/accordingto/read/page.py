"""What a page says about itself: JSON-LD, meta tags, and dates as htmldate finds them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import htmldate
from lxml import etree

from accordingto.languages import lexicon
from accordingto.report import Stated, Sure

_DAY = re.compile(r"\s*(\d{4})-(\d\d)(?:-(\d\d))?")
_BY = re.compile(r"^by\s+", re.I)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the page's markup states; None where it is silent.

    `published` stands in a field meant for it; `guessed` is what htmldate makes of the rest.
    """

    publisher: Stated[str] | None
    published: Stated[str] | None
    guessed: Stated[str] | None
    title: Stated[str] | None
    authors: Stated[tuple[str, ...]] | None
    url: Stated[str] | None
    language: str | None
    locked: bool


def claims(tree: etree._Element, source: str) -> Claims:
    """The page's own statements. `source` is the decoded page, for htmldate."""
    items = list(_articles(tree))
    meta = _meta(tree)
    language = _first_attribute(tree, "lang")
    return Claims(
        publisher=_named(items, "publisher") or _site(meta),
        published=_ld_day(items) or _tagged_day(meta) or _marked_day(tree),
        guessed=_guessed_day(source),
        title=_ld_text(items, "headline") or _tagged(meta, "title") or _title(tree),
        authors=_people(items) or _tagged_people(meta),
        url=_canonical(tree) or _tagged(meta, "url"),
        language=_code(language),
        locked=any(str(item.get("isAccessibleForFree")).lower() == "false" for item in items),
    )


def _code(language: str | None) -> str | None:
    code = re.split(r"[-_]", language.strip().lower())[0] if language else ""
    return code if len(code) == 2 and code.isalpha() else None


def _articles(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that describe an article, the page's own first."""
    kinds = set(lexicon("any", "markup")["article_types"])
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            data = json.loads(
                script.text.strip().removeprefix("//<![CDATA[").removesuffix("//]]>"), strict=False
            )
        except (ValueError, RecursionError):
            continue
        stack = [data]
        while stack:
            node = stack.pop(0)
            if isinstance(node, list):
                stack = [*node[:100], *stack]
            elif isinstance(node, dict):
                types = node.get("@type")
                names = types if isinstance(types, list) else [types]
                if kinds.intersection(name for name in names if isinstance(name, str)):
                    yield node
                if isinstance(node.get("@graph"), list):
                    stack = [*node["@graph"][:100], *stack]


def _clean(value: Any) -> str | None:
    return _SPACE.sub(" ", value).strip() or None if isinstance(value, str) else None


def _ld_text(items: list[dict[str, Any]], key: str) -> Stated[str] | None:
    for item in items:
        if value := _clean(item.get(key)):
            return Stated(value=value, source=f"json-ld {key}", sure=Sure.HIGH)
    return None


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = [_clean(v.get("name") if isinstance(v, dict) else v) for v in values]
    return [n for n in names if n and not n.startswith(("http:", "https:"))]


def _named(items: list[dict[str, Any]], key: str) -> Stated[str] | None:
    for item in items:
        if names := _names(item.get(key)):
            return Stated(value=names[0], source=f"json-ld {key}", sure=Sure.HIGH)
    return None


def _people(items: list[dict[str, Any]]) -> Stated[tuple[str, ...]] | None:
    for item in items:
        if names := [_BY.sub("", name) for name in _names(item.get("author"))]:
            return Stated(value=tuple(dict.fromkeys(names)), source="json-ld author", sure=Sure.HIGH)
    return None


def day_of(value: Any) -> str | None:
    """The ISO day (or month) at the front of an ISO date or time that lies in the age of the web."""
    found = _DAY.match(value) if isinstance(value, str) else None
    if not found:
        return None
    year, month, day = found.groups()
    if not 1990 <= int(year) <= 2100 or not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return f"{year}-{month}-{day}" if day else f"{year}-{month}"


def _ld_day(items: list[dict[str, Any]]) -> Stated[str] | None:
    for item in items:
        if day := day_of(item.get("datePublished")):
            return Stated(
                value=day, source="json-ld datePublished", sure=Sure.HIGH, wording=item["datePublished"]
            )
    return None


def _meta(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = _clean(element.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _tagged(meta: dict[str, str], field: str) -> Stated[str] | None:
    for name in lexicon("any", "markup")["meta"][field]:
        if value := meta.get(name):
            return Stated(
                value=value, source=f"meta {name}", sure=Sure.HIGH if name.startswith("og:") else Sure.MEDIUM
            )
    return None


def _site(meta: dict[str, str]) -> Stated[str] | None:
    found = _tagged(meta, "publisher")
    return replace(found, value=found.value.lstrip("@")) if found and found.value.strip("@") else None


def _tagged_day(meta: dict[str, str]) -> Stated[str] | None:
    for name in lexicon("any", "markup")["meta"]["published"]:
        if day := day_of(meta.get(name)):
            return Stated(value=day, source=f"meta {name}", sure=Sure.HIGH, wording=meta[name])
    return None


def _tagged_people(meta: dict[str, str]) -> Stated[tuple[str, ...]] | None:
    for name in lexicon("any", "markup")["meta"]["author"]:
        value = meta.get(name)
        if value and not value.startswith("http"):
            names = tuple(
                n.strip() for n in re.split(r"\s*(?:,|;|\band\b|&)\s*", _BY.sub("", value)) if n.strip()
            )
            return Stated(value=names, source=f"meta {name}", sure=Sure.MEDIUM, wording=value)
    return None


def _marked_day(tree: etree._Element) -> Stated[str] | None:
    """A <time> element that says it is the day of publication."""
    for element in tree.iter("time"):
        about = " ".join(element.get(name) or "" for name in ("itemprop", "class", "pubdate")).lower()
        if ("publish" in about or "pubdate" in about) and (day := day_of(element.get("datetime"))):
            return Stated(value=day, source="time element", sure=Sure.MEDIUM, wording=element.get("datetime"))
    return None


def _guessed_day(source: str) -> Stated[str] | None:
    """htmldate's fast answer, from markup and URLs. Its extensive search is left out: it would date a report
    by a copyright line or an appeal, and furniture never dates a report."""
    try:
        day = htmldate.find_date(source, extensive_search=False, original_date=True)
    except (ValueError, RecursionError):
        return None
    checked = day_of(day)
    return Stated(value=checked, source="htmldate fast", sure=Sure.MEDIUM) if checked else None


def _title(tree: etree._Element) -> Stated[str] | None:
    for element in tree.iter("title"):
        if value := _clean("".join(str(t) for t in element.itertext())):
            return Stated(value=value, source="title element", sure=Sure.MEDIUM)
    return None


def _canonical(tree: etree._Element) -> Stated[str] | None:
    for element in tree.iter("link"):
        href = element.get("href") or ""
        if (element.get("rel") or "").lower() == "canonical" and href.startswith("http"):
            return Stated(value=href, source="canonical link", sure=Sure.HIGH)
    return None


def _first_attribute(tree: etree._Element, name: str) -> str | None:
    return next((e.get(name) for e in (tree, *tree.iter("html")) if e.get(name)), None)
