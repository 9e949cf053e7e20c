"""How long the desk's pages take, and how big they are, on the made-up ledger of desk_ledger.py.

    PYTHONPATH=src python benchmarks/desk_pages.py LEDGER.db [TIMES] > benchmarks/desk_pages.json

Each page is asked for TIMES times (5) by a client in the same process, after one time to warm up: what is
measured is the server's work, from request to last byte, without a network. `cpu_ms` is the processor's
time, which other work on the machine does not lengthen. One line of JSON a page.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from starlette.testclient import TestClient

from accordingto.desk.app import create_app
from accordingto.ledger.pages import matters, questions, sources
from accordingto.ledger.pages.matters import MatterFilter
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import claim_line

PORT, TOKEN = 8199, "for-the-benchmark"
SEARCHES = (
    "Kyrylo Marchuk",
    "Butusov",
    "prisoners moved Kharkiv",
    "заключённых",
    "houses",
    "the",
    '"Prison Watch"',
)


def pages(ledger: Path) -> Iterator[tuple[str, str]]:
    """What a page is called, and its address."""
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        heaviest = matters.matters(connection, MatterFilter(sort="mentions"), number=1, size=1).rows[0]
        conflict = matters.matters(connection, MatterFilter(conflict=True), number=1, size=1).rows[0]
        voice = sources.named(connection, sort="rests", number=1, size=1).rows[0]
        question = questions.questions(connection, number=1, size=1).rows[0].claim
        report = connection.execute(select(claim_line.c.report).limit(1)).scalar_one()
    engine.dispose()
    yield "inbox", "/inbox"
    yield "reports", "/reports"
    yield "one report", f"/reports/{report}"
    yield "matters", "/matters"
    yield "matters, last page", "/matters?page=99999"
    yield "matters in conflict, two origins or more, newest", "/matters?conflict=1&count=more&sort=newest"
    yield "matters of a place and a month", "/matters?place=Kharkiv&since=2023-05-01&until=2023-05-31"
    yield "matters of a voice", f"/matters?voice={voice.id}"
    yield "matters by title", "/matters?sort=title"
    yield f"the matter with most mentions ({heaviest.mentions})", f"/matters/{heaviest.id}"
    yield "the heaviest matter in conflict", f"/matters/{conflict.id}"
    yield "sources", "/sources"
    yield "unnamed and withheld voices", "/sources/apart"
    yield "unnamed and withheld voices, last page", "/sources/apart?page=99999"
    yield "one source", f"/sources/{voice.id}"
    yield "figures", "/figures"
    yield "figures of one kind", "/figures?population=prisoner&state=transfer&unit="
    yield "figures of one kind and place", "/figures?population=prisoner&state=transfer&unit=&place=Kharkiv"
    yield "timeline", "/timeline"
    yield "timeline, one month, page 50", "/timeline?month=2023-05&page=50"
    yield "map", "/map"
    yield "map, one place", "/map?place=Kharkiv"
    yield "open questions", "/open"
    yield "open questions, last page", "/open?page=99999"
    yield "one question, and claims that may answer it", f"/open/{question}?q=houses"
    yield "export, the choice", f"/export?matter={heaviest.id}"
    for query in SEARCHES:
        yield f"search claims: {query}", f"/search?q={query}"
        yield f"search reports: {query}", f"/search?in=reports&q={query}"


def main(ledger: Path, times: int) -> None:
    """Print a line a page."""
    app = create_app(ledger, token=TOKEN, port=PORT, read_only=True)
    with TestClient(app, base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False) as client:
        client.get(f"/enter?token={TOKEN}")
        for name, address in pages(ledger):
            took, worked = [], []
            for _ in range(times + 1):
                start, before = time.perf_counter(), time.process_time()
                answer = client.get(address)
                took.append(1000 * (time.perf_counter() - start))
                worked.append(1000 * (time.process_time() - before))
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            row = {
                "page": name,
                "cpu_ms": round(statistics.median(worked[1:])),
                "median_ms": round(statistics.median(took[1:])),
                "worst_ms": round(max(took[1:])),
                "kb": round(len(answer.content) / 1000, 1),
            }
            print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
