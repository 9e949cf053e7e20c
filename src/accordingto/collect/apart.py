"""One step for a worker process that is kept between requests: it parses lists of pages and robots.txt."""

from collections.abc import Sequence
from typing import TypeAlias

from accordingto.collect.listing import Entry, Listed, entries
from accordingto.collect.rules import Question, Verdict, verdict

Item: TypeAlias = Listed | Question
Said: TypeAlias = Sequence[Entry] | Verdict


def said(item: Item) -> Said:
    """The pages that a list names, or what a robots.txt says. Raises BadReply, TooLarge."""
    return entries(item) if isinstance(item, Listed) else verdict(item)
