"""Every row that tells of evidence is told by the log: whatever is changed in any of its columns is named."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Integer
from tests.test_ledger import extraction

from accordingto import pipeline
from accordingto.claim import NonResponse, Stance
from accordingto.evidence import receive, rows
from accordingto.evidence.verify import verify
from accordingto.judgement import Act as Judge
from accordingto.judgement import Judgement
from accordingto.keep import custody
from accordingto.keep.custody import Act, Done
from accordingto.keep.store import beside
from accordingto.ledger import judgements, tables
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.write import Extraction
from accordingto.report import Sidecar
from accordingto.retrieval import Redirect, Retrieval

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
ADDRESS = "https://paper.example/news/bridge"
# Tables whose rows are no evidence, and why they may change without a word.
EXEMPT = {
    **{t.name: "derived: made anew from the rows that are kept" for t in tables.DERIVED},
    "link_posting": "the index of linking: made anew from the rows that are kept",
    "link_record": "the index of linking: made anew from the rows that are kept",
    "former_matter": "old addresses of pages: no evidence; rows come and go with matters",
    "visit": "when an address was last asked: replaced at every visit; what came is a retrieval",
}
KEPT = {t.name: t for t in tables.metadata.sorted_tables if t.name not in EXEMPT}
COLUMNS = [(t.name, c.name) for t in KEPT.values() for c in t.columns]


def page(text: str, *, minute: int = 0, fetched: bool = True) -> Extraction:
    """A page as it came from an address at a time after noon, or as a file whose sidecar names one."""
    base = extraction(text)
    at = NOON + timedelta(minutes=minute)
    record = Retrieval(
        requested="http://paper.example/news/bridge?utm_source=rss",
        address=ADDRESS,
        at=at,
        status=200,
        headers=(("content-type", "text/plain"), ("etag", '"7"')),
        redirects=(Redirect(address="http://paper.example/news/bridge", status=301, to=ADDRESS),),
        peer="192.0.2.7",
        certificate="ab" * 32,
        tool="accordingto test",
    )
    kept = replace(
        base.snapshot,
        path=ADDRESS if fetched else "saved.txt",
        retrieved=at,
        sidecar=Sidecar(url=ADDRESS if fetched else f"{ADDRESS}-2", publisher="The Paper"),
        retrieval=record if fetched else None,
    )
    of = kept.report_id
    claims = tuple(replace(c, id=f"{c.id}-{of[:4]}", report=of) for c in base.claims)
    voice = claims[0].chain[0].voice
    silent = NonResponse(
        id=f"silent-{of[:6]}",
        report=of,
        evidence=claims[0].evidence,
        asked=voice,
        asker=voice,
        stance=Stance.DECLINES,
        rule="test",
    )
    return replace(
        base,
        snapshot=kept,
        report=replace(base.report, id=of),
        claims=claims,
        non_responses=(silent,),
    )


def kept_in(ledger: Path, *pages: Extraction) -> None:
    engine = open_ledger(ledger)
    store = beside(ledger)
    for one in pages:
        with transaction(engine, write=True) as connection:
            receive.begin(connection, store)
            receive.add(connection, store, one)
    engine.dispose()


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that went to other words and back, a file with a sidecar, judgements, and another's rows."""
    folder = tmp_path_factory.mktemp("pristine")
    ledger = folder / "l.db"
    kept_in(
        ledger,
        page("It was closed."),
        page("It was open.", minute=5),
        page("It was closed.", minute=9),
        page("A boat sank.", fetched=False),
    )
    (folder / "elsewhere").mkdir()
    theirs = folder / "elsewhere" / "l.db"
    kept_in(theirs, extraction("Two boats sank.", path="theirs.txt", publisher="Their Paper"))
    pipeline.bring(pipeline.view(theirs), ledger)
    claims = sorted(c.id for c in pipeline.view(ledger).claims)
    first = Judgement(act=Judge.ACCEPT, subject=(claims[0],), by="Mara", at=NOON)
    undo = Judgement(act=Judge.UNDO, subject=(claims[0],), by="Ilse", at=NOON, undoes=first.id, seen=first.id)
    for judgement in (first, undo):
        assert pipeline.judge(ledger, judgement)
    with sqlite3.connect(ledger) as connection:  # who alters a file is stopped by no trigger of it
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
    return ledger


@pytest.fixture
def ledger(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine.parent, tmp_path / "copy")
    return tmp_path / "copy" / "l.db"


def told(ledger: Path) -> list[dict]:
    lines = (custody.whole(raw.removesuffix(b"\n")) for raw in custody.raw_lines(beside(ledger)))
    return [line["body"] for line in lines if line]


def test_every_table_with_a_name_of_its_own_is_kept_or_exempt_for_a_reason(pristine: Path) -> None:
    parts = {part.name for found in rows.PARTS.values() for part, _ in found}
    assert KEPT.keys() == {t.name for t in rows.TABLES.values()} | parts
    assert verify(pristine).breaks == ()
    with closing(sqlite3.connect(pristine)) as connection:
        for name in KEPT:
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] > 0, name


def altered(value: object, *, number: bool) -> object:
    if number:
        return 77 if value is None else int(str(value)) + 100
    said = str(value or "")
    return said[:-1] + ("x" if said[-1:] != "x" else "y")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t}.{c}" for t, c in COLUMNS])
def test_whatever_is_changed_in_a_row_is_named(ledger: Path, table: str, column: str) -> None:
    number = isinstance(KEPT[table].c[column].type, Integer)
    before = ledger.read_bytes()
    with closing(sqlite3.connect(ledger)) as connection:
        held = connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
    for rowid, value in held:
        with closing(sqlite3.connect(ledger)) as connection:
            connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE rowid = ?",
                (altered(value, number=number), rowid),
            )
            connection.commit()
        broken = [str(b) for b in verify(ledger).breaks]
        assert any(b.startswith(NAMED[table]) for b in broken), (rowid, value, broken)
        ledger.write_bytes(before)


NAMED = {
    "snapshot": ("snapshot ",),
    "retrieval": ("address ",),
    "extraction": ("report ",),
    "claim": ("report ",),
    "non_response": ("report ",),
    "judgement": ("judgement ",),
    "judged": ("judgement ",),
}


@pytest.mark.parametrize("table", KEPT)
def test_a_row_that_is_taken_out_is_named(ledger: Path, table: str) -> None:
    before = ledger.read_bytes()
    with closing(sqlite3.connect(ledger)) as connection:
        held = [n for (n,) in connection.execute(f"SELECT rowid FROM {table}")]
    for rowid in held:
        with closing(sqlite3.connect(ledger)) as connection:
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
            connection.commit()
        done = verify(ledger)
        # The last act of all may have been cut off by a killed process: that is noted, not broken.
        assert done.breaks or any("logged last" in note for note in done.notes), rowid
        ledger.write_bytes(before)


def leaves(value: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(value, dict):
        return [leaf for key, held in value.items() for leaf in leaves(held, (*at, key))]
    if isinstance(value, list):
        return [leaf for n, held in enumerate(value) for leaf in leaves(held, (*at, n))]
    return [at]


@pytest.mark.parametrize(("table", "column"), [("retrieval", "body"), ("snapshot", "sidecar")])
def test_each_fact_of_a_retrieval_and_of_a_sidecar_is_covered(ledger: Path, table: str, column: str) -> None:
    before = ledger.read_bytes()
    with closing(sqlite3.connect(ledger)) as connection:
        (body,) = connection.execute(f"SELECT {column} FROM {table} WHERE {column} != 'null'").fetchone()
    facts = leaves(json.loads(body))
    assert len(facts) >= {"retrieval": 15, "snapshot": 2}[table]
    for fact in facts:
        changed = json.loads(body)
        inside = changed
        for step in fact[:-1]:
            inside = inside[step]
        inside[fact[-1]] = 418 if isinstance(inside[fact[-1]], int) else f"{inside[fact[-1]]}x"
        with closing(sqlite3.connect(ledger)) as connection:
            connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?",
                (json.dumps(changed, separators=(",", ":")), body),
            )
            connection.commit()
        assert any(str(b).startswith(NAMED[table]) for b in verify(ledger).breaks), fact
        ledger.write_bytes(before)


def test_a_row_that_is_put_in_is_named(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("INSERT INTO judged SELECT 99, claim, extraction FROM judged LIMIT 1")
        put = "SELECT 99, snapshot, address, '2030', body FROM retrieval LIMIT 1"
        connection.execute(f"INSERT INTO retrieval {put}")
        connection.commit()
    broken = [str(b) for b in verify(ledger).breaks]
    assert [b.split(" ")[0] for b in broken] == ["address", "judged"]


def test_a_page_that_goes_back_to_earlier_bytes_is_logged_each_time_it_came(pristine: Path) -> None:
    came = [body for body in told(pristine) if body["act"] == "fetched"]
    assert [body["about"]["retrieved"][11:16] for body in came] == ["12:00", "12:05", "12:09"]
    assert [kind for kind, _ in came[2]["subjects"]] == ["original", "retrieval-row"]
    assert came[0]["subjects"][0] == came[2]["subjects"][0]
    view = pipeline.view(pristine)
    (stands,) = [r for r in view.reports if r.path == "a.txt" and "closed" in r.text]
    assert [(e.before == stands.id, e.after == stands.id, e.back) for e in view.edits] == [
        (True, False, None),
        (False, True, NOON),
    ]


def test_an_import_tells_only_of_what_it_brought(ledger: Path, tmp_path: Path) -> None:
    """Else a row that was altered before would be told as imported, and be in order from then on."""
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(
            "UPDATE snapshot SET retrieved = '2020-01-01T00:00:00+00:00' WHERE path = 'saved.txt'"
        )
        connection.commit()
    kept_in(tmp_path / "t.db", extraction("Three boats sank.", path="t.txt", publisher="Their Paper"))
    before = len(told(ledger))
    pipeline.bring(pipeline.view(tmp_path / "t.db"), ledger)
    assert [b["act"] for b in told(ledger)[before:]] == ["imported"] * 2
    broken = [str(b) for b in verify(ledger).breaks]
    assert broken[0].startswith("snapshot saved.txt")


@pytest.mark.parametrize("lost", [1, 2])
def test_all_acts_of_a_transaction_that_was_cut_off_are_told_as_lost(tmp_path: Path, lost: int) -> None:
    ledger = tmp_path / "l.db"
    kept_in(ledger, page("It was closed."))
    engine, store = open_ledger(ledger), beside(ledger)
    with pytest.raises(RuntimeError), transaction(engine, write=True) as connection:
        for n in range(lost):
            receive.add(connection, store, page(f"It was open {n}.", minute=n + 1))
        raise RuntimeError
    engine.dispose()
    done = verify(ledger)
    assert (done.breaks, len(done.notes)) == ((), lost * 3)
    kept_in(ledger, page("It was shut.", minute=8))  # takes the numbers of the rows that were lost
    assert verify(ledger).breaks == ()
    (body,) = [b for b in told(ledger) if b["act"] == "lost"]
    assert len(body["subjects"]) == lost * 3


@pytest.mark.parametrize("altered", [None, "sidecar", "address", "claim"])
def test_a_log_of_the_first_form_goes_on_being_checked_as_far_as_it_told(
    tmp_path: Path, altered: str
) -> None:
    ledger = tmp_path / "l.db"
    kept_in(ledger, page("It was closed."), page("A boat sank.", fetched=False))
    engine, store = open_ledger(ledger), beside(ledger)
    with transaction(engine) as connection:
        older = [
            Done(act=Act.FOUND, subjects=(row.older,))
            for kind in rows.TABLES
            for row in rows.rows(connection, kind, older=True)
            if not row.is_bare
        ]
        held = [body["subjects"][0] for body in told(ledger) if body["act"] in ("fetched", "received")]
    engine.dispose()
    store.log.unlink()
    got = [Done(act=Act.RECEIVED, subjects=((kind, id_),), about={"path": "p"}) for kind, id_ in held]
    custody.append(store, [*got, *older])
    kept_in(ledger, page("It was open.", minute=5))
    assert (verify(ledger).breaks, verify(ledger).notes) == ((), ())
    if altered:
        with closing(sqlite3.connect(ledger)) as connection:
            connection.execute(FIRST_FORM[altered])
            connection.commit()
        assert verify(ledger).breaks


FIRST_FORM = {
    "sidecar": "UPDATE snapshot SET sidecar = replace(sidecar, 'Paper', 'Post') WHERE number = 2",
    "address": "UPDATE retrieval SET address = 'https://other.example/a' WHERE number = 2",
    "claim": "UPDATE claim SET body = replace(body, 'asserted', 'denied') WHERE extraction = 1",
}


def test_a_judgement_that_an_older_desk_did_not_log_is_told_as_found_once(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    kept_in(ledger, page("It was closed."))
    engine, store = open_ledger(ledger), beside(ledger)
    with transaction(engine, write=True) as connection:
        (claim,) = connection.exec_driver_sql("SELECT id FROM claim").scalars()
        older = [row.older for kind in rows.TABLES for row in rows.rows(connection, kind, older=True)]
        original = told(ledger)[0]["subjects"][0]
        store.log.unlink()
        custody.append(store, [Done(act=Act.FETCHED, subjects=(tuple(original), *older))])
        custody.append(store, [Done(act=Act.FOUND)])
        judgements.append(connection, Judgement(act=Judge.ACCEPT, subject=(claim,), by="Mara", at=NOON))
    engine.dispose()
    assert [str(b).split(" ")[0] for b in verify(ledger).breaks] == ["judgement"]
    kept_in(ledger, page("It was open.", minute=5))
    assert verify(ledger).breaks == ()
    kept_in(ledger, page("It was shut.", minute=9))
    assert [body["act"] for body in told(ledger)].count("found") == 2
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("DROP TRIGGER judgement_is_never_changed")
        connection.execute("UPDATE judgement SET body = replace(body, 'Mara', 'Ilse')")
        connection.commit()
    kept_in(ledger, page("It was lost.", minute=12))
    assert any(str(b).startswith("judgement j") for b in verify(ledger).breaks)


def test_whoever_writes_evidence_goes_through_receiving_which_logs_it() -> None:
    """In all of the program; what is written past it is found by `verify`, but only then."""
    writes = re.compile(r"\b(?:judgements|write)\.(?:append|add|add_reading|add_custody)\(")
    source = Path("src/accordingto")
    found = {str(p.relative_to(source)) for p in source.rglob("*.py") if writes.search(p.read_text())}
    assert found == {"evidence/receive.py", "ledger/bring.py"}  # what is brought is told by `imported`
