"""What keeping evidence costs, and how long `verify` takes: python -m benchmarks.verify_scale [REPORTS].

A made-up ledger: each report about 3,000 characters with eight claims, seeded. Each is added in a transaction
of its own, as `build` does, once without originals and custody log (rows alone) and once with.
"""

import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.test_ledger import extraction

from accordingto.evidence import receive
from accordingto.evidence.verify import verify
from accordingto.keep import custody
from accordingto.keep.store import beside
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.report import Span

WORDS = ("the", "harbour", "boats", "said", "that", "officials", "on", "Tuesday", "forty", "left", "denied")


def made(number: int) -> write.Extraction:
    """One report of the pile, the same for the same number."""
    dice = random.Random(number)  # text, no secret
    text = f"Report {number}. " + " ".join(dice.choice(WORDS) for _ in range(550)) + "."
    one = extraction(text, path=f"{number}.txt")
    claims = tuple(
        replace(one.claims[0], id=f"{one.report.id[:16]}-{n}", evidence=(Span(n * 40, n * 40 + 60),))
        for n in range(8)
    )
    return replace(one, claims=claims)


def fill(ledger: Path, reports: int, *, kept: bool) -> float:
    """Seconds to add them all."""
    engine = open_ledger(ledger)
    store = beside(ledger) if kept else None
    pile = [made(number) for number in range(reports)]
    start = time.perf_counter()
    for one in pile:
        with transaction(engine, write=True) as connection:
            receive.add(connection, store, one)
    taken = time.perf_counter() - start
    engine.dispose()
    return taken


def main() -> None:
    """Print the figures that docs/security.md gives."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        some = min(reports, 1000)
        rows = fill(Path(folder) / "rows.db", some, kept=False) / some * 1000
        alone = fill(Path(folder) / "some.db", some, kept=True) / some * 1000
        print(f"adding a report: {rows:.1f} ms rows alone, {alone:.1f} ms with original and log", flush=True)
        ledger = Path(folder) / "l.db"
        print(f"filled with {reports} reports in {fill(ledger, reports, kept=True):.0f} s", flush=True)
        start, worked = time.perf_counter(), time.process_time()
        done = verify(ledger)
        taken, worked = time.perf_counter() - start, time.process_time() - worked
        assert done.breaks == ()
        size = sum(p.stat().st_size for p in Path(folder).glob("l.db*") if p.is_file()) / 1e6
        kept = sum(p.stat().st_size for p in beside(ledger).folder.rglob("*") if p.is_file()) / 1e6
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"verify: {taken:.1f} s, {worked:.1f} s of processor time")
        print(f"{done.lines} lines, {done.extractions} readings")
        print(f"ledger {size:.0f} MB, evidence {kept:.0f} MB, peak memory {memory:.0f} MB")
        start = time.perf_counter()
        custody.append(beside(ledger), [custody.Done(act=custody.Act.JUDGED)])
        print(f"one more line: {(time.perf_counter() - start) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
