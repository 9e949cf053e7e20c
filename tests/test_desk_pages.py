"""The desk's pages on a small made-up ledger: every page answers, in every language, within its size."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.desk_ledger import world, write
from tests.desk import csrf, fill, opened

from accordingto.desk import export, exporting, figures
from accordingto.desk.exporting import make
from accordingto.engine.local import Caps
from accordingto.engine.warm import Warm
from accordingto.errors import OutputError
from accordingto.keep.custody import DESK, Act, Done, append
from accordingto.keep.store import beside
from accordingto.ledger.pages import matters as pages
from accordingto.ledger.pages.matters import MatterFilter
from accordingto.ledger.store import open_ledger, transaction
from accordingto.publish.exports import FORMATS


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "ledger.db"
    write(world(60), path)
    return path


@pytest.fixture(scope="module")
def client(ledger: Path) -> Iterator[object]:
    with opened(ledger, read_only=True) as entered:
        yield entered


PATHS = [
    "/matters",
    "/matters?count=more&conflict=1&place=Kharkiv&since=2022-01-01&until=2026-01-01&sort=newest",
    "/matters?review=unreviewed&page=2",
    "/sources",
    "/sources?sort=name",
    "/sources/apart",
    "/figures",
    "/figures?population=prisoner&state=transfer&unit=",
    "/figures?population=unicorn&state=&unit=",
    "/timeline",
    "/timeline?month=2023-05",
    "/map",
    "/map?place=Kharkiv",
    "/open",
    "/search",
    "/search?q=prisoners+Kharkiv",
    "/search?q=Butusov&in=reports",
]
WRONG = [
    "/matters?page=-1&since=yesterday&count=9&sort=x",
    "/map?page=99999999999",
    "/timeline?month=13-0000",
]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers(client, path: str, language: str) -> None:
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert len(page.content) < 200_000


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_address_asks_for_nothing(client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/matters/m000", "/sources/0123456789abcdef"])
def test_what_is_not_there_is_said_so(client, path: str) -> None:
    assert client.get(path).status_code == 404


def chosen(ledger: Path, **filter_: object) -> list[pages.MatterLine]:
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        found = pages.matters(connection, MatterFilter(**filter_), number=1, size=1000)
    engine.dispose()
    return list(found.rows)


def test_the_filters_choose_what_they_say(ledger: Path) -> None:
    everything = chosen(ledger)
    assert len(everything) > 100
    assert {m.id for m in chosen(ledger, conflict=True)} == {m.id for m in everything if m.conflicts}
    assert {m.id for m in chosen(ledger, count="more")} == {m.id for m in everything if m.independent > 1}
    later = chosen(ledger, since="2023-06-01")
    assert {m.id for m in later} == {m.id for m in everything if (m.latest or "") >= "2023-06-01"}
    assert 0 < len(later) < len(everything)


def test_the_heaviest_matter_comes_first(ledger: Path) -> None:
    weights = [(m.conflicts > 0, m.independent, m.mentions) for m in chosen(ledger)]
    assert weights == sorted(weights, reverse=True)


def test_one_matter_shows_every_origin_and_claim(client, ledger: Path) -> None:
    line = max(chosen(ledger), key=lambda m: m.mentions)
    engine = open_ledger(ledger)
    with transaction(engine) as connection:
        _, whole = pages.one(connection, line.id)
    engine.dispose()
    shown = client.get(f"/matters/{line.id}").text
    for origin in whole.origins:
        assert origin.name.replace("'", "&#39;") in shown
    seen: set[str] = set()
    for page in range(1, line.mentions // 12 + 2):
        text = client.get(f"/matters/{line.id}?page={page}").text
        seen |= {claim for claim in whole.claims if f'id="c-{claim}"' in text}
    assert seen == set(whole.claims)


def test_a_withheld_voice_is_listed_only_within_its_report(client, ledger: Path) -> None:
    assert "a nurse at the ward" not in client.get("/sources?sort=name").text
    assert "name withheld" in client.get("/sources/apart").text


def test_a_search_marks_what_it_found(client) -> None:
    page = client.get("/search?q=Butusov&in=reports").text
    assert "<mark>Бутусов</mark>" in page or "<mark>Butusov</mark>" in page


def test_hostile_words_are_shown_not_obeyed(client) -> None:
    page = client.get('/search?q="><script>alert(1)</script>')
    assert "<script>alert" not in page.text


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A desk to judge on; each test takes a matter of its own."""
    path = tmp_path_factory.mktemp("judged") / "ledger.db"
    write(world(12), path)
    with opened(path) as entered:
        entered.ledger = path
        # Made-up matters are not what linking would find: what is derived stays as it was written.
        entered.app.state.desk.reading.stale = lambda: None
        yield entered


def do(desk, matter: str, **fields: str) -> object:
    form = {"csrf": csrf(desk), "by": "Ida", "seen": "", **fields}
    return desk.post(f"/matters/{matter}", data=form)


def test_a_matter_is_pinned_and_the_pin_taken_out(desk) -> None:
    matter = chosen(desk.ledger)[0].id
    assert do(desk, matter, do="pin", why="to watch").headers["location"] == f"/matters/{matter}?done=pinned"
    page = desk.get(f"/matters/{matter}?done=pinned").text
    assert "Take the pin out" in page
    assert "Ida" in page
    seen = re.search(r'name="seen" value="(j\w+)"', page)[1]
    assert do(desk, matter, do="unpin", seen=seen).status_code == 303
    assert "Take the pin out" not in desk.get(f"/matters/{matter}").text


def test_a_note_and_a_name_are_kept(desk) -> None:
    matter = chosen(desk.ledger)[1].id
    assert do(desk, matter, do="note", note="ask the port again").status_code == 303
    assert do(desk, matter, do="rename", title="The move to the south").status_code == 303
    page = desk.get(f"/matters/{matter}").text
    assert "ask the port again" in page
    assert "The move to the south" in page


def test_a_conflict_is_settled_with_a_reason(desk) -> None:
    matter = chosen(desk.ledger, conflict=True)[0].id
    page = desk.get(f"/matters/{matter}").text
    deed = re.search(r'value="(resolve \w+ \w+)"', page)[1]
    why = "why-" + "-".join(deed.split()[1:])
    assert do(desk, matter, do=deed).status_code == 422
    assert do(desk, matter, do=deed, **{why: "two different trains"}).status_code == 303
    assert "two different trains" in desk.get(f"/matters/{matter}").text


WRONG_DEEDS = {
    "a name without words": ({"do": "rename", "title": " "}, 422),
    "a note without words": ({"do": "note", "note": ""}, 422),
    "a merging with itself or nothing": ({"do": "merge", "other": "nowhere"}, 422),
    "a split of no claim": ({"do": "split"}, 422),
    "nobody judges": ({"do": "pin", "by": " "}, 422),
    "an unknown deed": ({"do": "burn"}, 400),
    "an undoing of nothing": ({"do": "undo", "of": "j0"}, 404),
    "a form of nobody's": ({"do": "pin", "csrf": "x"}, 403),
}


@pytest.mark.parametrize(("fields", "status"), WRONG_DEEDS.values(), ids=WRONG_DEEDS)
def test_what_cannot_be_done_is_said(desk, fields: dict[str, str], status: int) -> None:
    assert do(desk, chosen(desk.ledger)[2].id, **fields).status_code == status


def test_two_tabs_that_pin_are_told_of_each_other(desk) -> None:
    matter = chosen(desk.ledger)[3].id
    assert do(desk, matter, do="rename", title="One").status_code == 303
    later = do(desk, matter, do="rename", title="Two", why="mine")
    assert later.status_code == 409
    assert 'value="Two"' in later.text  # nothing of the later one is lost


def test_what_does_not_show_yet_or_could_not_be_linked_is_said(desk) -> None:
    reading = desk.app.state.desk.reading
    assert 'class="behind"' not in desk.get("/matters").text
    reading._stale = True
    assert "Being read or linked" in desk.get("/matters").text
    reading.trouble = "the disk is full"
    page = desk.get("/matters").text
    assert "could not be brought up to date" in page
    assert "the disk is full" in page
    reading._stale, reading.trouble = False, ""


REPORTS = {
    "courier.txt": "Guards walk out\n\nForty guards left the colony in Lipetsk on 3 March, a union said.",
    "post.txt": "Prison in Lipetsk\n\nThe union said 40 guards had left the colony in Lipetsk on 3 March.",
}


@pytest.fixture(scope="module")
def read_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    ledger = tmp_path_factory.mktemp("read") / "ledger.db"
    fill(ledger, REPORTS)
    with opened(ledger, read_only=True) as entered:
        entered.ledger = ledger
        yield entered


@pytest.mark.parametrize("name", FORMATS)
def test_a_chosen_matter_is_exported(read_in, name: str) -> None:
    matter = chosen(read_in.ledger)[0]
    page = read_in.get(f"/export?matter={matter.id}").text
    assert f"/export/{name}?matter={matter.id}" in page
    answer = read_in.get(f"/export/{name}?matter={matter.id}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-type"].startswith(FORMATS[name].media_type.partition(";")[0])


def test_what_is_not_there_is_not_exported(read_in) -> None:
    assert read_in.get("/export/json?matter=m0").status_code == 404
    assert read_in.get("/export/exe").status_code == 404


def test_an_export_that_takes_long_is_waited_for_on_a_page(read_in, monkeypatch) -> None:
    monkeypatch.setattr(export, "PATIENCE", 0.0)
    sent = read_in.get("/export/jsonl")
    assert (sent.status_code, sent.headers["location"]) == (303, "/export/jsonl/wait")
    line = read_in.app.state.desk.exporting
    (job,) = (job for order, job in line._jobs.items() if order.form == "jsonl")
    page = read_in.get("/export/jsonl/wait")
    assert job.done or ("Being made" in page.text and page.headers["refresh"] == "3")
    assert line.wait(job, 120)
    ready = read_in.get("/export/jsonl/wait")
    assert "It is ready" in ready.text
    assert "refresh" not in ready.headers
    assert read_in.get(re.search(r'class="main" href="([^"]+)"', ready.text)[1]).content == job.made


def test_an_export_that_nobody_asked_for_is_not_waited_for(read_in) -> None:
    assert read_in.get("/export/csv/wait?matter=m0").status_code == 404
    assert read_in.get("/export/geojson/wait").headers["location"] == "/export/geojson"


def test_an_export_that_takes_too_long_is_given_up_and_said_so(read_in, monkeypatch) -> None:
    monkeypatch.setattr(read_in.app.state.desk.exporting, "_worker", Warm(make, Caps(seconds=0.01)))
    answer = read_in.get("/export/geojson")
    assert answer.status_code == 503
    assert "could not be made (not read within 0.01 seconds)" in answer.text


def test_an_export_that_is_too_large_for_the_desk_names_the_command(read_in, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "LARGEST", 10)
    order = exporting.Order(ledger=read_in.ledger, form="csv", matters=(), reports=(), stamp="")
    with pytest.raises(OutputError, match="`accordingto export` writes it"):
        make(order)


def test_a_long_line_of_exports_takes_no_more(read_in, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "WAITING", -1)
    answer = read_in.get("/export/ftm")
    assert answer.status_code == 503
    assert "Too many exports wait" in answer.text


def test_where_a_voice_is_sealed_the_desk_hands_nothing_over(tmp_path) -> None:
    ledger = tmp_path / "ledger.db"
    fill(ledger, REPORTS)
    sealed = Done(act=Act.SEALED, subjects=(("sealed", "3f2a"),), actor=DESK)
    with opened(ledger) as entered:
        assert entered.get("/export/csv").status_code == 200
        append(beside(ledger), [sealed])
        answer = entered.get("/export/csv")
    assert answer.status_code == 403
    assert "1 voices are sealed" in answer.text


def test_what_moves_over_time_is_drawn_and_said_beside_it(client) -> None:
    page = client.get("/figures?population=prisoner&state=transfer&unit=").text
    drawn = page.partition('id="over-time"')[2].partition('id="ranges"')[0]
    assert '<svg width="100%"' in drawn
    assert re.search(r'<a href="/matters/[^"?]+"', drawn)
    days = re.findall(r"as (?:of|published) (\d+ \w+ \d{4})", drawn)
    assert len(set(days)) > 1


def test_older_counts_that_are_left_out_are_told_of(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "COUNTED", 40)
    page = client.get("/figures?population=prisoner&state=transfer&unit=").text
    assert "Drawn from the newest 40 claims" in page
