"""What the dossier shows, worked out from a ledger before any HTML is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accordingto.claim import Claim, NonResponse, Polarity
from accordingto.codebook import Codebook
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import Card, Place, card, numbered, reading_order, standing
from accordingto.publish.findings import Findings, findings
from accordingto.publish.judged import Decisions, decisions
from accordingto.publish.judged import beside as people
from accordingto.publish.matters import Beside, MatterSheet, is_open, matter_sheets, stands_beside
from accordingto.publish.overtime import Drawn, overtime
from accordingto.publish.pile import anchor, pile
from accordingto.publish.places import Map, places
from accordingto.publish.ranges import Chart, figures, times
from accordingto.publish.reports import ReportSheet, report_sheet
from accordingto.publish.stages import ProgrammeSheet, Shown, stages
from accordingto.relation import Relation, RelationKind
from accordingto.report import Extent, Report, Span, Stated
from accordingto.voice import Access, Form, Stance

_ORDER = (
    RelationKind.CONFLICTS,
    RelationKind.CORROBORATES,
    RelationKind.CONFIRMS,
    RelationKind.UPDATES,
    RelationKind.NARROWS,
    RelationKind.REPEATS,
    RelationKind.ANSWERS,
)
_SHOWN = 60  # relations of one kind on the page; the rest are counted, and stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Relations of one kind; `more` are not on the page."""

    kind: str
    title: str
    pairs: tuple[Beside, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is still open (`unknown` where the source says it does not know), or who did not answer."""

    since: str
    text: str
    choices: tuple[str, ...]
    by: str
    unknown: bool = False
    marks: tuple[tuple[str, str], ...]  # label and anchor of each claim or report that asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """An origin over the whole dossier: how often, in how many reports, through whom."""

    name: str
    kind: str
    access: str
    protected: bool
    mentions: int
    own: bool  # an outlet in its own voice
    reports: tuple[str, ...]
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The page, section by section."""

    strip: tuple[tuple[str, str, str], ...]  # number, what it counts, tone
    reports: tuple[ReportSheet, ...]
    main: tuple[MatterSheet, ...]
    singles: tuple[MatterSheet, ...]
    own: tuple[MatterSheet, ...]
    sections: tuple[Section, ...]
    figures: tuple[Chart, ...]
    times: Chart | None
    map: Map | None
    questions: tuple[Question, ...]
    silences: tuple[Question, ...]
    voices: tuple[Voices, ...]
    audits: Findings
    programme: ProgrammeSheet | None
    series: tuple[Drawn, ...]
    decisions: Decisions | None
    cards: Mapping[str, Card]


def sheet(view: LedgerView, book: Codebook | None = None) -> Sheet:
    """The dossier of a (shielded) view, with the stages of a codebook if one is given."""
    held = pile(view.reports)
    reports = held.reports
    claims = [c for c in view.claims if c.report in reports]
    labels = numbered(claims, held.letters)
    beside = standing(view.relations, labels)
    places_ = {
        c.id: Place(label=labels[c.id], anchor=anchor("c", c.id), beside=beside.get(c.id, ())) for c in claims
    }
    cards = {c.id: card(c, reports[c.report], places_[c.id]) for c in claims}
    judged = people(view, reports, cards)
    cards |= {i: replace(cards[i], told=b.told, was=b.was) for i, b in judged.items()}
    by_id = {c.id: c for c in claims}
    of_report: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        of_report[c.report].append(c)
    pairs = [(r, stands_beside(r, cards)) for r in view.relations if r.a in cards and r.b in cards]
    matters = matter_sheets(view, by_id, cards, pairs, held)
    settled = _answered(view)
    questions = _questions([c for c in claims if is_open(c) and c.id not in settled], cards, reports)
    return Sheet(
        strip=_strip(view, claims, matters, questions),
        reports=tuple(report_sheet(r, of_report[r.id], cards, held, view) for r in reports.values()),
        main=tuple(m for m in matters if not m.single or m.against),
        singles=tuple(m for m in matters if m.single and not m.against and not _own(m, by_id)),
        own=tuple(m for m in matters if m.single and not m.against and _own(m, by_id)),
        sections=_sections(pairs),
        figures=figures(claims, cards, reports),
        times=times(claims, cards, reports),
        map=places(claims, cards, reports),
        questions=questions,
        silences=_silences(view.non_responses, reports),
        voices=_voices(claims, held.letters),
        audits=findings(view, matters, cards, held),
        programme=stages(book, Shown(view=view, matters=matters, cards=cards)) if book else None,
        series=overtime(view, cards),
        decisions=decisions(view, reports),
        cards=cards,
    )


def _own(matter: MatterSheet, claims: Mapping[str, Claim]) -> bool:
    return all(claims[c.id].form is Form.OWN_VOICE for c in matter.cards)


def _sections(pairs: Sequence[tuple[Relation, Beside]]) -> tuple[Section, ...]:
    out = []
    for kind in _ORDER:
        mine = [b for r, b in pairs if r.kind is kind]
        if mine:
            title = words.label("relation_section", kind)
            out.append(
                Section(
                    kind=kind.value, title=title, pairs=tuple(mine[:_SHOWN]), more=max(0, len(mine) - _SHOWN)
                )
            )
    return tuple(out)


def _answered(view: LedgerView) -> set[str]:
    """Claims of questions that a person found answered, by whichever report of their matter asked."""
    asked = {r.b for r in view.relations if r.kind is RelationKind.ANSWERS}
    return asked.union(*(m.claims for m in view.matters if not asked.isdisjoint(m.claims)))


def _questions(
    claims: Sequence[Claim], cards: Mapping[str, Card], reports: Mapping[str, Report]
) -> tuple[Question, ...]:
    """Each open question once, in the words of the report that asked it first; oldest first."""
    asked: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: reading_order(cards[c.id])):
        asked.setdefault(cards[claim.id].quote.casefold(), []).append(claim)
    out = []
    for mine in asked.values():
        first, report = mine[0], reports[mine[0].report]
        out.append(
            Question(
                since=words.published(report.published),
                text=cards[first.id].quote,
                choices=tuple(words.one_line(s.of(report.text)) for s in first.alternatives),
                by=words.listed(dict.fromkeys(c.origin.name for c in mine)),
                unknown=first.polarity is Polarity.UNKNOWN,
                marks=tuple((cards[c.id].label, cards[c.id].anchor) for c in mine),
            )
        )
    return tuple(out)


def _silences(silences: Sequence[NonResponse], reports: Mapping[str, Report]) -> tuple[Question, ...]:
    """Each silence once, with all who were asked: oldest report first."""
    found: dict[tuple[str, tuple[Span, ...], Stance], list[NonResponse]] = {}
    place = {report: n for n, report in enumerate(reports)}
    held = [n for n in silences if n.report in reports]
    for silence in sorted(held, key=lambda n: (place[n.report], n.evidence)):
        found.setdefault((silence.report, silence.evidence, silence.stance), []).append(silence)
    out = []
    for (name, evidence, stance), mine in found.items():
        report = reports[name]
        asked = words.listed(sorted({n.asked.name for n in mine}, key=str.casefold))
        about = dict.fromkeys(words.one_line(s.of(report.text)) for n in mine for s in n.content)
        out.append(
            Question(
                since=words.published(report.published),
                text=" … ".join(words.one_line(s.of(report.text)) for s in sorted(evidence)),
                choices=tuple(about),
                by=f"{asked}: {words.label('stance', stance)}",
                marks=((words.publisher(report), anchor("r", report.id)),),
            )
        )
    return tuple(out)


def _voices(claims: Sequence[Claim], letters: Mapping[str, str]) -> tuple[Voices, ...]:
    """Origins over all reports. A withheld or unnamed voice is never joined with another report's."""
    said: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        voice = claim.origin
        apart = "" if voice.named else claim.report
        said.setdefault((apart, voice.name), []).append(claim)
    out = []
    for (_, name), mine in said.items():
        first = mine[0].origin
        stated: list[Access] = [c.access for c in mine if c.access is not Access.UNSPECIFIED]
        known = dict.fromkeys(stated or [Access.UNSPECIFIED])
        through = dict.fromkeys(h.voice.name for c in mine for h in reversed(c.chain[1:-1]))
        out.append(
            Voices(
                name=name,
                kind=words.label("kind", first.kind),
                access=words.listed(words.label("access", a) for a in known),
                protected=first.protected,
                mentions=len(mine),
                own=all(c.form is Form.OWN_VOICE for c in mine),
                reports=tuple(sorted({letters[c.report] for c in mine}, key=lambda x: (len(x), x))),
                through=tuple(through),
            )
        )
    out.sort(key=lambda v: (v.own, -len(v.reports), -v.mentions, v.name))
    return tuple(out)


def _strip(
    view: LedgerView,
    claims: Sequence[Claim],
    matters: Sequence[MatterSheet],
    questions: Sequence[Question],
) -> tuple[tuple[str, str, str], ...]:
    publishers = {r.publisher.value for r in view.reports if isinstance(r.publisher, Stated)}
    origins = {("" if c.origin.named else c.report, c.origin.name): c.origin for c in claims}
    withheld = sum(voice.protected for voice in origins.values())
    conflicts = sum(r.kind is RelationKind.CONFLICTS for r in view.relations)
    resolved = sum(r.kind is RelationKind.CONFLICTS and r.settled is not None for r in view.relations)
    cut = sum(r.completeness.extent in (Extent.TRUNCATED, Extent.TEASER) for r in view.reports)
    undated = sum(not isinstance(r.published, Stated) for r in view.reports)
    rows = [
        (
            len(view.reports),
            "report" if len(view.reports) == 1 else "reports",
            f", {words.count(len(publishers), 'publisher')}",
            "",
        ),
        (len(claims), "claims", "", ""),
        (len(matters), "matters", "", ""),
        (len(origins), "origins", f", {withheld} withheld" if withheld else "", ""),
        (
            conflicts,
            "conflict" if conflicts == 1 else "conflicts",
            f", {resolved} resolved" if resolved else "",
            "conflict" if conflicts > resolved else "",
        ),
        (len(questions), "still open", "", "open"),
        (len(view.non_responses), "did not answer", "", ""),
        (cut, "cut off", "", "one" if cut else ""),
        (undated, "undated", "", "one" if undated else ""),
        (len({c.copier for c in view.copies}), "copied from another", "", ""),
    ]
    return tuple((f"{n:,}", what + more, tone) for n, what, more, tone in rows if n or what in _ALWAYS)


_ALWAYS = {"reports", "claims", "conflicts"}
