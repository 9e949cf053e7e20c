"""Judgements in a ledger: appended, read, never changed or removed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from accordingto.claim import Claim
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Act, Concern, Judgement, fits, made_ids
from accordingto.ledger.codec import from_json, to_json
from accordingto.ledger.followed import follow
from accordingto.ledger.tables import claim, extraction, judged, judgement
from accordingto.report import Report

AT_ONCE = 5_000  # names in one question to the database


def append(connection: Connection, new: Judgement) -> bool:
    """Keep a judgement; False if the very same is kept already (a form that was sent twice).

    To be called in a transaction that writes. Raises DecidedMeanwhile if somebody judged the same concern
    of the same claims after `new.seen`, BadJudgement if a claim, words of it, or what it undoes, is not
    there, or if it would write down the name of a voice that it withholds.
    """
    if _number(connection, new.id) is not None:
        return False
    concern = _concern(connection, new)
    _check_claims(connection, new)
    _check_words(connection, new)
    _check_meanwhile(connection, new, concern)
    follow(connection, new, _insert(connection, new, concern))
    return True


def restore(connection: Connection, judgements: Iterable[Judgement]) -> int:
    """Keep judgements that come from another ledger, in their order; how many were new.

    What each of them had seen was settled where it was made, and a claim that is not in this ledger may
    yet come. Raises BadJudgement where one undoes what is not there.
    """
    new = 0
    for one in judgements:
        if _number(connection, one.id) is None:
            concern = _concern(connection, one)
            _insert(connection, one, concern)
            new += 1
    return new


def every(connection: Connection, until: datetime | None = None) -> tuple[Judgement, ...]:
    """All judgements, or all made until a moment, oldest first; undone ones and undoings, too."""
    found = _read(connection, select(judgement.c.body).order_by(judgement.c.number))
    return found if until is None else tuple(j for j in found if j.at <= until)


def history(connection: Connection, claim_id: str) -> tuple[Judgement, ...]:
    """All judgements on one claim, oldest first; undone ones and undoings, too."""
    of_it = select(judged.c.judgement).where(judged.c.claim == claim_id)
    return _read(
        connection,
        select(judgement.c.body).where(judgement.c.number.in_(of_it)).order_by(judgement.c.number),
    )


def get(connection: Connection, judgement_id: str) -> Judgement | None:
    """The judgement with this id."""
    found = _read(connection, select(judgement.c.body).where(judgement.c.id == judgement_id))
    return found[0] if found else None


def newest(connection: Connection) -> str | None:
    """The id of the newest judgement of all: what somebody has seen who looks at a list."""
    return connection.execute(select(judgement.c.id).order_by(judgement.c.number.desc()).limit(1)).scalar()


def latest(connection: Connection, claims: Sequence[str]) -> str | None:
    """The id of the newest judgement on any of these claims: what `seen` of the next one should be."""
    numbers = (
        connection.execute(select(func.max(judged.c.judgement)).where(judged.c.claim.in_(some))).scalar()
        for some in _some(claims)
    )
    newest = max((n for n in numbers if n is not None), default=None)
    if newest is None:
        return None
    return str(connection.execute(select(judgement.c.id).where(judgement.c.number == newest)).scalar_one())


def _read(connection: Connection, rows: Select[Any]) -> tuple[Judgement, ...]:
    return tuple(from_json(Judgement, body) for body in connection.scalars(rows))


def _number(connection: Connection, judgement_id: str | None) -> int | None:
    return connection.execute(select(judgement.c.number).where(judgement.c.id == judgement_id)).scalar()


def _concern(connection: Connection, new: Judgement) -> Concern:
    if new.concern is not None:
        return new.concern
    row = connection.execute(
        select(judgement.c.concern, judgement.c.body).where(judgement.c.id == new.undoes)
    ).first()
    if row is None:
        raise BadJudgement(str(new.undoes), "there is no such judgement to undo")
    if from_json(Judgement, row.body).subject != new.subject:
        raise BadJudgement(str(new.undoes), "is about other claims")
    return Concern(row.concern)


def _check_claims(connection: Connection, new: Judgement) -> None:
    unknown = set(new.subject)
    for some in _some(new.subject):
        unknown -= set(connection.scalars(select(claim.c.id).where(claim.c.id.in_(some))))
    if unknown:  # claims that a judgement made are in no extraction
        makers = select(judgement.c.body).where(judgement.c.act.in_([Act.SPLIT_CLAIM, Act.MERGE_CLAIMS]))
        unknown -= {made for j in _read(connection, makers) for made in made_ids(j)}
    if unknown:
        raise BadJudgement(min(unknown), "no such claim in the ledger")


def _check_words(connection: Connection, new: Judgement) -> None:
    if new.change is None or not (new.change.values or new.change.words or new.change.parts):
        return
    newest = (
        select(claim.c.body, extraction.c.body)
        .join(extraction, extraction.c.number == claim.c.extraction)
        .where(claim.c.id == new.subject[0])
        .order_by(extraction.c.number.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    if row is not None:  # a part of a claim has its words within the claim's
        fits(from_json(Claim, row[0]), new.change, from_json(Report, row[1]).text)


def _check_meanwhile(connection: Connection, new: Judgement, concern: Concern) -> None:
    seen = 0
    if new.seen is not None:
        number = _number(connection, new.seen)
        if number is None:
            raise BadJudgement(new.seen, "there is no such judgement that could have been seen")
        seen = number
    if concern is Concern.NOTE:
        return
    came: dict[int, Judgement] = {}
    for some in _some(new.subject):
        rows = (
            select(judgement.c.number, judgement.c.body)
            .join(judged, judged.c.judgement == judgement.c.number)
            .where(judged.c.claim.in_(some), judgement.c.number > seen, judgement.c.concern == concern)
        )
        came |= {number: from_json(Judgement, body) for number, body in connection.execute(rows)}
    if not came:
        return
    meanwhile = tuple(came[number] for number in sorted(came))
    last = meanwhile[-1]
    error = DecidedMeanwhile(
        new.subject[0],
        f"{last.by} decided on {concern.value} at {last.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {last.act}"
        + (f" ({last.why})" if last.why else ""),
    )
    error.refused, error.meanwhile = new, meanwhile
    raise error


def _insert(connection: Connection, new: Judgement, concern: Concern) -> int:
    row = connection.execute(
        insert(judgement).values(
            id=new.id,
            act=new.act.value,
            concern=concern.value,
            by=new.by,
            at=new.at.astimezone(UTC).isoformat(),
            undoes=new.undoes,
            body=to_json(new),
        )
    )
    number = row.inserted_primary_key[0]  # type: ignore[index]  # one row in, one key out
    saw: dict[str, int] = {}
    for some in _some(new.subject):
        newest = (
            select(claim.c.id, func.max(claim.c.extraction)).where(claim.c.id.in_(some)).group_by(claim.c.id)
        )
        saw.update((row[0], row[1]) for row in connection.execute(newest))
    connection.execute(
        insert(judged),
        [{"judgement": number, "claim": c, "extraction": saw.get(c)} for c in new.subject],
    )
    return int(number)


def _some(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE))
