"""The main way of work in a real browser: drop, read, correct by selecting words, judge by keys."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time

import httpx
import pytest
from playwright.sync_api import expect
from tests.browser import Watched, chromium, environment, serving
from tests.desk import opened

COURIER = """<html><head><title>Boats leave Elmwick as the harbour silts up</title>
<link rel="stylesheet" href="http://outside.example/style.css"></head><body><article>
<h1>Boats leave Elmwick as the harbour silts up</h1>
<p>Sample Courier, October 20, 2026</p>
<p>The mayor of Elmwick said on Tuesday that about 40 boats had left the harbour.</p>
<p>Ida Holm, who heads the Boatmen's Union, denied that any boat had left.</p>
<script src="http://outside.example/track.js"></script><img src="http://outside.example/pixel.png">
</article></body></html>"""
GAZETTE = """Dredging of Elmwick harbour is late, office says

ELMWICK, Oct. 22 — The dredging of Elmwick harbour will begin in March 2027, the harbour office said.

As many as 60 boats have left the harbour so far, according to the harbour office.
"""
MIRROR = """Forty boats leave Elmwick harbour

ELMWICK, Oct. 21 — About 40 boats have left the harbour of Elmwick, the mayor said on Tuesday.
"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    """A desk with three reports dropped on it, in a browser that has watched every request."""
    folder = tmp_path_factory.mktemp("browser")
    for name, text in (("courier.html", COURIER), ("gazette.txt", GAZETTE), ("mirror.txt", MIRROR)):
        (folder / name).write_text(text)
    with serving(folder / "l.db") as (_, address):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        watched = Watched(context, address)
        page = watched.page
        drop(page, folder, "courier.html", "gazette.txt", "mirror.txt")
        expect(page.locator(".s-read")).to_have_count(3, timeout=60_000)
        yield watched
        watched.check()


def drop(page, folder, *names):
    """Let go of files over the page, as a hand with a mouse does."""
    files = [{"name": name, "text": (folder / name).read_text()} for name in names]
    page.evaluate(
        """files => {
            const held = new DataTransfer();
            for (const f of files) held.items.add(new File([f.text], f.name));
            const drop = {dataTransfer: held, bubbles: true, cancelable: true};
            document.dispatchEvent(new DragEvent("drop", drop));
        }""",
        files,
    )
    page.wait_for_selector("#dropped li")


@pytest.fixture
def page(desk):
    """The courier's report."""
    desk.page.goto(f"{desk.origin}/inbox")
    desk.page.get_by_role("link", name="Boats leave Elmwick as").click()
    desk.page.wait_for_url("**/reports/*")
    desk.page.wait_for_load_state("load")
    by = desk.page.locator("#by")
    if not by.input_value():
        by.fill("Mara")
        by.press("Escape")  # out of the field: keys are for claims again
    return desk.page


def select(page, words: str):
    """Select words of the text with the mouse."""
    box = page.evaluate(
        """words => {
            const texts = document.createTreeWalker(document.querySelector(".sheet"), NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const at = texts.currentNode.data.indexOf(words);
                if (at < 0 || !texts.currentNode.parentElement.closest(".words")) continue;
                const range = document.createRange();
                range.setStart(texts.currentNode, at);
                range.setEnd(texts.currentNode, at + words.length);
                texts.currentNode.parentElement.scrollIntoView({block: "center"});
                const box = range.getBoundingClientRect();
                return {x: box.x, y: box.y + box.height / 2, end: box.right};
            }
        }""",
        words,
    )
    page.mouse.move(box["x"] + 0.5, box["y"])
    page.mouse.down()
    page.mouse.move(box["end"] - 0.5, box["y"], steps=4)
    page.mouse.up()


def card(page, words: str):
    return page.locator(".claim", has=page.locator(f"q:text-is('{words}')")).first


def test_words_and_claims_light_each_other_up(page):
    words = page.locator("[data-c]", has_text="about 40 boats had left")
    words.hover()
    lit = page.locator(".claim.lit")
    expect(lit).to_have_count(1)
    lit.focus()
    expect(words).to_have_class("m k-plain lit")


def test_a_source_is_corrected_by_selecting_words_with_the_mouse(page):
    held = page.locator(".claim", has_text="about 40").first
    held.get_by_role("link", name="Correct").click()
    page.get_by_label("In these words").first.click()
    select(page, "Ida Holm")
    assert page.get_by_label("In these words").first.input_value().endswith(" Ida Holm")
    page.get_by_label("Name", exact=True).fill("Ida Holm")
    page.get_by_label("Why").fill("The next line is hers, and so is this.")
    page.get_by_role("button", name="Keep this").click()
    held = page.locator(".claim:target")
    expect(held.locator(".who")).to_contain_text("Ida Holm")
    expect(held.locator(".tag").first).to_have_text("corrected")


def test_claims_are_judged_by_keys_alone_and_the_page_keeps_its_place(page):
    page.keyboard.press("k")  # from nowhere, the last
    claim = page.evaluate("document.activeElement.id")
    assert claim.startswith("c-")
    held = page.locator(f"#{claim}")
    page.keyboard.press("a")
    expect(held.locator(".t-accepted")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == claim
    page.keyboard.press("u")
    expect(held.locator(".t-accepted")).to_have_count(0)
    page.keyboard.press("r")
    expect(held.locator(".t-rejected")).to_have_count(1)
    page.keyboard.press("u")
    expect(held).to_have_class(re.compile("r-new"))
    page.keyboard.press("Enter")
    expect(held.locator("details")).to_have_attribute("open", "")


def test_words_are_selected_without_a_mouse(page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_url("**correct**")  # a new page, whose keys work once it is loaded
    field = page.locator("#f-source_words")
    field.focus()
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement === document.body")
    page.keyboard.press("v")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    places, _, said = field.input_value().partition(" ")
    start, end = map(int, places.removeprefix("@").split("-"))
    assert end - start == len(said) > 0
    assert said.count(" ") >= 1


def test_the_keys_page_opens_by_its_key_and_pages_by_theirs(page):
    page.keyboard.press("?")
    page.wait_for_url("**/shortcuts")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/reports")


def matter(page, title: str):
    """Open the matter of this title, as soon as what was dropped and decided is linked."""
    origin = "/".join(page.url.split("/", 3)[:3])
    end = time.monotonic() + 60
    while True:
        page.goto(f"{origin}/matters")
        link = page.locator("main a", has_text=title).first
        if link.count():
            break
        assert time.monotonic() < end, page.locator("main").inner_text()
        time.sleep(0.5)
    page.goto(origin + link.get_attribute("href"))


def test_two_matters_are_merged_and_all_is_exported_and_comes_back(page, desk, tmp_path):
    matter(page, "Dredging of Elmwick harbour is late")
    other = page.url
    matter(page, "The dredging of Elmwick harbour will begin")
    page.locator(".deeds summary").click()
    page.locator("#d-by").fill("Mara")
    page.locator("#d-other").fill(other)
    page.locator("#d-why").fill("Both are about when the dredging begins.")
    page.get_by_role("button", name="Make one matter of both").click()
    end = time.monotonic() + 60
    while page.locator(".cards .claim").count() != 2:  # linking goes on beside the pages
        assert time.monotonic() < end
        time.sleep(0.5)
        matter(page, "The dredging of Elmwick harbour will begin")

    page.goto(f"{desk.origin}/export")
    with page.expect_download(timeout=120_000) as saved:
        page.locator("a[href='/export/json']").click()
        page.add_locator_handler(page.locator("a.main[href='/export/json']"), lambda ready: ready.click())
    saved.value.save_as(tmp_path / "out.json")
    held = json.loads((tmp_path / "out.json").read_text())
    assert "merge" in {j["act"] for j in held["judgements"]}
    back = tmp_path / "back.db"
    words = [sys.executable, "-m", "accordingto", "import", tmp_path / "out.json", "--ledger", back]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with opened(back, workers=0) as client:
        kept = json.loads(client.get("/export/json").text)
    assert kept["judgements"] == held["judgements"]
    assert kept["claims"] == held["claims"]


def test_a_conflict_is_settled_with_its_reason(page):
    matter(page, "As many as 60 boats have left the harbour so far")
    page.locator(".deeds summary").click()
    page.locator("#d-by").fill("Mara")
    settle = page.locator(".settle").first
    settle.locator("summary").click()
    settle.locator("input").fill("Left for good, and left for the day: both may hold.")
    settle.get_by_role("button").click()
    page.wait_for_url("**done=settled")
    expect(page.get_by_role("status").first).to_be_visible()


def test_a_dropped_page_loads_nothing_from_where_it_came(desk):
    assert not [url for url in desk.asked if "outside.example" in url]


def test_without_the_script_everything_still_works(browser, desk, tmp_path):
    (tmp_path / "late.txt").write_text(MIRROR.replace("40", "44"))
    held = desk.page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=held)
    page = context.new_page()
    page.goto(f"{desk.origin}/inbox")
    page.get_by_label("Saved pages, texts, PDFs").set_input_files(tmp_path / "late.txt")
    page.get_by_role("button", name="Read").click()
    read = page.locator(".s-read", has_text="inbox/late.txt").get_by_role("link")
    read.wait_for(timeout=60_000)  # the page comes anew by itself
    read.click()
    page.locator("#by").fill("Oleh")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator(".t-accepted")).to_have_count(1)
    context.close()


def test_a_desk_killed_while_it_takes_reports_leaves_a_ledger_that_opens(tmp_path):
    ledger = tmp_path / "l.db"
    names = {f"inbox/{n}.txt" for n in range(4)}
    with serving(ledger) as (process, address), httpx.Client(follow_redirects=True) as client:
        word = re.search(r'name="csrf" value="([^"]+)"', client.get(address).text)[1]
        files = [("files", (f"{n}.txt", GAZETTE.replace("60", str(60 + n)))) for n in range(4)]
        client.post(address.split("/enter")[0] + "/inbox", data={"csrf": word}, files=files)
        end = time.monotonic() + 60
        while 's-read"' not in client.get(address.split("/enter")[0] + "/inbox/progress").text:
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with sqlite3.connect(ledger) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        read = {path for (path,) in connection.execute("SELECT path FROM snapshot")}
    with opened(ledger, workers=0) as client:
        left = set(re.findall(r'<li class="s-left">.*?<bdi>([^<]+)</bdi>', client.get("/inbox").text, re.S))
    assert read
    assert left | read == names
    assert not left & read
