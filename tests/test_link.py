"""Linking on hand-made claims: who counts, what conflicts, what only repeats; and odd input."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from linked import Pile

from accordingto.claim import Claim, Polarity
from accordingto.figure import Bounds, Figure, Measure
from accordingto.link import Linked, link
from accordingto.relation import Matter, RelationKind
from accordingto.report import Span
from accordingto.voice import Access, Stance, VoiceKind
from accordingto.when import TimeType, When

PERSON, BODY, OUTLET = VoiceKind.PERSON, VoiceKind.OFFICIAL_BODY, VoiceKind.OUTLET
UNNAMED = VoiceKind.UNNAMED
DAM = "the dam above Velten was weakened by the spring floods"


def matter_of(linked: Linked, claim: Claim) -> Matter:
    return next(m for m in linked.matters if claim.id in m.claims)


def kinds(linked: Linked, a: Claim, b: Claim) -> set[RelationKind]:
    return {r.kind for r in linked.relations if {r.a, r.b} == {a.id, b.id}}


def killed(n: float, state: str = "kill", population: str = "person") -> tuple[Figure, ...]:
    exact = Bounds(low=n, high=n)
    return (
        Figure(
            span=Span(0, 1),
            hard=exact,
            soft=exact,
            cls="exact",
            population=population,
            state=state,
            measure=Measure.CUMULATIVE,
            rule="test",
        ),
    )


def on(year: int, month: int, day: int) -> tuple[When, ...]:
    at = date(year, month, day)
    return (
        When(span=Span(0, 1), type=TimeType.DATE, value=at.isoformat(), earliest=at, latest=at, rule="test"),
    )


def test_forty_outlets_with_one_interview_are_one_origin() -> None:
    pile = Pile()
    for n in range(40):
        pile.report(f"Outlet {n}", "2024-05-01").claim(
            DAM, by="Ada Meyer", kind=PERSON, access=Access.EYEWITNESS, through=("Radio Velten",)
        )
    (matter,) = pile.link().matters
    assert (matter.independent_origins, len(matter.claims), len(matter.reports)) == (1, 40, 40)
    assert matter.reasons == ("1 independent origin, 40 mentions, 40 reports",)


def ministry_and_romanova() -> tuple[Pile, dict[str, Claim]]:
    pile = Pile()
    paper = pile.report("The Moscow Paper", "2023-03-13")
    claims = {
        "train": paper.claim(
            "a train with a car of female convicts was moving towards the Donetsk region",
            by="Ukraine's Defense Ministry",
            kind=BODY,
            access=Access.OFFICIAL_STATEMENT,
            event="move",
            who=("train",),
            places=("Donetsk region",),
        ),
        "echo": paper.claim(
            "the ministry's claims",
            by="Olga Romanova",
            kind=PERSON,
            spoken_for="Russia Behind Bars",
            stance=Stance.CONFIRMS,
            through=("iStories",),
        ),
        "her": paper.claim(
            "Russia has been using female prisoners in its invasion",
            by="Olga Romanova",
            kind=PERSON,
            spoken_for="Russia Behind Bars",
            through=("iStories",),
            event="use",
            who=("Russia", "prisoner"),
        ),
        "hundred": paper.claim(
            "up to 100 women inmates were moved to the front",
            by="Olga Romanova",
            kind=PERSON,
            spoken_for="Russia Behind Bars",
            through=("iStories",),
            places=("Kushchevka",),
            event="transfer",
            who=("prisoner",),
        ),
        "officials": paper.claim(
            "Russia was using female prisoners in the invasion",
            by="Ukrainian military",
            kind=BODY,
            access=Access.OFFICIAL_STATEMENT,
            event="use",
            who=("Russia", "prisoner"),
        ),
    }
    return pile, claims


def test_a_confirmation_without_a_detail_of_its_own_adds_nothing() -> None:
    pile, claims = ministry_and_romanova()
    linked = pile.link()
    matter = matter_of(linked, claims["train"])
    assert claims["echo"].id in matter.claims
    assert matter.independent_origins == 1
    assert kinds(linked, claims["echo"], claims["train"]) == {RelationKind.CONFIRMS}
    (reason,) = (o.reason for o in matter.origins if not o.counted)
    assert "only confirms" in reason


def test_details_of_her_own_make_her_independent_for_the_general_proposition() -> None:
    pile, claims = ministry_and_romanova()
    linked = pile.link()
    matter = matter_of(linked, claims["her"])
    assert claims["officials"].id in matter.claims
    assert matter.independent_origins == 2
    assert kinds(linked, claims["her"], claims["officials"]) == {RelationKind.CORROBORATES}


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        pytest.param(
            {"by": "Ada Meyer", "kind": PERSON}, {"by": "Jon Bell", "kind": PERSON}, 2, id="two people"
        ),
        pytest.param(
            {"by": "Ada Meyer", "kind": PERSON}, {"by": "Meyer", "kind": PERSON}, 1, id="surname only"
        ),
        pytest.param(
            {"by": "Ukraine's Ministry of Defence", "kind": BODY},
            {"by": "the Ukrainian military", "kind": BODY},
            1,
            id="a ministry and the army under it",
        ),
        pytest.param(
            {"by": "Ukraine's Ministry of Defence", "kind": BODY},
            {"by": "Russian Defense Ministry", "kind": BODY},
            2,
            id="two ministries",
        ),
        pytest.param(
            {"by": "Ukraine's Ministry of Defence", "kind": BODY},
            {"by": "the Defense Ministry", "kind": BODY},
            1,
            id="a ministry whose country is unsaid",
        ),
        pytest.param(
            {"by": "River Board", "kind": BODY},
            {"by": "Ines Abara", "kind": PERSON, "spoken_for": "the River Board"},
            1,
            id="a speaker and the body spoken for",
        ),
        pytest.param(
            {"by": "River Board", "kind": BODY},
            {"by": "a River Board spokeswoman", "kind": PERSON, "spoken_for": "River Board"},
            1,
            id="an office and its spokeswoman",
        ),
        pytest.param(
            {"by": "River Board", "kind": BODY}, {"by": "officials", "kind": UNNAMED}, 1, id="generic"
        ),
        pytest.param(
            {"by": "two engineers", "kind": UNNAMED},
            {"by": "three engineers", "kind": UNNAMED},
            1,
            id="anonymous",
        ),
        pytest.param(
            {"by": "a former guard", "kind": PERSON, "protected": True},
            {"by": "Jon Bell", "kind": PERSON},
            1,
            id="a withheld name",
        ),
        pytest.param({"by": "Jon Bell", "kind": PERSON}, {"by": None}, 1, id="an outlet in its own voice"),
        pytest.param(
            {"by": "Abdul Menam al-Dali", "kind": PERSON},
            {"by": "Abdel-Moneim al-Dali", "kind": PERSON},
            1,
            id="one name, spelled in two ways",
        ),
        pytest.param(
            {"by": "Jon Bell", "kind": PERSON},
            {"by": "Ada Bell", "kind": PERSON},
            2,
            id="one surname, two people",
        ),
        pytest.param(
            {"by": "Jon Bell", "kind": PERSON},
            {"by": "Ada Meyer", "kind": PERSON, "through": ("Jon Bell",)},
            1,
            id="one in the other's chain",
        ),
        pytest.param(
            {"by": "Jon Bell", "kind": PERSON},
            {"by": "Ada Meyer", "kind": PERSON, "access": Access.HEARSAY},
            1,
            id="hearsay",
        ),
    ],
)
def test_whose_word_counts_beside_whose(
    first: dict[str, object], second: dict[str, object], count: int
) -> None:
    pile = Pile()
    for n, voice in enumerate((first, second)):
        own = {} if voice["by"] is None else {"access": Access.EYEWITNESS}
        pile.report(f"Outlet {n}", f"2024-05-0{n + 1}").claim(DAM, **{**own, **voice})  # type: ignore[arg-type]
    (matter,) = pile.link().matters
    assert matter.independent_origins == count
    assert all(o.reason for o in matter.origins)


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({"by": "Zelenskyy", "kind": BODY}, {"by": "Volodymyr Zelenskiy", "kind": PERSON}, 1),
        ({"by": "Anna Berg", "kind": PERSON}, {"by": "Volodymyr Zelenskiy", "kind": PERSON}, 2),
        ({"by": "the Interior Ministry", "kind": BODY}, {"by": "Ihor Maly", "kind": PERSON}, 1),
        (
            {"by": "the Interior Ministry", "kind": BODY},
            {"by": "Ihor Maly", "kind": PERSON, "role": "mayor"},
            2,
        ),
    ],
    ids=[
        "a surname, spelled otherwise",
        "two people",
        "an official of unknown office",
        "one of a known office",
    ],
)
def test_an_official_word_beside_another(first: dict[str, Any], second: dict[str, Any], count: int) -> None:
    pile = Pile()
    for n, voice in enumerate((first, second)):
        claimed = pile.report(f"Outlet {n}", "2024-05-01").claim(
            DAM, access=Access.OFFICIAL_STATEMENT, **voice
        )
    assert matter_of(pile.link(), claimed).independent_origins == count


def test_one_sentence_of_two_bodies_is_one_statement() -> None:
    report = Pile().report("Herald", "2024-05-01")
    first = report.claim(DAM, by="the Velten Police", kind=BODY, access=Access.OFFICIAL_STATEMENT)
    hop = first.chain[-1]
    other = replace(hop, voice=replace(hop.voice, name="the Velten Fire Department"))
    second = replace(first, id="second", chain=(*first.chain[:-1], other))
    (matter,) = link([report.report], [first, second]).matters
    assert matter.independent_origins == 1
    assert "one sentence tells it of both" in matter.origins[1].reason


@pytest.mark.parametrize(("number", "count"), [(17, 2), (29, 1)], ids=["the same number", "another number"])
def test_who_counts_otherwise_bears_nothing_out(number: int, count: int) -> None:
    least = replace(
        killed(17)[0], hard=Bounds(low=17, high=None), soft=Bounds(low=17, high=None), cls="lower"
    )
    pile = Pile()
    for outlet, by, figure in (("A", "Ada Meyer", least), ("B", "Jon Bell", killed(number)[0])):
        claimed = pile.report(outlet, "2024-05-01").claim(
            "people were killed in the flood below the dam",
            by=by,
            kind=PERSON,
            access=Access.EYEWITNESS,
            event="kill",
            who=("people",),
            figures=(figure,),
        )
    assert matter_of(pile.link(), claimed).independent_origins == count


def test_protected_voices_are_never_joined_across_reports() -> None:
    pile = Pile()
    for n in range(2):
        report = pile.report(f"Outlet {n}", "2024-05-01", f"Report number {n}, written on its own.")
        report.claim(DAM, by="a former guard", kind=PERSON, protected=True)
    (matter,) = pile.link().matters
    assert [len(o.claims) for o in matter.origins] == [1, 1]


def test_outlets_that_carry_an_outlet_that_names_its_source_have_that_source() -> None:
    pile = Pile()
    pile.report("The Ellis Echo", "2024-05-01").claim(DAM, by="Ada Meyer", kind=PERSON)
    for n in range(3):
        pile.report(f"Outlet {n}", "2024-05-02").claim(DAM, by="Ellis Echo", kind=OUTLET)
    (matter,) = pile.link().matters
    assert [(o.name, len(o.claims), o.counted) for o in matter.origins] == [("Ada Meyer", 4, True)]


def test_an_outlet_between_two_reports_carries_whom_one_of_them_names() -> None:
    pile = Pile()
    pile.report("Outlet 1", "2024-05-02").claim(DAM, by="Ada Meyer", kind=PERSON, through=("The Ellis Echo",))
    pile.report("Outlet 2", "2024-05-03").claim(DAM, by="Ellis Echo", kind=OUTLET)
    (matter,) = pile.link().matters
    assert [(o.name, len(o.claims)) for o in matter.origins] == [("Ada Meyer", 2)]


def test_officials_are_the_one_body_that_the_report_names() -> None:
    pile = Pile()
    paper = pile.report("Outlet 1", "2024-05-02")
    paper.claim("the bridge at Norwick is closed", by="Ukraine's Defense Ministry", kind=BODY)
    officials = paper.claim(DAM, by="Ukrainian officials", kind=BODY)
    linked = pile.link()
    (origin,) = matter_of(linked, officials).origins
    assert (origin.name, origin.counted) == ("Ukraine's Defense Ministry", True)


@pytest.mark.parametrize("ring", [1, 2, 5], ids=["a report that cites itself", "two in a circle", "five"])
def test_circles_of_outlets_are_one_origin(ring: int) -> None:
    pile = Pile()
    for n in range(ring):
        pile.report(f"Outlet {n}", "2024-05-01").claim(DAM, by=f"Outlet {(n + 1) % ring}", kind=OUTLET)
    (matter,) = pile.link().matters
    assert (matter.independent_origins, len(matter.origins)) == (1, 1)


PROSE = (
    "Engineers who walked along the crest of the dam this week found cracks as wide as a hand, and the lake "
    "behind it stands higher than in any spring since the wall was built in the time of their grandfathers. "
)


def test_a_copy_takes_the_origin_of_what_it_copies() -> None:
    pile = Pile()
    pile.report("The Ellis Echo", "2024-05-01", PROSE).claim(DAM, by="Ada Meyer", kind=PERSON)
    pile.report("The Mirror", "2024-05-02", PROSE + "Read on.").claim(DAM)
    linked = pile.link()
    (matter,) = linked.matters
    assert [(o.name, len(o.claims)) for o in matter.origins] == [("Ada Meyer", 2)]
    assert [r.kind for r in linked.relations] == [RelationKind.REPEATS]


DEAD = "{} people were killed when the ferry Marlin sank off Port Ellis"


@pytest.mark.parametrize(
    ("by", "numbers", "days", "relation", "matters"),
    [
        pytest.param(
            ("Harbour Board", "Harbour Board"), (12, 15), (1, 9), RelationKind.UPDATES, 1, id="revised up"
        ),
        pytest.param(
            ("Harbour Board", "Harbour Board"), (15, 12), (1, 9), RelationKind.UPDATES, 1, id="revised down"
        ),
        pytest.param(
            ("Harbour Board", "Seamen's Union"), (12, 30), (1, 1), RelationKind.CONFLICTS, 2, id="rivals"
        ),
        pytest.param(
            ("Harbour Board", "Seamen's Union"),
            (30, 12),
            (1, 9),
            RelationKind.CONFLICTS,
            2,
            id="a shrinking toll",
        ),
        pytest.param(
            ("Harbour Board", "Harbour Board"), (12, 12), (1, 9), RelationKind.REPEATS, 1, id="repeated"
        ),
        pytest.param(
            ("Harbour Board", "Seamen's Union"), (12, 12), (1, 9), RelationKind.CORROBORATES, 1, id="agreed"
        ),
    ],
)
def test_two_tolls(
    by: tuple[str, str], numbers: tuple[int, int], days: tuple[int, int], relation: RelationKind, matters: int
) -> None:
    pile = Pile()
    a, b = (
        pile.report(f"Outlet {n}", f"2024-05-0{day}").claim(
            DEAD.format(number),
            by=who,
            access=Access.DOCUMENT,
            event="kill",
            who=("people",),
            figures=killed(number),
        )
        for n, (who, number, day) in enumerate(zip(by, numbers, days, strict=True))
    )
    linked = pile.link()
    assert kinds(linked, a, b) == {relation}
    assert len(linked.matters) == matters


def test_killed_and_wounded_never_conflict() -> None:
    pile = Pile()
    paper = pile.report("Outlet", "2024-05-01")
    a = paper.claim(DEAD.format(12), by="Harbour Board", event="kill", figures=killed(12))
    b = paper.claim(
        "40 people were wounded when the ferry Marlin sank off Port Ellis",
        by="Seamen's Union",
        event="wound",
        figures=killed(40, "wound"),
    )
    assert RelationKind.CONFLICTS not in kinds(pile.link(), a, b)


def test_one_beginning_at_two_times_is_a_conflict() -> None:
    pile = Pile()
    a = pile.report("Outlet 1", "2024-05-02").claim(
        "the fire in the Kobal warehouse began on Tuesday",
        by="Fire Brigade",
        event="begin",
        times=on(2024, 4, 30),
    )
    b = pile.report("Outlet 2", "2024-05-20").claim(
        "the Kobal warehouse fire started on Sunday",
        by="Jon Bell",
        kind=PERSON,
        event="start",
        times=on(2024, 4, 28),
    )
    linked = pile.link()
    assert kinds(linked, a, b) == {RelationKind.CONFLICTS}
    assert {m.independent_origins for m in linked.matters} == {1}


def test_opposites_said_of_the_same_thing_are_a_conflict() -> None:
    pile = Pile()
    a = pile.report("Outlet 1", "2024-05-02").claim(
        "parliament approved the harbour bill in its last session",
        by="Speaker",
        event="approve",
        who=("parliament",),
    )
    b = pile.report("Outlet 2", "2024-05-02").claim(
        "parliament rejected the harbour bill in its last session",
        by="Jon Bell",
        event="reject",
        who=("parliament",),
    )
    assert kinds(pile.link(), a, b) == {RelationKind.CONFLICTS}


def test_two_attacks_on_two_days_are_two_events() -> None:
    pile = Pile()
    a = pile.report("Outlet 1", "2024-05-02").claim(
        "rebels attacked the garrison of Velten", by="Army", event="attack", times=on(2024, 4, 30)
    )
    b = pile.report("Outlet 2", "2024-05-20").claim(
        "rebels attacked the garrison of Velten", by="Jon Bell", event="attack", times=on(2024, 5, 18)
    )
    linked = pile.link()
    assert kinds(linked, a, b) == set()
    assert len(linked.matters) == 2


def test_a_denial_stands_against_the_claim_and_is_not_counted_with_it() -> None:
    pile = Pile()
    a = pile.report("Outlet 1", "2024-05-02").claim(
        DAM, by="Ada Meyer", kind=PERSON, access=Access.EYEWITNESS
    )
    b = pile.report("Outlet 2", "2024-05-03").claim(
        DAM, by="River Board", kind=BODY, access=Access.OFFICIAL_STATEMENT, polarity=Polarity.DENIED
    )
    linked = pile.link()
    (matter,) = linked.matters
    assert (matter.independent_origins, len(matter.claims)) == (1, 2)
    assert kinds(linked, a, b) == {RelationKind.CONFLICTS}


def test_an_open_question_supports_nothing() -> None:
    pile = Pile()
    pile.report("Outlet 1", "2024-05-02").claim(DAM, polarity=Polarity.QUESTION)
    (matter,) = pile.link().matters
    assert (matter.independent_origins, matter.origins) == (0, ())


def test_the_order_of_the_input_does_not_matter() -> None:
    pile, _ = ministry_and_romanova()
    for n, name in enumerate(("Ada Meyer", "Jon Bell", "the river office")):
        pile.report(f"Outlet {n}", f"2024-05-0{n + 1}").claim(DAM, by=name)
    assert pile.link() == pile.link(backwards=True)


def test_claims_without_dates_evidence_or_publisher_have_a_defined_result() -> None:
    pile = Pile()
    for _ in range(2):
        pile.report(None).claim(DAM)
        pile.report("Outlet").claim("", by="")
    linked = pile.link()
    assert sum(len(m.claims) for m in linked.matters) == len({c.id for w in pile.written for c in w.claims})


def test_nothing_gives_nothing() -> None:
    assert Pile().link() == Linked(relations=(), matters=(), copies=())


def test_claims_of_a_report_that_is_not_there_are_left_out() -> None:
    pile = Pile()
    pile.report("Outlet").claim(DAM)
    pile.written[0].claims[0] = pile.report("Other").claim(DAM)
    pile.written.pop()
    assert pile.link().matters == ()


def test_a_denial_in_few_words_meets_what_it_denies() -> None:
    pile = Pile()
    paper = pile.report("Outlet 1", "2024-05-02")
    a = paper.claim("his clients were beaten in custody", by="Per Holm", kind=PERSON, event="beat")
    b = paper.claim("anybody was beaten", by="Police", kind=BODY, event="beat", polarity=Polarity.DENIED)
    assert kinds(pile.link(), a, b) == {RelationKind.CONFLICTS}


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (
            {
                "wording": "recruiters took inmates from the northern prison",
                "event": "take",
                "who": ("inmate",),
            },
            {"wording": "inmates took up work in the prison laundry", "event": "take", "who": ("inmate",)},
            False,
        ),
        (
            {
                "wording": "recruiters took inmates from the northern prison",
                "event": "take",
                "who": ("recruiter", "inmate"),
            },
            {
                "wording": "inmates were taken away by recruiters",
                "event": "take",
                "who": ("inmate", "recruiter"),
            },
            True,
        ),
        (
            {"wording": "the prison at Velten was emptied by the army", "event": "empty", "who": ("army",)},
            {"wording": "the army has left nobody in Velten prison", "event": "leave", "who": ("army",)},
            True,
        ),
        (
            {"wording": "the prison was emptied by the army", "event": "empty", "who": ("army",)},
            {"wording": "the army feeds the prison from its kitchens", "event": "feed", "who": ("army",)},
            False,
        ),
    ],
    ids=[
        "one participant and the common words",
        "two participants",
        "another verb, and a telling name",
        "another verb, and the common words",
    ],
)
def test_words_of_the_whole_pile_bring_no_two_claims_together(
    first: dict[str, Any], second: dict[str, Any], together: bool
) -> None:
    pile = Pile()
    for n in range(12):  # what the pile is about
        pile.report(f"Daily {n}", "2024-05-01").claim(
            f"inmates of prison {n} told the army of guard {n * 'x'}"
        )
    a, b = (
        pile.report(f"Outlet {n}", "2024-05-02").claim(by=by, kind=PERSON, **claim)
        for n, (by, claim) in enumerate((("Ada Meyer", first), ("Jon Bell", second)))
    )
    assert (b.id in matter_of(pile.link(), a).claims) is together


@pytest.mark.parametrize(
    ("second", "together"),
    [
        (
            {"wording": "the army resorts to recruiting inmates at Velten prison", "who": ("army", "inmate")},
            True,
        ),
        ({"wording": "the army resorts to recruiting at the prison", "who": ("army", "warden")}, False),
        (
            {"wording": "recruiting inmates of Velten prison for the army is forbidden", "who": ("law",)},
            False,
        ),
        (
            {
                "wording": "the army resorts to recruiting inmates at Velten prison",
                "who": ("army", "inmate"),
                "times": on(2024, 3, 1),
            },
            False,
        ),
    ],
    ids=["who does it to whom", "to others", "somebody else", "on a day: no general proposition"],
)
def test_a_general_proposition_in_the_words_of_its_pile_is_told_by_who_does_what_to_whom(
    second: dict[str, Any], together: bool
) -> None:
    pile = Pile()
    for n in range(20):  # what the pile is about
        pile.report(f"Daily {n}", "2024-05-01").claim(f"army recruiting inmates Velten prison {n * 'x'}")
    first = {
        "wording": "the army has begun recruiting Velten inmates to mend roads",
        "who": ("army", "inmate"),
    }
    a, b = (
        pile.report(f"Outlet {n}", "2024-05-02").claim(by=by, kind=PERSON, event="recruit", **claim)
        for n, (by, claim) in enumerate((("Ada Meyer", first), ("Jon Bell", second)))
    )
    assert (b.id in matter_of(pile.link(), a).claims) is together
