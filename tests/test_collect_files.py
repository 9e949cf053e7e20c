from pathlib import Path

import pytest

from accordingto.collect.files import find, snapshot
from accordingto.errors import BadSidecar, EmptyInput, MissingInput, NotAReport


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


@pytest.mark.parametrize("content", ["{", "[]", '{"published": "soon"}', '{"url": 3}'])
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
