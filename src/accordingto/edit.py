"""What a page says otherwise than before: an edit, claim by claim. Derived: made anew for every view."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EditKind(StrEnum):
    APPEARED = "appeared"
    VANISHED = "vanished"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEdit:
    """One claim in two versions of a page: `was` and `now` are its words, None where it is not there.

    `origin` is whose claim it is (now, if it is still there). `before` and `after` are the claims' ids.
    `what` says in plain words what is different.
    """

    kind: EditKind
    origin: str
    was: str | None = None
    now: str | None = None
    before: str | None = None
    after: str | None = None
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Two versions of one page, reports `before` and `after` by id, and what changed between them.

    The text of `before` was last met at `held` and another one at `seen` (UTC): the edit lies between.
    `facts` are changed headline and date, as (field, was, now). `other_reader` is True where two
    versions of this program read them, so that a difference may be the program's. `same` pairs the ids
    of claims that both versions have word for word. `back` is when an earlier version was got that says
    the same as `after`: the page went back to it.
    """

    address: str
    held: datetime
    seen: datetime
    before: str
    after: str
    facts: tuple[tuple[str, str, str], ...] = ()
    claims: tuple[ClaimEdit, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    other_reader: bool = False
    back: datetime | None = None
