"""What is still open: questions that reports leave, and those who did not answer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from accordingto.claim import NonResponse
from accordingto.ledger.codec import from_json
from accordingto.ledger.pages.page import Page, page_of, page_of_groups
from accordingto.ledger.tables import claim_line, relation, report_line, silence_line
from accordingto.relation import Relation, RelationKind

OPEN = ("question", "unknown")  # polarities


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """One question, in the words of the report that asked first; `claims` in how many reports it stands."""

    claim: str
    matter: str | None
    wording: str
    origin: str
    since: str | None
    unknown: bool  # the source says that it does not know
    claims: int


def questions(connection: Connection, *, number: int, size: int) -> Page[OpenLine]:
    """Open questions, one a matter, the longest open first; undated ones last."""
    c = claim_line.c
    group = func.coalesce(c.matter, c.id)
    settled = answered_in(connection)
    first = (
        select(
            c.id,
            c.published,
            func.count().over(partition_by=group).label("n"),
            func.row_number()
            .over(partition_by=group, order_by=(c.published.is_(None), c.published, c.id))
            .label("place"),
        )
        .where(c.polarity.in_(OPEN), group.not_in(settled))
        .subquery()
    )
    rows: Select[Any] = (
        select(first.c.id, first.c.n)
        .where(first.c.place == 1)
        .order_by(first.c.published.is_(None), first.c.published, first.c.id)
    )
    found = page_of_groups(connection, rows, tuple, number=number, size=size)
    ids = [row[0] for row in found.rows]
    held = select(c.id, c.matter, c.wording, c.origin, c.published, c.polarity).where(c.id.in_(ids))
    lines = {row[0]: row for row in connection.execute(held)}
    return Page(
        rows=tuple(_open(lines[row[0]], row[1]) for row in found.rows),
        total=found.total,
        number=found.number,
        size=size,
    )


def _open(row: Any, claims: int) -> OpenLine:
    return OpenLine(
        claim=row[0],
        matter=row[1],
        wording=row[2],
        origin=row[3],
        since=row[4],
        unknown=row[5] == "unknown",
        claims=claims,
    )


def answered_in(connection: Connection) -> list[str]:
    """The matters of questions that a person found answered; of one without a matter, itself."""
    c = claim_line.c
    rows = (
        select(func.coalesce(c.matter, c.id))
        .join(relation, relation.c.b == c.id)
        .where(relation.c.kind == RelationKind.ANSWERS.value)
    )
    return sorted(set(connection.execute(rows).scalars()))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine:
    """A question that a person found answered, and one claim that answers it."""

    claim: str
    wording: str
    origin: str
    answer: str  # the claim's id
    said: str
    by: str  # the answer's origin
    reasons: tuple[str, ...]


def answered(connection: Connection, *, number: int, size: int) -> Page[AnsweredLine]:
    """Questions with their answers, the newest answer first."""
    question, answer, r = claim_line.alias(), claim_line.alias(), relation.c
    rows: Select[Any] = (
        select(
            question.c.id,
            question.c.wording,
            question.c.origin,
            answer.c.id,
            answer.c.wording,
            answer.c.origin,
            r.body,
        )
        .select_from(relation)
        .join(question, question.c.id == r.b)
        .join(answer, answer.c.id == r.a)
        .where(r.kind == RelationKind.ANSWERS.value)
        .order_by(answer.c.published.is_(None), answer.c.published.desc(), r.b, r.a)
    )
    return page_of(connection, rows, _answered, number=number, size=size)


def _answered(row: Any) -> AnsweredLine:
    return AnsweredLine(
        claim=row[0],
        wording=row[1],
        origin=row[2],
        answer=row[3],
        said=row[4],
        by=row[5],
        reasons=from_json(Relation, row[6]).reasons,
    )


def may_answer(connection: Connection, question: str, *, most: int) -> tuple[str, ...]:
    """Ids of claims of the question's own matter that say something, oldest report first."""
    c = claim_line.c
    home = select(c.matter).where(c.id == question, c.matter.is_not(None))
    rows = (
        select(c.id)
        .where(c.matter.in_(home), c.polarity.not_in(OPEN))
        .order_by(c.published.is_(None), c.published, c.id)
        .limit(most)
    )
    return tuple(connection.execute(rows).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentLine:
    """One who was asked and did not answer, and the report that says so."""

    silence: NonResponse
    wording: str
    report: str
    publisher: str | None
    since: str | None


def silences(connection: Connection, *, number: int, size: int) -> Page[SilentLine]:
    """Those who did not answer, oldest report first."""
    s, r = silence_line.c, report_line.c
    rows: Select[Any] = (
        select(s.body, s.wording, s.report, r.publisher, s.published)
        .join(report_line, r.id == s.report)
        .order_by(s.published.is_(None), s.published, s.id)
    )
    return page_of(
        connection,
        rows,
        lambda row: SilentLine(
            silence=from_json(NonResponse, row[0]),
            wording=row[1],
            report=row[2],
            publisher=row[3],
            since=row[4],
        ),
        number=number,
        size=size,
    )
