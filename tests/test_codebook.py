"""Codebooks: which words lead where, what is wrong with a bad one, and that no code knows a codebook."""

from pathlib import Path

import pytest
from tests.linked import Pile
from tests.test_audit import matter, origin, view

from accordingto.claim import Polarity
from accordingto.codebook import load, match, programme, shipped
from accordingto.errors import DataError

# language, wording, event, participants → stages (with facets)
RECRUITMENT = [
    ("en", "Recruiters came to the women's prison twice", "come", {"agent": "recruiter"}, ["visited"]),
    ("en", "A reporter visited the prison", "visit", {"agent": "reporter"}, []),
    ("en", "Some 40 inmates signed contracts in June", "sign", {"agent": "inmate"}, ["enlisted"]),
    ("en", "women are still waiting in the colony", "wait", {"agent": "woman"}, ["held-or-released kept"]),
    ("en", "the women fight in assault units", "fight", {"agent": "woman"}, ["at-the-front assault"]),
    ("en", "Some of the women died, others came home with a pardon", "die", {"agent": "woman"},
     ["lost killed", "discharged"]),
    ("en", "the prison recruits convicts no longer", "recruit", {"agent": "prison"}, ["enlisted stopped"]),
    ("en", "the former inmate was arrested for a stabbing", "arrest", {"patient": "inmate"},
     ["crimes-afterwards"]),
    ("en", "It rained in the city", "rain", {}, []),
    ("ru", "вербовщики приезжали в колонию трижды", None, {}, ["visited"]),
    ("ru", "женщин из колонии завербовали в мае", None, {}, ["enlisted"]),
    ("ru", "двое осуждённых погибли на фронте", None, {}, ["at-the-front", "lost killed"]),
    ("uk", "вербувальники приїжджали до колонії", None, {}, ["visited"]),
    ("uk", "ув’язнених завербували навесні", None, {}, ["enlisted"]),
    ("uk", "засудженим обіцяли помилування за контракт", None, {}, ["offered pardon"]),
]  # fmt: skip
DISASTER = [
    ("en", "The dam burst at night", "burst", {"agent": "dam"}, ["struck"]),
    ("en", "at least 12 people were killed and 60 injured", "kill", {"patient": "people"},
     ["toll killed", "toll injured"]),
    ("en", "400 residents were evacuated", "evacuate", {"patient": "resident"}, ["affected evacuated"]),
    ("en", "the prosecutor opened an inquiry", "open", {}, ["afterwards inquiry"]),
    ("ru", "под завалами остаются люди, семь человек погибли", None, {}, ["toll killed", "toll missing"]),
    ("en", "the dam wall broke last night", "break", {"agent": "wall"}, ["struck"]),
    ("uk", "мешканців евакуйовано, троє загинули", None, {}, ["affected evacuated", "toll killed"]),
]  # fmt: skip


def placed(book: str, language: str, wording: str, event: str | None, people: dict[str, str]) -> list[str]:
    what = match.Said(wording=wording, event=event, people=tuple(people.items()))
    found = match.stages(what, load(book), (language,))
    assert all("“" in p.reason for p in found)  # each names the words that led there
    return [f"{p.at} {p.facet}" if p.facet else p.at for p in found]


@pytest.mark.parametrize(("language", "wording", "event", "people", "stages"), RECRUITMENT)
def test_where_words_of_recruitment_lead(language, wording, event, people, stages):
    assert placed("recruitment-from-prisons", language, wording, event, people) == stages


@pytest.mark.parametrize(("language", "wording", "event", "people", "stages"), DISASTER)
def test_where_words_of_a_disaster_lead(language, wording, event, people, stages):
    assert placed("disaster-toll", language, wording, event, people) == stages


def test_what_an_origin_does_with_its_words_can_be_asked_for():
    book, english = load("disaster-toll"), ("en",)
    warned = match.Said(wording="the dam is unsafe after the rains", event="be", stance="warns")
    (found,) = [p for p in match.stages(warned, book, english) if p.at == "warning"]
    assert found.reason == "words “unsafe”, “rains”; whoever says it warns"


def test_a_denial_stands_where_what_it_denies_stands():
    book, english = load("recruitment-from-prisons"), ("en",)
    denied = match.Said(wording="the women recruited there got no training", event="train", denied=True)
    assert {p.at for p in match.stages(denied, book, english)} == {"trained"}


@pytest.mark.parametrize("name", shipped())
def test_every_stage_of_a_shipped_codebook_has_words_in_three_languages(name):
    book = load(name)
    assert book.languages == ("en", "ru", "uk")
    for stage in book.stages:
        assert {r.language for r in stage.rules} == {"en", "ru", "uk"}, stage.id


# A codebook of a third kind: nothing in the code knows of it.
MUSEUM = """
name = "a-loan"
title = "A painting on loan"

[[stage]]
id = "asked"
title = "Asked for"
who = "Who asks whom?"
[[stage.rule]]
language = "en"
words = ["asked for", "request*"]

[[stage]]
id = "lent"
title = "Lent"
states = ["lend"]
[[stage.rule]]
language = "en"
event = ["lend"]
patient = ["painting*"]

[[stage]]
id = "returned"
title = "Returned"
[[stage.rule]]
language = "en"
event = ["return"]

[[group]]
id = "masters"
title = "Old masters"
[[group.rule]]
language = "en"
words = ["old master*"]
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def loans() -> Pile:
    pile = Pile()
    herald = pile.report("Herald", "2024-01-02")
    herald.claim("Arlen requested an old master", by="the Arlen museum", event="request")
    herald.claim("the painting was lent in May", by="the Arlen museum", event="lend", who=("painting",))
    post = pile.report("Post", "2024-02-01")
    post.claim("whether the painting was returned", by="Post", event="return", polarity=Polarity.QUESTION)
    post.claim("the painting was not returned", by="the lender", event="return", polarity=Polarity.DENIED)
    post.claim("it rained", by="the lender", event="rain")
    return pile


def test_a_codebook_of_ones_own(tmp_path):
    pile = loans()
    requested, lent, open_, denied, _ = (c for w in pile.written for c in w.claims)
    held = view(pile, matters=[matter("requested", origin("the Arlen museum", requested))])
    book = load(written(tmp_path, MUSEUM.replace('patient = ["painting*"]', 'agent = ["painting*"]')))
    found = programme(held, book)
    asked, given, returned = found.stages
    assert [p.claim for p in asked.placed] == [requested.id]
    assert asked.placed[0].reason == "words “requested”"
    assert (asked.independent_origins, asked.reported) == (1, ("2024-01-02", "2024-01-02"))
    assert [(p.claim, p.reason) for p in given.placed] == [
        (lent.id, "event “lend”; agent “painting”"),
    ]
    assert (returned.open, returned.denied, returned.asserted) == ((open_.id,), (denied.id,), ())
    assert [p.claim for p in found.groups[0].placed] == [requested.id]
    assert found.elsewhere == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(("[[stage]]", "[[stage", 1), "not valid TOML", id="not TOML"),
        pytest.param(('title = "A painting on loan"', ""), "title: is missing", id="no title"),
        pytest.param(('id = "lent"', 'id = "asked"'), "stage: two have the id 'asked'", id="two of one id"),
        pytest.param(('id = "lent"', 'id = "Lent!"'), "must be small letters", id="an id that is none"),
        pytest.param(("event = [", "evnt = ["), "stage 2 (lent), rule 1, words: a rule needs", id="slip"),
        pytest.param(
            ('patient = ["painting*"]', 'patiant = ["x"]'), "patiant: no such key", id="no such key"
        ),
        pytest.param(('["lend"]\npatient', '"lend"\npatient'), "event: must be a list", id="a word, no list"),
        pytest.param(('"request*"', '"re*quest"'), "'re*quest' is no pattern", id="a star inside a word"),
        pytest.param(('"request*"', '"@people"'), "there is no list 'people'", id="no such list"),
        pytest.param(('language = "en"', 'language = "English"'), "no ISO 639-1 code", id="language"),
        pytest.param(('who = "Who asks whom?"', "who = 3"), "who: must be words", id="a number for words"),
        pytest.param(('"request*"]', '"request*"]\nfacet = "x"'), "the stage has no facet 'x'", id="facet"),
        pytest.param(
            ('event = ["lend"]', 'event = ["lend"]\nstance = ["shouts"]'),
            "'shouts' is none of says",
            id="stance",
        ),
        pytest.param(("[[stage", "[[step"), "needs at least one [[stage]]", id="no stage"),
    ],
)
def test_a_bad_codebook_is_named_with_key_and_reason(tmp_path, change, says):
    text = MUSEUM.replace(*change)
    assert text != MUSEUM
    path = written(tmp_path, text)
    with pytest.raises(DataError) as error:
        load(path)
    assert str(error.value).startswith(f"{path}: ")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [("no-such", "shipped are disaster-toll, recruitment-from-prisons"), ("no/such.toml", "No such file")],
)
def test_a_codebook_that_is_not_there(name, says):
    with pytest.raises(DataError, match=says):
        load(name)
