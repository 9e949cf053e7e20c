"""What each form carries, read back by what reads it: a GeoJSON reader, followthemoney, a spreadsheet."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish_case import NORTH, SOUTH, VIEW, at

from accordingto.claim import Polarity
from accordingto.figure import Bounds, Figure, Measure
from accordingto.ledger.view import LedgerView
from accordingto.publish import events, ftm, geojson
from accordingto.publish.exports import export
from accordingto.report import Span
from accordingto.voice import Voice
from accordingto.when import TimeType, When
from accordingto.where import Point, Where

# ------------------------------------------------------------------------------------------------ places


def shape(lat: float, lon: float, radius_km: float) -> dict:
    return geojson.shape(Point(lat=lat, lon=lon, radius_km=radius_km))


def rings(geometry: dict) -> list[list[list[float]]]:
    if geometry["type"] == "Polygon":
        return geometry["coordinates"]
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def area(ring: list[list[float]]) -> float:
    """Twice the signed area: above nought where the ring runs counterclockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


@pytest.mark.parametrize(
    ("lat", "lon", "radius", "kind", "parts"),
    [
        pytest.param(17.0, -25.0, 0.2, "Point", 0, id="a spot"),
        pytest.param(17.0, -25.0, 3, "Polygon", 1, id="a town"),
        pytest.param(48.0, 37.8, 150, "Polygon", 1, id="a province"),
        pytest.param(66.0, 179.5, 300, "MultiPolygon", 2, id="over the 180th meridian"),
        pytest.param(-66.0, -179.9, 300, "MultiPolygon", 2, id="over it from the other side"),
        pytest.param(89.0, 20.0, 500, "Polygon", 1, id="over the north pole"),
        pytest.param(-89.5, 20.0, 500, "Polygon", 1, id="over the south pole"),
    ],
)
def test_places_have_the_shape_of_their_uncertainty(lat, lon, radius, kind, parts):
    geometry = shape(lat, lon, radius)
    assert geometry["type"] == kind
    if parts:
        assert len(rings(geometry)) == parts
        check_rings(geometry)
    else:
        assert geometry["coordinates"] == [lon, lat]  # RFC 7946: longitude first


def check_rings(geometry: dict) -> None:
    for ring in rings(geometry):
        assert ring[0] == ring[-1] and len(ring) >= 4  # closed (RFC 7946, 3.1.6)
        assert area(ring) > 0  # right-hand rule
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 800))
def test_any_point_and_radius_give_closed_rings_on_the_globe(lat: float, lon: float, radius: float):
    geometry = shape(lat, lon, radius)
    assert rings(geometry)
    check_rings(geometry)


def test_a_circle_lies_at_its_radius():
    ring = rings(shape(60.0, 30.0, 50))[0]
    north, south = max(y for _, y in ring), min(y for _, y in ring)
    east, west = max(x for x, _ in ring), min(x for x, _ in ring)
    assert (north - south) * 111.195 == pytest.approx(100, rel=0.001)
    assert (east - west) * 111.195 / 2 == pytest.approx(100, rel=0.005)  # cos 60° is a half


def placed(**given_: object) -> Where:
    return replace(VIEW.claims[3].places[0], **given_)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        pytest.param(placed(point=None, rule="no entry"), "not placed: no entry", id="unplaced"),
        pytest.param(placed(feature="PCLI"), "a country: its middle is no place", id="a country"),
        pytest.param(
            placed(point=Point(lat=50, lon=10, radius_km=2000)), "an area too wide to be a place", id="Europe"
        ),
    ],
)
def test_no_false_points(where: Where, reason: str):
    view = replace(VIEW, claims=(replace(VIEW.claims[3], places=(where,)),), relations=())
    (feature,) = json.loads(export(view, "geojson"))["features"]
    assert (feature["geometry"], feature["properties"]["no_geometry"]) == (None, reason)
    assert feature["properties"]["place_words"] == "Porto Novo"


def test_a_feature_says_who_says_so():
    (feature,) = json.loads(export(VIEW, "geojson", draw=lambda *_: "withheld-1"))["features"]
    said = feature["properties"]
    clerk = "A clerk [withheld-1]"
    assert (said["claim"], said["origin"], said["chain"]) == ("c4", clerk, ["South Post", clerk])
    assert (said["matters"], said["words"]) == (["m1"], "passengers at Porto Novo")
    assert SOUTH[said["place_start"] : said["place_end"]] == said["place_words"] == "Porto Novo"


# ------------------------------------------------------------------------------------------- annotations


def test_annotations_lead_back_to_the_same_spans():
    page = json.loads(export(VIEW, "annotations"))
    texts = {"urn:accordingto:report:north": NORTH, "urn:accordingto:report:south": SOUTH}
    found: dict[str, set[Span]] = {}
    for one in page["items"]:
        claim = one["id"].split(":")[3]
        for target in one["target"]:
            place, quote = target["selector"]
            text = texts[target["source"]["id"]]
            assert text[place["start"] : place["end"]] == quote["exact"]
            assert text.endswith(quote["prefix"], 0, place["start"])
            assert text.startswith(quote["suffix"], place["end"])
            found.setdefault(claim, set()).add(Span(place["start"], place["end"]))
    for claim in VIEW.claims:
        spans = {*claim.evidence, *claim.hedges, *claim.alternatives}
        spans |= {v.span for values in (claim.times, claim.places, claim.figures) for v in values}
        spans |= {s for hop in claim.chain for s in (*hop.cue, *hop.basis)}
        spans |= {hop.voice.mention for hop in claim.chain if hop.voice.mention}
        assert found[claim.id] == spans


def test_annotations_count_code_points():
    # A character outside the basic plane is one place, not two.
    north = replace(VIEW.reports[0], text="🚢" + NORTH[1:])
    page = json.loads(export(replace(VIEW, reports=(north, VIEW.reports[1])), "annotations"))
    first = page["items"][0]["target"][0]["selector"][0]
    assert (first["start"], first["end"]) == (
        VIEW.claims[0].evidence[0].start,
        VIEW.claims[0].evidence[0].end,
    )


def test_annotations_have_what_the_model_asks_for():
    page = json.loads(export(VIEW, "annotations"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    ids = [one["id"] for one in page["items"]]
    assert len(ids) == len(set(ids))
    assert {one["type"] for one in page["items"]} == {"Annotation"}


# -------------------------------------------------------------------------------------------- schema.org


def graph(view: LedgerView = VIEW) -> dict[str, dict]:
    return {node["@id"]: node for node in json.loads(export(view, "schemaorg"))["@graph"]}


def test_schema_org_never_rates():
    said = export(VIEW, "schemaorg").decode()
    for word in ("reviewRating", "ClaimReview", "ratingValue", "truth"):
        assert word not in said


def test_schema_org_claims_name_who_says_them_and_where():
    claim = graph()["urn:accordingto:matter:m1"]
    first = claim["appearance"][0]
    assert first["author"] == {
        "@type": "Person",
        "name": "Ana Reis",
        "affiliation": {"@type": "Organization", "name": "Seafarers’ Union"},
    }
    assert first["creditText"] == "North Post ← Radio Sul ← Ana Reis"
    assert graph()[first["isPartOf"]["@id"]]["publisher"]["name"] == "North Post"
    assert claim["abstract"] == "1 independent origin, 2 mentions, 2 reports"


def test_schema_org_claims_that_no_matter_holds_stand_alone():
    assert graph()["urn:accordingto:claim:c5:alone"]["text"] == "Ferry held in port"


def test_first_appearance_is_only_said_where_no_report_is_undated():
    assert "firstAppearance" not in graph()["urn:accordingto:matter:m1"]
    assert graph()["urn:accordingto:claim:c5:alone"]["firstAppearance"] == {
        "@id": "urn:accordingto:report:north"
    }


# ---------------------------------------------------------------------------------------- FollowTheMoney


# What followthemoney 4.11 says of the properties we write (model.get(schema).properties). `make interchange`
# has the library itself read every statement back; it needs a compiler and libicu, and so is no part of
# `make test`.
FTM_TYPES = {
    "Article": {
        "fileName": "string", "title": "string", "publisher": "string", "publishedAt": "date",
        "sourceUrl": "url", "retrievedAt": "date", "bodyText": "text", "author": "string",
    },
    "Person": {"name": "name", "position": "string"},
    "PublicBody": {"name": "name", "description": "text"},
    "Organization": {"name": "name", "description": "text"},
    "Note": {
        "description": "text", "summary": "text", "entity": "entity", "proof": "entity",
        "publisher": "string", "sourceUrl": "url", "notes": "text", "locationMentioned": "address",
        "detectedCountry": "country",
    },
}  # fmt: skip
FTM_FORMS = {
    "date": r"\d{4}(-\d{2}(-\d{2})?)?",
    "url": r"https?://\S+",
    "country": "[a-z]{2}",
    "entity": "(report|voice)-.+",
}


def ftm_statements(view: LedgerView = VIEW) -> list[dict]:
    return [json.loads(line) for line in export(view, "ftm").splitlines()]


def test_every_statement_keeps_to_the_model_and_has_the_key_it_would_have_there():
    found = ftm_statements()
    assert len(found) > 20
    for one in found:
        form = FTM_FORMS.get(FTM_TYPES[one["schema"]][one["prop"]], r"(?s)\S.*")
        assert re.fullmatch(form, one["value"]), one
        key = f"accordingto.{one['entity_id']}.{one['prop']}.{one['value']}"
        assert one["id"] == hashlib.sha1(key.encode()).hexdigest()
    assert len({one["id"] for one in found}) == len(found)


def test_statements_make_entities():
    values: dict[tuple[str, str], list[str]] = {}
    for one in ftm_statements():
        values.setdefault((one["entity_id"], one["prop"]), []).append(one["value"])
    (origin,) = values["claim-c1", "entity"]
    assert values[origin, "name"] == ["Ana Reis"]
    assert values["claim-c1", "proof"] == ["report-north"]
    assert ("claim-c4", "entity") not in values  # withheld: no entity
    assert ["A clerk"] not in values.values()


@pytest.mark.parametrize(
    ("voice", "entity"),
    [
        pytest.param({"name": "Ana Reis"}, True, id="named"),
        pytest.param({"name": "Ana Reis", "protected": True}, False, id="withheld"),
        pytest.param({"name": "officials", "generic": True}, False, id="generic"),
        pytest.param({"name": "a sailor"}, False, id="described"),
    ],
)
def test_only_names_that_mean_one_become_entities(voice: dict, entity: bool):
    known = VIEW.claims[0].last.voice
    made = Voice(**({"kind": known.kind, "rule": "by hand"} | voice))
    assert (ftm.voice_id(made) is not None) == entity


# ------------------------------------------------------------------------------------------------ events

APRIL = When(
    span=at(NORTH, "on Monday"),
    type=TimeType.DATE,
    value="2024-04-29",
    earliest=date(2024, 4, 29),
    latest=date(2024, 4, 29),
    rule="by hand",
)
PORT = Where(
    span=at(NORTH, "in port"),
    name="Porto Novo",
    country="CV",
    admin1="CV.01",
    feature="PPLA",
    point=Point(lat=17.02, lon=-25.06, radius_km=3),
    rule="by hand",
)


def dead(low: float, high: float | None, **given_: object) -> Figure:
    known: dict[str, object] = {
        "span": at(NORTH, "As many as 40"),
        "hard": Bounds(low=low, high=high),
        "soft": Bounds(low=low, high=high),
        "cls": "exact",
        "population": "person",
        "state": "kill",
        "measure": Measure.EVENT,
        "rule": "by hand",
    }
    return Figure(**(known | given_))  # type: ignore[arg-type]


def event_view(*figures: Figure, **given_: object) -> LedgerView:
    claim = replace(VIEW.claims[0], **({"figures": figures, "times": (APRIL,), "places": (PORT,)} | given_))
    return replace(VIEW, claims=(claim,), relations=())


def event_rows(view: LedgerView) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(view, "events").decode())))


def test_deaths_at_one_time_and_place_are_a_row():
    (row,) = event_rows(event_view(dead(12, 12)))
    assert (row["best"], row["low"], row["high"], row["deaths_unknown"]) == ("12", "12", "12", "12")
    assert (row["date_start"], row["date_end"], row["date_prec"]) == ("2024-04-29", "2024-04-29", "1")
    assert (row["latitude"], row["longitude"], row["where_prec"]) == ("17.02", "-25.06", "1")
    assert (row["source_office"], row["source_original"]) == ("North Post", "Ana Reis")
    assert row["source_date"] == "2024-05-02"


@pytest.mark.parametrize(
    ("figures", "best", "low", "high"),
    [
        pytest.param([dead(30, 40)], "", "30", "40", id="30 to 40"),
        pytest.param(
            [dead(50, None, hard=Bounds(low=50, high=None, low_open=True))], "", "51", "", id="more than 50"
        ),
        pytest.param(
            [dead(1, 40, hard=Bounds(low=1, high=40, high_open=True))], "", "1", "39", id="fewer than 40"
        ),
        pytest.param([dead(12, 12), dead(14, 14)], "", "12", "14", id="two numbers"),
        pytest.param([dead(12, 12), dead(12, 12)], "12", "12", "12", id="the same twice"),
        pytest.param([dead(12, 12), dead(3, 3, population="child")], "12", "12", "12", id="a part of them"),
    ],
)
def test_no_number_is_chosen_where_reports_differ(figures, best: str, low: str, high: str):
    (row,) = event_rows(event_view(*figures))
    assert (row["best"], row["low"], row["high"]) == (best, low, high)


TWO_PLACES = {"places": (PORT, replace(PORT, name="Santa Maria", point=Point(lat=36, lon=-25, radius_km=9)))}


@pytest.mark.parametrize(
    ("figure", "given_", "reason"),
    [
        pytest.param(dead(9, 9, state="recruit"), {}, "no deaths: recruit", id="recruits"),
        pytest.param(dead(9, 9, state="wound"), {}, "no deaths: wound", id="wounded"),
        pytest.param(dead(9, 9, state="miss"), {}, "no deaths: miss", id="missing"),
        pytest.param(dead(9, 9, state="casualty"), {}, "no deaths: casualty", id="killed or wounded"),
        pytest.param(dead(9, 9, state=None), {}, "no deaths: what happened is not stated", id="a bare count"),
        pytest.param(
            dead(9, 9, population="cow"), {}, "deaths, but not certainly of people: cow", id="cattle"
        ),
        pytest.param(
            dead(9, 9, population=None),
            {},
            "deaths, but not certainly of people: not stated of whom",
            id="of whom",
        ),
        pytest.param(dead(9, 9, unit="%"), {}, "deaths, but as a share or in a unit", id="a share"),
        pytest.param(
            dead(9, 9, measure=Measure.CUMULATIVE), {}, "deaths, but of no one event: cumulative", id="so far"
        ),
        pytest.param(dead(9, 9, measure=Measure.RATE), {}, "deaths, but of no one event: rate", id="a month"),
        pytest.param(dead(9, 9), {"polarity": Polarity.DENIED}, "deaths, but denied", id="denied"),
        pytest.param(dead(9, 9), {"polarity": Polarity.QUESTION}, "deaths, but question", id="asked"),
        pytest.param(dead(9, 9), {"times": ()}, "deaths, but no day is stated", id="no time"),
        pytest.param(
            dead(9, 9),
            {"times": (replace(APRIL, latest=None),)},
            "deaths, but the time is open at an end",
            id="since",
        ),
        pytest.param(
            dead(9, 9),
            {"times": (replace(APRIL, earliest=date(2022, 1, 1)),)},
            "deaths, but over more than a year",
            id="years",
        ),
        pytest.param(
            dead(9, 9),
            {"times": (APRIL, replace(APRIL, latest=date(2024, 5, 1)))},
            "deaths, but more than one time",
            id="two times",
        ),
        pytest.param(dead(9, 9), {"places": ()}, "deaths, but no place is stated", id="no place"),
        pytest.param(dead(9, 9), TWO_PLACES, "deaths, but more than one place", id="two places"),
        pytest.param(
            dead(9, 9),
            {"places": (replace(PORT, point=None),)},
            "deaths, but the place is on no map",
            id="no map",
        ),
    ],
)
def test_what_is_no_event_of_deaths_is_left_out_and_counted(figure: Figure, given_: dict, reason: str):
    view = event_view(figure, **given_)
    assert event_rows(view) == []
    assert events.left_out(view) == {reason: 1}


def test_groups_are_never_added_up():
    view = event_view(dead(5, 5, population="soldier"), dead(3, 3, population="civilian"))
    assert event_rows(view) == []
    assert events.left_out(view) == {
        "deaths, but of a part or of several groups, which are never added up": 2
    }


@pytest.mark.parametrize(
    ("feature", "radius", "grade"),
    [
        ("PPL", 2, "1"), ("PRN", 0, "1"), ("AREA", 20, "2"), ("ADM2", 30, "3"),
        ("ADM1", 150, "4"), ("AREA", 300, "5"), ("LK", 10, "5"), ("PCLI", 900, "6"),
    ],
)  # fmt: skip
def test_where_prec(feature: str, radius: float, grade: str):
    place = replace(PORT, feature=feature, point=Point(lat=1, lon=1, radius_km=radius))
    (row,) = event_rows(event_view(dead(9, 9), places=(place,)))
    assert row["where_prec"] == grade


@pytest.mark.parametrize(
    ("last", "grade"),
    [
        pytest.param(date(2024, 4, 29), "1", id="a day"),
        pytest.param(date(2024, 5, 4), "2", id="six days"),
        pytest.param(date(2024, 5, 5), "3", id="a week"),
        pytest.param(date(2024, 5, 29), "4", id="a month"),
        pytest.param(date(2025, 4, 28), "5", id="a year"),
    ],
)
def test_date_prec(last: date, grade: str):
    (row,) = event_rows(event_view(dead(9, 9), times=(replace(APRIL, latest=last),)))
    assert row["date_prec"] == grade


# --------------------------------------------------------------------------------------- spreadsheets


def test_csv_read_back_equals_what_was_said():
    rows = list(csv.DictReader(io.StringIO(export(VIEW, "csv").decode(), newline="")))
    texts = {"pile/north.txt": NORTH, "pile/south.txt": SOUTH}
    for row, claim in zip(rows, VIEW.claims, strict=True):
        assert row["claim"] == claim.id
        if len(claim.evidence) == 1:
            assert row["words"] == texts[row["file"]][int(row["start"]) : int(row["end"])]
        assert row["polarity"] == claim.polarity.value


@pytest.mark.parametrize("name", ["csv", "events"])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_cell_of_a_spreadsheet_can_run(name: str, text: str):
    claim = replace(event_view(dead(9, 9)).claims[0], rule=text)
    hop = replace(claim.last, voice=replace(claim.last.voice, name=text))
    view = replace(VIEW, claims=(replace(claim, chain=(*claim.chain[:-1], hop)),), relations=())
    for row in csv.reader(io.StringIO(export(view, name).decode(), newline="")):
        assert not [
            cell for cell in row if cell.lstrip().startswith(("=", "+", "@", "-")) and not _number(cell)
        ]


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
