"""What holds for any decisions in any order: nothing is lost, and undoing gives back what was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from linked import Pile

from accordingto.claim import Claim, Polarity, Strength
from accordingto.judgement import Act, Change, Former, Judgement, State, standing
from accordingto.link import MemoryIndex, linked, pieces, update
from accordingto.link.regroup import together
from accordingto.report import Span
from accordingto.review import applied, regrouped, settled
from accordingto.voice import Hop, Voice, VoiceKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _pile():
    pile = Pile()
    north, south = pile.report("North Post", "2024-03-03"), pile.report("South Post", "2024-03-04")
    for written in (north, south):
        written.claim("40 guards walked out of the colony", by="Prison Union", event="walk", who=("guard",))
        written.claim(
            "no guards walked out of the colony", by="Ministry", polarity=Polarity.DENIED, event="walk"
        )
        written.claim("the heating failed in the east wing", by="Anna Petrova", kind=VoiceKind.PERSON)
    return [w.report for w in pile.written], [c for w in pile.written for c in w.claims]


REPORTS, CLAIMS = _pile()
IDS = [c.id for c in CLAIMS]
OF_REPORT = {r.id: [c for c in CLAIMS if c.report == r.id] for r in REPORTS}


@st.composite
def decisions(draw, acts=tuple(a for a in Act if a is not Act.UNDO), claims=tuple(CLAIMS)):
    """One decision on some of the claims."""
    act = draw(st.sampled_from(acts))
    first: Claim = draw(st.sampled_from(claims))
    others = [
        c.id for c in claims if c.id != first.id and (act is not Act.MERGE_CLAIMS or c.report == first.report)
    ]
    many = draw(st.lists(st.sampled_from(others), max_size=3, unique=True)) if others else []
    single = act in (Act.CORRECT, Act.SPLIT_CLAIM)
    subject = (first.id,) if single else (first.id, *(many or others[:1]))
    return Judgement(
        act=act,
        subject=subject,
        change=draw(_change(act, first)),
        by=draw(st.sampled_from(["Mara", "Ilse"])),
        at=NOON + timedelta(seconds=draw(st.integers(0, 10**6))),
        why="so",
    )


@st.composite
def _change(draw, act, claim):
    if act is Act.RENAME:
        return Change(title=draw(st.sampled_from(["One", "Two"])))
    if act is Act.SPLIT_CLAIM:
        span = claim.evidence[0]
        middle = draw(st.integers(span.start + 1, span.end - 1))
        return Change(parts=((Span(span.start, middle),), (Span(middle, span.end),)))
    if act is not Act.CORRECT:
        return None
    voice = Voice(name=draw(st.sampled_from(["Ilja Berg", "Ministry"])), kind=VoiceKind.PERSON, rule="test")
    return draw(
        st.sampled_from(
            [
                Change(polarity=Polarity.UNKNOWN),
                Change(strength=Strength.POSSIBLE),
                Change(chain=(claim.chain[0], Hop(voice=voice))),
                Change(evidence=(Span(claim.evidence[0].start, claim.evidence[0].end - 1),)),
                Change(chain=(claim.chain[0], Hop(voice=replace(voice, protected=True)))),
            ]
        )
    )


def _id(one: Judgement) -> str:
    return one.id


MANY = st.lists(decisions(), max_size=7, unique_by=_id)


def undo(one: Judgement, after: int) -> Judgement:
    at = NOON + timedelta(days=30, seconds=after)
    return Judgement(act=Act.UNDO, subject=one.subject, by="Ilse", at=at, undoes=one.id)


def review(made, claims=tuple(CLAIMS), former=()):
    return applied(claims, REPORTS, made, former)


def linked_after(reviewed):
    index = MemoryIndex()
    update(index, pieces(REPORTS, reviewed.claims))
    found = linked(index)
    again = regrouped(found.matters, found.relations, reviewed, lambda groups: together(index, groups))
    return settled(*again, reviewed)


@settings(max_examples=60)
@given(MANY)
def test_no_claim_is_lost(made):
    reviewed = review(made)
    assert {c.id for c in (*reviewed.claims, *reviewed.machine)} >= set(IDS)
    assert all(c in CLAIMS or c.report in OF_REPORT for c in reviewed.machine)


@settings(max_examples=60)
@given(MANY)
def test_undoing_all_gives_back_what_was(made):
    reviewed = review([*made, *(undo(j, n) for n, j in enumerate(made))])
    assert reviewed.claims == review([]).claims
    assert reviewed.machine == ()
    assert {r.state for r in reviewed.reviews} <= {State.NEW}


@settings(max_examples=60)
@given(MANY, st.data())
def test_undoing_one_is_as_if_it_had_never_been(made, data):
    if not made:
        return
    one = data.draw(st.sampled_from(made))
    without = [j for j in made if j is not one]
    left, never = review([*made, undo(one, 1)]), review(without)
    assert left.claims == never.claims
    assert left.machine == never.machine
    assert left.proposals == never.proposals


@settings(max_examples=60)
@given(MANY, st.data())
def test_undoing_an_undoing_brings_the_decision_back(made, data):
    if not made:
        return
    gone = undo(data.draw(st.sampled_from(made)), 1)
    back = Judgement(act=Act.UNDO, subject=gone.subject, by="Mara", at=gone.at + timedelta(1), undoes=gone.id)
    assert standing([*made, gone, back]) == standing(made)
    assert review([*made, gone, back]).claims == review(made).claims


NORTH = st.lists(decisions(claims=tuple(OF_REPORT[REPORTS[0].id])), max_size=4, unique_by=_id)
SOUTH = st.lists(decisions(claims=tuple(OF_REPORT[REPORTS[1].id])), max_size=4, unique_by=_id)


@settings(max_examples=60)
@given(NORTH, SOUTH, st.randoms(use_true_random=False))
def test_the_order_of_unrelated_decisions_does_not_matter(north, south, shuffle):
    """Those of one report keep their order among themselves; between the reports any order will do."""
    left, right, mixed = list(north), list(south), []
    while left or right:
        mixed.append((left if not right or (left and shuffle.random() < 0.5) else right).pop(0))
    a, b = review([*north, *south]), review(mixed)
    assert (a.claims, a.machine, a.stands, a.withheld) == (b.claims, b.machine, b.stands, b.withheld)
    assert {(r.claim, r.state) for r in a.reviews} == {(r.claim, r.state) for r in b.reviews}


@settings(max_examples=25)
@given(MANY)
def test_every_claim_stands_in_one_matter_whatever_was_merged_and_split(made):
    reviewed = review(made)
    held = [i for m in linked_after(reviewed).matters for i in m.claims]
    assert sorted(held) == [c.id for c in reviewed.claims]


@settings(max_examples=25)
@given(st.lists(decisions(acts=(Act.MERGE, Act.SPLIT, Act.RENAME, Act.PIN)), max_size=5, unique_by=_id))
def test_undoing_all_of_matters_gives_back_the_matters(made):
    reviewed = review([*made, *(undo(j, n) for n, j in enumerate(made))])
    before, after = linked_after(review([])), linked_after(reviewed)
    assert (after.matters, after.relations, after.reviews) == (before.matters, before.relations, ())


@settings(max_examples=60)
@given(MANY, st.sets(st.sampled_from(IDS)))
def test_another_maker_keeps_every_judgement(made, changed):
    """Version 2 reads the same words under other ids, and another source for some: nothing a person decided
    changes, and nothing of what they left of a claim."""
    again = []
    for c in CLAIMS:
        other = Voice(name="Somebody Else", kind=VoiceKind.PERSON, rule="v2")
        chain = (c.chain[0], Hop(voice=other)) if c.id in changed else c.chain
        again.append(replace(c, id=f"{c.id[:15]}x", chain=chain))
    texts = {r.id: r.text for r in REPORTS}
    by_id = {c.id: c for c in CLAIMS}
    former = [
        Former(judgement=j.id, claim=by_id[i], text=texts[by_id[i].report], report=by_id[i].report)
        for j in made
        for i in j.subject
        if i in by_id
    ]
    before, after = review(made), review(made, tuple(again), former)
    judged = {i for j in made if j.concern == "the claim" for i in j.subject}
    assert {r.claim: r.state for r in before.reviews if r.claim in judged}.items() <= {
        r.claim: r.state for r in after.reviews
    }.items()
    assert [c for c in before.claims if c.id in judged] == [c for c in after.claims if c.id in judged]
    assert {p.claim for p in after.proposals} <= judged
    parts = {i for i in before.stands if i in judged}
    assert {i: before.stands[i] for i in parts} == {i: after.stands.get(i) for i in parts}
