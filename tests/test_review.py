"""A person's decisions beside the machine's reading. Text above, judgements, the ledger below."""

import re
import sqlite3
from pathlib import Path

import pytest
from reviewed import Case, judge, keep, reread, shows

from accordingto import pipeline
from accordingto.audit.changes import changes
from accordingto.claim import Flag, Polarity
from accordingto.errors import BadJudgement
from accordingto.judgement import Act, Change, State
from accordingto.ledger import derived, judgements
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import DERIVED
from accordingto.publish import json as ledger_json
from accordingto.publish import readback
from accordingto.publish.dossier import dossier
from accordingto.publish.sheet import sheet
from accordingto.report import Span
from accordingto.voice import Hop, Voice, VoiceKind


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


UNJUDGED = """
    1 of 2: 40 guards walked out of the colony in Lipetsk
        + Prison Union: 40 guards walked out of the colony in Lipetsk
        - Justice Ministry: no guards walked out of the colony in Lipetsk
    1 of 1: the heating failed in the east wing
        + Anna Petrova: the heating failed in the east wing
    0 of 1: whether the colony in Lipetsk will close
        ? South Post: whether the colony in Lipetsk will close
    conflicts: one asserts what the other denies
    """


def test_nothing_judged(case):
    shows(case.after(), UNJUDGED)


def test_accepted_claims_read_as_before_and_are_known_to_be_reviewed(case):
    view = case.after(judge(Act.ACCEPT, case.walked.id, case.heated.id))
    shows(view, UNJUDGED)
    assert {r.claim: r.state for r in view.reviews} == {
        case.walked.id: State.ACCEPTED,
        case.heated.id: State.ACCEPTED,
    }


def test_a_rejected_claim_counts_nowhere_and_stays_to_be_seen(case):
    view = case.after(judge(Act.REJECT, case.denied.id, why="a headline of another piece"))
    shows(
        view,
        """
    1 of 1: 40 guards walked out of the colony in Lipetsk
        + Prison Union: 40 guards walked out of the colony in Lipetsk
    1 of 1: the heating failed in the east wing
        + Anna Petrova: the heating failed in the east wing
    0 of 1: whether the colony in Lipetsk will close
        ? South Post: whether the colony in Lipetsk will close
    """,
    )
    assert view.machine == (case.denied,)
    assert view.reviews[0].state is State.REJECTED


def test_a_corrected_source_is_a_revision_beside_the_machines_own(case):
    lawyer = Voice(name="Ilja Berg", kind=VoiceKind.PERSON, rule="a person's correction")
    chain = (case.denied.chain[0], Hop(voice=lawyer))
    view = case.after(
        judge(Act.CORRECT, case.denied.id, change=Change(chain=chain, polarity=Polarity.ASSERTED))
    )
    shows(
        view,
        """
    1 of 2: 40 guards walked out of the colony in Lipetsk
        + Ilja Berg*: no guards walked out of the colony in Lipetsk
        + Prison Union: 40 guards walked out of the colony in Lipetsk
    1 of 1: the heating failed in the east wing
        + Anna Petrova: the heating failed in the east wing
    0 of 1: whether the colony in Lipetsk will close
        ? South Post: whether the colony in Lipetsk will close
    """,
    )
    (now,) = [c for c in view.claims if c.id == case.denied.id]
    assert (now.rule, now.flags) == ("a person's correction", (Flag.CORRECTED,))
    assert view.machine == (case.denied,)


def test_undoing_anything_gives_the_view_before(case):
    before = case.after()
    decision = judge(Act.REJECT, case.denied.id)
    view = case.after(
        decision, judge(Act.UNDO, case.denied.id, undoes=decision.id, seen=decision.id, minute=1)
    )
    shows(view, UNJUDGED)
    assert (view.claims, view.matters, view.machine) == (before.claims, before.matters, ())
    assert view.reviews[0].state is State.NEW
    assert len(view.reviews[0].judgements) == 2


def test_a_claim_is_split_in_two_and_each_part_is_judged(case):
    start = case.walked.evidence[0].start
    who, where = Span(start, start + 20), Span(start + 21, case.walked.evidence[0].end)
    split = judge(Act.SPLIT_CLAIM, case.walked.id, change=Change(parts=((who,), (where,))))
    view = case.after(split)
    parts = [c for c in view.claims if Flag.CORRECTED in c.flags]
    texts = {r.id: r.text for r in view.reports}
    assert sorted(c.evidence[0].of(texts[c.report]) for c in parts) == [
        "40 guards walked out",
        "of the colony in Lipetsk",
    ]
    assert view.machine == (case.walked,)
    (other,) = [c for c in parts if c.evidence[0] == where]
    view = case.after(judge(Act.REJECT, other.id, minute=1))
    assert {r.claim: r.state for r in view.reviews} == {
        case.walked.id: State.CORRECTED,
        other.id: State.REJECTED,
        next(c.id for c in parts if c is not other): State.CORRECTED,
    }


def test_claims_of_one_report_become_one(case):
    view = case.after(judge(Act.MERGE_CLAIMS, case.walked.id, case.heated.id))
    shows(
        view,
        """
    1 of 2: 40 guards walked out of the colony in Lipetsk the heating failed in the east wing
        + Prison Union*: 40 guards walked out of the colony in Lipetsk … the heating failed in the east wing
        - Justice Ministry: no guards walked out of the colony in Lipetsk
    0 of 1: whether the colony in Lipetsk will close
        ? South Post: whether the colony in Lipetsk will close
    conflicts: one asserts what the other denies
    """,
    )


def test_matters_are_merged_named_pinned_and_taken_apart(case):
    view = case.after(
        judge(Act.MERGE, case.walked.id, case.asked.id),
        judge(Act.RENAME, case.asked.id, change=Change(title="The walkout"), minute=1),
        judge(Act.PIN, case.denied.id, minute=2),
    )
    shows(
        view,
        """
    1 of 3 pinned: The walkout
        + Prison Union: 40 guards walked out of the colony in Lipetsk
        - Justice Ministry: no guards walked out of the colony in Lipetsk
        ? South Post: whether the colony in Lipetsk will close
    1 of 1: the heating failed in the east wing
        + Anna Petrova: the heating failed in the east wing
    conflicts: one asserts what the other denies
    """,
    )
    (review,) = view.matter_reviews
    assert review.title == "40 guards walked out of the colony in Lipetsk"
    last = view.judgements[0].id
    view = case.after(judge(Act.SPLIT, case.denied.id, seen=last, minute=3))
    shows(
        view,
        """
    1 of 2: The walkout
        + Prison Union: 40 guards walked out of the colony in Lipetsk
        ? South Post: whether the colony in Lipetsk will close
    1 of 1 pinned: no guards walked out of the colony in Lipetsk
        - Justice Ministry: no guards walked out of the colony in Lipetsk
    1 of 1: the heating failed in the east wing
        + Anna Petrova: the heating failed in the east wing
    conflicts: one asserts what the other denies
    """,
    )


def test_a_conflict_is_resolved_and_a_question_answered_with_the_reason(case):
    view = case.after(
        judge(Act.RESOLVE, case.walked.id, case.denied.id, why="the union withdrew it"),
        judge(Act.ANSWER, case.asked.id, case.heated.id, minute=1),
    )
    assert {r.kind.value: r.settled for r in view.relations} == {
        "answers": view.judgements[1].id,
        "conflicts": view.judgements[0].id,
    }
    said = {r.kind.value: r.reasons for r in view.relations}
    assert said == {
        "answers": ("answered, as Mara, 2026-03-01 judged",),
        "conflicts": (
            "one asserts what the other denies",
            "resolved, as Mara, 2026-03-01 judged: the union withdrew it",
        ),
    }


def test_a_question_found_answered_is_no_longer_open_and_the_digest_tells_of_it(case):
    before = case.after()
    assert [q.text for q in sheet(before).questions] == ["whether the colony in Lipetsk will close"]
    after = case.after(judge(Act.ANSWER, case.asked.id, case.heated.id, why="no heating, no colony"))
    assert sheet(after).questions == ()
    assert "no heating, no colony" in dossier(after, title="Guards")
    (told,) = changes(before, after).answered
    assert (told.question.id, told.answer.id) == (case.asked.id, case.heated.id)
    assert told.reasons == ("answered, as Mara, 2026-03-01 judged: no heating, no colony",)
    made = after.judgements[0].id
    undone = judge(Act.UNDO, case.asked.id, case.heated.id, minute=1, undoes=made, seen=made)
    assert len(sheet(case.after(undone)).questions) == 1


def test_json_carries_judgements_both_ways(case):
    view = case.after(
        judge(Act.CORRECT, case.denied.id, change=Change(polarity=Polarity.ASSERTED)),
        judge(Act.SPLIT_CLAIM, case.walked.id, change=Change(parts=((Span(0, 9),), (Span(10, 16),)))),
        judge(Act.REJECT, case.heated.id),
    )
    again = readback.loads(ledger_json.dumps(view))
    assert again == view
    assert [j.id for j in again.judgements] == [j.id for j in view.judgements]


def test_a_judged_ledger_goes_out_and_comes_back_unchanged(case, tmp_path):
    fixed = judge(Act.CORRECT, case.denied.id, change=Change(polarity=Polarity.ASSERTED))
    case.after(
        fixed,
        judge(Act.UNDO, case.denied.id, undoes=fixed.id, seen=fixed.id, minute=1),
        judge(Act.SPLIT_CLAIM, case.walked.id, change=Change(parts=((Span(0, 9),), (Span(10, 16),)))),
        judge(Act.MERGE, case.denied.id, case.heated.id, minute=2),
        judge(Act.REJECT, case.asked.id),
    )
    keep(case.path, [reread(w, chain=(w.claims[0].chain[0],)) for w in case.written], maker="v2")
    view = pipeline.view(case.path)
    assert {r.older for r in view.reviews} == {True, False}
    said = ledger_json.dumps(view)
    brought = pipeline.bring(readback.loads(said), tmp_path / "other.db")
    assert brought.judgements == 5
    assert ledger_json.dumps(pipeline.view(tmp_path / "other.db")) == said


def withheld(case, mention: str, name: str, claim=None) -> Change:
    """The claim's source as one whose name is withheld, called by these words of the report."""
    claim = claim or case.heated
    text = case.written[0].text
    at = text.index(mention)
    voice = Voice(
        name=name,
        kind=VoiceKind.PERSON,
        mention=Span(at, at + len(mention)),
        protected=True,
        rule="a person's correction",
    )
    return Change(chain=(claim.chain[0], Hop(voice=voice)))


def test_a_name_that_a_person_withholds_is_in_no_view(case):
    again = case.written[0].claim(
        "the cells flooded, a night nurse said", by="Anna Petrova", kind=VoiceKind.PERSON
    )
    keep(case.path, case.written, maker="v2")
    view = case.after(
        judge(Act.NOTE, again.id, why="Anna Petrova would talk to us"),
        judge(Act.CORRECT, case.heated.id, change=withheld(case, "a night nurse", "Anna Petrova"), minute=1),
    )
    assert Flag.WITHHELD in next(c for c in view.claims if c.id == again.id).flags
    said = ledger_json.dumps(view)
    assert "Anna Petrova" not in said
    assert "a night nurse would talk to us" in said
    html = dossier(view, title="x")
    assert "Anna Petrova" not in html
    assert "a night nurse" in html


def test_where_the_report_prints_the_name_no_words_are_left_for_the_voice(case):
    spoke = case.written[0].claim("Anna Petrova spoke of a fire", by="Anna Petrova", kind=VoiceKind.PERSON)
    keep(case.path, case.written, maker="v2")
    view = case.after(
        judge(Act.CORRECT, spoke.id, change=withheld(case, "Anna Petrova", "Anna Petrova", spoke))
    )
    assert {c.origin.name for c in view.claims if c.origin.protected} == {"a voice whose name is withheld"}


def test_a_name_that_only_the_desk_knows_is_not_written_down(case):
    with pytest.raises(BadJudgement, match="is called by the words"):
        case.after(judge(Act.CORRECT, case.heated.id, change=withheld(case, "the heating", "Rosa Lima")))


def test_words_beyond_the_report_are_refused(case):
    with pytest.raises(BadJudgement, match="beyond the end"):
        case.after(judge(Act.CORRECT, case.heated.id, change=Change(evidence=(Span(5000, 5010),))))


def test_the_dossier_shows_a_correction_with_the_machines_value_beside_it(case):
    lawyer = Voice(name="Ilja Berg", kind=VoiceKind.PERSON, rule="a person's correction")
    view = case.after(
        judge(
            Act.CORRECT,
            case.denied.id,
            change=Change(chain=(case.denied.chain[0], Hop(voice=lawyer))),
            why="his own blog",
        ),
        judge(Act.REJECT, case.heated.id, why="<b>not</b> a claim"),
        judge(Act.RENAME, case.walked.id, change=Change(title="The walkout")),
    )
    page = dossier(view, title="x")
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "says Ilja Berg" in plain
    assert "the machine read says: Justice Ministry" in plain
    assert "corrected by Mara, 1 March 2026: his own blog" in plain
    assert "2 of 4 claims have been reviewed by a person." in plain
    assert "rejected the heating failed in the east wing Mara , 1 March 2026" in plain
    assert "<b>not</b>" not in page
    assert (
        "Named by a person; its own clearest wording: “40 guards walked out of the colony in Lipetsk”."
        in plain
    )


def test_a_dossier_nobody_judged_says_nothing_of_judging(case):
    page = dossier(case.after(), title="x")
    assert "What people decided" not in page
    assert "reviewed by a person" not in page


def test_withholding_a_source_does_not_withhold_who_carried_it(case):
    told = case.written[0].claim(
        "the pump failed, a night nurse said",
        by="Anna Petrova",
        kind=VoiceKind.PERSON,
        through=("Radio Sul",),
    )
    other = case.written[0].claim("the roof leaks", by="Rosa Lima", through=("Radio Sul",))
    keep(case.path, case.written, maker="v2")
    view = case.after(
        judge(Act.CORRECT, told.id, change=withheld(case, "a night nurse", "Anna Petrova", told))
    )
    names = {c.id: [h.voice.name for h in c.chain] for c in view.claims}
    assert names[told.id] == ["North Post", "a night nurse"]
    assert names[other.id] == ["North Post", "Radio Sul", "Rosa Lima"]
    assert names[case.heated.id] == ["North Post", "a night nurse"]


def derived_rows(path: Path) -> dict[str, list[tuple]]:
    """All derived rows of a ledger, but for what they were made from."""
    with sqlite3.connect(path) as db:
        names = [t.name for t in DERIVED if t.name != "derived"]
        return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


FOLLOWED = {
    "accepted": (Act.ACCEPT, ("walked", "heated")),
    "accepted what was corrected": (Act.ACCEPT, ("denied",)),
    "pinned": (Act.PIN, ("walked", "denied", "heated")),
    "noted": (Act.NOTE, ("asked",)),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_changes_no_link_is_in_the_derived_rows_at_once(case, name):
    act, claims = FOLLOWED[name]
    ids = [getattr(case, c).id for c in claims]
    first = judge(Act.CORRECT, case.denied.id, change=Change(polarity=Polarity.ASSERTED))
    case.after(first)
    engine = open_ledger(case.path)
    pipeline.relink(engine, "ledger")
    seen = case.last(*ids)
    with transaction(engine, write=True) as connection:
        judgements.append(connection, judge(act, *ids, why="so", minute=1, seen=seen))
    at_once = derived_rows(case.path)
    assert not pipeline.relink(engine, "ledger")
    with transaction(engine, write=True) as connection:
        derived.spoil(connection)
    assert pipeline.relink(engine, "ledger")
    engine.dispose()
    assert derived_rows(case.path) == at_once


def test_what_changes_a_link_leaves_the_derived_rows_behind(case):
    engine = open_ledger(case.path)
    pipeline.relink(engine, "ledger")
    with transaction(engine, write=True) as connection:
        judgements.append(connection, judge(Act.REJECT, case.walked.id))
    assert pipeline.relink(engine, "ledger")
    with transaction(engine, write=True) as connection:  # back from rejection: not in the derived rows
        last = judgements.latest(connection, [case.walked.id])
        judgements.append(connection, judge(Act.ACCEPT, case.walked.id, seen=last, minute=1))
    assert pipeline.relink(engine, "ledger")
    engine.dispose()
