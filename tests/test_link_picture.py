"""The picture and the tables of linking's growth show what was measured, and nothing else."""

import json

from benchmarks import link_picture


def test_the_picture_and_the_page_are_drawn_from_the_measured_figures() -> None:
    held = json.loads(link_picture.MEASURED.read_text(encoding="utf-8"))
    assert link_picture.PICTURE.read_text(encoding="utf-8") == link_picture.picture(held)
    assert link_picture.tables(held) in link_picture.PAGE.read_text(encoding="utf-8")


def test_a_point_ten_times_as_high_stands_a_decade_higher() -> None:
    panel = link_picture.Panel(0, "", 0, 2)
    (x, low), (x2, high) = panel.at(1_000, 1), panel.at(1_000, 10)
    assert x == x2
    assert low - high == link_picture.SIZE / 2
