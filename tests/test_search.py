"""Search: words as they begin and as they sound, in either alphabet; withheld names are found by nobody."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from accordingto.languages.sound import sound, stem
from accordingto.ledger import search
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import search_claim, search_report

TEXTS = {
    "wire": "Kyrylo Marchuk told the Harbour Post that the recruits had left.",
    "степ": "Кирило Марчук не відповів. Зеленський їхав у Харків.",
    "мост": "Евгения Бутусова видели у моста; «мост цел», сказал рабочий.",
    "gate": "The bridge held, and volunteers recruited a prisoner.",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = open_ledger(None)
    with transaction(engine, write=True) as connection:
        write(connection, TEXTS, {})
    yield engine
    engine.dispose()


@pytest.fixture
def index(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        yield connection


def write(connection: Connection, texts: Mapping[str, str], hidden: Mapping[str, Sequence[str]]) -> None:
    rows = [(name, name, said) for name, said in texts.items()]
    search.rewrite(connection, rows, rows, hidden)


def found(connection: Connection, query: str) -> set[str]:
    total = search.count(connection, search_claim, query)
    ids = search.find(connection, search_claim, query, total=total, first=0, size=20)
    assert len(ids) == total
    return set(ids)


FOUND = {
    "a Latin name finds the Cyrillic one": ("Kyrylo", {"wire", "степ"}),
    "a Cyrillic name finds the Latin one": ("Кирило", {"wire", "степ"}),
    "Butusov finds Бутусов, inflected": ("Butusov", {"мост"}),
    "an inflected name finds itself": ("Бутусову", {"мост"}),
    "no capital is needed": ("butusov", {"мост"}),
    "four spellings of one name, -yy": ("Zelenskyy", {"степ"}),
    "four spellings of one name, -iy": ("Zelenskiy", {"степ"}),
    "four spellings of one name, -y": ("Zelensky", {"степ"}),
    "four spellings of one name, Russian": ("Зеленского", {"степ"}),
    "a town": ("Kharkiv", {"степ"}),
    "a beginning is enough": ("recruit", {"wire", "gate"}),
    "a plural finds the singular": ("prisoners", {"gate"}),
    "all words have to be there": ("recruits Зеленський", set()),
    "in any order": ("held bridge", {"gate"}),
    "quoted words stand as they are": ('"the bridge held"', {"gate"}),
    "quoted words are whole": ('"recruit"', set()),
    "a name of another sound": ("Kowalski", set()),
    "no words at all": ("?!", set()),
}


@pytest.mark.parametrize(("query", "wanted"), FOUND.values(), ids=FOUND)
def test_what_is_found(index: Connection, query: str, wanted: set[str]) -> None:
    assert found(index, query) == wanted


# Each line: spellings of one name in several alphabets and by several rules.
NAMES = [
    "Кирило Kyrylo",
    "Бутусов Butusov",
    "Зеленский Зеленський Zelenskyy Zelensky Zelenskiy Zelenskii",
    "Євген Yevhen",
    "Евгений Yevgeny Evgenii",
    "Щербак Shcherbak",
    "Соболёв Соболев Sobolev Sobolyov",
    "Харків Kharkiv",
    "Юлія Yuliia Yulia Julija",
    "Йосип Yosyp",
    "Мар'яна Marjana Mariana",
    "Дмитро Dmytro",
    "Рыбак Рибак Rybak",
    "Хрущёв Khrushchev",
]


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names.split()[-1])
def test_spellings_of_one_name_sound_alike(names: str) -> None:
    assert len({sound(name) for name in names.split()}) == 1


def test_different_names_do_not_sound_alike() -> None:
    names = "Марчук Марченко Ткач Ткачук Павлов Павленко Фомин Фомичев Kravets Kravchuk Lviv".split()  # noqa: SIM905
    assert len({sound(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("Бутусову", "бутусов"),
        ("тюрьмами", "тюрьм"),
        ("в'язнів", "в'язнів"),
        ("дом", "дом"),
        ("cities", "citi"),
    ],
)
def test_an_ending_is_left_out_of_a_query(word: str, wanted: str) -> None:
    assert stem(word) == wanted


def test_found_words_are_marked_in_either_alphabet() -> None:
    pieces = search.cut(TEXTS["мост"], search.terms("Butusov моста"))
    assert [p for p, met in pieces if met] == ["Бутусова", "моста", "мост"]
    assert "".join(p for p, _ in pieces) == TEXTS["мост"]


def test_a_long_text_is_cut_around_the_first_found_word() -> None:
    text = "much ado " * 200 + "the ferry sank " + "and then nothing " * 200
    pieces = search.cut(text, search.terms("ferry"))
    said = "".join(p for p, _ in pieces)
    assert len(said) < 700
    assert ("ferry", True) in pieces
    assert said.startswith("… ")
    assert said.endswith(" …")


def test_a_withheld_name_is_found_nowhere() -> None:
    texts = {
        "a": "Lidia Korneva, a clerk, saw it. Korneva wept.",
        "b": "Lidia Korneva is a singer; so is Lidia.",
    }
    engine = open_ledger(None)
    with transaction(engine, write=True) as connection:
        write(connection, texts, {"a": ["Lidia Korneva"]})
        names = ("Korneva", "Lidia Korneva", "Корнева", '"Lidia Korneva"')
        assert [found(connection, name) for name in names] == [set()] * 4
        # An ordinary first name in a report that withholds nothing is a word like any other.
        assert found(connection, "Lidia") == {"b"}
        assert found(connection, "clerk") == {"a"}
    engine.dispose()


@given(query=st.text(max_size=60))
def test_no_query_breaks_the_search(engine: Engine, query: str) -> None:
    with transaction(engine) as connection:
        total = search.count(connection, search_report, query)
        assert len(search.find(connection, search_report, query, total=total, first=0, size=9)) == total
    search.cut(TEXTS["wire"], search.terms(query))
