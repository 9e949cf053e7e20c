"""A withheld name is one name in every alphabet, standard and case."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accordingto.keep.fold import fold
from accordingto.keep.forms import forms
from accordingto.languages import lexicon

STANDARDS = lexicon("any", "spellings")["standards"]
VOWELS = "аеёиоуыэюяєії"


def written(name: str, standard: str) -> str:
    """The name by a standard's table; BGN writes ye for е that begins a word or follows a vowel or sign."""
    table = STANDARDS[standard]
    out = []
    for at, letter in enumerate(name):
        latin = table[letter]
        after = name[at - 1] if at else ""
        if standard == "bgn_ru" and letter == "е" and (not after or after in VOWELS + "йъь"):
            latin = "ye"
        if standard == "bgn_ru" and letter == "ё" and after in ("ж", "ч", "ш", "щ"):
            latin = "ë"
        if standard == "uk2010" and not at:
            latin = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}.get(letter, latin)
        if standard == "uk2010" and letter == "г" and after == "з":
            latin = "gh"
        out.append(latin)
    return "".join(out)


def of_language(language: str) -> list[str]:
    return [name for name, table in STANDARDS.items() if table["language"] == language]


ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_standard_has_every_letter(language):
    for name in of_language(language):
        assert set(STANDARDS[name]) - {"language"} == set(ALPHABETS[language])


@pytest.mark.parametrize("standard", STANDARDS)
@given(data=st.data())
def test_any_name_by_any_standard_folds_as_its_cyrillic_does(standard, data):
    alphabet = ALPHABETS[STANDARDS[standard]["language"]]
    # A sign stands between a consonant and a vowel (ъ) or after a consonant (ь), as the languages have it.
    pieces = [c for c in alphabet if c not in "ъь"]
    pieces += [f"{c}ь" for c in "бвдзлмнпрст"]
    pieces += [f"{c}ъ{v}" for c in "бвдзс" for v in "еёюя"] if "ъ" in alphabet else []
    name = "".join(data.draw(st.lists(st.sampled_from(pieces), min_size=2, max_size=9)))
    assert fold(written(name, standard)) == fold(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Юрий Щербаков", "Yury Shcherbakov"),
        ("Юрій Ґалаґан", "YURII GALAGAN"),
        ("Алексей Королёв", "Alexey Korolyov"),
        ("Александр Жуков", "Aleksandr Žukov"),
        ("Наталья Объедкова", "Natalia Obieedkova"),
        ("Ксения Цой", "Xenia Tsoy"),
        ("José Núñez", "JOSE NUNEZ"),
        ("Ольга\u00ad Рома\u200bнова", "Ol’ga Romanova"),
        ("Хри\u0441тина", "Khristina"),
        (unicodedata.normalize("NFD", "Андрій Їжак"), unicodedata.normalize("NFC", "Andrii Yizhak")),
    ],
)
def test_spellings_of_one_name_are_one(one, other):
    assert fold(one) == fold(other)


CASES = """
Ольга: Ольги Ольге Ольгу Ольгой Ользі Ольгою Ольго Olga Olgi Olge Olgu Olgoy Olha Olzi Ol'ga's
Романова: Романовой Романову Романовою Романовы Romanovoy Romanovoi Romanovu Romanovas
Иван: Ивана Ивану Иваном Иване Ivana Ivanu Ivanom
Романов: Романова Романову Романовым Романове Романовых Romanovym Romanovykh
Мария: Марии Марию Марией Марією Maria Mariya Mariia Marii Mariyu
Сергей: Сергея Сергею Сергеем Сергее Sergei Sergey Sergeya Sergeyem
Сергій: Сергія Сергію Сергієм Сергієві Serhii Serhiy Serhiia Serhiievi
Игорь: Игоря Игорю Игорем Igor Igorya Igoria
Достоевский: Достоевского Достоевскому Достоевским Достоевском Dostoevsky Dostoyevskogo
Толстой: Толстого Толстому Толстым Tolstoi Tolstogo
Крупская: Крупской Крупскую Krupskaya Krupskoy
Петренко: Петренка Петренку Петренкові Петренком Petrenka
Зеленський: Зеленського Зеленському Зеленським Zelensky Zelenskyi Zelenskoho
Кравец: Кравца Кравцу Кравцом Kravets Kravtsa
Павел: Павла Павлу Павлом Pavel Pavla
Любовь: Любви Любовью Lyubov Lyubvi
Вірка: Вірки Вірці Вірку Віркою Virtsi
Smith: Smith's Smiths SMITH
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines(), ids=lambda line: line.split(":")[0])
def test_every_case_of_a_name_is_a_form_of_it(line):
    name, inflected = line.split(": ")
    missed = [word for word in inflected.split() if fold(word) not in forms(name)]
    assert missed == []


@pytest.mark.parametrize(
    ("name", "other"), [("Ольга", "Олег"), ("Романова", "Рыжова"), ("Иван", "Игнат"), ("Smith", "Smyslov")]
)
def test_another_name_is_no_form(name, other):
    assert fold(other) not in forms(name)
