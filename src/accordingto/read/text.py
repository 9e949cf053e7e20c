"""Plain text: the decoded file is the report's text; its lines are told apart into passages."""

import re
from collections.abc import Sequence
from itertools import pairwise

from accordingto.languages import lexicon
from accordingto.read.furniture import Verdict, judge
from accordingto.read.language import detect
from accordingto.report import Passage, Role, Span, Stated

_CLOSED = re.compile(r"""[.!?…:;,]["'”’»)\]]*$""")
_WORD = re.compile(r"\w{3,}")


def passages_of(text: str, printed: bool = False) -> tuple[Passage, ...]:
    """Headline, lead, body, captions and furniture of a page without markup, one passage a paragraph.

    `printed`: the lines are those of a printed page, where nothing but their length parts paragraphs.
    """
    spans = printed_blocks(text) if printed else blocks(text)
    lines = [" ".join(span.of(text).split()) for span in spans]
    known = detect(text)
    verdicts = judge(lines, known.value if isinstance(known, Stated) else "")
    return tuple(
        Passage(span=span, role=role, rule=rule)
        for span, (role, rule) in zip(spans, arranged(lines, verdicts), strict=True)
    )


def blocks(text: str) -> list[Span]:
    """The paragraphs of a text: its lines, or runs of lines where the text was wrapped to a width."""
    lines = _lines(text)
    if not _wrapped(text, lines):
        return [span for span, _ in lines]
    joined: list[Span] = []
    for span, above in lines:
        if above or not joined:
            joined.append(span)
        else:
            joined[-1] = Span(joined[-1].start, span.end)
    return joined


def printed_blocks(text: str) -> list[Span]:
    """The paragraphs of a printed page: a line that stops short of the width ends one."""
    lines = _lines(text)
    sizes = sorted(len(span) for span, _ in lines)
    width = sizes[int(0.9 * (len(sizes) - 1))] if sizes else 0
    limits = lexicon("any", "looks")["wrapped"]
    joined: list[Span] = []
    ended = True
    for span, above in lines:
        if above or ended:
            joined.append(span)
        else:
            joined[-1] = Span(joined[-1].start, span.end)
        room = limits["full"] if _CLOSED.search(span.of(text)[-20:]) else limits["short"]
        ended = len(span) < room * width
    return joined


def _lines(text: str) -> list[tuple[Span, bool]]:
    """The lines that hold anything, without the space around them, and whether an empty line stands above."""
    lines: list[tuple[Span, bool]] = []
    at, gap = 0, True
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = at + len(line) - len(line.lstrip())
            lines.append((Span(start, start + len(stripped)), gap))
        gap = not stripped
        at += len(line)
    return lines


def _wrapped(text: str, lines: Sequence[tuple[Span, bool]]) -> bool:
    """True if lines were broken to a width: few are longer than it, and most that another follows fill it."""
    limits = lexicon("any", "looks")["wrapped"]
    pairs = [(a.of(text), b.of(text)) for (a, _), (b, gap) in pairwise(lines) if not gap]
    if len(pairs) < limits["least_lines"] or len(pairs) < limits["least_share"] * len(lines):
        return False
    width = max(len(span) for span, _ in lines)
    if not limits["narrowest"] <= width <= limits["widest"]:
        return False
    full = sum(len(line) > limits["full"] * width for line, _ in pairs)
    running = sum(not _CLOSED.search(line[-20:]) and below[0].islower() for line, below in pairs)
    return bool(full > limits["full_share"] * len(pairs) and running > limits["running_share"] * len(pairs))


def arranged(lines: Sequence[str], verdicts: Sequence[Verdict]) -> list[tuple[Role, str]]:
    """Article lines as headline, lead, body or caption; furniture by its kind."""
    body = [i for i, v in enumerate(verdicts) if v.role is None and "caption" not in v.look.seen]
    first = next((i for i in body if verdicts[i].look.sentence), body[0] if body else len(lines))
    headline = _headline(lines, verdicts, first)
    lead = next((i for i in body if i != headline and verdicts[i].look.sentence), None)
    start = first if headline is None else min(first, headline)
    end = body[-1] if body else -1
    found = []
    for i, verdict in enumerate(verdicts):
        role, rule = verdict.role, verdict.rule
        if i == headline:
            role, rule = Role.HEADLINE, "before the lead"
        elif i == lead:
            role = Role.LEAD
        elif start <= i <= end + 2 and "caption" in verdict.look.seen and rule == "points":
            role, rule = Role.CAPTION, "names a picture"
        elif start <= i < first and is_byline(verdict):
            role, rule = Role.NAVIGATION, "byline"
        elif headline is not None and role is None and _above(lines, verdicts, i, headline):
            role, rule = Role.NAVIGATION, "above the headline"
        found.append((role or Role.BODY, rule))
    return found


def _above(lines: Sequence[str], verdicts: Sequence[Verdict], i: int, headline: int) -> bool:
    """True for a label above the headline, or the headline said again (breadcrumbs, cards)."""
    few = lexicon("any", "looks")["limits"]["few_words"]
    return (i < headline and verdicts[i].look.words <= few) or (i != headline and lines[i] == lines[headline])


def is_byline(verdict: Verdict) -> bool:
    """True for a line that holds an author or a day and little else."""
    look, limits = verdict.look, lexicon("any", "looks")["headline"]
    if look.words > limits["byline_words"] or {"closed", "closed but short"} & look.seen:
        return False
    if {"byline", "dateline"} & look.seen:
        return True
    bare = {"no function word", "no function words"} & look.seen
    return "date" in look.seen and look.words <= limits["bare_date_words" if bare else "date_words"]


def _headline(lines: Sequence[str], verdicts: Sequence[Verdict], first: int) -> int | None:
    """The line above the first sentence of the article that reads most like its headline."""
    limits = lexicon("any", "looks")["headline"]
    if first >= len(lines):
        return None
    article = " ".join(
        line for line, v in zip(lines, verdicts, strict=True) if v.role is None and v.look.sentence
    )
    known = {w.lower() for w in _WORD.findall(article)}
    best, found = 0.0, None
    for i in range(max(0, first - limits["reach"]), first + 1):
        look = verdicts[i].look
        if not limits["least_words"] <= look.words <= limits["most_words"] or lines[i].endswith(
            (".", ":", ";", ",")
        ):
            continue
        if verdicts[i].rule.startswith("says") or {"byline", "dateline", "caption", "e-mail"} & look.seen:
            continue
        words = {w.lower() for w in _WORD.findall(lines[i])}
        share = sum(w in known for w in words) / max(1, len(words))
        value = share + (limits["if_article"] if verdicts[i].role is None else 0.0)
        if i == first and not limits["alone"] <= share:
            continue
        if value > best and share >= limits["least_shared"]:
            best, found = value, i
    return _opening(lines, verdicts, first) if found is None else found


def _opening(lines: Sequence[str], verdicts: Sequence[Verdict], first: int) -> int | None:
    """The first line of all, if it is a label right above the article: a headline in its own words."""
    limits = lexicon("any", "looks")["headline"]
    start = next((i for i, v in enumerate(verdicts) if not v.rule.startswith("says")), first)
    between = (v for v in verdicts[start + 1 : first] if not is_byline(v) and not v.rule.startswith("says"))
    look = verdicts[start].look if start < first else None
    if look is None or verdicts[start].role is not None or any(between) or is_byline(verdicts[start]):
        return None
    fits = limits["least_words"] <= look.words <= limits["most_words"] and "caption" not in look.seen
    return start if fits and not _CLOSED.search(lines[start][-20:]) else None
