"""The desk's pages on a small made-up ledger: every page answers, in every language, within its size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.desk_ledger import world, write
from tests.desk import opened

from accordingto.ledger.pages import matters as pages
from accordingto.ledger.pages.matters import MatterFilter
from accordingto.ledger.store import open_ledger, transaction


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "ledger.db"
    write(world(60), path)
    return path


@pytest.fixture(scope="module")
def client(ledger: Path) -> Iterator[object]:
    with opened(ledger, read_only=True) as entered:
        yield entered


PATHS = [
    "/matters",
    "/matters?count=more&conflict=1&place=Kharkiv&since=2022-01-01&until=2026-01-01&sort=newest",
    "/matters?review=unreviewed&page=2",
    "/sources",
    "/sources?sort=name",
    "/sources/apart",
    "/figures",
    "/figures?population=prisoner&state=transfer&unit=",
    "/figures?population=unicorn&state=&unit=",
    "/timeline",
    "/timeline?month=2023-05",
    "/map",
    "/map?place=Kharkiv",
    "/open",
    "/search",
    "/search?q=prisoners+Kharkiv",
    "/search?q=Butusov&in=reports",
]
WRONG = [
    "/matters?page=-1&since=yesterday&count=9&sort=x",
    "/map?page=99999999999",
    "/timeline?month=13-0000",
]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers(client, path: str, language: str) -> None:
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert len(page.content) < 200_000


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_address_asks_for_nothing(client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/matters/m000", "/sources/0123456789abcdef"])
def test_what_is_not_there_is_said_so(client, path: str) -> None:
    assert client.get(path).status_code == 404


def chosen(ledger: Path, **filter_: object) -> list[pages.MatterLine]:
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        found = pages.matters(connection, MatterFilter(**filter_), number=1, size=1000)
    engine.dispose()
    return list(found.rows)


def test_the_filters_choose_what_they_say(ledger: Path) -> None:
    everything = chosen(ledger)
    assert len(everything) > 100
    assert {m.id for m in chosen(ledger, conflict=True)} == {m.id for m in everything if m.conflicts}
    assert {m.id for m in chosen(ledger, count="more")} == {m.id for m in everything if m.independent > 1}
    later = chosen(ledger, since="2023-06-01")
    assert {m.id for m in later} == {m.id for m in everything if (m.latest or "") >= "2023-06-01"}
    assert 0 < len(later) < len(everything)


def test_the_heaviest_matter_comes_first(ledger: Path) -> None:
    weights = [(m.conflicts > 0, m.independent, m.mentions) for m in chosen(ledger)]
    assert weights == sorted(weights, reverse=True)


def test_one_matter_shows_every_origin_and_claim(client, ledger: Path) -> None:
    line = max(chosen(ledger), key=lambda m: m.mentions)
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        _, whole = pages.one(connection, line.id)
    engine.dispose()
    shown = client.get(f"/matters/{line.id}").text
    for origin in whole.origins:
        assert origin.name.replace("'", "&#39;") in shown
    seen: set[str] = set()
    for page in range(1, line.mentions // 12 + 2):
        text = client.get(f"/matters/{line.id}?page={page}").text
        seen |= {claim for claim in whole.claims if f'id="c-{claim}"' in text}
    assert seen == set(whole.claims)


def test_a_withheld_voice_is_listed_only_within_its_report(client, ledger: Path) -> None:
    assert "a nurse at the ward" not in client.get("/sources?sort=name").text
    assert "name withheld" in client.get("/sources/apart").text


def test_a_search_marks_what_it_found(client) -> None:
    page = client.get("/search?q=Butusov&in=reports").text
    assert "<mark>Бутусов</mark>" in page or "<mark>Butusov</mark>" in page


def test_hostile_words_are_shown_not_obeyed(client) -> None:
    page = client.get('/search?q="><script>alert(1)</script>')
    assert "<script>alert" not in page.text
