"""Re-reading stored pages in parallel: how fast, and whether memory grows with their number.

python -m benchmarks.reread [pages]

Pages are made by a seeded program and kept as an older version would have read them (without claims); then
all of them are read anew from their originals. Memory is that of all processes together (proportional set
size, so that what workers share counts once), looked at after every tenth of the pages.
"""

import hashlib
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from accordingto.engine.local import run
from accordingto.evidence import receive
from accordingto.gather.arrivals import Desk
from accordingto.gather.reread import reread
from accordingto.keep import originals
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.write import Extraction
from accordingto.read import read
from accordingto.report import Snapshot

SENTENCES = (
    "The ministry said that {n} people had left {town} on Monday.",
    "The mayor of {town} said the bridge was closed.",
    "At least {n} patients were moved to another district, according to a nurse.",
    "It remains unclear whether the school in {town} was hit.",
    "The governor denied that {n} houses had burned down.",
)
TOWNS = ("Elmwick", "Northbrook", "Lowmarsh", "Ashford", "Greyhaven")


def page(number: int) -> bytes:
    """A short page of its own: 40 to 70 words."""
    chance = random.Random(number)
    town = chance.choice(TOWNS)
    said = " ".join(chance.choice(SENTENCES).format(n=chance.randint(2, 900), town=town) for _ in range(5))
    return f"<html><title>Page {number}</title><body><article><h1>Page {number}</h1><p>{said}</p>".encode()


def memory() -> float:
    """Megabytes of this process and its children."""
    total = 0
    for process in [os.getpid(), *children()]:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def children() -> list[int]:
    """Ids of the processes that this one started."""
    return [int(i) for i in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def main(pages: int = 10_000) -> None:
    """Keep the pages, read them anew, and print a line for each tenth."""
    with TemporaryDirectory() as folder:
        ledger = Path(folder) / "l.db"
        store = receive.open_store(ledger)
        assert store is not None
        engine = open_ledger(ledger)
        for first in range(0, pages, 500):
            with transaction(engine, write=True) as connection:
                for number in range(first, min(first + 500, pages)):
                    data = page(number)
                    kept = Snapshot(
                        path=f"https://page.example/{number}",
                        data=data,
                        sha256=hashlib.sha256(data).hexdigest(),
                        retrieved=datetime(2024, 3, 1, tzinfo=UTC),
                    )
                    originals.put(store, data)
                    write.add(
                        connection,
                        Extraction(
                            snapshot=kept,
                            report=read(kept),
                            claims=(),
                            non_responses=(),
                            published=None,
                            maker="older",
                        ),
                    )
        desk = Desk(engine=engine, subject="benchmark", store=store, actor="benchmark", reading=run)
        print(f"{pages} pages, {os.cpu_count()} workers\n")
        print("| pages | seconds | memory, MB |\n|---|---|---|", flush=True)
        began = time.monotonic()

        def told(done: int, of: int) -> None:
            if done % max(1, of // 10) == 0:
                print(f"| {done} | {time.monotonic() - began:.0f} | {memory():.0f} |", flush=True)

        found = reread(desk, progress=told)
        print(f"\nread {found.read}, left out {len(found.left)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
