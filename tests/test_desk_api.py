"""The API: what the pages do, for programs; held to its own description by schemathesis."""

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from starlette.testclient import TestClient
from tests.desk import HOME, PORT, REPORTS, TOKEN, copied, csrf, opened

from accordingto.desk import api
from accordingto.desk.app import create_app


@pytest.fixture
def desk(filled, tmp_path):
    """A program with a key, on a copy of the filled ledger; and the report ids."""
    ledger, ids = filled
    with opened(copied(ledger, tmp_path), workers=0) as client:
        made = client.post("/keys", data={"csrf": csrf(client)})
        client.cookies.clear()
        client.headers["Authorization"] = re.search(r"Authorization: (Bearer \S+)</code>", made.text)[1]
        yield client, ids


def claim_of(client, ids, words: str) -> dict:
    report = client.get(f"/api/reports/{ids['courier.txt']}").json()
    text = report["report"]["text"]
    for held in report["claims"]:
        said = " … ".join(text[s["start"] : s["end"]] for s in held["claim"]["evidence"])
        if words in said:
            return held
    raise AssertionError(words)


def test_a_report_is_dropped_and_named_in_the_inbox(desk):
    client, _ = desk
    given = {"name": "late.txt", "text": "The mayor said so.", "published": "2026-11-02"}
    dropped = client.post("/api/reports", json=given)
    assert (dropped.status_code, dropped.json()["state"]) == (202, "waiting")
    assert [item["name"] for item in client.get("/api/inbox").json()["items"]] == ["inbox/late.txt"]


def test_reports_claims_matters_and_words_are_found(desk):
    client, ids = desk
    listed = client.get("/api/reports").json()
    assert {item["id"] for item in listed["items"]} == set(ids.values())
    held = claim_of(client, ids, "about 40 boats")
    assert held["state"] == "new"
    assert client.get(f"/api/claims/{held['claim']['id']}").json() == held
    found = client.get("/api/search", params={"q": "boats"}).json()
    assert held["claim"]["id"] in found["ids"]
    matter = client.get("/api/matters").json()["items"][0]
    assert client.get(f"/api/matters/{matter['id']}").json()["title"] == matter["title"]


def test_a_correction_says_only_what_is_otherwise(desk):
    client, ids = desk
    held = claim_of(client, ids, "about 40 boats")
    at = REPORTS["courier.txt"].index("Ida Holm")
    asked = {
        "act": "correct",
        "subject": [held["claim"]["id"]],
        "by": "Mara",
        "correction": {
            "source": {"name": "Ida Holm", "kind": "person", "words": [{"start": at, "end": at + 8}]},
            "figures": [],
        },
    }
    kept = client.post("/api/judgements", json=asked)
    assert kept.status_code == 201
    now = client.get(f"/api/claims/{held['claim']['id']}").json()
    assert now["state"] == "corrected"
    assert now["claim"]["chain"][-1]["voice"]["name"] == "Ida Holm"
    assert now["claim"]["figures"] == []
    assert now["claim"]["times"] == held["claim"]["times"]
    assert now["seen"] == kept.json()["id"]


def test_two_programs_are_told_of_each_other(desk):
    client, ids = desk
    asked = {"act": "accept", "subject": [claim_of(client, ids, "about 40 boats")["claim"]["id"]], "by": "A"}
    first = client.post("/api/judgements", json=asked).json()["id"]
    told = client.post("/api/judgements", json=asked | {"act": "reject", "by": "B"})
    assert told.status_code == 409
    assert [j["id"] for j in told.json()["meanwhile"]] == [first]
    again = client.post("/api/judgements", json=asked | {"act": "reject", "by": "B", "seen": first})
    assert again.status_code == 201
    undone = {"act": "undo", "undoes": again.json()["id"], "by": "B", "seen": again.json()["id"]}
    assert client.post("/api/judgements", json=undone).status_code == 201
    assert client.get(f"/api/claims/{asked['subject'][0]}").json()["state"] == "accepted"


def test_the_page_of_the_api_describes_every_operation_and_loads_nothing(filled):
    with opened(filled[0], workers=0) as client:
        page = client.get("/api").text
        for path, methods in client.get("/api/openapi.json").json()["paths"].items():
            for method in methods:
                assert f"{method.upper()} {path}" in page
        assert not re.search(r'(src|href)="(https?:)?//', page)


def test_a_browsers_session_needs_the_forms_word(filled, tmp_path):
    with opened(filled[0], workers=0) as client:
        asked = {"act": "accept", "subject": ["0" * 16], "by": "A"}
        assert client.post("/api/judgements", json=asked).status_code == 403
        word = {"X-CSRF-Token": csrf(client)}
        assert client.post("/api/judgements", json=asked, headers=word).status_code == 404


@pytest.fixture(scope="module")
def described(filled, tmp_path_factory):
    """The API as it describes itself; nothing dropped is read, since that is another room's work."""
    ledger = tmp_path_factory.mktemp("described") / "l.db"
    ledger.write_bytes(filled[0].read_bytes())
    app = create_app(ledger, token=TOKEN, port=PORT, workers=0)
    client = TestClient(app, base_url=HOME, follow_redirects=False)
    client.get(f"/enter?token={TOKEN}")
    made = client.post("/keys", data={"csrf": csrf(client)})
    key = re.search(r"Authorization: (Bearer \S+)</code>", made.text)[1]
    document = client.get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    schema.config.update(headers={"Authorization": key, "Host": f"127.0.0.1:{PORT}"}, base_url=HOME)
    return schema


OPERATIONS = [f"{method} {route.path}" for route in api.router.routes for method in sorted(route.methods)]
MODES = {
    GenerationMode.POSITIVE: OPERATIONS,
    GenerationMode.NEGATIVE: [o for o in OPERATIONS if o != "GET /api/inbox"],
}


@pytest.mark.parametrize(
    ("mode", "operation"),
    [
        pytest.param(mode, operation, id=f"{operation} {mode.value}")
        for mode, some in MODES.items()  # what takes nothing can be given nothing wrong
        for operation in some
    ],
)
def test_an_operation_is_as_it_describes_itself(described, operation, mode):
    """Requests that fit its schema and requests that do not, with all checks of schemathesis."""
    method, _, path = operation.partition(" ")
    held = described[path][method]

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=held.as_strategy(generation_mode=mode))
    def check(case):
        case.call_and_validate()

    check()
