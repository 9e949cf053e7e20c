"""A report's text cut into pieces, so that each claim can be shown where it stands.

Claims overlap and nest; HTML marks may not. The text is cut at every boundary of every span, and a
piece knows all that covers it. Joined again, the pieces of a passage are the passage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from accordingto.claim import Claim
from accordingto.report import Passage, Report, Role, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text under the same spans. `owner` is the shortest claim over it, if any.

    `starts` are the claims whose words begin here, `ends` those whose words end here, by claim id.
    """

    text: str
    owner: str | None = None
    cue: bool = False
    hedge: bool = False
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A passage, as pieces."""

    role: Role
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Blocks that follow each other: article, or furniture; long runs of furniture are folded."""

    blocks: tuple[Block, ...]
    folded: bool
    says: str  # the roles in it


_FOLD = 4  # so many passages of furniture in a row are folded


def runs(all_blocks: Sequence[Block]) -> tuple[Run, ...]:
    """The blocks in order, furniture apart from article."""
    out = []
    for furniture, group in groupby(all_blocks, key=lambda b: b.role.furniture):
        held = tuple(group)
        marked = any(p.owner for b in held for p in b.pieces)
        roles = ", ".join(dict.fromkeys(b.role.value for b in held))
        out.append(Run(blocks=held, folded=furniture and len(held) >= _FOLD and not marked, says=roles))
    return tuple(out)


@dataclass(slots=True)
class _Cuts:
    """What begins and ends at each offset of one text."""

    claims: list[tuple[Span, str, int]] = field(default_factory=list)  # span, claim, its whole length
    cues: list[Span] = field(default_factory=list)
    hedges: list[Span] = field(default_factory=list)
    first: dict[int, list[str]] = field(default_factory=dict)
    last: dict[int, list[str]] = field(default_factory=dict)


def blocks(report: Report, claims: Sequence[Claim]) -> tuple[Block, ...]:
    """The report's passages as pieces, in order; every character of each passage is there once."""
    cuts = _cuts(len(report.text), claims)
    return tuple(
        Block(role=p.role, pieces=_pieces(report.text, p, cuts)) for p in report.passages if len(p.span)
    )


def _cuts(size: int, claims: Iterable[Claim]) -> _Cuts:
    cuts = _Cuts()
    for claim in claims:
        spans = sorted(s for s in claim.evidence if len(s) and s.end <= size)
        if not spans:
            continue
        whole = sum(len(s) for s in spans)
        cuts.claims += [(s, claim.id, whole) for s in spans]
        cuts.first.setdefault(spans[0].start, []).append(claim.id)
        cuts.last.setdefault(spans[-1].end, []).append(claim.id)
        cuts.cues += [s for h in claim.chain for s in h.cue if s.end <= size]
        cuts.hedges += [s for s in claim.hedges if s.end <= size]
    return cuts


def _pieces(text: str, passage: Passage, cuts: _Cuts) -> tuple[Piece, ...]:
    span = passage.span
    inside = [c for c in cuts.claims if c[0].meets(span)]
    cues = [s for s in cuts.cues if s.meets(span)]
    hedges = [s for s in cuts.hedges if s.meets(span)]
    edges = {span.start, span.end}
    for s in [c[0] for c in inside] + cues + hedges:
        edges |= {max(s.start, span.start), min(s.end, span.end)}
    order = sorted(edges)
    out = []
    for start, end in pairwise(order):
        here = Span(start, end)
        over = [c for c in inside if c[0].covers(here)]
        owner = min(over, key=lambda c: (c[2], c[0], c[1]))[1] if over else None
        out.append(
            Piece(
                text=here.of(text),
                owner=owner,
                cue=any(s.covers(here) for s in cues),
                hedge=any(s.covers(here) for s in hedges),
                starts=tuple(cuts.first.get(start, ())),
                ends=tuple(cuts.last.get(end, ())),
            )
        )
    return tuple(out)
