"""Plain text: the decoded file is the report's text; its lines are told apart into passages."""

from accordingto.read.furniture import roles
from accordingto.report import Passage, Role, Span


def spans_of_lines(text: str) -> list[Span]:
    """The lines that hold anything, without the white space around them."""
    spans = []
    at = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = at + len(line) - len(line.lstrip())
            spans.append(Span(start, start + len(stripped)))
        at += len(line)
    return spans


def passages_of(text: str) -> tuple[Passage, ...]:
    """Headline, lead, body and furniture of a plain-text copy."""
    spans = spans_of_lines(text)
    found = roles([s.of(text) for s in spans])
    passages = []
    seen: set[Role] = set()
    for span, kind in zip(spans, found, strict=True):
        role = kind or _place(span.of(text), seen)
        seen.add(role)
        passages.append(Passage(span=span, role=role, rule="first version"))
    return tuple(passages)


def _place(line: str, seen: set[Role]) -> Role:
    if len(line) < 150 and line[-1] not in '.!?"”' and not seen:
        return Role.HEADLINE
    return Role.BODY if Role.LEAD in seen else Role.LEAD
