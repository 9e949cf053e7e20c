"""A desk for tests: an app on a ledger of its own, and a browser that has entered."""

import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from starlette.testclient import TestClient

from accordingto import pipeline
from accordingto.desk import export
from accordingto.desk.app import create_app
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.report import Sidecar, Snapshot

PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"
TOKEN = "a-token-for-tests"
REPORTS = {
    "courier.txt": """Boats leave Elmwick as the harbour silts up

ELMWICK, Oct. 20 — The mayor of Elmwick said on Tuesday that about 40 boats had left the harbour.

Ida Holm, who heads the Boatmen's Union, denied that any boat had left, she told the Elmwick Courier.
""",
    "mirror.txt": """Forty boats leave Elmwick harbour

ELMWICK, Oct. 21 — As many as 40 boats have left the harbour of Elmwick, the mayor said on Tuesday.
""",
}
export.PATIENCE = 120.0  # a busy machine is no reason to be shown the page that waits


@contextmanager
def opened(ledger: Path, *, enter: bool = True, **options):
    """A client of a desk on `ledger`, with a session unless `enter` is False."""
    app = create_app(ledger, token=TOKEN, port=PORT, **options)
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        if enter:
            assert client.get(f"/enter?token={TOKEN}").status_code == 303
        yield client


def csrf(client) -> str:
    """The word of this session's forms."""
    page = client.get("/inbox").text
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


def fill(ledger: Path, reports: dict[str, str]) -> dict[str, str]:
    """Read texts into a ledger, as the desk would, in this process; report ids by name."""
    engine = open_ledger(ledger)
    ids = {}
    for name, text in reports.items():
        data = text.encode()
        snapshot = Snapshot(
            path=f"inbox/{name}",
            data=data,
            sha256=sha256(data).hexdigest(),
            retrieved=datetime(2026, 11, 1, tzinfo=UTC),
            sidecar=Sidecar(publisher=name.partition(".")[0].title(), published="2026-11-01"),
        )
        with transaction(engine, write=True) as connection:
            write.add(connection, pipeline.extract_snapshot(snapshot))
        ids[name] = snapshot.report_id
    pipeline.relink(engine, str(ledger))
    engine.dispose()
    return ids


def copied(filled: Path, folder: Path) -> Path:
    """A copy of a filled ledger, to be judged in."""
    copy = folder / "l.db"
    copy.write_bytes(filled.read_bytes())
    return copy


def until_read(client, seconds: float = 60.0) -> str:
    """The list of what was dropped, once nothing is waiting or being read."""
    end = time.monotonic() + seconds
    while True:
        shown = client.get("/inbox/progress").text
        if 'data-busy="no"' in shown:
            return shown
        assert time.monotonic() < end, shown
        time.sleep(0.1)
