"""The derived rows: a ledger laid out page by page, made anew when what they rest on has changed."""

from pathlib import Path

from sqlalchemy import select

from accordingto import pipeline
from accordingto.ledger import search
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.tables import claim_line, matter, relation, report_line, search_claim, search_report

PAGE = """Guards walk out

By a staff writer

LIPETSK, 3 March 2024. A prison union said on Sunday that 40 guards had walked out of the colony.
"We counted forty," said Anna Petrova, who speaks for the union.
The ministry denied that anybody had walked out.
"""


def test_a_build_lays_out_what_it_linked(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    built = pipeline.build([page], tmp_path / "ledger.db")
    engine = open_ledger(tmp_path / "ledger.db")
    with transaction(engine) as connection:
        lines = connection.execute(select(claim_line)).all()
        hits = [search.count(connection, index, "guards") for index in (search_report, search_claim)]
        matters = connection.execute(select(matter.c.id)).scalars().all()
        related = connection.execute(select(relation.c.a)).all()
        reports = connection.execute(select(report_line)).all()
    engine.dispose()
    assert {line.id for line in lines} == {c.id for c in built.view.claims}
    assert sorted(matters) == [m.id for m in built.view.matters]
    assert len(related) == len(built.view.relations)
    assert [r.claims for r in reports] == [len(built.view.claims)]
    assert hits[0] == 1
    assert hits[1] >= 1


def test_nothing_is_done_twice_and_news_is_noticed(tmp_path: Path) -> None:
    ledger, page = tmp_path / "ledger.db", tmp_path / "page.txt"
    page.write_text(PAGE)
    pipeline.build([page], ledger)
    engine = open_ledger(ledger)
    assert not pipeline.relink(engine, "ledger")
    other = tmp_path / "other.txt"
    other.write_text(PAGE.replace("Lipetsk", "Tver").replace("40", "60"))
    with transaction(engine, write=True) as connection:
        pipeline.ledger_write.add(connection, pipeline.extract(other))
    assert pipeline.relink(engine, "ledger")
    with transaction(engine) as connection:
        assert len(connection.execute(select(report_line.c.id)).all()) == 2
    assert not pipeline.relink(engine, "ledger")
    engine.dispose()


def test_what_a_page_of_the_desk_says_is_no_reason_to_read_anew(monkeypatch) -> None:
    seen = pipeline.maker.__wrapped__()
    words = dict(pipeline._sources(pipeline.package_files("accordingto"), ""))
    for name, changes in (
        ("desk/app.py", False),
        ("languages/en/desk.toml", False),
        ("link/compare.py", True),
    ):
        edited = {**words, name: words[name] + b"\n# edited"}
        monkeypatch.setattr(pipeline, "_sources", lambda *_, now=edited: iter(now.items()))
        assert (pipeline.maker.__wrapped__() != seen) is changes
