"""A judgement says who decided what of which claims, when and why; a ledger keeps it as it was made."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from test_ledger import extraction

from accordingto.claim import Polarity
from accordingto.errors import BadJudgement, DecidedMeanwhile
from accordingto.judgement import Act, Change, Judgement, made_ids, standing
from accordingto.ledger import judgements, write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.report import Span

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASSERTED = Change(polarity=Polarity.ASSERTED)


def judge(act=Act.ACCEPT, *subject, minute=0, by="Mara", **given):
    return Judgement(act=act, subject=subject or ("c1",), by=by, at=NOON + timedelta(minutes=minute), **given)


BAD = {
    "nobody": ({"by": " "}, "does not say who"),
    "no time zone": ({"at": datetime(2026, 3, 1, 12)}, "no time zone"),
    "no claim": ({"subject": ()}, "names no claim"),
    "a claim twice": ({"subject": ("c1", "c1")}, "twice"),
    "a correction of nothing": ({"act": Act.CORRECT}, "changes nothing"),
    "a correction of two": (
        {"act": Act.CORRECT, "subject": ("c1", "c2"), "change": ASSERTED},
        "of one claim",
    ),
    "values without a correction": ({"change": ASSERTED}, "only a correction"),
    "a merging of one": ({"act": Act.MERGE}, "two claims or more"),
    "a split into one": (
        {"act": Act.SPLIT_CLAIM, "change": Change(parts=((Span(0, 3),),))},
        "two parts or more",
    ),
    "a split into the same": (
        {"act": Act.SPLIT_CLAIM, "change": Change(parts=((Span(0, 3),), (Span(0, 3),)))},
        "the same words",
    ),
    "overlapping words": (
        {"act": Act.CORRECT, "change": Change(evidence=(Span(0, 3), Span(2, 4)))},
        "overlap",
    ),
    "no words": ({"act": Act.CORRECT, "change": Change(evidence=())}, "is to be rejected"),
    "an empty title": ({"act": Act.RENAME, "change": Change(title=" ")}, "title is empty"),
    "an empty note": ({"act": Act.NOTE}, "without a why"),
    "a conflict resolved without a reason": ({"act": Act.RESOLVE, "subject": ("c1", "c2")}, "without a why"),
    "an undoing of nothing": ({"act": Act.UNDO}, "what it undoes"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_judgement_that_can_mean_nothing_is_refused(case):
    given, reason = BAD[case]
    with pytest.raises(BadJudgement, match=reason):
        Judgement(**{"act": Act.ACCEPT, "subject": ("c1",), "by": "Mara", "at": NOON, **given})


def test_the_id_is_made_from_the_content():
    assert judge().id == judge().id
    other = [judge(by="Ilse"), judge(minute=1), judge(Act.REJECT), judge(Act.ACCEPT, "c2"), judge(why="so")]
    assert len({judge().id, *(j.id for j in other)}) == 6
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))
    assert Judgement(act=Act.ACCEPT, subject=("c1",), by="Mara", at=elsewhere).id == judge().id


def test_what_was_undone_does_not_count_until_the_undoing_is_undone():
    first = judge()
    undo = judge(Act.UNDO, undoes=first.id, minute=1)
    redo = judge(Act.UNDO, undoes=undo.id, minute=2)
    assert standing([first]) == (first,)
    assert standing([first, undo]) == ()
    assert standing([first, undo, redo]) == (first,)


@pytest.fixture
def ledger(tmp_path):
    """A ledger of two reports with one claim each, and the ids of these."""
    path = tmp_path / "l.db"
    engine = open_ledger(path)
    ids = []
    for n, text in enumerate(("Officials said it rained.", "It did not rain, farmers said.")):
        one = extraction(text, path=f"{n}.txt")
        with transaction(engine, write=True) as connection:
            write.add(connection, one)
        ids.append(one.claims[0].id)
    yield path, engine, ids
    engine.dispose()


def keep(engine, *new):
    for one in new:
        with transaction(engine, write=True) as connection:
            judgements.append(connection, one)


def ids(found):
    return [j.id for j in found]


def test_what_is_appended_is_read_again_in_order(ledger):
    _, engine, (a, b) = ledger
    first, second = judge(Act.ACCEPT, a), judge(Act.CORRECT, b, change=Change(polarity=Polarity.DENIED))
    keep(engine, second, first)
    with transaction(engine) as connection:
        assert judgements.every(connection) == (second, first)
        assert judgements.history(connection, a) == (first,)
        assert judgements.latest(connection, [a, b]) == first.id
        assert judgements.get(connection, second.id) == second


def test_a_form_sent_twice_is_kept_once(ledger):
    _, engine, (a, _) = ledger
    with transaction(engine, write=True) as connection:
        assert judgements.append(connection, judge(Act.ACCEPT, a))
        assert not judgements.append(connection, judge(Act.ACCEPT, a))
        assert len(judgements.every(connection)) == 1


def test_in_two_tabs_the_later_one_is_told_and_loses_nothing(ledger):
    _, engine, (a, _) = ledger
    first = judge(Act.REJECT, a, why="a headline")
    second = judge(Act.CORRECT, a, by="Ilse", minute=5, change=Change(polarity=Polarity.DENIED))
    keep(engine, first)
    with pytest.raises(DecidedMeanwhile) as told:
        keep(engine, second)
    assert "Mara" in told.value.reason
    assert "12:00 UTC: reject (a headline)" in told.value.reason
    assert told.value.refused == second
    assert told.value.meanwhile == (first,)
    keep(engine, judge(Act.CORRECT, a, by="Ilse", minute=6, change=second.change, seen=first.id))


UNRELATED = {
    "of another claim": lambda a, b: judge(Act.REJECT, b),
    "a note": lambda a, b: judge(Act.NOTE, a, why="ask them again"),
    "a pin": lambda a, b: judge(Act.PIN, a),
    "a title": lambda a, b: judge(Act.RENAME, a, change=Change(title="Rain")),
}


@pytest.mark.parametrize("case", UNRELATED)
def test_nobody_is_told_of_what_does_not_concern_the_decision(ledger, case):
    _, engine, (a, b) = ledger
    keep(engine, UNRELATED[case](a, b), judge(Act.ACCEPT, a, minute=3))


def test_an_undoing_concerns_what_it_undoes(ledger):
    _, engine, (a, _) = ledger
    first = judge(Act.ACCEPT, a)
    undo = judge(Act.UNDO, a, undoes=first.id, seen=first.id, minute=1)
    keep(engine, first, undo)
    with pytest.raises(DecidedMeanwhile):
        keep(engine, judge(Act.REJECT, a, seen=first.id, minute=2))
    with pytest.raises(BadJudgement, match="no such judgement"):
        keep(engine, judge(Act.UNDO, a, undoes="j0", minute=3))


def test_a_claim_that_is_not_there_cannot_be_judged(ledger):
    _, engine, (a, _) = ledger
    with pytest.raises(BadJudgement, match="no such claim"):
        keep(engine, judge(Act.MERGE, a, "nowhere"))


def test_the_parts_of_a_split_claim_can_be_judged(ledger):
    _, engine, (a, _) = ledger
    split = judge(Act.SPLIT_CLAIM, a, change=Change(parts=((Span(0, 3),), (Span(4, 9),))))
    keep(engine, split)
    keep(engine, judge(Act.REJECT, made_ids(split)[0]))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgement SET by = 'x'",
        "DELETE FROM judgement",
        "UPDATE judged SET claim = 'x'",
        "DELETE FROM judged",
    ],
)
def test_the_ledger_itself_refuses_to_change_a_judgement(ledger, statement):
    path, engine, (a, _) = ledger
    keep(engine, judge(Act.ACCEPT, a))
    with sqlite3.connect(path) as db, pytest.raises(sqlite3.IntegrityError, match="never"):
        db.execute(statement)


# Judges one claim after another until it is killed; a third of its transactions hold two judgements.
JUDGING = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from accordingto.judgement import Act, Judgement
from accordingto.ledger import judgements
from accordingto.ledger.store import open_ledger, transaction

engine = open_ledger(Path(sys.argv[1]))
for n in range(100_000):
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=n)
    with transaction(engine, write=True) as connection:
        for who in ("Mara", "Ilse")[: 1 + (n % 3 == 0)]:
            new = Judgement(act=Act.NOTE, subject=tuple(sys.argv[2:]), by=who, at=at, why=str(n))
            judgements.append(connection, new)
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [0, 3, 9])
def test_a_killed_judge_leaves_a_ledger_of_whole_judgements(ledger, after):
    path, engine, (a, b) = ledger
    with subprocess.Popen(
        [sys.executable, "-c", JUDGING, str(path), a, b], stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if int(line) == after:
                os.kill(process.pid, signal.SIGKILL)
                break
    with transaction(engine) as connection:
        kept = judgements.every(connection)
        on_both = [judgements.history(connection, one) for one in (a, b)]
    told = {int(j.why) for j in kept}
    assert told == set(range(max(told) + 1))
    assert max(told) >= after
    assert [sum(int(j.why) == n for j in kept) for n in sorted(told)] == [
        1 + (n % 3 == 0) for n in sorted(told)
    ]
    assert on_both == [kept, kept]
    keep(engine, judge(Act.ACCEPT, a))


def test_what_stood_at_a_moment_was_judged_until_then(ledger):
    _, engine, (a, b) = ledger
    first, second = judge(Act.ACCEPT, a), judge(Act.ACCEPT, b, minute=5)
    keep(engine, first, second)
    with transaction(engine) as connection:
        assert judgements.every(connection, NOON + timedelta(minutes=4)) == (first,)
        assert judgements.every(connection, NOON + timedelta(minutes=5)) == (first, second)
