"""A ledger as one HTML page: nothing to load, no script, readable offline, on a phone and on paper."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from accordingto import __version__
from accordingto.audit.shield import shielded
from accordingto.codebook import Codebook
from accordingto.errors import SkipReport
from accordingto.ledger.view import LedgerView
from accordingto.publish.outlets import joined
from accordingto.publish.page import environment
from accordingto.publish.sheet import sheet


def dossier(
    view: LedgerView, *, title: str, skipped: Sequence[SkipReport] = (), codebook: Codebook | None = None
) -> str:
    """The page. `skipped` are inputs that could not be read; each is named with its reason.

    With a codebook the page draws its stages, too.

    The same view, title and skips give the same page. Texts are taken as hostile: everything is
    escaped, and characters that steer the terminal or the direction of writing are shown by name.
    """
    page = environment().get_template("dossier.html.j2")
    return page.render(
        title=title,
        sheet=sheet(joined(shielded(view)), codebook),
        skipped=list(skipped),
        version=__version__,
        measured=_measured(),
    )


@cache
def _measured() -> list[dict[str, Any]]:
    """What the evaluation gate holds: `says` and `at_least`, in percent."""
    where = files("accordingto.publish").joinpath("measured.toml")
    return list(tomllib.loads(where.read_text(encoding="utf-8")).get("measured", []))
