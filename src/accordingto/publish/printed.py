"""A ledger as lines for paper: what Word and PDF print, in reading order, before either is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accordingto import __version__
from accordingto.ledger.view import LedgerView
from accordingto.publish.cards import Card
from accordingto.publish.matters import Beside, MatterSheet
from accordingto.publish.outlets import joined
from accordingto.publish.page import harmless
from accordingto.publish.reports import ReportSheet
from accordingto.publish.sheet import Question, Section, Sheet, sheet


class Style(StrEnum):
    """How a line stands on the page."""

    TITLE = "title"
    HEADING = "heading"
    MATTER = "matter"
    TEXT = "text"
    QUOTE = "quote"  # words of a report
    FACT = "fact"  # a label and a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph. `label` is set off before the text: "B7", "how sure"."""

    style: Style
    text: str
    label: str = ""


def lines(view: LedgerView, title: str) -> Iterator[Line]:
    """All paragraphs of a (shielded) view; characters that steer are shown by their code point."""
    shown = sheet(joined(view))
    for line in _lines(shown, title):
        yield Line(style=line.style, text=str(harmless(line.text)), label=str(harmless(line.label)))


def _lines(shown: Sheet, title: str) -> Iterator[Line]:
    yield _line(Style.TITLE, title)
    yield _line(
        Style.TEXT,
        "Claims as reported. Nothing here is stated to be true: each line says who carries it and how they "
        "would know.",
    )
    yield _line(Style.TEXT, "; ".join(f"{number} {what}" for number, what, _ in shown.strip) + ".")
    for heading, matters in (
        ("Matters", shown.main),
        ("Said once", shown.singles),
        ("The publishers’ own words", shown.own),
    ):
        if matters:
            yield _line(Style.HEADING, heading)
            for matter in matters:
                yield from _matter(matter)
    for section in shown.sections:
        yield from _section(section)
    for heading, questions in (("Still open", shown.questions), ("Did not answer", shown.silences)):
        if questions:
            yield _line(Style.HEADING, heading)
            for question in questions:
                yield from _question(question)
    yield _line(Style.HEADING, "The reports")
    for report in shown.reports:
        yield from _report(report)
    yield _line(Style.HEADING, "How it was made")
    yield _line(
        Style.TEXT,
        f"By accordingto {__version__}, from the reports named above. The words of each claim stand here as "
        "the report has them; the reports themselves are in the ledger. What was read out of them may be "
        "wrong: hold a claim against its report before you rely on it.",
    )


def _line(style: Style, text: str, label: str = "") -> Line:
    return Line(style=style, text=text, label=label)


def _matter(matter: MatterSheet) -> Iterator[Line]:
    yield _line(Style.MATTER, matter.title)
    yield _line(Style.TEXT, f"{matter.count} · {matter.rest}")
    for origin in matter.matter.origins:
        counted = "counted" if origin.counted else "not counted"
        yield _line(Style.FACT, f"{origin.name}: {counted}, {origin.reason}", "origin")
    for reason in matter.reasons:
        yield _line(Style.FACT, reason, "why")
    for loss in matter.losses:
        kept, lost = (", ".join(c.label for c in cards) for cards in (loss.kept, loss.lost))
        yield _line(Style.FACT, f"{loss.was} ({kept}) became {loss.became} ({lost})", "lost on the way")
    for card in matter.cards:
        yield from _card(card)
    for beside in matter.against:
        yield from _beside(beside)


def _card(card: Card) -> Iterator[Line]:
    quote = f"“{card.quote}”" if card.quoted else card.quote
    yield _line(Style.QUOTE, quote, card.label)
    for row in card.rows:
        wording = " ".join(f"“{w}”" for w in row.wording)
        yield _line(Style.FACT, " ".join(said for said in (row.value, wording) if said), row.label)
    if card.tags:
        yield _line(Style.FACT, "; ".join(card.tags), "to know")


def _beside(beside: Beside) -> Iterator[Line]:
    reasons = " ".join(beside.reasons)
    yield _line(
        Style.FACT,
        f"{beside.a.label} {beside.says} {beside.b.label} ({beside.independence}). {reasons}".rstrip(),
        "side by side",
    )


def _section(section: Section) -> Iterator[Line]:
    yield _line(Style.HEADING, section.title)
    for beside in section.pairs:
        yield from _beside(beside)
    if section.more:
        yield _line(Style.TEXT, f"{section.more:,} more are in the ledger.")


def _question(question: Question) -> Iterator[Line]:
    marks: Sequence[str] = [label for label, _ in question.marks]
    yield _line(Style.QUOTE, question.text, ", ".join(marks))
    yield _line(Style.FACT, question.by, question.since)
    for choice in question.choices:
        yield _line(Style.FACT, choice, "either")


def _report(report: ReportSheet) -> Iterator[Line]:
    yield _line(Style.MATTER, f"{report.letter}. {report.title}")
    for name, value in report.facts:
        yield _line(Style.FACT, value, name)
    for what, why in report.warnings:
        yield _line(Style.FACT, f"{what}: {why}" if why else what, "to know")
    for copied in report.copies:
        yield _line(Style.FACT, copied, "copy")
