"""Long and hostile texts cost steps in proportion to their size, or are refused at once."""

import hashlib
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from spacy.tokens import Doc

from accordingto import pipeline
from accordingto.attribute import attribute
from accordingto.errors import TooLarge
from accordingto.normalize import claims
from accordingto.parse.english import parse
from accordingto.read import read
from accordingto.report import Report, Snapshot

TIMES = 6
ROOM = 1.35  # what six times the text may cost beyond six times the steps

NEWS = (
    "The ministry said on Monday that 14 people had been moved from Elmwick in May 2023. "
    "“We saw boats leave,” Anna Reed told the Herald. Nobody has confirmed it, she said last week.\n\n"
)
# One thing many times over, which a reading could look through again for each of them.
SHAPES = {
    "paragraphs": NEWS * 6,
    "one line": NEWS.replace("\n\n", " ") * 6,
    "quotations that nobody is said to say": "“We saw boats.” " * 40,
    "words picked out": "the boats “left” and the guards " * 30,
    "single marks that open nothing": "'tis boats and 'twas ice " * 40,
    "names kept back": "A guard, who spoke on condition of anonymity, said it rained. " * 20,
    "sentences that point back": "The bridge is shut. Anna Reed said this. " * 30,
    "transcript": "REED: We saw the boats leave.\n" * 30,
    "generic voices in one lead": "Officials said it rained. A watchdog said so. " * 20,
    "silence": "The ministry did not respond to a request for comment. " * 25,
    "dates": "In May 2023, on Monday, last week, two days later, it rained. " * 20,
    "numbers": "14 people, 300 women and 4.5 percent of all boats left. " * 20,
    "places": "In Kyiv and Kharkiv, in Odesa, in Lviv, it rained. " * 20,
}
PAGES = {
    "lines": "<p>Officials said it rained.</p>",
    "stamps of comments": "<p>3 hours ago</p><p>I think so, too, and it was a long day.</p>",
    "choices": "<p>Subscribe</p><p>Once</p>",
    "empty elements in captions": "<i></i>",
    "comments": "<!-- x -->",
    "comments that stay open": "<!--",
    "line breaks": "boats<br>",
}


def steps(work: Callable[[], object]) -> int:
    """How many lines are run and functions called or left: no clock, and loops count as calls do."""
    count = 0

    def tally(*_: object) -> object:
        nonlocal count
        count += 1
        return tally

    sys.setprofile(tally)
    sys.settrace(tally)
    try:
        work()
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    return count


def reading(text: str, ending: str = "txt") -> Report:
    return read(snapshot(text, ending))


def snapshot(text: str, ending: str = "txt") -> Snapshot:
    data = text.encode()
    never = datetime.fromtimestamp(0, tz=UTC)
    return Snapshot(path=f"a.{ending}", data=data, sha256=hashlib.sha256(data).hexdigest(), retrieved=never)


@pytest.mark.parametrize("name", SHAPES)
def test_attributing_and_normalizing_cost_steps_in_proportion(name):
    unit = parse(SHAPES[name])
    cost = []
    for times in (1, TIMES):
        doc = Doc.from_docs([unit] * times, ensure_whitespace=False)
        report = reading(SHAPES[name] * times)
        cost.append(steps(lambda r=report, d=doc: claims(r, d, attribute(r, d))))
    assert cost[1] < TIMES * ROOM * cost[0]


@pytest.mark.parametrize("name", PAGES)
def test_reading_costs_steps_in_proportion(name):
    cost = []
    for times in (60, 60 * TIMES):
        nest = (
            ("<div class=caption>" * 50, "</div>" * 50) if "captions" in name else ("<i>" * 50, "</i>" * 50)
        )
        page = f"<html><body>{NEWS}{nest[0]}{PAGES[name] * times}{nest[1]}</body></html>"
        reading(page, "html")  # what is loaded once is loaded
        cost.append(steps(lambda p=page: reading(p, "html")))
    assert cost[1] < TIMES * ROOM * cost[0]


@pytest.mark.parametrize(
    "wall",
    [
        "boats and trains " * 600,
        "14, 15, 16, 17, " * 200,
        "Anna Reed said, and Boris Hale told the Herald, " * 100,
    ],
    ids=["no stop", "commas only", "cues and commas"],
)
def test_a_sentence_without_end_is_cut_and_keeps_its_offsets(wall):
    doc = parse(wall)
    assert max(len(sentence) for sentence in doc.sents) <= 400
    assert all(wall[t.idx : t.idx + len(t)] == t.text for t in doc)
    assert doc.text == wall


def test_a_long_sentence_that_somebody_may_write_is_left_whole():
    wall = (
        "The ministry listed boats from Elmwick" + ", ferries from Aldmoor and trains from Ostria" * 40 + "."
    )
    assert len(list(parse(wall).sents)) == 1


def test_an_article_that_no_worker_could_parse_in_time_is_refused_at_once():
    with pytest.raises(TooLarge, match="more than 800,000 words and signs of running text"):
        pipeline.extract_snapshot(snapshot("the boats left and " * 200_001))


def test_a_word_of_two_million_letters_is_read_whole():
    text = f"Officials said it rained. {'a' * 2_000_000} They left.\n"
    read = pipeline.extract_snapshot(snapshot(text))
    assert read.report.text == text
    assert read.claims[0].evidence[0].of(text) == "it rained"


def test_a_tag_with_endless_attributes_is_refused_at_once():
    with pytest.raises(TooLarge, match="more than 5,000 attributes"):
        reading("<html><p " + " ".join(f"a{n}=b" for n in range(6000)) + ">It rained.</p>", "html")


def test_a_program_in_a_page_is_no_tag():
    program = "<script>for (i=0;i<b.length;i++) {" + "x = 'a' + \"b ; " * 6000 + "}</script>"
    assert "It rained" in reading(f"<html><body>{program}<p>It rained.</p></body></html>", "html").text
