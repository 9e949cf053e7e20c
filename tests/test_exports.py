"""Every form of a ledger passes one gate: chosen parts keep their counts, and bytes their order."""

from dataclasses import replace

import pytest
from tests.publish_case import SECRET, VIEW, same_ids

from accordingto.errors import LedgerError, OutputError
from accordingto.publish import exports
from accordingto.publish.exports import FORMATS, export
from accordingto.publish.selection import selected


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_view_gives_the_same_bytes(name: str):
    assert export(VIEW, name, draw=same_ids) == export(VIEW, name, draw=same_ids) != b""


@pytest.mark.parametrize("name", FORMATS)
def test_no_form_tells_a_withheld_name(name: str):
    for secret in (SECRET, "night clerk", "Customs"):
        assert secret.encode() not in export(VIEW, name)


def test_a_form_there_is_not_is_refused_by_name():
    with pytest.raises(OutputError, match=r"docx2: no such form; there are json, "):
        export(VIEW, "docx2")


@pytest.mark.parametrize(
    ("chosen", "matters", "claims", "reports", "relations"),
    [
        pytest.param({}, ["m1", "m2"], ["c1", "c2", "c3", "c4", "c5"], ["north", "south"], 2, id="nothing"),
        pytest.param({"matters": ["m2"]}, ["m2"], ["c3"], ["south"], 0, id="a matter"),
        pytest.param(
            {"matters": ["m1"]}, ["m1"], ["c1", "c4"], ["north", "south"], 1, id="a matter of two reports"
        ),
        pytest.param(
            {"reports": ["south"]},
            ["m1", "m2"],
            ["c1", "c3", "c4"],
            ["north", "south"],
            2,
            id="a report brings its matters whole",
        ),
        pytest.param(
            {"reports": ["north"]},
            ["m1"],
            ["c1", "c2", "c4", "c5"],
            ["north", "south"],
            1,
            id="a report and what stands in no matter",
        ),
    ],
)
def test_a_selection_holds(chosen, matters, claims, reports, relations):
    part = selected(VIEW, **chosen)
    assert [m.id for m in part.matters] == matters
    assert [c.id for c in part.claims] == claims
    assert [r.id for r in part.reports] == reports
    assert len(part.relations) == relations


def test_a_selected_matter_keeps_its_count_and_reasons():
    whole, part = VIEW.matters[0], selected(VIEW, matters=["m1"]).matters[0]
    assert part.independent_origins == whole.independent_origins
    assert part.reasons == whole.reasons
    assert [o.reason for o in part.origins] == [o.reason for o in whole.origins]


@pytest.mark.parametrize("name", FORMATS)
def test_what_the_whole_withholds_a_part_withholds(name: str):
    # The relation names the withheld voice; the claim that withholds it is not chosen.
    told = replace(VIEW.relations[1], a="c1", b="c1")
    part = selected(replace(VIEW, relations=(told,), matters=()), reports=["north"])
    assert SECRET.encode() not in export(part, name)


def test_ids_may_be_shortened():
    long = replace(VIEW.matters[1], id="abcdef0123456789")
    view = replace(VIEW, matters=(long,))
    assert [m.id for m in selected(view, matters=["abcdef"]).matters] == [long.id]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param("abcde", "the ledger holds no such matter", id="too short"),
        pytest.param("ffffff", "the ledger holds no such matter", id="unknown"),
        pytest.param("abcdef", "begins the ids of 2 matters", id="of two"),
    ],
)
def test_ids_that_name_nothing_or_two_are_refused(asked: str, reason: str):
    matters = tuple(replace(VIEW.matters[1], id=f"abcdef{n}") for n in range(2))
    with pytest.raises(LedgerError, match=f"matter {asked}: {reason}"):
        selected(replace(VIEW, matters=matters), matters=[asked])


def test_what_is_not_carried_is_counted():
    assert exports.left_out(VIEW, "json") == {}
