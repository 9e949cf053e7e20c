"""Edits of pages in words: what a page said, what it says now, and when between the two it changed."""

from collections.abc import Iterator

from accordingto.edit import ClaimEdit, Edit, EditKind
from accordingto.publish import words

NOT_OURS = (
    "read by two versions of this program, and the earlier original is not kept: "
    "a difference may be the program's"
)


def when(edit: Edit) -> str:
    """Between which moments the page changed."""
    return f"between {edit.held:%-d %b %Y %H:%M} and {edit.seen:%-d %b %Y %H:%M} UTC"


def edit_text(edit: Edit) -> Iterator[str]:
    """An edit as lines of plain text."""
    yield f"{edit.address}: changed {when(edit)}"
    if edit.other_reader:
        yield f"  ({NOT_OURS})"
    for field, was, now in edit.facts:
        yield f"  {field}: {words.one_line(was)} → {words.one_line(now)}"
    for claim in edit.claims:
        yield f"  {headline(claim)}"
        if claim.kind is EditKind.CHANGED:
            yield f"    was  {claim.was}"
            yield f"    now  {claim.now}"


def headline(claim: ClaimEdit) -> str:
    """One line: what became of the claim, whose it is, and its words if there is one wording."""
    if claim.kind is EditKind.CHANGED:
        return f"changed   {claim.origin}: {'; '.join(claim.what) or 'wording'}"
    return f"{claim.kind.value:9} {claim.origin}: {claim.was or claim.now or ''}"
