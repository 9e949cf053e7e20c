"""Reports dropped on the desk: kept on disk at once, then read in worker processes, one pile at a time.

What is dropped lies in a folder beside the ledger (LEDGER-inbox) before anything is made of it, sealed if
the ledger is encrypted. So a desk that is killed loses nothing: what it had not read is found there at the
next start, and named. The key goes to the process that links, which reads no document, and to no other.
"""

import threading
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Engine

from accordingto import pipeline
from accordingto.collect import files
from accordingto.desk.folder import Folder
from accordingto.desk.sealed import SealedFolder
from accordingto.engine.local import Caps
from accordingto.engine.warm import Warm
from accordingto.errors import AccordingToError, EmptyInput
from accordingto.evidence import receive
from accordingto.keep import keys
from accordingto.ledger import write as ledger_write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.write import Extraction
from accordingto.parse.english import parse
from accordingto.report import Sidecar, Snapshot, Stated

CAPS = Caps(seconds=300.0, memory=6 << 30)
LINK_CAPS = Caps(seconds=600.0, memory=6 << 30, confined=False)  # linking a large ledger takes minutes
WORKERS = 2


class State(StrEnum):
    """How far a dropped report has come."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"
    LEFT = "left"  # dropped in an earlier run, and not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One file in the inbox folder; `name` is its path there, and the path the ledger keeps."""

    name: str
    path: Path
    state: State = State.WAITING
    reason: str = ""
    report: str = ""
    title: str = ""
    claims: int = 0

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Link:
    """Bring what is derived up to what this ledger holds; None only loads what reading needs."""

    ledger: Path | None
    key: keys.Handed | None = None


Task: TypeAlias = Dropped | Link
Handed: TypeAlias = Task | Snapshot  # to a worker


class Reading:
    """The pile of dropped reports and the threads that have it read, each in a process of its own."""

    def __init__(self, ledger: Path, engine: Engine, workers: int = WORKERS) -> None:
        self._most = workers
        self._ledger = ledger
        self._engine = engine
        self._store = receive.open_store(ledger)
        lock = self._store.lock if self._store else None
        self._folder = SealedFolder(ledger, lock) if lock else Folder(ledger)
        with transaction(engine, str(ledger), write=True) as connection:
            receive.begin(connection, self._store)
        self._lock = threading.Condition()
        self._pile: dict[str, Dropped] = {d.name: d for d in self._left()}
        self._ended = self._stale = self._linking = False
        self._cold = 0  # worker processes to be started before there is work
        self.trouble = ""  # why matters and searches could not be brought up to date
        self._threads: list[threading.Thread] = []
        self._workers: list[Warm[Handed, Extraction | bool]] = []

    def items(self) -> tuple[Dropped, ...]:
        """What was dropped, the newest first."""
        with self._lock:
            return tuple(reversed(self._pile.values()))

    def busy(self) -> bool:
        """True while something waits or is being read."""
        return any(d.state in (State.WAITING, State.READING) for d in self.items())

    def linking(self) -> bool:
        """True while what was read does not yet show in matters and searches."""
        with self._lock:
            return self._stale or self._linking

    def drop(self, name: str, data: bytes, sidecar: Sidecar) -> Dropped:
        """Keep the bytes of one report and put it on the pile. Raises EmptyInput, OutputError."""
        if not data.strip():
            raise EmptyInput(name, "nothing in it")
        path = self._folder.keep(name, data, sidecar)
        dropped = Dropped(name=self._folder.shown(path), path=path)
        self._put(dropped)
        return dropped

    def again(self, name: str) -> bool:
        """Read once more what failed or was left; False if there is no such file."""
        with self._lock:
            held = self._pile.get(name)
        if held is None or held.state not in (State.FAILED, State.LEFT):
            return False
        self._put(replace(held, state=State.WAITING, reason=""))
        return True

    def stale(self) -> None:
        """What is derived (matters, searches) has to be brought up to what is held."""
        with self._lock:
            self._stale = True
            self._start()

    def warm(self) -> None:
        """Start the worker processes before there is anything to read: the first report is then quick."""
        with self._lock:
            self._cold = self._most
            self._start()

    def close(self) -> None:
        """Stop reading; what waits is found at the next start."""
        with self._lock:
            self._ended = True
            self._lock.notify_all()
            for worker in self._workers:
                worker.end()
        for thread in self._threads:
            thread.join(timeout=10)

    def _put(self, dropped: Dropped) -> None:
        with self._lock:
            self._pile.pop(dropped.name, None)
            self._pile[dropped.name] = dropped
            self._start()

    def _start(self) -> None:
        """Have the threads look again; the lock is held."""
        while len(self._threads) < self._most and not self._ended:
            # What reads documents may write nothing; what links writes the ledger, and reads no document.
            reader: Warm[Handed, Extraction | bool] = Warm(work, CAPS)
            linker: Warm[Handed, Extraction | bool] = Warm(work, LINK_CAPS)
            thread = threading.Thread(target=self._go, args=(reader, linker), name="reading", daemon=True)
            self._workers += [reader, linker]
            self._threads.append(thread)
            thread.start()
        self._lock.notify_all()

    def _go(self, reader: Warm[Handed, Extraction | bool], linker: Warm[Handed, Extraction | bool]) -> None:
        while (task := self._next()) is not None:
            outcome: Extraction | bool | AccordingToError
            try:
                links = isinstance(task, Link) and task.ledger is not None
                outcome = (linker if links else reader).do(self._handed(task))
                if isinstance(outcome, Extraction) and isinstance(task, Dropped):
                    self._keep(task, outcome)
            except AccordingToError as error:  # the ledger is gone or in use: said beside what it hit
                outcome = error
            self._done(task, outcome)
        reader.close()
        linker.close()

    def _handed(self, task: Task) -> Handed:
        return (self._folder.handed(task.path) or task) if isinstance(task, Dropped) else task

    def _done(self, task: Task, outcome: Extraction | bool | AccordingToError) -> None:
        """Note how a task went; what failed is named on the page."""
        wrong = outcome.reason if isinstance(outcome, AccordingToError) else ""
        with self._lock:
            if isinstance(task, Dropped):
                self._stale = self._stale or not wrong
                if wrong:
                    self._pile[task.name] = replace(task, state=State.FAILED, reason=wrong)
            elif task.ledger is not None:
                self._linking, self.trouble = False, wrong
            self._lock.notify_all()

    def _next(self) -> Task | None:
        """What to do next: a report that waits, else linking what was read; None at the end."""
        with self._lock:
            while not self._ended:
                waiting = next((d for d in self._pile.values() if d.state is State.WAITING), None)
                if waiting is not None:
                    self._pile[waiting.name] = replace(waiting, state=State.READING)
                    return waiting
                if self._stale and not self._linking:
                    self._stale, self._linking = False, True
                    return Link(self._ledger, keys.handed(self._ledger))
                if self._cold:
                    self._cold -= 1
                    return Link(None)
                self._lock.wait()
            return None

    def _keep(self, dropped: Dropped, outcome: Extraction) -> None:
        with transaction(self._engine, str(self._ledger), write=True) as connection:
            receive.add(connection, self._store, outcome)
        self._folder.clear(dropped.path)
        with self._lock:
            self._pile[dropped.name] = _read(dropped, outcome)

    def _left(self) -> list[Dropped]:
        """What an earlier run was given and did not read; what it read and did not clear away is."""
        left = []
        with transaction(self._engine, str(self._ledger)) as connection:
            for path, snapshot in self._folder.left():
                if ledger_write.is_known(connection, snapshot, pipeline.maker()):
                    self._folder.clear(path)
                else:
                    left.append(Dropped(name=snapshot.path, path=path, state=State.LEFT))
        return left


def work(task: Handed) -> Extraction | bool:
    """One dropped file to its claims, or the derived rows anew; in a worker process. Raises SkipReport."""
    if isinstance(task, Snapshot):
        return pipeline.extract_snapshot(task)
    if isinstance(task, Dropped):
        snapshot = files.snapshot(task.path)
        return pipeline.extract_snapshot(replace(snapshot, path=task.name))
    if task.ledger is None:
        parse("Warm.", [])
        return True
    if task.key is not None:
        task.key.take()
    engine = open_ledger(task.ledger)
    try:
        return pipeline.relink(engine, str(task.ledger))
    finally:
        engine.dispose()


def _read(dropped: Dropped, outcome: Extraction) -> Dropped:
    title = outcome.report.title
    return replace(
        dropped,
        state=State.READ,
        report=outcome.report.id,
        title=title.value if isinstance(title, Stated) else "",
        claims=len(outcome.claims),
    )
