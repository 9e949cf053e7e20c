"""Judgements of a ledger as lines: plain text for a terminal, or JSON objects."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from accordingto.audit.shield import shielded
from accordingto.judgement import Act, Change, Judgement, standing
from accordingto.ledger.codec import to_plain
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import wording

SHOWN = 100  # characters of a claim's words in a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Whose judgements, on which claim; empty is all."""

    by: str = ""
    claim: str = ""

    def takes(self, j: Judgement) -> bool:
        """True for one that was asked for."""
        return self.by in ("", j.by) and (not self.claim or self.claim in j.subject)


def as_json(view: LedgerView, chosen: Chosen) -> Iterator[str]:
    """One JSON object a judgement, in the form of `judgements` in an exported ledger, with `stands`."""
    view = shielded(view)
    live = {j.id for j in standing(view.judgements)}
    for j in view.judgements:
        if chosen.takes(j):
            plain = {**to_plain(j), "stands": j.id in live or j.act is Act.UNDO}
            yield json.dumps(plain, ensure_ascii=False, sort_keys=True)


def as_text(view: LedgerView, chosen: Chosen) -> Iterator[str]:
    """A line a judgement, below it the words it is about; a line that says so if there is none."""
    view = shielded(view)
    live = {j.id for j in standing(view.judgements)}
    quotes = _quotes(view)
    by_id = {j.id: j for j in view.judgements}
    told = [j for j in view.judgements if chosen.takes(j)]
    for j in told:
        at = j.at.astimezone(UTC)
        undone = "" if j.id in live or j.act is Act.UNDO else "  (undone)"
        why = f": {j.why}" if j.why else ""
        yield f"{at:%Y-%m-%d %H:%M}Z  {j.by}  {_what(j, by_id)}{why}{undone}"
        yield from (f"    {quotes[c]}  [{c}]" for c in j.subject if c in quotes)
    if not told:
        yield "nothing judged"


def _what(j: Judgement, by_id: dict[str, Judgement]) -> str:
    said = words.label("act", j.act)
    if j.act is Act.UNDO and j.undoes in by_id:
        earlier = by_id[j.undoes]
        return f"{said} ({words.label('act', earlier.act)} by {earlier.by})"
    return f"{said} ({_changes(j.change)})" if j.change is not None and _changes(j.change) else said


def _changes(change: Change) -> str:
    """What was changed, in few words."""
    said = []
    if change.chain is not None:
        said.append("source: " + " ← ".join(h.voice.name for h in change.chain))
    said += [f"{name}: {value}" for name in ("polarity", "strength") if (value := getattr(change, name))]
    said += [name for name in ("times", "places", "figures", "evidence") if getattr(change, name) is not None]
    said += [change.title] if change.title else []
    return "; ".join(said)


def proposals_as_json(view: LedgerView) -> Iterator[str]:
    """One JSON object a proposal."""
    for p in shielded(view).proposals:
        yield json.dumps(to_plain(p), ensure_ascii=False, sort_keys=True)


def proposals_as_text(view: LedgerView) -> Iterator[str]:
    """The words of each claim with what the newer version would change below them."""
    view = shielded(view)
    quotes = _quotes(view)
    for p in view.proposals:
        yield f"{quotes.get(p.claim, 'words that are no longer there')}  [{p.claim}]"
        yield from (f"    {line}" for line in p.says)
    if not view.proposals:
        yield "nothing proposed"


def _quotes(view: LedgerView) -> dict[str, str]:
    texts = {r.id: r.text for r in view.reports}
    return {
        c.id: f"“{words.shortened(wording(c, texts[c.report]), SHOWN)}”"
        for c in (*view.machine, *view.claims)
        if c.report in texts
    }
