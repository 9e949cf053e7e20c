"""Judgements survive a newer version of the program: what it would change is proposed, never applied."""

from dataclasses import replace
from pathlib import Path

import pytest
from linked import Written
from reviewed import Case, decide, judge, keep, reread

from accordingto import pipeline
from accordingto.claim import Polarity, Strength
from accordingto.judgement import Act, Change, State
from accordingto.report import Span
from accordingto.voice import Hop, Voice, VoiceKind


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def by(claim, name):
    """The claim's chain with another origin."""
    voice = Voice(name=name, kind=VoiceKind.PERSON, rule="v2")
    return (*claim.chain[:-1], Hop(voice=voice, access=claim.access))


def newer(case, **changes):
    """Both reports as version 2 reads them: `walked=dict(...)` other values, `walked=None` no such claim."""
    names = {
        case.walked.id: "walked",
        case.denied.id: "denied",
        case.asked.id: "asked",
        case.heated.id: "heated",
    }
    again = []
    for written in case.written:
        one = reread(written)
        one.claims = [
            replace(new, **changes.get(names[old.id], {}))
            for old, new in zip(written.claims, one.claims, strict=True)
            if changes.get(names[old.id], {}) is not None
        ]
        again.append(one)
    keep(case.path, again, maker="v2")
    return pipeline.view(case.path)


def the(view, claim):
    """What stands for a judged claim."""
    return next((c for c in view.claims if c.id == claim.id), None)


def test_what_nobody_judged_is_as_the_newest_version_reads_it(case):
    view = newer(case, walked={"chain": by(case.walked, "Ilja Berg")})
    assert {c.origin.name for c in view.claims} == {
        "Ilja Berg",
        "Justice Ministry",
        "South Post",
        "Anna Petrova",
    }
    assert (view.proposals, view.machine, view.newest) == ((), (), ())


def test_what_the_newer_version_reads_the_same_needs_no_proposal(case):
    case.after(judge(Act.ACCEPT, case.walked.id))
    view = newer(case)
    assert the(view, case.walked) is not None
    assert view.proposals == ()
    (review,) = view.reviews
    assert (review.state, review.older) == (State.ACCEPTED, True)


def test_another_source_of_a_judged_claim_is_proposed_and_waits(case):
    case.after(judge(Act.ACCEPT, case.walked.id))
    view = newer(case, walked={"chain": by(case.walked, "Ilja Berg")})
    assert the(view, case.walked).origin.name == "Prison Union"
    assert [c.origin.name for c in view.newest] == ["Ilja Berg"]
    (proposal,) = view.proposals
    assert proposal.says == (
        "the newer version would change the source from North Post ← Prison Union (says, unspecified) "
        "to North Post ← Ilja Berg (says, unspecified)",
    )


def test_an_accepted_proposal_is_the_machines_reading_and_no_correction(case):
    first = judge(Act.ACCEPT, case.walked.id)
    case.after(first)
    (proposal,) = newer(case, walked={"chain": by(case.walked, "Ilja Berg")}).proposals
    take = judge(Act.ACCEPT, case.walked.id, change=proposal.change, seen=first.id, minute=1)
    view = case.after(take)
    assert the(view, case.walked).origin.name == "Ilja Berg"
    assert the(view, case.walked).flags == ()
    assert view.proposals == ()
    assert view.reviews[0].state is State.ACCEPTED
    view = case.after(judge(Act.UNDO, case.walked.id, undoes=take.id, seen=take.id, minute=2))
    assert the(view, case.walked).origin.name == "Prison Union"
    assert view.proposals == (proposal,)


def test_a_rejected_proposal_is_not_made_again(case):
    first = judge(Act.ACCEPT, case.walked.id)
    case.after(first)
    (proposal,) = newer(case, walked={"chain": by(case.walked, "Ilja Berg")}).proposals
    view = case.after(
        judge(Act.REJECT, case.walked.id, change=Change(proposal=proposal.id), seen=first.id, minute=1)
    )
    assert the(view, case.walked).origin.name == "Prison Union"
    assert view.proposals == ()
    assert view.reviews[0].state is State.ACCEPTED


def test_a_value_that_a_person_gave_stands_and_the_rest_is_proposed(case):
    case.after(judge(Act.CORRECT, case.walked.id, change=Change(strength=Strength.POSSIBLE)))
    view = newer(case, walked={"strength": Strength.POSSIBLE, "chain": by(case.walked, "Ilja Berg")})
    assert the(view, case.walked).strength is Strength.POSSIBLE
    (proposal,) = view.proposals
    assert proposal.change.values == ("chain",)  # of the strength both say the same


def test_a_claim_that_the_newer_version_does_not_find_stands_and_is_told(case):
    case.after(judge(Act.ACCEPT, case.heated.id))
    view = newer(case, heated=None)
    assert the(view, case.heated) is not None
    (proposal,) = view.proposals
    assert proposal.says == ("the newer version finds no such claim",)
    view = case.after(
        judge(Act.ACCEPT, case.heated.id, change=proposal.change, seen=view.judgements[0].id, minute=1)
    )
    assert the(view, case.heated) is None
    assert view.proposals == ()


def test_a_rejected_claim_stays_rejected_however_the_newer_version_reads_it(case):
    case.after(judge(Act.REJECT, case.walked.id))
    view = newer(case, walked={"polarity": Polarity.DENIED})
    assert the(view, case.walked) is None
    assert not any("walked" in c.id for c in view.claims)
    assert [p.claim for p in view.proposals] == [case.walked.id]


def test_judgements_on_matters_follow_their_claims(case):
    case.after(
        judge(Act.MERGE, case.walked.id, case.heated.id),
        judge(Act.RENAME, case.heated.id, change=Change(title="The walkout")),
        judge(Act.PIN, case.asked.id),
    )
    view = newer(case)
    assert [(m.title, len(m.claims)) for m in view.matters if len(m.claims) > 1] == [("The walkout", 3)]
    assert sum(r.pinned for r in view.matter_reviews) == 1


def test_a_person_may_judge_what_the_newer_version_reads(case):
    newer(case, walked={"chain": by(case.walked, "Ilja Berg")})
    again = f"{case.walked.id[:15]}x"
    view = decide(case.path, judge(Act.ACCEPT, again))
    assert [(r.claim, r.older) for r in view.reviews] == [(again, False)]


TEXT = "Subscribe! 40 guards walked out, the union said. Others say nothing."
MOVED = "40 guards walked out, the union said.\nOthers say nothing."


def reading(text: str, maker: str, path: Path, words: str = "40 guards walked out") -> Written:
    one = Written("North Post", "2024-03-03")
    at = text.index(words)
    one.claim(text, by="the union")
    one.text = text
    mention = Span(text.index("the union"), text.index("the union") + 9)
    chain = (one.claims[0].chain[0], Hop(voice=replace(one.claims[0].origin, mention=mention)))
    one.claims = [replace(one.claims[0], id=f"c-{maker}", evidence=(Span(at, at + len(words)),), chain=chain)]
    keep(path, [one], maker=maker)
    return one


def test_words_are_found_again_where_the_newer_version_reads_the_text_otherwise(tmp_path):
    path = tmp_path / "l.db"
    reading(TEXT, "v1", path)
    decide(path, judge(Act.CORRECT, "c-v1", change=Change(polarity=Polarity.DENIED)))
    reading(MOVED, "v2", path)
    view = pipeline.view(path)
    (claim,) = view.claims
    assert (claim.id, claim.polarity) == ("c-v1", Polarity.DENIED)
    assert claim.evidence[0].of(MOVED) == "40 guards walked out"
    assert claim.origin.mention.of(MOVED) == "the union"
    assert view.proposals == ()


def test_a_claim_whose_words_are_gone_waits_and_is_told(tmp_path):
    path = tmp_path / "l.db"
    reading(TEXT, "v1", path)
    decide(path, judge(Act.REJECT, "c-v1"))
    reading("Nothing was said, the union told us.", "v2", path, words="Nothing was said")
    view = pipeline.view(path)
    assert [c.id for c in view.claims] == ["c-v2"]
    (proposal,) = view.proposals
    assert "not in the report as the newer version reads it" in proposal.says[0]


def in_two(case):
    """Version 2 reads the first claim as two: "40 guards" and the rest are claims of their own."""
    north = reread(case.written[0])
    span = case.walked.evidence[0]
    start = (Span(span.start, span.end - 11),)  # without "in Lipetsk"
    end = (Span(span.end - 10, span.end),)
    north.claims = [
        replace(north.claims[0], evidence=start),
        replace(north.claims[0], id="second", evidence=end),
        *north.claims[1:],
    ]
    keep(case.path, [north, reread(case.written[1])], maker="v2")
    return pipeline.view(case.path)


def test_a_judged_claim_that_the_newer_version_reads_as_two_is_not_doubled(case):
    first = judge(Act.ACCEPT, case.walked.id)
    case.after(first)
    view = in_two(case)
    assert the(view, case.walked) is not None
    assert "second" not in {c.id for c in view.claims}
    (proposal,) = view.proposals
    assert proposal.says == (
        "the newer version would change the words from “40 guards walked out of the colony in Lipetsk” "
        "to “40 guards walked out of the colony”",
        "the newer version reads a claim of its own in “in Lipetsk”",
    )
    view = case.after(judge(Act.ACCEPT, case.walked.id, change=proposal.change, seen=first.id, minute=1))
    assert "second" in {c.id for c in view.claims}
    assert view.proposals == ()


def test_unjudged_it_is_two(case):
    view = in_two(case)
    assert "second" in {c.id for c in view.claims}


def test_what_the_older_version_had_read_beside_a_judged_claim_stays(case):
    """Two claims in the same words were two claims before: neither is held back."""
    inner = replace(case.walked, id="inner", evidence=(Span(0, 20),))
    case.written[0].claims.append(inner)
    keep(case.path, case.written, maker="v1.1")
    case.after(judge(Act.ACCEPT, case.walked.id))
    again = [reread(w) for w in case.written]
    again[0].claims[-1] = inner
    keep(case.path, again, maker="v2")
    assert "inner" in {c.id for c in pipeline.view(case.path).claims}
