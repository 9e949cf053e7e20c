"""A worker that a document has taken over: what it may send to the process that asked. For test_engine.py."""

import gc
import os
import time
from datetime import UTC, datetime
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path

from accordingto.engine.local import run
from accordingto.report import Report, Role, Span

ATTEMPTS = [
    "run a program",
    "call what is built in",
    "reach through a name with a dot",
    "hand another class on",
    "call a function of ours",
    "change a word that is listed",
    "stop in the middle",
    "say too much",
]


class Says:
    """What a worker that was taken over may send: a pickle that calls, or changes, what it names."""

    def __init__(self, *how):
        self.how = how

    def __reduce__(self):
        return self.how


def taken_over(what: str) -> object:
    match what:
        case "run a program":
            return Says(os.system, ("true",))
        case "call what is built in":
            return Says(eval, ("1 + 1",))
        case "reach through a name with a dot":
            return Says(getattr, (Report, "article"))
        case "hand another class on":
            return [Report, Says(_built, (Report, {"article": set}))]
        case "call a function of ours":
            return Says(run, (taken_over, ["a"]))
        case "change a word that is listed":
            return Says(Role, ("body",), {"_value_": "lead"})
        case "stop in the middle":
            (pipe,) = (held for held in gc.get_objects() if isinstance(held, Connection) and not held.closed)
            os.write(pipe.fileno(), b"\x00\x00\x40\x00half")
            time.sleep(600)
        case "say too much":
            (pipe,) = (held for held in gc.get_objects() if isinstance(held, Connection) and not held.closed)
            os.write(pipe.fileno(), b"\xff\xff\xff\xff" + b"\x7f" * 8)
            time.sleep(600)
    return (what, Fraction(1, 3), datetime(2024, 1, 1, tzinfo=UTC), Role("body"), Span(0, 1), {Path("a")})


def _built(of, state):
    return of
