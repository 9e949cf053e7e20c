"""The map: what is dotted, what is only listed, and that any point fits."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish_case import VIEW

from accordingto.publish import outlines
from accordingto.publish.dossier import dossier
from accordingto.publish.places import Map, places
from accordingto.publish.sheet import sheet
from accordingto.where import Point, Where

CLAIM = VIEW.claims[3]
PLACE = CLAIM.places[0]


def drawn(*wheres: Where) -> Map | None:
    claim = replace(CLAIM, places=wheres)
    cards = sheet(VIEW).cards
    return places([claim], cards, {r.id: r for r in VIEW.reports})


def test_a_town_is_dotted_and_a_country_listed():
    country = replace(PLACE, name="Cape Verde", feature="PCLI", point=Point(lat=16, lon=-24, radius_km=300))
    found = drawn(PLACE, country)
    assert found is not None
    assert [p.name for p in found.places] == ["Porto Novo"]
    assert found.countries == (("Cape Verde", 1),)


def test_an_area_wider_than_a_country_is_listed():
    vast = replace(PLACE, name="the tropics", point=Point(lat=0, lon=0, radius_km=4000))
    found = drawn(PLACE, vast)
    assert found is not None
    assert found.countries == (("the tropics", 1),)


def test_a_place_without_a_point_is_never_dotted():
    lost = replace(PLACE, name="the old pier", point=None)
    assert drawn(lost) is None
    found = drawn(PLACE, lost)
    assert found is not None
    assert found.unplaced == (("the old pier", 1),)


def test_numbers_do_not_hide_each_other():
    near = replace(PLACE, name="Lajedos", point=Point(lat=17.02, lon=-25.05, radius_km=1))
    found = drawn(PLACE, near)
    assert found is not None
    assert [d.numbers for d in found.dots] == [(1, 2)]


def test_a_place_says_how_far_it_may_lie():
    assert "Porto Novo, CV, within 3 km" in dossier(VIEW, title="x")


POINTS = st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180), radius_km=st.floats(0, 799))


@settings(max_examples=30, deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=4))
def test_any_points_fit_on_the_map(points: list[Point]):
    found = drawn(*(replace(PLACE, name=f"p{n}", point=p) for n, p in enumerate(points)))
    assert found is not None
    assert 20 <= found.height <= 4000
    for place in found.places:
        assert -0.01 <= place.left <= 100.01
        assert -1 <= place.top <= 101


def test_clipping_keeps_what_is_inside():
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert outlines.clipped(square, -1, -1, 11, 11) == square
    assert outlines.clipped(square, 20, 20, 30, 30) == []
    half = outlines.clipped(square, 5, -1, 11, 11)
    assert sorted(half) == [(5.0, 0.0), (5.0, 10.0), (10.0, 0.0), (10.0, 10.0)]


def test_outlines_are_rings_within_the_world():
    assert len(outlines.rings()) > 1000
    for ring in outlines.rings():
        assert len(ring) > 3
        assert all(-180.01 <= lon <= 180.01 and -90.01 <= lat <= 90.01 for lon, lat in ring)
