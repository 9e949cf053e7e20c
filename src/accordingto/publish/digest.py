"""A digest: what changed in knowledge since a day, in words; as plain text, a page, or an RSS feed."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring  # writes only; nothing is parsed

from accordingto import __version__
from accordingto.audit.changes import Changes
from accordingto.claim import Claim, Polarity
from accordingto.edit import Edit, EditKind
from accordingto.publish import edits, words
from accordingto.publish.page import environment, harmless
from accordingto.publish.titles import title
from accordingto.relation import OriginGroup
from accordingto.report import Report

SHOWN = 20  # items of a section; the rest are counted, and stand in the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One change: what it is about, what changed in a sentence, and the words that say so.

    `said` are (label, words, who and where).
    """

    about: str
    what: str
    said: tuple[tuple[str, str, str], ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Changes of one kind; `more` are not shown."""

    name: str
    items: tuple[Item, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What changed between two moments (UTC); `reports` are the new ones, named."""

    title: str
    since: datetime
    until: datetime
    sections: tuple[Section, ...]
    reports: tuple[str, ...]


def digest(found: Changes, *, title: str, since: datetime, until: datetime) -> Digest:
    """The digest of changes between two states of a ledger."""
    sections = [
        _section(name, items)
        for name, items in (
            ("Questions answered", _answers(found)),
            ("Conflicts opened", _conflicts(found, opened=True)),
            ("Conflicts closed", _conflicts(found, opened=False)),
            ("Figures that moved", _figures(found)),
            ("New independent origins", _origins(found)),
            ("Pages that were edited", _edits(found)),
            ("Questions that are open now", _matters(found, asked=True)),
            ("New matters", _matters(found, asked=False)),
        )
    ]
    named = sorted(_name(r) for r in found.reports)
    shown = tuple(s for s in sections if s.items)
    return Digest(title=title, since=since, until=until, sections=shown, reports=tuple(named))


def as_text(held: Digest) -> str:
    """Plain text, 100 characters a line at most, safe for a terminal and for mail."""
    out = [held.title, _span(held), ""]
    for section in held.sections:
        heading = f"{section.name} ({len(section.items) + section.more})"
        out += [heading, "=" * len(heading), ""]
        for item in section.items:
            out += list(_item_text(item))
        if section.more:
            out += [f"… and {section.more} more in the ledger", ""]
    if not held.sections:
        out += ["Nothing changed in what is known.", ""]
    out += [_read(held), *(f"- {name}" for name in held.reports)]
    return "\n".join(str(harmless(line)) for line in out).rstrip() + "\n"


def as_html(held: Digest) -> str:
    """One page without scripts or anything to load, which mail programs show as well."""
    page = environment().get_template("digest.html.j2")
    return page.render(digest=held, span=_span(held), read=_read(held), version=__version__)


def as_rss(held: Digest) -> str:
    """RSS 2.0, an item a change; the same change always has the same guid."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    for tag, text in (("title", held.title), ("description", _span(held)), ("link", "about:blank")):
        SubElement(channel, tag).text = _clean(text)
    SubElement(channel, "generator").text = f"accordingto {__version__}"
    SubElement(channel, "lastBuildDate").text = format_datetime(held.until)
    for section in held.sections:
        for item in section.items:
            body = "\n".join(_item_text(item)).strip()
            entry = SubElement(channel, "item")
            SubElement(entry, "title").text = _clean(f"{section.name}: {item.about}")
            SubElement(entry, "description").text = _clean(body)
            name = hashlib.sha256(f"{section.name}\n{body}".encode(errors="replace")).hexdigest()
            SubElement(entry, "guid", isPermaLink="false").text = name
            SubElement(entry, "pubDate").text = format_datetime(held.until)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return str(harmless(text))


def _span(held: Digest) -> str:
    return f"What changed in what is known between {_moment(held.since)} and {_moment(held.until)}"


def _read(held: Digest) -> str:
    return f"Read for this: {words.count(len(held.reports), 'new report')}."


def _moment(at: datetime) -> str:
    clock = "" if (at.hour, at.minute) == (0, 0) else f" {at:%H:%M} UTC"
    return words.day(at.date()) + clock


def _item_text(item: Item) -> Iterator[str]:
    yield f"* {item.about}"
    if item.what:
        yield f"  {item.what}"
    for label, said, who in item.said:
        if said:
            yield f"  {label + ': ' if label else ''}“{said}”"
        if who:
            yield f"      {who}"
    for reason in item.reasons:
        yield f"  ({reason})"
    yield ""


def _section(name: str, items: Iterator[Item]) -> Section:
    found = tuple(items)
    return Section(name=name, items=found[:SHOWN], more=max(0, len(found) - SHOWN))


def _matters(found: Changes, *, asked: bool) -> Iterator[Item]:
    """New matters: those that only ask, or those to which somebody says something."""
    for new in found.matters:
        if asked is not (new.claim.polarity in (Polarity.QUESTION, Polarity.UNKNOWN)):
            continue
        count = words.count(len(new.counted), "independent origin")
        by = _names(new.counted)
        mentions = words.count(len(new.matter.claims), "mention")
        label, said, who = _said("", new.claim, found)
        about = title(new.matter.title)
        where = f"{mentions} in {words.count(len(new.matter.reports), 'report')}"
        yield Item(
            about=about,
            what=where if asked else f"{count}{by}, {where}",
            said=((label, "" if title(said) == about else said, who),),  # not the same words twice
        )


def _origins(found: Changes) -> Iterator[Item]:
    for new in found.origins:
        yield Item(
            about=title(new.matter.title),
            what=f"{new.origin.name} is another independent origin: {new.was} → {new.now}",
            said=(_said("", new.claim, found),),
            reasons=(new.origin.reason,) if new.origin.reason else (),
        )


def _figures(found: Changes) -> Iterator[Item]:
    for moved in found.figures:
        was, now = (words.quantity(f) for f in (moved.was_figure, moved.now_figure))
        yield Item(
            about=title(moved.matter.title),
            what=f"{was} → {now} ({moved.verdict.value})",
            said=(_said("before", moved.was, found), _said("now", moved.now, found)),
            reasons=(moved.reason,),
        )


def _conflicts(found: Changes, *, opened: bool) -> Iterator[Item]:
    for conflict in found.opened if opened else found.closed:
        yield Item(
            about=f"{conflict.a.origin.name} and {conflict.b.origin.name}",
            what=f"and {words.count(conflict.more, 'more pair')} of claims like these"
            if conflict.more
            else "",
            said=(_said("one", conflict.a, found), _said("the other", conflict.b, found)),
            reasons=conflict.reasons,
        )


def _answers(found: Changes) -> Iterator[Item]:
    for answer in found.answered:
        yield Item(
            about=title(answer.matter.title),
            what="found answered"
            if answer.reasons
            else "said to it now; whether that settles it is for a reader to judge",
            said=(_said("open", answer.question, found), _said("now", answer.answer, found)),
            reasons=answer.reasons,
        )


def _edits(found: Changes) -> Iterator[Item]:
    for edit in found.edits:
        yield Item(
            about=edit.address,
            what=f"changed {edits.when(edit)}" + (f" ({edits.NOT_OURS})" if edit.other_reader else ""),
            said=tuple(_edited(edit)),
            reasons=tuple(
                f"{f}: {words.one_line(was)} → {words.one_line(now)}" for f, was, now in edit.facts
            ),
        )


def _edited(edit: Edit) -> Iterator[tuple[str, str, str]]:
    for claim in edit.claims:
        if claim.kind is EditKind.CHANGED:
            yield "was", claim.was or "", claim.origin
            yield "now", claim.now or "", "; ".join(claim.what) or "wording"
        else:
            yield claim.kind.value, claim.was or claim.now or "", claim.origin


def _said(label: str, claim: Claim, found: Changes) -> tuple[str, str, str]:
    report = found.texts[claim.report]
    quoted = " … ".join(words.one_line(span.of(report.text)) for span in claim.evidence if len(span))
    return label, words.shortened(quoted, 300), f"{claim.origin.name}, in {_name(report)}"


def _names(groups: Sequence[OriginGroup]) -> str:
    return f" ({words.listed(g.name for g in groups)})" if groups else ""


def _name(report: Report) -> str:
    return f"{words.publisher(report)}, {words.published(report.published)}"
