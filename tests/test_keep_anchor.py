"""Anchors: what an authority witnessed cannot be cut off or written anew unseen."""

import shutil

import pytest
from tests.authority import make_authority, promise, serving, sign
from tests.test_keep import TEXTS, _forget_last, keep

from accordingto.errors import AnchorError
from accordingto.evidence.verify import verify
from accordingto.keep import anchor, custody
from accordingto.keep.custody import Act, Done
from accordingto.keep.store import Store, beside


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authority") / "tsa"
    make_authority(folder)
    return folder


@pytest.fixture(scope="module")
def roots(authority):
    return (authority / "root.pem").read_bytes()


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "desk").mkdir()
    ledger = tmp_path / "desk" / "l.db"
    keep(ledger, *TEXTS)
    return ledger


def test_an_authority_signs_the_head_and_verify_checks_it(ledger, authority, roots):
    head = custody.head(beside(ledger))
    with serving(sign(authority)) as url:
        made = anchor.rfc3161(beside(ledger), url, roots)
    assert (made.line, made.sha256) == (head.n, head.sha256)
    done = verify(ledger, roots=roots)
    assert done.breaks == ()
    assert any("signed 2" in note and "by the authority given" in note for note in done.notes)
    assert any("was not checked" in note for note in verify(ledger).notes)
    assert custody.last(beside(ledger), Act.ANCHORED)["about"]["authority"] == url


def test_a_calendar_promises_the_head_and_verify_checks_it(ledger):
    head = custody.head(beside(ledger))
    with serving(promise) as url:
        made = anchor.opentimestamps(beside(ledger), url)
    assert (made.line, made.sha256) == (head.n, head.sha256)
    done = verify(ledger)
    assert done.breaks == ()
    assert any("promised by a calendar" in note for note in done.notes)


@pytest.mark.parametrize("kind", ["rfc3161", "opentimestamps"])
def test_a_tail_cut_off_everywhere_is_found_by_an_anchor_kept_elsewhere(ledger, authority, tmp_path, kind):
    with serving(sign(authority) if kind == "rfc3161" else promise) as url:
        made = getattr(anchor, kind)(beside(ledger), url)
    elsewhere = tmp_path / made.path.name
    shutil.move(made.path, elsewhere)
    _forget_last(ledger)
    assert verify(ledger).breaks == ()
    broken = verify(ledger, anchors=[elsewhere]).breaks
    assert ["end of the log was cut off" in str(b) for b in broken] == [True]
    for _ in range(6):
        custody.append(beside(ledger), [Done(act=Act.JUDGED)])
    (broken,) = verify(ledger, anchors=[elsewhere]).breaks
    assert "witnesses another line 6" in str(broken)


def test_a_token_that_was_lost_or_changed_is_found(ledger, authority, roots):
    with serving(sign(authority)) as url:
        made = anchor.rfc3161(beside(ledger), url, roots)
    data = made.path.read_bytes()
    made.path.chmod(0o600)
    made.path.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
    assert verify(ledger, roots=roots).breaks
    made.path.write_bytes(b"no token")
    assert "is no time-stamp token" in str(verify(ledger).breaks[0])
    made.path.unlink()
    (broken,) = verify(ledger).breaks
    assert "its token, but it is gone" in str(broken)


def test_a_signature_of_somebody_else_is_refused_before_it_is_kept(ledger, authority, tmp_path):
    make_authority(tmp_path / "other")
    with serving(sign(authority)) as url, pytest.raises(AnchorError, match="is not signed by that authority"):
        anchor.rfc3161(beside(ledger), url, (tmp_path / "other" / "root.pem").read_bytes())
    assert not beside(ledger).anchors.exists()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(b"", "is no time-stamp", id="nothing"),
        pytest.param(b"<html>", "is no time-stamp", id="a page"),
        pytest.param(b"x" * 3_000_000, "more than a token can be", id="3 MB"),
    ],
)
@pytest.mark.parametrize("kind", ["rfc3161", "opentimestamps"])
def test_a_bad_answer_is_one_error_and_nothing_is_kept(ledger, kind, answer, why):
    with serving(lambda _path, _body: answer) as url, pytest.raises(AnchorError, match=why):
        getattr(anchor, kind)(beside(ledger), url)
    assert not beside(ledger).anchors.exists()


def test_a_token_for_something_else_is_refused(ledger, authority, tmp_path):
    other = Store(folder=tmp_path / "other.evidence")
    custody.append(other, [Done(act=Act.JUDGED)])
    with serving(sign(authority)) as url:
        token = anchor.rfc3161(other, url).path.read_bytes()
    with (
        serving(lambda _path, _body: token) as url,
        pytest.raises(AnchorError, match="not for what was asked"),
    ):
        anchor.rfc3161(beside(ledger), url)


def test_nobody_there_is_one_error(ledger):
    with pytest.raises(AnchorError, match="did not answer"):
        anchor.rfc3161(beside(ledger), "http://127.0.0.1:1")
