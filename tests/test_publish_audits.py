"""The audits on the page and in the command: plain words, links that lead there, no withheld name."""

import re
from dataclasses import replace

import pytest
from tests.linked import Pile
from tests.publish_case import SECRET, VIEW
from tests.test_audit import figure, matter, origin, view
from tests.test_publish import EMPTY, Page

from accordingto.claim import Strength
from accordingto.publish import audits
from accordingto.publish.dossier import dossier
from accordingto.publish.titles import title
from accordingto.relation import Relation, RelationKind
from accordingto.voice import Stance


def part(ledger) -> str:
    """The HTML of the dossier's audits."""
    html = dossier(ledger, title="Boats")
    start = html.index('<section id="audits"')
    return html[start : html.index("</section>", start)]


def said(html: str) -> str:
    return " ".join(Page(html + "</section>").text.split())


def boats():
    """The mayor says four things alone; a diver confirms one; the Post leaves a hedge away."""
    pile = Pile()
    herald, post = pile.report("Herald", "2024-01-02"), pile.report("Post", "2024-01-05")
    early = "as many as 9 boats sank"
    one = herald.claim(
        early,
        by="the mayor of Anse",
        strength=Strength.BELIEVED,
        figures=(figure(early, "as many as 9", "upper", 1, 9),),
    )
    two = post.claim("9 boats sank", by="the mayor of Anse", figures=(figure("9 boats", "9", "exact", 9, 9),))
    seen = post.claim("what the mayor says", by="a diver", stance=Stance.CONFIRMS)
    matters = [matter("sank", origin("the mayor of Anse", one, two), origin("a diver", seen, counted=False))]
    for n in range(3):
        other = herald.claim(f"harbour {n} is shut", by="the mayor of Anse")
        matters.append(matter(f"harbour {n} is shut", origin("the mayor of Anse", other)))
    return view(pile, matters=matters)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            "the mayor of Anse A B: 4 matters rest on this origin alone; 1 mention by others there is",
            id="falls",
        ),
        pytest.param("2 in 1 matter, shown there: sank", id="hedges: where they are, not the hedges again"),
        pytest.param("2 January 2024sankthe mayor of Anseanother origin from 5 January 2024", id="first"),
        pytest.param("In one report each: 3", id="first: the rest folded"),
        pytest.param("a diver, what the mayor says B2not known", id="confirmed"),
        pytest.param("All that others say in it goes back to one origin: A Herald: the mayor", id="coverage"),
    ],
)
def test_each_audit_says_in_plain_words(words: str):
    assert words in said(part(boats()))


def test_a_lost_hedge_stands_once_on_the_page():
    html = dossier(boats(), title="Boats")
    assert html.count("“as many as 9”</bdi>") == 1
    assert "as many as 9" not in said(part(boats()))


def test_every_finding_links_to_what_it_names():
    html = part(boats())
    links = re.findall(r'href="#([^"]+)"', html)
    ledger = boats()
    assert {f"m-{re.sub('[^A-Za-z0-9_-]', '_', m.id)}" for m in ledger.matters} <= set(links)
    assert f"r-{ledger.reports[0].id}" in links
    assert f"c-{next(c.id for c in ledger.claims if c.stance is Stance.CONFIRMS)}" in links
    assert set(links) <= set(Page(dossier(ledger, title="Boats")).ids)


def test_empty_audits_say_so_in_one_line_each():
    html = part(EMPTY)
    beside = {"series", "reviewed"}  # these stand with the figures, and with what people decided
    shown = len(audits.AUDITS.keys() - beside)
    assert len(re.findall("<h3", html)) == shown
    assert len(re.findall(r"</h3>\s*<p>[^<]+</p>\s*(?=<h3|$)", html)) == shown
    assert "<li>" not in html and "<table" not in html


def test_long_audits_are_folded_and_lose_nothing():
    pile = Pile()
    post = pile.report("Post", "2024-01-05")
    claims = [post.claim(f"boat {n} sank", by=f"Ana Reis {n}") for n in range(30)]
    html = part(
        view(pile, matters=[matter(f"boat {n}", origin(c.origin.name, c)) for n, c in enumerate(claims)])
    )
    open_ = re.sub(r"(?s)<details.*?</details>", "", html)
    assert "26 more origins" in html
    assert len(re.findall("matter rests on", html)) == 30
    assert len(re.findall("matter rests on", open_)) == 4


def test_no_audit_calls_anything_true():
    text = said(part(boats())).casefold() + said(part(VIEW)).casefold() + said(part(EMPTY)).casefold()
    assert not re.findall(r"\b(true|false|lie[sd]?|proves?d?|proven|fact|debunk\w*|verified|wrong)\b", text)


def test_withheld_names_are_in_no_audit():
    assert SECRET not in part(VIEW)
    for question in audits.AUDITS:
        assert SECRET not in "\n".join([*audits.as_text(question, VIEW), *audits.as_json(question, VIEW)])


def test_unnamed_people_of_two_reports_do_not_fall_as_one():
    pile = Pile()
    a, b = pile.report("Herald", "2024-01-01"), pile.report("Post", "2024-01-02")
    one, two = a.claim("a boat sank", by="two sailors"), b.claim("a pier burned", by="two sailors")
    three, four = a.claim("it rained", by="Radio Sul"), b.claim("it snowed", by="Radio Sul")
    ledger = view(pile, matters=[matter(c.id, origin(c.origin.name, c)) for c in (one, two, three, four)])
    lines = [x for x in audits.as_text("falls", ledger) if x.startswith("without")]
    assert lines == [
        "without Radio Sul: 2 lost, 0 weakened",
        "without two sailors: 1 lost, 0 weakened",
        "without two sailors: 1 lost, 0 weakened",
    ]


def test_a_hedge_that_came_later_was_not_lost():
    pile = Pile()
    flat = pile.report("Herald", "2024-01-01").claim("a boat sank", by="the mayor")
    soft = pile.report("Post", "2024-01").claim(
        "a boat may have sunk", by="the mayor", strength=Strength.POSSIBLE
    )
    late = pile.report("Echo", "2024-02").claim(
        "a boat may have sunk", by="the mayor", strength=Strength.POSSIBLE
    )
    first = view(pile, matters=[matter("sank", origin("the mayor", flat, late))])
    assert list(audits.as_text("hedges", first)) == ["nothing found"]
    # "January" may be before the first of January's end or not: both are shown.
    unsure = view(pile, matters=[matter("sank", origin("the mayor", flat, soft))])
    assert len(list(audits.as_text("hedges", unsure))) == 3


def test_an_open_question_has_a_first_day():
    pile = Pile()
    asked = pile.report("Herald", "2024-01-02").claim("whether a boat sank")
    held = replace(matter("asked", origin("Herald", asked)), origins=())
    assert list(audits.as_text("first", view(pile, matters=[held]))) == ["2024-01-02  asked"]


@pytest.mark.parametrize(
    ("wording", "shown"),
    [
        ("that the ferry sank", "The ferry sank"),
        ("that eFerry sank", "eFerry sank"),
        ("that “the ferry sank", "The ferry sank"),
        ("That ferry sank", "That ferry sank"),
        ("thatch burned", "thatch burned"),
        ("ferry sank”", "ferry sank"),
        ("the ferry sank, “", "the ferry sank"),
        ("” the ferry sank", "the ferry sank"),
        ("“the ferry” sank", "“the ferry” sank"),
        ("crew called it “a miracle”", "crew called it “a miracle”"),
        ('"the ferry" sank', '"the ferry" sank'),
        ('"the ferry sank', "the ferry sank"),
        ('the ferry sank"', "the ferry sank"),
        ("‘the ferry sank", "the ferry sank"),
        ("‘the ferry’ sank", "‘the ferry’ sank"),
        ("the sailors’", "the sailors’"),
        ("«паром затонул", "паром затонул"),
        ("„Fähre“ gesunken", "„Fähre“ gesunken"),
        ("the ferry\nsank ,", "the ferry sank"),
        ("that", "that"),
        ("“", "“"),
        ("", ""),
    ],
)
def test_a_title_has_no_torn_edges(wording: str, shown: str):
    assert title(wording) == shown


def test_a_cleaned_title_leaves_the_wording_as_it_is():
    pile = Pile()
    one = pile.report("Herald", "2024-01-02").claim("that “a boat sank", by="the mayor")
    text = Page(
        dossier(view(pile, matters=[matter("that “a boat sank", origin("the mayor", one))]), title="B")
    ).text
    assert "A boat sank" in text
    assert "that “a boat sank" in text


@pytest.mark.parametrize(
    ("wordings", "shown"),
    [
        pytest.param(("Rosa Lima counted 3 boats", "3 boats sank"), "3 boats sank", id="a name"),
        pytest.param(("night clerk", "3 boats sank"), "3 boats sank", id="nothing but a role"),
        pytest.param(("the Customs", "3 boats sank"), "3 boats sank", id="nothing but a body"),
        pytest.param(
            ("Rosa Lima", "night clerk"), "Words about a voice whose name is withheld", id="no other"
        ),
        pytest.param(("the night clerk’s boat sank", "x"), "the night clerk’s boat sank", id="a claim"),
    ],
)
def test_no_title_tells_who_a_withheld_voice_is(wordings: tuple[str, ...], shown: str):
    pile = Pile()
    post = pile.report("Post", "2024-01-02")
    withheld = {"by": "Rosa Lima", "role": "night clerk", "spoken_for": "the Customs", "protected": True}
    claims = [post.claim(w, **withheld) for w in wordings]
    held = replace(matter("m", origin("Rosa Lima", *claims)), title=wordings[0])
    ledger = view(pile, matters=[held])
    (found,) = audits.as_text("first", ledger)
    assert found.startswith(f"2024-01-02  {shown} by a voice whose name is withheld")
    assert "Rosa Lima" not in part(ledger)


def test_an_outlet_with_and_without_its_description_is_one_carrier():
    pile = Pile()
    a, b = pile.report("Herald", "2024-01-01"), pile.report("Post", "2024-01-02")
    claims = [
        a.claim("a boat sank", by="the mayor", through=("the small news site eSul",)),
        b.claim("a boat sank", by="the mayor", through=("eSul",)),
        b.claim("a boat burned", by="the mayor", through=("the harbour weekly",)),
    ]
    html = dossier(view(pile, matters=[matter("sank", origin("the mayor", *claims))]), title="B")
    assert "carried by eSul and the harbour weekly, to 2 reports" in html
    assert "the small news site eSul" not in html


def test_an_institution_under_two_names_falls_as_one():
    pile = Pile()
    a, b = pile.report("Herald", "2024-01-01"), pile.report("Post", "2024-01-02")
    one, two = a.claim("a boat sank", by="Port of Anse"), b.claim("a pier burned", by="Port of Anse")
    groups = [replace(origin("the port", c), voices=((c.report, "Port of Anse"),)) for c in (one, two)]
    ledger = view(pile, matters=[matter(str(n), g) for n, g in enumerate(groups)])
    assert next(audits.as_text("falls", ledger)) == "without the port: 2 lost, 0 weakened"


def test_conflicts_with_one_matter_stand_once_and_the_rest_folded():
    pile = Pile()
    a, b = pile.report("Herald", "2024-01-01"), pile.report("Post", "2024-01-02")
    one, two = a.claim("9 boats sank", by="the mayor"), b.claim("nine boats sank", by="the mayor")
    other, third = b.claim("no boat sank", by="a diver"), b.claim("a boat burned", by="a diver")
    pairs = [(one, other), (two, other), (one, third)]
    relations = [
        Relation(a=x.id, b=y.id, kind=RelationKind.CONFLICTS, reasons=("not both hold", "eSul says so"))
        for x, y in pairs
    ]
    matters = [matter("sank", origin("the mayor", one, two)), matter("none", origin("a diver", other))]
    html = dossier(view(pile, matters=matters, relations=relations), title="B")
    sank = html[html.index('id="m-sank"') :]
    sank = sank[: sank.index("</article>\n", sank.index("fold"))]
    assert sank[: sank.index("<details")].count("conflicts with</p>") == 2
    assert "1 more conflict<" in sank
    assert "Not both hold. eSul says so." in html


def test_thousands_of_reposts_are_audited():
    pile = Pile()
    soft = pile.report("Herald", "2024-01-01").claim(
        "boats may have sunk", by="the mayor", strength=Strength.POSSIBLE
    )
    flat = [pile.report(f"Post {n}", "2024-01-02").claim("boats sank", by="the mayor") for n in range(4000)]
    late = [
        pile.report(f"Late {n}", "2024-01-03").claim(
            "boats may have sunk", by="the mayor", strength=Strength.POSSIBLE
        )
        for n in range(4000)
    ]
    ledger = view(pile, matters=[matter("sank", origin("the mayor", *flat, soft, *late))])
    for question in audits.AUDITS:
        assert list(audits.as_text(question, ledger))
    assert len(list(audits.as_json("hedges", ledger))) == 4000
