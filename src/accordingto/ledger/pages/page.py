"""A page of rows, and which page of how many it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, func, select

from accordingto.ledger.pages.remembered import remembered

T = TypeVar("T")
FARTHEST = 100_000  # pages: a number from an address is not to overflow a database's integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """`rows` of `total`; `number` counts from 1 and lies within the pages that there are."""

    rows: tuple[T, ...]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        return last_page(self.total, self.size)

    @property
    def first_row(self) -> int:
        """The place of its first row among all, counted from 1; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0


def last_page(total: int, size: int) -> int:
    """How many pages there are; one even where there is nothing to show."""
    return max(1, -(-total // size))


def page_of(
    connection: Connection, rows: Select[Any], made: Callable[[Any], T], *, number: int, size: int
) -> Page[T]:
    """The page `number` of a query, ordered by it; the last page if there are fewer."""
    counted = select(func.count()).select_from(rows.order_by(None).subquery())
    question = str(counted.compile(compile_kwargs={"literal_binds": True}))
    total = remembered(connection, question, lambda: connection.execute(counted).scalar_one())
    here = within(number, total, size)
    found = connection.execute(rows.limit(size).offset((here - 1) * size)).all()
    return Page(rows=tuple(made(row) for row in found), total=total, number=here, size=size)


def page_of_groups(
    connection: Connection, rows: Select[Any], made: Callable[[Any], T], *, number: int, size: int
) -> Page[T]:
    """The same for a query that groups: grouping twice, to count and to show, would take twice as long."""
    counted = rows.add_columns(func.count().over().label("groups"))
    asked = max(1, min(number, FARTHEST))
    found = connection.execute(counted.limit(size).offset((asked - 1) * size)).all()
    if not found and asked > 1:
        return page_of(connection, rows, made, number=number, size=size)
    total = found[0][-1] if found else 0
    return Page(rows=tuple(made(row) for row in found), total=total, number=asked, size=size)


def within(number: int, total: int, size: int) -> int:
    """The page asked for, or the nearest that there is."""
    return max(1, min(number, last_page(total, size), FARTHEST))
