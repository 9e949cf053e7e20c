"""The audits as the page shows them: what rests on whom, who was first, what a yes adds, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accordingto.audit.confirmed import Confirmation, confirmations
from accordingto.audit.coverage import Gap, coverage
from accordingto.audit.falls import falls
from accordingto.audit.first import first_known
from accordingto.edit import Edit
from accordingto.ledger.view import LedgerView
from accordingto.publish import edits, words
from accordingto.publish.cards import Card, reading_order
from accordingto.publish.matters import MatterSheet
from accordingto.publish.pile import Pile, anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """An origin, the matters that rest on it alone, and those that keep another."""

    origin: str
    lost: tuple[MatterSheet, ...]
    weakened: tuple[MatterSheet, ...]
    beside: int
    reports: tuple[tuple[str, str], ...]  # letter and anchor of each that carries it


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A matter, the day of its earliest dated report and whose claim it is, and what came after."""

    matter: MatterSheet
    day: str
    by: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """Confirmations of one voice in the same words: where they stand, what they are held against."""

    who: str
    quote: str
    worth: str
    reason: str
    claims: tuple[Card, ...]
    of: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Gaps of one kind; each with the letter and the place of its report."""

    says: str
    gaps: tuple[tuple[str, str, str], ...]  # letter, anchor, what about


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A page in two versions: when it changed, headline and date if they did, and its claims."""

    address: str
    when: str
    facts: tuple[tuple[str, str, str], ...]
    claims: tuple[tuple[str, str, str], ...]  # in a line what became of it, what it was, what it is
    caveat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The audits. Hedges stand with their matters: here is only where."""

    falls: tuple[Falling, ...]
    hedged: tuple[MatterSheet, ...]
    hedges: int
    first: tuple[Known, ...]  # matters that stand in several reports
    first_once: tuple[Known, ...]  # the rest, each in one report
    confirmed: tuple[Yes, ...]
    coverage: tuple[Missing, ...]
    edits: tuple[Edited, ...]


def findings(
    view: LedgerView, matters: Sequence[MatterSheet], cards: Mapping[str, Card], held: Pile
) -> Findings:
    """All for a (shielded) view whose matters and claims are on the page."""
    shown = {m.matter.id: m for m in matters}
    hedged = tuple(m for m in matters if m.losses)
    first = _first(view, shown)
    return Findings(
        falls=tuple(
            Falling(
                origin=f.origin,
                lost=_of(f.lost, shown),
                weakened=_of(f.weakened, shown),
                beside=f.beside,
                reports=_letters(f.reports, held),
            )
            for f in falls(view)
        ),
        hedged=hedged,
        hedges=sum(len(m.losses) for m in hedged),
        first=tuple(k for k in first if len(k.matter.matter.reports) > 1),
        first_once=tuple(k for k in first if len(k.matter.matter.reports) < 2),
        confirmed=_confirmed(confirmations(view), cards),
        coverage=_coverage(coverage(view), held),
        edits=tuple(_edited(e) for e in view.edits),
    )


def _edited(edit: Edit) -> Edited:
    return Edited(
        address=edit.address,
        when=edits.when(edit),
        facts=edit.facts,
        claims=tuple((edits.headline(c), c.was or "", c.now or "") for c in edit.claims),
        caveat=edits.not_ours() if edit.other_reader else "",
    )


def _letters(ids: Iterable[str], held: Pile) -> tuple[tuple[str, str], ...]:
    letters = [(held.letters[i], anchor("r", i)) for i in ids if i in held.letters]
    return tuple(sorted(letters, key=lambda pair: (len(pair[0]), pair)))


def _of(ids: Iterable[str], shown: Mapping[str, MatterSheet]) -> tuple[MatterSheet, ...]:
    return tuple(shown[i] for i in ids if i in shown)


def _first(view: LedgerView, shown: Mapping[str, MatterSheet]) -> list[Known]:
    out = []
    for found in first_known(view):
        if found.matter not in shown:
            continue
        then = [f"another origin from {words.iso(found.second)} on"] if found.second else []
        if found.undated:
            then.append(f"{words.count(found.undated, 'undated report')}, may be earlier")
        out.append(
            Known(
                matter=shown[found.matter],
                day=words.iso(found.day) if found.day else "not dated",
                by=words.listed(found.origins) or "left open",
                then="; ".join(then),
            )
        )
    return out


def _confirmed(found: Iterable[Confirmation], cards: Mapping[str, Card]) -> tuple[Yes, ...]:
    """The same yes in several reports once."""
    same: dict[tuple[str, str, str], list[Confirmation]] = {}
    for one in found:
        if one.claim in cards:
            card = cards[one.claim]
            same.setdefault((one.worth, card.who, card.quote.casefold()), []).append(one)
    out = []
    for mine in same.values():
        claims = sorted((cards[c.claim] for c in mine), key=reading_order)
        yes = {c.claim for c in mine}
        of = {i for c in mine for i in c.of if i in cards and i not in yes}
        out.append(
            Yes(
                who=claims[0].who,
                quote=claims[0].quote,
                worth=words.label("worth", mine[0].worth),
                reason="; ".join(dict.fromkeys(c.reason for c in mine)),
                claims=tuple(claims),
                of=tuple(sorted((cards[i] for i in of), key=reading_order)),
            )
        )
    return tuple(out)


def _coverage(found: Iterable[Gap], held: Pile) -> tuple[Missing, ...]:
    kinds: dict[str, list[tuple[str, str, str]]] = {}
    place = {report: n for n, report in enumerate(held.reports)}
    for gap in sorted((g for g in found if g.report in place), key=lambda g: (place[g.report], g.about)):
        about = f"{words.publisher(held.reports[gap.report])}: {gap.about}"
        if gap.kind == "no publisher":
            about = gap.about
        line = (held.letters[gap.report], anchor("r", gap.report), about)
        kinds.setdefault(gap.kind, []).append(line)
    return tuple(
        Missing(says=says, gaps=tuple(kinds[kind])) for kind, says in words.section("gap") if kind in kinds
    )
