"""Versions of a page: what was edited, in words; and what stands then."""

import json
import os
import re
import sqlite3
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from accordingto import pipeline
from accordingto.audit.edits import edits
from accordingto.collect.address import same_page
from accordingto.edit import Edit
from accordingto.ledger import write
from accordingto.ledger.history import State
from accordingto.ledger.store import open_ledger, transaction
from accordingto.publish import audits
from accordingto.publish import json as ledger_json
from accordingto.publish.dossier import dossier
from accordingto.publish.edits import edit_text
from accordingto.publish.readback import loads

ADDRESS = "https://paper.example/news/bridge"


def version(folder: Path, name: str, retrieved: str, body: str, address: str = ADDRESS) -> Path:
    page = folder / f"{name}.html"
    page.write_text(
        f"<html><head><title>Town left behind</title></head><body><article><h1>Town left behind</h1>"
        f"<p>{body}</p><p>Schools in the district stay open for now.</p></article></body></html>"
    )
    about = {"url": address, "publisher": "The Paper", "published": "2024-03-01", "retrieved": retrieved}
    (folder / f"{name}.html.meta.json").write_text(json.dumps(about))
    return page


def state(path: Path) -> State:
    made = pipeline.extract(path)
    return State(
        address=ADDRESS, at=made.snapshot.retrieved, report=made.report, claims=made.claims, maker=made.maker
    )


def edited(folder: Path, before: str, after: str) -> tuple[Edit, ...]:
    one = version(folder, "one", "2024-03-01T10:00:00Z", before)
    two = version(folder, "two", "2024-03-01T18:00:00Z", after)
    return edits([(state(one), state(two))])


EDITS = {
    "a number": (
        "The ministry said that 40 people had left the town.",
        "The ministry said that 60 people had left the town.",
        ["changed: The ministry: figure: 40 → 60"],
    ),
    "a hedge that was dropped": (
        "The ministry said that 40 people had probably left the town.",
        "The ministry said that 40 people had left the town.",
        ["changed: The ministry: hedge lost: probably → flat"],
    ),
    "another source": (
        "The ministry said that 40 people had left the town on Monday morning.",
        "The mayor said that 40 people had left the town on Monday morning.",
        ["changed: The mayor: another source: The ministry → The mayor"],
    ),
    "a denial": (
        "The ministry said that soldiers had shelled the bridge.",
        "The ministry denied that soldiers had shelled the bridge.",
        ["changed: The ministry: asserted → denied"],
    ),
    "a sentence that is gone": (
        "The ministry said that 40 people had left the town. A nurse said the hospital had no water.",
        "The ministry said that 40 people had left the town.",
        ["vanished: A nurse", "was  the hospital had no water"],
    ),
    "a sentence that came": (
        "The ministry said that 40 people had left the town.",
        "The ministry said that 40 people had left the town. A nurse said the hospital had no water.",
        ["appeared: A nurse", "now  the hospital had no water"],
    ),
}


@pytest.mark.parametrize("case", EDITS)
def test_an_edit_is_told_claim_by_claim(tmp_path: Path, case: str) -> None:
    before, after, told = EDITS[case]
    (found,) = edited(tmp_path, before, after)
    lines = [line.strip() for line in edit_text(found)]
    assert lines[0] == f"{ADDRESS}: changed between 1 Mar 2024 10:00 and 1 Mar 2024 18:00 UTC"
    assert lines[1 : 1 + len(told)] == told
    assert not found.other_reader


def test_both_versions_are_kept_and_the_newest_counts(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    folder = tmp_path / "pages"
    folder.mkdir()
    version(folder, "b", "2024-03-01T10:00:00Z", "The ministry said that 40 people had left the town.")
    version(folder, "a", "2024-03-02T10:00:00Z", "The ministry said that 60 people had left the town.")
    now = pipeline.build([folder], ledger).view
    assert next(iter(audits.as_text("edits", now))).startswith(f"{ADDRESS}: changed between")
    assert re.search('was <q dir="auto">[^<]*40 people had left', dossier(now, title="t"))
    assert loads(ledger_json.dumps(now)).edits == now.edits != ()
    assert ["60 people" in r.text for r in now.reports] == [True]
    assert all("40" not in m.title for m in now.matters)
    then = pipeline.view(ledger, datetime(2024, 3, 1, 12, tzinfo=UTC))
    assert ["40 people" in r.text for r in then.reports] == [True]
    assert then.edits == ()
    assert pipeline.view(ledger, datetime(2024, 2, 1, tzinfo=UTC)).reports == ()


def test_a_file_that_goes_back_to_what_it_said_counts_as_it_stands_now(tmp_path: Path) -> None:
    """40, 60 and 40 people at one path: another version each time, though the last bytes are known."""
    ledger = tmp_path / "l.db"
    (tmp_path / "pages").mkdir()
    for hour, people in ((10, 40), (12, 60), (14, 40)):
        page = version(
            tmp_path / "pages", "a", "", f"The ministry said that {people} people had left the town."
        )
        os.utime(page, (datetime(2024, 3, 1, hour, tzinfo=UTC).timestamp(),) * 2)
        now = pipeline.build([page], ledger).view
        assert [f"{people} people" in r.text for r in now.reports] == [True]
    assert [next(edit_text(e)).partition("changed ")[2] for e in now.edits] == [
        "between 1 Mar 2024 10:00 and 1 Mar 2024 12:00 UTC",
        "between 1 Mar 2024 12:00 and 1 Mar 2024 14:00 UTC, back to what it said on 1 Mar 2024 10:00",
    ]
    assert pipeline.build([tmp_path / "pages"], ledger).added == 0
    log = (tmp_path / "l.db.evidence" / "custody.jsonl").read_text().splitlines()
    acts = [json.loads(line)["body"]["act"] for line in log]
    assert acts == ["received", "read", "received", "read", "received"]


def test_other_bytes_that_say_the_same_are_a_way_back_too(tmp_path: Path) -> None:
    said = "The ministry said that 40 people had left the town."
    bodies = (said, said.replace("40", "60"), said.replace(" ", "\n "))
    states = [
        state(version(tmp_path, f"p{n}", f"2024-03-01T1{n}:00:00Z", body)) for n, body in enumerate(bodies)
    ]
    assert [e.back for e in edits(pairwise(states))] == [None, states[0].at]


def test_other_spacing_is_no_edit(tmp_path: Path) -> None:
    body = "The ministry said that 40 people had left the town."
    assert edited(tmp_path, body, body.replace(" ", "\n ")) == ()


def test_two_pages_of_one_site_are_no_versions_of_each_other(tmp_path: Path) -> None:
    engine = open_ledger(None)
    with transaction(engine, write=True) as connection:
        for name in ("one", "two"):
            page = version(tmp_path, name, "2024-03-01T10:00:00Z", f"The mayor said {name}.", ADDRESS + name)
            write.add(connection, pipeline.extract(page))
    view = pipeline.view_of(engine, "test")
    assert (len(view.reports), view.edits) == (2, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://page.example/a", "http://page.example/a"),
        ("https://page.example/a", "https://PAGE.example:443/a#top"),
        ("https://page.example/a?id=1", "https://page.example/a?utm_source=x&id=1&fbclid=y"),
        ("https://page.example/?p=1", "http://page.example?p=1"),
    ],
)
def test_addresses_of_one_page(one: str, other: str) -> None:
    assert same_page(one) == same_page(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://page.example/a", "https://page.example/b"),
        ("https://page.example/a?id=1", "https://page.example/a?id=2"),
        ("https://page.example/a", "https://page.example:8443/a"),
        ("https://page.example/a", "https://www.page.example/a"),
    ],
)
def test_addresses_of_two_pages(one: str, other: str) -> None:
    assert same_page(one) != same_page(other)


@pytest.mark.parametrize(
    "address", ["https://page.example/", "https://page.example", "file:///a", "", "http://[x"]
)
def test_what_names_no_one_page(address: str) -> None:
    assert same_page(address) is None


def test_a_name_that_an_outlet_took_out_is_not_printed_again_once_it_is_withheld(tmp_path: Path) -> None:
    named = "Anna Berg, a nurse, said that the hospital in Snizhne had no water."
    nameless = "A nurse, who asked not to be named, said that the hospital in Snizhne had no water."
    one = version(tmp_path, "one", "2024-03-01T10:00:00Z", named)
    two = version(tmp_path, "two", "2024-03-01T18:00:00Z", nameless)
    pair = (state(one), state(two))
    assert "Anna Berg" in "\n".join(line for e in edits([pair]) for line in edit_text(e))
    hidden = {pair[1].report.id: {"Anna Berg"}}
    assert "Anna" not in "\n".join(line for e in edits([pair], hidden) for line in edit_text(e))


def test_a_ledger_of_the_first_form_learns_which_files_are_versions_of_a_page(tmp_path: Path) -> None:
    kept = tmp_path / "l.db"
    engine = open_ledger(kept)
    with transaction(engine, write=True) as connection:
        for name, hour, number in (("one", 10, 40), ("two", 18, 60)):
            body = f"The ministry said that {number} people had left the town."
            at = f"2024-03-01T{hour}:00:00Z"
            write.add(connection, pipeline.extract(version(tmp_path, name, at, body)))
    engine.dispose()
    with sqlite3.connect(kept) as old:  # as revision 0001 left it
        first = ("snapshot", "extraction", "claim", "non_response", "sqlite_sequence", "alembic_version")
        old.execute("PRAGMA foreign_keys = OFF")
        for virtual in ("LIKE 'CREATE VIRTUAL%'", "NOT LIKE 'CREATE VIRTUAL%'"):  # these take others along
            found = old.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND sql {virtual}")
            for name in [n for (n,) in found if n not in first and not n.startswith("sqlite_")]:
                old.execute(f'DROP TABLE "{name}"')
        left = old.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_%'")
        for name in [n for (n,) in left if n != "ix_snapshot_report"]:
            old.execute(f'DROP INDEX "{name}"')
        old.execute("UPDATE alembic_version SET version_num = '0001'")
    old.close()
    view = pipeline.view(kept)
    assert ["60 people" in r.text for r in view.reports] == [True]
    assert len(view.edits) == 1
