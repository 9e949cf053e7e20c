"""How claims stand to each other, and the matters they form. Derived: rebuilt, never patched."""

from dataclasses import dataclass
from enum import StrEnum


class RelationKind(StrEnum):
    REPEATS = "repeats"  # the same origin, or a copy: adds nothing
    CORROBORATES = "corroborates"  # independent origins, each with its own access
    CONFIRMS = "confirms"  # says yes to another's claim without access of its own: count + 0
    CONFLICTS = "conflicts"
    UPDATES = "updates"
    NARROWS = "narrows"  # a is the more specific
    UNRELATED = "unrelated"
    ANSWERS = "answers"  # a answers the open question b, as a person judged; linking never says so


class Independence(StrEnum):
    """Three values; unknown is the default, and counts as not independent."""

    INDEPENDENT = "independent"
    DEPENDENT = "dependent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Between claims `a` and `b`, by id. `reasons` are plain sentences, one a rule.

    `settled` is the id of the judgement by which a person resolved a conflict or answered a question.
    """

    a: str
    b: str
    kind: RelationKind
    independence: Independence = Independence.UNKNOWN
    reasons: tuple[str, ...]
    settled: str | None = None


class CopyKind(StrEnum):
    REPOST = "repost"
    REWORDED = "reworded"
    CITES = "cites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Report `copier` takes prose from report `original`; `directed` is False where order is unknown."""

    copier: str
    original: str
    kind: CopyKind
    directed: bool
    share: float  # of the shorter text's five-word runs, quotations cut; 0..1
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginGroup:
    """One origin: an institution with its offices and speakers, a person, or an anonymous group.

    `voices` are (report id, name) pairs; `counted` is False where it is not independent of another.
    """

    name: str
    voices: tuple[tuple[str, str], ...]
    claims: tuple[str, ...]
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The claims about one proposition: k independent origins, m mentions, n reports.

    `title` is the wording of its clearest claim. `origins` explain the count, one reason each.
    """

    id: str
    title: str
    claims: tuple[str, ...]
    origins: tuple[OriginGroup, ...]
    reports: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def independent_origins(self) -> int:
        return sum(o.counted for o in self.origins)
