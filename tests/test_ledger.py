"""A ledger keeps what it was given, refuses what is no ledger, and outlives a killed writer."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from accordingto.claim import Claim, Polarity, Strength
from accordingto.errors import LedgerError
from accordingto.ledger import read, write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import metadata
from accordingto.ledger.view import Custody, Dated, Made
from accordingto.report import (
    Completeness,
    Extent,
    Passage,
    Report,
    Role,
    Sidecar,
    Snapshot,
    Span,
    Stated,
    Sure,
    Unstated,
)
from accordingto.voice import Form, Hop, Voice, VoiceKind
from accordingto.when import TimeType, When

BOUND = When(
    span=Span(0, 3),
    type=TimeType.DATE,
    value="2024",
    edtf="2024-05-21/..",
    earliest=date(2024, 5, 21),
    rule="test",
)

# Writes more than its cache holds, so that half of it stands in the file when it is killed.
HALF_WRITER = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 5")
db.execute("BEGIN")
for n in range(200):
    db.execute("INSERT INTO claim VALUES (1, ?, 'x', 'asserted', ?)", (str(n), "x" * 4000))
os.kill(os.getpid(), signal.SIGKILL)
"""


def extraction(text: str, *, path="a.txt", publisher=None, maker="v1") -> write.Extraction:
    sidecar = Sidecar(publisher=publisher) if publisher else None
    data = text.encode()
    sha = hashlib.sha256(data).hexdigest()
    whole = Span(0, len(text))
    stated = Stated(value=publisher, source="sidecar", sure=Sure.HIGH) if publisher else Unstated.NOT_FOUND
    report = Report(
        id=sha,
        path=path,
        text=text,
        passages=(Passage(span=whole, role=Role.BODY, rule="test"),),
        publisher=stated,
        published=Unstated.NOT_FOUND,
        title=Unstated.NOT_STATED,
        authors=Unstated.NOT_STATED,
        url=Unstated.NOT_FOUND,
        language=Stated(value="en", source="test", sure=Sure.HIGH),
        completeness=Completeness(extent=Extent.WHOLE, reason="test"),
    )
    hop = Hop(voice=Voice(name=publisher or "the publisher", kind=VoiceKind.OUTLET, rule="test"))
    claim = Claim(
        id=f"{sha[:8]}-{maker}-{publisher}",
        report=sha,
        evidence=(whole,),
        chain=(hop,),
        form=Form.OWN_VOICE,
        polarity=Polarity.ASSERTED,
        strength=Strength.FLAT,
        rule="test",
    )
    snapshot = Snapshot(
        path=path, data=data, sha256=sha, retrieved=datetime(2026, 1, 1, tzinfo=UTC), sidecar=sidecar
    )
    return write.Extraction(
        snapshot=snapshot, report=report, claims=(claim,), non_responses=(), published=BOUND, maker=maker
    )


def fill(path, *extractions):
    engine = open_ledger(path)
    for one in extractions:
        with transaction(engine, write=True) as connection:
            write.add(connection, one)
    with transaction(engine) as connection:
        held = read.kept(connection)
    engine.dispose()
    return held


def test_what_was_put_in_comes_out_again(tmp_path):
    one = extraction("Officials said it rained.")
    assert fill(tmp_path / "l.db", one) == read.Kept(
        reports=(one.report,),
        claims=one.claims,
        non_responses=(),
        dated=(Dated(report=one.report.id, published=BOUND),),
        custody=(
            Custody(
                report=one.report.id,
                path="a.txt",
                sha256=one.snapshot.sha256,
                retrieved=datetime(2026, 1, 1, tzinfo=UTC),
            ),
        ),
        made=(Made(report=one.report.id, maker="v1"),),
    )


def test_the_same_input_twice_changes_no_byte(tmp_path):
    path = tmp_path / "l.db"
    fill(path, extraction("Officials said it rained."))
    before = path.read_bytes()
    fill(path, extraction("Officials said it rained."))
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["with space.db", "a?mode=ro.db", "50%20.db", "#x.db", ":memory:", "-.db"])
def test_a_ledger_lies_where_it_was_asked_for(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    fill(Path(name), extraction("One."))
    assert [entry.name for entry in Path().iterdir()] == [name]
    assert len(fill(Path(name), extraction("Two.", path="b.txt")).reports) == 2


def test_two_that_look_and_then_write_do_not_stop_each_other(tmp_path):
    path = tmp_path / "l.db"

    def one_writer(who: int) -> None:
        for n in range(8):
            fill(path, extraction(f"Text {n}.", path=f"{who}.txt"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one_writer, range(4)))  # raises what a writer raised
    assert len(fill(path).reports) == 8


def test_a_ledger_left_in_the_middle_of_a_write_is_opened_again(tmp_path):
    path = tmp_path / "l.db"
    fill(path, extraction("One."))
    writer = subprocess.run([sys.executable, "-c", HALF_WRITER, path], check=False)
    assert writer.returncode == -signal.SIGKILL
    assert (tmp_path / "l.db-journal").stat().st_size > 0
    assert len(fill(path).reports) == 1


def test_a_second_run_adds(tmp_path):
    path = tmp_path / "l.db"
    fill(path, extraction("One."))
    assert len(fill(path, extraction("Two.", path="b.txt")).reports) == 2


def test_a_newer_version_stands_and_the_older_is_kept(tmp_path):
    path = tmp_path / "l.db"
    held = fill(path, extraction("One."), extraction("One.", maker="v2"))
    assert [claim.id[9:11] for claim in held.claims] == ["v2"]
    with sqlite3.connect(path) as raw:
        assert raw.execute("select count(*) from extraction").fetchone() == (2,)
    raw.close()


def test_a_snapshot_is_known_only_to_the_version_that_read_it(tmp_path):
    one = extraction("One.")
    engine = open_ledger(tmp_path / "l.db")
    with transaction(engine, write=True) as connection:
        write.add(connection, one)
        assert write.is_known(connection, one.snapshot, "v1")
        assert not write.is_known(connection, one.snapshot, "v2")
        assert not write.is_known(connection, extraction("One.", path="b.txt").snapshot, "v1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"not a database at all, but long enough" * 9, "cannot be opened", id="text"),
        pytest.param(None, "not a ledger of accordingto", id="another program's database"),
    ],
)
def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path, content, reason):
    path = tmp_path / "l.db"
    if content is None:
        with sqlite3.connect(path) as raw:
            raw.execute("create table visits (url text)")
        raw.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=reason):
        open_ledger(path)
    assert path.read_bytes() == before


def test_a_newer_ledger_is_refused(tmp_path):
    path = tmp_path / "l.db"
    fill(path, extraction("One."))
    with sqlite3.connect(path) as raw:
        raw.execute("update alembic_version set version_num = '9999'")
    raw.close()
    with pytest.raises(LedgerError, match="newer accordingto"):
        open_ledger(path)


def test_a_ledger_in_no_folder_is_refused(tmp_path):
    with pytest.raises(LedgerError, match="folder does not exist"):
        open_ledger(tmp_path / "nowhere" / "l.db")


def test_a_writer_killed_in_the_middle_loses_only_its_own_report(tmp_path):
    path = tmp_path / "l.db"
    fill(path, extraction("Kept."))
    script = textwrap.dedent(
        f"""
        import os, signal, sys
        from pathlib import Path
        from accordingto.ledger import write
        from accordingto.ledger.store import open_ledger, transaction
        from tests.test_ledger import extraction
        with transaction(open_ledger(Path({str(path)!r}))) as connection:
            write.add(connection, extraction("Half.", path="b.txt"))
            connection.exec_driver_sql("PRAGMA cache_size = 0")
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == -signal.SIGKILL
    assert [report.text for report in fill(path).reports] == ["Kept."]


def test_the_migrations_make_the_tables_that_the_code_reads(tmp_path):
    engine = open_ledger(tmp_path / "l.db")
    # The full-text index is SQLite's own (FTS5), with tables of its own: no noun of ours.
    ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("search")}
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection, opts=ours), metadata)
    assert difference == []
