"""Cues: the words that carry an attribution, read from languages/en/."""

from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from accordingto.errors import DataError
from accordingto.languages import lexicon
from accordingto.voice import Stance

FRAMES = frozenset({"clause", "told", "quote", "inf", "obj-inf", "object", "text", "ing", "seem", "passive"})


@dataclass(frozen=True, slots=True)
class Cue:
    """One lexicon entry. `preps` are the prepositions whose complement can be the content."""

    lemma: str
    stance: Stance
    frames: Set[str]
    preps: Set[str]
    example: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found, as word indices; `head` is the cue's main word, `subject` the source's head."""

    rule: str
    head: int
    stance: Stance
    cue: Set[int]
    source: Set[int]
    content: Set[int]
    subject: int | None = None
    unknown_behind: bool = False
    quoted: bool = False


@cache
def entries(subject: str) -> dict[str, Cue]:
    """The entries of languages/en/SUBJECT.toml by lemma. Raises DataError on an entry of the wrong form."""
    out: dict[str, Cue] = {}
    stances = {s.name.lower(): s for s in Stance}
    for table, rows in lexicon("en", subject).items():
        if table not in stances:
            raise DataError(f"languages/en/{subject}.toml", f"no such stance: {table}")
        for lemma, row in rows.items():
            match row:
                case [str(frames), str(example)]:
                    words = frozenset(frames.split())
                    out[lemma] = Cue(lemma, stances[table], words & FRAMES, words - FRAMES, example)
                case _:
                    raise DataError(f"languages/en/{subject}.toml", f"not [frames, example]: {lemma}")
    return out
