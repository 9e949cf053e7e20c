"""Exports made in a process of their own, one at a time: reading and linking a large ledger takes minutes."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from accordingto import pipeline
from accordingto.audit import policy
from accordingto.audit.alias import drawn
from accordingto.audit.coarse import coarsened
from accordingto.engine.local import Caps
from accordingto.engine.warm import Warm
from accordingto.errors import AccordingToError, OutputError, SkipReport
from accordingto.evidence import gate
from accordingto.keep import keys
from accordingto.keep.store import beside
from accordingto.publish.exports import export
from accordingto.publish.selection import selected

# It may write: opening a ledger of an older version brings its tables up to date.
CAPS = Caps(seconds=900.0, memory=8 << 30, confined=False)
LARGEST = 500_000_000  # bytes: it comes from the process whole, and is held until it is fetched
HELD = 2  # finished exports that are kept to be fetched, however large
WAITING = 4  # that wait for the one being made; who asks for more is asked to come later
IDLE = 60.0  # seconds after which the process is ended, and its memory given back


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be exported of which ledger; `stamp` is what this holds now: later it is another order.

    `policy` is the shipped one by which what might tell who a withheld voice is leaves coarse; "" is none.
    """

    ledger: Path
    form: str
    matters: tuple[str, ...]
    reports: tuple[str, ...]
    policy: str = ""
    stamp: str
    key: keys.Handed | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.form} export"


@dataclass(slots=True)
class Job:
    """An order on its way: `made` or `wrong` is there when it is done. `since` is a monotonic moment."""

    order: Order
    since: float = field(default_factory=time.monotonic)
    made: bytes | None = None
    wrong: AccordingToError | None = None

    @property
    def done(self) -> bool:
        return self.made is not None or self.wrong is not None


def make(order: Order) -> bytes:
    """The bytes of an order, through the one gate; runs in the worker process."""
    if order.key is not None:
        order.key.take()
    # The desk cannot open what is sealed: where voices are, only the command with the sealed file can show
    # that the bytes do not tell who they are, and this refuses.
    proof = gate.proof(beside(order.ledger), None)
    view, draw = pipeline.view(order.ledger), drawn()
    if order.policy:
        coarse = coarsened(view, policy.load(order.policy), draw)
        view, proof = coarse.view, proof.besides(coarse.phrases)
    view = selected(view, matters=order.matters, reports=order.reports)
    made = export(view, order.form, proof=proof, draw=draw)
    if len(made) > LARGEST:
        size = f"{len(made) / 1e6:,.0f} MB"
        raise OutputError(
            str(order), f"has {size}, more than the desk hands over: `accordingto export` writes it"
        )
    return made


class Exporting:
    """The line of orders and the one thread that has them made."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._jobs: dict[Order, Job] = {}
        self._worker: Warm[Order, bytes] = Warm(make, CAPS)
        self._thread: threading.Thread | None = None
        self._ended = False

    def ask(self, order: Order) -> Job | None:
        """The job of this order, begun if there is none; None where too many wait already."""
        with self._lock:
            job = self._jobs.get(order)
            if job is None or job.wrong is not None:
                if sum(not j.done for j in self._jobs.values()) > WAITING:
                    return None
                self._jobs.pop(order, None)
                self._jobs[order] = job = Job(order=order)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._go, name="exporting", daemon=True)
                    self._thread.start()
                self._lock.notify_all()
            return job

    def wait(self, job: Job, seconds: float) -> bool:
        """Wait so long at most; True if it is done then."""
        with self._lock:
            return self._lock.wait_for(lambda: job.done or self._ended, timeout=seconds) and job.done

    def held(self, order: Order) -> Job | None:
        """The job of this order, if there is one."""
        with self._lock:
            return self._jobs.get(order)

    def close(self) -> None:
        """Stop, whatever is being made."""
        with self._lock:
            self._ended = True
            self._lock.notify_all()
            self._worker.end()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _go(self) -> None:
        while (job := self._next()) is not None:
            made: bytes | None = None
            wrong: AccordingToError | None = None
            try:
                outcome = self._worker.do(job.order)
            except AccordingToError as error:
                wrong = error
            else:
                if isinstance(outcome, SkipReport):  # it died, or took too long
                    wrong = OutputError(str(job.order), f"could not be made ({outcome.reason})")
                else:
                    made = outcome
            with self._lock:
                job.made, job.wrong = made, wrong
                finished = [order for order, j in self._jobs.items() if j.done]
                for old in finished[:-HELD]:
                    del self._jobs[old]
                self._lock.notify_all()
        self._worker.close()

    def _next(self) -> Job | None:
        """The order that waits longest; None at the end."""
        with self._lock:
            while not self._ended:
                waiting = next((j for j in self._jobs.values() if not j.done), None)
                if waiting is not None:
                    return waiting
                if not self._lock.wait(timeout=IDLE):
                    self._worker.close()
            return None
