"""The desk hands over what a policy lets leave: the words of withheld voices black, if it is asked to."""

from collections.abc import Iterator

import pytest
from tests.desk import fill, opened

QUOTE = "They counted us twice every night and took the blankets away in winter"
REPORT = f"""Inmate tells of the colony

"{QUOTE}," one former inmate, who asked not to be named, told the paper.

The ministry said that 40 women had left the prison on 2 May 2024.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    ledger = tmp_path_factory.mktemp("policy") / "ledger.db"
    fill(ledger, {"a.txt": REPORT})
    with opened(ledger, read_only=True) as entered:
        yield entered


def test_the_export_page_offers_the_policies_and_keeps_the_choice(desk) -> None:
    page = desk.get("/export").text
    assert 'href="/export?policy=careful"' in page
    assert 'href="/export/json?policy=strict"' in desk.get("/export?policy=strict").text


def test_what_a_withheld_voice_said_is_black_where_a_policy_is_asked_for(desk) -> None:
    plain, coarse = (desk.get(f"/export/json{asked}").text for asked in ("", "?policy=careful"))
    assert QUOTE in plain
    assert "blankets" not in coarse
    assert "40 women had left the prison" in coarse


def test_a_policy_there_is_not_is_not_there(desk) -> None:
    assert desk.get("/export/json?policy=none.toml").status_code == 404
    assert desk.get("/export?policy=x").status_code == 404
