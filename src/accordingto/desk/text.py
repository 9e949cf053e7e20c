"""A report's text cut into pieces for the page: each knows its offset and the claims that cover it.

Joined again, the pieces of a passage are the passage: what a person selects on the page leads back to code
points of the text.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from accordingto.claim import Claim
from accordingto.report import Passage, Report, Role, Span

MOST_CLAIMS, MOST_TEXT = 50, 40_000  # of one page of a report; characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text under the same spans; `at` is its offset in code points, `claims` cover it."""

    at: int
    text: str
    claims: tuple[str, ...] = ()
    tone: str = ""  # of the shortest claim over it
    cue: bool = False
    hedge: bool = False
    number: int = 0  # of the word that begins here, where words are numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A passage as pieces."""

    role: Role
    rule: str
    pieces: tuple[Piece, ...]
    wrapped: bool = False  # its line ends are the file's, not the writer's


def parts(report: Report, claims: Sequence[Claim]) -> tuple[tuple[Passage, ...], ...]:
    """The report's passages, cut so that no page of them is heavy: MOST_CLAIMS, MOST_TEXT, at least one."""
    starts = sorted(begin(c) for c in claims)
    out: list[list[Passage]] = [[]]
    held = length = 0
    for passage in (p for p in report.passages if len(p.span)):
        here = bisect_left(starts, passage.span.end) - bisect_left(starts, passage.span.start)
        if out[-1] and (held + here > MOST_CLAIMS or length + len(passage.span) > MOST_TEXT):
            out.append([])
            held = length = 0
        out[-1].append(passage)
        held, length = held + here, length + len(passage.span)
    return tuple(tuple(some) for some in out)


def stretches(
    report: Report,
    passages: Sequence[Passage],
    claims: Sequence[Claim],
    words: Sequence[Span] = (),
) -> tuple[Stretch, ...]:
    """Passages in order; with `words` each is a piece of its own that bears its number."""
    size = len(report.text)
    numbers = {word.start: number for number, word in enumerate(words, 1)}
    out = []
    for passage in passages:
        here = [c for c in claims if any(s.meets(passage.span) for s in c.evidence if s.end <= size)]
        out.append(
            Stretch(role=passage.role, rule=passage.rule, pieces=_pieces(report.text, passage, here, numbers))
        )
    return tuple(out)


def _is_wrapped(text: str) -> bool:
    """True if every line but the last is about as long as a line of a file: 50 to 120 characters."""
    *lines, _ = text.strip().split("\n")
    return bool(lines) and all(50 <= len(line.strip()) <= 120 for line in lines)


def begin(claim: Claim) -> int:
    """Where its words begin; -1 for a claim without words."""
    return min((s.start for s in claim.evidence if len(s)), default=-1)


def tone(claim: Claim) -> str:
    """How its words are marked: own, open, denied or plain."""
    if claim.polarity in ("question", "unknown"):
        return "open"
    if claim.polarity == "denied":
        return "denied"
    return "own" if claim.form == "own voice" else "plain"


def _pieces(
    text: str, passage: Passage, claims: Sequence[Claim], numbers: Mapping[int, int]
) -> tuple[Piece, ...]:
    span = passage.span
    marked = [(s, c) for c in claims for s in c.evidence if s.meets(span)]
    cues = [s for c in claims for hop in c.chain for s in hop.cue if s.meets(span)]
    hedges = [s for c in claims for s in c.hedges if s.meets(span)]
    edges = {span.start, span.end}
    for s in (*(s for s, _ in marked), *cues, *hedges):
        edges |= {max(s.start, span.start), min(s.end, span.end)}
    edges |= {n for n in numbers if span.start <= n < span.end}
    sizes = {c.id: sum(len(s) for s in c.evidence) for c in claims}
    out = []
    for start, end in pairwise(sorted(edges)):
        here = Span(start, end)
        over = sorted({c.id: c for s, c in marked if s.covers(here)}.values(), key=lambda c: sizes[c.id])
        out.append(
            Piece(
                at=start,
                text=here.of(text),
                claims=tuple(c.id for c in over),
                tone=tone(over[0]) if over else "",
                cue=any(s.covers(here) for s in cues),
                hedge=any(s.covers(here) for s in hedges),
                number=numbers.get(start, 0),
            )
        )
    return tuple(out)
