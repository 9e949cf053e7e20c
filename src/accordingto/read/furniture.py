"""Which lines of a page without markup are the article, and of what kind the others are.

Each line is read twice: by itself and among its neighbours (`looks`), then by its place to the core of the
article (`stretch`). Every observation has points (languages/any/looks.toml); a line's points say how far
it is article. What a line says outright ("Subscribe to continue") counts over any points.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from accordingto.languages import lexicon
from accordingto.read.looks import Look, looks
from accordingto.read.stretch import core, places, smooth
from accordingto.report import Role

# A full date with a time of day, or an age, as the stamp of a comment.
_STAMP = re.compile(
    r"\b(?:19|20)\d\d\b.{0,12}\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[:.]\d\d\b.{0,20}\b(?:19|20)\d\d\b"
    r"|\b\d+\s*(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a line is: its furniture role, or None for article; with points and the rule that decided."""

    role: Role | None
    points: float
    rule: str
    look: Look


def judge(lines: Sequence[str], language: str) -> list[Verdict]:
    """A verdict for each line of a page. Lines are stripped and not empty."""
    if not lines:
        return []
    table = lexicon("any", "looks")
    seen = looks(lines, language, languages_for(language))
    alone = [table["start"]["alone"] + sum(table["alone"].get(s, 0.0) for s in look.seen) for look in seen]
    where = places(lines, seen, core(seen, alone))
    lift = table["tidy"]["lift"] if _tidy(seen) else 0.0
    points = [
        (lift if look.sentence or not look.hits else 0.0)
        + table["start"]["placed"]
        + sum(table["placed"].get(s, 0.0) for s in look.seen | place)
        for look, place in zip(seen, where, strict=True)
    ]
    article = smooth(points, table["start"]["switch"])
    kept = [a and not _plain(look) for a, look in zip(article, seen, strict=True)]
    _close(seen, kept)
    _follow(seen, kept)
    thread = _thread(lines, seen)
    kept[thread:] = [False] * (len(seen) - thread)
    if not any(k and look.sentence for k, look in zip(kept, seen, strict=True)):
        # Better some furniture than a report of which nothing is left.
        few = len(seen) <= table["tidy"]["few_lines"]
        kept = [(few or look.sentence) and not _plain(look) for look in seen]
    return [
        Verdict(
            role=None if kept[i] else _kind(seen, kept, i, Role.COMMENTS if i >= thread else Role.NAVIGATION),
            points=points[i],
            rule=f"says {look.hits.kind.value}" if look.hits and _plain(look) else "points",
            look=look,
        )
        for i, look in enumerate(seen)
    ]


def _tidy(seen: Sequence[Look]) -> bool:
    """True for a text that is hardly more than an article: prose, and next to no line that says furniture."""
    limits = lexicon("any", "looks")["tidy"]
    size = sum(look.size for look in seen)
    prose = sum(look.size for look in seen if look.sentence)
    said = sum(any(s.startswith(("says furniture", "opens")) for s in look.seen) for look in seen)
    least = limits["prose"] if len(seen) > limits["short"] else limits["prose_if_short"]
    return bool(prose >= least * size and said <= limits["said"] + limits["said_share"] * len(seen))


def _thread(lines: Sequence[str], seen: Sequence[Look]) -> int:
    """Where a thread of comments begins behind the article; the number of lines if there is none.

    Comments read like prose, but each is stamped with a moment, and the article above them is longer than
    they are: a live blog has stamps from its start on.
    """
    rules = lexicon("any", "looks")["thread"]
    stamps = [
        i
        for i, (line, look) in enumerate(zip(lines, seen, strict=True))
        if look.words <= rules["most_words"] and "@" not in line and _STAMP.search(line)
    ]
    prose = [0, *accumulate(look.size if look.sentence else 0 for look in seen)]
    between = sum(prose[b] > prose[a] for a, b in pairwise(stamps))  # stamps with prose between them
    for k, i in enumerate(stamps):
        above, below = prose[i], prose[-1] - prose[i]
        between -= k > 0 and prose[i] > prose[stamps[k - 1]]
        if above >= rules["least_above"] and above >= below and between + 1 >= rules["least"]:
            return i - int(rules["name_lines"])
    return len(seen)


def _close(seen: Sequence[Look], kept: list[bool]) -> None:
    """Take what stands between the opening of an appeal (or the like) and its outright words for part of it.

    The prose of an appeal reads like an article's; only its frame tells them apart.
    """
    limits = lexicon("any", "looks")["limits"]
    prose = sum(look.size for look, k in zip(seen, kept, strict=True) if k)
    for i, look in enumerate(seen):
        if not look.hits or not look.hits.opens or look.hits.kind is Role.NAVIGATION or look.sentence:
            continue
        inner = range(i + 1, min(len(seen), i + 1 + limits["frame"]))
        same = [
            j
            for j in inner
            if (own := seen[j].hits) and own.kind is look.hits.kind and (own.strong or own.opens)
        ]
        taken = range(i, same[-1] + 1) if same else range(0)
        if sum(seen[j].size for j in taken if kept[j]) <= limits["frame_share"] * prose:
            for j in taken:
                kept[j] = False


def _follow(seen: Sequence[Look], kept: list[bool]) -> None:
    """Take the choices below an appeal or a form ("Once", "Monthly") for part of it, if one says so."""
    most = lexicon("any", "looks")["limits"]["choice_words"]
    end = len(seen)  # of the choices below line i
    below: dict[Role, int] = {}  # by kind, the next line that says so
    taken: list[tuple[int, int]] = []
    for i in range(len(seen) - 1, -1, -1):
        hits = seen[i].hits
        if hits and hits.kind is not Role.NAVIGATION and _plain(seen[i]) and below.get(hits.kind, end) < end:
            taken.append((i + 1, end))
        if hits:
            below[hits.kind] = i
        if seen[i].words > most or "closed but short" in seen[i].seen:
            end = i
    free = 0
    for first, after in reversed(taken):
        kept[max(first, free) : after] = [False] * (after - max(first, free))
        free = max(free, after)


def languages_for(language: str) -> tuple[str, ...]:
    """The lexicons to read a page with: its language's, and English, which pages of all languages carry."""
    known = lexicon("any", "looks")["lexicons"]["languages"]
    return tuple(dict.fromkeys([code for code in (language, "en") if code in known]))


def _plain(look: Look) -> bool:
    """True for a line that says outright that it is furniture and has no room to be anything else."""
    limits = lexicon("any", "looks")["limits"]
    if look.hits is None:
        return False
    if look.hits.strong >= limits["plain_strong"] and look.words <= limits["plain_room"] * look.hits.strong:
        return True
    return look.hits.strong >= 1 and look.words <= limits["plain_words"]


def _kind(seen: Sequence[Look], kept: Sequence[bool], i: int, otherwise: Role) -> Role:
    """The kind of a furniture line: what it says, else what the furniture just above it was about."""
    inherit = lexicon("any", "looks")["limits"]["inherit"]
    own = seen[i].hits
    if own and (own.strong or own.opens):
        return own.kind
    for j in range(i - 1, max(-1, i - 1 - inherit), -1):
        if kept[j]:
            break
        above = seen[j].hits
        if above and (above.strong or above.opens):
            return above.kind
    return own.kind if own and own.weak > 1 else otherwise
