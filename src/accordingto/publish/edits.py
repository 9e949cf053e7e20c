"""Edits of pages in words: what a page said, what it says now, and when between the two it changed."""

from collections.abc import Iterator
from datetime import datetime

from accordingto.edit import ClaimEdit, Edit, EditKind
from accordingto.publish import words
from accordingto.publish.phrases import phrase, renamed


def not_ours() -> str:
    """The caveat where two versions of this program read the two versions of a page."""
    return phrase("edit", "not_ours")


def when(edit: Edit) -> str:
    """Between which moments the page changed, and whether it went back to an earlier version."""
    between = phrase("edit", "between", held=_moment(edit.held), seen=_moment(edit.seen))
    return phrase("edit", "back", when=between, back=_moment(edit.back)) if edit.back else between


def edit_text(edit: Edit) -> Iterator[str]:
    """An edit as lines of plain text."""
    yield f"{edit.address}: {phrase('edit', 'changed_when', when=when(edit))}"
    if edit.other_reader:
        yield f"  ({not_ours()})"
    for field, was, now in edit.facts:
        yield f"  {fact(field, was, now)}"
    sides = (phrase("edit", "was"), phrase("edit", "now"))
    for claim in edit.claims:
        yield f"  {headline(claim)}"
        said = zip(sides, (claim.was, claim.now), strict=True)
        yield from (f"    {label}  {text}" for label, text in said if text)


def fact(field: str, was: str, now: str) -> str:
    """A changed headline or date."""
    return f"{phrase('what', field)}: {words.one_line(was)} → {words.one_line(now)}"


def headline(claim: ClaimEdit) -> str:
    """One line: what became of the claim, whose it is, and what is different."""
    return f"{phrase('edit', claim.kind.value)}: {claim.origin}" + (
        f": {different(claim)}" if claim.kind is EditKind.CHANGED else ""
    )


def different(claim: ClaimEdit) -> str:
    """What is different in a claim that changed."""
    return "; ".join(map(renamed, claim.what)) or phrase("edit", "wording")


def _moment(at: datetime) -> str:
    return f"{at.day} {words.short_month(at.date())} {at:%Y %H:%M}"
