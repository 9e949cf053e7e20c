"""Web archives into a ledger: pages that others or we had got, under the time at which they were got."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from accordingto.collect import warc
from accordingto.collect.address import same_page
from accordingto.collect.warc import Located
from accordingto.engine.local import Caps
from accordingto.errors import SkipReport
from accordingto.gather import arrivals
from accordingto.gather.arrivals import Desk, Kept, Page
from accordingto.gather.watch import AT_ONCE, Round

SCAN = Caps(seconds=3600.0, memory=2 << 30)  # one archive, which may have gigabytes


def import_archives(
    desk: Desk, archives: Sequence[Path], *, progress: Callable[[int, int], None] = lambda done, of: None
) -> Round:
    """Take all pages out of archives. Versions of one page come in the order of the archives."""
    done = Round()
    pages: list[Located] = []
    with closing(desk.reading(warc.scan, archives, workers=1, caps=SCAN)) as scans:
        for _, found in scans:
            if isinstance(found, SkipReport):
                done.left.append(found)
            else:
                pages += found

    def told(outcome: Kept | SkipReport, page: Page) -> None:
        done.asked += 1
        if isinstance(outcome, SkipReport):
            done.left.append(outcome)
        elif outcome.changed:
            done.changed.append(str(page))
        elif outcome.added:
            done.added.append(str(page))
        else:
            done.unchanged += 1
        progress(done.asked, len(pages))

    waiting: list[Located] = []
    met: set[str] = set()
    for page in pages:
        key = same_page(page.address) or page.address
        # Two captures of one page never wait together: the second is held against the first.
        if key in met or len(waiting) >= AT_ONCE:
            arrivals.keep(desk, waiting, told)
            waiting, met = [], set()
        waiting.append(page)
        met.add(key)
    if waiting:
        arrivals.keep(desk, waiting, told)
    return done
