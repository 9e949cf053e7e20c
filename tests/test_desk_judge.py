"""Judging on the report page: each decision is kept, shown and can be undone; two tabs are told."""

import html
import re

import pytest
from tests.desk import REPORTS, copied, csrf, fill, opened


@pytest.fixture
def desk(filled, tmp_path):
    """A desk on a copy of the filled ledger, the address of the courier's page, and the form's word."""
    ledger, ids = filled
    with opened(copied(ledger, tmp_path), workers=0) as client:
        yield client, f"/reports/{ids['courier.txt']}", {"csrf": csrf(client), "by": "Mara"}


def cards(page: str) -> dict[str, str]:
    """Each claim's id with its card, in the order of the page."""
    return {
        found[1]: found[0]
        for found in re.finditer(r'<article class="claim[^>]* id="c-(\w+)".*?</article>', page, re.DOTALL)
    }


def claim_with(page: str, words: str) -> str:
    """The id of the claim whose card has these words."""
    return next(i for i, card in cards(page).items() if words in html.unescape(card))


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found[1])


def fields(page: str) -> dict[str, str]:
    """The open form as a browser would send it back unchanged."""
    panel = page[page.index('id="panel"') :]
    panel = panel[: panel.index("</form>")]
    out = {
        m[1]: html.unescape(m[2]) for m in re.finditer(r'<input[^>]* name="([^"]+)" value="([^"]*)"', panel)
    }
    for box in re.finditer(r'<input type="checkbox" name="([^"]+)"[^>]*>', panel):
        if "checked" not in box[0]:
            out.pop(box[1], None)
    for select in re.finditer(r'<select[^>]* name="([^"]+)">(.*?)</select>', panel, re.DOTALL):
        out[select[1]] = html.unescape(re.search(r'value="([^"]*)" selected', select[2])[1])
    return {name: value for name, value in out.items() if name not in ("csrf", "by")}


def tags(card: str) -> list[str]:
    return re.findall(r'<span class="tag[^"]*">([^<]+)</span>', card)


@pytest.mark.parametrize(("do", "shown"), [("accept", "accepted"), ("reject", "rejected")])
def test_a_decision_is_shown_with_who_made_it(desk, do, shown):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    answer = client.post("/judge", data=word | {"go": f"{do} {claim} -"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?at={claim}#c-{claim}")
    card = cards(client.get(address).text)[claim]
    assert shown in tags(card)
    assert re.search(rf"<b>{shown}</b> <span class=\"soft\"><bdi>Mara</bdi>, \d{{4}}-", card)


def test_the_name_is_remembered_in_any_script(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    client.post("/judge", data=word | {"by": "Мара Ілюк", "go": f"accept {claim} -"})
    assert field(client.get(address).text, "by") == "Мара Ілюк"


def test_who_judges_must_be_said(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    answer = client.post("/judge", data={"csrf": word["csrf"], "go": f"accept {claim} -"})
    assert answer.status_code == 422
    assert "Say who judges." in answer.text


def test_undoing_brings_back_what_was_and_stays_in_the_history(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    client.post("/judge", data=word | {"go": f"reject {claim} -"})
    card = cards(client.get(address).text)[claim]
    undo = re.search(r'value="(undo [^"]+)" data-do="u"', card)[1]
    assert client.post("/judge", data=word | {"go": undo}).status_code == 303
    card = cards(client.get(address).text)[claim]
    assert "r-new" in card
    assert re.findall(r'<li(?: class="(undone)")?><b>(\w+)', card) == [("undone", "rejected"), ("", "undid")]


def test_a_source_is_corrected_by_selected_words(desk):
    client, address, word = desk
    page = client.get(address).text
    claim = claim_with(page, "about 40 boats")
    form = fields(client.get(f"{address}?claim={claim}&do=correct").text)
    text = REPORTS["courier.txt"]
    at = text.index("Ida Holm")
    form |= {"source": "Ida Holm", "source_words": f"@{at}-{at + 8} Ida Holm", "kind": "person"}
    form |= {"via": "Elmwick Courier ← Courier", "why": "She says it, not the mayor."}
    assert client.post("/judge", data=word | form).status_code == 303
    card = cards(client.get(address).text)[claim]
    assert "<b><bdi>Ida Holm</bdi></b>" in card
    assert re.findall(r'class="via">← <bdi>([^<]+)', card) == ["Elmwick Courier", "Courier"]
    assert "corrected" in tags(card)
    assert "She says it, not the mayor." in card


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        pytest.param({"polarity": "denied"}, "denies it", id="polarity"),
        pytest.param({"strength": "believed"}, "believed", id="strength"),
        pytest.param(
            {"time-9-words": "on Tuesday", "time-9-from": "2026-10-20", "time-9-to": "2026-10-20"},
            "20 October 2026",
            id="time, by the words",
        ),
        pytest.param(
            {"place-9-words": "#1", "place-9-name": "Nowhere Atoll"}, "Nowhere Atoll", id="place, unknown"
        ),
        pytest.param(
            {"place-9-words": "#4", "place-9-name": "Bristol, GB"}, "Bristol, GB", id="place, known"
        ),
        pytest.param(
            {
                "figure-9-words": "any boat",
                "figure-9-low": "1",
                "figure-9-high": "3",
                "figure-9-measure": "event",
            },
            "1 to 3",
            id="figure",
        ),
        pytest.param({"evidence": "40 boats had left"}, "“40 boats had left”", id="words of the claim"),
    ],
)
def test_values_are_corrected(desk, change, shown):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    form = fields(client.get(f"{address}?claim={claim}&do=correct").text)
    assert client.post("/judge", data=word | form | change).status_code == 303
    card = html.unescape(cards(client.get(address).text)[claim])
    assert shown in card.replace('<q dir="auto">', "“").replace("</q>", "”")


def test_a_value_is_taken_away(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    form = fields(client.get(f"{address}?claim={claim}&do=correct").text)
    assert "about 40" in form["figure-0-words"]
    assert client.post("/judge", data=word | form | {"figure-0-drop": "yes"}).status_code == 303
    assert "likely" not in cards(client.get(address).text)[claim]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Nothing was changed."),
        ({"source": ""}, "Something is missing here."),
        ({"source_words": "@5-99999 x"}, "These words are not in the report"),
        ({"source_words": "@5-2"}, "These words are not in the report"),
        ({"source_words": "#4000"}, "These words are not in the report"),
        ({"source_words": "no such words there"}, "These words are not in the report"),
        ({"time-9-words": "on Tuesday", "time-9-from": "Tuesday"}, "YYYY-MM-DD"),
        (
            {"time-9-words": "on Tuesday", "time-9-from": "2026-10-20", "time-9-to": "2026-10-01"},
            "lies before",
        ),
        (
            {"figure-9-words": "any boat", "figure-9-low": "many", "figure-9-measure": "event"},
            "Write a number.",
        ),
        (
            {"figure-9-words": "any boat", "figure-9-low": "nan", "figure-9-measure": "event"},
            "Write a number.",
        ),
        (
            {
                "figure-9-words": "any boat",
                "figure-9-low": "9",
                "figure-9-high": "3",
                "figure-9-measure": "event",
            },
            "lies before",
        ),
        ({"polarity": "perhaps"}, "That is no choice here."),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_form_and_nothing_typed_is_lost(desk, change, says):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    form = fields(client.get(f"{address}?claim={claim}&do=correct").text)
    answer = client.post("/judge", data=word | form | {"spoken_for": "", "why": "a long reason"} | change)
    assert answer.status_code == 422
    assert says in html.unescape(answer.text)
    assert "a long reason" in answer.text
    for name, value in change.items():
        if name not in ("polarity", "figure-9-measure"):
            assert field(answer.text, name) == value


def test_a_claim_is_split_and_its_parts_are_merged_again(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    parts = {"part-0": "about 40 boats", "part-1": "had left the harbour"}
    assert client.post("/judge", data=word | {"go": f"split {claim} -"} | parts).status_code == 303
    page = client.get(address).text
    assert claim not in cards(page)
    one, two = (claim_with(page, f">{words}</q>") for words in parts.values())
    seen = re.search(rf'value="accept {one} (\S+)"', page)[1]
    both = word | {"go": f"merge {one} {seen}", "with": two}
    assert client.post("/judge", data=both).status_code == 303
    assert claim_with(client.get(address).text, "about 40 boats … had left the harbour")


def test_a_note_is_shown_and_decides_nothing(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    noted = word | {"go": f"note {claim} -", "why": "Ask <b>the office</b>."}
    assert client.post("/judge", data=noted).status_code == 303
    card = cards(client.get(address).text)[claim]
    assert "Ask &lt;b&gt;the office&lt;/b&gt;." in card
    assert "r-new" in card


def test_the_later_of_two_tabs_is_told_and_its_input_offered_again(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    form = fields(client.get(f"{address}?claim={claim}&do=correct").text)  # the later tab, loaded first
    client.post("/judge", data=word | {"go": f"reject {claim} -", "by": "Oleh", "why": "not a claim"})
    mine = word | form | {"polarity": "denied", "why": "It is a denial."}
    told = client.post("/judge", data=mine)
    assert told.status_code == 409
    assert "<bdi>Oleh</bdi>" in told.text
    assert "not a claim" in told.text
    again = {
        m[1]: html.unescape(m[2]) for m in re.finditer(r'<textarea name="([^"]+)" hidden>([^<]*)<', told.text)
    }
    assert again["why"] == "It is a denial."
    kept = client.post("/judge", data=again | {"csrf": word["csrf"], "go": field(told.text, "go")})
    assert kept.status_code == 303
    card = cards(client.get(address).text)[claim]
    assert "corrected" in tags(card)
    assert re.findall(r'<span class="soft"><bdi>(\w+)</bdi>, \d', card) == ["Oleh", "Mara"]


def test_a_withheld_name_is_nowhere_on_the_page_but_in_the_reports_own_words(desk):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "any boat had left")
    form = fields(client.get(f"{address}?claim={claim}&do=correct").text)
    held = {"withheld": "yes", "source_words": "she", "source": "she"}
    assert client.post("/judge", data=word | form | held).status_code == 303
    page = client.get(address).text
    for card in cards(page).values():
        assert "Holm" not in re.sub(r"<dt>in these words</dt><dd>.*?</dd>", "", card)
    assert "Ida Holm, who heads" in re.sub(r"<[^>]+>", "", page)


def test_words_can_be_numbered_for_those_who_select_nothing(desk):
    client, address, _ = desk
    page = client.get(f"{address}?numbers=1").text
    assert re.search(r'<sub class="no">1</sub><span[^>]*>Boats', page)
    assert len(re.findall(r'<sub class="no">', page)) == len(REPORTS["courier.txt"].split())


def test_the_pieces_of_the_page_lead_back_to_the_text(desk):
    client, address, _ = desk
    text = REPORTS["courier.txt"]
    pieces = re.findall(r'<span data-at="(\d+)"[^>]*>([^<]*)</span>', client.get(address).text)
    assert pieces
    for at, escaped in pieces:
        shown = html.unescape(escaped)
        assert text[int(at) : int(at) + len(shown)] == shown


@pytest.mark.parametrize(
    "go",
    ["", "accept", "dance {claim} -", "undo {claim} - jnothing", "take {claim} - p0", "accept nothing -"],
)
def test_a_deed_that_there_is_not_is_refused(desk, go):
    client, address, word = desk
    claim = claim_with(client.get(address).text, "about 40 boats")
    answer = client.post("/judge", data=word | {"go": go.format(claim=claim)})
    assert answer.status_code in (400, 404)


def test_a_long_report_is_shown_a_part_at_a_time_and_each_claim_in_one(tmp_path):
    said = "The mayor of Elmwick said on Tuesday that about {n} boats had left the harbour."
    long = "\n\n".join(
        ["Boats leave Elmwick as the harbour silts up", *(said.format(n=n) for n in range(60, 180))]
    )
    ids = fill(tmp_path / "l.db", {"courier.txt": long})
    address = f"/reports/{ids['courier.txt']}"
    with opened(tmp_path / "l.db", workers=0) as client:
        first = client.get(address).text
        pages = sorted({int(n) for n in re.findall(r"\?part=(\d+)", first)} | {1})
        found = [list(cards(client.get(f"{address}?part={n}").text)) for n in pages]
        assert max(map(len, found)) <= 50
        assert len({c for some in found for c in some}) == sum(map(len, found)) >= 120
        last = found[-1][-1]
        assert last not in cards(first)
        assert last in cards(client.get(f"{address}?at={last}").text)
        assert last in cards(client.get(f"{address}?claim={last}&do=correct").text)
        assert len(client.get(address).content) < 200_000
