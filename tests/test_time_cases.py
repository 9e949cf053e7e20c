"""The two hand-written gold sets of times, with the publication date known and unknown."""

import re
from datetime import date
from pathlib import Path
from time import struct_time

import pytest
from edtf import parse_edtf

from accordingto.normalize.time import times

CASES = Path(__file__).parent / "cases"
UNDERLINE = re.compile(r"( *)(-+) (\w+) (\S+)(?: \| (\S+))?$")


def cases(name):
    """[(text, [(wording, type, value, interval)])] of a file of aligned pictures."""
    out, text, marks = [], None, []
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        picture = UNDERLINE.fullmatch(line)
        if picture and text is not None:
            start = len(picture[1])
            end = start + len(picture[2])
            marks.append((text[start:end], picture[3], picture[4], picture[5] or "-"))
        elif line.strip():
            assert text is None, f"neither a text nor an underline: {line!r}"
            text = line
        elif text is not None:
            out.append((text, marks))
            text, marks = None, []
    if text is not None:
        out.append((text, marks))
    return out


def read(text, published):
    found = []
    for when in times(text, published):
        days = "-"
        if when.earliest or when.latest:
            days = f"{when.earliest or ''}..{when.latest or ''}"
        elif when.offset_days is not None:
            days = f"{when.offset_days:+d}"
        found.append((when.span.of(text), str(when.type), when.value, days))
    return found


DATED = cases("times_dated.txt")
UNDATED = cases("times_undated.txt")


@pytest.mark.parametrize(("text", "marks"), DATED, ids=[t for t, _ in DATED])
def test_with_the_publication_date(text, marks):
    assert read(text, date(2024, 6, 12)) == marks


@pytest.mark.parametrize(("text", "marks"), UNDATED, ids=[t for t, _ in UNDATED])
def test_without_the_publication_date(text, marks):
    assert read(text, None) == marks


def test_each_gold_set_holds_at_least_sixty_expressions():
    assert sum(len(marks) for _, marks in DATED) >= 60
    assert sum(len(marks) for _, marks in UNDATED) >= 60


@pytest.mark.parametrize("published", [date(2024, 6, 12), None], ids=["dated", "undated"])
def test_our_edtf_means_our_days_to_another_reader_of_edtf(published):
    compared = 0
    for text, _ in DATED + UNDATED:
        for when in times(text, published):
            if when.edtf is None:
                continue
            other = parse_edtf(when.edtf)
            for day, end in ((when.earliest, other.lower_strict()), (when.latest, other.upper_strict())):
                if day is not None and not when.mod and isinstance(end, tuple | struct_time):
                    assert tuple(end)[:3] == (day.year, day.month, day.day), (text, when.edtf)
                    compared += 1
    assert compared > 60
