"""A real browser for tests: Debian's Chromium, driven by Playwright, that may ask nothing but the desk."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")


def environment() -> dict[str, str]:
    """Processes of a test find the code that the test itself runs."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


@contextmanager
def serving(ledger: Path, *options: str):
    """`accordingto desk` in a process of its own; yields the process and the address it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "accordingto", "desk", "--ledger", str(ledger), "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    try:
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?token=[\w-]{43}", address), address
        yield process, address
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@contextmanager
def chromium():
    """The browser. A missing one is a failure, not a reason to look away."""
    assert CHROMIUM.exists(), f"no {CHROMIUM}: `make tools` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """A page whose every request, error and refused load is kept."""

    def __init__(self, context, address: str) -> None:
        self.origin = address.split("/enter", maxsplit=1)[0]
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.goto(address)

    def check(self) -> None:
        """No request left for another place, and nothing went wrong in the script."""
        elsewhere = [url for url in self.asked if not url.startswith((self.origin + "/", "data:"))]
        assert elsewhere == []
        assert self.wrong == []
