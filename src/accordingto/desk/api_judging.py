"""What a program decides, as a judgement: the same fields that the forms of the report page have."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from starlette.exceptions import HTTPException

from accordingto.claim import Claim
from accordingto.desk import api_models as models
from accordingto.desk.fields import ARROW, WrongField, change_of, fields_of
from accordingto.desk.reviewed import Judged, judged_report, report_of
from accordingto.judgement import Act, Change, Judgement
from accordingto.ledger import judgements
from accordingto.ledger.tables import claim as claim_table
from accordingto.report import Span

AT_ONCE = 5_000  # ids in one question to the database


class Wrong(ValueError):
    """A value that cannot be used: where it stands in the body, and why."""

    def __init__(self, loc: Sequence[str | int], says: str) -> None:
        super().__init__(says)
        self.loc = tuple(loc)
        self.says = says


def judgement_of(connection: Connection, given: models.Judging) -> Judgement:
    """The judgement that is asked for. Raises Wrong, BadJudgement, HTTPException (404)."""
    undoes = change = None
    if isinstance(given, models.Undoing):
        undone = judgements.get(connection, given.undoes)
        if undone is None:
            raise HTTPException(404, "No such judgement.")
        undoes, subject = undone.id, undone.subject
    else:
        subject = tuple(given.subject)
    _check_there(connection, subject)
    if given.seen is not None and judgements.get(connection, given.seen) is None:
        raise HTTPException(404, "No such judgement could have been seen.")
    if isinstance(given, models.Accepting | models.Rejecting) and given.proposal:
        change = _proposed(connection, subject[0], given.proposal, taken=given.act == "accept")
    elif isinstance(given, models.Naming):
        change = Change(title=given.title)
    elif isinstance(given, models.Splitting):
        held, _ = _standing(connection, subject[0])
        size = len(held.single.report.text)
        change = Change(parts=tuple(_spans(part, ("parts", n), size) for n, part in enumerate(given.parts)))
    elif isinstance(given, models.Correcting):
        change = _corrected(connection, subject[0], given.correction)
    return Judgement(
        act=Act(given.act),
        subject=subject,
        change=change,
        by=given.by,
        at=datetime.now(UTC),
        why=given.why,
        undoes=undoes,
        seen=given.seen,
    )


def _check_there(connection: Connection, claims: Sequence[str]) -> None:
    unknown = set(claims)
    for at in range(0, len(claims), AT_ONCE):
        some = claims[at : at + AT_ONCE]
        unknown -= set(connection.scalars(select(claim_table.c.id).where(claim_table.c.id.in_(some))))
    for one in sorted(unknown):
        if report_of(connection, one) is None:
            raise HTTPException(404, f"No such claim: {one}.")


def _standing(connection: Connection, claim_id: str) -> tuple[Judged, Claim]:
    report = report_of(connection, claim_id)
    held = judged_report(connection, report) if report else None
    claim = held.claim(claim_id) if held else None
    if held is None or claim is None:
        raise HTTPException(404, "No such claim stands.")
    return held, claim


def _proposed(connection: Connection, claim_id: str, proposal: str, *, taken: bool) -> Change:
    held, _ = _standing(connection, claim_id)
    found = held.proposals.get(claim_id)
    if found is None or found.id != proposal:
        raise HTTPException(404, "No such proposal.")
    return (found.change if taken else None) or Change(proposal=proposal)


def _corrected(connection: Connection, claim_id: str, given: models.Correction) -> Change:
    held, claim = _standing(connection, claim_id)
    text = held.single.report.text
    try:
        return change_of(_fields(given, claim, text), claim, text)
    except WrongField as error:
        raise Wrong(("correction", error.field), error.why.removeprefix("wrong.")) from None


def _fields(given: models.Correction, claim: Claim, text: str) -> dict[str, str]:
    """The correction as the form's fields, over those of the claim."""
    fields = fields_of(claim, text)
    if given.source is not None:
        source = given.source
        fields |= {
            "source": source.name,
            "source_words": _at(source.words),
            "kind": source.kind.value,
            "spoken_for": source.spoken_for or "",
            "withheld": "yes" if source.withheld else "",
            "via": ARROW.join(source.via),
            "access": source.access.value,
            "access_words": _at(source.access_words),
        }
    if given.polarity is not None:
        fields["polarity"] = given.polarity.value
    if given.strength is not None:
        fields["strength"] = given.strength.value
    if given.evidence is not None:
        fields["evidence"] = _at(given.evidence)
    fields["words"] = _at(given.words)
    if given.times is not None:
        rows = [{"words": _at(t.words), "from": t.earliest or "", "to": t.latest or ""} for t in given.times]
        fields = _instead(fields, "time", rows)
    if given.places is not None:
        fields = _instead(fields, "place", [{"words": _at(p.words), "name": p.name} for p in given.places])
    if given.figures is not None:
        fields = _instead(fields, "figure", [_amount(a) for a in given.figures])
    return fields


def _instead(fields: dict[str, str], kind: str, rows: Sequence[dict[str, str]]) -> dict[str, str]:
    """The fields with these rows in the place of all of one kind, which are dropped."""
    held = {key.split("-")[1] for key in fields if key.startswith(f"{kind}-")}
    fields = {**fields, **{f"{kind}-{n}-drop": "yes" for n in held}}
    for n, row in enumerate(rows, start=len(held)):
        fields |= {f"{kind}-{n}-{name}": value for name, value in row.items()}
    return fields


def _amount(given: models.Amount) -> dict[str, str]:
    numbers = {name: getattr(given, name) for name in ("low", "high", "soft_low", "soft_high")}
    return {
        "words": _at(given.words),
        "population": given.population or "",
        "measure": given.measure.value,
        **{name: "" if value is None else f"{value:.12g}" for name, value in numbers.items()},
    }


def _at(words: Sequence[models.Words]) -> str:
    return f"@{','.join(f'{w.start}-{w.end}' for w in words)}" if words else ""


def _spans(words: Sequence[models.Words], loc: tuple[str | int, ...], size: int) -> tuple[Span, ...]:
    if any(w.end <= w.start or w.end > size for w in words):
        raise Wrong(loc, "a span ends before it begins, or beyond its report")
    return tuple(sorted(Span(w.start, w.end) for w in words))
