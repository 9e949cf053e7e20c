"""Reports dropped on the desk: kept on disk at once, then read in worker processes, one pile at a time.

What is dropped lies in a folder beside the ledger (LEDGER-inbox) before anything is made of it. So a desk
that is killed loses nothing: what it had not read is found there at the next start, and named.
"""

import json
import re
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine

from accordingto import pipeline
from accordingto.collect import files
from accordingto.engine.local import Caps, run
from accordingto.errors import AccordingToError, EmptyInput, OutputError, SkipReport
from accordingto.evidence import receive
from accordingto.ledger import write as ledger_write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.write import Extraction
from accordingto.report import Sidecar, Stated

CAPS = Caps(seconds=120.0, memory=4 << 30)
LINK_CAPS = Caps(seconds=3600.0)
WORKERS = 2
_UNSAFE = re.compile(r"[^\w.\- ]+")


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


class Reading:
    """The pile of dropped reports and the thread that has it read."""

    def __init__(self, ledger: Path, engine: Engine) -> None:
        self._ledger = ledger
        self._engine = engine
        self.folder = ledger.absolute().parent / f"{ledger.stem}-inbox"
        self._lock = threading.Condition()
        self._pile: dict[str, Dropped] = {d.name: d for d in self._left()}
        self._ended = False
        self._thread: threading.Thread | None = None

    def items(self) -> tuple[Dropped, ...]:
        """What was dropped, the newest first."""
        with self._lock:
            return tuple(reversed(self._pile.values()))

    def busy(self) -> bool:
        """True while something waits or is being read."""
        return any(d.state in (State.WAITING, State.READING) for d in self.items())

    def drop(self, name: str, data: bytes, sidecar: Sidecar) -> Dropped:
        """Keep the bytes of one report and put it on the pile. Raises EmptyInput, OutputError."""
        if not data.strip():
            raise EmptyInput(name, "nothing in it")
        path = self._kept(_file_name(name), data, sidecar)
        dropped = Dropped(name=self._shown(path), path=path)
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

    def close(self) -> None:
        """Stop reading; what waits is found at the next start."""
        with self._lock:
            self._ended = True
            self._lock.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _put(self, dropped: Dropped) -> None:
        with self._lock:
            self._pile.pop(dropped.name, None)
            self._pile[dropped.name] = dropped
            if self._thread is None:
                self._thread = threading.Thread(target=self._go, name="reading", daemon=True)
                self._thread.start()
            self._lock.notify_all()

    def _set(self, dropped: Dropped) -> None:
        with self._lock:
            self._pile[dropped.name] = dropped

    def _go(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._ended or self._waiting())
                if self._ended:
                    return
                pile = self._waiting()
                for dropped in pile:
                    self._pile[dropped.name] = replace(dropped, state=State.READING)
            try:
                self._read(pile)
            except AccordingToError as error:  # the ledger is gone or in use: said beside what it hit
                for dropped in pile:
                    if self._pile[dropped.name].state is State.READING:
                        self._set(replace(dropped, state=State.FAILED, reason=error.reason))

    def _waiting(self) -> list[Dropped]:
        return [d for d in self._pile.values() if d.state is State.WAITING]

    def _read(self, pile: Sequence[Dropped]) -> None:
        with transaction(self._engine, str(self._ledger), write=True) as connection:
            receive.begin(connection, receive.open_store(self._ledger))
        with closing(run(extract, pile, workers=min(WORKERS, len(pile)), caps=CAPS)) as outcomes:
            for dropped, outcome in outcomes:
                if self._ended:
                    return
                if isinstance(outcome, SkipReport):
                    self._set(replace(dropped, state=State.FAILED, reason=outcome.reason))
                    continue
                with transaction(self._engine, str(self._ledger), write=True) as connection:
                    receive.add(connection, receive.open_store(self._ledger), outcome)
                self._set(_read(dropped, outcome))
        self._link()

    def _link(self) -> None:
        """Matters and searches brought up to what is now held, in a process of their own."""
        for _, outcome in run(relink, [self._ledger], workers=1, caps=LINK_CAPS):
            if isinstance(outcome, SkipReport):
                raise outcome

    def _left(self) -> list[Dropped]:
        """What an earlier run kept and did not read; half-written files of a killed one are removed."""
        if not self.folder.is_dir():
            return []
        for half in self.folder.glob(".*.part"):
            half.unlink(missing_ok=True)
        left = []
        found, _ = files.find([self.folder])
        with transaction(self._engine, str(self._ledger)) as connection:
            for path in found:
                with suppress(SkipReport):
                    snapshot = replace(files.snapshot(path), path=self._shown(path))
                    if not ledger_write.is_known(connection, snapshot, pipeline.maker()):
                        left.append(Dropped(name=self._shown(path), path=path, state=State.LEFT))
        return left

    def _shown(self, path: Path) -> str:
        """The path beside the ledger: no folder of this machine goes into the ledger."""
        return path.relative_to(self.folder.parent).as_posix()

    def _kept(self, name: str, data: bytes, sidecar: Sidecar) -> Path:
        """The file on disk, whole or not at all; the same bytes under the same name are kept once."""
        said = {key: value for key, value in asdict(sidecar).items() if value}
        beside = json.dumps(said, ensure_ascii=False, sort_keys=True).encode() if said else b""
        try:
            self.folder.mkdir(exist_ok=True)
            path = self._free(name, data, beside)
            if beside:
                _write(path.with_name(path.name + files.sidecar_ending()), beside)
            _write(path, data)
        except OSError as error:
            raise OutputError(str(self.folder), error.strerror or str(error)) from error
        return path

    def _free(self, name: str, data: bytes, beside: bytes) -> Path:
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, dot + ending) if dot and stem else (name, "")
        number = 1
        while True:
            path = self.folder / (name if number == 1 else f"{stem}-{number}{ending}")
            sidecar = path.with_name(path.name + files.sidecar_ending())
            said = sidecar.read_bytes() if sidecar.exists() else b""
            if not path.exists() or (path.read_bytes() == data and said == beside):
                return path
            number += 1


def extract(dropped: Dropped) -> Extraction:
    """One dropped file to its claims; runs in a worker process. Raises SkipReport."""
    snapshot = files.snapshot(dropped.path)
    return pipeline.extract_snapshot(replace(snapshot, path=dropped.name))


def relink(ledger: Path) -> bool:
    """Bring what is derived up to what the ledger holds; runs in a worker process."""
    engine = open_ledger(ledger)
    try:
        return pipeline.relink(engine, str(ledger))
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


def _file_name(name: str) -> str:
    """A name that is safe on every disk: no folders, no hidden file, not longer than a disk takes."""
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" ._")
    stem, dot, ending = bare.rpartition(".")
    if not (dot and stem):
        stem, ending = bare, ""
    stem = stem.encode()[:120].decode(errors="ignore")
    bare = f"{stem}.{ending[:10]}" if ending else stem
    if not bare or bare.endswith(files.sidecar_ending()):
        return f"pasted {datetime.now(UTC):%Y-%m-%d %H%M%S}.txt"
    return bare


def _write(path: Path, data: bytes) -> None:
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(data)
    half.replace(path)
