"""Edits of pages in words: what a page said, what it says now, and when between the two it changed."""

from collections.abc import Iterator

from accordingto.edit import ClaimEdit, Edit, EditKind
from accordingto.publish import words

NOT_OURS = "read by two versions of this program, so that a difference may be its own: `reread` settles it"


def when(edit: Edit) -> str:
    """Between which moments the page changed, and whether it went back to an earlier version."""
    back = f", back to what it said on {edit.back:%-d %b %Y %H:%M}" if edit.back else ""
    return f"between {edit.held:%-d %b %Y %H:%M} and {edit.seen:%-d %b %Y %H:%M} UTC{back}"


def edit_text(edit: Edit) -> Iterator[str]:
    """An edit as lines of plain text."""
    yield f"{edit.address}: changed {when(edit)}"
    if edit.other_reader:
        yield f"  ({NOT_OURS})"
    for field, was, now in edit.facts:
        yield f"  {field}: {words.one_line(was)} → {words.one_line(now)}"
    for claim in edit.claims:
        yield f"  {headline(claim)}"
        yield from (
            f"    {label}  {said}" for label, said in (("was", claim.was), ("now", claim.now)) if said
        )


def headline(claim: ClaimEdit) -> str:
    """One line: what became of the claim, whose it is, and what is different."""
    different = f": {'; '.join(claim.what) or 'wording'}" if claim.kind is EditKind.CHANGED else ""
    return f"{claim.kind.value}: {claim.origin}{different}"
