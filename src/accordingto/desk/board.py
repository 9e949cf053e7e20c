"""Claims laid out for a page: their reports, letters and numbers, and what the drawings need of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from accordingto.claim import Claim
from accordingto.desk import cards as margin
from accordingto.desk.text import tone
from accordingto.desk.words import Words
from accordingto.ledger.pages import nouns
from accordingto.publish.cards import Card, numbered, wording
from accordingto.publish.pile import Pile, pile
from accordingto.publish.words import iso
from accordingto.report import Report, Stated
from accordingto.voice import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Claims in the order asked for, their reports, and a card for each, by id; a card's anchor is the
    address of the claim in its report."""

    claims: tuple[Claim, ...]
    held: Pile
    cards: Mapping[str, Card]
    reviews: Mapping[str, str]

    @property
    def reports(self) -> Mapping[str, Report]:
        return self.held.reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim as a card of the desk, with its letter and number, its address and its report."""

    card: margin.Card
    label: str
    address: str
    report: Report
    matter: str | None = None
    reviewed: str = ""  # how far it has been reviewed, in words

    @property
    def publisher(self) -> str | None:
        return self.report.publisher.value if isinstance(self.report.publisher, Stated) else None

    @property
    def published(self) -> str | None:
        return iso(self.report.published.value) if isinstance(self.report.published, Stated) else None


def board(connection: Connection, ids: Iterable[str]) -> Board:
    """The claims of these ids that the ledger shows."""
    found = nouns.claims(connection, ids)
    held = pile(nouns.reports(connection, (c.report for c in found)))
    claims = tuple(c for c in found if c.report in held.reports)
    labels = numbered(claims, held.letters)
    return Board(
        claims=claims,
        reviews=nouns.reviews(connection, (c.id for c in claims)),
        held=held,
        cards={c.id: _card(c, held.reports[c.report], labels[c.id]) for c in claims},
    )


def _card(claim: Claim, report: Report, label: str) -> Card:
    return Card(
        id=claim.id,
        anchor=address(claim),
        label=label,
        quote=wording(claim, report.text),
        quoted=claim.form is Form.DIRECT,
        rows=(),
        tags=(),
        silent=(),
        tone=tone(claim),
        rule=claim.rule,
        who=claim.origin.name,
        beside=(),
    )


def address(claim: Claim) -> str:
    """Where the claim stands in its report."""
    return f"/reports/{claim.report}?at={claim.id}#c-{claim.id}"


def told(shown: Board, claims: Iterable[Claim], say: Words, within: Mapping[str, str]) -> tuple[Told, ...]:
    """These claims as cards; `within` is claim id to matter id, where the card shall lead to it."""
    return tuple(
        Told(
            card=margin.card(
                c, shown.reports[c.report].text, say, margin.Reviewing(state=shown.reviews[c.id])
            ),
            label=shown.cards[c.id].label,
            address=address(c),
            report=shown.reports[c.report],
            matter=within.get(c.id),
            reviewed=say.label("review", shown.reviews[c.id]),
        )
        for c in claims
    )
