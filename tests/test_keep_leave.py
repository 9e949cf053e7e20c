"""What leaves whole: bundles that others can check, backups that come back."""

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import zipfile

import pytest
from tests.test_keep import TEXTS, keep, run

from accordingto.errors import EvidenceBroken, OutputError
from accordingto.evidence.backup import backup, restore
from accordingto.evidence.bundle import bundle
from accordingto.evidence.verify import verify
from accordingto.keep import custody
from accordingto.keep.custody import Act
from accordingto.keep.store import beside
from accordingto.ledger.store import open_ledger, transaction

PILE = {
    "north.txt": "The harbour master said on Tuesday that 40 boats had left the port of Elmwick.\n",
    "south.html": "<html><body><article><p>The union said on Tuesday that 40 boats had left the port of "
    "Elmwick. It counted them itself.</p></article></body></html>",
    "north.txt.meta.json": '{"url": "https://north.example/boats", "publisher": "North Post", '
    '"retrieved": "2024-05-03T10:00:00+00:00", "published": "2024-05-02"}',
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A ledger as `build` makes it, and the id of its first matter."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in PILE.items():
        (folder / name).write_text(text)
    run(["build", ".", "-o", "d.html", "--ledger", "l.db", "--json", "l.json"], folder)
    matters = json.loads((folder / "l.json").read_text())["matters"]
    return folder, next(m for m in matters if "40 boats" in m["title"])


@pytest.fixture(scope="module")
def unpacked(desk, tmp_path_factory):
    folder, matter = desk
    run(["bundle", matter["id"], "-o", "e.zip", "--ledger", "l.db"], folder)
    target = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(folder / "e.zip") as archive:
        archive.extractall(target)
    (inside,) = target.iterdir()
    return inside


def test_a_bundle_is_checked_by_sha256sum_alone(unpacked):
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "-c", manifest], cwd=unpacked, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    listed = {line.split("  ")[1] for line in (unpacked / "manifest-sha256.txt").read_text().splitlines()}
    there = {p.relative_to(unpacked).as_posix() for p in (unpacked / "data").rglob("*") if p.is_file()}
    assert listed == there
    original = next((unpacked / "data" / "originals").iterdir())
    original.write_bytes(original.read_bytes() + b" ")
    done = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt"], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert f"data/originals/{original.name}: FAILED" in done.stdout
    original.write_bytes(original.read_bytes()[:-1])


def test_a_bundle_is_a_bag(unpacked):
    """RFC 8493: the declaration, the payload under data/, its count of octets and files."""
    assert (unpacked / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    info = dict(line.split(": ", 1) for line in (unpacked / "bag-info.txt").read_text().splitlines())
    payload = [p for p in (unpacked / "data").rglob("*") if p.is_file()]
    assert info["Payload-Oxum"] == f"{sum(p.stat().st_size for p in payload)}.{len(payload)}"
    readme = (unpacked / "README.txt").read_text()
    assert "sha256sum -c manifest-sha256.txt" in readme
    assert info["Custody-Head"] in readme
    for line in readme.split("What lies where")[1].splitlines():
        if line.startswith("data/") and "anchors" not in line:
            assert (unpacked / line.split()[0]).exists(), line


def test_a_bundle_holds_the_bytes_the_claims_and_the_custody_of_the_matter(desk, unpacked):
    _, matter = desk
    items = json.loads((unpacked / "data" / "items.json").read_text())
    assert {i["report"] for i in items} == set(matter["report_ids"])
    for item in items:
        (original,) = (unpacked / "data" / "originals").glob(item["item"] + ".*")
        assert hashlib.sha256(original.read_bytes()).hexdigest() == item["hash"]["value"]
    north = next(i for i in items if i["contextual"]["publisher"] == "North Post")
    assert north["web_address"] == "https://north.example/boats"
    assert north["collection"]["collected"] == "2024-05-03T10:00:00+00:00"
    assert north["full_page_capture"] == "not collected"
    claims = json.loads((unpacked / "data" / "claims.json").read_text())
    assert {r["id"] for r in claims["reports"]} == set(matter["report_ids"])
    assert matter["id"] in {m["id"] for m in claims["matters"]}
    chain = dict(line.split() for line in (unpacked / "data/custody/chain.txt").read_text().splitlines())
    excerpt = (unpacked / "data/custody/excerpt.jsonl").read_bytes().splitlines()
    assert excerpt
    for line in excerpt:
        told = json.loads(line)
        assert chain[str(told["n"])] == hashlib.sha256(line).hexdigest()
        assert told["n"] == 1 or chain[str(told["n"] - 1)] == told["previous"]
    assert {n for item in items for n in item["custody_lines"]} == {json.loads(x)["n"] for x in excerpt}


def test_the_same_ledger_gives_the_same_bundle_and_each_making_is_logged(desk):
    folder, matter = desk
    for name in ("a.zip", "b.zip"):
        run(["bundle", matter["id"], "-o", name, "--ledger", "l.db", "--actor", "Ana"], folder)
    assert (folder / "a.zip").read_bytes() == (folder / "b.zip").read_bytes()
    done = custody.last(beside(folder / "l.db"), Act.BUNDLED)
    made = hashlib.sha256((folder / "a.zip").read_bytes()).hexdigest()
    assert (done["actor"], dict(done["subjects"])["bundle"]) == ("Ana", made)


def test_a_bundle_of_changed_evidence_is_refused(tmp_path):
    from accordingto import pipeline  # noqa: PLC0415

    keep(tmp_path / "l.db", *TEXTS)
    view = pipeline.view(tmp_path / "l.db")
    store = beside(tmp_path / "l.db")
    place = next(store.originals.rglob("[0-9a-f]" * 64))
    place.chmod(0o600)
    place.write_bytes(b"x" + place.read_bytes()[1:])
    with pytest.raises(EvidenceBroken, match="the original was changed"):
        bundle(store, view, "m", {})


@pytest.fixture
def ledger(tmp_path):
    keep(tmp_path / "l.db", *TEXTS)
    return tmp_path / "l.db"


def _rows(ledger) -> list[str]:
    with sqlite3.connect(ledger) as connection:
        return list(connection.iterdump())


def test_what_is_backed_up_comes_back_and_verifies(ledger, tmp_path):
    backup(ledger, tmp_path / "b.tar", actor="Ana")
    (tmp_path / "new").mkdir()
    restore(tmp_path / "b.tar", tmp_path / "new" / "l.db")
    again = tmp_path / "new" / "l.db"
    assert _rows(again) == _rows(ledger)
    done = verify(again)
    assert (done.breaks, done.notes, done.originals) == ((), (), 3)
    assert custody.last(beside(again), Act.RESTORED)
    assert custody.last(beside(ledger), Act.BACKED_UP)["actor"] == "Ana"
    assert {p.stat().st_mode & 0o777 for p in beside(again).originals.rglob("*") if p.is_file()} == {0o444}
    assert {p.name for p in tmp_path.iterdir()} == {"l.db", "l.db.evidence", "b.tar", "new"}


def test_nothing_is_overwritten(ledger, tmp_path):
    backup(ledger, tmp_path / "b.tar")
    before = (tmp_path / "b.tar").read_bytes()
    with pytest.raises(OutputError, match="is there already"):
        backup(ledger, tmp_path / "b.tar")
    with pytest.raises(OutputError, match="is there already"):
        restore(tmp_path / "b.tar", ledger)
    (tmp_path / "new.db.evidence").mkdir()
    with pytest.raises(OutputError, match="is there already"):
        restore(tmp_path / "b.tar", tmp_path / "new.db")
    assert (tmp_path / "b.tar").read_bytes() == before
    assert not (tmp_path / "new.db").exists()


def test_a_backup_while_others_write_is_of_one_moment(ledger, tmp_path):
    engine = open_ledger(ledger)
    with transaction(engine) as reading:
        reading.exec_driver_sql("SELECT count(*) FROM claim").all()
        backup(ledger, tmp_path / "b.tar")
    engine.dispose()
    keep(ledger, "One more, after the backup.")
    restore(tmp_path / "b.tar", tmp_path / "new.db")
    assert verify(tmp_path / "new.db").breaks == ()
    assert verify(tmp_path / "new.db").extractions == 3


@pytest.mark.parametrize("cut", [1, 600, 5_000, 20_000, 10**9])
def test_a_backup_cut_short_is_refused_whole(ledger, tmp_path, cut):
    backup(ledger, tmp_path / "b.tar")
    data = (tmp_path / "b.tar").read_bytes()
    with tarfile.open(tmp_path / "b.tar") as archive:
        end = archive.getmembers()[-1].offset_data + archive.getmembers()[-1].size
    (tmp_path / "b.tar").write_bytes(data[: max(0, end - cut)])
    with pytest.raises(EvidenceBroken):
        restore(tmp_path / "b.tar", tmp_path / "new.db")
    assert not [p for p in tmp_path.iterdir() if "new.db" in p.name]


def test_one_changed_byte_of_a_backup_is_refused(ledger, tmp_path):
    backup(ledger, tmp_path / "b.tar")
    data = (tmp_path / "b.tar").read_bytes()
    at = data.index(b"The mayor denied it.")
    (tmp_path / "b.tar").write_bytes(data[:at] + b"t" + data[at + 1 :])
    with pytest.raises(EvidenceBroken, match="not those of its manifest"):
        restore(tmp_path / "b.tar", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out.txt", "evidence/originals/aa/../../../out", "evidence/other", "x"]
)
def test_a_backup_never_chooses_where_it_is_written(tmp_path, name):
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"out"))
    with pytest.raises(EvidenceBroken, match="which no backup does"):
        restore(tmp_path / "b.tar", tmp_path / "new.db")
    assert [p.name for p in tmp_path.iterdir()] == ["b.tar"]


def test_a_link_in_a_backup_is_refused(tmp_path):
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        entry = tarfile.TarInfo("ledger.db")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    with pytest.raises(EvidenceBroken, match="which no backup does"):
        restore(tmp_path / "b.tar", tmp_path / "new.db")


def test_backup_and_restore_as_a_user_runs_them(desk, tmp_path):
    folder, _ = desk
    run(["backup", "-o", str(tmp_path / "b.tar"), "--ledger", "l.db"], folder)
    done = run(["restore", "b.tar", "--ledger", "new.db"], tmp_path)
    assert "nothing is broken" in done.stdout
    again = run(["restore", "b.tar", "--ledger", "new.db"], tmp_path, code=1)
    assert "is there already" in again.stderr
    assert os.path.lexists(tmp_path / "new.db")
