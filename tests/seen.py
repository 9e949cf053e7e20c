"""The desk in a real browser: a made-up ledger, every page of it, and what axe says of a page."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.desk import TOKEN

from accordingto.desk.app import create_app
from accordingto.ledger.pages import matters, nouns, questions, sources
from accordingto.ledger.pages.matters import MatterFilter
from accordingto.ledger.store import open_ledger, transaction

CHROMIUM = Path("/usr/bin/chromium")


def addresses(ledger: Path) -> list[str]:
    """One of every kind of page."""
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        matter = matters.matters(connection, MatterFilter(), number=1, size=1).rows[0].id
        voice = sources.named(connection, sort="rests", number=1, size=1).rows[0].id
        question = questions.questions(connection, number=1, size=1).rows[0]
        report = nouns.listed(connection, number=1, size=1).rows[0].id
    engine.dispose()
    return [
        "/inbox",
        "/reports",
        "/matters?conflict=1",
        f"/matters/{matter}",
        "/sources",
        "/sources/apart",
        f"/sources/{voice}",
        "/figures",
        "/figures?population=prisoner&state=transfer&unit=",
        "/timeline",
        "/map?place=Kharkiv",
        "/open",
        f"/open/{question.claim}?q=houses",
        f"/reports/{report}",
        "/search?q=Butusov&in=reports",
        "/search?q=houses",
        f"/export?matter={matter}",
        "/shortcuts",
    ]


@contextmanager
def served(ledger: Path, port: int) -> Iterator[str]:
    """The desk on a ledger, answering; its address."""
    app = create_app(ledger, token=TOKEN, port=port)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    assert CHROMIUM.exists(), "Chromium is missing: `make tools` installs Debian's packages"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


def cookies_of(browser: Browser, home: str) -> list[dict[str, object]]:
    """The session of somebody who entered by the printed address."""
    context = browser.new_context()
    context.new_page().goto(f"{home}/enter?token={TOKEN}")
    kept = context.cookies()
    context.close()
    return kept


def entered(browser: Browser, cookies: list[dict[str, object]], **options: object) -> BrowserContext:
    """A window of that session; `options` as Playwright has them."""
    context = browser.new_context(**options)
    context.add_cookies(cookies)
    return context


def violations(page: Page, width: int) -> list[str]:
    """What axe finds wrong with a page, one line each, and whether it is wider than its window."""
    found = Axe().run(page).response["violations"]
    wrong = [f"{v['id']} {v['nodes'][0]['target']} {v['nodes'][0]['html'][:150]}" for v in found]
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    return wrong + ["wider than the window"] * wide
