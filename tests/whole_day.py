"""A day of the whole tool in one process, for test_no_network.

Run in an empty folder. Prints every address outside this machine that Python was about to call.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

TRIED: list[str] = []
ASKS = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
OURS = ("('127.", "('::1", "'127.", "'localhost'", "'/", "b'/", "None")


def note(event: str, args: tuple[object, ...]) -> None:
    """Python's own record: each address before it is called, each name before it is looked up."""
    if event in ASKS:
        asked = repr(args[0] if event.startswith("socket.get") else args[1])
        if not asked.startswith(OURS):
            TRIED.append(f"{event} {asked}")


REPORT = """Harbour town counts its boats

The mayor of Elmwick said on Tuesday that about 40 boats had left the harbour.

See https://elsewhere.example/boats and http://192.0.2.7/, according to the Elmwick Courier.
"""
PAGE = """<!DOCTYPE html SYSTEM "https://elsewhere.example/x.dtd"><html><head><title>Boats</title>
<base href="https://elsewhere.example/"><link rel="stylesheet" href="https://elsewhere.example/a.css">
<script src="https://elsewhere.example/a.js"></script></head><body>
<img src="https://elsewhere.example/p">
<article><p>The union said Tuesday that about 40 boats had left the harbour of Elmwick.</p></article></body>
</html>"""


def close_desk() -> None:
    """Ctrl-C, two seconds after something listens: in a network of its own that is the desk."""
    for _ in range(1200):
        if " 0A " in Path("/proc/net/tcp").read_text():  # 0A is LISTEN
            break
        time.sleep(0.1)
    time.sleep(2)
    signal.raise_signal(signal.SIGINT)


def main() -> None:
    """All commands that are not asked to call anybody."""
    from typer.testing import CliRunner  # noqa: PLC0415

    from accordingto.cli import app  # noqa: PLC0415
    from accordingto.publish import exports  # noqa: PLC0415

    def run(*words: str) -> None:
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, (words, done.output, done.exception)

    Path("pile").mkdir()
    Path("pile/a.txt").write_text(REPORT)
    Path("pile/b.html").write_text(PAGE)
    run("build", "pile", "-o", "d.html", "--ledger", "l.db", "--json", "l.json")
    for question in ("falls", "hedges", "first", "confirmed", "coverage"):
        run("audit", question, "--ledger", "l.db")
    for form in exports.FORMATS:
        run("export", "-f", form, "-o", f"e.{form}", "--ledger", "l.db")
    matter = json.loads(Path("l.json").read_text())["matters"][0]["id"]
    run("bundle", matter, "-o", "b.zip", "--ledger", "l.db")
    run("backup", "-o", "b.tar", "--ledger", "l.db")
    run("restore", "b.tar", "--ledger", "again.db")
    run("verify", "--ledger", "l.db")
    Path("words").write_text("a passphrase of the tests")
    os.environ["ACCORDINGTO_PASSPHRASE_FILE"] = "words"
    run("encrypt", "--ledger", "l.db", "-o", "sealed.db")
    run("verify", "--ledger", "sealed.db")
    threading.Thread(target=close_desk, daemon=True).start()
    done = CliRunner().invoke(app, ["desk", "--ledger", "l.db", "--no-browser"])
    assert "http://127.0.0.1:" in done.output, (done.output, done.exception)
    print("tried", TRIED)


if __name__ == "__main__":
    sys.addaudithook(note)
    main()
