"""`annotate`: good rows come out in order; a bad one is named before the work begins."""

import gzip
import json
from pathlib import Path

import pytest

from accordingto.annotation import annotate_file, as_report
from accordingto.errors import BadRow
from accordingto.report import Stated

GOOD = '{"id": "1", "text": "The mayor of Elmwick said it rained."}\n'


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param("{oops", "not JSON", id="no JSON"),
        pytest.param("[" * 100_000, "not JSON", id="nested deep"),
        pytest.param('{"id": ' + "1" * 5000 + ', "text": ""}', "not JSON", id="number of 5,000 digits"),
        pytest.param('{"id": 1}', 'not an object with "id" and "text"', id="no text"),
        pytest.param('{"id": 1, "text": null}', 'not an object with "id" and "text"', id="null for a text"),
        pytest.param('{"id": 1e400, "text": ""}', '"id" is neither', id="id that is no number"),
        pytest.param('{"id": [1], "text": ""}', '"id" is neither', id="list for an id"),
        pytest.param('{"id": 1, "text": "\\ud800"}', "text that is no Unicode", id="half a surrogate pair"),
        pytest.param('{"id": "\\ud800", "text": ""}', "id that is no Unicode", id="the same in an id"),
        pytest.param('{"id": 1, "text": "", "title": 3}', '"title" is not a string', id="number for a title"),
        pytest.param('{"id": 1, "text": "", "publisher": ["x"]}', '"publisher" is not', id="list of names"),
        pytest.param('{"id": 1, "text": "", "dct": "2023-02-31"}', "dct is no date", id="31 February"),
        pytest.param('{"id": 1, "text": "", "published": "soon"}', "published is no date", id="no date"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_written(tmp_path: Path, bad: str, reason: str) -> None:
    (tmp_path / "in.jsonl").write_text(f"{GOOD}\n{bad}\n{GOOD}")
    with pytest.raises(BadRow, match=r"in\.jsonl:3: ") as raised:
        annotate_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert reason in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["in.jsonl"]


PACKED = gzip.compress(GOOD.encode() * 1000)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PACKED[: len(PACKED) // 2], id="cut off"),
        pytest.param(PACKED[:20] + b"\xff\xfe" * 30 + PACKED[60:], id="spoilt"),
        pytest.param(b"{}", id="not packed"),
    ],
)
def test_a_packed_file_that_cannot_be_unpacked_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(data)
    with pytest.raises(BadRow, match="cannot be read"):
        annotate_file(tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl")


def test_rows_come_out_in_order_without_empty_lines(tmp_path: Path) -> None:
    second = '{"id": 2, "text": ""}'
    (tmp_path / "in.jsonl").write_text(f"\ufeff{GOOD}\n{second}\n\n", encoding="utf-8")
    assert annotate_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl", processes=1) == ()
    first, last = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert [first["id"], last["id"]] == ["1", 2]
    (found,) = first["attributions"]
    assert found["content"] == [[26, 35]]
    assert last["attributions"] == []


@pytest.mark.parametrize("key", ["published", "dct", "date"])
def test_the_day_of_publication_has_three_names(key: str) -> None:
    published = as_report({"id": 1, "text": "x", key: "2023-05-01"}).published
    assert isinstance(published, Stated)
    assert published.value == "2023-05-01"
