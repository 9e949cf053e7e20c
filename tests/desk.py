"""A desk for tests: an app on a ledger of its own, and a browser that has entered."""

import re
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from accordingto.desk.app import create_app

PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"
TOKEN = "a-token-for-tests"


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
