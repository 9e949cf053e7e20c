"""The desk's pages in a real browser: usable by everybody (axe), nothing wider than a phone, nothing fetched
from elsewhere. `benchmarks/desk_axe.py` looks at every page in every language, scheme and width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.desk_ledger import world, write
from playwright.sync_api import Browser
from tests.seen import addresses, chromium, cookies_of, entered, served, violations

LOOKS = [("en-GB", "light", 1280), ("ru-RU", "dark", 390), ("uk-UA", "light", 390), ("en-GB", "dark", 1280)]
KINDS = 18  # of pages


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seen") / "ledger.db"
    write(world(40), path)
    return path


@pytest.fixture(scope="module")
def home(ledger: Path) -> Iterator[str]:
    with served(ledger, 8231) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def cookies(browser: Browser, home: str) -> list[dict[str, object]]:
    return cookies_of(browser, home)


@pytest.fixture(scope="module")
def paths(ledger: Path) -> list[str]:
    found = addresses(ledger)
    assert len(found) == KINDS
    return found


@pytest.mark.parametrize("number", range(KINDS))
def test_everybody_can_use_every_page(browser, home, cookies, paths, number: int) -> None:
    locale, scheme, width = LOOKS[number % len(LOOKS)]
    size = {"width": width, "height": 800}
    context = entered(browser, cookies, locale=locale, color_scheme=scheme, viewport=size)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    assert page.goto(home + paths[number]).status == 200
    assert violations(page, width) == []
    assert [url for url in asked if not url.startswith((home, "data:"))] == []
    context.close()


def test_a_matter_is_reached_and_judged_by_keyboard(browser, home, cookies, paths) -> None:
    context = entered(browser, cookies, locale="en-GB")
    page = context.new_page()
    page.goto(home + next(p for p in paths if p.startswith("/matters/")))
    page.locator(".deeds summary").focus()
    page.keyboard.press("Enter")
    page.locator("#d-by").focus()
    page.keyboard.type("Ida")
    page.locator("#d-note").focus()
    page.keyboard.type("ask again")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=noted")
    assert page.locator(".note").inner_text().startswith("ask again")
    context.close()


def test_boxes_are_ticked_by_keys_and_stay_ticked_from_page_to_page(browser, home, cookies) -> None:
    context = entered(browser, cookies, locale="en-GB")
    page = context.new_page()
    page.goto(home + "/matters")
    for key in "jxjx":
        page.keyboard.press(key)
    page.get_by_role("link", name="after").click()
    page.wait_for_url("**page=2")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert "3" in page.locator("[data-elsewhere] span").inner_text()
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "m-why"
    page.goto(home + "/reports")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Export the ticked").click()
    page.wait_for_url("**/export?**")
    assert "3 matters · 1 report" in page.locator("h2").first.inner_text()
    context.close()
