"""A digest says what changed in knowledge; it goes out as text, page and feed."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from accordingto import pipeline
from accordingto.audit.changes import Changes, changes
from accordingto.audit.shield import shielded
from accordingto.claim import Polarity
from accordingto.cli import app
from accordingto.edit import EditKind
from accordingto.evidence import gate
from accordingto.figure import Verdict
from accordingto.keep import seal
from accordingto.keep.seal import Entry
from accordingto.keep.store import beside
from accordingto.languages import lexicon
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.publish.digest import Digest, as_html, as_rss, as_text, digest
from accordingto.voice import Stance

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
    items = [(s.name, i) for s in week(found).sections for i in s.items]
    return [f"{name}: {' | '.join(p for p in (i.about, i.by, i.what) if p)}" for name, i in items]


LEFT = "The ministry said that 40 women had left the prison in Snizhne for the war."
SHELLED = "The ministry said that soldiers had shelled the bridge in Snizhne on 3 March 2023."
NOT_SHELLED = "The mayor denied that soldiers had shelled the bridge in Snizhne on 3 March 2023."
KILLED = "The ministry said that at least {n} women had been killed in Snizhne so far."
# What was held in the first week, what came in the second, and what the digest says of it.
CASES = {
    "a new matter": (
        LEFT,
        "The mayor of Lipetsk said that the bridge over the river was closed.",
        [
            "New matters: The bridge over the river was closed | said by The mayor of Lipetsk, in The "
            "Courier, 8 March 2024 | 1 independent origin; 1 mention in 1 report"
        ],
    ),
    "what came brings nothing new": (LEFT, LEFT, []),
    "a figure that moved": (
        KILLED.format(n=40),
        KILLED.format(n=60),
        ["Figures that moved: At least 60 women had been killed in Snizhne so far | said by The "],
    ),
    "a conflict that opened": (SHELLED, NOT_SHELLED, ["Conflicts opened: The mayor and The ministry"]),
    "a denial": (
        LEFT,
        NOT_SHELLED,
        ["New matters: Soldiers had shelled the bridge in Snizhne on 3 March 2023 | denied by The mayor, "],
    ),
    "a statement that something is not there": (
        LEFT,
        "The nurse said that the recruits received no training.",
        ["New matters: The recruits received no training | said by The nurse, in The Courier"],
    ),
    "a hedge": (
        LEFT,
        "The mayor said that the bridge may have been hit by soldiers.",
        [
            "New matters: The bridge may have been hit by soldiers | said by The mayor, in The Courier, "
            "8 March 2024; called possible | "
        ],
    ),
    "what is no sentence stands in its own": (
        LEFT,
        "Investigators are identifying sites that added to the damage, the mayor of Lipetsk said.\n\n"
        "The mayor promised to close the bridge over the river.",
        [
            "New matters: Investigators are identifying sites that added to the damage, the mayor of Lipetsk "
            "said | said by Investigators",
            "New matters: The mayor promised to close the bridge over the river | promised by the mayor",
        ],
    ),
    "a line within another is not told again": (
        LEFT,
        "The mayor promised that the bridge would be closed, and accused the army of shelling the school.",
        ["New matters: The mayor promised that the bridge would be closed, and accused the army of "],
    ),
    "a number without its word is no move": (
        KILLED.format(n=40),
        KILLED.format(n=40)[:-8].replace("at least ", ""),
        [],
    ),
    "an answer to a question": (
        "It remains unclear whether the women in Snizhne were pardoned.",
        "The women in Snizhne were pardoned, the ministry said.",
        ["Questions answered: The women in Snizhne were pardoned | said by The "],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_changed(tmp_path: Path, case: str) -> None:
    before, after, expected = CASES[case]
    lines = told(compared(ledger(tmp_path, {"herald": before}, {"courier": after})))
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start), lines


def test_a_figure_that_moved_is_told_in_its_words(tmp_path: Path) -> None:
    before, after, _ = CASES["a figure that moved"]
    text = as_text(week(compared(ledger(tmp_path, {"herald": before}, {"courier": after}))))
    assert "  “at least 40” → “at least 60” (a later count)\n" in text
    assert "  before: “At least 40 women had been killed in Snizhne so far”\n" in text


def test_reasons_of_linking_are_in_the_language_of_the_page(tmp_path: Path) -> None:
    kept = str(ledger(tmp_path, {"herald": SHELLED}, {"courier": NOT_SHELLED}))
    english, russian = (
        run("--ledger", kept, "--since", "2024-03-05", "--lang", code) for code in ("en", "ru")
    )
    reasons = re.findall(r"^  \((.*)\)$", english, re.MULTILINE)
    assert reasons
    assert not any(reason in russian for reason in reasons)
    run("--ledger", kept, "--since", "7d")  # English again, for what runs after


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
    # What a reader of feeds unescapes and shows as HTML is still no markup but our line breaks.
    for entry in items:
        assert "<" not in (entry.findtext("title") or "")
        assert "<" not in (entry.findtext("description") or "").replace("<br>", "")


def test_the_same_change_has_the_same_guid_whatever_a_withheld_voice_is_called(tmp_path: Path) -> None:
    said = "A nurse who asked not to be named said that the bridge in Snizhne had been shelled on Monday."
    kept = ledger(tmp_path, {"herald": LEFT}, {"courier": said})
    feeds = [run("--ledger", str(kept), "--since", "2024-03-05", "--rss") for _ in range(2)]
    assert all("[withheld-" in feed for feed in feeds)
    assert feeds[0].partition("<item>")[2] != feeds[1].partition("<item>")[2]
    guids = [[e.text for e in ElementTree.fromstring(feed).iter("guid")] for feed in feeds]
    assert guids[0] == guids[1] != []


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


def test_the_command_speaks_three_languages(tmp_path: Path) -> None:
    kept = str(ledger(tmp_path, {"herald": SHELLED}, {"courier": NOT_SHELLED}))
    words = ["--ledger", kept, "--since", "2024-03-05", "--lang"]
    assert "Возникшие противоречия (1)" in run(*words, "ru")
    assert "Прочитано новых публикаций: 1." in run(*words, "ru")
    assert '<html lang="uk">' in run(*words, "uk", "--html")
    assert "<h2>Суперечності, що виникли (1)</h2>" in run(*words, "uk", "--html")
    assert "<language>ru</language>" in run(*words, "ru", "--rss")
    assert "Conflicts opened (1)" in run(*words, "en")  # nothing is left over from the runs before
    run(*words, "de", code=2)


def flat(table: dict, before: str = "") -> dict[str, str]:
    return {
        key: text
        for name, value in table.items()
        for key, text in (
            flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
        ).items()
    }


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_catalogue_has_the_keys_and_holes_of_the_english_one(language: str) -> None:
    english, own = (flat(lexicon(code, "digest")) for code in ("en", language))
    nouns = ("origin", "mention", "report")
    forms = {f"count.{noun}.{form}" for noun in nouns for form in ("few", "many")}
    assert set(own) == {k for k in english if not k.endswith(".other") or k == "item.other"} | forms
    holes = {k: set(re.findall(r"\{(\w+)\}", text)) for k, text in (english | own).items()}
    theirs = {
        k: set(re.findall(r"\{(\w+)\}", english[k.replace("few", "other").replace("many", "other")]))
        for k in own
    }
    assert {k: holes[k] for k in own} == theirs


@pytest.mark.parametrize("kind", [EditKind, Polarity, Stance, Verdict], ids=lambda kind: kind.__name__)
def test_every_word_of_the_ledger_has_its_own_in_the_catalogue(kind: type) -> None:
    table = lexicon("en", "digest")
    without = {Polarity.ASSERTED, Polarity.DENIED, Stance.DECLINES, Stance.NO_RESPONSE}
    without |= {Verdict.AGREE, Verdict.NOT_COMPARABLE}
    section = {EditKind: "edit", Verdict: "verdict"}.get(kind, "by")
    assert {member for member in kind if member.value not in table[section]} == without & set(kind)
