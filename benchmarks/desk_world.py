"""What happens in the made-up ledger of desk_ledger.py, who speaks of it, and which report tells of what.

Words, names and events stand in desk_ledger.toml.
"""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from accordingto.claim import Claim, NonResponse
from accordingto.relation import Copy
from accordingto.report import Passage, Report, Role, Span

ROUGH = ((0.8, 1.25), (0.01, 1.0), (1.0, None), (1.0, None))  # of a number, by the words under [about]


@cache
def words() -> dict[str, Any]:
    """The table beside this file."""
    return tomllib.loads(Path(__file__).with_name("desk_ledger.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says it: a place in the list of persons, bodies or withheld voices."""

    kind: str
    number: int


@dataclass(slots=True)
class Happening:
    """What a matter is about, who says it, and the claims it has got."""

    event: dict[str, Any]
    place: list[Any]
    day: date
    number: int
    about: int | None
    origins: list[Origin]
    question: bool = False
    against: "Happening | None" = None
    first: int = 0  # the number of the first report that tells of it
    claims: list[Claim] = field(default_factory=list)
    spoken: list[Origin] = field(default_factory=list)  # beside each claim, who said it
    title: str = ""


@dataclass(slots=True)
class Written:
    """A report being written: each line becomes a passage."""

    id: str
    language: str
    text: str = ""
    passages: list[Passage] = field(default_factory=list)

    def line(self, text: str, role: Role) -> int:
        """Add a line; where it begins."""
        start = len(self.text) + bool(self.text)
        self.text += ("\n" if self.text else "") + text
        self.passages.append(Passage(span=Span(start, start + len(text)), role=role, rule="made up"))
        return start


@dataclass(slots=True)
class World:
    """Dice, and what they have thrown so far."""

    dice: random.Random
    reports: list[Report] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    silences: list[NonResponse] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)


def plan(w: World, reports: int) -> list[list[tuple[Happening, Origin]]]:
    """For each report what it says of what, from whom."""
    shape, dice = words()["shape"], w.dice
    told: list[list[tuple[Happening, Origin]]] = [[] for _ in range(reports)]
    left = reports * shape["claims"]
    while left > 0:
        first = dice.randrange(reports)
        happening = _happening(w, first, reports)
        mentions = 1 + (int(dice.expovariate(1 / shape["reports_of_matter"])) if dice.random() < 0.6 else 0)
        if dice.randrange(shape["loud"]) == 0:
            mentions = dice.randint(20, 120)
        if happening.against:  # what conflicts is about the same day
            first = happening.first = happening.against.first
        else:
            happening.first = first
        at = [first] + [min(reports - 1, first + int(dice.expovariate(0.02))) for _ in range(mentions - 1)]
        for n in dict.fromkeys(at):
            told[n].append((happening, dice.choice(happening.origins)))
            left -= 1
    return told


def _happening(w: World, first: int, reports: int) -> Happening:
    shape, dice = words()["shape"], w.dice
    if w.happenings and dice.randrange(shape["conflict"]) == 0:
        other = w.happenings[-1]
        number = max(1, int(other.number * dice.choice((0.3, 0.5, 2.5, 4))))
        made = Happening(other.event, other.place, other.day, number, None, [_origin(dice)], against=other)
    else:
        event = dice.choice(words()["event"])
        made = Happening(
            event=event,
            place=dice.choice(words()["places"]["rows"]),
            day=day(first, reports) - timedelta(days=dice.randint(0, 6)),
            number=int(event["low"] * (event["high"] / event["low"]) ** dice.random()),
            about=dice.choice((None, None, *range(len(ROUGH)))),
            origins=[_origin(dice) for _ in range(dice.choice((1, 1, 1, 2, 2, 3)))],
            question=dice.randrange(shape["question"]) == 0,
        )
    w.happenings.append(made)
    return made


def _origin(dice: random.Random) -> Origin:
    table = words()
    if dice.randrange(table["shape"]["withheld"]) == 0:
        return Origin("withheld", dice.randrange(len(table["withheld"]["en"])))
    kind = dice.choice(("persons", "bodies"))
    # Some speak far more often than others.
    return Origin(kind, int(len(table[kind]["en"]) * dice.random() ** 2))


def day(number: int, reports: int) -> date:
    """The day on which the report of that number is published."""
    shape = words()["shape"]
    first: date = shape["first"]
    return first + timedelta(days=shape["days"] * number // reports)


def digest(*parts: object) -> str:
    """An id made of its parts."""
    return sha256("|".join(map(str, parts)).encode()).hexdigest()
