"""Open questions on the desk: what answers them, as people judge; kept, undone, exported and taken back."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desk import csrf, fill, opened

from accordingto import pipeline
from accordingto.publish import readback

TEXTS = {
    "courier.txt": "Prison\n\nIt remains unclear whether the colony in Lipetsk will close in May.",
    "post.txt": "Ministry speaks\n\nThe colony in Lipetsk will stay open, the Justice Ministry said.",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[object]:
    ledger = tmp_path / "ledger.db"
    fill(ledger, TEXTS)
    with opened(ledger, workers=0) as entered:
        entered.ledger = ledger
        yield entered


def question(desk) -> str:
    """The address of the one open question."""
    (address,) = set(re.findall(r'href="(/open/\w+)"', desk.get("/open").text))
    return address


def offered(desk, address: str) -> str:
    """The claim that the question's page offers for these words."""
    page = desk.get(f"{address}?q=stay+open").text
    (claim,) = set(re.findall(r'form="answer" name="claim" value="(\w+)"', page))
    return claim


def post(desk, address: str, **fields: object) -> object:
    return desk.post(address, data={"csrf": csrf(desk), "by": "Ida", **fields})


def relinked(desk) -> None:
    pipeline.relink(desk.app.state.desk.engine, str(desk.ledger))


def test_a_claim_of_another_report_is_found_to_answer_and_that_is_undone(desk) -> None:
    address = question(desk)
    claim = offered(desk, address)
    done = post(desk, address, do="answer", claim=claim, why="the ministry decides it")
    assert done.headers["location"] == f"{address}?done=answered"
    page = desk.get(address).text
    assert "the ministry decides it" in page  # before it is linked anew
    relinked(desk)
    listed = desk.get("/open").text
    assert "No question is open" in listed
    answered = listed.partition('id="answered"')[2].partition('id="silent"')[0]
    assert "the ministry decides it" in answered
    assert "stay open" in answered
    of, seen = (re.search(rf'name="{name}" value="(j\w+)"', page)[1] for name in ("of", "seen"))
    assert post(desk, address, do="undo", of=of, seen=seen).status_code == 303
    relinked(desk)
    assert "No question is open" not in desk.get("/open").text


def test_an_answer_is_exported_and_comes_back(desk, tmp_path: Path) -> None:
    address = question(desk)
    claim = offered(desk, address)
    post(desk, address, do="answer", claim=claim)
    held = pipeline.view(desk.ledger)
    assert [(r.a, r.b) for r in held.relations if r.kind == "answers"] == [
        (claim, address.rpartition("/")[2])
    ]
    said = desk.get("/export/json").content
    assert [j["act"] for j in json.loads(said)["judgements"]] == ["answer"]
    back = tmp_path / "back.db"
    pipeline.bring(readback.loads(said), back)
    assert [r.reasons for r in pipeline.view(back).relations if r.kind == "answers"] == [
        r.reasons for r in held.relations if r.kind == "answers"
    ]


WRONG = {
    "nothing is ticked": ({}, 422, "Tick at least one claim"),
    "a claim that is not there": ({"claim": "0123456789abcdef"}, 422, "no such claim"),
    "nobody judges": ({"by": " ", "claim": "x"}, 422, "name"),
    "an unknown deed": ({"do": "burn"}, 400, ""),
    "an undoing of nothing": ({"do": "undo", "of": "j0"}, 404, ""),
}


@pytest.mark.parametrize(("fields", "status", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_said(desk, fields: dict[str, str], status: int, says: str) -> None:
    answer = post(desk, question(desk), **{"do": "answer", "why": "because", **fields})
    assert answer.status_code == status
    assert says in answer.text
    assert status != 422 or 'value="because"' in answer.text


def test_two_tabs_that_answer_are_told_of_each_other_and_ticks_stay(desk) -> None:
    address = question(desk)
    claim = offered(desk, address)
    assert post(desk, address, do="answer", claim=claim).status_code == 303
    later = post(desk, address, do="answer", claim=claim, by="Olha", why="mine")
    assert later.status_code == 409
    assert 'value="mine"' in later.text


def test_only_an_open_question_has_such_a_page(desk) -> None:
    assert desk.get(f"/open/{offered(desk, question(desk))}").status_code == 404
    assert desk.get("/open/nothing").status_code == 404
