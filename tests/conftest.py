"""How tests run: found examples are the same on every machine, and a slow machine fails nothing."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("accordingto", derandomize=True, deadline=None, database=None)
settings.load_profile("accordingto")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A ledger that two reports were read into, and their ids by name; to be copied, not judged in."""
    from tests.desk import REPORTS, fill  # noqa: PLC0415 - only the desk's tests pay for its imports

    ledger = tmp_path_factory.mktemp("filled") / "l.db"
    return ledger, fill(ledger, REPORTS)
