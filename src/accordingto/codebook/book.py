"""What a codebook holds: Codebook, Stage, Group and the rules that place claims."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which words lead to a stage, in one language.

    `event` are predicates (base forms), `words` patterns of the wording: one of either is enough. All
    that else is given has to hold too: one of `beside` in the wording, one of `agent`, `patient` or
    `who` (in any role) among the participants, none of `never` in the wording; the origin does one of
    `stance` ("warns", "promises") with it. A pattern is a word or
    a phrase; a `*` at a word's end stands for any ending.
    """

    language: str
    event: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    patient: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    facet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A part of a stage that is told apart on its own: terms, pay and pardon of an offer."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of the system. `who` and `how_many` are the questions asked at it.

    `states` are the states of figures that answer `how_many` ("kill", "wound"); empty: any.
    """

    id: str
    title: str
    who: str
    how_many: str
    facets: tuple[Facet, ...]
    states: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People whom the system is said to target or to hit."""

    id: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A codebook as read. `source` names its file.

    `scope` tells which reports it reads (one of the rules has to hold for the article; none: all).
    `populations` are patterns of those whom figures have to count; empty: anything.
    """

    name: str
    title: str
    about: str
    source: str
    groups_title: str
    scope: tuple[Rule, ...]
    populations: tuple[str, ...]
    stages: tuple[Stage, ...]
    groups: tuple[Group, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it has trigger words for, sorted."""
        return tuple(sorted({r.language for s in self.stages for r in s.rules}))
