"""What was asked of the derived rows is not asked again until they have changed."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from accordingto.ledger.tables import derived

T = TypeVar("T")
MOST = 200  # answers of one state of one ledger: filters are many, and a desk runs for days
LEDGERS = 4
_answers: dict[tuple[str, str], dict[object, Any]] = {}
_lock = Lock()


def remembered(connection: Connection, question: object, answer: Callable[[], T]) -> T:
    """The answer to a question (anything hashable), worked out once for each state of the derived rows.

    Two who ask at once may both work it out. A ledger in memory has no name, and is asked each time.
    """
    ledger = connection.engine.url.database
    if not ledger:
        return answer()
    stamp = connection.execute(select(derived.c.number, derived.c.made_from)).first()
    with _lock:
        known = _answers.setdefault((ledger, str(stamp)), {})
        if question in known:
            found: T = known[question]
            return found
    made = answer()
    with _lock:
        if len(known) < MOST:
            known[question] = made
        for old in list(_answers)[:-LEDGERS]:
            del _answers[old]
    return made
