"""`accordingto build` as a user runs it: good input, bad input, a second run, a killed run."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fpdf import FPDF

GOOD = """Harbour town counts its boats

The mayor of Elmwick said on Tuesday that about 40 boats had left the harbour.

Fishermen denied the claim, according to the Elmwick Courier.
"""


def accordingto(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "accordingto", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        **options,
    )


def write_pile(folder: Path, count: int) -> None:
    folder.mkdir()
    for n in range(count):
        (folder / f"{n}.txt").write_text(GOOD.replace("40", str(40 + n)))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """One run over one good file, kept as ledger, JSON and dossier."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "good.txt").write_text(GOOD)
    words = (
        "build",
        folder / "good.txt",
        "-o",
        folder / "d.html",
        "--ledger",
        folder / "l.db",
        "--json",
        folder / "l.json",
    )
    return folder, words, accordingto(*words)


def test_a_report_becomes_a_dossier_a_ledger_and_json(built):
    folder, _, done = built
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 reports" in done.stdout
    assert "about 40 boats" in (folder / "d.html").read_text()
    held = json.loads((folder / "l.json").read_text())
    assert [report["text"] for report in held["reports"]] == [GOOD]


def test_the_same_input_twice_changes_nothing(built):
    folder, words, _ = built
    before = {name: (folder / name).read_bytes() for name in ("d.html", "l.db", "l.json")}
    assert accordingto(*words).returncode == 0
    assert {name: (folder / name).read_bytes() for name in before} == before


BAD = {
    "empty.txt": (b"", "no bytes"),
    "blank.txt": (b" \n\n ", "no text"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8, ""),
    "archive.html": (b"PK\x03\x04" + bytes(range(256)) * 8, ""),
    "broken.pdf": (b"%PDF-1.7\nnothing of a page in here", ""),
    "sidecar.txt": (GOOD.encode(), ""),
    "sidecar.txt.meta.json": (b"{not json", None),
}


def test_each_bad_input_is_one_line_and_the_others_go_on(tmp_path):
    pile = tmp_path / "pile"
    pile.mkdir()
    for name, (data, _) in BAD.items():
        (pile / name).write_bytes(data)
    locked = FPDF()
    locked.set_encryption(owner_password="owner", user_password="user")
    locked.add_page()
    locked.output(str(pile / "locked.pdf"))
    with (pile / "huge.html").open("wb") as huge:
        huge.truncate(200 << 20)
    (pile / "deep.html").write_text("<div>" * 100_000 + GOOD + "</div>" * 100_000)
    (pile / "good.txt").write_text(GOOD)
    done = accordingto("build", pile, tmp_path / "missing.txt", "-o", tmp_path / "d.html")
    lines = done.stderr.splitlines()
    named = {line.removeprefix("left out: ").split(": ")[0].rsplit("/")[-1]: line for line in lines}
    wanted = {name for name, (_, reason) in BAD.items() if reason is not None}
    wanted |= {"locked.pdf", "huge.html", "missing.txt"}
    assert wanted - {"sidecar.txt"} <= named.keys()
    assert any("sidecar.txt" in name for name in named)
    assert len(lines) == len(named)
    assert "good.txt" not in named
    assert done.returncode == 3
    assert "about 40 boats" in (tmp_path / "d.html").read_text()


def test_nothing_readable_is_an_error_and_writes_no_dossier(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    done = accordingto("build", tmp_path / "empty.txt", "-o", tmp_path / "d.html")
    assert done.returncode == 1
    why, what = done.stderr.splitlines()
    assert why == f"left out: {tmp_path / 'empty.txt'}: the file is empty"
    assert what.endswith("nothing there became a report")
    assert not (tmp_path / "d.html").exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(("-o", "nowhere/d.html"), "its folder does not exist", id="no folder for the dossier"),
        pytest.param(("-o", "."), "is a folder", id="dossier is a folder"),
        pytest.param(
            ("-o", "d.html", "--ledger", "other.txt"), "cannot be opened as a ledger", id="ledger is a text"
        ),
        pytest.param(("-o", "./good.txt"), "named twice", id="dossier would take the report's place"),
        pytest.param(("-o", "d.html", "--json", "d.html"), "named twice", id="two outputs in one file"),
        pytest.param(("-o", "d.html", "--ledger", "d.html"), "named twice", id="dossier over the ledger"),
        pytest.param(("-o", "/dev/null"), "no regular file", id="dossier would take a device's place"),
    ],
)
def test_bad_output_is_one_line(tmp_path, words, reason):
    (tmp_path / "good.txt").write_text(GOOD)
    (tmp_path / "other.txt").write_text(GOOD)
    done = accordingto("build", "good.txt", *words, cwd=tmp_path)
    assert done.returncode == 1
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "good.txt").read_text() == GOOD


def test_a_killed_run_loses_nothing_and_the_next_one_finishes(tmp_path):
    write_pile(tmp_path / "pile", 12)
    words = ("build", tmp_path / "pile", "-o", tmp_path / "d.html", "--ledger", tmp_path / "l.db")
    running = subprocess.Popen(
        [sys.executable, "-m", "accordingto", *map(str, words)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    kept = _wait_for_rows(tmp_path / "l.db", running)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert kept >= 1
    assert _rows(tmp_path / "l.db") >= kept
    done = accordingto(*words)
    assert done.returncode == 0
    assert "12 reports" in done.stdout


@pytest.mark.parametrize(
    ("sent", "code", "line"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["Ctrl-C", "told to end"],
)
def test_a_run_that_is_stopped_says_so_in_one_line_and_keeps_what_it_read(tmp_path, sent, code, line):
    write_pile(tmp_path / "pile", 120)
    running = subprocess.Popen(
        [sys.executable, "-m", "accordingto", "build", "pile", "-o", "d.html", "--ledger", "l.db"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        # A test run in the background has Ctrl-C switched off, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # takes no lock
    )
    kept = _wait_for_rows(tmp_path / "l.db", running)
    os.killpg(running.pid, sent)  # a terminal sends Ctrl-C to the workers, too
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (code, f"accordingto: {line}\n")
    assert _rows(tmp_path / "l.db") >= kept
    assert {entry.name for entry in tmp_path.iterdir()} <= {"pile", "l.db", "l.db.evidence"}


def test_an_earlier_dossier_in_the_folder_is_no_report(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD)
    for _ in range(2):
        done = accordingto("build", ".", "-o", "d.html", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "1 reports" in done.stdout


def test_a_report_in_another_language_is_kept_and_said_to_be_not_read(tmp_path):
    russian = "Мэр сказал во вторник, что лодки покинули порт и что он будет закрыт на ремонт. " * 5
    (tmp_path / "a.txt").write_text(russian, encoding="utf-8")
    done = accordingto("build", "a.txt", "-o", "d.html", "--json", "l.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    held = json.loads((tmp_path / "l.json").read_text(encoding="utf-8"))
    assert ([report["text"] for report in held["reports"]], held["claims"]) == ([russian], [])
    assert "its language is ru; no claims taken from it" in (tmp_path / "d.html").read_text("utf-8")


def test_the_order_of_the_files_changes_no_byte(tmp_path):
    write_pile(tmp_path / "pile", 3)
    names = [f"pile/{n}.txt" for n in range(3)]
    for run, order in (("a", names), ("b", names[::-1])):
        words = ("-o", f"{run}.html", "--ledger", f"{run}.db", "--json", f"{run}.json")
        assert accordingto("build", *order, *words, cwd=tmp_path).returncode == 0
    for kind in ("html", "db", "json"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def _wait_for_rows(ledger: Path, running: subprocess.Popen) -> int:
    for _ in range(6000):
        if ledger.exists() and (rows := _rows(ledger)):
            return rows
        assert running.poll() is None, "it ended before anything was kept"
        time.sleep(0.05)
    raise AssertionError("nothing was kept within 300 seconds")


def _rows(ledger: Path) -> int:
    connection = sqlite3.connect(ledger, timeout=10)
    try:
        return connection.execute("select count(*) from extraction").fetchone()[0]
    except sqlite3.OperationalError:  # the tables are not made yet
        return 0
    finally:
        connection.close()
