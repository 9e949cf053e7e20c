"""Where a claim stands: rules of a codebook held against its predicate, wording and participants."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from accordingto.claim import Claim, Polarity
from accordingto.codebook.book import Codebook, Rule
from accordingto.report import Report, Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a claim says, as the rules see it. `people` are (role, head or name) pairs.

    `denied` claims deny what happens in them: words around it place them nowhere.
    """

    wording: str
    event: str | None = None
    people: tuple[tuple[str, str], ...] = ()
    denied: bool = False
    stance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A claim at a stage (or of a group): `at` is its id; `reason` names the words that put it there."""

    at: str
    facet: str | None
    reason: str


def said(claim: Claim, report: Report) -> Said:
    """The claim's words on one line, what happens and who takes part."""
    people = claim.event.participants if claim.event else ()
    return Said(
        wording=" ".join(" ".join(s.of(report.text).split()) for s in sorted(claim.evidence)),
        event=claim.event.predicate if claim.event else None,
        people=tuple((p.role, p.name or p.head) for p in people)
        + tuple((p.role, p.head) for p in people if p.name),
        denied=claim.polarity is Polarity.DENIED,
        stance=claim.stance.value,
    )


def languages(report: Report, book: Codebook) -> tuple[str, ...]:
    """The languages whose rules are tried: the report's own where it is known, else all of the codebook."""
    if isinstance(report.language, Stated):
        return (report.language.value,)
    return book.languages


def in_scope(text: str, book: Codebook, tongues: Sequence[str]) -> bool:
    """True if the codebook reads such an article."""
    if not book.scope:
        return True
    article = Said(wording=text)
    return any(reason(rule, article) is not None for rule in book.scope if rule.language in tongues)


def stages(what: Said, book: Codebook, tongues: Sequence[str]) -> tuple[Placement, ...]:
    """The stages that the claim stands at, in the order of the codebook; often none."""
    return tuple(p for stage in book.stages for p in _placed(stage.id, stage.rules, what, tongues))


def groups(what: Said, book: Codebook, tongues: Sequence[str]) -> tuple[Placement, ...]:
    """The groups that the claim speaks of."""
    return tuple(p for group in book.groups for p in _placed(group.id, group.rules, what, tongues)[:1])


def _placed(at: str, rules: Iterable[Rule], what: Said, tongues: Sequence[str]) -> list[Placement]:
    """One placement a facet, by the first rule that holds."""
    found: dict[str | None, Placement] = {}
    for rule in rules:
        if rule.language in tongues and rule.facet not in found:
            why = reason(rule, what)
            if why is not None:
                found[rule.facet] = Placement(at=at, facet=rule.facet, reason=why)
    if len(found) > 1:
        found.pop(None, None)  # a facet says more than the stage alone
    return list(found.values())


def reason(rule: Rule, what: Said) -> str | None:
    """Why the rule holds, with the words that it found; None if it does not hold."""
    if rule.never and found(rule.never, what.wording):
        return None
    event = what.event if what.event and found(rule.event, what.event, whole=True) else None
    worded = found(rule.words, what.wording)
    if event is None and (not worded or (what.denied and what.event and rule.event)):
        return None
    told = [f"event “{event}”"] if event else []
    told += [f"words {_quoted(worded)}"] if worded else []
    if rule.stance:
        if what.stance not in rule.stance:
            return None
        told.append(f"whoever says it {what.stance}")
    if rule.beside:
        beside = found(rule.beside, what.wording)
        if not beside:
            return None
        told.append(f"beside {_quoted(beside)}")
    for role, wanted in (("agent", rule.agent), ("patient", rule.patient), (None, rule.who)):
        if not wanted:
            continue
        names = [name for r, name in what.people if role in (None, r)]
        taking = [name for name in names if found(wanted, name)]
        if not taking:
            return None
        told.append(f"{role or 'taking part'} {_quoted(taking)}")
    return "; ".join(told)


def _quoted(words: Iterable[str]) -> str:
    shown = list({w.casefold(): w for w in words}.values())
    return ", ".join(f"“{w}”" for w in shown[:3])


def found(patterns: tuple[str, ...], text: str, *, whole: bool = False) -> list[str]:
    """The words of the text that fit a pattern, as they stand there; of a `whole` text, all or nothing."""
    if not patterns:
        return []
    expression = _expression(patterns)
    if whole:
        return [text] if expression.fullmatch(text) else []
    return [m[0] for m in expression.finditer(text)]


@lru_cache(maxsize=4096)
def _expression(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all patterns, the longest first; ё is е, and all apostrophes are one."""
    longest = sorted(patterns, key=lambda p: (-len(p), p))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, longest))})(?!\w)", re.IGNORECASE)


def _pattern(pattern: str) -> str:
    out = []
    for char in pattern.lower():
        if char == "*":
            out.append(r"[\w’'ʼ]*")
        elif char == " ":
            out.append(r"\s+")
        elif char in "её":
            out.append("[её]")
        elif char in "'’ʼ":
            out.append("['’ʼ]")
        else:
            out.append(re.escape(char))
    return "".join(out)
