"""Ledgers for tests of judgements, from wordings and names alone; and a plain picture of what they hold."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

from linked import Pile, Written

from accordingto.claim import Claim, Polarity
from accordingto.judgement import Act, Judgement
from accordingto.ledger import judgements, write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.view import LedgerView
from accordingto.pipeline import view
from accordingto.report import Snapshot
from accordingto.voice import VoiceKind

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


def reread(written: Written, **otherwise: object) -> Written:
    """The same report as a newer version reads it: other values, and so other ids."""
    again = Written(written.publisher, written.published)
    again.id, again.text = written.id, written.text
    again.claims = [replace(c, id=f"{c.id[:15]}x", **otherwise) for c in written.claims]  # type: ignore[arg-type]
    return again


class Case:
    """Two reports about guards in a ledger, and the claims in them by a short name."""

    def __init__(self, folder: Path) -> None:
        pile = Pile()
        north = pile.report("North Post", "2024-03-03")
        south = pile.report("South Post", "2024-03-04")
        self.walked = north.claim(
            "40 guards walked out of the colony in Lipetsk", by="Prison Union", event="walk", who=("guard",)
        )
        self.denied = south.claim(
            "no guards walked out of the colony in Lipetsk",
            by="Justice Ministry",
            kind=VoiceKind.OFFICIAL_BODY,
            polarity=Polarity.DENIED,
            event="walk",
            who=("guard",),
        )
        self.asked = south.claim(
            "whether the colony in Lipetsk will close",
            polarity=Polarity.QUESTION,
            event="close",
            who=("colony",),
        )
        self.heated = north.claim(
            "the heating failed in the east wing", by="Anna Petrova", kind=VoiceKind.PERSON, event="fail"
        )
        self.written = pile.written
        self.path = keep(folder / "ledger.db", pile.written)

    def after(self, *made: Judgement) -> LedgerView:
        """The view after these judgements."""
        return decide(self.path, *made)

    def last(self, *claims: str) -> str | None:
        """The newest judgement on these claims."""
        engine = open_ledger(self.path)
        with transaction(engine) as connection:
            found = judgements.latest(connection, claims)
        engine.dispose()
        return found


def shows(view: LedgerView, expected: str) -> None:
    """Holds the picture of a view against the expected one."""
    assert picture(view) == dedent(expected).strip()


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
