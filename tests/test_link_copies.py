"""Copies: shared prose, never shared quotations; rewording; direction by time; no quadratic blow-up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.link.copies import Document, written
from accordingto.link.copying import copies
from accordingto.link.words import quotations, without_quotations
from accordingto.relation import CopyKind

FERRY = (
    "The ferry Marlin ran aground near Port Ellis on Tuesday evening with 214 passengers on board. "
    "Captain Rosa Lindqvist sent a distress call at 19:40 and lifeboats from Ellis and Cape Dunmore "
    "reached the ship within half an hour. Nobody drowned, but 17 people were taken to St Brigid "
    "Hospital with cuts and broken bones. The Harbour Board closed the northern channel until Thursday "
    "and hired the tug Hercules of Norwick to pull the vessel free."
)
FERRY_REWORDED = (
    "With 214 travellers aboard, the passenger ship Marlin struck a sandbank off Port Ellis late on "
    "Tuesday. At 19:40 its skipper Rosa Lindqvist radioed for help; rescue boats out of Ellis and from "
    "Cape Dunmore arrived in under thirty minutes. All survived, although 17 were brought to St Brigid "
    "Hospital, some with fractures. Until Thursday ships may not use the northern channel, the Harbour "
    "Board decided, and the Hercules, a tug owned in Norwick, will try to free the stranded ship."
)
FERRY_OWN = (
    "I was drinking tea when the floor tilted, says Ines Abara, who was travelling home to Norwick. She "
    "spent the night in a school gym in Ellis together with other passengers of the Marlin. Volunteers "
    "had brought blankets, and a baker opened his shop at midnight. The investigators will arrive from "
    "the capital on Friday."
)
WORDS = "“We heard a bang, then the lights went out and everybody on the lower deck began to run upstairs”"
QUOTING_ONE = f"{WORDS}, Ines Abara told us on the quay. Behind her the crane was already at work."
QUOTING_TWO = (
    f"A survivor from the lower deck describes the minutes after the impact: {WORDS}. She is at home now."
)
QUOTING_BARE = (
    "It happened after dinner. We heard a bang, then the lights went out and everybody on the lower "
    "deck began to run upstairs, a woman recalled, still wearing the coat of a fisherman."
)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        pytest.param(FERRY, FERRY, CopyKind.REPOST, id="word for word"),
        pytest.param(FERRY, "NEWSDESK — " + FERRY, CopyKind.REPOST, id="with a new first word"),
        pytest.param(FERRY, FERRY_REWORDED, CopyKind.REWORDED, id="reworded, few shared runs of words"),
        pytest.param(FERRY, FERRY_OWN, None, id="own reporting on the same accident"),
        pytest.param(QUOTING_ONE, QUOTING_TWO, None, id="the same quotation"),
        pytest.param(QUOTING_ONE, QUOTING_BARE, None, id="the same quotation, its marks lost"),
        pytest.param("", "", None, id="nothing"),
    ],
)
def test_what_is_a_copy(a: str, b: str, kind: CopyKind | None) -> None:
    found = copies([written("a", a, "2024-01-01"), written("b", b, "2024-01-02")])
    assert [c.kind for c in found] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("first", "second", "cites", "copier", "directed"),
    [
        pytest.param("2024-01-01", "2024-01-02", (), "b", True, id="the later one copies"),
        pytest.param("2024-01-02", "2024-01-01", (), "a", True, id="whichever that is"),
        pytest.param("2024-01-01", "2024-01-01", (), "b", False, id="same day"),
        pytest.param("2024-01", "2024-01-20", (), "b", False, id="a month does not come before a day in it"),
        pytest.param(None, "2024-01-02", (), "a", False, id="no date"),
        pytest.param(None, None, ("The Ellis Echo",), "b", True, id="no dates, but it cites the other"),
    ],
)
def test_direction(
    first: str | None, second: str | None, cites: tuple[str, ...], copier: str, directed: bool
) -> None:
    (copy,) = copies(
        [
            Document(id="a", prose=FERRY, published=first, publisher="The Ellis Echo"),
            Document(id="b", prose=FERRY, published=second, publisher="Norwick Post", cites=cites),
        ]
    )
    assert (copy.copier, copy.directed) == (copier, directed)


def test_citing_without_prose_is_told_apart_from_copying() -> None:
    marks = ("marlin", "ellis", "n:214", "dunmore")
    (copy,) = copies(
        [
            Document(id="a", prose="One text of a report.", publisher="The Ellis Echo", marks=marks),
            Document(
                id="b",
                prose="Another altogether.",
                publisher="Norwick Post",
                cites=("The Ellis Echo",),
                marks=marks,
            ),
            Document(
                id="c", prose="A third.", publisher="Coast Wire", cites=("The Ellis Echo",), marks=("kobal",)
            ),
        ]
    )
    assert (copy.copier, copy.original, copy.kind) == ("b", "a", CopyKind.CITES)


@pytest.mark.parametrize(
    ("text", "prose", "quoted"),
    [
        ('He said "we go\nand stay" now.', "He said \n now.", ("we go\nand stay",)),
        ('"First part.\n"Second part," he said.', "\n\n he said.", ("First part.", "Second part,")),
        ("“Curly,” she said, “and more.”", "\n she said, \n", ("Curly,", "and more.")),
        ('An odd " mark here.\nNext has "a quote".', 'An odd " mark here.\nNext has \n.', ()),
    ],
    ids=["over a line", "each paragraph opens anew", "curly", "a stray mark loses no prose"],
)
def test_quotations_are_cut(text: str, prose: str, quoted: tuple[str, ...]) -> None:
    assert without_quotations(text).replace("\n", " ").split() == prose.replace("\n", " ").split()
    assert not quoted or quotations(text) == quoted


@pytest.mark.parametrize("changed", [False, True], ids=["identical", "each with a word of its own"])
def test_ten_thousand_reposts_make_ten_thousand_links(changed: bool) -> None:
    pile = [written(f"{n:05}", FERRY + (f" Copy{n}." if changed else "")) for n in range(10_000)]
    found = copies(pile)
    assert {c.copier for c in found} == {d.id for d in pile[1:]}
    assert len(found) < 60_000  # every pair would be fifty million


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab \"“”'\n.", max_size=200), max_size=6), st.randoms())
def test_any_texts_in_any_order_give_the_same_copies(texts: list[str], random: object) -> None:
    documents = [written(str(n), text) for n, text in enumerate(texts)]
    shuffled = sorted(documents, key=lambda d: hash((str(random), d.id)))
    assert copies(documents) == copies(shuffled)
