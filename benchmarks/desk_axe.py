"""axe-core on every page of the desk, in three languages, light and dark, at 1280 and 390 pixels.

    PYTHONPATH=src:. python benchmarks/desk_axe.py [LEDGER.db]

Without a ledger one is made up. Prints what is wrong, one line each, and a count at the end.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path

from benchmarks.desk_ledger import world, write
from tests.seen import addresses, chromium, cookies_of, entered, served, violations

LANGUAGES, SCHEMES, WIDTHS = ("en-GB", "ru-RU", "uk-UA"), ("light", "dark"), (1280, 390)


def main(ledger: Path) -> int:
    """Every page in every look; the number of things that are wrong."""
    paths, wrong, seen = addresses(ledger), 0, 0
    with served(ledger, 8232) as home, chromium() as browser:
        cookies = cookies_of(browser, home)
        for locale, scheme, width in product(LANGUAGES, SCHEMES, WIDTHS):
            size = {"width": width, "height": 800}
            context = entered(browser, cookies, locale=locale, color_scheme=scheme, viewport=size)
            page = context.new_page()
            for path in paths:
                page.goto(home + path)
                for line in violations(page, width):
                    print(f"{locale} {scheme} {width} {path}: {line}", flush=True)
                    wrong += 1
                seen += 1
            context.close()
    print(f"{seen} looks at {len(paths)} kinds of pages: {wrong} violations")
    return wrong


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made_up = Path(folder) / "ledger.db"
        if len(sys.argv) == 1:
            write(world(40), made_up)
        sys.exit(bool(main(Path(sys.argv[1]) if len(sys.argv) > 1 else made_up)))
