"""The forms for other programs: JSON Schema and CSV."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.publish_case import VIEW

from accordingto.publish import csv as ledger_csv
from accordingto.publish import json as ledger_json
from accordingto.publish.schema import schema

VALID = jsonschema.Draft202012Validator(schema())


def test_schema_is_itself_valid_and_the_ledger_keeps_to_it():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert list(VALID.iter_errors(json.loads(ledger_json.dumps(VIEW)))) == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("claims", 0, "polarity"), "maybe"),
        (("claims", 0, "evidence", 0, "start"), "12"),
        (("matters", 0, "independent_origins"), -1),
        (("relations", 0, "reasons"), "because"),
        (("reports", 0, "published"), None),
        (("format",), "other/1"),
    ],
    ids=lambda v: ".".join(map(str, v)) if isinstance(v, tuple) else "",
)
def test_schema_refuses_what_is_no_ledger(where: tuple[str | int, ...], value: object):
    plain = ledger_json.ledger(VIEW)
    inner = plain
    for step in where[:-1]:
        inner = inner[step]  # type: ignore[index]
    inner[where[-1]] = value  # type: ignore[index]
    assert not VALID.is_valid(plain)


def test_published_schema_is_in_step():
    published = Path(__file__).parents[1] / "docs" / "ledger.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema()


def test_json_lines_hold_one_claim_each_with_its_report():
    rows = [json.loads(line) for line in ledger_json.lines(VIEW).splitlines()]
    assert [r["id"] for r in rows] == [c.id for c in VIEW.claims]
    assert rows[0]["publisher"]["value"] == "North Post"
    assert rows[2]["published"] == {"unstated": "not stated"}


def test_csv_keeps_wording_beside_value():
    rows = list(csv.DictReader(io.StringIO(ledger_csv.claims(VIEW))))
    assert tuple(rows[0]) == ledger_csv.COLUMNS
    first = rows[0]
    assert (first["chain"], first["hedges"]) == ("North Post ← Radio Sul ← Ana Reis", "believed")
    assert (first["when"], first["when_words"]) == ("2024-04-29", "on Monday")
    assert (first["figures"], first["figure_words"]) == ("20 to 40", "As many as 40")
    assert rows[3]["origin"] == "A clerk"


@pytest.mark.parametrize("start", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_runs_nothing(start: str):
    report = replace(VIEW.reports[0], path=f"{start}|cmd")
    view = replace(VIEW, reports=(report, VIEW.reports[1]))
    rows = list(csv.reader(io.StringIO(ledger_csv.claims(view))))
    assert rows[1][1].startswith("'")
