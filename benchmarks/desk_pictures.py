"""The pictures of docs/desk.md and docs/desk-pages.md, taken anew: docs/pictures/desk-*.png.

    PYTHONPATH=src:. python benchmarks/desk_pictures.py [NAME …]

Of the examples in examples/ and of a made-up ledger, never of anybody's reports. Names choose some of them.
"""

import io
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.desk_ledger import world, write
from PIL import Image
from playwright.sync_api import Page
from tests.seen import chromium, cookies_of, entered, served

from accordingto import pipeline
from accordingto.ledger.pages import matters, nouns, questions
from accordingto.ledger.pages.matters import MatterFilter
from accordingto.ledger.store import open_ledger, transaction

ROOT = Path(__file__).parents[1]
HEADLINE = "Women convicts seen on train to Donetsk region, Ukraine says"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page in one look; `does` is what is done on it before (see `ready`)."""

    name: str
    of: str  # which ledger: examples or made up
    path: str
    width: int = 1280
    height: int = 900
    dark: bool = False
    locale: str = "en-GB"
    does: str = ""


PICTURES = (
    Picture(name="inbox", of="examples", path="/inbox"),
    Picture(name="report", of="examples", path="/reports/{report}"),
    Picture(name="correct", of="examples", path="/reports/{report}", dark=True, does="correct"),
    Picture(name="phone", of="examples", path="/reports/{report}", width=390, height=844),
    Picture(name="matter", of="examples", path="/matters/{matter}", height=1300),
    Picture(name="over-time", of="examples", path="/figures?population=woman&state=recruit&unit="),
    Picture(name="question", of="examples", path="/open/{question}?q=recruited", locale="uk-UA", dark=True),
    Picture(name="matters", of="made up", path="/matters?conflict=1&count=more"),
    Picture(name="merge", of="made up", path="/matters?conflict=1", width=390, height=844, does="merge"),
    Picture(name="map-dark", of="made up", path="/map?place=Kharkiv", height=1000, dark=True, locale="uk-UA"),
    Picture(name="timeline", of="made up", path="/timeline"),
    Picture(name="search-phone", of="made up", path="/search?q=Butusov&in=reports", width=390, height=1100),
)


def ready(page: Page, does: str) -> None:
    """What is done before the picture is taken."""
    match does:
        case "correct":
            page.locator("[data-claim]").nth(1).focus()
            page.keyboard.press("c")
            page.locator("#panel").wait_for()
            page.locator("[data-claim]").nth(1).scroll_into_view_if_needed()
        case "merge":
            for key in "jxjjxm":
                page.keyboard.press(key)
            page.keyboard.type("One night, one place")
            page.locator("#choice").scroll_into_view_if_needed()


def keep(picture: bytes, path: Path) -> None:
    """In 64 colours: a third of the bytes, and nothing that one would see."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(path, optimize=True)


def ids(ledger: Path) -> Mapping[str, str]:
    """The report, the matter and the question that are shown."""
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        reports = nouns.listed(connection, number=1, size=100).rows
        heavy = matters.matters(connection, MatterFilter(conflict=True), number=1, size=1).rows
        asked = questions.questions(connection, number=1, size=20).rows
    engine.dispose()
    return {
        "report": next((r.id for r in reports if r.title == HEADLINE), reports[0].id),
        "matter": heavy[0].id if heavy else "",
        "question": max(asked, key=lambda q: len(q.wording)).claim if asked else "",
    }


def main(wanted: list[str]) -> None:
    """All pictures, or those of these names."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        ledgers = {"examples": Path(folder) / "ledger.db", "made up": Path(folder) / "made-up.db"}
        pipeline.build([ROOT / "examples"], ledgers["examples"])
        write(world(600), ledgers["made up"])
        for of, ledger in ledgers.items():
            held = ids(ledger)
            with served(ledger, 8233) as home:
                cookies = cookies_of(browser, home)
                for p in (p for p in PICTURES if p.of == of and (not wanted or p.name in wanted)):
                    context = entered(
                        browser,
                        cookies,
                        locale=p.locale,
                        color_scheme="dark" if p.dark else "light",
                        viewport={"width": p.width, "height": p.height},
                    )
                    page = context.new_page()
                    page.goto(home + p.path.format(**held))
                    ready(page, p.does)
                    keep(page.screenshot(), ROOT / "docs" / "pictures" / f"desk-{p.name}.png")
                    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
