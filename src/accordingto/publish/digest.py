"""A digest: what changed in knowledge since a day, in words; as plain text, a page, or an RSS feed.

Its own words are in the language that `words.speak` chose (languages/LANGUAGE/digest.toml); what is quoted
stays as it stands. A claim is told by a line that stands alone, and by who says it.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring  # writes only; nothing is parsed

from accordingto import __version__
from accordingto.audit.changes import Changes, NewMatter
from accordingto.claim import Claim, Polarity, Strength
from accordingto.edit import Edit, EditKind
from accordingto.publish import edits, words
from accordingto.publish.page import environment, harmless
from accordingto.publish.phrases import counted, phrase
from accordingto.publish.propositions import closed_marks, proposition
from accordingto.publish.titles import raised, title
from accordingto.report import Report
from accordingto.voice import Form, Stance

_NO_MARKUP = str.maketrans("<>", "‹›")
_ALIAS = re.compile(r" \[withheld-[0-9a-f]+\]")  # drawn anew for each output (`audit.alias`)
SAYING = frozenset(Stance) - {Stance.DECLINES, Stance.NO_RESPONSE}
SHOWN = 20  # items of a section; the rest are counted, and stand in the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One change: what it is about, who says that, what changed in a sentence, and the words that say so.

    `said` are (label, words, who and where). `whose` tells voices of reports apart; it is not shown.
    """

    about: str
    by: str = ""
    what: str = ""
    said: tuple[tuple[str, str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    whose: str = ""


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


def digest(
    found: Changes,
    *,
    title: str,
    since: datetime,
    until: datetime,
    spoken: Callable[[str], str] = lambda reason: reason,
) -> Digest:
    """The digest of changes between two states of a ledger; an empty title is "Digest" in its language.

    `spoken` gives a reason of linking, which is an English sentence, in the language of the page.
    """
    asking = [m for m in found.matters if m.claim.polarity in (Polarity.QUESTION, Polarity.UNKNOWN)]
    saying = [m for m in found.matters if m not in asking]
    sections = [
        _section(key, items, of)
        for key, items, of in (
            ("answers", _answers(found), len(found.answered)),
            ("opened", _conflicts(found, opened=True), len(found.opened)),
            ("closed", _conflicts(found, opened=False), len(found.closed)),
            ("figures", _figures(found), len(found.figures)),
            ("origins", _origins(found), len(found.origins)),
            ("edits", _edits(found), len(found.edits)),
            ("open", _matters(found, asking), len(asking)),
            ("matters", _matters(found, saying), len(saying)),
        )
    ]
    return Digest(
        title=title or phrase("digest", "title"),
        since=since,
        until=until,
        sections=tuple(_spoken(s, spoken) for s in sections if s.items),
        reports=tuple(sorted(_name(r) for r in found.reports)),
    )


def as_text(held: Digest) -> str:
    """Plain text, 100 characters a line at most, safe for a terminal and for mail."""
    out = [held.title, _span(held), ""]
    for section in held.sections:
        heading = f"{section.name} ({len(section.items) + section.more})"
        out += [heading, "=" * len(heading), ""]
        for item in section.items:
            out += list(_item_text(item))
        if section.more:
            out += [phrase("digest", "more", n=words.whole(section.more)), ""]
    if not held.sections:
        out += [phrase("digest", "nothing"), ""]
    out += [_read(held), *(f"- {name}" for name in held.reports)]
    return "\n".join(str(harmless(line)) for line in out).rstrip() + "\n"


def as_html(held: Digest) -> str:
    """One page without scripts or anything to load, which mail programs show as well."""
    page = environment().get_template("digest.html.j2")
    return page.render(
        digest=held,
        language=words.language(),
        span=_span(held),
        read=_read(held),
        nothing=phrase("digest", "nothing"),
        more=lambda n: phrase("digest", "more", n=words.whole(n)),
        made=phrase("digest", "made", version=__version__),
    )


def as_rss(held: Digest) -> str:
    """RSS 2.0, an item a change; the same change always has the same guid."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    for tag, text in (("title", held.title), ("description", _span(held)), ("link", "about:blank")):
        SubElement(channel, tag).text = _clean(text)
    SubElement(channel, "language").text = words.language()
    SubElement(channel, "generator").text = f"accordingto {__version__}"
    SubElement(channel, "lastBuildDate").text = format_datetime(held.until)
    for section in held.sections:
        for item in section.items:
            lines = [_clean(line) for line in _item_text(item) if line]
            body = "\n".join(lines)
            entry = SubElement(channel, "item")
            # A description is HTML, escaped; a title is text, which some readers take for HTML all the same.
            SubElement(entry, "title").text = _clean(f"{section.name}: {item.about}").translate(_NO_MARKUP)
            SubElement(entry, "description").text = "<br>".join(map(escape, lines))
            told = _ALIAS.sub("", f"{section.name}\n{body}")
            name = hashlib.sha256(told.encode(errors="replace")).hexdigest()
            SubElement(entry, "guid", isPermaLink="false").text = name
            SubElement(entry, "pubDate").text = format_datetime(held.until)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return str(harmless(text))


def _span(held: Digest) -> str:
    return phrase("digest", "span", since=_moment(held.since), until=_moment(held.until))


def _read(held: Digest) -> str:
    return phrase("digest", "read", n=words.whole(len(held.reports)))


def _moment(at: datetime) -> str:
    clock = "" if (at.hour, at.minute) == (0, 0) else f" {at:%H:%M} UTC"
    return words.day(at.date()) + clock


def _item_text(item: Item) -> Iterator[str]:
    yield f"* {item.about}"
    yield from (f"  {line}" for line in (item.by, item.what) if line)
    for label, said, who in item.said:
        if said:
            yield f"  {label + ': ' if label else ''}“{said}”"
        if who:
            yield f"      {who}"
    yield from (f"  ({reason})" for reason in item.reasons)
    yield ""


def _section(key: str, items: Iterator[Item], of: int) -> Section:
    """The first items; `of` is how many there are. An item is made only if it is shown.

    What the same voice says in a line that holds another is told once, by the longer one.
    """
    shown: list[Item] = []
    met = 0
    for item in items:
        met += 1
        at = next((n for n, other in enumerate(shown) if _within(item, other) or _within(other, item)), None)
        if at is None:
            shown.append(item)
        elif not _within(item, shown[at]):
            shown[at] = item
        if len(shown) == SHOWN:
            break
    return Section(name=phrase("section", key), items=tuple(shown), more=of - met)


def _within(item: Item, other: Item) -> bool:
    same = bool(item.whose) and (item.whose, item.said) == (other.whose, other.said)
    return same and item.about.casefold() in other.about.casefold()


def _spoken(section: Section, spoken: Callable[[str], str]) -> Section:
    items = (replace(i, reasons=tuple(map(spoken, i.reasons))) for i in section.items)
    return replace(section, items=tuple(items))


def _matters(found: Changes, matters: Sequence[NewMatter]) -> Iterator[Item]:
    """New matters: those that only ask, or those to which somebody says something."""
    for new in matters:
        mentions = counted("mention", len(new.matter.claims))
        where = phrase("item", "where", mentions=mentions, reports=counted("report", len(new.matter.reports)))
        origins = counted("origin", len(new.counted))
        names = [g.name for g in new.counted]
        key = "count" if names and names != [new.claim.origin.name] else "none"
        asked = new.claim.polarity in (Polarity.QUESTION, Polarity.UNKNOWN)
        yield Item(
            about=_line(new.claim, found),
            by=_by(new.claim, found),
            whose=f"{new.claim.report} {new.claim.origin.name}",
            what=where
            if asked
            else phrase("item", key, origins=origins, names=words.listed(names), where=where),
        )


def _origins(found: Changes) -> Iterator[Item]:
    for new in found.origins:
        yield Item(
            about=_line(new.claim, found),
            by=_by(new.claim, found),
            what=phrase("item", "origin", name=new.origin.name, was=new.was, now=new.now),
            reasons=(new.origin.reason,) if new.origin.reason else (),
        )


def _figures(found: Changes) -> Iterator[Item]:
    for moved in found.figures:
        was, now = (
            words.one_line(figure.span.of(found.texts[claim.report].text))
            for claim, figure in ((moved.was, moved.was_figure), (moved.now, moved.now_figure))
        )
        verdict = phrase("verdict", moved.verdict.value)
        yield Item(
            about=_line(moved.now, found),
            by=_by(moved.now, found),
            what=phrase("item", "moved", was=was, now=now, verdict=verdict),
            said=(_said(phrase("item", "before"), moved.was, found),),
            reasons=(moved.reason,),
        )


def _conflicts(found: Changes, *, opened: bool) -> Iterator[Item]:
    for conflict in found.opened if opened else found.closed:
        sides = {"a": conflict.a.origin.name, "b": conflict.b.origin.name}
        yield Item(
            about=raised(phrase("item", "sides", **sides)),
            what=phrase("item", "pairs", n=words.whole(conflict.more)) if conflict.more else "",
            said=(
                _said(phrase("item", "one"), conflict.a, found),
                _said(phrase("item", "other"), conflict.b, found),
            ),
            reasons=conflict.reasons,
        )


def _answers(found: Changes) -> Iterator[Item]:
    for answer in found.answered:
        yield Item(
            about=_line(answer.answer, found),
            by=_by(answer.answer, found),
            what=phrase("item", "found" if answer.reasons else "answered"),
            said=(_said(phrase("item", "question"), answer.question, found),),
            reasons=answer.reasons,
        )


def _edits(found: Changes) -> Iterator[Item]:
    for edit in found.edits:
        when = phrase("edit", "changed_when", when=edits.when(edit))
        yield Item(
            about=edit.address,
            what=f"{when} ({edits.not_ours()})" if edit.other_reader else when,
            said=tuple(_edited(edit)),
            reasons=tuple(edits.fact(*fact) for fact in edit.facts),
        )


def _edited(edit: Edit) -> Iterator[tuple[str, str, str]]:
    for claim in edit.claims:
        if claim.kind is EditKind.CHANGED:
            yield phrase("edit", "was"), claim.was or "", claim.origin
            yield phrase("edit", "now"), claim.now or "", edits.different(claim)
        else:
            yield phrase("edit", claim.kind.value), claim.was or claim.now or "", claim.origin


def _said(label: str, claim: Claim, found: Changes) -> tuple[str, str, str]:
    report = found.texts[claim.report]
    quoted = " … ".join(words.one_line(span.of(report.text)) for span in claim.evidence if len(span))
    return label, words.shortened(closed_marks(title(quoted)), 300), _who(claim, found)


def _line(claim: Claim, found: Changes) -> str:
    report = found.texts[claim.report]
    return proposition(claim, report, found.closed_to.get(report.id, ()))


def _by(claim: Claim, found: Changes) -> str:
    """Who says it and how: a denial is told as one, and a hedge is not lost.

    A claim that is a denial by its own words ("received no training") is said; one is denied where its
    verb denies.
    """
    who = _who(claim, found)
    if claim.polarity in (Polarity.QUESTION, Polarity.UNKNOWN):
        return phrase("by", claim.polarity.value, who=who)
    by = phrase("by", claim.stance.value if claim.stance in SAYING else Stance.SAYS.value, who=who)
    if claim.strength is Strength.FLAT or claim.stance is Stance.BELIEVES:
        return by
    return phrase("item", "hedged", by=by, strength=words.label("strength", claim.strength))


def _who(claim: Claim, found: Changes) -> str:
    report = found.texts[claim.report]
    if claim.form is Form.OWN_VOICE or claim.origin.name == words.publisher(report):
        return phrase("item", "own", report=_name(report))
    return phrase("item", "in", origin=claim.origin.name, report=_name(report))


def _name(report: Report) -> str:
    return f"{words.publisher(report)}, {words.published(report.published)}"
