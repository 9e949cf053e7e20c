"""Ledgers for tests of judgements, from wordings and names alone; and a plain picture of what they hold."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linked import Written

from accordingto.claim import Claim
from accordingto.judgement import Act, Judgement
from accordingto.ledger import judgements, write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.view import LedgerView
from accordingto.pipeline import view
from accordingto.report import Snapshot

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def judge(act: Act, *subject: str, minute: int = 0, by: str = "Mara", **given: object) -> Judgement:
    return Judgement(act=act, subject=subject, by=by, at=NOON + timedelta(minutes=minute), **given)  # type: ignore[arg-type]


def keep(path: Path, written: Sequence[Written], maker: str = "v1") -> Path:
    """A ledger at `path` that holds these reports as read by `maker`."""
    engine = open_ledger(path)
    for w in written:
        report = w.report
        data = report.text.encode()
        snapshot = Snapshot(
            path=report.path, data=data, sha256=hashlib.sha256(data).hexdigest(), retrieved=NOON
        )
        with transaction(engine, write=True) as connection:
            write.add(
                connection,
                write.Extraction(
                    snapshot=snapshot,
                    report=report,
                    claims=tuple(w.claims),
                    non_responses=(),
                    published=None,
                    maker=maker,
                ),
            )
    engine.dispose()
    return path


def decide(path: Path, *made: Judgement) -> LedgerView:
    """Append as a person would who had seen what is there; the view after it."""
    engine = open_ledger(path)
    for one in made:
        with transaction(engine, write=True) as connection:
            assert judgements.append(connection, one)
    engine.dispose()
    return view(path)


def picture(held: LedgerView) -> str:
    """A ledger as lines: each matter with its count and title, its claims below, then what conflicts.

    `+` asserted, `-` denied, `?` a question; `*` after the source marks a person's correction.
    """
    claims = {c.id: c for c in held.claims}
    texts = {r.id: r.text for r in held.reports}
    pinned = {r.matter for r in held.matter_reviews if r.pinned}
    lines = []
    for m in sorted(held.matters, key=lambda m: (-len(m.claims), m.title)):
        mark = " pinned" if m.id in pinned else ""
        lines.append(f"{m.independent_origins} of {len(m.claims)}{mark}: {m.title}")
        lines += sorted("    " + _line(claims[c], texts) for c in m.claims)
    related = sorted((r for r in held.relations), key=lambda r: (r.kind, r.reasons))
    lines += [f"{r.kind}: {' | '.join(r.reasons)}" for r in related if r.kind in ("conflicts", "answers")]
    return "\n".join(lines)


def _line(claim: Claim, texts: dict[str, str]) -> str:
    sign = {"asserted": "+", "denied": "-"}.get(claim.polarity.value, "?")
    star = "*" if "corrected by a person" in claim.flags else ""
    words = " … ".join(e.of(texts[claim.report]) for e in claim.evidence)
    return f"{sign} {claim.origin.name}{star}: {words}"
