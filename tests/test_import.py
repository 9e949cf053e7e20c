"""Our JSON taken back: unchanged into an empty ledger, beside one's own without loss, damaged not at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish_case import VIEW, same_ids
from typer.testing import CliRunner

from accordingto import pipeline
from accordingto.audit import alias
from accordingto.audit.shield import shielded
from accordingto.cli import app
from accordingto.errors import LedgerError
from accordingto.ledger.view import Custody, LedgerView, Made
from accordingto.publish import readback
from accordingto.publish.exports import FORMATS, export
from accordingto.report import Sidecar

HELD = replace(
    VIEW,
    custody=tuple(
        Custody(
            report=r.id,
            path=r.path,
            sha256=sha256(r.text.encode()).hexdigest(),
            retrieved=datetime(2024, 5, n, tzinfo=UTC),
        )
        for n, r in enumerate(VIEW.reports, 1)
    ),
    made=tuple(Made(report=r.id, maker="v1") for r in VIEW.reports),
)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nine examples in a ledger: copies, conflicts, withheld names, a page that is cut off."""
    ledger = tmp_path_factory.mktemp("examples") / "ledger.db"
    pipeline.build([Path("examples")], ledger)
    return ledger


def taken(view: LedgerView, ledger: Path) -> LedgerView:
    pipeline.bring(view, ledger)
    return pipeline.view(ledger)


def test_a_ledger_goes_out_and_comes_back_byte_for_byte(examples: Path, tmp_path: Path):
    out = export(pipeline.view(examples), "json")
    again = taken(readback.loads(out), tmp_path / "other.db")
    assert export(again, "json") == out
    assert len(again.claims) > 50


def test_every_other_form_of_it_is_the_same_too(examples: Path, tmp_path: Path):
    held = pipeline.view(examples)
    out = export(held, "json", draw=same_ids)
    again = taken(readback.loads(out), tmp_path / "other.db")
    for name in ("csv", "html"):
        assert export(again, name) == export(held, name, draw=same_ids)


def test_twice_adds_nothing(examples: Path, tmp_path: Path):
    view = readback.loads(export(pipeline.view(examples), "json"))
    pipeline.bring(view, tmp_path / "other.db")
    before = (tmp_path / "other.db").read_bytes()
    brought = pipeline.bring(view, tmp_path / "other.db")
    assert (brought.reports, brought.claims, brought.snapshots, brought.beside) == (0, 0, 0, ())
    assert (tmp_path / "other.db").read_bytes() == before


def test_into_the_ledger_it_came_from_adds_nothing(examples: Path):
    before = export(pipeline.view(examples), "json", draw=same_ids)
    assert export(taken(readback.loads(before), examples), "json", draw=same_ids) == before


def test_two_ledgers_become_one_whichever_comes_first(tmp_path: Path):
    north, south = (_only(i) for i in ("north", "south"))
    taken(north, tmp_path / "a.db")
    taken(south, tmp_path / "b.db")
    one = taken(south, tmp_path / "a.db")
    other = taken(north, tmp_path / "b.db")
    assert [r.id for r in one.reports] == ["north", "south"]
    assert (one.reports, one.claims, one.relations) == (other.reports, other.claims, other.relations)


def _only(report: str) -> LedgerView:
    return replace(
        HELD,
        reports=tuple(r for r in HELD.reports if r.id == report),
        claims=tuple(c for c in HELD.claims if c.report == report),
        non_responses=tuple(n for n in HELD.non_responses if n.report == report),
        dated=tuple(d for d in HELD.dated if d.report == report),
        custody=tuple(c for c in HELD.custody if c.report == report),
        made=tuple(m for m in HELD.made if m.report == report),
        relations=(),
        matters=(),
        copies=(),
    )


def test_what_one_holds_oneself_goes_on_standing(tmp_path: Path):
    own = taken(_only("north"), tmp_path / "a.db")
    shorter = replace(_only("north"), claims=HELD.claims[:1], made=(Made(report="north", maker="v2"),))
    brought = pipeline.bring(shorter, tmp_path / "a.db")
    assert [r.id for r in brought.beside] == ["north"]
    assert pipeline.view(tmp_path / "a.db").claims == own.claims
    assert pipeline.bring(shorter, tmp_path / "a.db").beside == ()


def test_another_description_of_the_same_bytes_does_not_take_their_place(tmp_path: Path):
    own = taken(_only("north"), tmp_path / "a.db")
    theirs = replace(
        _only("north"),
        reports=(replace(HELD.reports[0], id="north2"),),
        claims=tuple(replace(c, report="north2", id=f"x{c.id}") for c in _only("north").claims),
        non_responses=(),
        custody=(
            replace(
                _only("north").custody[0], report="north2", sidecar=Sidecar(publisher="North Post, late")
            ),
        ),
        made=(Made(report="north2", maker="v1"),),
    )
    brought = pipeline.bring(theirs, tmp_path / "a.db")
    assert [r.id for r in brought.beside] == ["north2"]
    assert pipeline.view(tmp_path / "a.db").reports == own.reports


DOCUMENT = json.loads(export(HELD, "json"))
Edit = Callable[[dict], object]


def at(*steps: object, to: object) -> Edit:
    def edit(document: dict) -> None:
        inner = document
        for step in steps[:-1]:
            inner = inner[step]
        inner[steps[-1]] = to

    return edit


DAMAGED = [
    pytest.param(at("format", to="accordingto-ledger/2"), "format: version 2 is newer", id="newer"),
    pytest.param(at("format", to="FeatureCollection"), "format: 'FeatureCollection' is not", id="foreign"),
    pytest.param(at("claims", to=None), "claims: not in the published form", id="no list"),
    pytest.param(lambda d: d.pop("claims"), "claims: not in the file", id="a list is missing"),
    pytest.param(
        at("claims", 2, "polarity", to="true"), "claims[2].polarity: .*Invalid enum value", id="no polarity"
    ),
    pytest.param(
        at("claims", 0, "hops", 2, "voice", "kind", to=7), "claims[0].hops[2].voice.kind:", id="no kind"
    ),
    pytest.param(
        at("claims", 0, "when", 0, "earliest", to="soon"), "claims[0].when[0].earliest:", id="no day"
    ),
    pytest.param(at("claims", 0, "hops", to=[]), "claims[0].hops: a claim without a voice", id="no chain"),
    pytest.param(
        at("claims", 0, "evidence", 0, "end", to=9999),
        "claims[0].evidence[0]: [19, 9999) lies beyond the report's",
        id="beyond the text",
    ),
    pytest.param(
        at("claims", 0, "evidence", 0, "start", to=-1),
        "claims[0].evidence[0]: [-1, 80) is no span",
        id="before",
    ),
    pytest.param(
        at("claims", 0, "evidence", 0, "text", to="nobody"),
        "claims[0].evidence[0]: the report reads",
        id="words",
    ),
    pytest.param(
        at("reports", 0, "text", to="short"),
        "reports[0].passages[0].span: [0, 18) lies beyond",
        id="another text",
    ),
    pytest.param(
        at("reports", 1, "id", to="north"), "reports[1].id: 'north' is there twice", id="the same id twice"
    ),
    pytest.param(at("claims", 3, "report", to="east"), "claims[3]", id="a report that is not there"),
    pytest.param(at("custody", 0, "report", to="east"), "custody[0].report: 'east' is not in", id="custody"),
    pytest.param(
        at("relations", 0, "a", to="c99"), "relations[0].a: 'c99' is not in the file", id="relation"
    ),
    pytest.param(at("matters", 0, "claims", to=["c99"]), "matters[0].claims: 'c99' is not in", id="matter"),
    pytest.param(at("custody", to=[]), "reports[0]: the file does not say how it was got", id="no custody"),
    pytest.param(at("made", to=[]), "reports[0]: the file does not say what read it", id="no version"),
    pytest.param(
        at("claims", 0, "figures", 0, "hard", "low", to=1e300),
        "claims[0].figures[0].hard.low: 1e+300 is no number",
        id="a number beyond any",
    ),
    pytest.param(at("claims", 0, "rule", to="\ud800"), "the file: not a JSON object", id="no text"),
    pytest.param(
        at("custody", 0, "sha256", to="../../secret"),
        "custody[0].sha256: '../../secret' is no",
        id="a way out",
    ),
    pytest.param(at("claims", 0, "id", to="<b>"), "claims[0].id: '<b>' is no id", id="no id"),
    pytest.param(
        at("reports", 0, "published", "value", to="2024-13-01"),
        "reports[0].published.value: '2024-13-01' is no date",
        id="no date",
    ),
    pytest.param(
        at("reports", 0, "passages", 1, "span", to={"start": 3, "end": 9}),
        "reports[0].passages: [3, 9) begins within another passage",
        id="passages overlap",
    ),
    pytest.param(
        at("claims", 3, "where", 0, "point", "lat", to=91.0),
        "claims[3].where[0].point: 91.0, -25.06 within 3.0 km is no place on Earth",
        id="no latitude",
    ),
    pytest.param(
        at("claims", 0, "figures", 0, "hard", "high", to=0),
        "claims[0].figures[0].hard: 1 to 0 holds no number",
        id="no interval",
    ),
    pytest.param(
        at("claims", 0, "when", 0, "latest", to="2024-04-01"),
        "claims[0].when[0]: 2024-04-29 to 2024-04-01 holds no day",
        id="no days",
    ),
    pytest.param(at("claims", 0, to=[]), "claims[0]: not in the published form: no object", id="no object"),
]


@pytest.mark.parametrize(("edit", "error"), DAMAGED)
def test_a_damaged_file_is_refused_in_one_line_and_nothing_of_it_is_kept(
    edit: Edit, error: str, tmp_path: Path
):
    document = json.loads(json.dumps(DOCUMENT))
    edit(document)
    (tmp_path / "in.json").write_text(json.dumps(document), encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(tmp_path / "in.json"), "--ledger", str(tmp_path / "l.db")])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    for part in error.split(".*"):
        assert part in done.stderr
    if (tmp_path / "l.db").exists():
        assert pipeline.view(tmp_path / "l.db").reports == ()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b"", "the file: not a JSON object", id="empty"),
        pytest.param(b"\xff\xfe{\x00", "the file: not a JSON object", id="UTF-16"),
        pytest.param(export(HELD, "json")[:5000], "the file: not a JSON object", id="cut off"),
        pytest.param(b"[" * 100_000, "the file: ", id="a wall of brackets"),
        pytest.param(b'{"format": ' + b"[" * 100_000, "the file: ", id="a wall within"),
        pytest.param(b'{"format": NaN}', "the file: ", id="no number"),
        pytest.param(export(HELD, "html"), "the file: not a JSON object", id="a page"),
        pytest.param(b'{"format": "accordingto-ledger/1\xff"}', "format: not JSON", id="no UTF-8"),
    ],
)
def test_a_foreign_file_is_refused(data: bytes, error: str):
    with pytest.raises(LedgerError) as refused:
        readback.loads(data)
    assert str(refused.value).startswith(error)


def test_what_is_read_back_is_the_shielded_view():
    assert readback.loads(export(HELD, "json", draw=same_ids)) == shielded(HELD, same_ids)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    done = CliRunner().invoke(app, ["import", str(tmp_path / "no.json"), "--ledger", str(tmp_path / "l.db")])
    assert (done.exit_code, "no.json: cannot be read" in done.stderr) == (1, True)
    assert not (tmp_path / "l.db").exists()


BYTES = export(HELD, "json")


@given(st.integers(0, len(BYTES) - 1), st.integers(0, 40), st.binary(max_size=4))
def test_bytes_that_are_lost_or_changed_are_refused_or_harmless(at: int, lost: int, put: bytes):
    data = BYTES[:at] + put + BYTES[at + lost :]
    try:
        view = readback.loads(data)
    except LedgerError as refused:
        assert len(str(refused).splitlines()) == 1
    else:
        assert readback.loads(export(view, "json")) == view


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_is_written_from_the_command_line(
    name: str, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(alias, "drawn", lambda: same_ids)
    out = tmp_path / f"out.{FORMATS[name].extension}"
    done = CliRunner().invoke(app, ["export", "--ledger", str(examples), "-f", name, "-o", str(out)])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, str(out))
    assert out.read_bytes() == export(pipeline.view(examples), name, draw=same_ids)


@pytest.mark.parametrize(
    ("given_", "error"),
    [
        pytest.param(["-f", "xlsx"], "xlsx: no such form; there are json,", id="a form there is not"),
        pytest.param(
            ["-f", "csv", "--matter", "m0"], "matter m0: the ledger holds no such matter", id="matter"
        ),
        pytest.param(["-f", "csv", "--report", "x" * 8], "the ledger holds no such report", id="a report"),
    ],
)
def test_what_cannot_be_exported_is_one_line(given_: list[str], error: str, examples: Path, tmp_path: Path):
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["export", "--ledger", str(examples), "-o", str(out), *given_])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert error in done.stderr
    assert not out.exists()


def test_an_export_never_takes_the_place_of_its_ledger(examples: Path):
    done = CliRunner().invoke(app, ["export", "--ledger", str(examples), "-f", "csv", "-o", str(examples)])
    assert (done.exit_code, "is named twice" in done.stderr) == (1, True)
