"""From a report to typed claims: what each carries, and that ids are stable."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accordingto.attribute import attribute
from accordingto.claim import Flag, Polarity, Strength
from accordingto.figure import Measure
from accordingto.normalize import claims
from accordingto.parse.english import parse
from accordingto.read import read
from accordingto.report import Sidecar, Snapshot
from accordingto.when import TimeRole

STORY = """Army takes women from camps, officials say

Commanders recruited up to 40 female inmates from two colonies in Ukraine, the ministry said on Monday.

"We counted a dozen women in March. They may have been moved in May," said Anna Kovalenko, a nurse.

"I do not know their names, but they wore uniforms," she said.

More than 300 people have been detained so far, the ministry said.

About 900 prisoners were serving time in Ukraine at the start of the year, the report said.
"""


def report(text, published="2023-04-10", publisher="The Daily Example"):
    data = text.encode()
    sidecar = Sidecar(publisher=publisher, published=published)
    when = datetime(2024, 1, 1, tzinfo=UTC)
    digest = sha256(data).hexdigest()
    return read(Snapshot(path="story.txt", data=data, sha256=digest, retrieved=when, sidecar=sidecar))


def normalized(text, **kw):
    held = report(text, **kw)
    doc = parse(held.text, [p.span for p in held.furniture()])
    return held, claims(held, doc, attribute(held, doc))


@pytest.fixture(scope="module")
def story():
    return normalized(STORY)


def claim_with(story, wording):
    held, result = story
    found = [c for c in result.claims if any(wording in s.of(held.text) for s in c.evidence)]
    assert found, f"no claim says {wording!r}"
    return found[0]


def test_the_time_of_saying_stands_beside_the_claim_and_apart_from_its_event(story):
    said = [(t.role, t.earliest) for t in claim_with(story, "Commanders recruited").times]
    assert said == [(TimeRole.SAYING, date(2023, 4, 10))]


def test_a_claim_carries_its_figure_with_population_state_and_place(story):
    claim = claim_with(story, "Commanders recruited")
    forty = claim.figures[0]
    assert (forty.hard.low, forty.hard.high) == (1, 40)
    assert (forty.population, forty.state, forty.measure) == ("female prisoner", "recruit", Measure.EVENT)
    assert forty.place is not None and forty.place.name == "Ukraine"
    assert claim.event is not None and claim.event.predicate == "recruit"
    assert {(p.role, p.head) for p in claim.event.participants} >= {
        ("agent", "commander"),
        ("patient", "inmate"),
    }


def test_each_sentence_of_a_quotation_is_a_claim_with_its_own_strength(story):
    counted = claim_with(story, "We counted a dozen women")
    moved = claim_with(story, "They may have been moved")
    assert counted.id != moved.id
    assert counted.strength is Strength.FLAT
    assert moved.strength is Strength.POSSIBLE
    assert [h.of(STORY) for h in moved.hedges] == ["may"]


def test_a_running_count_holds_as_of_publication(story):
    detained = claim_with(story, "More than 300 people").figures[0]
    assert detained.measure is Measure.CUMULATIVE
    assert detained.as_of is not None and detained.as_of.edtf == "2023-04-10"


def test_a_stock_holds_at_its_own_date(story):
    stock = claim_with(story, "About 900 prisoners").figures[0]
    assert stock.measure is Measure.STOCK
    assert stock.as_of is not None and "2023" in stock.as_of.value


def test_what_the_source_does_not_know_is_not_denied(story):
    assert claim_with(story, "I do not know").polarity is Polarity.UNKNOWN


def test_the_publishers_own_voice_is_flagged(story):
    _, result = story
    own = [c for c in result.claims if len(c.chain) == 1]
    assert all(Flag.UNATTRIBUTED in c.flags or Flag.UNKNOWN_BEHIND in c.flags for c in own)


def test_ids_are_stable_and_unlike(story):
    _, again = normalized(STORY)
    ids = [c.id for c in story[1].claims]
    assert ids == [c.id for c in again.claims]
    assert len(set(ids)) == len(ids)
    assert all(len(i) == 16 for i in ids)


def test_every_span_lies_in_the_text_and_in_its_claim(story):
    held, result = story
    for claim in result.claims:
        low, high = claim.evidence[0].start, claim.evidence[-1].end
        spans = [f.span for f in claim.figures] + [w.span for w in claim.places] + list(claim.hedges)
        assert all(low <= s.start < s.end <= high for s in spans)
        assert high <= len(held.text)


def test_an_undated_report_says_so():
    _, result = normalized("The army moved 12 tanks, officials said.", published=None)
    assert all(Flag.UNDATED in c.flags for c in result.claims)


def test_what_follows_but_is_a_claim_of_its_own(story):
    uniforms = claim_with(story, "they wore uniforms")
    assert uniforms.polarity is Polarity.ASSERTED


def test_a_credit_is_no_claim():
    held, result = normalized(STORY.replace("\n\nCommanders", "\n\nJane Doe / Example Agency\n\nCommanders"))
    assert result.claims
    assert not any("Example Agency" in s.of(held.text) for c in result.claims for s in c.evidence)


def test_an_unknown_date_is_bounded_by_the_text():
    _, result = normalized(STORY.replace("in March", "in March 2024"), published=None)
    assert result.published is not None and result.published.earliest is not None
    assert result.published.earliest.year == 2024


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=120))
@settings(deadline=None, max_examples=30)
def test_any_text_gives_claims_whose_evidence_lies_in_it(text):
    held, result = normalized(f"The ministry said: {text} was seen. {text}")
    for claim in result.claims:
        assert claim.evidence
        assert all(0 <= s.start < s.end <= len(held.text) for s in claim.evidence)
