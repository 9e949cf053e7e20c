"""Worker processes on this machine: a document that hangs, crashes or eats memory costs only itself."""

import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from accordingto.engine import answers, confine
from accordingto.errors import AccordingToError, BrokenDocument, SkipReport, TooDeep, TooLarge

Item = TypeVar("Item")
Result = TypeVar("Result")

LONGEST_ANSWER = 1 << 29  # bytes; a report of 12 million characters makes a tenth of that


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What one item may cost: seconds of wall clock, bytes of address space of its worker.

    `confined` is False only for work of our own that has to write (`engine.confine`), never for documents.
    """

    seconds: float = 300.0
    memory: int = 8 << 30
    confined: bool = True


@dataclass(slots=True)
class _Worker(Generic[Item]):
    process: BaseProcess
    pipe: Connection
    place: int = -1  # of the item it works on, in the order given; -1 is idle
    until: float = 0.0


def run(
    step: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int,
    caps: Caps | None = None,
) -> Generator[tuple[Item, Result | SkipReport], None, None]:
    """`step` on each item, in the order given, with what it returned or why the item is left out.

    `step` must be importable by name (it runs in fresh processes). An error of ours that is no
    SkipReport ends the run: it is raised here. A worker that dies or overruns takes its item with
    it (BrokenDocument, TooLarge), and a new one goes on.
    """
    caps = caps or Caps()
    context = multiprocessing.get_context("spawn")
    todo = deque(range(len(items)))
    done: dict[int, Result | SkipReport] = {}
    crew = [_start(context, step, caps) for _ in range(min(workers, len(items)))]
    try:
        for place, item in enumerate(items):
            while place not in done:
                for worker in crew:
                    if worker.place < 0 and todo and _is_near(todo[0], place, workers):
                        _hand(worker, todo.popleft(), items, caps)
                for at in _collect(crew, items, done, caps):
                    crew[at] = _start(context, step, caps)
            outcome = done.pop(place)
            yield item, outcome
    finally:
        for worker in crew:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()


def _is_near(candidate: int, wanted: int, workers: int) -> bool:
    """Results wait in memory until their turn: do not run far ahead of the one wanted."""
    return candidate < wanted + 8 * workers


def _start(
    context: multiprocessing.context.SpawnContext, step: Callable[[Item], Result], caps: Caps
) -> _Worker[Item]:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, step, caps), daemon=True)
    # Ctrl-C reaches the whole group: kept from a worker from its first moment, or each prints a traceback.
    resource_tracker.ensure_running()  # else the first start would lift the mask
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    theirs.close()
    return _Worker(process, ours)


def _hand(worker: _Worker[Item], place: int, items: Sequence[Item], caps: Caps) -> None:
    worker.place = place
    worker.until = time.monotonic() + caps.seconds
    # A worker that died while idle (its memory was wanted elsewhere) is found by _collect.
    with suppress(OSError), _watched(worker):
        worker.pipe.send(items[place])
    worker.until = time.monotonic() + caps.seconds


@contextmanager
def _watched(worker: _Worker[Item]) -> Iterator[None]:
    """A worker that was taken over may stop in the middle of a message: it is ended when time is over."""
    timer = threading.Timer(max(1.0, worker.until - time.monotonic()), worker.process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _collect(
    crew: list[_Worker[Item]],
    items: Sequence[Item],
    done: dict[int, Result | SkipReport],
    caps: Caps,
) -> list[int]:
    """Wait for something to happen, put it into `done`; the positions of workers that are gone."""
    gone = []
    busy = [worker for worker in crew if worker.place >= 0]
    patience = max(0.0, min(worker.until for worker in busy) - time.monotonic())
    ready = wait([worker.pipe for worker in busy], timeout=patience)
    for at, worker in enumerate(crew):
        if worker.place < 0:
            continue
        subject = str(items[worker.place])
        if worker.pipe in ready:
            try:
                with _watched(worker):
                    answer = worker.pipe.recv_bytes(LONGEST_ANSWER)
                outcome = answers.opened(answer)
            except (EOFError, OSError):
                worker.process.kill()  # where its answer was too long
                worker.process.join()
                code = worker.process.exitcode
                outcome = BrokenDocument(subject, f"the process that read it died (exit code {code})")
                gone.append(at)
            except ValueError as error:
                worker.process.kill()
                worker.process.join()
                outcome = BrokenDocument(
                    subject, f"the process that read it gave no answer of ours ({error})"
                )
                gone.append(at)
            if isinstance(outcome, AccordingToError) and not isinstance(outcome, SkipReport):
                raise outcome
        elif time.monotonic() >= worker.until:
            worker.process.kill()
            worker.process.join()
            outcome = TooLarge(subject, f"not read within {caps.seconds:g} seconds")
            gone.append(at)
        else:
            continue
        done[worker.place] = outcome
        worker.place = -1
        if at in gone:
            worker.pipe.close()
    return gone


def _work(pipe: Connection, step: Callable[[Item], Result], caps: Caps) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    confine.forget()
    limit = confine.limit(caps.memory)
    if caps.confined:
        confine.confine()
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        outcome = _outcome(step, item, limit)
        try:
            pipe.send(outcome)
        except OSError:  # the parent is gone
            return


def _outcome(step: Callable[[Item], Result], item: Item, limit: int) -> Result | AccordingToError:
    try:
        return step(item)
    except AccordingToError as error:
        return error
    except MemoryError:
        return TooLarge(str(item), f"needs more than the {limit / 1e9:.1f} GB that a worker may take")
    except RecursionError:
        return TooDeep(str(item), "nested beyond what can be read")
