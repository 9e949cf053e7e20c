"""Figures over time: which counts make one series, where a line runs, what is a correction.

Each case is a pile: day | origin | kind, low–high | what is counted; below it the series that it makes.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.linked import Pile
from tests.test_audit import matter, origin, view

from accordingto.audit.series import Series, series
from accordingto.figure import Bounds, Figure, Measure
from accordingto.publish.dossier import dossier
from accordingto.relation import Relation, RelationKind
from accordingto.report import Span
from accordingto.voice import Stance
from accordingto.when import TimeType, When


def counted(wording: str, low: float, high: float | None, **given_: object) -> Figure:
    """A count of people whose words begin the wording."""
    number = wording.partition(" people")[0].partition(" sailors")[0]
    known: dict[str, object] = {
        "cls": "exact", "population": "person", "state": "kill", "measure": Measure.EVENT, "rule": "test",
    }  # fmt: skip
    bounds = Bounds(low=low, high=high)
    return Figure(span=Span(0, len(number)), hard=bounds, soft=bounds, **{**known, **given_})  # type: ignore[arg-type]


def as_of(*day: int) -> When:
    there = date(*day)
    return When(
        span=Span(0, 1),
        type=TimeType.DATE,
        value=there.isoformat(),
        earliest=there,
        latest=there,
        rule="test",
    )


def made(rows, *, one_matter=True, relations=()):
    """A ledger of one report a row: (published, origin, wording, low, high, what else the figure is)."""
    pile = Pile()
    claims = []
    for number, (day, by, wording, low, high, given_) in enumerate(rows):
        told = dict(given_)
        stance = told.pop("stance", Stance.SAYS)
        report = pile.report(f"Paper {number}", day)
        figure = counted(wording, low, high, **told)
        claims.append(report.claim(wording, by=by, figures=(figure,), event="kill", stance=stance))
    groups = {}
    for (_, by, *_), claim in zip(rows, claims, strict=True):
        groups.setdefault(by, []).append(claim)
    matters = [matter("deaths", *(origin(by, *mine) for by, mine in groups.items()))] if one_matter else []
    return view(pile, matters=matters, relations=[r(claims) for r in relations]), claims


def drawn(found: tuple[Series, ...]) -> list[str]:
    """Each series in a line: what is counted; then every track with its points, corrections with a “!”."""
    out = []
    for s in found:
        tracks = []
        for line in s.lines:
            marks = [
                f"{p.latest:%d.%m}={p.soft.low:g}"
                + ("" if p.revises is None else "!" if p.revises.correction else "*")
                for p in line.points
            ]
            marks += [f"?={p.soft.low:g}" for p in line.undated]
            tracks.append(f"{line.origin} {line.kind} {' '.join(marks)}")
        what = [s.population, s.state, s.measure.value, s.place]
        out.append(f"{'/'.join(w for w in what if w)}: {'; '.join(sorted(tracks))}")
    return sorted(out)


AGENCY, UNION = "the Coast Agency", "the Harbour Union"
CASES = [
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            ("2024-06-10", AGENCY, "17 people were killed", 17, 17, {}),
            ("2024-06-05", UNION, "41 people were killed", 41, 41, {}),
        ],
        ["person/kill/event: the Coast Agency count 03.06=12 10.06=17; the Harbour Union count 05.06=41"],
        id="rivals side by side, by day",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "at least 12 people were killed", 12, None, {"cls": "lower"}),
            ("2024-06-04", AGENCY, "about 15 people were killed", 13, 17, {"cls": "approx"}),
            ("2024-06-05", AGENCY, "17 people were killed", 17, 17, {}),
        ],
        [
            "person/kill/event: the Coast Agency count 05.06=17; the Coast Agency estimate 04.06=13; "
            "the Coast Agency floor 03.06=12"
        ],
        id="a floor, an estimate and a count are three lines",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            ("2024-06-04", AGENCY, "14 people were killed", 14, 14, {"stance": Stance.ESTIMATES}),
        ],
        ["person/kill/event: the Coast Agency count 03.06=12; the Coast Agency estimate 04.06=14"],
        id="a number that is only estimated is an estimate",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            ("2024-06-03", AGENCY, "60 people were injured", 60, 60, {"state": "wound"}),
        ],
        [
            "person/kill/event: the Coast Agency count 03.06=12",
            "person/wound/event: the Coast Agency count 03.06=60",
        ],
        id="killed and wounded are two series",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            ("2024-06-03", AGENCY, "12 sailors were killed", 12, 12, {"population": "sailor"}),
        ],
        [
            "person/kill/event: the Coast Agency count 03.06=12",
            "sailor/kill/event: the Coast Agency count 03.06=12",
        ],
        id="two populations are two series",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            ("2024-06-09", AGENCY, "40 people were killed", 40, 40, {"measure": Measure.CUMULATIVE,
             "as_of": as_of(2024, 6, 8)}),
        ],
        [
            "person/kill/cumulative: the Coast Agency count 08.06=40",
            "person/kill/event: the Coast Agency count 03.06=12",
        ],
        id="two measures are two series; a running count stands on its own day",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "23 people were killed", 23, 23, {}),
            ("2024-06-10", AGENCY, "17 people were killed", 17, 17, {}),
        ],
        ["person/kill/event: the Coast Agency count 03.06=23 10.06=17!"],
        id="a count that shrinks is marked",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "about 90 people were killed", 85, 95, {"cls": "approx"}),
            ("2024-06-10", AGENCY, "17 people were killed", 17, 17, {}),
        ],
        ["person/kill/event: the Coast Agency count 10.06=17; the Coast Agency estimate 03.06=85"],
        id="a count below an earlier estimate corrects no count",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            (None, AGENCY, "17 people were killed", 17, 17, {}),
        ],
        ["person/kill/event: the Coast Agency count 03.06=12 ?=17"],
        id="what has no day is listed apart",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "900 people were held", 900, 900,
             {"measure": Measure.STOCK, "state": "hold"}),
        ],
        ["person/hold/stock: the Coast Agency count ?=900"],
        id="a stock without its day is not placed by publication",
    ),
    pytest.param(
        [
            ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
            ("2024-06-05", AGENCY, "12 people were killed", 12, 12, {}),
        ],
        ["person/kill/event: the Coast Agency count 03.06=12"],
        id="the same count again is no new point",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES)
def test_series(rows, expected):
    assert drawn(series(made(rows)[0])) == expected


def test_counts_of_events_that_nothing_joins_are_two_series():
    rows = [
        ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
        ("2024-06-10", AGENCY, "17 people were killed", 17, 17, {}),
    ]
    assert len(series(made(rows, one_matter=False)[0])) == 2


def test_a_revision_carries_the_reasons_of_its_relation():
    def updates(claims):
        reasons = ("revised by the same origin", "12, later 17")
        return Relation(a=claims[1].id, b=claims[0].id, kind=RelationKind.UPDATES, reasons=reasons)

    rows = [
        ("2024-06-03", AGENCY, "at least 12 people were killed", 12, None, {"cls": "lower"}),
        ("2024-06-10", AGENCY, "17 people were killed", 17, 17, {}),
    ]
    held, claims = made(rows, relations=[updates])
    (found,) = series(held)
    (revised,) = (p.revises for line in found.lines for p in line.points if p.revises)
    assert (revised.of, revised.correction, revised.reasons[1]) == (claims[0].id, False, "12, later 17")


def test_two_thousand_reports_of_one_count_are_one_point():
    rows = [("2024-06-03", AGENCY, "12 people were killed", 12, 12, {})] * 2_000
    held, _ = made(rows)
    (found,) = series(held)
    assert [len(p.claims) for line in found.lines for p in line.points] == [2_000]


def test_the_dossier_draws_a_series_and_joins_one_origins_counts_only():
    rows = [
        ("2024-06-03", AGENCY, "12 people were killed", 12, 12, {}),
        ("2024-06-10", AGENCY, "17 people were killed", 17, 17, {}),
        ("2024-06-05", UNION, "41 people were killed", 41, 41, {}),
        ("2024-06-12", AGENCY, "about 20 people were killed", 18, 22, {"cls": "approx"}),
    ]
    html = dossier(made(rows)[0], title="Boats")
    assert html.count('class="joins"') == 1
    assert html.count("Over time") == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2024-06-03", "2024-06", "2024", "soon", None]),
            st.sampled_from([AGENCY, UNION]),
            st.integers(0, 50),
            st.sampled_from(["exact", "lower", "approx", "article", "some"]),
            st.sampled_from(["kill", "wound", None]),
        ),
        max_size=8,
    )
)
def test_no_series_mixes_and_every_count_stands_once(rows):
    listed = [
        (day, by, f"{n} people were killed", n, None if cls == "lower" else n, {"cls": cls, "state": state})
        for day, by, n, cls, state in rows
    ]
    held, claims = made(listed)
    found = series(held)
    stands = [c for s in found for line in s.lines for p in (*line.points, *line.undated) for c in p.claims]
    assert sorted(stands) == sorted(c.id for c in claims if c.figures[0].cls != "article")
    by_id = {c.id: c for c in claims}
    for s in found:
        for line in s.lines:
            said = [by_id[c] for p in (*line.points, *line.undated) for c in p.claims]
            assert len({(c.origin.name, c.figures[0].state, c.figures[0].cls) for c in said}) == 1
            days = [p.latest for p in line.points]
            assert days == sorted(days)
