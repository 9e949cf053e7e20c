"""What the pages of one desk share: its ledger, its door, its reading queue."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from accordingto.desk.exporting import Exporting
from accordingto.desk.reading import Reading
from accordingto.desk.security import Door
from accordingto.evidence import receive
from accordingto.judgement import Judgement
from accordingto.keep.store import beside
from accordingto.ledger.store import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One open ledger and who may use it. `reading` is None where the desk is for reading only."""

    ledger: Path
    engine: Engine
    door: Door
    reading: Reading | None
    exporting: Exporting

    @property
    def read_only(self) -> bool:
        return self.door.read_only

    def look(self) -> AbstractContextManager[Connection]:
        """One transaction that only reads."""
        return transaction(self.engine, str(self.ledger))

    def change(self) -> AbstractContextManager[Connection]:
        """One transaction that writes: what is looked up inside it still holds when it ends."""
        return transaction(self.engine, str(self.ledger), write=True)

    def judge(self, connection: Connection, made: Judgement) -> bool:
        """Append a judgement and log it; False if it was there. Raises as `receive.judge`."""
        return receive.judge(connection, beside(self.ledger), made)


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
