"""CPU seconds, size and peak memory of each form of a large ledger: python -m benchmarks.export_scale [N].

Each report has about three kilobytes of text and twenty claims, made from the small ledger of the tests. Two
sizes are measured, one twice the other: a form whose time much more than doubles is not linear.
"""

import resource
import sys
import time
from dataclasses import replace

from tests.publish_case import VIEW

from accordingto.ledger.view import LedgerView
from accordingto.publish import readback
from accordingto.publish.exports import FORMATS, export
from accordingto.relation import Matter, OriginGroup

CLAIMS = 20  # of each report
PAGES = {"html", "docx", "pdf"}  # for people: measured on a tenth


def ledger(reports: int) -> LedgerView:
    """A ledger of this many reports; each matter holds one claim of each of four reports."""
    north = VIEW.reports[0]
    made_reports, claims, matters = [], [], []
    filler = "\n" + "The harbour was quiet that day and nobody was seen on the quay. " * 45
    for n in range(reports):
        id_ = f"{n:064x}"
        made_reports.append(replace(north, id=id_, path=f"pile/{n}.txt", text=north.text + filler))
        of_it = [c for c in VIEW.claims if c.report == "north"]
        claims += [
            replace(of_it[k % len(of_it)], id=f"{n:08x}{k:08x}", report=id_, places=VIEW.claims[3].places)
            for k in range(CLAIMS)
        ]
    for n in range(0, reports - 3, 4):
        for k in range(CLAIMS):
            ids = tuple(f"{n + i:08x}{k:08x}" for i in range(4))
            group = OriginGroup(
                name="Ana Reis", voices=((f"{n:064x}", "Ana Reis"),), claims=ids, counted=True, reason="first"
            )
            matters.append(
                Matter(
                    id=f"m{n:08x}{k:08x}",
                    title="As many as 40 passengers were believed to be aboard",
                    claims=ids,
                    origins=(group,),
                    reports=tuple(f"{n + i:064x}" for i in range(4)),
                    reasons=(),
                )
            )
    return LedgerView(
        reports=tuple(made_reports),
        claims=tuple(claims),
        non_responses=(),
        relations=(),
        matters=tuple(matters),
        copies=(),
    )


def main() -> None:
    """Print a line a form."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{'form':12} {'reports':>8} {'claims':>8} {'seconds':>8} {'MB':>8} {'peak GB':>8}")
    for name in FORMATS:
        for reports in (most // 2, most):
            size = min(reports // 10, 200 * reports // most) if name in PAGES else reports
            _measure(name, ledger(size))
    data = export(ledger(most), "json")
    start = time.process_time()
    readback.loads(data)
    _say("json, read back", most, most * CLAIMS, time.process_time() - start, len(data))


def _measure(name: str, view: LedgerView) -> None:
    start = time.process_time()
    data = export(view, name)
    _say(name, len(view.reports), len(view.claims), time.process_time() - start, len(data))


def _say(name: str, reports: int, claims: int, seconds: float, size: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:12} {reports:8,} {claims:8,} {seconds:8.1f} {size / 1e6:8.1f} {peak:8.2f}", flush=True)


if __name__ == "__main__":
    main()
