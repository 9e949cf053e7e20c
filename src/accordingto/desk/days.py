"""ISO days of the ledger's rows, as a page says them."""

from datetime import date

from accordingto.publish import words


def day(value: str | None) -> str:
    """A day, month or year as read; "" where there is none."""
    return words.iso(value) if value else ""


def period(earliest: str | None, latest: str | None) -> str:
    """The days between which something lies; "" where neither end is known."""
    first, last = (date.fromisoformat(v) if v else None for v in (earliest, latest))
    return words.interval(first, last) or ""
