import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accordingto.collect.files import find, snapshot
from accordingto.errors import (
    BadSidecar,
    EmptyInput,
    MissingInput,
    NotAReport,
    TooLarge,
    UnreadableInput,
)


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")


def test_a_folder_gives_its_reports_sorted_and_without_sidecars(tmp_path: Path) -> None:
    write(tmp_path, b__html="<p>b", a__txt="a", **{"a.txt.meta.json": "{}", ".hidden.txt": "h"})
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.pdf").write_bytes(b"%PDF-")
    (tmp_path / "deep" / "loop").symlink_to(tmp_path)
    found, skipped = find([tmp_path])
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["a.txt", "b.html", "deep/c.pdf"]
    assert skipped == []


def test_what_is_missing_or_no_report_is_named(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    found, skipped = find([tmp_path, tmp_path / "nowhere.txt"])
    assert found == []
    assert [type(s) for s in skipped] == [NotAReport, MissingInput]


def test_our_own_outputs_beside_reports_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, a__txt="a", ledger__json="{}", make__py="pass")
    found, skipped = find([tmp_path])
    assert [p.name for p in found] == ["a.txt"]
    assert skipped == []


def test_a_snapshot_carries_its_sidecar(tmp_path: Path) -> None:
    write(tmp_path, a__txt="x", **{"a.txt.meta.json": '{"publisher": "P", "published": "2023-03"}'})
    taken = snapshot(tmp_path / "a.txt")
    assert taken.sidecar is not None
    assert (taken.sidecar.publisher, taken.sidecar.published, taken.sidecar.url) == ("P", "2023-03", None)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{", id="cut off"),
        pytest.param("[]", id="a list"),
        pytest.param('{"published": "soon"}', id="no date"),
        pytest.param('{"published": "2023-02-31"}', id="a day that is not in the calendar"),
        pytest.param('{"published": 2023}', id="a number for a date"),
        pytest.param('{"published": 1e400}', id="a number that is no number"),
        pytest.param('{"url": 3}', id="a number for an address"),
        pytest.param('{"publisher": "\\ud800"}', id="half a surrogate pair"),
        pytest.param('{"x": ' + "1" * 5000 + "}", id="a number of 5,000 digits"),
        pytest.param('{"x": ' + "[" * 90_000, id="nested deep"),
        pytest.param('{"publisher": "' + "x" * 200_000 + '"}', id="above the cap"),
    ],
)
def test_a_sidecar_that_cannot_be_used_is_an_error(tmp_path: Path, content: str) -> None:
    write(tmp_path, a__txt="x", **{"a.txt.meta.json": content})
    with pytest.raises(BadSidecar):
        snapshot(tmp_path / "a.txt")


def test_empty_and_vanished_files_are_named(tmp_path: Path) -> None:
    write(tmp_path, a__txt="")
    with pytest.raises(EmptyInput):
        snapshot(tmp_path / "a.txt")
    with pytest.raises(MissingInput):
        snapshot(tmp_path / "b.txt")


def test_what_goes_with_a_saved_page_is_passed_over_and_other_files_are_named(tmp_path: Path) -> None:
    write(tmp_path, page__html="<p>a", style__css="p {}", data__json="{}", letter__docx="PK")
    found, skipped = find([tmp_path])
    assert [p.name for p in found] == ["page.html"]
    assert [Path(s.subject).name for s in skipped] == ["letter.docx"]


def test_a_file_is_taken_once_however_often_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, a__txt="a", b__dat="b")
    (tmp_path / "same.txt").symlink_to(tmp_path / "a.txt")
    found, _ = find([tmp_path / "a.txt", tmp_path, tmp_path / "b.dat", tmp_path / "a.txt"])
    assert [p.name for p in found] == ["a.txt", "b.dat"]


def test_a_file_above_the_cap_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.html").open("wb") as file:
        file.truncate(200_000_000)  # sparse: takes no room
    with pytest.raises(TooLarge, match="200 MB"):
        snapshot(tmp_path / "big.html")


def test_a_file_that_vanishes_after_it_was_found_is_named(tmp_path: Path) -> None:
    write(tmp_path, a__txt="a")
    found, _ = find([tmp_path])
    found[0].unlink()
    with pytest.raises(MissingInput, match=r"a\.txt"):
        snapshot(found[0])


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")  # refused to every user, root too
    found, _ = find([tmp_path])
    with pytest.raises(UnreadableInput, match=r"a\.txt"):
        snapshot(found[0])


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(NotAReport):
        snapshot(tmp_path / "pipe.txt")


def test_the_sidecar_may_say_when_the_file_was_got(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__txt="x",
        **{"a.txt.meta.json": '\ufeff{"retrieved": "2024-05-01T10:00:00+02:00", "note": 1}'},
    )
    assert snapshot(tmp_path / "a.txt").retrieved == datetime(2024, 5, 1, 8, tzinfo=UTC)


def test_without_one_it_is_when_the_file_was_written(tmp_path: Path) -> None:
    write(tmp_path, a__txt="x")
    os.utime(tmp_path / "a.txt", (1_700_000_000, 1_700_000_000))
    assert snapshot(tmp_path / "a.txt").retrieved == datetime.fromtimestamp(1_700_000_000, tz=UTC)


def test_a_time_that_no_calendar_has_costs_no_report(tmp_path: Path) -> None:
    write(tmp_path, a__txt="x")
    os.utime(tmp_path / "a.txt", (999_999_999_999, 999_999_999_999))
    assert snapshot(tmp_path / "a.txt").retrieved.year in {1970, 2446}  # some disks clamp it themselves


def test_a_name_that_is_no_unicode_is_named_on_one_line(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.txt")).write_text("x")
    except OSError:
        pytest.xfail("this disk takes only names in UTF-8")
    found, (skipped,) = find([tmp_path])
    assert found == []
    assert str(skipped).endswith(r"/\udcff\n.txt: its name is not UTF-8; rename it")
