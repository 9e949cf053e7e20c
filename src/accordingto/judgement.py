"""A judgement: what a person decided, with who, when and why. Appended, never changed; undone by another."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from typing import Any

import msgspec

from accordingto.claim import Claim, Polarity, Strength
from accordingto.errors import BadJudgement
from accordingto.figure import Figure
from accordingto.report import Span
from accordingto.voice import Chain, Voice
from accordingto.when import When
from accordingto.where import Where

BY_A_PERSON = "a person's correction"  # the rule of every value that a person gave
LONGEST = {"name": 200, "title": 500, "why": 20_000}  # characters
MOST_CLAIMS = 20_000  # of one judgement: accepting a whole pile at once


class Act(StrEnum):
    """What is done, on the claims of `subject`. A matter is named by claims: its id changes as it grows."""

    ACCEPT = "accept"  # claims that were read rightly; with a proposal: take what the newer version reads
    REJECT = "reject"  # claims that are none; with a proposal: keep what stands
    CORRECT = "correct"  # one claim, `change` has the values
    SPLIT_CLAIM = "split claim"  # one claim into `change.parts`
    MERGE_CLAIMS = "merge claims"  # two or more of one report into one; the first lends all but the words
    MERGE = "merge"  # the matters that hold these claims are one
    SPLIT = "split"  # these claims leave their matter for one of their own
    PIN = "pin"  # the matter of these claims is kept in sight
    RENAME = "rename"  # the matter of these claims is called `change.title`
    NOTE = "note"  # `why` is the note
    ANSWER = "answer"  # the first claim is an open question, the others answer it
    RESOLVE = "resolve"  # a conflict needs no more work, and `why`; nothing is declared true
    UNDO = "undo"  # `undoes` no longer counts; to undo an undoing brings it back


class Concern(StrEnum):
    """What a judgement is about: two of one concern on one claim have to be told of each other."""

    CLAIM = "the claim"
    MATTER = "which matter"
    TITLE = "the title"
    PIN = "the pin"
    RELATION = "what stands between claims"
    NOTE = "a note"


class State(StrEnum):
    """How far a claim has been reviewed."""

    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


_CONCERN = {
    Act.ACCEPT: Concern.CLAIM,
    Act.REJECT: Concern.CLAIM,
    Act.CORRECT: Concern.CLAIM,
    Act.SPLIT_CLAIM: Concern.CLAIM,
    Act.MERGE_CLAIMS: Concern.CLAIM,
    Act.MERGE: Concern.MATTER,
    Act.SPLIT: Concern.MATTER,
    Act.RENAME: Concern.TITLE,
    Act.PIN: Concern.PIN,
    Act.ANSWER: Concern.RELATION,
    Act.RESOLVE: Concern.RELATION,
    Act.NOTE: Concern.NOTE,
}
_LEAST = {Act.MERGE_CLAIMS: 2, Act.MERGE: 2, Act.ANSWER: 2, Act.RESOLVE: 2}
_ONE = {Act.CORRECT, Act.SPLIT_CLAIM}
_SAID = {Act.NOTE, Act.RESOLVE}  # without `why` they say nothing
VALUES = ("chain", "polarity", "strength", "times", "places", "figures", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The values that a person gave; None is "as it was", an empty tuple "none at all".

    `chain` runs from publisher to origin. Times, places and figures are all of the claim's, each with the
    span that the person selected; `words` are the words selected for the source, polarity or strength.
    `parts` are the evidence of each claim that one is split into. `proposal` is the id of the proposal
    that is accepted or rejected.
    """

    chain: Chain | None = None
    polarity: Polarity | None = None
    strength: Strength | None = None
    times: tuple[When, ...] | None = None
    places: tuple[Where, ...] | None = None
    figures: tuple[Figure, ...] | None = None
    evidence: tuple[Span, ...] | None = None
    words: tuple[Span, ...] = ()
    parts: tuple[tuple[Span, ...], ...] = ()
    title: str | None = None
    proposal: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The names of what is changed."""
        return tuple(name for name in VALUES if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision of one person. Left empty, `id` is made from the content.

    `subject` are claim ids. `at` knows its time zone. `undoes` is the id of the judgement that an undoing
    takes back. `seen` is the id of the newest judgement on these claims that the person had in sight (None:
    there was none). Raises BadJudgement where it could mean nothing.
    """

    id: str = ""
    act: Act
    subject: tuple[str, ...]
    change: Change | None = None
    by: str
    at: datetime
    why: str = ""
    undoes: str | None = None
    seen: str | None = None

    def __post_init__(self) -> None:
        for wrong, reason in (*_wrong(self), *_wrong_change(self)):
            if wrong:
                raise BadJudgement(f"{self.act}", reason)
        if not self.id:
            object.__setattr__(self, "id", judgement_id(self))

    @property
    def concern(self) -> Concern | None:
        """What it is about; None for an undoing, which is about what it undoes."""
        return _CONCERN.get(self.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A claim as an older reading had it when `judgement` was made.

    `text` is the report's text as it was then; `report` the id under which the report stands now (a
    corrected sidecar gives the same piece another id). `known` are the ids of all claims of that reading.
    """

    judgement: str
    claim: Claim
    text: str
    report: str
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """How a claim stands after the judgements on it, oldest first; undone ones are in `judgements`, too.

    `older` says that it stands as an older version of the program read it, being judged then; `newer` is
    then the id of the newest version's own claim (None: that finds no such claim).
    """

    claim: str
    state: State
    judgements: tuple[str, ...]
    older: bool = False
    newer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterReview:
    """What people decided of a matter: `title` is the machine's own where somebody renamed it.

    `judgements` (ids, oldest first) are those that count: titles, pins, mergings, splits and notes.
    """

    matter: str
    pinned: bool = False
    title: str | None = None
    judgements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a newer version of the program reads otherwise in a claim that a person has judged.

    `change` has the newer values, to be sent back with ACCEPT or REJECT (its `proposal` is `id`); without
    values it says that the newer version finds no such claim. `newer` is the id of the newer version's own
    claim. `says` has one plain sentence a value. Nothing of it is applied until somebody accepts it.
    """

    id: str
    claim: str
    newer: str | None
    change: Change
    says: tuple[str, ...]


def judgement_id(made: Judgement) -> str:
    """ "j" and 16 hex digits from who decided what of which claims, when and why."""
    parts = (
        made.act,
        made.subject,
        _bare(msgspec.to_builtins(made.change)),
        made.by,
        made.at.astimezone(UTC).isoformat(),
        made.why,
        made.undoes,
    )
    return "j" + _digest(json.dumps(parts, sort_keys=True))


def part_id(claim: str, part: Sequence[Span]) -> str:
    """The id of the claim that these words of a split claim make."""
    return _digest("\x1f".join(("part", claim, ",".join(f"{s.start}-{s.end}" for s in part))))


def merged_id(claims: Sequence[str]) -> str:
    """The id of the claim that these make together."""
    return _digest("\x1f".join(("merged", *claims)))


def made_ids(judgement: Judgement) -> tuple[str, ...]:
    """The ids of the claims that a judgement makes: those of a split or of a merging of claims."""
    if judgement.act is Act.MERGE_CLAIMS:
        return (merged_id(judgement.subject),)
    if judgement.act is Act.SPLIT_CLAIM and judgement.change is not None:
        return tuple(part_id(judgement.subject[0], part) for part in judgement.change.parts)
    return ()


def standing(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Those that count, oldest first as given: not undone, or the undoing itself undone; no undoings."""
    undone: set[str] = set()
    for one in reversed(judgements):  # an undoing is younger than what it undoes
        if one.act is Act.UNDO and one.undoes and one.id not in undone:
            undone.add(one.undoes)
    return tuple(j for j in judgements if j.act is not Act.UNDO and j.id not in undone)


def _wrong(j: Judgement) -> tuple[tuple[bool, str], ...]:
    return (
        (j.at.utcoffset() is None, "its time has no time zone"),
        (not j.by.strip(), "it does not say who judged"),
        (len(j.by) > LONGEST["name"], f"a name is at most {LONGEST['name']} characters long"),
        (len(j.why) > LONGEST["why"], f"a reason is at most {LONGEST['why']:,} characters long"),
        (not j.subject, "it names no claim"),
        (len(j.subject) > MOST_CLAIMS, f"more than {MOST_CLAIMS:,} claims at once"),
        (len(set(j.subject)) < len(j.subject), "it names a claim twice"),
        (len(j.subject) < _LEAST.get(j.act, 1), "it needs two claims or more"),
        (j.act in _ONE and len(j.subject) > 1, "it is of one claim"),
        (j.act in _SAID and not j.why.strip(), "it says nothing without a why"),
        ((j.act is Act.UNDO) != (j.undoes is not None), "what it undoes, and only an undoing, is named"),
    )


def _wrong_change(j: Judgement) -> tuple[tuple[bool, str], ...]:
    change = j.change or Change()
    title, parts = (change.title or "").strip(), change.parts
    taken = change.proposal is not None
    valued = j.act is Act.CORRECT or (j.act is Act.ACCEPT and taken)
    spans = (*change.words, *(change.evidence or ()), *(s for part in parts for s in part))
    ordered = [change.evidence or (), *parts]
    return (
        (j.act is Act.CORRECT and not change.values, "it changes nothing"),
        (bool(change.values) and not valued, "only a correction changes values"),
        (j.act is Act.RENAME and not title, "the new title is empty"),
        (j.act is not Act.RENAME and change.title is not None, "only a renaming has a title"),
        (len(title) > LONGEST["title"], f"a title is at most {LONGEST['title']} characters long"),
        (j.act is Act.SPLIT_CLAIM and len(parts) < 2, "a claim is split into two parts or more"),
        (j.act is not Act.SPLIT_CLAIM and bool(parts), "only splitting a claim has parts"),
        (len(set(parts)) < len(parts), "two parts have the same words"),
        (not all(parts), "a part has no words"),
        (taken and j.act not in (Act.ACCEPT, Act.REJECT), "a proposal is accepted or rejected"),
        (taken and len(j.subject) > 1, "a proposal is about one claim"),
        (change.chain == (), "a chain of voices needs at least its origin"),
        (change.evidence == (), "a claim without words is to be rejected"),
        (any(not len(s) for s in spans), "a span of no words is selected"),
        (any(list(some) != sorted(some) for some in ordered), "spans are given in the order of the text"),
        (any(a.meets(b) for some in ordered for a, b in pairwise(some)), "spans overlap"),
    )


NAMELESS = "a voice whose name is withheld"


def fits(claim: Claim, change: Change, text: str) -> None:
    """Raises BadJudgement if a value points beyond the text of the claim's report, or if a voice is withheld
    and its name written down all the same: it is called by words of the report, or NAMELESS."""
    spans = [*change.words, *(change.evidence or ()), *(s for part in change.parts for s in part)]
    for values in (change.times, change.places, change.figures):
        spans += [value.span for value in values or ()]
    for hop in change.chain or ():
        spans += [*hop.cue, *hop.basis, *([hop.voice.mention] if hop.voice.mention else [])]
    for span in spans:
        if span.end > len(text):
            raise BadJudgement(claim.id, f"[{span.start}, {span.end}) lies beyond the end of its report")
    told = {hop.voice.name for hop in claim.chain}
    for hop in change.chain or ():
        if hop.voice.protected and not _is_hidden(hop.voice, told, text):
            raise BadJudgement(
                claim.id, "a voice whose name is withheld is called by the words that the report has for it"
            )


def _is_hidden(voice: Voice, told: set[str], text: str) -> bool:
    """True if what is written down of a withheld voice is what the report, or the machine, had already."""
    said = " ".join(voice.mention.of(text).split()) if voice.mention else None
    name = voice.name in {NAMELESS, said, *told}
    return name and all(word is None or word in text for word in (voice.role, voice.spoken_for))


def _bare(plain: Any) -> Any:
    """Without what is not there, so that an id outlives new fields that are left empty."""
    if isinstance(plain, dict):
        return {k: bare for k, v in plain.items() if (bare := _bare(v)) is not None}
    if isinstance(plain, (list, tuple)):
        return [_bare(v) for v in plain]
    return plain


def _digest(said: str) -> str:
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
