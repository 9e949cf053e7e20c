"""A random id for each withheld voice, drawn anew for every output, so that no two can be laid together.

Where the id was drawn by another desk (a ledger that was imported), it stays: that desk knows what it stands
for, this one has nothing else, and the ledger goes out again as it came in.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from accordingto.audit.shield import shielded
from accordingto.claim import Claim
from accordingto.ledger.view import LedgerView
from accordingto.relation import OriginGroup
from accordingto.voice import Voice

Draw: TypeAlias = Callable[[str, str], str]  # from a report's id and a withheld name to the voice's id
ID_BYTES = 4


def drawn() -> Draw:
    """Ids for one output: the same voice of the same report has one, no two voices share one."""
    given: dict[tuple[str, str], str] = {}

    def draw(report: str, name: str) -> str:
        while (report, name) not in given:
            alias = f"withheld-{secrets.token_hex(ID_BYTES)}"
            if alias not in given.values():
                given[report, name] = alias
        return given[report, name]

    return draw


def leaving(view: LedgerView, draw: Draw) -> LedgerView:
    """The view as it may leave in words: shielded, each withheld voice called by its words and its id."""
    view = shielded(view, draw)
    claims, machine, newest = (
        tuple(_claim(c) for c in some) for some in (view.claims, view.machine, view.newest)
    )
    silences = tuple(replace(n, asked=_voice(n.asked), asker=_voice(n.asker)) for n in view.non_responses)
    labels = {
        (c.report, h.voice.name): h.voice.label for c in view.claims for h in c.chain if h.voice.protected
    }
    matters = (
        tuple(replace(m, origins=tuple(_group(g, labels) for g in m.origins)) for m in view.matters)
        if labels
        else view.matters
    )
    return replace(
        view, claims=claims, machine=machine, newest=newest, non_responses=silences, matters=matters
    )


def _claim(claim: Claim) -> Claim:
    if not any(h.voice.protected for h in claim.chain):
        return claim
    return replace(claim, chain=tuple(replace(h, voice=_voice(h.voice)) for h in claim.chain))


def _voice(voice: Voice) -> Voice:
    return replace(voice, name=voice.label)


def _group(group: OriginGroup, labels: dict[tuple[str, str], str]) -> OriginGroup:
    called = {name: labels[report, name] for report, name in group.voices if (report, name) in labels}
    if not called:
        return group
    return replace(
        group,
        name=called.get(group.name, group.name),
        voices=tuple((report, labels.get((report, name), name)) for report, name in group.voices),
    )
