"""A digest says what changed in knowledge; it goes out as text, page and feed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from accordingto import pipeline
from accordingto.audit.changes import Changes, changes
from accordingto.audit.shield import shielded
from accordingto.cli import app
from accordingto.evidence import gate
from accordingto.keep import seal
from accordingto.keep.seal import Entry
from accordingto.keep.store import beside
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.publish.digest import Digest, as_html, as_rss, as_text, digest

FIRST_DAY, SECOND_DAY = "2024-03-01", "2024-03-08"


def page(folder: Path, name: str, day: str, body: str, url: str = "") -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"{name.title()} news\n\n{body}\n")
    about = {"publisher": f"The {name.title()}", "published": day, "retrieved": f"{day}T10:00:00Z"}
    path.with_name(path.name + ".meta.json").write_text(json.dumps(about | ({"url": url} if url else {})))
    return path


def ledger(folder: Path, before: dict[str, str], after: dict[str, str], url: str = "") -> Path:
    """A ledger of reports got in two weeks; `url` makes the two of one name versions of one page."""
    kept = folder / "l.db"
    engine = open_ledger(kept)
    for day, bodies in ((FIRST_DAY, before), (SECOND_DAY, after)):
        (folder / day).mkdir()
        for name, body in bodies.items():
            with transaction(engine, write=True) as connection:
                write.add(connection, pipeline.extract(page(folder / day, name, day, body, url)))
    engine.dispose()
    return kept


def compared(kept: Path) -> Changes:
    before = pipeline.view(kept, datetime(2024, 3, 5, tzinfo=UTC))
    return changes(shielded(before), shielded(pipeline.view(kept)))


def week(found: Changes, title: str = "Week") -> Digest:
    start, end = datetime(2024, 3, 5, tzinfo=UTC), datetime(2024, 3, 12, tzinfo=UTC)
    return digest(found, title=title, since=start, until=end)


def told(found: Changes) -> list[str]:
    return [f"{s.name}: {i.about} | {i.what}" for s in week(found).sections for i in s.items]


LEFT = "The ministry said that 40 women had left the prison in Snizhne for the war."
SHELLED = "The ministry said that soldiers had shelled the bridge in Snizhne on 3 March 2023."
NOT_SHELLED = "The mayor denied that soldiers had shelled the bridge in Snizhne on 3 March 2023."
KILLED = "The ministry said that at least {n} women had been killed in Snizhne so far."
# What was held in the first week, what came in the second, and what the digest says of it.
CASES = {
    "a new matter": (
        LEFT,
        "The mayor of Lipetsk said that the bridge over the river was closed.",
        ["New matters: The bridge over the river was closed | 1 independent origin"],
    ),
    "what came brings nothing new": (LEFT, LEFT, []),
    "a figure that moved": (
        KILLED.format(n=40),
        KILLED.format(n=60),
        ["Figures that moved: At least 40 women had been killed in Snizhne so far | likely 40 to 60; "],
    ),
    "a conflict that opened": (SHELLED, NOT_SHELLED, ["Conflicts opened: The mayor and The ministry | "]),
    "an answer to a question": (
        "It remains unclear whether the women in Snizhne were pardoned.",
        "The women in Snizhne were pardoned, the ministry said.",
        ["Questions answered: The women in Snizhne were pardoned | said to it now"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_changed(tmp_path: Path, case: str) -> None:
    before, after, expected = CASES[case]
    lines = told(compared(ledger(tmp_path, {"herald": before}, {"courier": after})))
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start), lines


def test_an_edit_that_closes_a_conflict(tmp_path: Path) -> None:
    url = "https://herald.example/a"
    found = compared(ledger(tmp_path, {"herald": f"{SHELLED} {NOT_SHELLED}"}, {"herald": SHELLED}, url))
    assert [line.partition(" |")[0] for line in told(found)] == [
        "Conflicts closed: The mayor and The ministry",
        f"Pages that were edited: {url}",
    ]
    assert [c.reasons for c in found.closed] == [("a claim no longer stands",)]


def test_an_edit_is_no_new_matter(tmp_path: Path) -> None:
    changed = f"{SHELLED} {LEFT.replace('40', '50')}"
    kept = ledger(tmp_path, {"herald": f"{SHELLED} {LEFT}"}, {"herald": changed}, "https://herald.example/a")
    assert [line.partition(":")[0] for line in told(compared(kept))] == ["Pages that were edited"]


def test_a_week_in_which_nothing_came(tmp_path: Path) -> None:
    found = compared(ledger(tmp_path, {"herald": LEFT}, {}))
    assert found.nothing
    assert "Nothing changed in what is known." in as_text(week(found))
    assert "Nothing changed in what is known." in as_html(week(found))
    assert ElementTree.fromstring(as_rss(week(found))).findall("channel/item") == []


HOSTILE = "The mayor said that <script>alert(1)</script> & \u202e\x1b[31m soldiers had closed the bridge."


def test_all_forms_take_words_as_hostile(tmp_path: Path) -> None:
    found = compared(ledger(tmp_path, {"herald": LEFT}, {"courier": HOSTILE}))
    assert found.matters
    held = week(found, "<b>W")
    for form in (as_text(held), as_html(held), as_rss(held)):
        assert "\x1b" not in form
        assert "\u202e" not in form
    assert "<script>" not in as_html(held)
    assert "<b>W" not in as_html(held)
    items = ElementTree.fromstring(as_rss(held)).findall("channel/item")
    assert len(items) == len(found.matters)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["digest", *words])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command(tmp_path: Path) -> None:
    kept = str(ledger(tmp_path, {"herald": SHELLED}, {"courier": NOT_SHELLED}))
    assert "Conflicts opened (1)" in run("--ledger", kept, "--since", "2024-03-05")
    assert "<h2>Conflicts opened (1)</h2>" in run("--ledger", kept, "--since", "2024-03-05", "--html")
    assert "<title>Conflicts opened: " in run("--ledger", kept, "--since", "2024-03-05", "--rss")
    assert "Nothing changed" in run("--ledger", kept, "--since", "2024-03-05", "--until", "2024-03-06")
    assert "Nothing changed" in run("--ledger", kept, "--since", "7d")
    run("--ledger", kept, "--since", "soon", code=2)
    run("--ledger", kept, "--since", "7d", "--html", "--rss", code=2)
    run("--ledger", kept, "--since", "7d", "--mail", "a@desk.example", code=2)
    run("--ledger", kept + "x", "--since", "7d", code=1)


def test_a_digest_that_prints_a_sealed_name_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("right horse")
    recipient = seal.new_identity(tmp_path / "key.age", "right horse")
    seal.create(tmp_path / "sealed.jsonl", [recipient])
    kept = ledger(tmp_path, {"herald": LEFT}, {"courier": "Anna Bergova said that the bridge was closed."})
    entry = Entry(strings=("Anna Bergova",), wording="a teacher")
    gate.sealed(beside(kept), tmp_path / "sealed.jsonl", entry)
    words = ["--ledger", str(kept), "--since", "2024-03-05"]
    run(*words, code=1)  # sealed, and not opened
    words += ["--sealed", str(tmp_path / "sealed.jsonl"), "--identity", str(tmp_path / "key.age")]
    assert "bridge" not in run(*words, "--passphrase-file", str(tmp_path / "words"), code=1)
