"""Ticked in lists: matters made one, reports and matters exported together; old addresses lead on."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desk import csrf, fill, opened

from accordingto import pipeline

TEXTS = {
    "courier.txt": "Guards walk out\n\nForty guards left the colony in Lipetsk on 3 March, a union said. "
    "The heating failed in the east wing, Anna Petrova told the Courier.",
    "post.txt": "Snow\n\nSnow closed the road to Tambov, the police said.",
}
MORE = {
    "north.txt": "Walkout\n\nForty guards left the colony in Lipetsk on 3 March, the Justice Ministry said."
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[object]:
    ledger = tmp_path / "ledger.db"
    reports = fill(ledger, TEXTS)
    with opened(ledger, workers=0) as entered:
        entered.ledger, entered.reports = ledger, reports
        yield entered


def matter(desk, words: str) -> str:
    """The id of the matter with these words in its name."""
    page = desk.get("/matters").text
    return next(i for i, name in re.findall(r'<a href="/matters/(\w+)"[^>]*>([^<]+)', page) if words in name)


def post(desk, address: str, **fields: object) -> object:
    return desk.post(address, data={"csrf": csrf(desk), "by": "Ida", **fields})


def relinked(desk) -> None:
    pipeline.relink(desk.app.state.desk.engine, str(desk.ledger))


def test_ticked_matters_are_made_one_and_their_old_addresses_lead_there(desk) -> None:
    guards, heating = matter(desk, "guards"), matter(desk, "heating")
    done = post(desk, "/matters", do="merge", matter=[guards, heating], why="one strike")
    assert done.headers["location"] == f"/matters/{guards}?done=merged"
    assert "one strike" in desk.get(f"/matters/{guards}").text  # before it is linked anew
    relinked(desk)
    went = {desk.get(f"/matters/{old}?done=merged").headers["location"] for old in (guards, heating)}
    assert len(went) == 1
    page = desk.get(went.pop()).text
    assert "This matter has another address now" in page
    assert "guards left" in page
    assert "heating failed" in page


WRONG = {
    "one matter alone": ["guards"],
    "nothing": [],
    "one that is not there": ["guards", "m0"],
}


@pytest.mark.parametrize("ticks", WRONG.values(), ids=WRONG)
def test_what_cannot_be_made_one_is_said_and_nothing_is_lost(desk, ticks: list[str]) -> None:
    ids = [matter(desk, t) if t == "guards" else t for t in ticks]
    answer = post(desk, "/matters?sort=title", do="merge", matter=ids, why="the same thing")
    assert answer.status_code == 422
    assert "Tick two matters or more" in answer.text
    assert 'value="the same thing"' in answer.text
    assert answer.text.count(" checked aria-label") == ("guards" in ticks)


def test_two_tabs_that_merge_the_same_are_told_of_each_other(desk) -> None:
    ids = [matter(desk, words) for words in ("guards", "heating")]
    assert post(desk, "/matters", do="merge", matter=ids).status_code == 303
    later = post(desk, "/matters", do="merge", matter=ids, by="Olha", why="mine")
    assert later.status_code == 409
    assert 'value="mine"' in later.text


def test_what_leaves_a_matter_is_found_from_its_old_address(desk) -> None:
    ids = [matter(desk, words) for words in ("guards", "heating")]
    post(desk, "/matters", do="merge", matter=ids)
    relinked(desk)
    whole = desk.get(f"/matters/{ids[0]}").headers["location"].partition("?")[0]
    page = desk.get(whole).text
    claims = re.findall(r'name="claim" value="(\w+)"', page)
    seen = re.search(r'name="seen" value="(j\w+)"', page)[1]
    assert post(desk, whole, do="split", claim=claims[0], seen=seen).status_code == 303
    relinked(desk)
    parts = desk.get(whole)
    assert parts.status_code == 300
    assert len(set(re.findall(r'href="/matters/(m\w+)"', parts.text))) == 2
    late = post(desk, whole, do="note", note="ask the port")  # a tab that was open all the while
    assert late.status_code == 409
    assert "ask the port" in late.text


def test_a_matter_whose_claims_are_all_rejected_says_so(desk) -> None:
    gone = matter(desk, "road")
    claim = re.search(r'id="c-(\w+)"', desk.get(f"/matters/{gone}").text)[1]
    assert post(desk, "/judge", go=f"reject {claim} -").status_code == 303
    relinked(desk)
    answer = desk.get(f"/matters/{gone}")
    assert answer.status_code == 410
    assert "None of its claims" in answer.text
    assert desk.get("/matters/m0123456789abcdef").status_code == 404


def test_one_report_more_moves_a_matter_and_its_address_leads_on(desk) -> None:
    before = matter(desk, "guards")
    fill(desk.ledger, MORE)
    answer = desk.get(f"/matters/{before}")
    assert answer.status_code == 303
    assert "the Justice Ministry" in desk.get(answer.headers["location"]).text
    api = desk.get(f"/api/matters/{before}")
    assert api.status_code == 404
    assert answer.headers["location"].split("?")[0].rpartition("/")[2] in api.json()["detail"]
    assert "guards left" in desk.get(f"/export?matter={before}").text


def test_ticked_reports_and_matters_are_exported_together(desk) -> None:
    chosen = {"matter": matter(desk, "guards"), "report": desk.reports["post.txt"]}
    asked = post(desk, "/matters", do="export", **chosen).headers["location"]
    assert asked == f"/export?matter={chosen['matter']}&report={chosen['report']}"
    page = desk.get(asked).text
    assert "1 matter · 1 report" in page
    link = re.search(r'href="(/export/json[^"]*)"', page)[1].replace("&amp;", "&")
    said = json.dumps(json.loads(desk.get(link).content)["claims"])
    assert "Tambov" in said
    matters = json.loads(desk.get(link).content)["matters"]
    assert {m["id"] for m in matters} == {chosen["matter"], matter(desk, "road")}


@pytest.mark.parametrize("missing", ["matter=m0", f"report={'0' * 64}"])
def test_an_export_of_what_is_not_there_says_so(desk, missing: str) -> None:
    assert desk.get(f"/export/json?{missing}").status_code == 404


def test_a_desk_for_reading_only_exports_and_offers_no_merging(desk, tmp_path: Path) -> None:
    with opened(desk.ledger, read_only=True) as reader:
        page = reader.get("/matters").text
    assert 'id="choice"' in page
    assert 'value="merge"' not in page
